"""Misconceptions of `attention`.

Those of a step and of a caption call the functions before them, as a student would.
"""

from __future__ import annotations

import numpy as np

from solutions.attention import attend, attention_weights, caption_step, softmax

from . import misconception

# --- attention_weights ---------------------------------------------------------------------------


@misconception(
    "attention_weights",
    hint="What do all the weights of your grid together add up to?",
    source="the given softmax called with a grid",
)
def softmax_of_each_column(features, h, parameters):
    """The softmax runs down each column of the grid, so each column sums to 1."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return softmax(scores)


@misconception(
    "attention_weights",
    hint="What do all the weights of your grid together add up to?",
    source="a softmax over the last axis",
)
def softmax_of_each_row(features, h, parameters):
    """The softmax runs along each row of the grid, so each row sums to 1."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return softmax(scores.T).T


@misconception(
    "attention_weights",
    hint="What do your weights add up to? What would a picture twice as large do to them?",
    source="seed 003: the normalisation left out",
)
def weights_not_normalised(features, h, parameters):
    """The exponentials of the scores are returned without dividing by their sum."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return np.exp(np.minimum(scores, 700))


@misconception(
    "attention_weights",
    hint="Can a place be looked at with a negative weight?",
    source="seed 003: the normalisation left out",
)
def scores_for_weights(features, h, parameters):
    """The scores themselves are returned, which may be negative and do not sum to 1."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return scores


@misconception(
    "attention_weights",
    hint="What happens to your weights where a score is negative?",
    source="a normalisation that is no softmax",
)
def scores_divided_by_their_sum(features, h, parameters):
    """The scores are divided by their sum without an exponential, so weights may be negative."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return scores / scores.sum()


@misconception(
    "attention_weights",
    hint="What is e to the power of 1000 in floating-point numbers, and what of -1000?",
    source="the formula as it stands",
)
def powers_that_overflow(features, h, parameters):
    """The exponential is taken of the scores as they are: large ones give inf, or 0 divided by 0."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    powers = np.exp(scores)
    return powers / powers.sum()


@misconception(
    "attention_weights",
    hint="The same number may be subtracted from all scores. Is it the same in all your columns?",
    source="the maximum's axis copied from a matrix of examples",
)
def largest_score_of_each_column_taken_off(features, h, parameters):
    """The largest score of each column is subtracted, not the largest of all, so columns are no longer comparable."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    powers = np.exp(scores - scores.max(axis=0))
    return powers / powers.sum()


@misconception(
    "attention_weights",
    hint="What do all the weights together add up to?",
    source="yes or no for each place",
)
def each_place_by_itself(features, h, parameters):
    """Each place gets a sigmoid of its score, so looking at one takes nothing from the others."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return np.exp(-np.logaddexp(0, -scores))


@misconception(
    "attention_weights",
    hint="Two places have almost the same score. How do their weights differ?",
    source="hard attention, the paper's other kind",
)
def the_best_place_alone(features, h, parameters):
    """All of the weight goes to the place with the largest score."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return np.where(scores == scores.max(), 1.0, 0.0)


@misconception(
    "attention_weights",
    hint="Change the state. Do your weights change?",
    source="an activation lost in copying",
)
def scores_without_the_tanh(features, h, parameters):
    """The sum is not squashed, so the state adds the same to every score and cancels."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = (features @ parameters["Wf"].T + told) @ parameters["v"]
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="Change the state. Do your weights change?",
    source="a bracket in the wrong place",
)
def state_outside_the_tanh(features, h, parameters):
    """The state is added after the tanh, where it is the same for every place and cancels."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = (np.tanh(features @ parameters["Wf"].T) + told) @ parameters["v"]
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="How many tanh values does a place have, and in which range may its score lie?",
    source="a bracket in the wrong place",
)
def tanh_of_the_whole_score(features, h, parameters):
    """The tanh is taken after the units are summed, so no score is larger than 1."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh((features @ parameters["Wf"].T + told) @ parameters["v"])
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="Which of your arguments is never read, or read without effect?",
    source="seed 003 says only that the weights are learnt",
)
def state_ignored(features, h, parameters):
    """The score reads the features only, so every step looks at the same places."""
    told = parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="Which of the parameters of the score does your function never read?",
    source="seed 003: biases missing from formulas",
)
def bias_of_the_score_forgotten(features, h, parameters):
    """The bias inside the tanh is left out."""
    told = parameters["Ws"] @ h
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="What is the score called that you were asked for, and why?",
    source="the multiplicative score of Luong",
)
def products_for_sums(features, h, parameters):
    """What is there and what the state asks for are multiplied in place of added, as in the other kind of score."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh((features @ parameters["Wf"].T) * told) @ parameters["v"]
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="Is there any division in the formula of the score?",
    source="scaled dot-product attention",
)
def scores_scaled_down(features, h, parameters):
    """The scores are divided by the square root of the number of units, as in a transformer."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    scores = scores / np.sqrt(len(parameters["v"]))
    return softmax(scores.ravel()).reshape(scores.shape)


@misconception(
    "attention_weights",
    hint="Make only one place interesting. Does it get the largest weight?",
    source="two reshapes that do not match",
)
def grid_flattened_and_filled_in_another_order(features, h, parameters):
    """The scores are laid out column by column and the weights put back row by row."""
    told = parameters["Ws"] @ h + parameters["bs"]
    scores = np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]
    return softmax(scores.ravel(order="F")).reshape(scores.shape)


# --- attend --------------------------------------------------------------------------------------


@misconception(
    "attend",
    hint="Put all of the weight on one place. Do you get its vector?",
    source="average in place of weighted average",
)
def mean_for_the_sum(features, weights):
    """The weighted vectors are averaged, so they are divided by the number of places once more."""
    return (weights[:, :, None] * features).mean(axis=(0, 1))


@misconception(
    "attend",
    hint="Which of your arguments is never read?",
    source="global average pooling",
)
def plain_average_of_the_places(features, weights):
    """All places count the same; the weights are never read."""
    return features.mean(axis=(0, 1))


@misconception(
    "attend",
    hint="Which of your arguments is never read?",
    source="the weights forgotten",
)
def plain_sum_of_the_places(features, weights):
    """The places are summed without their weights."""
    return features.sum(axis=(0, 1))


@misconception(
    "attend",
    hint="Two places have half of the weight each. What should be seen?",
    source="hard attention, the paper's other kind",
)
def vector_of_the_heaviest_place(features, weights):
    """Only the place with the largest weight is read."""
    return features[np.unravel_index(np.argmax(weights), weights.shape)]


@misconception(
    "attend",
    hint="Put all of the weight on one place. Do you get its vector?",
    source="a softmax in both functions",
)
def weights_made_from_the_weights_again(features, weights):
    """The weights go through a softmax once more, which makes them almost even."""
    return (softmax(weights.ravel()).reshape(*weights.shape, 1) * features).sum(axis=(0, 1))


@misconception(
    "attend",
    hint="What should your weights add up to?",
    source="a map scaled for a picture",
)
def weights_divided_by_the_largest(features, weights):
    """The weights are scaled so that the largest is 1."""
    return ((weights / weights.max())[:, :, None] * features).sum(axis=(0, 1))


@misconception(
    "attend",
    hint="Put all of the weight on row 0, column 1. Whose vector do you get?",
    source="two reshapes that do not match",
)
def grid_turned_over(features, weights):
    """Weights are laid out column by column and features row by row, so most weights meet another place."""
    return (weights.ravel(order="F").reshape(weights.shape)[:, :, None] * features).sum(axis=(0, 1))


# --- caption_step --------------------------------------------------------------------------------


@misconception(
    "caption_step",
    hint="Give your step all of the weight on one place. Does it see that place?",
    source="an argument that seems redundant",
)
def looks_with_weights_of_its_own(features, y_prev, h_prev, weights, parameters):
    """The step computes weights from the previous state in place of using those that it was given."""
    seen = parameters["Wz"] @ attend(features, attention_weights(features, h_prev, parameters))
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Has the state that your next weights come from read the word of this step?",
    source="h_prev in place of h",
)
def next_weights_from_the_old_state(features, y_prev, h_prev, weights, parameters):
    """The next weights come from the state before this step."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h_prev, parameters)


@misconception(
    "caption_step",
    hint="Who makes the weights for the next step?",
    source="weights passed through",
)
def given_weights_returned(features, y_prev, h_prev, weights, parameters):
    """The weights that were given are returned as the next ones, so the look never moves."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, weights


@misconception(
    "caption_step",
    hint="Which of your arguments is never read?",
    source="captioning without attention",
)
def looks_everywhere_alike(features, y_prev, h_prev, weights, parameters):
    """The step sees the average of all places, whatever the weights say."""
    seen = parameters["Wz"] @ features.mean(axis=(0, 1))
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Change the picture. Does your state change?",
    source="the cell of sequence_model",
)
def image_not_read(features, y_prev, h_prev, weights, parameters):
    """The state does not read what is seen."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(0 * seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Which of your arguments is never read?",
    source="an image seems to be enough",
)
def word_before_not_read(features, y_prev, h_prev, weights, parameters):
    """The state does not read the word before, so it cannot know what has been said."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + 0 * read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Which of your arguments is never read?",
    source="seed 003's picture shows the other two",
)
def past_not_read(features, y_prev, h_prev, weights, parameters):
    """The state does not read the state before."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + 0 * h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Set all weights to zero. What should the state depend on?",
    source="seed 003: biases missing from formulas",
)
def bias_of_the_state_forgotten(features, y_prev, h_prev, weights, parameters):
    """The new state leaves out its bias."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev)
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Which axis of Wh belongs to the new state's units?",
    source="one example a row, as in vanilla_rnn",
)
def recurrent_weights_transposed(features, y_prev, h_prev, weights, parameters):
    """The past comes in through the transpose of Wh."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"].T @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="In which range does a state lie, however large what it reads?",
    source="the most common slip with any cell",
)
def state_without_its_tanh(features, y_prev, h_prev, weights, parameters):
    """The new state is the plain sum: it is not squashed."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = seen + read + parameters["Wh"] @ h_prev + parameters["b"]
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="In which range should a state lie?",
    source="the new input put where it was easiest",
)
def image_added_after_the_tanh(features, y_prev, h_prev, weights, parameters):
    """What is seen is added to the state after the tanh."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = seen + np.tanh(read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Give your step a word vector with two halves. What should it read?",
    source="one-hot vectors read as indices",
)
def likeliest_word_alone(features, y_prev, h_prev, weights, parameters):
    """Only the likeliest word before is read, even where the word before is a mixture."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"][:, np.argmax(y_prev)]
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Does your forecast change with the word that was read?",
    source="the output computed before the state is renewed",
)
def next_word_from_the_old_state(features, y_prev, h_prev, weights, parameters):
    """The next word is chosen from the state before this step."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h_prev + parameters["bd"])
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="With Wd zero, what should the forecast depend on?",
    source="seed 003: biases missing from formulas",
)
def bias_of_the_word_forgotten(features, y_prev, h_prev, weights, parameters):
    """The scores of the words leave out their bias."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h)
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="What do the entries of your forecast add up to?",
    source="logits returned, as many libraries do",
)
def words_without_softmax(features, y_prev, h_prev, weights, parameters):
    """The scores of the words are returned as they are."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = parameters["Wd"] @ h + parameters["bd"]
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="What do the entries of your forecast add up to?",
    source="yes or no for each word",
)
def words_with_a_sigmoid(features, y_prev, h_prev, weights, parameters):
    """Each word gets a sigmoid of its own, so the probabilities do not add up to 1."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = 1 / (1 + np.exp(-(parameters["Wd"] @ h + parameters["bd"])))
    return h, d, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Which of your three results has an entry for each unit?",
    source="the order of three results: a student's slip in a trial",
)
def forecast_returned_before_the_state(features, y_prev, h_prev, weights, parameters):
    """The forecast is returned first and the state second."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return d, h, attention_weights(features, h, parameters)


@misconception(
    "caption_step",
    hint="Which of your three results has two axes?",
    source="the order of three results: a student's slip in a trial",
)
def next_weights_returned_before_the_forecast(features, y_prev, h_prev, weights, parameters):
    """The next weights are returned second and the forecast third."""
    seen = parameters["Wz"] @ attend(features, weights)
    read = parameters["Wy"] @ y_prev
    h = np.tanh(seen + read + parameters["Wh"] @ h_prev + parameters["b"])
    d = softmax(parameters["Wd"] @ h + parameters["bd"])
    return h, attention_weights(features, h, parameters), d


# --- caption_forward -----------------------------------------------------------------------------


@misconception(
    "caption_forward",
    hint="Which weights did step 0 look with?",
    source="the step's result appended",
)
def maps_one_step_early(features, y, h0, parameters):
    """The maps begin with those that step 0 made, so each stands one place too early and the last was never used."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
        weights.append(here)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which function makes weights of a state, and which state is there before step 0?",
    source="nothing has been read yet",
)
def first_look_everywhere_alike(features, y, h0, parameters):
    """The first step looks at all places alike; h0 has no say in it."""
    h, here = h0, np.full(features.shape[:2], 1 / features[:, :, 0].size)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="What is h0 for, besides being the first state?",
    source="an initial state of zeros, as elsewhere",
)
def first_look_from_zeros(features, y, h0, parameters):
    """The first weights come from a state of zeros in place of h0."""
    h, here = h0, attention_weights(features, np.zeros_like(h0), parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which state does step 0 read?",
    source="an initial state of zeros, as elsewhere",
)
def first_state_of_zeros(features, y, h0, parameters):
    """The first step starts from zeros; h0 is used for the first look only."""
    h, here = np.zeros_like(h0), attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which state does step 1 read in your loop?",
    source="the argument's name used inside the loop",
)
def states_not_carried(features, y, h0, parameters):
    """Each step starts from h0, so nothing that was said is remembered."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h0, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Print the maps of two steps. Do they differ?",
    source="the third result thrown away",
)
def the_look_never_moves(features, y, h0, parameters):
    """Each step looks with the first weights."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, _ = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which row of y does step 0 read?",
    source="seed 003: y1 taken for the first word",
)
def start_token_skipped(features, y, h0, parameters):
    """The first word that is read is the one after the start token, so each forecast is of the word just read."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in np.roll(y, -1, axis=0):
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which row of y does step 0 read?",
    source="y[t - 1] taken for the word before: a student's slip in a trial",
)
def each_word_read_one_step_late(features, y, h0, parameters):
    """Each step reads the row of the step before it, and the first step the last word of the caption."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in np.roll(y, 1, axis=0):
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which row of y does step 1 read?",
    source="an index that does not move",
)
def start_token_at_every_step(features, y, h0, parameters):
    """Every step reads the start token."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in np.repeat(y[:1], len(y), axis=0):
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which rows of y does your function never read?",
    source="the loop in which a network speaks for itself",
)
def reads_its_own_forecasts(features, y, h0, parameters):
    """From the second step on, the network reads its own forecast in place of the given word."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, d[-1] if d else word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which row of y is the start token?",
    source="a reversed loop",
)
def caption_read_backwards(features, y, h0, parameters):
    """The words are read from the last to the first."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y[::-1]:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Is the picture that step 1 sees the one that you were given?",
    source="the weighted map kept in place of the picture",
)
def image_darkened_where_it_was_not_looked_at(features, y, h0, parameters):
    """The picture is multiplied by each map, so what was not looked at is gone for the later steps."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        features = features * here[:, :, None]
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Are your forecasts the same at every step?",
    source="a variable that lives on after its loop",
)
def same_forecast_at_every_step(features, y, h0, parameters):
    """The forecast after the last word stands at every step."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack([probabilities for _ in d]), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Are the entries of your lists arrays of their own? Change one and look at another.",
    source="one array written over and stored again and again: a student's slip in a trial",
)
def every_step_shows_the_last_one(features, y, h0, parameters):
    """One array for forecasts and one for maps are filled anew at each step, so that all entries show the last step."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    forecast, look = np.zeros_like(parameters["bd"]), np.zeros_like(here)
    for word in y:
        look[:] = here
        weights.append(look)
        h, forecast[:], here = caption_step(features, word, h, here, parameters)
        d.append(forecast)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Are the entries of your list of maps arrays of their own? Change one and look at another.",
    source="one array written over and stored again and again",
)
def every_map_is_the_last_one(features, y, h0, parameters):
    """One array of weights is written over at each step and stored each time, so that all maps end up equal."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here[:] = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d), np.stack(weights)


@misconception(
    "caption_forward",
    hint="Which of your results has three axes?",
    source="the order of two results",
)
def forecasts_and_maps_exchanged(features, y, h0, parameters):
    """The maps are returned first and the forecasts second."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(weights), np.stack(d)


@misconception(
    "caption_forward",
    hint="With one picture, which axis comes first?",
    source="sequence_model has time last",
)
def time_as_the_last_axis(features, y, h0, parameters):
    """Time is the last axis of both results, as in the lessons with many examples."""
    h, here = h0, attention_weights(features, h0, parameters)
    d, weights = [], []
    for word in y:
        weights.append(here)
        h, probabilities, here = caption_step(features, word, h, here, parameters)
        d.append(probabilities)
    return np.stack(d, axis=-1), np.stack(weights, axis=-1)
