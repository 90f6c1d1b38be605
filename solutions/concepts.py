# ---
# jupyter:
#   unrolled:
#     made_from: concepts.toml
# ---

# %% [markdown]
# # Concepts: a quiz
#
# You have built recurrent networks and have taught them to spell, to add and to look at pictures.
# This quiz asks whether the ideas behind them are yours: not the code, but why it is as it is.
# Most questions are about a trap that people really fall into, often people who write about these
# networks.
#
# ## How to answer
#
# Each question is a small function. Take out its last line, the one with `raise`, and return your
# answer instead. There are four kinds, and each question says which one it is:
#
# | kind | you return | for example |
# |---|---|---|
# | one choice | a letter | `return "b"` |
# | several choices | a list of letters, in the order of the alphabet | `return ["a", "b"]` |
# | a number | a whole number | `return 12` |
# | a shape | a tuple of whole numbers | `return (3, 4)`, or `return (3,)` with one axis |
#
# You may compute: `return 3 * 4 + 1` is as good as `return 13`. The cell below a question looks
# at the **form** of your answer only, a letter or a list or a number. Whether it is right,
# grading says, and if your answer is one that we have seen before, it says what may have led you
# there. Do look things up: under each question stands the lesson that taught it, and trying a
# thing out in a cell of your own is the best way to be sure. A question that you leave as it is
# costs its own points and no others.

# %% tags=["setup"]
import re

import numpy as np

# %% [markdown]
# ## 1. One cell, used at every step
#
# The course began in [vanilla_rnn](../vanilla_rnn/vanilla_rnn.ipynb) with one step of a cell, and
# with a loop around it. All the rest grows out of these two: what is shared between the steps,
# and what is kept for the way back. Here, the batch is the first axis: `x` is `(N, T, D)`, `h` is
# `(N, T, H)`.
#
# ### q01. What grows with the sequence
#
# Somebody trains a vanilla RNN on sequences of 50 steps and then on sequences of 500 steps, with
# the same batch size. Which of these become larger?
#
# - **a**: The number of weights that are learned
# - **b**: The memory for what the backward pass will need
# - **c**: The shape of Wh
# - **d**: The time that one forward pass takes
#
# *Several choices. To look up: rnn_forward in the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q01():
    """Return a list of letters from "a" to "d"."""
    ### BEGIN SOLUTION
    # b: Each step's cache is kept until the backward pass comes back to it, so the memory grows
    # with the steps. d: The steps are done one after the other, since each needs the state
    # before it.
    return ["b", "d"]
    ### END SOLUTION


# %% tags=["check"]
def test_q01_is_a_list_of_letters():
    """q01 is a list of letters from "a" to "d", in the order of the alphabet."""
    answer = q01()
    letters = ("a", "b", "c", "d")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "d", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"

# %% [markdown]
# ### q02. Counting the weights
#
# A vanilla RNN reads inputs of D = 10 numbers, has H = 5 hidden units, and runs over
# sequences of T = 20 steps. How many numbers does it learn in `Wx`, `Wh` and `b` together?
#
# *A number. To look up: the table of names and shapes in the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q02():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # Wx holds D·H numbers, Wh holds H·H and b holds H; every step uses the same ones, so T does
    # not come in.
    return 80
    ### END SOLUTION


# %% tags=["check"]
def test_q02_is_a_whole_number():
    """q02 is a whole number."""
    answer = q02()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ### q03. A transpose on the bias
#
# A published step of this network adds `b.T`, and `b` has shape `(H,)`, as in our lesson. What
# does the `.T` do?
#
# - **a**: It makes b a column, so that NumPy can add it to each row
# - **b**: It raises an error, because b has only one axis
# - **c**: Nothing: an array of one axis is its own transpose
# - **d**: It is needed whenever the batch is the first axis
#
# *One choice. To look up: the traps of section 1 in the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q03():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # c: A transpose reverses the order of the axes, and one axis in reverse order is the same
    # axis.
    return "c"
    ### END SOLUTION


# %% tags=["check"]
def test_q03_is_a_letter():
    """q03 is a letter from "a" to "d"."""
    answer = q03()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q04. Why a copy goes into the cache
#
# A loop keeps all states in one array `h` that it fills step by step. For the first step it
# stores `h0` in the last place, `h[:, -1]`, since "it will be overwritten later", and so
# `h[:, t - 1]` can be read at every step. The cache then holds `prev_h.copy()`. Why is the copy
# necessary there?
#
# - **a**: prev_h is a view into h, and the first step's place is filled with another state before
#   the backward pass
# - **b**: Python passes arguments by reference, so a function must always copy what it is given
# - **c**: The product prev_h · Wh changes prev_h in place
# - **d**: Without it the same memory would be freed before the backward pass
#
# *One choice. To look up: the trap on h0 in section 3 of the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q04():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # a: The last step writes its state where h0 was. A view in the first step's cache would
    # then show that state, and dWh would be wrong (by about 14 % in the document that we
    # checked).
    return "a"
    ### END SOLUTION


# %% tags=["check"]
def test_q04_is_a_letter():
    """q04 is a letter from "a" to "d"."""
    answer = q04()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q05. What reaches a state on the way back
#
# In `rnn_backward`, `dh[:, t]` is given: the gradient that reaches the state after step t
# directly, as through a prediction made from it. With which gradient must the step backward be
# called at step t?
#
# - **a**: dh[:, t] alone
# - **b**: dh[:, t] for the last step, and for all others only what the step after it sends back
# - **c**: The mean of dh[:, t] and of what the step after it sends back
# - **d**: The sum of dh[:, t] and of what the step after it sends back
#
# *One choice. To look up: rnn_backward in the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q05():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # d: The state is used in two places, by its own prediction and by the next step, and the
    # chain rule adds their gradients.
    return "d"
    ### END SOLUTION


# %% tags=["check"]
def test_q05_is_a_letter():
    """q05 is a letter from "a" to "d"."""
    answer = q05()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q06. The gradient of shared weights
#
# A batch of N = 4 sequences of T = 5 steps goes through H = 10 hidden units, and then
# the backward pass is done. What is the shape of `dWh`?
#
# *A shape. To look up: rnn_backward in the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q06():
    """Return a tuple of whole numbers."""
    ### BEGIN SOLUTION
    # A gradient has the shape of what it is the gradient of. What the steps and the sequences
    # contribute is summed, since all of them used the same weights.
    return (10, 10)
    ### END SOLUTION


# %% tags=["check"]
def test_q06_is_a_tuple_of_whole_numbers():
    """q06 is a tuple of whole numbers."""
    answer = q06()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"

# %% [markdown]
# ### q07. Paths back through time
#
# A network predicts something at each of its T = 6 steps, and the loss is the sum of the
# losses of all steps. The loss of step t depends on `Wh` through every use of it up to then: at
# step t, at step t−1, and so on back to step 1. Each pair "loss of step t, use at step k" is one
# term of the gradient. How many terms has it?
#
# *A number. To look up: rnn_backward in the lesson vanilla_rnn.*


# %% tags=["exercise"]
def q07():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # The loss of step t has t terms, one for each step k ≤ t, and 1 + 2 + … + T is T(T+1)/2.
    return 21
    ### END SOLUTION


# %% tags=["check"]
def test_q07_is_a_whole_number():
    """q07 is a whole number."""
    answer = q07()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ## 2. Words, shapes of tasks, and losses
#
# In [sequence_model](../sequence_model/sequence_model.ipynb) the same cell came back in another
# notation, with the features as the first axis, and got a prediction on top. There were words to
# turn into numbers, a softmax, losses, and tasks whose inputs and outputs have different lengths.
#
# ### q08. Whose word, which sentence
#
# The training examples are sentences. Many texts write x with round brackets, which count the
# examples, and with angle brackets, which count the steps; both count from 1. Which of these is the
# fourth word of the seventh sentence?
#
# - **a**: x⁽⁴⁾⟨7⟩
# - **b**: x⁽⁷⁾⟨4⟩
# - **c**: x⟨4⟩⁽⁷⁾, but only if all sentences are equally long
# - **d**: x⟨7·4⟩
#
# *One choice. To look up: examples and steps in the names and shapes of the lesson sequence_model.*


# %% tags=["exercise"]
def q08():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # b: Example 7, step 4.
    return "b"
    ### END SOLUTION


# %% tags=["check"]
def test_q08_is_a_letter():
    """q08 is a letter from "a" to "d"."""
    answer = q08()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q09. An output under every input
#
# A network gives out one label as soon as it has read each input, from the first step to the
# last, as when each word of a sentence is marked as a name or not. Which condition do its lengths
# $T_x$ (inputs) and $T_y$ (outputs) fulfil?
#
# - **a**: T_x = 1
# - **b**: T_x > T_y
# - **c**: T_x < T_y
# - **d**: T_x = T_y
#
# *One choice. To look up: the five shapes of tasks in the lesson sequence_model.*


# %% tags=["exercise"]
def q09():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # d: One label for each input, so there are as many of one as of the other.
    return "d"
    ### END SOLUTION


# %% tags=["check"]
def test_q09_is_a_letter():
    """q09 is a letter from "a" to "d"."""
    answer = q09()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q10. Many to one
#
# Which of these tasks call for a network that reads many steps and gives one answer at the end?
#
# - **a**: Reading a film review and saying whether it praises the film
# - **b**: Writing down what somebody says
# - **c**: Hearing a recording and saying whether an adult or a child speaks
# - **d**: Saying whether there is a cat in a photograph
# - **e**: Listening to a day of heartbeats and saying whether the heart is healthy
# - **f**: Translating a sentence into another language
#
# *Several choices. To look up: many_to_one in the lesson sequence_model.*


# %% tags=["exercise"]
def q10():
    """Return a list of letters from "a" to "f"."""
    ### BEGIN SOLUTION
    # a: Many words in, one label out. c: Many moments of sound in, one label out. e: Many beats
    # in, one label out.
    return ["a", "c", "e"]
    ### END SOLUTION


# %% tags=["check"]
def test_q10_is_a_list_of_letters():
    """q10 is a list of letters from "a" to "f", in the order of the alphabet."""
    answer = q10()
    letters = ("a", "b", "c", "d", "e", "f")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "f", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"

# %% [markdown]
# ### q11. A sentence as numbers
#
# A text has 12 distinct words, and none of them is `<UNK>`. `build_vocabulary` makes its
# vocabulary, and `one_hot` turns a sentence of 6 words into an array with one word a column.
# What is its shape?
#
# *A shape. To look up: build_vocabulary and one_hot in the lesson sequence_model.*


# %% tags=["exercise"]
def q11():
    """Return a tuple of whole numbers."""
    ### BEGIN SOLUTION
    # The vocabulary holds <UNK> besides the distinct words, one row for each entry, and the
    # sentence has T columns.
    return (13, 6)
    ### END SOLUTION


# %% tags=["check"]
def test_q11_is_a_tuple_of_whole_numbers():
    """q11 is a tuple of whole numbers."""
    answer = q11()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"

# %% [markdown]
# ### q12. The maximum in a softmax
#
# Scores `z` have shape `(n, m)`, a column an example. A softmax subtracts the largest entry of
# the whole matrix before it takes the exponential: `e = np.exp(z - np.max(z))`, then it divides
# by the sum of each column. What can go wrong?
#
# - **a**: Nothing: subtracting any number from all scores leaves the softmax unchanged
# - **b**: A large score overflows to infinity
# - **c**: A column that lies far below the maximum becomes all zeros, and 0/0 is NaN
# - **d**: The columns no longer sum to one, as they have lost different amounts
#
# *One choice. To look up: softmax in the lesson sequence_model.*


# %% tags=["exercise"]
def q12():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # c: exp(−800) is zero in float64. If every entry of a column is that far below the maximum
    # of the matrix, its sum is zero. The maximum must be taken column by column.
    return "c"
    ### END SOLUTION


# %% tags=["check"]
def test_q12_is_a_letter():
    """q12 is a letter from "a" to "d"."""
    answer = q12()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q13. A loss beside a softmax
#
# Some notes write, beside a softmax output ŷ, the binary cross-entropy −y·log ŷ − (1−y)·log(1−ŷ)
# for each entry, and then the well-known gradient ŷ − y of the scores. Do these belong together?
#
# - **a**: Yes: ŷ − y is the gradient of every cross-entropy
# - **b**: No: ŷ − y comes from binary cross-entropy with a sigmoid, or from −Σ y·log ŷ with a
#   softmax
# - **c**: Yes, provided that the softmax has at least three entries
# - **d**: No: next to a softmax the gradient is always y − ŷ
#
# *One choice. To look up: sequence_loss in the lesson sequence_model.*


# %% tags=["exercise"]
def q13():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # b: A sigmoid's slope ŷ(1−ŷ) cancels the denominators of the binary loss. A softmax's
    # entries depend on each other, and with the term (1−y)·log(1−ŷ) of each entry the gradient
    # is another one.
    return "b"
    ### END SOLUTION


# %% tags=["check"]
def test_q13_is_a_letter():
    """q13 is a letter from "a" to "d"."""
    answer = q13()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ## 3. Gates
#
# A vanilla RNN writes over its whole state at each step. [lstm](../lstm/lstm.ipynb) and
# [gru](../gru/gru.ipynb) gave it a memory with gates: numbers between 0 and 1 that say how much
# is kept and how much is written. Our GRU computes
#
# $$c_t = \Gamma_u * \tilde c_t + (1 - \Gamma_u) * c_{t-1}, \qquad
# \tilde c_t = \tanh(W_c[\Gamma_r * c_{t-1};\, x_t] + b_c)$$
#
# and our LSTM $c_t = \Gamma_f * c_{t-1} + \Gamma_i * \tilde c_t$, then $a_t = \Gamma_o *
# \tanh(c_t)$. The star is a product entry by entry.
#
# ### q14. How large a gate is
#
# A GRU with n_a = 100 memory cells reads words from a vocabulary of 10000, one-hot. For one
# sentence, at one step: how many numbers are in its update gate Γu?
#
# *A number. To look up: gru_cell_forward in the lesson gru.*


# %% tags=["exercise"]
def q14():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # A gate has one number for each memory cell, since each cell is kept or written by itself.
    return 100
    ### END SOLUTION


# %% tags=["check"]
def test_q14_is_a_whole_number():
    """q14 is a whole number."""
    answer = q14()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ### q15. The weights of an LSTM
#
# An LSTM cell reads n_x = 10 inputs and has n_a = 5 units. How many numbers does it
# learn in its four pairs `Wf, bf`, `Wi, bi`, `Wc, bc` and `Wo, bo` together, those of the
# prediction left out?
#
# *A number. To look up: lstm_cell_forward in the lesson lstm.*


# %% tags=["exercise"]
def q15():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # Each of the four reads the stack of n_a + n_x numbers into n_a units, and has n_a biases.
    return 320
    ### END SOLUTION


# %% tags=["check"]
def test_q15_is_a_whole_number():
    """q15 is a whole number."""
    answer = q15()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ### q16. From one gate to two
#
# Compare the two equations for $c_t$ above. What in the GRU does the work of the LSTM's input
# gate Γi and of its forget gate Γf, in this order, and what is different?
#
# - **a**: Γu and 1 − Γu; in the LSTM the two are independent of each other
# - **b**: 1 − Γu and Γu; in the LSTM the two are independent of each other
# - **c**: Γu and Γr; in the LSTM the two are independent of each other
# - **d**: Γu and 1 − Γu; in the LSTM, too, the two sum to one
#
# *One choice. To look up: the cell's formulas in the lessons lstm and gru.*


# %% tags=["exercise"]
def q16():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # a: Γu weighs what is new and 1 − Γu what is old. The GRU ties the two together; the LSTM
    # learns them separately, so that it can keep everything and still add something.
    return "a"
    ### END SOLUTION


# %% tags=["check"]
def test_q16_is_a_letter():
    """q16 is a letter from "a" to "d"."""
    answer = q16()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q17. How long an LSTM remembers
#
# An input has changed the memory $c_1$. The memory $c_t$ many steps later contains $c_1$ times a
# factor. Leave aside that the gates themselves depend on the state. What is this factor?
#
# - **a**: 1, for ever, unless the weights of the forget gate are zero
# - **b**: The forget gate of the last step
# - **c**: The product of the forget gates of all steps in between
# - **d**: The sum of the forget gates of all steps in between
#
# *One choice. To look up: lstm_cell_backward in the lesson lstm.*


# %% tags=["exercise"]
def q17():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # c: Each step multiplies the memory by its forget gate, so 0.9 at each of 50 steps leaves
    # about half a per cent.
    return "c"
    ### END SOLUTION


# %% tags=["check"]
def test_q17_is_a_letter():
    """q17 is a letter from "a" to "d"."""
    answer = q17()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q18. Alice and Betty simplify the GRU
#
# Alice leaves out the update gate and always takes Γu = 1. Betty leaves out the reset gate and
# always takes Γr = 1. Whose network can carry a gradient over a very long sequence without its
# vanishing?
#
# - **a**: Alice's, because with Γr near 0 a step passes the gradient on undiminished
# - **b**: Alice's, because with Γr near 1 a step passes the gradient on undiminished
# - **c**: Betty's, because with Γu near 1 a step passes the gradient on undiminished
# - **d**: Betty's, because with Γu near 0 a step passes the gradient on undiminished
#
# *One choice. To look up: simple_gru_cell_forward in the lesson gru, and its first demonstration.*


# %% tags=["exercise"]
def q18():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # d: With Γu near 0 the new memory is nearly the old one, so the derivative of one by the
    # other is nearly 1.
    return "d"
    ### END SOLUTION


# %% tags=["check"]
def test_q18_is_a_letter():
    """q18 is a letter from "a" to "d"."""
    answer = q18()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q19. What a large update gate does
#
# "The larger the update gate, the more of the past is kept," says a summary of the GRU. A friend
# tells you that it is the other way round. Who is right?
#
# - **a**: The summary, always: to update is to carry the past on
# - **b**: The friend, always: the update gate weighs the candidate in every book
# - **c**: It depends on the convention: both are in use, and one must look at the formula
# - **d**: Neither: how much of the past is kept is decided by the reset gate
#
# *One choice. To look up: the trap on two conventions in section 1 of the lesson gru.*


# %% tags=["exercise"]
def q19():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # c: Some write Γu beside the candidate, as this course does, others beside the old state,
    # as PyTorch does. Exchanging Γu and 1 − Γu turns one into the other; nothing else changes.
    return "c"
    ### END SOLUTION


# %% tags=["check"]
def test_q19_is_a_letter():
    """q19 is a letter from "a" to "d"."""
    answer = q19()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ## 4. A network that writes
#
# In [character_model](../character_model/character_model.ipynb) a network learned to invent
# names, letter by letter. It was trained on one thing and used for another: in training it reads
# a name that exists, in sampling it reads what it has just written.
#
# ### q20. What a language model computes
#
# A network is being trained to model a language. At step t it has read the first t − 1 words of a
# sentence. What does its output at step t estimate?
#
# - **a**: P(y⟨t⟩ | y⟨1⟩, …, y⟨t−1⟩), the next word, given those before it
# - **b**: P(y⟨1⟩, …, y⟨t⟩), the probability of the whole beginning
# - **c**: P(y⟨t⟩), how frequent a word is
# - **d**: P(y⟨t⟩ | y⟨1⟩, …, y⟨T⟩), a word, given the whole sentence
#
# *One choice. To look up: the beginning of the lesson character_model.*


# %% tags=["exercise"]
def q20():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # a: Its state has read the words before, and the softmax gives a probability for each word
    # that may come next.
    return "a"
    ### END SOLUTION


# %% tags=["check"]
def test_q20_is_a_letter():
    """q20 is a letter from "a" to "d"."""
    answer = q20()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q21. Inventing a sentence
#
# The trained network is used to invent sentences, a different one each time. What happens at each
# step?
#
# - **a**: The word with the highest probability is taken, and the next step reads the word of a
#   training sentence
# - **b**: A word is drawn by the probabilities, and the next step reads the word of a training
#   sentence
# - **c**: The word with the highest probability is taken, and the next step reads it
# - **d**: A word is drawn by the probabilities, and the next step reads it
#
# *One choice. To look up: sample in the lesson character_model.*


# %% tags=["exercise"]
def q21():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # d: Drawing makes each sentence another one, and feeding the word back makes it hang
    # together.
    return "d"
    ### END SOLUTION


# %% tags=["check"]
def test_q21_is_a_letter():
    """q21 is a letter from "a" to "d"."""
    answer = q21()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q22. Seeds inside a loop
#
# `sample` is called with `seed` = 7. It starts with `counter` = 0. Before each draw it calls
# `np.random.seed(counter + seed)`, and after each draw both `seed` and `counter` grow by one.
# With which number is the generator seeded before draw number 5, if the first draw is number
# 1?
#
# *A number. To look up: sample in the lesson character_model.*


# %% tags=["exercise"]
def q22():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # Before draw k both have grown k − 1 times, so their sum has grown by 2(k−1). The seeds go
    # up in twos, and that is why names from different seeds end alike: they meet on the same
    # seeds.
    return 15
    ### END SOLUTION


# %% tags=["check"]
def test_q22_is_a_whole_number():
    """q22 is a whole number."""
    answer = q22()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ### q23. A loss that rises while the model learns
#
# In a published run of the names model, on a list of 1,536 names, the smoothed loss starts at 23.1
# and is 27.9 after 2,000 names, yet the names look better and better. The learning rate is fine.
# What happened?
#
# - **a**: The smoothed loss was started at a number that is no loss of the untrained model, and
#   is far too low
# - **b**: The model overfits
# - **c**: Gradients are clipped, so that the loss goes up
# - **d**: The names that come later in training are longer
#
# *One choice. To look up: model in the lesson character_model.*


# %% tags=["exercise"]
def q23():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # a: It starts at −log(1/27)·7, as if a name had 7 characters because 7 names are printed.
    # The first true loss is about 39.5, and the running mean needs more than a thousand names
    # to forget its start, while the model gets better.
    return "a"
    ### END SOLUTION


# %% tags=["check"]
def test_q23_is_a_letter():
    """q23 is a letter from "a" to "d"."""
    answer = q23()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ## 5. A network that adds
#
# In [binary_adder](../binary_adder/binary_adder.ipynb) a small network learned to add, from the
# lowest bit upwards, and had to discover the carry. It is small enough to see what goes wrong
# when a gradient is wrong, and how little of it one sees in the results.
#
# ### q24. Bits that wrap around
#
# What is the entry of `np.array([3], dtype=np.uint8) - np.array([10], dtype=np.uint8)`?
#
# *A number. To look up: the trap on uint8 in the lesson binary_adder.*


# %% tags=["exercise"]
def q24():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # A uint8 knows the numbers 0 to 255 and counts on in a circle, so the difference is taken
    # modulo 256.
    return 249
    ### END SOLUTION


# %% tags=["check"]
def test_q24_is_a_whole_number():
    """q24 is a whole number."""
    answer = q24()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ### q25. The delta of a hidden unit
#
# δ at a step is the gradient of the loss with respect to what goes into the hidden units' sigmoid
# there. From where does δ come at a step in the middle of the sum?
#
# - **a**: From this step's output alone; the later outputs concern only w_h
# - **b**: From this step's output and from the δ of the very next step, which itself came about
#   in the same way
# - **c**: From this step's output and from the next step's output, and no further
# - **d**: From the δ of the very next step alone
#
# *One choice. To look up: adder_backward in the lesson binary_adder.*


# %% tags=["exercise"]
def q25():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # b: δ is recursive: the next step's δ already holds everything that comes after it, and it
    # serves w_i and w_h alike.
    return "b"
    ### END SOLUTION


# %% tags=["check"]
def test_q25_is_a_letter():
    """q25 is a letter from "a" to "d"."""
    answer = q25()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q26. All sums are right
#
# After 10,000 training steps your adder gets every sum right. What may you conclude?
#
# - **a**: The gradient is right
# - **b**: The forward pass can represent addition with the weights that were found
# - **c**: The network would also add longer numbers that it has never seen, without error
# - **d**: The loss need not be zero
#
# *Several choices. To look up: adder_backward in the lesson binary_adder, its traps above all.*


# %% tags=["exercise"]
def q26():
    """Return a list of letters from "a" to "d"."""
    ### BEGIN SOLUTION
    # b: It does add with these weights, which is a proof by example. d: Bits are rounded: a
    # prediction of 0.9 counts as a one, and has a loss all the same.
    return ["b", "d"]
    ### END SOLUTION


# %% tags=["check"]
def test_q26_is_a_list_of_letters():
    """q26 is a list of letters from "a" to "d", in the order of the alphabet."""
    answer = q26()
    letters = ("a", "b", "c", "d")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "d", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"

# %% [markdown]
# ## 6. Both directions, and several layers
#
# [deep_bidirectional](../deep_bidirectional/deep_bidirectional.ipynb) put two networks side by
# side, one of which reads from the end, and then layers on top of each other. The features are
# the first axis: `Wax` is `(n_a, n_x)`, `Waa` is `(n_a, n_a)`.
#
# ### q27. The dog and the weather
#
# A dog's mood today depends on the weather today and in the days before. You have the weather and
# the mood of 365 days and want to tell each day's mood from the weather. One direction or two?
#
# - **a**: Two, because more information can never hurt
# - **b**: Two, because the gradient then vanishes less
# - **c**: One, because the mood depends on today's and earlier weather, not on weather to come
# - **d**: One, because a year is too long for two directions
#
# *One choice. To look up: brnn_forward in the lesson deep_bidirectional.*


# %% tags=["exercise"]
def q27():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # c: The state of a network that reads forward holds everything that the mood depends on.
    return "c"
    ### END SOLUTION


# %% tags=["check"]
def test_q27_is_a_letter():
    """q27 is a letter from "a" to "d"."""
    answer = q27()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q28. On top of two directions
#
# Each of the two directions has n_a = 20 units, and a prediction has n_y = 5 entries.
# It reads both states, one stacked on the other. What is the shape of `Wy`?
#
# *A shape. To look up: brnn_forward in the lesson deep_bidirectional.*


# %% tags=["exercise"]
def q28():
    """Return a tuple of whole numbers."""
    ### BEGIN SOLUTION
    # It leads from a stack of 2·n_a numbers to n_y scores.
    return (5, 40)
    ### END SOLUTION


# %% tags=["check"]
def test_q28_is_a_tuple_of_whole_numbers():
    """q28 is a tuple of whole numbers."""
    answer = q28()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"

# %% [markdown]
# ### q29. The second layer's input
#
# A deep RNN has three layers of n_a = 12 units each and reads inputs of n_x = 6
# numbers. What is the shape of `Wax` in the **second** layer from below?
#
# *A shape. To look up: deep_rnn_forward in the lesson deep_bidirectional.*


# %% tags=["exercise"]
def q29():
    """Return a tuple of whole numbers."""
    ### BEGIN SOLUTION
    # The second layer reads the states of the first, which have n_a entries, not the inputs.
    return (12, 12)
    ### END SOLUTION


# %% tags=["check"]
def test_q29_is_a_tuple_of_whole_numbers():
    """q29 is a tuple of whole numbers."""
    answer = q29()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"

# %% [markdown]
# ## 7. Attention
#
# In [attention](../attention/attention.ipynb) a network described a picture and looked at another
# part of it for each word. `features` is a map of R rows, C columns and K channels, and $s_{ij} =
# v \cdot \tanh(W_f f_{ij} + W_s h + b_s)$ scores each place.
#
# ### q30. A map of weights
#
# The features have R = 14 rows, C = 9 columns and K = 512 channels. What is the shape of
# the attention weights of one step?
#
# *A shape. To look up: attention_weights in the lesson attention.*


# %% tags=["exercise"]
def q30():
    """Return a tuple of whole numbers."""
    ### BEGIN SOLUTION
    # Each place has one weight, and the same map of weights serves every channel.
    return (14, 9)
    ### END SOLUTION


# %% tags=["check"]
def test_q30_is_a_tuple_of_whole_numbers():
    """q30 is a tuple of whole numbers."""
    answer = q30()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {answer!r}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {one!r}"

# %% [markdown]
# ### q31. From scores to weights
#
# How do the scores $s_{ij}$ become the attention weights of a step?
#
# - **a**: By a sigmoid of each score: every place is looked at or not, independently
# - **b**: By a softmax over the places of each row
# - **c**: By a softmax over all places of the map
# - **d**: They are the weights: training makes them sum to one
#
# *One choice. To look up: attention_weights in the lesson attention.*


# %% tags=["exercise"]
def q31():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # c: The weights of all places together sum to one, so that z is a mean of the features.
    return "c"
    ### END SOLUTION


# %% tags=["check"]
def test_q31_is_a_letter():
    """q31 is a letter from "a" to "d"."""
    answer = q31()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ## 8. When gradients explode or vanish
#
# [stability](../stability/stability.ipynb) followed a gradient back through many steps. At each
# of them it is multiplied by $W_h$ and by the slope of the activation, and a product of many
# factors goes to zero or to infinity if nothing stops it.
#
# ### q32. NaN everywhere
#
# In the middle of training, the weights and the states of your RNN have all become NaN. What is
# the most likely cause?
#
# - **a**: Vanishing gradients
# - **b**: Exploding gradients
# - **c**: The hidden units use tanh, which saturates
# - **d**: The hidden state starts with zeros
#
# *One choice. To look up: clip_by_norm in the lesson stability.*


# %% tags=["exercise"]
def q32():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # b: One huge gradient makes one huge step; products of such weights overflow to infinity,
    # and infinity minus infinity is NaN, which spreads to everything it touches.
    return "b"
    ### END SOLUTION


# %% tags=["check"]
def test_q32_is_a_letter():
    """q32 is a letter from "a" to "d"."""
    answer = q32()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q33. Why gradients vanish
#
# Which explanation of the vanishing gradient is right for a network of sigmoid units?
#
# - **a**: A slope is at most 1/4, so unless the weights make up for it, many factors below one
#   multiply to almost nothing
# - **b**: One of the slopes in the chain is exactly zero, and so the whole product is
# - **c**: The contributions of the steps have different signs and cancel when they are summed
# - **d**: The learning rate is multiplied in at every step back in time
#
# *One choice. To look up: gradient_norms in the lesson stability.*


# %% tags=["exercise"]
def q33():
    """Return a letter from "a" to "d"."""
    ### BEGIN SOLUTION
    # a: The gradient is a product of one slope and one weight matrix for each step; unless the
    # weights make up for it, it shrinks at every step.
    return "a"
    ### END SOLUTION


# %% tags=["check"]
def test_q33_is_a_letter():
    """q33 is a letter from "a" to "d"."""
    answer = q33()
    letters = ("a", "b", "c", "d")
    assert answer in letters, f'return a letter in quotes, "a" to "d", not {answer!r}'

# %% [markdown]
# ### q34. At most so much is left
#
# One sigmoid unit with recurrent weight 1 passes a gradient back over 5 steps. What reaches
# the first of these states is at most 1/n of it. What is the smallest n for which this is
# certain, whatever the states are?
#
# *A number. To look up: gradient_norms in the lesson stability.*


# %% tags=["exercise"]
def q34():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # The slope is at most 1/4, reached in the middle; over k steps at most (1/4)^k is left.
    return 1024
    ### END SOLUTION


# %% tags=["check"]
def test_q34_is_a_whole_number():
    """q34 is a whole number."""
    answer = q34()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ### q35. Clipping
#
# A summary says: "If the gradient exceeds the threshold, set it to the threshold." Another one
# speaks of clipping the parameters. Which of these statements about clipping hold?
#
# - **a**: Clipping value by value must keep each entry's sign: −8 with a limit of 5 becomes −5
# - **b**: Clipping value by value never changes the direction of the whole gradient
# - **c**: Clipping by the norm multiplies all entries by one factor
# - **d**: Clipping also cures vanishing gradients
# - **e**: It is the weights that are clipped, so that they cannot grow
#
# *Several choices. To look up: clip in the lesson character_model, clip_by_norm in stability.*


# %% tags=["exercise"]
def q35():
    """Return a list of letters from "a" to "e"."""
    ### BEGIN SOLUTION
    # a: Setting it to +5 would turn the step round. c: All gradients are scaled by max_norm
    # divided by their common norm, so that the direction stays.
    return ["a", "c"]
    ### END SOLUTION


# %% tags=["check"]
def test_q35_is_a_list_of_letters():
    """q35 is a list of letters from "a" to "e", in the order of the alphabet."""
    answer = q35()
    letters = ("a", "b", "c", "d", "e")
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {answer!r}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "e", not {one!r}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"

# %% [markdown]
# ### q36. Clipping by the norm
#
# The only gradient is a vector with two entries, (30, 40). It is clipped by its
# norm with `max_norm` = 10. What is its second entry afterwards?
#
# *A number. To look up: clip_by_norm in the lesson stability.*


# %% tags=["exercise"]
def q36():
    """Return a whole number."""
    ### BEGIN SOLUTION
    # Its norm is 50, by Pythagoras (3, 4, 5); scaling to 10 makes it (6, 8).
    return 8
    ### END SOLUTION


# %% tags=["check"]
def test_q36_is_a_whole_number():
    """q36 is a whole number."""
    answer = q36()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {answer!r}"

# %% [markdown]
# ## Before you hand in
#
# `answers` is written for you: it collects what your functions return, and grading calls it. Below
# it, you see what you would hand in.

# %% tags=["helper"]
def answers():
    """Collect your answers; this is what is graded.

    A question that is not answered yet, or raises, is left out and costs its own points only.

    Returns
    -------
    dict
        From a question's name to what your function of that name returns.
    """
    found = {}
    for name in sorted(globals()):
        if re.fullmatch(r"q\d\d", name):
            try:
                found[name] = globals()[name]()
            except Exception:
                continue
    return found


# %% tags=["demo"]
if __name__ == "__main__":
    collected = answers()
    print(len(collected), "of 36 questions are answered.")
    for name, answer in collected.items():
        print(name, answer)
