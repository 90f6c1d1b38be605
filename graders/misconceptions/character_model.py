"""Misconceptions of `character_model`."""

from __future__ import annotations

import numpy as np

from solutions.char_rnn import (
    get_initial_loss,
    initialize_parameters,
    print_sample,
    rnn_backward,
    rnn_forward,
    smooth,
    softmax,
    update_parameters,
)
from solutions.character_model import clip, optimize, sample

from . import misconception

# --- clip -----------------------------------------------------------------------------------------


@misconception(
    "clip",
    hint="What becomes of -7 when the limit is 5?",
    source='seed 003\'s "set to the threshold", which loses the sign',
)
def the_sign_is_lost(gradients, maxValue):
    """What is too large on either side becomes the limit itself, so downhill turns into uphill."""
    return {name: np.where(np.abs(value) > maxValue, maxValue, value) for name, value in gradients.items()}


@misconception(
    "clip",
    hint="How far below zero can an entry of your result be?",
    source="np.minimum alone",
)
def only_the_upper_side_is_limited(gradients, maxValue):
    """Large positive entries are limited, and large negative ones are left as they are."""
    return {name: np.minimum(value, maxValue) for name, value in gradients.items()}


@misconception(
    "clip",
    hint="How large can an entry of your result be?",
    source="np.maximum alone",
)
def only_the_lower_side_is_limited(gradients, maxValue):
    """Large negative entries are limited, and large positive ones are left as they are."""
    return {name: np.maximum(value, -maxValue) for name, value in gradients.items()}


@misconception(
    "clip",
    hint="A gradient of -3 with a limit of 5: what is the smallest number that your range allows?",
    source="a range from zero to the limit",
)
def limited_from_below_by_zero(gradients, maxValue):
    """The range begins at zero, so every negative gradient vanishes."""
    return {name: np.clip(value, 0, maxValue) for name, value in gradients.items()}


@misconception(
    "clip",
    hint="Try a limit of a half. Where does your function read its second argument?",
    source="the 5 of seed 002's optimize",
)
def always_limited_at_five(gradients, maxValue):
    """The limit is 5 whatever is asked for."""
    return {name: np.clip(value, -5, 5) for name, value in gradients.items()}


@misconception(
    "clip",
    hint="Give it an array with one large and one small entry. Does the small one change?",
    source="clipping by norm, the other method",
)
def each_array_scaled_by_its_norm(gradients, maxValue):
    """Each array is shrunk as a whole until its norm is at most the limit, small entries too."""
    clipped = {}
    for name, value in gradients.items():
        norm = np.linalg.norm(value)
        clipped[name] = value * maxValue / norm if norm > maxValue else value.copy()
    return clipped


@misconception(
    "clip",
    hint="Give it one large entry among small ones. Do the small ones change?",
    source="clipping by the global norm, the other method",
)
def everything_scaled_by_the_global_norm(gradients, maxValue):
    """All arrays are shrunk by one factor until their common norm is at most the limit."""
    norm = np.sqrt(sum(np.sum(value**2) for value in gradients.values()))
    factor = min(1.0, maxValue / norm) if norm > 0 else 1.0
    return {name: value * factor for name, value in gradients.items()}


@misconception(
    "clip",
    hint="Give it one large entry among small ones. Do the small ones change?",
    source="scaling by the largest entry",
)
def each_array_scaled_by_its_largest_entry(gradients, maxValue):
    """Each array is shrunk as a whole until its largest entry is the limit, small entries too."""
    clipped = {}
    for name, value in gradients.items():
        largest = np.max(np.abs(value))
        clipped[name] = value * maxValue / largest if largest > maxValue else value.copy()
    return clipped


@misconception(
    "clip",
    hint="What should be left of an entry that is too large?",
    source="outliers dropped as in statistics",
)
def too_large_becomes_zero(gradients, maxValue):
    """Entries beyond the limit are set to zero, as if they were outliers."""
    return {name: np.where(np.abs(value) > maxValue, 0.0, value) for name, value in gradients.items()}


@misconception(
    "clip",
    hint="Which of the five arrays does your list of gradients name?",
    source="a list of names written from memory",
)
def the_biases_are_not_clipped(gradients, maxValue):
    """The gradients of the three matrices are limited, and those of the two biases are not."""
    weights = ("dWax", "dWaa", "dWya")
    return {
        name: np.clip(value, -maxValue, maxValue) if name in weights else value.copy()
        for name, value in gradients.items()
    }


@misconception(
    "clip",
    hint="Which of the five arrays does your list of gradients name?",
    source="the recurrent weights taken for the only ones that explode",
)
def only_the_recurrent_gradient_is_clipped(gradients, maxValue):
    """Only dWaa is limited, and the four others are left as they are."""
    return {
        name: np.clip(value, -maxValue, maxValue) if name == "dWaa" else value.copy()
        for name, value in gradients.items()
    }


@misconception(
    "clip",
    hint="Print one of the arrays that you return. Do you return what you have computed?",
    source="the result of np.clip thrown away in a loop",
)
def the_clipped_arrays_are_thrown_away(gradients, maxValue):
    """The limited arrays are computed and forgotten, and the old ones are returned."""
    for gradient in gradients.values():
        gradient = np.clip(gradient, -maxValue, maxValue)
    return dict(gradients)


# --- sample ---------------------------------------------------------------------------------------


@misconception(
    "sample",
    hint="Is the likeliest character always the one that is drawn?",
    source="the quiz of seed 002, question 5",
)
def the_likeliest_character_each_time(parameters, char_to_ix, seed):
    """Nothing is drawn: at each step the character of the largest probability is taken."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        index = int(np.argmax(p))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="How often does the generator start anew while a name is written?",
    source="seeding at the top of a function, as elsewhere",
)
def seeded_once_for_the_whole_name(parameters, char_to_ix, seed):
    """The generator starts once, before the first draw, and goes on from there."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    np.random.seed(seed)
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Write down the seeds of the first three draws. By how much do they grow?",
    source="one of the two lines that count is easily left out",
)
def the_seed_itself_does_not_grow(parameters, char_to_ix, seed):
    """Only the counter grows, so the draws use the seeds s, s + 1, s + 2 in place of every second one."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Write down the seeds of the first three draws. Do they differ?",
    source="seeding inside the loop with the argument",
)
def the_same_seed_at_every_draw(parameters, char_to_ix, seed):
    """The generator starts from the same seed before each draw, so each gives the same number."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Which seed does the first draw use?",
    source="counting before drawing",
)
def the_counter_begins_at_one(parameters, char_to_ix, seed):
    """The counter has grown before the first draw, so all draws use the seed after the right one."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + 1 + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Is the newline that ends a name part of your result?",
    source="leaving the loop before appending",
)
def the_final_newline_is_left_out(parameters, char_to_ix, seed):
    """When a newline is drawn the name is returned without it."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        if index == char_to_ix["\n"]:
            return indices
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]]


@misconception(
    "sample",
    hint="How many newlines end a short name?",
    source="an append after the loop without its condition",
)
def a_second_newline_after_every_name(parameters, char_to_ix, seed):
    """A newline is appended after every name, also after one that has just ended with a newline."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]]


@misconception(
    "sample",
    hint="How does a name end that has not met a newline in fifty draws?",
    source="the line after the loop forgotten",
)
def no_newline_after_fifty_draws(parameters, char_to_ix, seed):
    """After fifty draws the name is returned as it is, without a newline appended."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return indices


@misconception(
    "sample",
    hint="Which rule decides about the appended newline: how many were drawn, or what was drawn last?",
    source="the rule that one would expect, and that seed 002 does not have",
)
def one_newline_when_the_fiftieth_is_one(parameters, char_to_ix, seed):
    """When the fiftieth draw is a newline no other is appended, though fifty were drawn."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return indices if char_to_ix["\n"] in indices else [*indices, char_to_ix["\n"]]


@misconception(
    "sample",
    hint="Count the characters that you draw when no newline comes.",
    source="a loop condition that is off by one",
)
def one_draw_too_many(parameters, char_to_ix, seed):
    """A name without a newline goes on to fifty-one draws, one more than allowed."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 51 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 51 else indices


@misconception(
    "sample",
    hint="Is the newline in the same place of every vocabulary? Which argument tells you?",
    source="the newline is index 0 in seed 002's alphabet",
)
def the_newline_taken_for_index_zero(parameters, char_to_ix, seed):
    """Index 0 ends the name, whatever the dictionary says about the newline."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and 0 not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, 0] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="What does the network read at its second step?",
    source="the input never set after its first value",
)
def the_input_is_always_zero(parameters, char_to_ix, seed):
    """What was drawn is never fed back: the input is zeros at every step."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        indices.append(int(np.random.choice(len(p), p=p.ravel())))
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="How many entries of your input are 1 at the third step?",
    source="a one-hot column that is never cleared",
)
def old_ones_are_left_in_the_input(parameters, char_to_ix, seed):
    """The input keeps a 1 for every character drawn before, so it is no longer one-hot."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Is the next input a character, or a column of probabilities?",
    source="seed 002's quiz, the other answers; decoders that feed predictions back",
)
def the_probabilities_are_fed_back(parameters, char_to_ix, seed):
    """The next input is the column of probabilities, not the character that was drawn."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        indices.append(int(np.random.choice(len(p), p=p.ravel())))
        x = p
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Which state does your second step start from?",
    source="the state's new value never handed on",
)
def the_state_is_not_carried(parameters, char_to_ix, seed):
    """Each step starts from the zero state, so the network knows one character of the past."""
    x, a_prev = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a_prev + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="What has the network read before its first step?",
    source="a start token taken for the first input",
)
def the_newline_is_the_first_input(parameters, char_to_ix, seed):
    """The network begins by reading a newline, where it should read nothing."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    x[char_to_ix["\n"]] = 1
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Which squashing function do the hidden units have?",
    source="seed 002's comment has np.tan where tanh is meant; this is the other slip of the kind",
)
def hidden_units_with_the_sigmoid(parameters, char_to_ix, seed):
    """The hidden units are squashed by the sigmoid, not by tanh."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        total = parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"]
        a = 1 / (1 + np.exp(-total))
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Is the bias of the output part of your scores?",
    source="a bias lost in writing the formula",
)
def the_output_bias_is_forgotten(parameters, char_to_ix, seed):
    """The scores are computed without their bias by."""
    x, a = np.zeros_like(parameters["by"]), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a)
        np.random.seed(2 * len(indices) + seed)
        index = int(np.random.choice(len(p), p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


@misconception(
    "sample",
    hint="Are your probabilities related to the scores at all? Print them.",
    source="np.random.choice without its probabilities",
)
def all_characters_equally_likely(parameters, char_to_ix, seed):
    """The character is drawn without the probabilities, each being as likely as any other."""
    vocab_size = len(parameters["by"])
    indices = []
    while len(indices) < 50 and char_to_ix["\n"] not in indices:
        np.random.seed(2 * len(indices) + seed)
        indices.append(int(np.random.choice(vocab_size, p=np.full(vocab_size, 1 / vocab_size))))
    return [*indices, char_to_ix["\n"]] if len(indices) == 50 else indices


# --- optimize -------------------------------------------------------------------------------------


@misconception(
    "optimize",
    hint="Which gradients have been used when the weights change: those before or after clipping?",
    source="two lines exchanged",
)
def updated_before_clipping(X, Y, a_prev, parameters, learning_rate=0.01):
    """The weights are updated with the raw gradients, and only what is returned is clipped."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    update_parameters(parameters, gradients, learning_rate)
    return loss, clip(gradients, 5), a[len(X) - 1]


@misconception(
    "optimize",
    hint="Compare what you return with what you learn from, when a gradient is beyond 5.",
    source="the clipped gradients used and the others returned",
)
def the_raw_gradients_are_returned(X, Y, a_prev, parameters, learning_rate=0.01):
    """The update is clipped, and the gradients that are returned are not."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    update_parameters(parameters, clip(dict(gradients), 5), learning_rate)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Where does your function call the one that you wrote first?",
    source="clipping forgotten; the seed's figures do not show it before step 2,298",
)
def nothing_is_clipped(X, Y, a_prev, parameters, learning_rate=0.01):
    """The gradients are used as they come, and long names can make them explode."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="At which value should gradients be limited here?",
    source="another common limit",
)
def clipped_at_one(X, Y, a_prev, parameters, learning_rate=0.01):
    """The gradients are limited at 1, which cuts off what is not too large at all."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 1)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="At which value should gradients be limited here?",
    source="another common limit",
)
def clipped_at_ten(X, Y, a_prev, parameters, learning_rate=0.01):
    """The gradients are limited at 10 in place of 5."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 10)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="What is it that explodes? Look at what your limit is applied to.",
    source='seed 002\'s "clip the parameters"',
)
def the_weights_are_clipped(X, Y, a_prev, parameters, learning_rate=0.01):
    """After the update the weights are limited to 5, where the gradients should have been."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    update_parameters(parameters, gradients, learning_rate)
    for name in parameters:
        parameters[name] = np.clip(parameters[name], -5, 5)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Which entry of the dict of states has seen the whole name?",
    source="the states' numbering begins at -1",
)
def the_first_state_is_returned(X, Y, a_prev, parameters, learning_rate=0.01):
    """The state after the first step is handed on, which has read nothing of the name."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[0]


@misconception(
    "optimize",
    hint="The states are in a dict. What does the key -1 stand for?",
    source="the last entry of a list has the index -1",
)
def the_state_before_the_name_is_returned(X, Y, a_prev, parameters, learning_rate=0.01):
    """The key -1 is taken for the last state; it is the one before the first step."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[-1]


@misconception(
    "optimize",
    hint="Count the states: if the first is number 0, which number is the last one?",
    source="an off-by-one of the last index",
)
def the_last_but_one_state_is_returned(X, Y, a_prev, parameters, learning_rate=0.01):
    """The state that is handed on has not read the last character."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 2]


@misconception(
    "optimize",
    hint="Does the loss fall or rise when you take the step ten times?",
    source="the sign of the update",
)
def the_step_goes_uphill(X, Y, a_prev, parameters, learning_rate=0.01):
    """The gradients are added to the weights, which makes the loss larger."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, -learning_rate)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Take a step with a learning rate of zero. Do the weights move?",
    source="the default written into the body",
)
def the_learning_rate_is_always_a_hundredth(X, Y, a_prev, parameters, learning_rate=0.01):
    """The step has the size of the default, whatever learning rate is given."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, 0.01)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Look into the given dict after the call: are there new numbers?",
    source="a copy made with good intentions",
)
def a_copy_of_the_weights_is_trained(X, Y, a_prev, parameters, learning_rate=0.01):
    """The step is taken on a copy that is thrown away, and the caller's weights never move."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    copies = {name: weight.copy() for name, weight in parameters.items()}
    update_parameters(copies, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Which weights is the loss for that you return: those before or after the step?",
    source="a forward pass after the update, to see progress",
)
def the_loss_after_the_step(X, Y, a_prev, parameters, learning_rate=0.01):
    """The loss is computed again after the update, and is smaller than that of the name."""
    _, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    loss, _ = rnn_forward(X, Y, a_prev, parameters)
    return loss, gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Is the loss of a name a sum or a mean? Look at the docstring of the forward pass.",
    source="a mean, as in batches",
)
def the_loss_is_averaged(X, Y, a_prev, parameters, learning_rate=0.01):
    """The loss is divided by the length of the name."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss / len(X), gradients, a[len(X) - 1]


@misconception(
    "optimize",
    hint="Which state does your forward pass start from? Try two different ones.",
    source="a zero state, as in sampling",
)
def the_given_state_is_ignored(X, Y, a_prev, parameters, learning_rate=0.01):
    """Each name starts from a zero state, and the one that is given is not used."""
    loss, cache = rnn_forward(X, Y, np.zeros_like(a_prev), parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


# --- model ----------------------------------------------------------------------------------------


@misconception(
    "model",
    hint="Which state does the second name start from?",
    source="a fresh state for each name, which would be cleaner and is not the published rule",
)
def each_name_starts_from_zeros(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """The state is set to zeros before each name, where it should go on from the name before."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, _ = optimize(X, Y, np.zeros((n_a, 1)), parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="What should the network answer after it has read the last letter?",
    source="the newline forgotten, lengths made equal",
)
def the_end_of_a_name_is_not_learned(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """The last letter is not read and no newline is wanted, so no name will ever end."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        Y = [char_to_ix[character] for character in names[j % len(names)]]
        cost, _, a_prev = optimize([None] + Y[:-1], Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Write X and Y of a name of two letters below each other. Which letter is read to predict which?",
    source="inputs and targets not moved against each other",
)
def each_character_predicts_itself(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """What is wanted is what is being read, so the network learns to copy."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        Y = [char_to_ix[character] for character in names[j % len(names)]] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(list(Y), Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="From what does the network learn which letters begin a name?",
    source="the input without its empty first step",
)
def the_first_letter_is_not_learned(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """X begins with the first letter, so nothing teaches the network how names begin."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="What stands for nothing in X? Is it one of the characters?",
    source="a start token taken for the empty input",
)
def a_newline_for_the_empty_input(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """X begins with the newline's index, where it should begin with an input of zeros."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [char_to_ix["\n"]] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Is the loss that you return that of one name, or of many?",
    source="the smoothing left out",
)
def the_loss_of_the_last_name_alone(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """The loss is that of the last name, not the running mean."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        loss, _, a_prev = optimize(X, Y, a_prev, parameters)
    return parameters, loss


@misconception(
    "model",
    hint="Which of its two arguments does the smoothing keep nearly whole?",
    source="two arguments exchanged",
)
def the_mean_forgets_at_once(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    """The new loss gets the large share of the running mean and the old one the small share."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(cost, loss)
    return parameters, loss


@misconception(
    "model",
    hint="What is the running mean before the first step?",
    source="sums begin at zero",
)
def the_mean_starts_from_zero(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    """The running mean starts from zero and climbs for thousands of steps."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = 0.0
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Which two numbers does the initial loss depend on here? One may surprise you.",
    source="the length that would make sense, which seed 002 does not take",
)
def the_mean_starts_from_the_length_of_a_name(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """The initial loss is made for the length of the first name, not for the number of printed names."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, len(names[0]) + 1)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Change the number of printed names. Should the loss change with it?",
    source="seed 002's seven",
)
def the_mean_starts_from_seven_names(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """The initial loss is made for seven names, however many are asked for."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, 7)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Which name does your first step learn from?",
    source="counting from one",
)
def the_first_name_is_skipped(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    """Training begins with the second name, as the steps are counted from one."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[(j + 1) % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Which name comes after the last one?",
    source="an index that stops at the end",
)
def the_last_name_again_and_again(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """After the last name it is learned again and again, in place of the first one."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[min(j, len(names) - 1)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="Do you change the order of the names? Who has done that before?",
    source="seed 002 shuffles inside its model",
)
def the_names_are_shuffled_again(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """The names, already in the order of training, are shuffled once more."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    names = list(names)
    np.random.seed(0)
    np.random.shuffle(names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="How many steps does your loop take when one is asked for?",
    source="a loop that is one too short or too long",
)
def one_step_too_many(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    """The loop takes one step more than it was asked for."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations + 1):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
        if j % 2000 == 0:
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
    return parameters, loss


@misconception(
    "model",
    hint="Which way should the network read a name?",
    source="names reversed, as one does for encoders",
)
def names_read_backwards(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    """Each name is read from its last letter to its first."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)][::-1]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
    return parameters, loss


@misconception(
    "model",
    hint="With which size of step should the names be learned?",
    source="another learning rate given",
)
def ten_times_the_learning_rate(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """Each step is ten times as large as the default that is asked for."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[character] for character in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters, 0.1)
        loss = smooth(loss, cost)
    return parameters, loss
