# %% [markdown]
# # Sequence model: words in, words out
#
# In `vanilla_rnn` you wrote a cell that reads vectors of numbers and remembers. Nobody has said yet
# where the numbers come from, nor what to do with what is remembered. This lesson adds both ends:
# **words go in**, as columns with a single one in them, and at each step **a prediction comes
# out**, a probability for every class. Then there is something to be wrong about, a loss, and with
# it a way back through the sequence.
#
# With an input end and an output end, one and the same cell does five kinds of work. They differ in
# when it reads and when it answers:
#
# | shape | example | steps read, steps written | your function |
# |---|---|---|---|
# | one to one | exclusive or | 1, 1 | `rnn_cell_forward` |
# | one to many | a melody from its first note | 1, many | `one_to_many` |
# | many to one | does this review like the film? | many, 1 | `many_to_one` |
# | many to many, equal lengths | which words are names? | $T$, $T$ | `rnn_forward` |
# | many to many, unequal lengths | translation | $T$, $T_y$ | `encode_decode` |
#
# ![Five small networks, time from left to right. One to one: one input, one cell, one output. One
# to many: one input, then each output is the next input. Many to one: an input at each step, an
# output at the last. Many to many, equal: an input and an output at each step. Many to many,
# unequal: two cells read, then three others write.](pictures/five_shapes.svg)
#
# You will write eleven functions, most of them short:
#
# 1. `build_vocabulary`, `one_hot`: from words to numbers;
# 2. `softmax`, `rnn_cell_forward`, `rnn_forward`: the cell with an output, and the sequence;
# 3. `sequence_loss`: how wrong the predictions are;
# 4. `rnn_cell_backward`, `rnn_backward`: the way back;
# 5. `many_to_one`, `one_to_many`, `encode_decode`: the other shapes.
#
# At the end your functions learn five small tasks, one of each shape, in a few seconds each.
#
# ## Names and shapes
#
# In `vanilla_rnn` a sequence was a row and the batch came first. Here the **features come first**:
# one example is a *column*, weights stand on the left, and a bias has a second axis. Much of what
# is written about sequence models has this layout, and all weights are the transposes of those.
#
# | name | shape | meaning |
# |---|---|---|
# | $n_x$, $n_a$, $n_y$ | | numbers in one input, hidden units, classes to predict |
# | $m$, $T$ | | examples (columns), steps in a sequence |
# | `xt`, `x` | `(n_x, m)`, `(n_x, m, T)` | input of one step, of all steps |
# | `a_prev`, `a_next`, `a0` | `(n_a, m)` | state before and after a step, before the first |
# | `a` | `(n_a, m, T)` | all states: `a[:, :, t]` is the one *after* step `t` |
# | `yt_pred`, `y_pred` | `(n_y, m)`, `(n_y, m, T)` | class probabilities, each column sums to 1 |
# | `Wax`, `Waa`, `ba` | `(n_a, n_x)`, `(n_a, n_a)`, `(n_a, 1)` | weights and bias of the state |
# | `Wya`, `by` | `(n_y, n_a)`, `(n_y, 1)` | weights and bias of the prediction |
#
# `parameters` is a dict with these five arrays. Read the names of the weights from the right:
# `Wya` makes a $y$ from an $a$.

# %% tags=["setup"]
import numpy as np

# %% [markdown]
# ## 1. A vocabulary
#
# A network multiplies and adds, so every word needs a number. Go through the texts you learn from,
# collect the distinct words, put them in order and count them off. One place is kept for all words
# that you have never seen: number 0 is `"<UNK>"`, *unknown*.
#
# $$\text{index}(\texttt{<UNK>}) = 0, \qquad
#   \text{index}(w_1) = 1, \quad \text{index}(w_2) = 2, \ \dots \quad\text{for } w_1 < w_2 < \dots$$
#
# The idea of one index for all rare words is old; see Jurafsky and Martin, *Speech and Language
# Processing*, in the chapter on n-gram models, where it is written `<UNK>` too.
#
# | name | type | meaning |
# |---|---|---|
# | `sentences` | list of lists of `str` | the text: sentences, each a list of words |
# | `vocabulary` | `dict` from `str` to `int` | the number of each word |
#
# ![Two sentences, "the cat sat" and "The cat ate". Arrows collect their words into one list in
# order: UNK 0, The 1, ate 2, cat 3, sat 4, the 5. The word cat, which comes twice, has one
# place.](pictures/vocabulary.svg)
#
# ### By hand
#
# From "the cat sat" and "The cat ate" come five distinct words. Python sorts capitals before small
# letters: The, ate, cat, sat, the. So the vocabulary is
# `{"<UNK>": 0, "The": 1, "ate": 2, "cat": 3, "sat": 4, "the": 5}`.
#
# ### Traps
#
# - **Case is kept.** "The" and "the" are two words here. Making everything lower case is common,
#   but then "Rose rose" has no name in it any more, and we want to find names.
# - **A set has no order of its own**: numbers that come from looping over a set of words may be
#   others each time Python starts. Sort first.
# - **`"<UNK>"` may be in the text already**, where somebody has put it for a rare word. It is still
#   number 0, and it does not get a second number.


# %% tags=["exercise"]
def build_vocabulary(sentences):
    """Number the distinct words of a text.

    `"<UNK>"` stands for every word that is not in the vocabulary (Jurafsky and Martin, *Speech and
    Language Processing*, on unknown words).

    Parameters
    ----------
    sentences : list of list of str
        The sentences, each a list of words. Words are taken as they are, capitals and all.

    Returns
    -------
    vocabulary : dict
        From each word to its index, an int: `"<UNK>"` is 0, and the distinct words follow in
        Python's sorted order, from 1. An `"<UNK>"` in the text is index 0 as well.
    """
    ### BEGIN SOLUTION
    words = {word for sentence in sentences for word in sentence} - {"<UNK>"}
    return {word: index for index, word in enumerate(["<UNK>", *sorted(words)])}
    ### END SOLUTION


# %% tags=["check"]
def test_build_vocabulary_gives_the_example_worked_by_hand():
    """Five distinct words get the numbers from 1 to 5, in sorted order."""
    vocabulary = build_vocabulary([["the", "cat", "sat"], ["The", "cat", "ate"]])
    expected = {"<UNK>": 0, "The": 1, "ate": 2, "cat": 3, "sat": 4, "the": 5}
    assert vocabulary == expected, (
        f"the vocabulary is {vocabulary}, expected {expected}. Every word once, as it is written, "
        "in the order that sorted() gives, and <UNK> before them all."
    )


def test_build_vocabulary_has_one_place_for_unknown_words():
    """An <UNK> in the text is the same <UNK>, and digits sort before it."""
    vocabulary = build_vocabulary([["<UNK>", "met", "42", "<UNK>"], []])
    expected = {"<UNK>": 0, "42": 1, "met": 2}
    assert vocabulary == expected, (
        f"the vocabulary is {vocabulary}, expected {expected}: <UNK> is number 0 and gets no "
        "second number where it stands in the text."
    )


# %% [markdown]
# ## 2. One-hot columns
#
# The number of a word is a name and not a quantity: word 6 is not twice word 3. So the network does
# not read the number itself but a column of zeros with a one in that place, and multiplying by
# it picks a column of the weights: every word has weights of its own.
#
# $$x_t[i] = \begin{cases} 1 & \text{if } i = \text{index}(\text{word } t) \\ 0 & \text{otherwise}
#   \end{cases} \qquad
#   W_{ax}\,x_t = \text{column } \text{index}(\text{word } t) \text{ of } W_{ax}$$
#
# | name | shape | meaning |
# |---|---|---|
# | `sentence` | list of $T$ words | a sentence, perhaps with words that nobody has seen |
# | result | `(n_x, T)` | one column a word; `n_x` is the size of the vocabulary |
#
# ![A grid of 4 rows, named UNK, cat, sat and the, and 3 columns, named the, dog and sat. Each
# column holds a single one: in row the, in row UNK, since dog is unknown, and in row
# sat.](pictures/one_hot.svg)
#
# ### By hand
#
# With `{"<UNK>": 0, "cat": 1, "sat": 2, "the": 3}`, the sentence "the dog sat" has the indices
# 3, 0, 2: "dog" is unknown. So
#
# $$x = \begin{pmatrix} 0 & 1 & 0 \\ 0 & 0 & 0 \\ 0 & 0 & 1 \\ 1 & 0 & 0 \end{pmatrix}$$
#
# ### Traps
#
# - **One column a word**, not a row: features come first. If $T = n_x$, no error will tell you.
# - **An unknown word is `<UNK>`, not nothing.** A column of zeros is no word at all; leaving the
#   word out makes the sentence shorter, and labels that belong to words no longer fit.
# - **The number is the dict's value.** A dict may hold its words in any order.
# - **No words, no columns**: `(n_x, 0)`.


# %% tags=["exercise"]
def one_hot(sentence, vocabulary):
    """Turn a sentence into columns with a single one each.

    The 1-of-K code of Bishop, *Pattern Recognition and Machine Learning* (2006), chapter 4.

    Parameters
    ----------
    sentence : list of str
        T words; T may be 0.
    vocabulary : dict
        From each known word to its index, with `"<UNK>"` at 0. It has n_x entries.

    Returns
    -------
    x : ndarray, shape (n_x, T)
        Column t holds a one at the index of word t, or at that of `"<UNK>"` if the word is not in
        the vocabulary.
    """
    ### BEGIN SOLUTION
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, vocabulary["<UNK>"]), t] = 1
    return x
    ### END SOLUTION


# %% tags=["check"]
def test_one_hot_gives_the_example_worked_by_hand():
    """The words have the indices 3, 0 and 2, whatever the order of the dict."""
    x = one_hot(["the", "dog", "sat"], {"the": 3, "<UNK>": 0, "sat": 2, "cat": 1})
    expected = np.array([[0, 1, 0], [0, 0, 0], [0, 0, 1], [1, 0, 0]])
    assert np.shape(x) == (4, 3), f"x has shape {np.shape(x)}, expected (4, 3): one column a word"
    assert np.array_equal(x, expected), (
        f"x is\n{x}\nexpected\n{expected}\nEach column has one 1, in the row of its word's index; "
        'the unknown "dog" is <UNK>, row 0.'
    )


def test_one_hot_of_no_words_has_no_columns():
    """An empty sentence is an array of shape (n_x, 0)."""
    x = one_hot([], {"<UNK>": 0, "cat": 1, "sat": 2})
    assert np.shape(x) == (3, 0), f"x has shape {np.shape(x)}, expected (3, 0)"


# %% [markdown]
# ## 3. Softmax
#
# At the other end, the network gives each class a *score*, any number. Softmax turns the scores of
# a column into probabilities: positive, and summing to 1.
#
# $$\mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}
#   = \frac{e^{z_k - c}}{\sum_j e^{z_j - c}} \quad\text{for any } c$$
#
# The formula is Bridle's (1990); see also Goodfellow, Bengio and Courville, *Deep Learning* (2016),
# equation 6.29. The second form is why it can be computed at all: $e^{1000}$ is larger than any
# float64. Take for $c$ the largest score of the column and no exponent is above 0.
#
# | name | shape | meaning |
# |---|---|---|
# | `z` | `(n, m)` | scores: one column an example |
# | result | `(n, m)` | probabilities: each column sums to 1 |
#
# ![Two columns of three scores, the second a thousand lower than the first. In each, its own
# largest score is taken off, then both columns of bars are the same: one sixth, one third, one
# half.](pictures/softmax.svg)
#
# ### By hand
#
# Of the scores $(\ln 1, \ln 2, \ln 3)$ the powers are $1, 2, 3$ with the sum 6, so the
# probabilities are $\tfrac16, \tfrac13, \tfrac12$. If all three scores are a thousand lower,
# nothing changes.
#
# ### Traps
#
# - **The maximum is that of each column.** With one maximum for the whole matrix, a column that
#   lies a thousand below it becomes $0/0$: NaN. Few tests show it, and one day your data do.
# - **Over axis 0.** Each *example* is a distribution. Along axis 1 the examples would share one.


# %% tags=["exercise"]
def softmax(z):
    """Turn each column of scores into probabilities.

    Bridle, "Probabilistic interpretation of feedforward classification network outputs" (1990)::

        softmax(z)[k] = exp(z[k]) / sum_j exp(z[j])

    Parameters
    ----------
    z : ndarray, shape (n, m)
        Scores, one column an example; they may be as large as 10,000, of either sign.

    Returns
    -------
    probabilities : ndarray, shape (n, m)
        Each column sums to 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)
    ### END SOLUTION


# %% tags=["check"]
def test_softmax_gives_the_example_worked_by_hand():
    """The powers 1, 2, 3 have the sum 6; in the second column all are equal."""
    got = softmax(np.array([[0.0, 7.0], [np.log(2), 7.0], [np.log(3), 7.0]]))
    expected = np.array([[1 / 6, 1 / 3], [1 / 3, 1 / 3], [1 / 2, 1 / 3]])
    assert np.shape(got) == (3, 2), f"the result has shape {np.shape(got)}, expected (3, 2)"
    assert np.allclose(got, expected), (
        f"the result is\n{got}\nexpected\n{expected}\nEach column is a distribution: it sums to 1."
    )


def test_softmax_is_finite_in_columns_far_apart():
    """A column far below the others is a distribution like any other."""
    z = np.array([[1e4, -1e4, 0.0], [1e4, -1e4 - np.log(3), 1e4]])
    with np.errstate(all="ignore"):
        got = softmax(z)
    expected = np.array([[0.5, 0.75, 0.0], [0.5, 0.25, 1.0]])
    assert np.allclose(got, expected), (
        f"the result is\n{got}\nexpected\n{expected}\nWhat do you subtract from the scores "
        "before exp, and is it the same number for every column?"
    )


# %% [markdown]
# ## 4. One step forward: one to one
#
# The state is made as in `vanilla_rnn`, one example a column now, and from the state comes a
# prediction:
#
# $$a_t = \tanh(W_{ax} x_t + W_{aa} a_{t-1} + b_a), \qquad
#   \hat y_t = \mathrm{softmax}(W_{ya} a_t + b_y)$$
#
# The recurrence is that of Elman, "Finding structure in time" (1990); in this notation it is
# equations 10.8 to 10.11 of Goodfellow, Bengio and Courville, *Deep Learning* (2016).
#
# With a past of zeros this is a plain network with one hidden layer, the *one to one* of the table
# above.
#
# | name | shape | meaning |
# |---|---|---|
# | `xt` | `(n_x, m)` | the input of this step |
# | `a_prev`, `a_next` | `(n_a, m)` | the state before and after it |
# | `yt_pred` | `(n_y, m)` | the prediction of this step |
#
# ![One cell. From below comes the input x t through W ax, from the left the previous state through
# W aa; with the bias b a they are added and go through tanh. The new state leaves to the right, and
# upwards through W ya, the bias b y and a softmax as the prediction.](pictures/cell.svg)
#
# ### By hand
#
# Since $\tanh(\ln r) = \dfrac{r^2-1}{r^2+1}$, logarithms need no calculator. One input, one unit,
# two classes; $x_t = 1$, $W_{ax} = \ln 6$, $a_{t-1} = \tfrac12$, $W_{aa} = -2\ln 3$,
# $b_a = \ln\tfrac32$:
#
# $$\ln 6 - \ln 3 + \ln\tfrac32 = \ln 3, \qquad a_t = \tanh(\ln 3) = 0.8$$
#
# With $W_{ya} = (\ln 3 / 0.8,\ 0)^T$ and $b_y = (0, \ln 2)^T$ the scores are $(\ln 3, \ln 2)$, and
# the prediction is $(0.6, 0.4)$.
#
# ### Traps
#
# - **The prediction reads the new state**, the one that has seen this input.
# - **Weights on the left.** $W_{aa}\,a_{t-1}$, not $a_{t-1}W_{aa}$; with $m = n_a$ both fit.
# - **A bias is a column**, `(n_a, 1)`: each *unit* has one, and every example gets all of it.
# - **The prediction is not carried on.** The next step gets $a_t$.


# %% tags=["exercise"]
def rnn_cell_forward(xt, a_prev, parameters):
    """Run one step of a simple recurrent network that predicts.

    Elman, "Finding structure in time" (1990), with a softmax output::

        a_next = tanh(Wax xt + Waa a_prev + ba)
        yt_pred = softmax(Wya a_next + by)

    Parameters
    ----------
    xt : ndarray, shape (n_x, m)
        The input of this step, one example a column.
    a_prev : ndarray, shape (n_a, m)
        The hidden state before this step.
    parameters : dict
        `Wax` (n_a, n_x), `Waa` (n_a, n_a), `Wya` (n_y, n_a), `ba` (n_a, 1) and `by` (n_y, 1).

    Returns
    -------
    a_next : ndarray, shape (n_a, m)
        The hidden state after this step.
    yt_pred : ndarray, shape (n_y, m)
        The predicted probabilities of the classes; each column sums to 1.
    cache : tuple
        Whatever your `rnn_cell_backward` needs.
    """
    ### BEGIN SOLUTION
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters)
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_cell_forward_gives_the_example_worked_by_hand():
    """The new state is 0.8, and the prediction the softmax of ln 3 and ln 2."""
    parameters = {
        "Wax": np.array([[np.log(6)]]),
        "Waa": np.array([[-2 * np.log(3)]]),
        "ba": np.array([[np.log(1.5)]]),
        "Wya": np.array([[np.log(3) / 0.8], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    a_next, yt_pred, _ = rnn_cell_forward(np.array([[1.0]]), np.array([[0.5]]), parameters)
    cases = {
        "a_next": (
            a_next,
            [[0.8]],
            "if it is 0.976, the past is missing; if 0.6, the bias; if -0.6, the input",
        ),
        "yt_pred": (yt_pred, [[0.6], [0.4]], "the softmax of Wya a_next + by"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)} ({meaning})."
        )


def test_rnn_cell_forward_adds_the_biases_to_every_example():
    """With everything else zero, every column is made from the biases alone."""
    parameters = {
        "Wax": np.zeros((2, 3)),
        "Waa": np.zeros((2, 2)),
        "ba": np.array([[np.log(2)], [-np.log(3)]]),
        "Wya": np.zeros((2, 2)),
        "by": np.array([[0.0], [np.log(3)]]),
    }
    a_next, yt_pred, _ = rnn_cell_forward(np.zeros((3, 2)), np.zeros((2, 2)), parameters)
    cases = {
        "a_next": (a_next, [[0.6, 0.6], [-0.8, -0.8]]),
        "yt_pred": (yt_pred, [[0.25, 0.25], [0.75, 0.75]]),
    }
    for name, (got, expected) in cases.items():
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nThe bias belongs to the units "
            "(rows), and each example (column) gets all of it."
        )


def test_rnn_cell_forward_carries_the_state_through_Waa():
    """Waa[i, j] is the weight from old unit j to new unit i."""
    parameters = {"Wax": np.zeros((2, 3)), "ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    parameters |= {"Waa": np.array([[0.0, 0.0], [np.log(3), 0.0]]), "Wya": np.zeros((2, 2))}
    a_next, _, _ = rnn_cell_forward(np.zeros((3, 1)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(a_next) == (2, 1), f"a_next has shape {np.shape(a_next)}, expected (2, 1)"
    assert np.allclose(a_next, [[0.0], [0.8]]), (
        f"a_next is {np.ravel(a_next)}, expected [0, 0.8]: unit 0 feeds unit 1 through Waa[1, 0]. "
        "Look at the order and the transposes in the product with Waa."
    )


# %% [markdown]
# ## 5. A whole sequence forward: many to many, equal lengths
#
# A loop again: feed step $t$ with `x[:, :, t]` and the state of the step before, keep every state
# and every prediction.
#
# $$a_t,\, \hat y_t = \mathrm{cell}(x_t,\, a_{t-1}) \quad\text{for } t = 0, \dots, T-1, \qquad
#   a_{-1} = a_0^{\text{given}}$$
#
# As before, `a0` is what is given, and $a_0$ is the state *after* step 0, `a[:, :, 0]`.
#
# The formula is that of the cell; unrolling it is section 10.1 of Goodfellow, Bengio and Courville
# (2016). As there is a prediction at each step, this is the *many to many of equal lengths*: a tag
# for every word.
#
# | name | shape | meaning |
# |---|---|---|
# | `x` | `(n_x, m, T)` | the inputs; **time is the last axis** |
# | `a` | `(n_a, m, T)` | the states |
# | `y_pred` | `(n_y, m, T)` | the predictions |
#
# ![Three copies of one cell in a row, at t = 0, 1 and 2, with the same parameters. The state goes
# from each to the next, starting from a0. Each reads its own input from below and gives its own
# prediction above.](pictures/unrolled.svg)
#
# ### By hand
#
# One unit, $W_{ax} = \ln 3$, $W_{aa} = \ln 2/0.8$, no biases, $a_0 = 0$, inputs $1, 0$. The first
# state is $\tanh(\ln 3) = 0.8$; the second sees no input and is still $\tanh(\ln 2) = 0.6$. With
# $W_{ya} = (5\ln 2, 0)^T$ the scores of class 0 are $4\ln 2$ and $3\ln 2$, so its probabilities are
# $\tfrac{16}{17}$ and $\tfrac89$.
#
# ### Traps
#
# - **Three results, in this order**: `a, y_pred, caches`.
# - **Time is the last axis.** `np.stack(states, axis=2)`; with `axis=0` the shapes may even agree.
# - **A view is not a copy.** If you fill one array step by step and keep views of it in the
#   caches, a later step may change what an earlier one has kept.


# %% tags=["exercise"]
def rnn_forward(x, a0, parameters):
    """Run the network over whole sequences.

    The recurrence of Elman, "Finding structure in time" (1990), unrolled::

        a[:, :, t], y_pred[:, :, t] = cell(x[:, :, t], a[:, :, t - 1])

    with `a0` as the state before step 0.

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        The inputs of all steps, T at least 1.
    a0 : ndarray, shape (n_a, m)
        The hidden state before the first step.
    parameters : dict
        As in `rnn_cell_forward`, the same at every step.

    Returns
    -------
    a : ndarray, shape (n_a, m, T)
        The hidden states: `a[:, :, t]` is the one after step t.
    y_pred : ndarray, shape (n_y, m, T)
        The predictions of all steps.
    caches : list
        Whatever your `rnn_backward` needs; a list of the steps' caches will do.
    """
    ### BEGIN SOLUTION
    states, predictions, caches = [], [], []
    a_next = a0
    for t in range(x.shape[2]):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        predictions.append(yt_pred)
        caches.append(cache)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), caches
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_forward_remembers_the_first_input():
    """The second state, and with it the second prediction, comes from memory alone."""
    parameters = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    a, y_pred, _ = rnn_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    cases = {"a": (a, [[[0.8, 0.6]]]), "y_pred": (y_pred, [[[16 / 17, 8 / 9]], [[1 / 17, 1 / 9]]])}
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}: time comes last"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nIf the second state is 0, step "
            "1 does not get the state that step 0 returned."
        )


def test_rnn_forward_starts_from_a0():
    """With no input, the first state comes from a0."""
    parameters = {"Wax": np.zeros((2, 3)), "ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    parameters |= {"Waa": np.array([[0.0, 0.0], [np.log(3), 0.0]]), "Wya": np.zeros((2, 2))}
    a, _, _ = rnn_forward(np.zeros((3, 1, 2)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(a) == (2, 1, 2), f"a has shape {np.shape(a)}, expected (2, 1, 2)"
    assert np.allclose(a, [[[0.0, 0.0]], [[0.8, 0.0]]]), (
        f"a is\n{a}\nexpected 0.8 in unit 1 at step 0 and zeros elsewhere: a0 is read once, by "
        "step 0, and step 1 reads the state of step 0."
    )


def test_rnn_forward_never_sees_the_future():
    """Changing the last input changes the last state only, and of its own example only."""
    rng = np.random.default_rng(0)
    n_x, n_a, n_y, m, T = 3, 5, 2, 2, 4
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1)}
    shapes["by"] = (n_y, 1)
    parameters = {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}
    x, a0 = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m))
    before, _, _ = rnn_forward(x.copy(), a0.copy(), parameters)
    x[:, 1, 3] += 1.0
    after, _, _ = rnn_forward(x, a0, parameters)
    assert np.shape(after) == (5, 2, 4), f"a has shape {np.shape(after)}, expected (5, 2, 4)"
    changed = {(int(k), int(t)) for k, t in np.argwhere(np.not_equal(before, after).any(axis=0))}
    assert changed == {(1, 3)}, (
        f"after a change of x[:, 1, 3], the states at (example, step) {sorted(changed)} changed, "
        "expected only (1, 3): look at the order of the steps and at the axes."
    )


# %% [markdown]
# ## 6. How wrong was it?
#
# Let the task be to find the names in a sentence. For each word the network says how likely it is
# to be a name, $\hat y_t$, and the label $y_t$ is 1 for a name and 0 for any other word. The loss
# of one step is the surprise at the truth:
#
# $$\mathcal{L}_t = -y_t \ln \hat y_t - (1 - y_t) \ln(1 - \hat y_t), \qquad
#   \mathcal{L} = \sum_t \mathcal{L}_t$$
#
# One of the two terms is always zero. This is the **binary cross-entropy**: Goodfellow, Bengio and
# Courville, *Deep Learning* (2016), section 6.2.2.2, and equation 4.90 in Bishop (2006).
#
# | name | shape | meaning |
# |---|---|---|
# | `y_hat` | `(T,)` | for each step, the probability of a 1 |
# | `y` | `(T,)` | the labels, 0 or 1 |
# | `per_step`, `total` | `(T,)`, a number | the loss of each step, and their sum |
#
# ![Two curves over the predicted probability. For the label 1 the loss falls from very high at 0 to
# nothing at 1; for the label 0 it rises the other way. They cross at one half, at ln
# 2.](pictures/loss.svg)
#
# ### By hand
#
# For $\hat y = (\tfrac12, \tfrac14, \tfrac45)$ and $y = (1, 0, 1)$ the network gave the truth the
# probabilities $\tfrac12, \tfrac34, \tfrac45$. The losses are $\ln 2$, $\ln\tfrac43$ and
# $\ln\tfrac54$, and their sum is $\ln(2 \cdot \tfrac43 \cdot \tfrac54) = \ln\tfrac{10}{3}$.
#
# ### Traps
#
# - **A sum, not a mean.** A long sentence counts for more than a short one; so do its gradients.
# - **Natural logarithms**: $\ln$ is `np.log`.
# - **Which gradient is $\hat y - y$?** If $\hat y$ is a *sigmoid*, this loss has the gradient
#   $\hat y_t - y_t$ at the score, and you will find the two side by side everywhere. It holds for
#   one class of a *two-class softmax* too, as that is a sigmoid of the difference of its scores. It
#   does **not** hold if you write this loss for every class of a larger softmax, as some notes do.
#   Take three classes with the probabilities $(\tfrac12, \tfrac14, \tfrac14)$, the first of them
#   right. The slopes at the probabilities, $(\hat y_k - y_k)/(\hat y_k(1 - \hat y_k))$, come back
#   through the softmax, and at the first score arrives $-\tfrac56$, not
#   $\hat y - y = -\tfrac12$. For a softmax, the loss with that simple gradient is
#   $-\ln \hat y_{\text{right class}}$ alone.


# %% tags=["exercise"]
def sequence_loss(y_hat, y):
    """Compute the binary cross-entropy of each step of a sequence, and their sum.

    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.2.2.2::

        loss[t] = -y[t] log(y_hat[t]) - (1 - y[t]) log(1 - y_hat[t])

    Parameters
    ----------
    y_hat : ndarray, shape (T,)
        The predicted probability of a 1 at each step, between 0.01 and 0.99.
    y : ndarray, shape (T,)
        The labels, 0 or 1, as ints or as floats.

    Returns
    -------
    total : float
        The loss of the sequence, the sum over the steps.
    per_step : ndarray, shape (T,)
        The loss of each step.
    """
    ### BEGIN SOLUTION
    per_step = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
    return per_step.sum(), per_step
    ### END SOLUTION


# %% tags=["check"]
def test_sequence_loss_gives_the_example_worked_by_hand():
    """The truth had the probabilities 1/2, 3/4 and 4/5."""
    for kind in (int, float):
        total, per_step = sequence_loss(np.array([0.5, 0.25, 0.8]), np.array([1, 0, 1], kind))
        expected = np.log([2, 4 / 3, 5 / 4])
        assert np.shape(per_step) == (3,), f"per_step has shape {np.shape(per_step)}, expected (3,)"
        assert np.allclose(per_step, expected), (
            f"per_step is {per_step}, expected {expected}: the logarithms of 2, 4/3 and 5/4. "
            "At step 1 the label is 0, and the truth had the probability 3/4."
        )
        assert np.shape(total) == (), f"the total has shape {np.shape(total)}, expected one number"
        assert np.isclose(total, np.log(10 / 3)), (
            f"the total is {total}, expected ln(10/3) = 1.203973: the sum of the steps."
        )


# %% [markdown]
# ## 7. One step backward
#
# `da_next` is the gradient of the loss with respect to the new state, wherever it comes from: from
# later steps, or from the loss by way of the prediction. The way from the state back is that of
# `vanilla_rnn`, with columns for rows. Call the sum inside the tanh $z$:
#
# $$\mathrm{d}z = \mathrm{d}a_{\text{next}} \odot (1 - a_t^2)$$
# $$\mathrm{d}W_{ax} = \mathrm{d}z\,x_t^T, \quad \mathrm{d}W_{aa} = \mathrm{d}z\,a_{t-1}^T, \quad
#   \mathrm{d}b_a = \sum_{\text{examples}} \mathrm{d}z, \quad
#   \mathrm{d}x_t = W_{ax}^T\,\mathrm{d}z, \quad \mathrm{d}a_{t-1} = W_{aa}^T\,\mathrm{d}z$$
#
# It is the chain rule, as in section 10.2.2 of Goodfellow, Bengio and Courville (2016).
#
# | name | shape |
# |---|---|
# | `da_next`, `da_prev` | `(n_a, m)` |
# | `dxt` | `(n_x, m)` |
# | `dWax`, `dWaa`, `dba` | `(n_a, n_x)`, `(n_a, n_a)`, `(n_a, 1)` |
#
# **Nothing comes through the prediction here.** How the loss reaches $a_t$ depends on the task, so
# whoever knows the task adds it to `da_next`: from the scores' gradient $\mathrm{d}s_t$ (for one
# class of two, or for $-\ln\hat y$ of the right one, $\hat y_t - y_t$) it is
# $W_{ya}^T\,\mathrm{d}s_t$. You will see these lines at work below.
#
# ![The cell again with arrows the other way round. The gradient of the new state comes from the
# right, passes the tanh and is there multiplied by one minus the state squared; from the sum it
# goes to the input, to the previous state, to both weights and to the bias. The prediction is drawn
# in grey: nothing comes from it.](pictures/cell_backward.svg)
#
# ### By hand
#
# In the example of section 4 let `da_next` be 1. Then $\mathrm{d}z = 1 - 0.8^2 = 0.36$, so
# $\mathrm{d}b_a = 0.36$, $\mathrm{d}W_{ax} = 1 \cdot 0.36$,
# $\mathrm{d}W_{aa} = \tfrac12 \cdot 0.36 = 0.18$, $\mathrm{d}x_t = 0.36\ln 6$ and
# $\mathrm{d}a_{t-1} = 0.36 \cdot (-2\ln 3)$.
#
# ### Traps
#
# - **`dWaa` is made from the state *before* the step**, the one that `Waa` was multiplied with.
# - **Sums over the examples, not means**, and the bias's gradient keeps its second axis,
#   `(n_a, 1)`: `keepdims=True`.
# - **The result is a dict**, with these five keys. The name is `dxt` here and `dx` in the next
#   function.


# %% tags=["exercise"]
def rnn_cell_backward(da_next, cache):
    """Backpropagate through one step.

    The chain rule, with z the argument of the tanh (Goodfellow, Bengio and Courville, *Deep
    Learning* (2016), section 10.2.2)::

        dz = da_next * (1 - a_next**2)

    and each input's gradient is the sum of `dz` over all entries of `z` that the input has entered,
    times what it was multiplied with there.

    Parameters
    ----------
    da_next : ndarray, shape (n_a, m)
        Gradient of the loss with respect to the hidden state after this step.
    cache : tuple
        What your `rnn_cell_forward` returned as its cache.

    Returns
    -------
    gradients : dict
        `dxt` (n_x, m), `da_prev` (n_a, m), `dWax` (n_a, n_x), `dWaa` (n_a, n_a) and `dba` (n_a, 1).
        Nothing comes through `yt_pred`.
    """
    ### BEGIN SOLUTION
    xt, a_prev, a_next, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_cell_backward_gives_the_example_worked_by_hand():
    """At a state of 0.8 the tanh lets 0.36 of the gradient through."""
    parameters = {
        "Wax": np.array([[np.log(6)]]),
        "Waa": np.array([[-2 * np.log(3)]]),
        "ba": np.array([[np.log(1.5)]]),
        "Wya": np.array([[np.log(3) / 0.8], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    _, _, cache = rnn_cell_forward(np.array([[1.0]]), np.array([[0.5]]), parameters)
    gradients = rnn_cell_backward(np.array([[1.0]]), cache)
    expected = {"dxt": 0.645033, "da_prev": -0.791001, "dWax": 0.36, "dWaa": 0.18, "dba": 0.36}
    for name, number in expected.items():
        got = gradients[name]
        assert np.shape(got) == (1, 1), (
            f"{name} has shape {np.shape(got)}, expected (1, 1): one column an example, and a bias "
            "is a column too"
        )
        assert np.allclose(got, number, atol=1e-6), (
            f"{name} is {got}, expected {number}. The gradient at the sum inside the tanh is 0.36."
        )


def test_rnn_cell_backward_sums_over_the_examples():
    """Two examples give gradients of weights and bias that are sums, in the right places."""
    parameters = {"Wax": np.zeros((2, 3)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((2, 2))}
    parameters |= {"ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    xt = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    # All weights are zero, so every state is 0 and the tanh passes the gradient on unchanged.
    _, _, cache = rnn_cell_forward(xt, np.array([[1.0, 1.0], [0.0, 1.0]]), parameters)
    gradients = rnn_cell_backward(np.array([[1.0, 2.0], [10.0, 20.0]]), cache)
    cases = {
        "dWax": [[1.0, 4.0, 2.0], [10.0, 40.0, 20.0]],
        "dWaa": [[3.0, 2.0], [30.0, 20.0]],
        "dba": [[3.0], [30.0]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nLook at what is summed: every "
            "example (column) adds its share, and nothing is divided."
        )


def test_rnn_cell_backward_sends_the_gradient_back_through_Waa():
    """A gradient at new unit 1 reaches old unit 0 through Waa[1, 0]."""
    parameters = {"Wax": np.zeros((2, 3)), "ba": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    parameters |= {"Waa": np.array([[0.0, 0.0], [5.0, 0.0]]), "Wya": np.ones((2, 2))}
    _, _, cache = rnn_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), parameters)
    da_prev = rnn_cell_backward(np.array([[0.0], [1.0]]), cache)["da_prev"]
    assert np.shape(da_prev) == (2, 1), f"da_prev has shape {np.shape(da_prev)}, expected (2, 1)"
    assert np.allclose(da_prev, [[5.0], [0.0]]), (
        f"da_prev is {np.ravel(da_prev)}, expected [5, 0]. Going back, a weight is used in the "
        "other direction: look at the transpose."
    )


# %% [markdown]
# ## 8. A whole sequence backward
#
# As in `vanilla_rnn`, each state is used twice: by whatever reads `a[:, :, t]` (here the prediction
# of its step) and by step $t + 1$. Two uses, two gradients, and they add up:
#
# $$\mathrm{d}a_{\text{next}} \text{ of step } t = \mathrm{d}a[:, :, t] +
#   \mathrm{d}a_{\text{prev}} \text{ of step } t + 1$$
#
# with zeros after the last step. The weights are shared by all steps, so their gradients are sums.
# If the loss looks at step $t$ only, every step $k \le t$ gets its share; if it looks at every
# step, as `sequence_loss` does, both sums are there:
#
# $$\frac{\partial \mathcal{L}}{\partial W} = \sum_{t} \sum_{k \le t}
#   \frac{\partial \mathcal{L}_t}{\partial a_t} \frac{\partial a_t}{\partial a_k}
#   \left.\frac{\partial a_k}{\partial W}\right|_{\text{step } k \text{ alone}}$$
#
# One pass from the last step to the first computes all of it: Werbos, "Backpropagation through
# time" (1990).
#
# | name | shape |
# |---|---|
# | `da` | `(n_a, m, T)` |
# | `dx`, `da0` | `(n_x, m, T)`, `(n_a, m)` |
# | `dWax`, `dWaa`, `dba` | `(n_a, n_x)`, `(n_a, n_a)`, `(n_a, 1)` |
#
# ![Three steps, the gradient goes from right to left. Before each step the gradient from above, da
# at t, and the one from the later step, zero after the last one, meet and are added. Below, three
# arrows, one from each step, meet in one sum for the shared weights. What leaves the first step on
# the left is da0.](pictures/through_time.svg)
#
# ### By hand
#
# The example of section 5, with an upstream gradient of 1 on the last state only. Going back:
#
# | step | gradient of its state | $1 - a^2$ | $\mathrm{d}z$ | adds to `dba` | adds to `dWaa` |
# |---|---|---|---|---|---|
# | 1 | 1 | 0.64 | 0.64 | 0.64 | $0.8 \cdot 0.64 = 0.512$ |
# | 0 | $0.64\,W_{aa} \approx 0.5545$ | 0.36 | 0.1996 | 0.1996 | 0, since $a_0 = 0$ |
#
# ### Traps
#
# - **A loss at the last step alone is not the whole story.** Notes often write the gradient of
#   $\mathcal{L}_T$ only; with a loss at every step there are two sums.
# - **`da[:, :, t] += …` writes into the caller's array.** If you add in place, copy `da` first.
# - **Sum, do not overwrite**, the weights' gradients; and the steps' `dxt` come last step first.


# %% tags=["exercise"]
def rnn_backward(da, caches):
    """Backpropagate through a whole sequence.

    Backpropagation through time (Werbos, "Backpropagation through time: what it does and how to do
    it", 1990): the gradient that enters step t from behind is::

        da[:, :, t] + da_prev of step t + 1,   with zeros after the last step

    and the gradient of a shared weight is the sum of its gradients over the steps.

    Parameters
    ----------
    da : ndarray, shape (n_a, m, T)
        Upstream gradients: `da[:, :, t]` is that of `a[:, :, t]` alone, without the path through
        later steps. Nothing flows in through `y_pred`.
    caches : list
        What your `rnn_forward` returned as its caches.

    Returns
    -------
    gradients : dict
        `dx` (n_x, m, T), `da0` (n_a, m), `dWax` (n_a, n_x), `dWaa` (n_a, n_a) and `dba` (n_a, 1).
    """
    ### BEGIN SOLUTION
    da_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.append(step["dxt"])
        da_prev = step["da_prev"]
        shared = {name: total + step[name] for name, total in shared.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_backward_gives_the_example_worked_by_hand():
    """A gradient at the last state reaches the first step through Waa."""
    parameters = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    *_, caches = rnn_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    gradients = rnn_backward(np.array([[[0.0, 1.0]]]), caches)
    cases = {
        "dx": [[[0.219311, 0.703112]]],
        "da0": [[0.172962]],
        "dWax": [[0.199626]],
        "dWaa": [[0.512]],
        "dba": [[0.839626]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Look at what step 1 hands "
            "back to step 0, at the order of the steps, and at the sums over them."
        )


def test_rnn_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    n_x, n_a, n_y, m, T = 3, 5, 2, 2, 4
    shapes = {"x": (n_x, m, T), "a0": (n_a, m)}
    shapes |= {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "ba": (n_a, 1)}
    inputs = {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}
    given = {"Wya": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}
    da = rng.normal(size=(n_a, m, T))

    def run(values):
        weights = {name: values[name].copy() for name in ("Wax", "Waa", "ba")}
        return rnn_forward(values["x"].copy(), values["a0"].copy(), weights | given)

    *_, caches = run(inputs)
    gradients = rnn_backward(da.copy(), caches)
    for name, array in inputs.items():
        gradient = gradients["d" + name]
        assert np.shape(gradient) == array.shape, (
            f"d{name} has shape {np.shape(gradient)}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            a, *_ = run({**inputs, name: array + step * direction})
            losses.append(np.sum(a * da))
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradient * direction)
        assert abs(got - expected) < 1e-6, (
            f"d{name}: along a random direction the gradient says {got:.8f}, the loss moves by "
            f"{expected:.8f} a unit. If the step's checks pass, look at what passes between steps."
        )


# %% [markdown]
# ## 9. Many to one
#
# To judge a review you read it to its end, and only then answer: the predictions of the other steps
# are thrown away.
#
# $$\hat y = \hat y_{T-1}$$
#
# The last state has seen all the words. See figure 10.5 in Goodfellow, Bengio and Courville (2016).
#
# | name | shape | meaning |
# |---|---|---|
# | `x` | `(n_x, m, T)` | the inputs |
# | `y` | `(n_y, m)` | one prediction an example; there is no time axis any more |
#
# ![Four copies of the cell in a row, each reads a word: not, a, good, film. The state goes from
# each to the next. Only the last one gives a prediction; those of the others are crossed
# out.](pictures/many_to_one.svg)
#
# ### By hand
#
# The example of section 5 ends with $(\tfrac89, \tfrac19)$, and that is the answer.
#
# ### Traps
#
# - **The last step, not the mean of all.** After one word of four, the network cannot know.
# - **`y_pred[:, :, -1]`** has two axes, `y_pred[:, :, -1:]` has three.


# %% tags=["exercise"]
def many_to_one(x, a0, parameters):
    """Read a whole sequence and predict once, at its end.

    Goodfellow, Bengio and Courville, *Deep Learning* (2016), figure 10.5.

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        The inputs of all steps, T at least 1.
    a0 : ndarray, shape (n_a, m)
        The hidden state before the first step.
    parameters : dict
        As in `rnn_cell_forward`.

    Returns
    -------
    y : ndarray, shape (n_y, m)
        The prediction of the last step.
    """
    ### BEGIN SOLUTION
    _, y_pred, _ = rnn_forward(x, a0, parameters)
    return y_pred[:, :, -1]
    ### END SOLUTION


# %% tags=["check"]
def test_many_to_one_gives_the_example_worked_by_hand():
    """The answer is given after the second step, from memory."""
    parameters = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    y = many_to_one(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    assert np.shape(y) == (2, 1), f"y has shape {np.shape(y)}, expected (2, 1): no time axis"
    assert np.allclose(y, [[8 / 9], [1 / 9]]), (
        f"y is {np.ravel(y)}, expected [8/9, 1/9]. 16/17 is the first step's prediction; the "
        "answer is that of the last one."
    )


# %% [markdown]
# ## 10. One to many
#
# A melody from a single note: the network reads the note and predicts the next. Nobody gives it
# another input, so from the second step on **it reads its own previous prediction**, the whole
# vector of probabilities:
#
# $$x_0 \text{ is given}, \qquad x_{t+1} = \hat y_t \quad\text{for } t = 0, \dots, T_y-2$$
#
# For this the prediction must have the size of an input: $n_y = n_x$. Feeding outputs back as
# inputs is in Jordan, "Serial order" (1986), and in figure 10.9 of Goodfellow, Bengio and Courville
# (2016).
#
# | name | shape | meaning |
# |---|---|---|
# | `x0` | `(n_x, m)` | the only input |
# | `T_y` | an int | how many steps to write |
# | `y` | `(n_y, m, T_y)` | the predictions of all steps |
#
# ![Three copies of the cell. The first reads the given note. The prediction of each one is an
# output, and goes down to be the input of the next one, while the state goes to the
# right.](pictures/one_to_many.svg)
#
# ### By hand
#
# Two notes, one unit, no memory: $W_{ax} = (\ln 3, -\ln 3)$, $W_{aa} = 0$,
# $W_{ya} = (\ln 3/0.3,\ 0)^T$, $b_y = (-\tfrac53\ln 3,\ 0)^T$. From $x_0 = (1, 0)^T$:
#
# | step | input | $a$ | scores | prediction |
# |---|---|---|---|---|
# | 0 | $(1, 0)$ | $\tanh(\ln 3) = 0.8$ | $(\ln 3, 0)$ | $(\tfrac34, \tfrac14)$ |
# | 1 | $(\tfrac34, \tfrac14)$ | $\tanh(\tfrac12\ln 3) = 0.5$ | $(0, 0)$ | $(\tfrac12, \tfrac12)$ |
#
# ### Traps
#
# - **The prediction as it is.** Here the vector of probabilities is fed back, not the likeliest
#   note nor a drawn one. (`character_model` draws; that is *sampling*, and another function.)
# - **The state is carried too.** The predictions that are fed back do not replace it.
# - **The first prediction belongs to the answer**, and `x0` does not: `T_y` steps in all.


# %% tags=["exercise"]
def one_to_many(x0, a0, parameters, T_y):
    """Read one input and go on by reading one's own predictions.

    Goodfellow, Bengio and Courville, *Deep Learning* (2016), figure 10.9, with predictions fed back
    as they are.

    Parameters
    ----------
    x0 : ndarray, shape (n_x, m)
        The input of the first step.
    a0 : ndarray, shape (n_a, m)
        The hidden state before the first step.
    parameters : dict
        As in `rnn_cell_forward`, with n_y = n_x.
    T_y : int
        How many steps to take, at least 1.

    Returns
    -------
    y : ndarray, shape (n_y, m, T_y)
        The predictions; from the second step on, the input is the previous step's prediction.
    """
    ### BEGIN SOLUTION
    predictions = []
    xt, a_next = x0, a0
    for _ in range(T_y):
        a_next, xt, _ = rnn_cell_forward(xt, a_next, parameters)
        predictions.append(xt)
    return np.stack(predictions, axis=2)
    ### END SOLUTION


# %% tags=["check"]
def test_one_to_many_gives_the_example_worked_by_hand():
    """The second step reads the first one's prediction."""
    parameters = {"Wax": np.array([[np.log(3), -np.log(3)]]), "Waa": np.zeros((1, 1))}
    parameters |= {"ba": np.zeros((1, 1)), "Wya": np.array([[np.log(3) / 0.3], [0.0]])}
    parameters["by"] = np.array([[-5 / 3 * np.log(3)], [0.0]])
    y = one_to_many(np.array([[1.0], [0.0]]), np.zeros((1, 1)), parameters, 2)
    assert np.shape(y) == (2, 1, 2), f"y has shape {np.shape(y)}, expected (2, 1, 2)"
    assert np.allclose(y, [[[0.75, 0.5]], [[0.25, 0.5]]]), (
        f"the probabilities of the first note are {y[0, 0]}, expected [0.75, 0.5]. If both are "
        "0.75, the second step has read x0 again, or the likeliest note, in place of the first "
        "prediction as it is."
    )


def test_one_to_many_carries_the_state():
    """A network that does not look at its input counts its steps by its state."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.array([[np.log(2) / 0.8]])}
    parameters |= {"ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    parameters["Wya"] = np.array([[5 * np.log(2)], [0.0]])
    a0 = np.array([[0.8 * np.log(3) / np.log(2)]])
    y = one_to_many(np.zeros((2, 1)), a0, parameters, 2)
    assert np.shape(y) == (2, 1, 2), f"y has shape {np.shape(y)}, expected (2, 1, 2)"
    assert np.allclose(y[0, 0], [16 / 17, 8 / 9]), (
        f"the probabilities of class 0 are {y[0, 0]}, expected [16/17, 8/9]: the first step starts "
        "from a0, and the second from the state 0.8 of the first."
    )


# %% [markdown]
# ## 11. Many to many, unequal lengths
#
# A translation need not have as many words as the original, and its first word may depend on the
# last one of the original. So one network, the **encoder**, reads it all, and its last state is
# what another network, the **decoder**, starts from. The decoder reads nothing but its own
# predictions; before the first there is none, so it reads zeros:
#
# $$a^{\text{dec}}_{-1} = a^{\text{enc}}_{T-1}, \qquad
#   x^{\text{dec}}_0 = 0, \qquad x^{\text{dec}}_{t+1} = \hat y^{\text{dec}}_t$$
#
# From Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", and Cho et
# al., "Learning phrase representations using RNN encoder-decoder for statistical machine
# translation" (both 2014).
#
# | name | shape | meaning |
# |---|---|---|
# | `x`, `a0` | `(n_x, m, T)`, `(n_a, m)` | what the encoder reads, and where it starts |
# | `encoder`, `decoder` | dicts | two complete `parameters`, with the same $n_a$ |
# | `y` | `(n_y, m, T_y)` | what the decoder writes; its $n_y$ is its own $n_x$ |
#
# ![Two cells of the encoder read two inputs. An arrow carries the last state over to the decoder,
# three cells in another pattern. Its first input is zeros, then each prediction is the next input;
# each gives an output.](pictures/encode_decode.svg)
#
# ### By hand
#
# The encoder is the network of section 5, and ends with the state 0.6. The decoder:
# $W_{aa} = \ln 3/0.6$, $W_{ax} = (-\tfrac{10}9\ln 3,\ 0)$, no $b_a$, and $W_{ya}$, $b_y$
# as in section 10.
#
# | step | input | sum | $a$ | prediction |
# |---|---|---|---|---|
# | 0 | $(0, 0)$ | $0.6\,W_{aa} = \ln 3$ | $0.8$ | $(\tfrac34, \tfrac14)$ |
# | 1 | $(\tfrac34, \tfrac14)$ | $(\tfrac43 - \tfrac56)\ln 3 = \tfrac12\ln 3$ | $0.5$ | $(\tfrac12, \tfrac12)$ |
#
# ### Traps
#
# - **Two vocabularies.** The languages may differ in size: take the decoder's $n_x$ from *its*
#   weights.
# - **What is handed over is the state**, not the encoder's prediction.
# - **The first input is zeros**, a column that is no word at all.
# - **One vector for the whole sentence.** All that the decoder will know of it must fit into $n_a$
#   numbers; for long sentences that is too little. The lesson `attention` is about the way out.


# %% tags=["exercise"]
def encode_decode(x, a0, encoder, decoder, T_y):
    """Read a sequence with one network and write another sequence with a second one.

    Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks" (2014), with
    simple cells and predictions fed back as they are.

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        What the encoder reads, T at least 1.
    a0 : ndarray, shape (n_a, m)
        The encoder's first hidden state.
    encoder, decoder : dict
        Two complete dicts of parameters, as in `rnn_cell_forward`; n_x and n_y may differ between
        them, and the decoder's n_y is its n_x.
    T_y : int
        How many steps to write, at least 1.

    Returns
    -------
    y : ndarray, shape (n_y, m, T_y)
        The decoder's predictions. It starts from the encoder's last hidden state; its first input
        is zeros, then its own previous prediction.
    """
    ### BEGIN SOLUTION
    a, _, _ = rnn_forward(x, a0, encoder)
    nothing = np.zeros_like(a, shape=(decoder["Wax"].shape[1], a.shape[1]))
    return one_to_many(nothing, a[:, :, -1], decoder, T_y)
    ### END SOLUTION


# %% tags=["check"]
def test_encode_decode_gives_the_example_worked_by_hand():
    """The decoder starts from 0.6 and reads nothing, then (3/4, 1/4)."""
    encoder = {"Wax": np.array([[np.log(3)]]), "Waa": np.array([[np.log(2) / 0.8]])}
    encoder |= {"ba": np.zeros((1, 1)), "by": np.zeros((3, 1)), "Wya": np.ones((3, 1))}
    decoder = {"Waa": np.array([[np.log(3) / 0.6]]), "ba": np.zeros((1, 1))}
    decoder["Wax"] = np.array([[-10 / 9 * np.log(3), 0.0]])
    decoder["Wya"] = np.array([[np.log(3) / 0.3], [0.0]])
    decoder["by"] = np.array([[-5 / 3 * np.log(3)], [0.0]])
    y = encode_decode(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), encoder, decoder, 2)
    assert np.shape(y) == (2, 1, 2), f"y has shape {np.shape(y)}, expected (2, 1, 2)"
    assert np.allclose(y, [[[0.75, 0.5]], [[0.25, 0.5]]]), (
        f"the probabilities of class 0 are {y[0, 0]}, expected [0.75, 0.5]. If the first one "
        "is wrong, look at the state and the input that the decoder starts from; if only the second "
        "one is, at what it reads then."
    )


# %% [markdown]
# ## What is missing for learning
#
# Your backward pass begins at the states. What lies above them is given here, since it is the same
# in all the tasks below: each prediction is a softmax and its loss is the cross-entropy
# $-\ln \hat y_{\text{right class}}$, so the gradient at the scores is $\hat y - y$. (For two
# classes that is your `sequence_loss` of the second one's probability.) The rest is gradient descent, with
# steps whose size Adam chooses (Kingma and Ba, "Adam: a method for stochastic optimization", 2015).


# %% tags=["helper"]
def first_parameters(n_x, n_a, n_y, rng):
    """Draw small random weights; the biases are zeros."""
    return {
        "Wax": rng.normal(size=(n_a, n_x)) / 2,
        "Waa": rng.normal(size=(n_a, n_a)) / np.sqrt(n_a),
        "Wya": rng.normal(size=(n_y, n_a)) / 2,
        "ba": np.zeros((n_a, 1)),
        "by": np.zeros((n_y, 1)),
    }


def sequence_gradients(x, a0, y, parameters, da_later=0):
    """Return the loss of right answers y (n_y, m, T) and its gradients, by your own functions.

    A column of y that is all zeros asks for nothing at its step. `da_later` (n_a, m) is what comes
    back to the last state from elsewhere.
    """
    a, y_pred, caches = rnn_forward(x, a0, parameters)
    ds = (y_pred - y) * y.sum(axis=0)  # at the scores, where an answer is asked for
    da = np.einsum("ya,ymt->amt", parameters["Wya"], ds)
    da[:, :, -1] += da_later
    gradients = rnn_backward(da, caches)
    gradients["dWya"] = np.einsum("ymt,amt->ya", ds, a)
    gradients["dby"] = ds.sum(axis=(1, 2))[:, None]
    return -np.sum(y * np.log(y_pred + 1e-12)), gradients


def adam_step(parameters, gradients, memory, rate=0.02):
    """Change the parameters in place by one step of Adam; `memory` is an empty dict at first."""
    memory["step"] = memory.get("step", 0) + 1
    for name, weight in parameters.items():
        g = gradients["d" + name]
        mean, square = memory.get(name, (0, 0))
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g**2
        memory[name] = mean, square
        mean, square = mean / (1 - 0.9 ** memory["step"]), square / (1 - 0.999 ** memory["step"])
        weight -= rate * mean / (np.sqrt(square) + 1e-8)


def train(examples, parameters, rounds):
    """Go through all examples (x, y) once a round; return the mean loss of each round."""
    memory, losses = {}, []
    for _ in range(rounds):
        losses.append(0.0)
        for x, y in examples:
            a0 = np.zeros((len(parameters["ba"]), x.shape[1]))
            loss, gradients = sequence_gradients(x, a0, y, parameters)
            adam_step(parameters, gradients, memory)
            losses[-1] += loss / len(examples)
    return losses


# %% [markdown]
# ## See it work: one to one
#
# One input, one answer: the cell alone, with a past of zeros. "Exclusive or" is the smallest task
# that needs its hidden layer: the answer is 1 if exactly one of two bits is.


# %% tags=["demo"]
if __name__ == "__main__":
    bits = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])  # four examples, a column each
    exclusive = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]])
    parameters = first_parameters(2, 4, 2, np.random.default_rng(0))
    past = np.zeros((4, 4))
    _, before, _ = rnn_cell_forward(bits, past, parameters)
    train([(bits[:, :, None], exclusive[:, :, None])], parameters, 300)
    _, after, _ = rnn_cell_forward(bits, past, parameters)
    print("bits    probability of a 1, untrained and trained")
    for k in range(4):
        print(f"{bits[0, k]:.0f} {bits[1, k]:.0f}  {before[1, k]:12.2f} {after[1, k]:12.2f}")

# %% [markdown]
# ## See it work: many to many, equal lengths
#
# Which words are names? The sentences are made up, and a dozen is enough for our small network to
# learn two things. Case counts: "Rose" is a name and "rose" is what she did. And memory counts: the
# last sentences hold words that are in no vocabulary, so the network reads the same `<UNK>` column
# twice, after "Mr" and after "the", and has to answer by what it remembers. Some words of the
# training sentences are `<UNK>` for that reason, as rare words would be.
#
# Do not take it for more than it is: it has learned these words by heart, and knows nothing of the
# others.


# %% tags=["demo"]
if __name__ == "__main__":
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None

    # A star marks a name.
    tagged = [
        "*Rose rose early",
        "the rose was red",
        "*Mark met *Rose",
        "a mark on the <UNK>",
        "Mr *Mark slept",
        "Mr *<UNK> met *Mark",
        "the <UNK> met Mr *<UNK>",
        "Mr *<UNK> rose",
        "the <UNK> slept",
        "*Rose met the <UNK>",
        "the red <UNK> rose",
        "*Mark was red",
    ]
    sentences = [sentence.replace("*", "").split() for sentence in tagged]
    vocabulary = build_vocabulary(sentences)

    def tags(sentence):
        """Return for each word whether it is marked, as the two rows "no" and "yes"."""
        names = np.array([word.startswith("*") for word in sentence.split()], float)
        return np.stack([1 - names, names])[:, None]

    tagger = first_parameters(len(vocabulary), 8, 2, np.random.default_rng(1))
    examples = [
        (one_hot(words, vocabulary)[:, None], tags(sentence))
        for words, sentence in zip(sentences, tagged, strict=True)
    ]

    def name_probabilities(words):
        x = one_hot(words, vocabulary)[:, None]
        return rnn_forward(x, np.zeros((8, 1)), tagger)[1][1, 0]

    new = [text.split() for text in ("Mr Wu met Rose", "the yak met Mark", "the red yak rose")]
    untrained = [name_probabilities(words) for words in new]
    losses = train(examples, tagger, 60)
    print(f"mean loss of a sentence, first and last round: {losses[0]:.2f}, {losses[-1]:.3f}")
    for words, before in zip(new, untrained, strict=True):
        y_hat = name_probabilities(words)
        print(f"\n{'is it a name?':14}" + "".join(f"{word:>6}" for word in words))
        print(f"{'  untrained':14}" + "".join(f"{p:6.2f}" for p in before))
        print(f"{'  trained':14}" + "".join(f"{p:6.2f}" for p in y_hat))
    y = np.array([0.0, 1.0, 0.0, 1.0])
    total, per_step = sequence_loss(np.clip(name_probabilities(new[0]), 0.01, 0.99), y)
    # Probabilities beyond 0.99 count as 0.99 here, so that no loss can be infinite.
    print(f"\nsequence_loss of the first: {total:.3f}, step by step {np.round(per_step, 3)}")
    if plt is not None:
        plt.figure(figsize=(6, 2.6))
        plt.semilogy(range(1, len(losses) + 1), losses, color="#0072B2")
        plt.xlabel("round"), plt.ylabel("mean loss of a sentence")
        plt.title("Learning which words are names")
        plt.tight_layout()
        plt.show()

# %% [markdown]
# ## See it work: many to one
#
# Does a review like the film? Only the last step is asked, so the gradient enters there and goes
# back through all the words. "Not" reverses what follows, so it is not enough to look at which
# words there are.
#
# Of the new reviews, two have "not" before "dull", which it has never read. Look at what it makes
# of them: fourteen reviews teach words, and hardly what "not" does to *any* word.


# %% tags=["demo"]
if __name__ == "__main__":
    reviews = {
        "good": 1, "bad": 0, "not good": 0, "not bad": 1, "a good film": 1, "a bad film": 0,
        "not a good film": 0, "not a bad film": 1, "it was good": 1, "it was bad": 0,
        "it was not good": 0, "it was not bad": 1, "a dull film": 0, "it was dull": 0,
    }  # fmt: skip
    vocabulary = build_vocabulary([review.split() for review in reviews])
    judge = first_parameters(len(vocabulary), 8, 2, np.random.default_rng(2))
    examples = []
    for review, likes in reviews.items():
        x = one_hot(review.split(), vocabulary)[:, None]
        y = np.zeros((2, 1, x.shape[2]))
        y[likes, 0, -1] = 1  # nothing is asked before the last step
        examples.append((x, y))
    new = ["not a dull film", "it was not dull", "it was a good film"]

    def liking(review):
        x = one_hot(review.split(), vocabulary)[:, None]
        return many_to_one(x, np.zeros((8, 1)), judge)[1, 0]

    before = [liking(review) for review in new]
    train(examples, judge, 100)
    print("probability that a review it has never seen likes the film, untrained and trained")
    for review, p in zip(new, before, strict=True):
        print(f"{review:>20} {p:8.2f} {liking(review):8.2f}")

# %% [markdown]
# ## See it work: one to many
#
# Two little tunes, learned note by note: at each step the right answer is the next note. Then one
# note is given and the network plays on by itself. The tunes share most of their notes, so it is
# not enough to look at the last one.


# %% tags=["demo"]
if __name__ == "__main__":
    tunes = ["C C G G A A G F F E E D D C", "E D C D E E E D D D E G G"]
    tunes = [tune.split() for tune in tunes]
    notes = build_vocabulary(tunes)
    name_of = {index: note for note, index in notes.items()}
    player = first_parameters(len(notes), 20, len(notes), np.random.default_rng(3))
    examples = [
        (one_hot(tune[:-1], notes)[:, None], one_hot(tune[1:], notes)[:, None]) for tune in tunes
    ]

    def play(note, steps):
        y = one_to_many(one_hot([note], notes), np.zeros((20, 1)), player, steps)
        return " ".join([note, *(name_of[int(k)] for k in y[:, 0].argmax(axis=0))])

    print("untrained:", play("C", 13))
    train(examples, player, 300)
    print("from C:   ", play("C", 13))
    print("from E:   ", play("E", 12))
    print("from A:   ", play("A", 12), "  (no tune begins with A)")

# %% [markdown]
# ## See it work: many to many, unequal lengths
#
# A translation: from a number in two decimal digits to its four bits. The encoder reads ten signs,
# the decoder writes two, and two steps become four.
#
# While it learns, the decoder is shown the right bits as its inputs (*teacher forcing*), and the
# gradient of its first state, `da0`, goes on into the encoder's last state. All sixteen numbers are
# learned, so this is again learning by heart. (Why bits are worth adding, `binary_adder` will say.)


# %% tags=["demo"]
if __name__ == "__main__":
    rng, n_a = np.random.default_rng(4), 16
    encoder, decoder = first_parameters(10, n_a, 2, rng), first_parameters(2, n_a, 2, rng)
    numbers = np.arange(16)
    digits = np.eye(10)[:, np.stack([numbers // 10, numbers % 10], axis=1)]  # (10, 16, 2)
    wanted = np.stack([numbers >> place & 1 for place in (3, 2, 1, 0)], axis=1)
    bits = np.eye(2)[:, wanted]  # (2, 16, 4)
    shown = np.concatenate([np.zeros((2, 16, 1)), bits[:, :, :-1]], axis=2)
    a0, nothing = np.zeros((n_a, 16)), np.zeros((2, 16, 2))
    memories = {}, {}
    read = []
    for _ in range(400):
        if not read:
            read.append(encode_decode(digits, a0, encoder, decoder, 4).argmax(axis=0))
        a, _, _ = rnn_forward(digits, a0, encoder)
        _, gradients = sequence_gradients(shown, a[:, :, -1], bits, decoder)
        _, of_encoder = sequence_gradients(digits, a0, nothing, encoder, da_later=gradients["da0"])
        adam_step(decoder, gradients, memories[0])
        adam_step(encoder, of_encoder, memories[1])
    read.append(encode_decode(digits, a0, encoder, decoder, 4).argmax(axis=0))
    print("number  untrained  trained")
    for k in (0, 5, 9, 10, 15):
        print(f"{k:>6} ", *("".join(map(str, one[k])).rjust(9) for one in read))
    for name, one in zip(("untrained", "trained"), read, strict=True):
        print(f"{name}: {np.sum(np.all(one == wanted, axis=1))} of 16 right")


# %% [markdown]
# ## What comes next
#
# Your network reads words and answers, but it forgets: the way back from the last word to the first
# goes through $W_{aa}$ at every step, as in `vanilla_rnn`. `lstm` and `gru` give it a memory that
# lasts. `character_model` then trains a network from beginning to end and lets it write, and
# `attention` gives a decoder more than one vector to read.
