"""Misconceptions of `stability`."""

from __future__ import annotations

import numpy as np

from . import misconception

# --- gradient_norms -------------------------------------------------------------------------------


@misconception(
    "gradient_norms",
    hint="On its way from one state to the one before, what does the gradient pass besides Wh?",
    source="seed 003: a product of weights alone",
)
def the_slope_of_tanh_is_forgotten(h, Wh, dh_last):
    """The gradient goes back through Wh alone, as if the step had no activation."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for _ in h:
        dh = dh @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="What stands between the old state and the sum inside the activation?",
    source="seed 003: vanishing put down to the activation alone",
)
def the_weights_are_forgotten(h, Wh, dh_last):
    """The gradient is multiplied by the slopes of tanh alone and never goes through Wh."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = dh * (1 - state**2)
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="Going back, a weight is used in the other direction. Try a Wh with one entry off the diagonal.",
    source="with one example a column, the transposes stand elsewhere",
)
def back_through_Wh_the_wrong_way(h, Wh, dh_last):
    """The gradient goes back through Wh in the direction in which the state went forward."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="Which comes first on the way back: the activation, or the product with the weights?",
    source="the factors of seed 003 copied from left to right",
)
def the_weights_before_the_slope(h, Wh, dh_last):
    """On the way back Wh comes before the slope of tanh, where the activation is the last thing that a step does."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = (dh @ Wh.T) * (1 - state**2)
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="At which of its two states was a step's activation evaluated?",
    source="h[t - 1] taken for the state after step t",
)
def the_slope_at_the_state_before(h, Wh, dh_last):
    """Each step's slope is taken at the state before it, and at zeros for the first step."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in [*h[:-1][::-1], np.zeros_like(h[0])]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="At which of its two states was a step's activation evaluated? Print the numbers of the states that you read.",
    source="h[t - 1] in a loop over t: a student's slip in a trial",
)
def the_slope_at_an_index_that_wraps_round(h, Wh, dh_last):
    """Each step's slope is taken at the state before it; for the first step the index wraps round to the last state."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in [*h[:-1][::-1], h[-1]]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="Can the slope of tanh be larger than 1? Try a negative state.",
    source="a slip of the pen",
)
def the_slope_without_the_square(h, Wh, dh_last):
    """The slope of tanh is taken as one minus the state, without squaring it."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="What is the slope of this activation at a state of zero? Yours gives 0 there.",
    source="seed 003's bound of a quarter, which is the sigmoid's",
)
def the_slope_of_the_sigmoid(h, Wh, dh_last):
    """The slope is the sigmoid's, h times one minus h, while the activation is tanh."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = (dh * state * (1 - state)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="Which state does each of your steps read? Print their numbers.",
    source="one factor raised to a power",
)
def the_last_slope_at_every_step(h, Wh, dh_last):
    """Every step is taken back with the slope at the last state, as if one factor were raised to a power."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for _ in h:
        dh = (dh * (1 - h[-1] ** 2)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="Which step does the gradient of the last state meet first?",
    source="a loop that counts up",
)
def the_steps_in_the_order_of_time(h, Wh, dh_last):
    """The gradient goes through the first step first, where it comes from the end."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="Which of your entries is the norm of dh_last, the first or the last?",
    source="appending in a loop that runs backwards",
)
def the_norms_in_reverse_order(h, Wh, dh_last):
    """The norms are right, but that of the last state's gradient comes first."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.append(np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="How many states are there, counting the one before the first step?",
    source="one norm a step",
)
def the_last_norm_is_left_out(h, Wh, dh_last):
    """There is one norm a step, and that of dh_last itself is missing."""
    norms, dh = [], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="How many states are there, counting the one before the first step?",
    source="one norm a state of h",
)
def the_state_before_the_first_step_is_left_out(h, Wh, dh_last):
    """There is one norm for each row of h, and that for the state before the first step is missing."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[:0:-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="What is the length of the vector (3, 4)?",
    source="the sum of squares without its root",
)
def the_square_of_the_norm(h, Wh, dh_last):
    """Each entry is the sum of the squares, of which the root was not taken."""
    norms, dh = [np.sum(dh_last**2)], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.sum(dh**2))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="What is the length of the vector (3, 4)?",
    source="the other norms",
)
def the_largest_entry_for_the_norm(h, Wh, dh_last):
    """Each entry is the largest absolute value of the gradient, not its Euclidean length."""
    norms, dh = [np.max(np.abs(dh_last))], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.max(np.abs(dh)))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="What is the length of the vector (3, 4)?",
    source="the other norms",
)
def the_sum_of_the_entries_for_the_norm(h, Wh, dh_last):
    """Each entry is the sum of the absolute values of the gradient, not its Euclidean length."""
    norms, dh = [np.sum(np.abs(dh_last))], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.insert(0, np.sum(np.abs(dh)))
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="A matrix may shorten one vector and stretch another. Do you carry the vector or only its length?",
    source="the bound of Pascanu et al. (2013) taken for the norm",
)
def the_norms_of_the_factors_are_multiplied(h, Wh, dh_last):
    """The norms of the factors are multiplied, which bounds the gradient's norm and is rarely equal to it."""
    norms = [np.linalg.norm(dh_last)]
    for state in h[::-1]:
        factor = np.linalg.norm(Wh * (1 - state**2), 2)
        norms.insert(0, norms[0] * factor)
    return np.array(norms)


@misconception(
    "gradient_norms",
    hint="At how many states does the loss of this exercise look?",
    source="backpropagation through time with a loss at each step",
)
def the_gradient_enters_at_every_step(h, Wh, dh_last):
    """The gradient of the last state is added at every step, as if each had a loss of its own."""
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T + dh_last
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


# --- clip_by_norm ---------------------------------------------------------------------------------


@misconception(
    "clip_by_norm",
    hint="Take two arrays that are both below the limit. Can they be above it together?",
    source="a loop over the arrays with the norm inside",
)
def each_array_by_its_own_norm(gradients, max_norm):
    """Each array is measured and scaled by itself, so that the whole may still be too long, and is turned."""
    return {name: array * (max_norm / max(np.linalg.norm(array), max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Take one array far below the limit and one far above it. What should become of their lengths?",
    source="a loop over the arrays without a condition: a student's slip in a trial",
)
def each_array_scaled_to_the_limit(gradients, max_norm):
    """Each array gets the limit as its own norm, whether it was longer or shorter, and zeros are divided by zero."""
    return {name: array * (max_norm / np.linalg.norm(array)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Give it one large entry among small ones. Do all of them shrink by the same factor?",
    source="clipping by value, the other method",
)
def each_entry_limited_by_itself(gradients, max_norm):
    """Each entry is limited by itself, which turns the gradient and may leave its norm above the limit."""
    return {name: np.clip(array, -max_norm, max_norm) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="In which direction does a gradient of -7 point after your clipping?",
    source='seed 003\'s "set to the threshold", which loses the sign',
)
def set_to_the_threshold(gradients, max_norm):
    """Where the norm is too large, every entry becomes the threshold itself: sign and direction are lost."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {
        name: np.full_like(array, max_norm) if total > max_norm else array.copy() for name, array in gradients.items()
    }


@misconception(
    "clip_by_norm",
    hint="Try gradients that are well within the limit. Should they change?",
    source="a normalisation",
)
def short_gradients_are_stretched(gradients, max_norm):
    """The norm becomes the limit in any case, so that short gradients are stretched."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    factor = max_norm / total if total > 0 else 0.0
    return {name: array * factor for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Two arrays, of norm 3 and of norm 4: how long is the vector of all their entries?",
    source="norms added up in a loop",
)
def the_norms_of_the_arrays_are_added(gradients, max_norm):
    """The global norm is taken as the sum of the arrays' norms, which is larger."""
    total = sum(np.linalg.norm(array) for array in gradients.values())
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Two arrays, of norm 3 and of norm 4: how long is the vector of all their entries?",
    source="the largest array taken for the whole",
)
def the_norm_of_the_longest_array(gradients, max_norm):
    """The global norm is taken as that of the longest array, which is smaller."""
    total = max(np.linalg.norm(array) for array in gradients.values())
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="What is the length of the vector (3, 4)?",
    source="the sum of squares without its root",
)
def the_root_is_forgotten(gradients, max_norm):
    """The sum of the squares is compared with the limit, and its root is never taken."""
    total = sum(np.sum(array**2) for array in gradients.values())
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="What is the length of the vector (3, 4)?",
    source="the other norms",
)
def the_largest_entry_for_the_norm_of_all(gradients, max_norm):
    """The arrays are scaled by their largest entry, not by the length of all entries together."""
    total = max(np.max(np.abs(array)) for array in gradients.values())
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Does the length of a vector depend on how many entries share it?",
    source="the root of the mean in place of the root of the sum",
)
def the_root_of_the_mean_square(gradients, max_norm):
    """The squares are averaged over the entries in place of being summed, so large networks are hardly clipped."""
    squares = np.concatenate([np.ravel(array) ** 2 for array in gradients.values()])
    return {name: array * (max_norm / max(np.sqrt(squares.mean()), max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Measure the norm of what you return. Is it the limit?",
    source="a unit vector returned as it is",
)
def scaled_to_a_norm_of_one(gradients, max_norm):
    """What is too long is scaled to the norm 1, whatever the limit is."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {name: array / total if total > max_norm else array.copy() for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="What should be left of a gradient that is too long?",
    source="a step that is skipped, which is another remedy",
)
def too_long_becomes_zero(gradients, max_norm):
    """What is too long is set to zero, as if the step were to be skipped."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {name: array * (total <= max_norm) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Is the factor by which you multiply smaller than 1 when the norm is too large?",
    source="a fraction upside down",
)
def the_factor_upside_down(gradients, max_norm):
    """What is too long is multiplied by its norm over the limit, and gets longer."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {name: array * (max(total, max_norm) / max_norm) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Which of the arrays do you scale? Give it a long dx.",
    source="only what is learned is thought of",
)
def only_the_weights_are_scaled(gradients, max_norm):
    """The norm is that of all arrays, but only the gradients of the weights are scaled."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    factor = max_norm / max(total, max_norm)
    return {name: array * (factor if name[1] == "W" else 1.0) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Which of the arrays do you measure? Give it a long db.",
    source="only weights are thought of",
)
def only_the_weights_are_measured(gradients, max_norm):
    """All arrays are scaled, but by the norm of the weights' gradients alone."""
    total = np.sqrt(sum(np.sum(array**2) for name, array in gradients.items() if name[1] == "W"))
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


@misconception(
    "clip_by_norm",
    hint="Compare the keys of what you were given with the keys of what you return.",
    source="a new dict written from memory",
)
def only_the_weights_come_back(gradients, max_norm):
    """The result holds the gradients of the weights alone; every other key is lost."""
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items() if name[1] == "W"}


# --- weight_decay ---------------------------------------------------------------------------------


@misconception(
    "weight_decay",
    hint="The step will subtract what you return. In which direction must a positive weight be pushed to shrink?",
    source="decay thought of as taking away",
)
def the_decay_is_subtracted(gradients, parameters, strength):
    """The decay is subtracted from the gradient, so that the step, which subtracts it again, makes weights grow."""
    return {
        name: array - strength * parameters[name[1:]] if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Which of the parameters multiply something? Only those decay.",
    source="a loop over all parameters",
)
def biases_decay_too(gradients, parameters, strength):
    """The biases decay as the weights do."""
    return {
        name: array + strength * parameters[name[1:]] if name[1:] in parameters else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="What is the derivative of half the square of a weight?",
    source="a penalty without its half",
)
def twice_the_decay(gradients, parameters, strength):
    """The decay is twice as strong, as from a penalty without the half in front of it."""
    return {
        name: array + 2 * strength * parameters[name[1:]] if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="What is the derivative of half the square of a weight?",
    source="the half of the penalty kept in its derivative",
)
def half_the_decay(gradients, parameters, strength):
    """The decay is half as strong: the half of the penalty is still in its derivative."""
    return {
        name: array + strength / 2 * parameters[name[1:]] if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Should a large weight be pushed harder than a small one?",
    source="the penalty on absolute values, another regulariser",
)
def the_sign_for_the_weight(gradients, parameters, strength):
    """Every weight is pushed by the same amount, as by a penalty on absolute values."""
    return {
        name: array + strength * np.sign(parameters[name[1:]]) if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Try a negative weight. Is it pushed towards zero or away from it?",
    source="a size taken for a number with a sign",
)
def the_size_of_the_weight_without_its_sign(gradients, parameters, strength):
    """The decay has the weight's size but not its sign, so that negative weights are pushed away from zero."""
    return {
        name: array + strength * np.abs(parameters[name[1:]]) if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Is it the penalty that is added to a gradient, or its derivative?",
    source="the penalty taken for its derivative",
)
def the_penalty_entry_by_entry(gradients, parameters, strength):
    """Half the square of each weight is added: the penalty itself, where its derivative belongs."""
    return {
        name: array + strength / 2 * parameters[name[1:]] ** 2 if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Is it the penalty that is added to a gradient, or its derivative?",
    source="the penalty of the loss added to the gradient",
)
def the_penalty_as_one_number(gradients, parameters, strength):
    """The penalty of a whole matrix, one number, is added to each entry of its gradient."""
    return {
        name: array + strength / 2 * np.sum(parameters[name[1:]] ** 2) if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="What becomes of the gradient of the loss itself?",
    source="an assignment where an addition is meant",
)
def the_decay_replaces_the_gradient(gradients, parameters, strength):
    """The decay takes the place of the gradient, so that nothing is learned any more."""
    return {
        name: strength * parameters[name[1:]] if name[1] == "W" else array.copy() for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="What decays: the weight or its gradient?",
    source="the name taken for what is done to the gradient",
)
def the_gradient_decays(gradients, parameters, strength):
    """The gradients of the weights are made smaller by the strength; the weights themselves are never read."""
    return {name: array * (1 - strength) if name[1] == "W" else array.copy() for name, array in gradients.items()}


@misconception(
    "weight_decay",
    hint="Try a strength of zero: should a weight still be pushed?",
    source="an argument that is never read",
)
def the_strength_is_forgotten(gradients, parameters, strength):
    """The whole weight is added to its gradient, whatever the strength is."""
    return {name: array + parameters[name[1:]] if name[1] == "W" else array.copy() for name, array in gradients.items()}


@misconception(
    "weight_decay",
    hint="Try a strength of zero: should a weight still be pushed?",
    source="the shrunken weight of the update written into the gradient",
)
def the_shrunken_weight_is_added(gradients, parameters, strength):
    """What is added is what is left of the weight after the decay, not the decay."""
    return {
        name: array + (1 - strength) * parameters[name[1:]] if name[1] == "W" else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Which weights does your function know by name?",
    source="the recurrent weights taken for the only ones that explode",
)
def only_the_last_weight_decays(gradients, parameters, strength):
    """One matrix decays, and every other weight is left out."""
    last = [name for name in gradients if name[1] == "W"][-1]
    return {
        name: array + strength * parameters[name[1:]] if name == last else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Which names does your function know? Give it the gradients of another network.",
    source="the two names of a vanilla RNN written by hand: a student's slip in a trial",
)
def only_weights_named_by_hand_decay(gradients, parameters, strength):
    """The weights that decay are listed by name, those of a vanilla RNN, and any other network's are left out."""
    return {
        name: array + strength * parameters[name[1:]] if name in ("dWx", "dWh") else array.copy()
        for name, array in gradients.items()
    }


@misconception(
    "weight_decay",
    hint="Compare the keys of what you were given with the keys of what you return.",
    source="a new dict filled in a loop over the weights",
)
def only_what_decays_comes_back(gradients, parameters, strength):
    """The result holds the gradients of the weights alone; those of biases, data and states are lost."""
    return {name: array + strength * parameters[name[1:]] for name, array in gradients.items() if name[1] == "W"}
