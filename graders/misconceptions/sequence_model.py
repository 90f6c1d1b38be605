"""Misconceptions of `sequence_model`.

The backward passes read the reference's caches: `(xt, a_prev, a_next, parameters)` for a step, and a list of those for
a sequence.
"""

from __future__ import annotations

import numpy as np

from solutions.sequence_model import one_to_many, rnn_cell_backward, rnn_cell_forward, rnn_forward, softmax

from . import misconception

# --- build_vocabulary ----------------------------------------------------------------------------


@misconception(
    "build_vocabulary",
    hint="Would the vocabulary be the same if the sentences came in another order?",
    source="a dict filled while reading",
)
def words_in_order_of_appearance(sentences):
    """The words are numbered as they come in the text."""
    vocabulary = {"<UNK>": 0}
    for sentence in sentences:
        for word in sentence:
            vocabulary.setdefault(word, len(vocabulary))
    return vocabulary


@misconception(
    "build_vocabulary",
    hint="Which word has the number 0, however large the vocabulary is?",
    source="<UNK> added after the loop",
)
def unknown_comes_last(sentences):
    """The words count from 0, and <UNK> gets the number after the last of them."""
    words = sorted({word for sentence in sentences for word in sentence} - {"<UNK>"})
    return {word: index for index, word in enumerate([*words, "<UNK>"])}


@misconception(
    "build_vocabulary",
    hint="What will you do with a word that was not in the text?",
    source="seed 001 speaks of <UNK> in brackets only",
)
def unknown_is_left_out(sentences):
    """There is no place for unknown words."""
    words = sorted({word for sentence in sentences for word in sentence} - {"<UNK>"})
    return {word: index for index, word in enumerate(words, start=1)}


@misconception(
    "build_vocabulary",
    hint="Do two words have one number?",
    source="enumerate starts at 0",
)
def first_word_shares_the_zero(sentences):
    """The words count from 0, although <UNK> has that number."""
    words = sorted({word for sentence in sentences for word in sentence} - {"<UNK>"})
    return {"<UNK>": 0} | {word: index for index, word in enumerate(words)}


@misconception(
    "build_vocabulary",
    hint="Are Rose and rose one word here?",
    source="a habit from counting words",
)
def everything_in_small_letters(sentences):
    """The words are put into small letters first."""
    words = {word.lower() for sentence in sentences for word in sentence if word != "<UNK>"}
    return {word: index for index, word in enumerate(["<UNK>", *sorted(words)])}


@misconception(
    "build_vocabulary",
    hint="In which order does Python put a capital and a small letter?",
    source="sorted as in a printed dictionary",
)
def sorted_without_regard_to_capitals(sentences):
    """The words are kept as they are, but sorted as a dictionary on paper has them."""
    words = {word for sentence in sentences for word in sentence} - {"<UNK>"}
    return {word: index for index, word in enumerate(["<UNK>", *sorted(words, key=lambda word: (word.lower(), word))])}


@misconception(
    "build_vocabulary",
    hint="Let <UNK> stand in a sentence. Which number does it have then?",
    source="nobody expects it in the text",
)
def unknown_in_the_text_is_a_word(sentences):
    """An <UNK> in the text is sorted in among the words and loses its 0."""
    vocabulary = {"<UNK>": 0}
    words = {word for sentence in sentences for word in sentence}
    for index, word in enumerate(sorted(words), start=1):
        vocabulary[word] = index
    return vocabulary


# --- one_hot -------------------------------------------------------------------------------------


@misconception(
    "one_hot",
    hint="Which axis counts the words, and which the places in the vocabulary?",
    source="batch first, as in vanilla_rnn",
)
def one_row_a_word(sentence, vocabulary):
    """Each word is a row; features do not come first."""
    x = np.zeros((len(sentence), len(vocabulary)))
    for t, word in enumerate(sentence):
        x[t, vocabulary.get(word, 0)] = 1
    return x


@misconception(
    "one_hot",
    hint="What does each column sum to?",
    source="an if around the assignment",
)
def unknown_words_are_zeros(sentence, vocabulary):
    """The column of an unknown word is all zeros."""
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        if word in vocabulary:
            x[vocabulary[word], t] = 1
    return x


@misconception(
    "one_hot",
    hint="Does the number of columns depend on which words are known?",
    source="words filtered by the vocabulary",
)
def unknown_words_are_left_out(sentence, vocabulary):
    """Unknown words have no column, so that the sentence becomes shorter."""
    known = [word for word in sentence if word in vocabulary]
    x = np.zeros((len(vocabulary), len(known)))
    for t, word in enumerate(known):
        x[vocabulary[word], t] = 1
    return x


@misconception(
    "one_hot",
    hint="Is word 6 twice word 3?",
    source="numbers of words taken for quantities",
)
def the_index_in_place_of_a_one(sentence, vocabulary):
    """The index itself is written where a 1 belongs."""
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        index = vocabulary.get(word, 0)
        x[index, t] = index
    return x


@misconception(
    "one_hot",
    hint="Change the order in which the words stand in the dict. May the result change?",
    source="list(vocabulary)",
)
def the_order_of_the_dict_for_the_index(sentence, vocabulary):
    """The place of a word in the dict's order is taken for its number."""
    words = list(vocabulary)
    x = np.zeros((len(words), len(sentence)))
    for t, word in enumerate(sentence):
        x[words.index(word if word in vocabulary else "<UNK>"), t] = 1
    return x


@misconception(
    "one_hot",
    hint="Does Rose find rose in the vocabulary?",
    source="a habit from counting words",
)
def small_letters_are_looked_up(sentence, vocabulary):
    """Each word is looked up in small letters."""
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        x[vocabulary.get(word.lower(), 0), t] = 1
    return x


# --- softmax -------------------------------------------------------------------------------------


@misconception(
    "softmax",
    hint="Put one column ten thousand below the other. What is left of it before you divide?",
    source="seed 002's softmax",
)
def one_maximum_for_all_columns(z):
    """The largest score of the whole matrix is subtracted, and a column far below it becomes zero over zero."""
    with np.errstate(all="ignore"):
        powers = np.exp(z - z.max())
        return powers / powers.sum(axis=0)


@misconception(
    "softmax",
    hint="How large is e to the power of a thousand?",
    source="the formula as it stands",
)
def nothing_is_taken_off(z):
    """The powers of the scores themselves are computed, and overflow for large ones."""
    with np.errstate(all="ignore"):
        powers = np.exp(z)
        return powers / powers.sum(axis=0)


@misconception(
    "softmax",
    hint="What do the numbers in one column sum to?",
    source="the last axis, as where the batch comes first",
)
def over_the_examples(z):
    """The probabilities sum to 1 over the examples, along each row."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@misconception(
    "softmax",
    hint="What do the numbers in one column sum to?",
    source="a sum without an axis",
)
def one_distribution_for_the_matrix(z):
    """All columns together sum to 1."""
    powers = np.exp(z - z.max())
    return powers / powers.sum()


@misconception(
    "softmax",
    hint="Raise one score alone. Should the other probabilities of its column change?",
    source="two classes in mind",
)
def a_sigmoid_for_each_score(z):
    """Each score goes through a sigmoid by itself."""
    return (1 + np.tanh(z / 2)) / 2


# --- rnn_cell_forward ----------------------------------------------------------------------------


@misconception(
    "rnn_cell_forward",
    hint="Which index of Waa belongs to the old unit, and which to the new one?",
    source="batch first: the state on the left",
)
def recurrent_weights_transposed(xt, a_prev, parameters):
    """The state is multiplied with Waa the wrong way round."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"].T @ a_prev + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="Which of your arguments is never read?",
    source="a feed-forward network",
)
def the_past_is_forgotten(xt, a_prev, parameters):
    """The state before this step has no say in the new one."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="Set everything but the biases to zero. What should the state be?",
    source="seed 003: biases missing from formulas",
)
def the_bias_of_the_state_is_forgotten(xt, a_prev, parameters):
    """The bias ba is not added."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev)
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="Set everything but the biases to zero. What should the prediction be?",
    source="seed 003: biases missing from formulas",
)
def the_bias_of_the_prediction_is_forgotten(xt, a_prev, parameters):
    """The bias by of the prediction is not added."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next)
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="In which range does the state lie?",
    source="the other squashing function",
)
def sigmoid_for_tanh(xt, a_prev, parameters):
    """The state is squashed by a sigmoid, so it can never be negative."""
    a_next = 1 / (1 + np.exp(-(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])))
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="In which range does the state lie?",
    source="an activation lost in copying",
)
def without_the_tanh(xt, a_prev, parameters):
    """The state is the weighted sum itself, without any squashing."""
    a_next = parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"]
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="Change the input. Does the prediction change?",
    source="a_prev and a_next side by side",
)
def prediction_from_the_state_before(xt, a_prev, parameters):
    """The prediction reads the state before this step, which has not seen the input."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_prev + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="What does each column of the prediction sum to?",
    source="seed 001 writes g2 and leaves open what it is",
)
def prediction_without_its_softmax(xt, a_prev, parameters):
    """The prediction is the scores themselves, not probabilities."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    yt_pred = parameters["Wya"] @ a_next + parameters["by"]
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="What does each column of the prediction sum to?",
    source="the last axis, as where the batch comes first",
)
def softmax_over_the_examples(xt, a_prev, parameters):
    """The probabilities sum to 1 over the examples, not over the classes."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    yt_pred = softmax((parameters["Wya"] @ a_next + parameters["by"]).T).T
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


@misconception(
    "rnn_cell_forward",
    hint="What does each column of the prediction sum to?",
    source="seed 001: a binary loss beside a softmax",
)
def sigmoid_for_softmax(xt, a_prev, parameters):
    """Each class gets a sigmoid of its own, as if a word could belong to several."""
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    yt_pred = (1 + np.tanh((parameters["Wya"] @ a_next + parameters["by"]) / 2)) / 2
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)


# --- rnn_forward ---------------------------------------------------------------------------------


@misconception(
    "rnn_forward",
    hint="Which of your arguments is never read?",
    source="a first state of zeros in mind",
)
def a0_is_ignored(x, a0, parameters):
    """The first step starts from zeros, not from a0."""
    states, predictions, caches = [], [], []
    a_next = np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), caches


@misconception(
    "rnn_forward",
    hint="Set all inputs but the first to zero. Does the second state know of it?",
    source="a variable that is not renewed",
)
def every_step_starts_from_a0(x, a0, parameters):
    """Each step gets a0 in place of the state that the step before left."""
    states, predictions, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), caches


@misconception(
    "rnn_forward",
    hint="Change the last input. Which states should change?",
    source="reversed, as in the backward pass",
)
def the_sequence_is_read_backwards(x, a0, parameters):
    """The last input is read first."""
    states, predictions, caches = [], [], []
    a_next = a0
    for t in reversed(range(x.shape[2])):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states[::-1], axis=2), np.stack(predictions[::-1], axis=2), caches[::-1]


@misconception(
    "rnn_forward",
    hint="Change the last input. Which states should change?",
    source="an index that does not move",
)
def the_first_input_at_every_step(x, a0, parameters):
    """Every step reads the first input."""
    states, predictions, caches = [], [], []
    a_next = a0
    for _ in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, 0], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), caches


@misconception(
    "rnn_forward",
    hint="Is the state at place t the one before step t or after it?",
    source="a state appended too early",
)
def states_one_step_late(x, a0, parameters):
    """a holds the states before the steps: a0 is among them, and the last one is not."""
    states, predictions, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        states.append(a_next)
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), caches


@misconception(
    "rnn_forward",
    hint="Print the shapes of your results. Which axis is time?",
    source="stacking without an axis",
)
def time_comes_first(x, a0, parameters):
    """Time is the first axis of the results."""
    states, predictions, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states), np.stack(predictions), caches


@misconception(
    "rnn_forward",
    hint="Look at the first state before and after the second step.",
    source="one array that is overwritten and kept many times",
)
def every_state_is_the_last_one(x, a0, parameters):
    """All places of a hold the last state."""
    states, predictions, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack([a_next] * len(states), axis=2), np.stack(predictions, axis=2), caches


@misconception(
    "rnn_forward",
    hint="In which order are the results asked for?",
    source="the order of another course",
)
def states_and_predictions_exchanged(x, a0, parameters):
    """The predictions are returned first and the states second."""
    states, predictions, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(predictions, axis=2), np.stack(states, axis=2), caches


# --- sequence_loss -------------------------------------------------------------------------------


@misconception(
    "sequence_loss",
    hint="Say the same sentence twice in a row. What should become of the total?",
    source="a loss averaged as over a batch",
)
def the_mean_over_the_steps(y_hat, y):
    """The total is the mean of the steps, so that a long sentence counts no more than a short one."""
    per_step = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
    return per_step.mean(), per_step


@misconception(
    "sequence_loss",
    hint="Let the label be 0 and the prediction 0.99. Was that a good prediction?",
    source="the cross-entropy of a one-hot label",
)
def only_the_ones_count(y_hat, y):
    """Steps whose label is 0 have no loss at all."""
    per_step = -y * np.log(y_hat)
    return per_step.sum(), per_step


@misconception(
    "sequence_loss",
    hint="Which sign does the logarithm of a probability have?",
    source="a minus lost in copying",
)
def the_minus_is_forgotten(y_hat, y):
    """The logarithms keep their sign, so that the loss is negative."""
    per_step = y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)
    return per_step.sum(), per_step


@misconception(
    "sequence_loss",
    hint="Can the loss of a step be negative?",
    source="brackets left out",
)
def the_minus_before_one_term_alone(y_hat, y):
    """Only the first of the two terms has its minus."""
    per_step = -y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)
    return per_step.sum(), per_step


@misconception(
    "sequence_loss",
    hint="What is the loss of a prediction of one half?",
    source="log2 for log",
)
def logarithms_to_the_base_two(y_hat, y):
    """The loss is counted in bits."""
    per_step = -(y * np.log2(y_hat) + (1 - y) * np.log2(1 - y_hat))
    return per_step.sum(), per_step


@misconception(
    "sequence_loss",
    hint="How large should the loss be for a prediction that is quite sure, and wrong?",
    source="seed 004's loss",
)
def the_squared_error(y_hat, y):
    """The loss of a step is the squared difference."""
    per_step = (y_hat - y) ** 2
    return per_step.sum(), per_step


@misconception(
    "sequence_loss",
    hint="Which steps does the total look at?",
    source="seed 001's equation 4 has the last step only",
)
def the_last_step_alone(y_hat, y):
    """The total is the loss of the last step."""
    per_step = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
    return per_step[-1], per_step


# --- rnn_cell_backward ---------------------------------------------------------------------------


@misconception(
    "rnn_cell_backward",
    hint="How much does the state move when the sum inside the tanh does?",
    source="the chain rule cut short",
)
def tanh_derivative_forgotten(da_next, cache):
    """The gradient passes the tanh as if it were not there."""
    xt, a_prev, a_next, parameters = cache
    dz = 1.0 * da_next
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="What is the slope of tanh where the state is -0.5? Can it be above 1?",
    source="a square lost in copying",
)
def derivative_without_the_square(da_next, cache):
    """The slope of tanh is taken to be one minus the state."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="Which state came out of this tanh?",
    source="a_prev and a_next side by side",
)
def derivative_at_the_state_before(da_next, cache):
    """The slope of tanh is taken at the state before the step."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_prev**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="What was Waa multiplied with?",
    source="a_prev and a_next side by side",
)
def dWaa_from_the_state_after(da_next, cache):
    """dWaa is made from the state after the step."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_next.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="A gradient at one new unit: along which row or column of Waa does it go back?",
    source="Waa is square, so no error is raised",
)
def gradient_of_the_state_through_Waa_untransposed(da_next, cache):
    """The gradient goes back through Waa as it went forward."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"] @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="Which index of dWaa belongs to the old unit, and which to the new one?",
    source="Waa is square, so no error is raised",
)
def dWaa_transposed(da_next, cache):
    """dWaa is the transpose of what it should be."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": a_prev @ dz.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="If the loss is a sum over the examples, what is its gradient?",
    source="a mean over the batch",
)
def weight_gradients_averaged(da_next, cache):
    """The gradients of the two weights are divided by the number of examples."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T / xt.shape[1],
        "dWaa": dz @ a_prev.T / xt.shape[1],
        "dba": dz.sum(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="How often is the bias used?",
    source="a mean over the batch",
)
def bias_gradient_averaged(da_next, cache):
    """dba is the mean over the examples."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.mean(axis=1, keepdims=True),
    }


@misconception(
    "rnn_cell_backward",
    hint="What is the shape of ba, and what is that of its gradient?",
    source="broadcasting forgotten on the way back",
)
def bias_gradient_for_each_example(da_next, cache):
    """dba is not summed over the examples."""
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz,
    }


# --- rnn_backward --------------------------------------------------------------------------------


@misconception(
    "rnn_backward",
    hint="How does the loss at the last step reach the first one?",
    source="one of the two uses of a state forgotten",
)
def nothing_is_carried_back(da, caches):
    """Each step gets the gradient from above alone, and nothing from the step after it."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t], caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "rnn_backward",
    hint="Which entries of da does your function read?",
    source="seed 001's equation 4 has the last step only",
)
def only_the_last_step_counts(da, caches):
    """Only the gradient at the last state goes back; those at the others are never read."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] if t == da.shape[2] - 1 else da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "rnn_backward",
    hint="How many steps use one weight?",
    source="an assignment where a sum is needed",
)
def gradients_overwritten(da, caches):
    """The gradients of the weights are those of the last step that was visited, not sums."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "rnn_backward",
    hint="If the loss is a sum over the steps, what is its gradient?",
    source="a mean over time",
)
def gradients_averaged_over_time(da, caches):
    """The gradients of the weights are divided by the number of steps."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] / da.shape[2] for name, total in shared.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}


@misconception(
    "rnn_backward",
    hint="In which order do you visit the steps, and in which do you collect?",
    source="appended and not turned round",
)
def dx_in_the_order_of_the_way_back(da, caches):
    """dx holds the last step first."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx, axis=2), "da0": da_prev, **shared}


@misconception(
    "rnn_backward",
    hint="Where does the gradient that step 0 needs come from?",
    source="the forward loop copied",
)
def from_the_first_step_to_the_last(da, caches):
    """The steps are visited in the order of the forward pass."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(da.shape[2]):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx, axis=2), "da0": da_prev, **shared}


@misconception(
    "rnn_backward",
    hint="Is a0 the same as the state after step 0?",
    source="two states called the first",
)
def gradient_of_the_first_state_from_above(da, caches):
    """da0 is the upstream gradient of the first state in a, not what arrives before it."""
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da[:, :, 0], **shared}


# --- many_to_one ---------------------------------------------------------------------------------


@misconception(
    "many_to_one",
    hint="How many words have been read before your answer?",
    source="index 0 for the last",
)
def the_first_prediction(x, a0, parameters):
    """The answer is that of the first step."""
    _, y_pred, _ = rnn_forward(x, a0, parameters)
    return y_pred[:, :, 0]


@misconception(
    "many_to_one",
    hint="What can the network know after the first word?",
    source="an ensemble over time",
)
def the_mean_of_all_predictions(x, a0, parameters):
    """The answer is the mean of the predictions of all steps."""
    _, y_pred, _ = rnn_forward(x, a0, parameters)
    return y_pred.mean(axis=2)


@misconception(
    "many_to_one",
    hint="What is the shape of your answer?",
    source="a slice where an index is needed",
)
def the_axis_of_time_is_kept(x, a0, parameters):
    """The answer still has an axis of time, of length 1."""
    _, y_pred, _ = rnn_forward(x, a0, parameters)
    return y_pred[:, :, -1:]


@misconception(
    "many_to_one",
    hint="Change the first input. Does your answer change?",
    source="one step in place of the sequence",
)
def the_last_input_alone(x, a0, parameters):
    """Only the last input is read, from a0."""
    _, y, _ = rnn_cell_forward(x[:, :, -1], a0, parameters)
    return y


@misconception(
    "many_to_one",
    hint="What does each column of your answer sum to?",
    source="the first of three results",
)
def the_last_state_is_the_answer(x, a0, parameters):
    """The last hidden state is returned in place of the prediction."""
    a, _, _ = rnn_forward(x, a0, parameters)
    return a[:, :, -1]


# --- one_to_many ---------------------------------------------------------------------------------


@misconception(
    "one_to_many",
    hint="What does the second step read?",
    source="an input that is not renewed",
)
def x0_at_every_step(x0, a0, parameters, T_y):
    """Every step reads x0 again."""
    predictions = []
    xt, a_next = x0, a0
    for _ in range(T_y):
        a_next, xt, _ = rnn_cell_forward(x0, a_next, parameters)
        predictions.append(xt)
    return np.stack(predictions, axis=2)


@misconception(
    "one_to_many",
    hint="What does the second step read?",
    source="no further input in mind",
)
def nothing_after_the_first_step(x0, a0, parameters, T_y):
    """From the second step on, the input is zeros."""
    predictions = []
    xt, a_next = x0, a0
    for _ in range(T_y):
        a_next, xt, _ = rnn_cell_forward(xt, a_next, parameters)
        predictions.append(xt)
        xt = np.zeros_like(xt)
    return np.stack(predictions, axis=2)


@misconception(
    "one_to_many",
    hint="With probabilities of 0.6 and 0.4, what does the next step read?",
    source="greedy decoding",
)
def the_likeliest_class_is_fed_back(x0, a0, parameters, T_y):
    """The input is a 1 for the likeliest class, not the prediction as it is."""
    predictions = []
    xt, a_next = x0, a0
    for _ in range(T_y):
        a_next, xt, _ = rnn_cell_forward(xt, a_next, parameters)
        predictions.append(xt)
        xt = np.eye(len(xt))[:, xt.argmax(axis=0)]
    return np.stack(predictions, axis=2)


@misconception(
    "one_to_many",
    hint="Does the third step know what was read at the first?",
    source="a variable that is not renewed",
)
def the_state_is_not_carried(x0, a0, parameters, T_y):
    """Each step starts from a0 again."""
    predictions = []
    xt, a_next = x0, a0
    for _ in range(T_y):
        a_next, xt, _ = rnn_cell_forward(xt, a0, parameters)
        predictions.append(xt)
    return np.stack(predictions, axis=2)


@misconception(
    "one_to_many",
    hint="Is the given input something that the network has predicted?",
    source="a list that starts with the input",
)
def x0_counted_as_the_first_answer(x0, a0, parameters, T_y):
    """The answer begins with x0 and lacks the last prediction."""
    predictions = []
    xt, a_next = x0, a0
    for _ in range(T_y):
        a_next, xt, _ = rnn_cell_forward(xt, a_next, parameters)
        predictions.append(xt)
    return np.stack([x0, *predictions[:-1]], axis=2)


# --- encode_decode -------------------------------------------------------------------------------


@misconception(
    "encode_decode",
    hint="Change what the encoder reads. Does the answer change?",
    source="the usual first state",
)
def the_decoder_starts_from_zeros(x, a0, encoder, decoder, T_y):
    """The decoder's first state is zeros, so nothing that was read reaches it."""
    a, _, _ = rnn_forward(x, a0, encoder)
    nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
    return one_to_many(nothing, np.zeros_like(a0), decoder, T_y)


@misconception(
    "encode_decode",
    hint="Change what the encoder reads. Does the answer change?",
    source="an argument that is at hand",
)
def the_decoder_starts_from_a0(x, a0, encoder, decoder, T_y):
    """The decoder starts from the encoder's first state, so nothing that was read reaches it."""
    nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
    return one_to_many(nothing, a0, decoder, T_y)


@misconception(
    "encode_decode",
    hint="Change the last input of the encoder. Does the answer change?",
    source="index 0 for the last",
)
def the_first_state_is_handed_over(x, a0, encoder, decoder, T_y):
    """The decoder starts from the encoder's state after its first step."""
    a, _, _ = rnn_forward(x, a0, encoder)
    nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
    return one_to_many(nothing, a[:, :, 0], decoder, T_y)


@misconception(
    "encode_decode",
    hint="What does the decoder read before it has written anything?",
    source="the start word of other courses",
)
def a_start_word_is_read_first(x, a0, encoder, decoder, T_y):
    """The decoder's first input is a 1 for class 0, as if a start word had been read."""
    a, _, _ = rnn_forward(x, a0, encoder)
    nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
    nothing[0] = 1
    return one_to_many(nothing, a[:, :, -1], decoder, T_y)


@misconception(
    "encode_decode",
    hint="What does the decoder read before it has written anything?",
    source="nothing known taken for all alike",
)
def equal_shares_are_read_first(x, a0, encoder, decoder, T_y):
    """The decoder's first input gives every word the same share."""
    a, _, _ = rnn_forward(x, a0, encoder)
    nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
    return one_to_many(nothing + 1 / len(nothing), a[:, :, -1], decoder, T_y)


@misconception(
    "encode_decode",
    hint="What does the decoder read at its second step?",
    source="an input that is not renewed",
)
def zeros_at_every_step(x, a0, encoder, decoder, T_y):
    """The decoder reads zeros at every step, and never its own prediction."""
    a, _, _ = rnn_forward(x, a0, encoder)
    a_next, predictions = a[:, :, -1], []
    for _ in range(T_y):
        nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
        a_next, yt_pred, _ = rnn_cell_forward(nothing, a_next, decoder)
        predictions.append(yt_pred)
    return np.stack(predictions, axis=2)


@misconception(
    "encode_decode",
    hint="Which input has the encoder read last?",
    source="a trick of Sutskever et al. (2014)",
)
def the_encoder_reads_backwards(x, a0, encoder, decoder, T_y):
    """The encoder reads the last input first."""
    a, _, _ = rnn_forward(x[:, :, ::-1], a0, encoder)
    nothing = np.zeros((decoder["Wax"].shape[1], x.shape[1]))
    return one_to_many(nothing, a[:, :, -1], decoder, T_y)
