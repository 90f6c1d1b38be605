# %% [markdown]
# # LSTM: a memory with gates
#
# `vanilla_rnn` built a network that reads, and showed how its gradient dies on the way back;
# `sequence_model` gave it words and predictions. Here the network gets a memory that lasts.
#
# A vanilla RNN writes its whole state anew at every step. What it has read forty steps ago has been
# squashed and mixed forty times, and so has the gradient on its way back: it vanishes or explodes.
# "The **cats**, which had eaten fish, milk and half of the cheese, **were** full": for the right
# verb, the network must keep one fact untouched while it reads ten other words.
#
# The **long short-term memory** of Hochreiter and Schmidhuber (1997) gives each unit a second
# state, the **cell** $c$, that is not written anew but *added to*. Gates, numbers between 0 and 1
# that the network computes for itself, decide how much of the old memory stays, how much of the new
# comes in, and how much of it is shown. The first LSTM never forgot; Gers, Schmidhuber and Cummins,
# "Learning to forget" (2000), added the forget gate, and that is the form in use today.
#
# You will write four functions:
#
# 1. `lstm_cell_forward`: one step;
# 2. `lstm_forward`: the step, repeated along a sequence;
# 3. `lstm_cell_backward`: the gradients of one step;
# 4. `lstm_backward`: the gradients of the whole sequence.
#
# ## Names and shapes
#
# Here the features come first: **one example is a column**, so the weights stand on the left.
#
# | name | shape | meaning |
# |---|---|---|
# | $n_x$, $n_a$, $n_y$ | | numbers in one input, units, classes to predict |
# | $m$, $T$ | | examples (columns), steps in a sequence |
# | `xt`, `x` | `(n_x, m)`, `(n_x, m, T)` | input of one step, of all steps |
# | `a_prev`, `a_next`, `a0` | `(n_a, m)` | hidden state before and after a step, before the first |
# | `c_prev`, `c_next` | `(n_a, m)` | cell before and after a step; before the first it is zeros |
# | `Wf`, `Wi`, `Wc`, `Wo` | `(n_a, n_a + n_x)` | weights of forget, input, candidate, output |
# | `bf`, `bi`, `bc`, `bo` | `(n_a, 1)` | their biases, one number a unit |
# | `Wy`, `by` | `(n_y, n_a)`, `(n_y, 1)` | weights and bias of the prediction |
# | `yt_pred`, `y` | `(n_y, m)`, `(n_y, m, T)` | class probabilities, each column sums to 1 |
# | `a`, `c` | `(n_a, m, T)` | `a[:, :, t]` and `c[:, :, t]` are the states *after* step `t` |
#
# `parameters` is a dict with these ten arrays. A gate has one number *a unit*: with a hundred units
# and ten thousand words, the input gate of a step has a hundred entries. Others write $\Gamma_u$,
# $u_t$ or $i_t$ for it and call it the update gate: it is one and the same.

# %% tags=["setup"]
import numpy as np

# %% [markdown]
# ## Two functions that are given
#
# The gates are sigmoids, $\sigma(z) = 1/(1 + e^{-z})$. As it stands, $e^{-z}$ overflows for a very
# negative $z$; but $\sigma(z) = e^{-\ln(1 + e^{-z})}$, and `np.logaddexp` finds that logarithm
# without overflow.
#
# The prediction is a softmax, $e^{z_k} / \sum_j e^{z_j}$. It stays the same when a number is taken
# off all entries of a column, so the largest is, and no exponent is above 0. It must be the largest
# **of each column**: with one maximum for the whole matrix, a column that lies a thousand below it
# becomes $0/0$.


# %% tags=["helper"]
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for an array z of any shape, without overflow."""
    return np.exp(-np.logaddexp(0, -z))


def softmax(z):
    """Return exp(z) / sum(exp(z)) for each column of z, shape (n, m), without overflow."""
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


# %% [markdown]
# ## 1. One step forward
#
# A memory is of use only if something decides what to keep, what to write and what to show: that is
# what this step adds to the vanilla one. All gates read the same, the old state and the new input,
# stacked with the **state above**,
#
# $$v = \begin{pmatrix} a_{t-1} \\ x_t \end{pmatrix}, \qquad \text{shape } (n_a + n_x,\, m)$$
#
# | gate | formula | what it does |
# |---|---|---|
# | forget | $f = \sigma(W_f v + b_f)$ | how much of the old memory stays |
# | input | $i = \sigma(W_i v + b_i)$ | how much of the candidate is written |
# | candidate | $\tilde c = \tanh(W_c v + b_c)$ | what there is to write: no gate, so a tanh |
# | output | $o = \sigma(W_o v + b_o)$ | how much of the memory is shown |
#
# Then the memory is renewed, and what is shown of it is the new state. With $\odot$ for the product
# entry by entry,
#
# $$c_t = f \odot c_{t-1} + i \odot \tilde c, \qquad a_t = o \odot \tanh(c_t)$$
# $$\hat y_t = \mathrm{softmax}(W_y a_t + b_y)$$
#
# Input gate, output gate and the cell are from Hochreiter and Schmidhuber (1997), whose cell was
# $c_t = c_{t-1} + i \odot \tilde c$. The factor $f$ is that of Gers et al. (2000).
#
# ![The parts of an LSTM cell. The memory runs along the top from left to right: first it is
# multiplied with the forget gate f, then the product of the input gate i and the candidate is
# added. A copy of it goes down through tanh and, multiplied with the output gate o, leaves as the
# new state. The three gates and the candidate read the same stack of old state and
# input.](pictures/cell.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `xt` | `(n_x, m)` | | `a_next`, `c_next` | `(n_a, m)` |
# | `a_prev`, `c_prev` | `(n_a, m)` | | `yt_pred` | `(n_y, m)` |
# | `parameters` | as above | | `cache` | yours |
#
# Inside, $v$ is `(n_a + n_x, m)`, and $f$, $i$, $\tilde c$ and $o$ are all `(n_a, m)`.
#
# ### By hand
#
# Since $\sigma(\ln r) = \dfrac{r}{1+r}$ and $\tanh(\ln r) = \dfrac{r^2-1}{r^2+1}$, logarithms make
# an example that needs no calculator. One unit, one input, two classes; $a_{t-1} = \tfrac12$,
# $x_t = 1$, and $c_{t-1} = \tfrac43(\ln 3 - 0.4)$.
#
# | gate | $W$ | $b$ | $W v + b$ | value |
# |---|---|---|---|---|
# | $f$ | $(2\ln 2, \ln 3)$ | $-\ln 2$ | $\ln 2 + \ln 3 - \ln 2 = \ln 3$ | $3/4$ |
# | $i$ | $(-2\ln 3, \ln 4)$ | $\ln\tfrac32$ | $-\ln 3 + \ln 4 + \ln\tfrac32 = \ln 2$ | $2/3$ |
# | $\tilde c$ | $(-\ln 4, \ln 6)$ | $\ln\tfrac23$ | $-\ln 2 + \ln 6 + \ln\tfrac23 = \ln 2$ | $0.6$ |
# | $o$ | $(2\ln 5, -\ln 6)$ | $\ln 2$ | $\ln 5 - \ln 6 + \ln 2 = \ln\tfrac53$ | $5/8$ |
#
# So $c_t = (\ln 3 - 0.4) + \tfrac23 \cdot 0.6 = \ln 3$, whose tanh is $0.8$, and
# $a_t = \tfrac58 \cdot 0.8 = \tfrac12$. With $W_y = (2\ln 3, 0)^T$ and $b_y = (0, \ln 2)^T$ the
# softmax is taken of $(\ln 3, \ln 2)$: the prediction is $(0.6, 0.4)$.
#
# ### Traps
#
# - **The order in the stack.** `np.concatenate([a_prev, xt])`, state above input. The other way
#   round raises no error: each weight is then multiplied with the wrong number.
# - **$f$ is not $1 - i$.** That is so in the GRU, which has one gate for both. In the LSTM the two
#   are independent: a unit can keep all *and* write all, or do neither.
# - **The tanh around the cell.** $c$ is a sum over all steps and may grow beyond 1; $a$ may not.
#   And it is the *hyperbolic* tangent: `np.tan` is another function.
# - **Zero is not shut.** $\sigma(0) = \tfrac12$: a gate whose sum is zero is half open.
# - **What the prediction reads** is $a_t$, the shown part, not the cell.


# %% tags=["exercise"]
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """Run one step of an LSTM.

    The cell of Hochreiter and Schmidhuber, "Long short-term memory" (1997), with the forget gate of
    Gers, Schmidhuber and Cummins, "Learning to forget" (2000). With v = [a_prev; xt], and *
    elementwise::

        f = sigmoid(Wf v + bf),  i = sigmoid(Wi v + bi),  o = sigmoid(Wo v + bo)
        c_next = f * c_prev + i * tanh(Wc v + bc)
        a_next = o * tanh(c_next)
        yt_pred = softmax(Wy a_next + by)

    Parameters
    ----------
    xt : ndarray, shape (n_x, m)
        The input of this step, one example a column.
    a_prev : ndarray, shape (n_a, m)
        The hidden state before this step.
    c_prev : ndarray, shape (n_a, m)
        The cell before this step.
    parameters : dict
        `Wf`, `Wi`, `Wc`, `Wo` (n_a, n_a + n_x), `bf`, `bi`, `bc`, `bo` (n_a, 1), `Wy` (n_y, n_a)
        and `by` (n_y, 1).

    Returns
    -------
    a_next : ndarray, shape (n_a, m)
        The hidden state after this step.
    c_next : ndarray, shape (n_a, m)
        The cell after this step.
    yt_pred : ndarray, shape (n_y, m)
        The predicted probabilities of the classes; each column sums to 1.
    cache : tuple
        Whatever your `lstm_cell_backward` needs.
    """
    ### BEGIN SOLUTION
    v = np.concatenate([a_prev, xt])
    f = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    i = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    o = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = f * c_prev + i * candidate
    a_next = o * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (v, c_prev, f, i, candidate, o, c_next, parameters)
    ### END SOLUTION


# %% tags=["check"]
def test_lstm_cell_forward_gives_the_example_worked_by_hand():
    """The gates are 3/4, 2/3 and 5/8, and the new memory is ln 3."""
    parameters = {
        "Wf": np.array([[2 * np.log(2), np.log(3)]]),
        "bf": np.array([[-np.log(2)]]),
        "Wi": np.array([[-2 * np.log(3), np.log(4)]]),
        "bi": np.array([[np.log(1.5)]]),
        "Wc": np.array([[-2 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wo": np.array([[2 * np.log(5), -np.log(6)]]),
        "bo": np.array([[np.log(2)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    xt, a_prev, c_prev = np.array([[1.0]]), np.array([[0.5]]), np.array([[np.log(3) - 0.4]]) / 0.75
    a_next, c_next, yt_pred, _ = lstm_cell_forward(xt, a_prev, c_prev, parameters)
    cases = {
        "c_next": (c_next, [[np.log(3)]], "0.75 of the old memory, and 2/3 of the candidate 0.6"),
        "a_next": (a_next, [[0.5]], "5/8 of the tanh of the new memory"),
        "yt_pred": (yt_pred, [[0.6], [0.4]], "the softmax of ln 3 and ln 2"),
    }
    for name, (got, expected, meaning) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: {meaning}."
        )


def test_lstm_cell_forward_adds_the_biases_to_every_example():
    """With inputs and weights of zero, the biases alone decide what is kept and written."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {"Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters["bf"] = np.array([[np.log(3)], [-np.log(3)]])  # 3/4 and 1/4 stay
    parameters["bi"] = np.array([[0.0], [np.log(3)]])  # 1/2 and 3/4 come in
    parameters["bc"] = np.array([[np.log(3)], [-np.log(2)]])  # of 0.8 and -0.6
    parameters["bo"] = np.array([[np.log(4)], [np.log(9)]])  # 0.8 and 0.9 are shown
    c_prev = np.array([[4.0, 8.0], [4.0, 8.0]])
    a_next, c_next, _, _ = lstm_cell_forward(np.zeros((3, 2)), np.zeros((2, 2)), c_prev, parameters)
    expected = np.array([[3.4, 6.4], [0.55, 1.55]])
    assert np.shape(c_next) == (2, 2), f"c_next has shape {np.shape(c_next)}, expected (2, 2)"
    assert np.allclose(c_next, expected), (
        f"c_next is\n{c_next}\nexpected\n{expected}\nThe bias belongs to the units (rows), and the "
        "gates for keeping and for writing have biases of their own."
    )
    expected = np.array([[0.8], [0.9]]) * np.tanh(expected)
    assert np.allclose(a_next, expected), (
        f"a_next is\n{a_next}\nexpected\n{expected}\n0.8 and 0.9 of the tanh of c_next are shown."
    )


def test_lstm_cell_forward_stacks_the_state_above_the_input():
    """With two units, columns 0 and 1 of a weight matrix read the state, the others the input."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0, 1] = np.log(3)
    parameters["Wc"][1, 2] = np.log(2)
    xt, a_prev = np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0]])
    _, c_next, _, _ = lstm_cell_forward(xt, a_prev, np.zeros((2, 1)), parameters)
    assert np.shape(c_next) == (2, 1), f"c_next has shape {np.shape(c_next)}, expected (2, 1)"
    assert np.allclose(c_next, [[0.4], [0.3]]), (
        f"c_next is {np.ravel(c_next)}, expected [0.4, 0.3]: half of 0.8, which comes from unit 1 "
        "of the state, and half of 0.6, which comes from entry 0 of the input."
    )


def test_lstm_cell_forward_predicts_for_each_example_by_itself():
    """Each column of the prediction is a distribution over the classes."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bf", "bi", "bc", "bo")}
    parameters["bo"] += 50.0  # all of the memory is shown
    parameters["Wy"], parameters["by"] = np.array([[0.0], [1.0]]), np.array([[0.0], [np.log(3)]])
    # Half of this is kept: ln(1 / 2) / 2, whose tanh is -1/3, and nothing.
    c_prev = np.array([[-np.log(2), 0.0]])
    _, _, yt_pred, _ = lstm_cell_forward(np.zeros((1, 2)), np.zeros((1, 2)), c_prev, parameters)
    assert np.shape(yt_pred) == (2, 2), f"yt_pred has shape {np.shape(yt_pred)}, expected (2, 2)"
    weight = 3 * np.exp(-1 / 3)
    expected = np.array([[1 / (1 + weight), 0.25], [weight / (1 + weight), 0.75]])
    assert np.allclose(yt_pred, expected), (
        f"yt_pred is\n{yt_pred}\nexpected\n{expected}\nThe softmax of Wy a_next + by, down each "
        "column: what does it read, and along which axis does it sum to 1?"
    )


# %% [markdown]
# ## 2. A whole sequence forward
#
# As in `vanilla_rnn`, a step becomes a network by being repeated. Two states go from step to step
# now, $a$ and $c$ (Hochreiter and Schmidhuber, 1997). The first $a$ is given, the first $c$ is
# zeros: an empty memory.
#
# $$a_t,\, c_t,\, \hat y_t = \mathrm{cell}(x_t,\, a_{t-1},\, c_{t-1})$$
# $$a_{-1} = a_0^{\text{given}}, \qquad c_{-1} = 0$$
#
# The parameters are the same at each step. Call your `lstm_cell_forward`, do not repeat its
# formulas.
#
# ![Three LSTM cells in a row. Two arrows lead from each to the next: a thick one for the memory c,
# which starts from zero, and a thin one for the state a, which starts from a0. Each cell reads an
# input from below and gives a prediction above.](pictures/unrolled.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `x` | `(n_x, m, T)` | | `a`, `c` | `(n_a, m, T)` |
# | `a0` | `(n_a, m)` | | `y` | `(n_y, m, T)` |
# | `parameters` | as above | | `caches` | yours |
#
# ### By hand
#
# One unit, inputs $1, 0$. Let $b_f = \ln 3$ and $W_c = (0, \ln 3)$, all else zero, and $a_0 = 0$.
# The gates are then always $f = \tfrac34$, $i = o = \tfrac12$; the candidate is $0.8$, then $0$:
#
# | step | $c$ | $a$ |
# |---|---|---|
# | 0 | $\tfrac12 \cdot 0.8 = 0.4$ | $\tfrac12\tanh 0.4 = 0.190$ |
# | 1 | $\tfrac34 \cdot 0.4 = 0.3$ | $\tfrac12\tanh 0.3 = 0.146$ |
#
# The second step sees no input, and three quarters of the memory are still there. After $k$ more
# steps it is $(\tfrac34)^k$ of it: what a memory loses is the **product of the forget gates**.
#
# ### Traps
#
# - **$c$ is carried like $a$.** A cell that starts from zeros at each step has no memory at all,
#   and one that is set to `a0` at the start remembers what nobody has read.
# - **The order of the results** is `a, y, c, caches`.
# - **A view is not a copy.** If you write into one array at each step and keep views of it in the
#   caches, then all caches hold the last step. `np.zeros` is float64, whatever your data are.


# %% tags=["exercise"]
def lstm_forward(x, a0, parameters):
    """Run an LSTM over whole sequences.

    The recurrence of Hochreiter and Schmidhuber (1997), unrolled from an empty memory::

        a[:, :, t], c[:, :, t], y[:, :, t] = cell(x[:, :, t], a[:, :, t - 1], c[:, :, t - 1])

    with `a0` and zeros as the states before step 0.

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        The inputs of all steps, T at least 1.
    a0 : ndarray, shape (n_a, m)
        The hidden state before the first step.
    parameters : dict
        As in `lstm_cell_forward`, the same at every step.

    Returns
    -------
    a : ndarray, shape (n_a, m, T)
        The hidden states: `a[:, :, t]` is the one after step t.
    y : ndarray, shape (n_y, m, T)
        The predictions of all steps.
    c : ndarray, shape (n_a, m, T)
        The cells: `c[:, :, t]` is the one after step t.
    caches : list
        Whatever your `lstm_backward` needs; a list of the steps' caches will do.
    """
    ### BEGIN SOLUTION
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        y.append(yt_pred)
        c.append(c_next)
        caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches
    ### END SOLUTION


# %% tags=["check"]
def test_lstm_forward_keeps_three_quarters_of_the_memory():
    """The second cell of the example comes from memory alone."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wf", "Wi", "Wo")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bi", "bc", "bo")}
    parameters |= {"Wc": np.array([[0.0, np.log(3)]]), "bf": np.array([[np.log(3)]])}
    parameters |= {"Wy": np.array([[2.0], [0.0]]), "by": np.zeros((2, 1))}
    a, y, c, _ = lstm_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    # Of two classes with the sums 2a and 0, the first has the probability sigmoid(2a).
    cases = {
        "a": (a, [[[0.189974, 0.145656]]]),
        "y": (y, [[[0.593861, 0.572317]], [[0.406139, 0.427683]]]),
        "c": (c, [[[0.4, 0.3]]]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The results are a, y, c "
            "and the caches; if the second is 0, step 1 has not read the first."
        )


def test_lstm_forward_starts_from_a0_and_an_empty_memory():
    """With no input, the first candidate comes from a0, and nothing is there to be kept."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][1, 0] = np.log(3)  # unit 1 reads unit 0
    _, _, c, _ = lstm_forward(np.zeros((3, 1, 2)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(c) == (2, 1, 2), f"c has shape {np.shape(c)}, expected (2, 1, 2)"
    assert np.allclose(c, [[[0.0, 0.0]], [[0.4, 0.2]]]), (
        f"c is\n{c}\nexpected [[[0, 0]], [[0.4, 0.2]]]: step 0 writes half of 0.8 and step 1 keeps "
        "half of that; a0 is read once, by step 0, and the cell before it is zeros."
    )


def test_lstm_forward_never_sees_the_future():
    """Changing the last input changes the last states only, and of its own example only."""
    rng = np.random.default_rng(0)
    parameters = {name: rng.normal(size=(4, 7)) / 2 for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: rng.normal(size=(4, 1)) for name in ("bf", "bi", "bc", "bo")}
    parameters |= {"Wy": rng.normal(size=(2, 4)), "by": rng.normal(size=(2, 1))}
    x, a0 = rng.normal(size=(3, 2, 5)), rng.normal(size=(4, 2))
    before = lstm_forward(x.copy(), a0.copy(), parameters)[:3]
    x[:, 1, 4] += 1.0
    after = lstm_forward(x.copy(), a0.copy(), parameters)[:3]
    for name, size, one, other in zip("ayc", (4, 2, 4), before, after, strict=True):
        assert np.shape(one) == (size, 2, 5), (
            f"{name} has shape {np.shape(one)}, expected {(size, 2, 5)}"
        )
        moved = np.argwhere(np.not_equal(one, other).any(axis=0))
        changed = {(int(example), int(t)) for example, t in moved}
        assert changed == {(1, 4)}, (
            f"after a change of x[:, 1, 4], {name} changed at (example, step) {sorted(changed)}, "
            "expected only (1, 4): look at the order of the steps and at the axes."
        )


# %% [markdown]
# ## 3. One step backward
#
# Gates are learned like everything else, from the gradients at their weights; this exercise finds
# them, as Graves and Schmidhuber (2005) did. You get two gradients now: `da_next`, of the state
# that the step has shown, and `dc_next`, of the memory that it has handed on. The second is what
# comes back **from the next step's cell alone**: it does not hold the path from $c_t$ through
# $a_t$, since that one runs inside this step. So the memory's whole gradient is a sum of two,
#
# $$\mathrm{d}c = \mathrm{d}c_{\text{next}} +
#   \mathrm{d}a_{\text{next}} \odot o \odot (1 - \tanh^2 c_t)$$
#
# From here everything parts. Write $\delta$ for the gradient at a gate's sum, before its sigmoid or
# tanh. Each is *what arrives, times what the gate was multiplied with, times its own slope*:
#
# | gate | arrives | multiplied with | slope |
# |---|---|---|---|
# | $\delta_f$ | $\mathrm{d}c$ | $c_{t-1}$ | $f(1-f)$ |
# | $\delta_i$ | $\mathrm{d}c$ | $\tilde c$ | $i(1-i)$ |
# | $\delta_c$ | $\mathrm{d}c$ | $i$ | $1-\tilde c^2$ |
# | $\delta_o$ | $\mathrm{d}a_{\text{next}}$ | $\tanh c_t$ | $o(1-o)$ |
#
# A gate's weights were multiplied with $v = [a_{t-1}; x_t]$, so $\mathrm{d}W = \delta v^T$, and
# $\mathrm{d}b$ is the sum of $\delta$ over the examples. Gates and candidate have all read $v$, so
# its gradient has four terms,
#
# $$\mathrm{d}v = W_f^T\delta_f + W_i^T\delta_i + W_c^T\delta_c + W_o^T\delta_o$$
#
# and its first $n_a$ rows are $\mathrm{d}a_{t-1}$, the others $\mathrm{d}x_t$. The old memory was
# multiplied with the forget gate and nothing else: $\mathrm{d}c_{t-1} = \mathrm{d}c \odot f$.
#
# **That last line is what the LSTM is for.** Going back one step multiplies the memory's gradient
# by $f$, entry by entry: no weight matrix, no squashing. Where the gates stay near 1 it arrives
# unharmed. That is not "for ever, unless a gate is zero", though: forty gates of 0.9 leave 1.5 %.
#
# ![The same cell with all its arrows turned round. The gradient of the state goes up through the
# output product and tanh and joins the gradient of the memory on top. From there it goes on to the
# left, multiplied with f, and down to the forget gate, the input gate and the candidate. The four
# gates send their gradients to the stack, where they add up and part into the old state and the
# input.](pictures/cell_backward.svg)
#
# | takes | shape | | returns, in a dict | shape |
# |---|---|---|---|---|
# | `da_next`, `dc_next` | `(n_a, m)` | | `dxt` | `(n_x, m)` |
# | `cache` | yours | | `da_prev`, `dc_prev` | `(n_a, m)` |
# | | | | `dWf`, `dWi`, `dWc`, `dWo` | `(n_a, n_a + n_x)` |
# | | | | `dbf`, `dbi`, `dbc`, `dbo` | `(n_a, 1)` |
#
# ### By hand
#
# The example of section 1, with `da_next` 1 and `dc_next` 1.775. Then
# $\mathrm{d}c = 1.775 + \tfrac58 (1 - 0.64) = 2$, so $\mathrm{d}c_{t-1} = 2f = 1.5$, and
#
# | gate | $\delta$ |
# |---|---|
# | forget | $2 \cdot c_{t-1} \cdot \tfrac{3}{16} = 0.349306$ |
# | input | $2 \cdot 0.6 \cdot \tfrac29 = 0.266667$ |
# | candidate | $2 \cdot \tfrac23 \cdot 0.64 = 0.853333$ |
# | output | $1 \cdot 0.8 \cdot \tfrac{15}{64} = 0.1875$ |
#
# These are the gradients of the biases; those of the weights are $\delta\,(\tfrac12, 1)$.
#
# ### Traps
#
# - **Both ways into the memory.** Without `dc_next` nothing comes back from later cells; without
#   the other term, nothing that the state has shown reaches the memory.
# - **$\delta_o$ takes `da_next`, not $\mathrm{d}c$**: the output gate comes after the memory.
# - **Where to cut $\mathrm{d}v$.** After $n_a$ rows, not after $n_x$. With $n_a = n_x$ you will not
#   see the difference, so try your code on sizes that differ.
# - **Sums, not means**, over the examples; and a bias's gradient keeps its second axis, `(n_a, 1)`.
# - **No gradient comes through the prediction** here, so `Wy` and `by` get none.


# %% tags=["exercise"]
def lstm_cell_backward(da_next, dc_next, cache):
    """Backpropagate through one step of an LSTM.

    The chain rule, as in the exact gradient of Graves and Schmidhuber, "Framewise phoneme
    classification with bidirectional LSTM and other neural network architectures" (2005), with t = tanh(c_next)::

        dc = dc_next + da_next * o * (1 - t**2)

    the gradient at the sum inside each gate is what arrives there (`da_next` at the output gate,
    `dc` at the others), times what the gate was multiplied with, times the gate's own slope.

    Parameters
    ----------
    da_next : ndarray, shape (n_a, m)
        Gradient of the loss with respect to the hidden state after this step.
    dc_next : ndarray, shape (n_a, m)
        Gradient with respect to the cell after this step, without the path through `a_next`.
    cache : tuple
        What your `lstm_cell_forward` returned as its cache.

    Returns
    -------
    gradients : dict
        `dxt` (n_x, m), `da_prev` and `dc_prev` (n_a, m), `dWf`, `dWi`, `dWc`, `dWo`
        (n_a, n_a + n_x) and `dbf`, `dbi`, `dbc`, `dbo` (n_a, 1). Nothing comes through `yt_pred`.
    """
    ### BEGIN SOLUTION
    v, c_prev, f, i, candidate, o, c_next, parameters = cache
    n_a = len(c_prev)
    shown = np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * candidate * i * (1 - i),
        "c": dc * i * (1 - candidate**2),
        "o": da_next * shown * o * (1 - o),
    }
    dv = sum(parameters["W" + gate].T @ delta for gate, delta in deltas.items())
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for gate, delta in deltas.items():
        gradients["dW" + gate] = delta @ v.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients
    ### END SOLUTION


# %% tags=["check"]
def test_lstm_cell_backward_gives_the_example_worked_by_hand():
    """The memory of the example has the gradient 2, three quarters of which go on."""
    parameters = {
        "Wf": np.array([[2 * np.log(2), np.log(3)]]),
        "bf": np.array([[-np.log(2)]]),
        "Wi": np.array([[-2 * np.log(3), np.log(4)]]),
        "bi": np.array([[np.log(1.5)]]),
        "Wc": np.array([[-2 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wo": np.array([[2 * np.log(5), -np.log(6)]]),
        "bo": np.array([[np.log(2)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    xt, a_prev, c_prev = np.array([[1.0]]), np.array([[0.5]]), np.array([[np.log(3) - 0.4]]) / 0.75
    *_, cache = lstm_cell_forward(xt, a_prev, c_prev, parameters)
    gradients = lstm_cell_backward(np.array([[1.0]]), np.array([[1.775]]), cache)
    cases = {
        "dc_prev": [[1.5]],
        "dbf": [[0.349306]],
        "dbi": [[0.266667]],
        "dbc": [[0.853333]],
        "dbo": [[0.1875]],
        "dWf": [[0.174653, 0.349306]],
        "dWi": [[0.133333, 0.266667]],
        "dWc": [[0.426667, 0.853333]],
        "dWo": [[0.09375, 0.1875]],
        "da_prev": [[-0.681117]],
        "dxt": [[1.946444]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The whole gradient of the "
            "memory is 2, of which 1.775 comes from later and 0.225 through the state."
        )


def test_lstm_cell_backward_sums_over_the_examples():
    """Two examples give gradients of weights and bias that are sums, in the right places."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    xt = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    a_prev = np.array([[3.0, 0.0], [0.0, 1.0]])
    # All gates are 1/2 and the memory is empty: half of its gradient reaches the candidate's sum.
    *_, cache = lstm_cell_forward(xt, a_prev, np.zeros((2, 2)), parameters)
    gradients = lstm_cell_backward(
        np.zeros((2, 2)), np.array([[2.0, 4.0], [20.0, 40.0]]), cache
    )
    cases = {
        "dWc": [[3.0, 2.0, 1.0, 4.0, 2.0], [30.0, 20.0, 10.0, 40.0, 20.0]],
        "dbc": [[3.0], [30.0]],
        "dWo": np.zeros((2, 5)),
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nEvery example (column) adds its "
            "share, nothing is divided, and a weight's gradient reads the state above the input."
        )


def test_lstm_cell_backward_parts_the_state_from_the_input():
    """A gradient at unit 0 goes back through the weights that unit 0 has read with."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wf", "Wi", "Wc", "Wo")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bf", "bi", "bc", "bo", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0] = [0.0, 5.0, 7.0, 0.0, 9.0]
    *_, cache = lstm_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), np.zeros((2, 1)), parameters)
    gradients = lstm_cell_backward(np.zeros((2, 1)), np.array([[2.0], [0.0]]), cache)
    cases = {"da_prev": [[0.0], [5.0]], "dxt": [[7.0], [0.0], [9.0]], "dc_prev": [[1.0], [0.0]]}
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: the gradient 1 at unit 0's "
            "candidate goes back through row 0 of Wc, whose first two entries belong to the state."
        )


# %% [markdown]
# ## 4. A whole sequence backward
#
# Now the promise of section 3 is kept over a whole sequence: what step 40 needs reaches step 0. As
# in the vanilla RNN, a state is used twice, by whatever reads `a[:, :, t]` and by the next step,
# and the two gradients add up (Werbos, 1990). The cell has one reader outside its own step, the
# next cell:
#
# $$\mathrm{d}a_{\text{next}} \text{ of step } t = \mathrm{d}a[:, :, t] +
#   \mathrm{d}a_{\text{prev}} \text{ of step } t + 1$$
# $$\mathrm{d}c_{\text{next}} \text{ of step } t =
#   \mathrm{d}c_{\text{prev}} \text{ of step } t + 1$$
#
# Both start as zeros after the last step. The gradients of shared weights are the **sums** over the
# steps, and the $\mathrm{d}a_{\text{prev}}$ of step 0 is the gradient of `a0`. The first cell is
# always zeros, so nobody asks for its gradient.
#
# ![The gradients of three LSTM cells, which flow from right to left in two lines. In the lower line
# the gradient of each state meets the upstream gradient from above in an addition before it enters
# the cell; the upper line carries the gradient of the memory straight from cell to cell. Both lines
# start from zero at the right.](pictures/through_time.svg)
#
# | takes | shape | | returns, in a dict | shape |
# |---|---|---|---|---|
# | `da` | `(n_a, m, T)` | | `dx`, `da0` | `(n_x, m, T)`, `(n_a, m)` |
# | `caches` | yours | | `dWf`, `dWi`, `dWc`, `dWo` | `(n_a, n_a + n_x)` |
# | | | | `dbf`, `dbi`, `dbc`, `dbo` | `(n_a, 1)` |
#
# ### By hand
#
# The example of section 2, with an upstream gradient of 1 on the last state only. As no weight
# reads the state, the only way back is the memory:
#
# | step | $\mathrm{d}c$ | $\delta_c$ | $\mathrm{d}x$ |
# |---|---|---|---|
# | 1 | $\tfrac12(1 - \tanh^2 0.3) = 0.457568$ | $\tfrac12\,\mathrm{d}c = 0.228784$ | 0.251345 |
# | 0 | $\tfrac34 \cdot 0.457568 = 0.343176$ | $\tfrac12\,0.36\,\mathrm{d}c = 0.061772$ | 0.067863 |
#
# where $\mathrm{d}x = \delta_c \ln 3$. Step 1 has it from the state that it has shown, step 0 from
# the memory that it has handed on.
#
# ### Traps
#
# - **Two gradients are carried back**, $\mathrm{d}a$ and $\mathrm{d}c$. Reset the second at each
#   step and the short-term half still works: the code runs, trains, and remembers little.
# - **`da[:, :, t] += …` writes into the caller's array.** If you add in place, copy `da` first.
# - **Sum, do not overwrite**, the weights' gradients; and the steps' `dx` come last step first.


# %% tags=["exercise"]
def lstm_backward(da, caches):
    """Backpropagate through a whole sequence of an LSTM.

    Backpropagation through time (Werbos, "Backpropagation through time: what it does and how to do
    it", 1990) with two states: what enters step t from behind is::

        da[:, :, t] + da_prev of step t + 1,   and   dc_prev of step t + 1

    with zeros after the last step; the gradient of a shared weight is the sum over the steps.

    Parameters
    ----------
    da : ndarray, shape (n_a, m, T)
        Upstream gradients: `da[:, :, t]` is that of `a[:, :, t]` alone, without the path through
        later steps. Nothing flows in through `y` or `c`.
    caches : list
        What your `lstm_forward` returned as its caches.

    Returns
    -------
    gradients : dict
        `dx` (n_x, m, T), `da0` (n_a, m), `dWf`, `dWi`, `dWc`, `dWo` (n_a, n_a + n_x) and `dbf`,
        `dbi`, `dbc`, `dbo` (n_a, 1).
    """
    ### BEGIN SOLUTION
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, shared = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step["dxt"])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for gate in "fico":
            for name in ("dW" + gate, "db" + gate):
                shared[name] = shared.get(name, 0) + step[name]
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **shared}
    ### END SOLUTION


# %% tags=["check"]
def test_lstm_backward_gives_the_example_worked_by_hand():
    """A gradient at the last state reaches the first input through the memory."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wf", "Wi", "Wo")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bi", "bc", "bo")}
    parameters |= {"Wc": np.array([[0.0, np.log(3)]]), "bf": np.array([[np.log(3)]])}
    parameters |= {"Wy": np.array([[2.0], [0.0]]), "by": np.zeros((2, 1))}
    *_, caches = lstm_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), parameters)
    gradients = lstm_backward(np.array([[[0.0, 1.0]]]), caches)
    cases = {
        "dx": [[[0.067863, 0.251345]]],
        "da0": [[0.0]],
        "dbc": [[0.290556]],
        "dWc": [[0.043463, 0.061772]],
        # At step 0 there was nothing to forget; at step 1 it was 0.4, and the slope is 3/16.
        "dbf": [[0.034318]],
        "dbi": [[0.068635]],
        "dbo": [[0.072828]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Look at what step 1 hands "
            "back to step 0, for the state and for the memory, at the order of the steps, and at "
            "the sums over them."
        )


def test_lstm_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    n_x, n_a, m, T = 3, 4, 2, 5
    inputs = {"x": rng.normal(size=(n_x, m, T)), "a0": rng.normal(size=(n_a, m))}
    for gate in "fico":
        inputs["W" + gate] = rng.normal(size=(n_a, n_a + n_x)) / 2
        inputs["b" + gate] = rng.normal(size=(n_a, 1))
    inputs |= {"Wy": rng.normal(size=(2, n_a)), "by": rng.normal(size=(2, 1))}

    def run(values):
        weights = {name: values[name].copy() for name in values if name not in ("x", "a0")}
        return lstm_forward(values["x"].copy(), values["a0"].copy(), weights)

    da = rng.normal(size=(n_a, m, T))
    *_, caches = run(inputs)
    gradients = lstm_backward(da.copy(), caches)
    for name, array in inputs.items():
        if name in ("Wy", "by"):
            continue
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
# ## See it work
#
# The experiment of `vanilla_rnn` again: a gradient of 1 on the last state, and its norm at the
# first input, now for forget gates that are half open, mostly open and almost fully open. Their
# bias sets them, and what you see is the product of the gates: at $f = 0.5$ nearly nothing is left
# after forty steps. At $f = \sigma(6) \approx 0.9975$ the memory alone keeps
# $0.9975^{39} \approx 0.91$ of it, and what comes back through the states adds so much that the norm
# even grows. That is why people start training with a large $b_f$ (Gers et al. 2000).


# %% tags=["demo"]
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    n_x, n_a, T = 3, 20, 40
    parameters = {"Wy": rng.normal(size=(2, n_a)), "by": np.zeros((2, 1))}
    for gate in "fico":
        parameters["W" + gate] = 0.03 * rng.normal(size=(n_a, n_a + n_x)) / np.sqrt(n_a + n_x)
        parameters["b" + gate] = np.zeros((n_a, 1))
    x, a0 = rng.normal(size=(n_x, 1, T)), np.zeros((n_a, 1))
    print("bf   forget gate   norm of the gradient at the first input, T = 1, 10, 20, 40")
    for bias in (0.0, 2.0, 6.0):
        parameters["bf"] = np.full((n_a, 1), bias)
        norms = []
        for steps in (1, 10, 20, 40):
            a, _, _, caches = lstm_forward(x[:, :, :steps], a0, parameters)
            da = np.zeros_like(a)
            da[:, :, -1] = 1.0
            norms.append(f"{np.linalg.norm(lstm_backward(da, caches)['dx'][:, :, 0]):9.2e}")
        print(f"{bias:.0f} {sigmoid(bias):12.3f}    ", "  ".join(norms))


# %% [markdown]
# ## See it work: what the gates do in a sentence
#
# "The **cats** which saw the dog and fed the cat, …": *was* or *were*? An LSTM with three units
# learns it here, from nothing but the right verb at the end of each sentence, with your functions:
# four hundred steps of gradient descent with momentum, from forget gates that are almost fully
# open. The other nouns are there to mislead it.
#
# Then two sentences are read, and you see the gates of the unit in which they differ most. Look
# for the place where the input gate opens, and at the other nouns, where it stays shut: the gate
# has read the state, so it can tell the first noun from a later one. The forget gate keeps what was
# written, and the output gate is open where the verb is due. The sign of the memory is the number
# of the subject.
#
# Not every start finds this way in four hundred steps, and another network divides the work among
# its units otherwise. Try another seed.


# %% tags=["demo"]
if __name__ == "__main__":
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None

    words = "the cat cats dog dogs which saw fed and ,".split()

    def one_hot_columns(sentences):
        """Return shape (n_x, m, T) for the indices of words, shape (T, m)."""
        return np.eye(len(words))[:, sentences].transpose(0, 2, 1)

    def draw_sentences(m, verbs):
        """Return m sentences of one length, shape (T, m), and whether the subject is plural."""
        nouns = rng.integers(1, 5, size=(verbs + 1, m))
        rows = [np.zeros(m, int), nouns[0], np.full(m, 5)]
        for k in range(verbs):
            rows += [np.full(m, 8)] * (k > 0)
            rows += [rng.integers(6, 8, size=m), np.zeros(m, int), nouns[k + 1]]
        return np.array([*rows, np.full(m, 9)]), (nouns[0] - 1) % 2

    rng = np.random.default_rng(0)
    n_x, n_a, m = len(words), 3, 32
    parameters = {"Wy": rng.normal(size=(2, n_a)), "by": np.zeros((2, 1))}
    for gate in "fico":
        parameters["W" + gate] = 0.5 * rng.normal(size=(n_a, n_a + n_x))
        parameters["b" + gate] = np.zeros((n_a, 1))
    parameters["bf"] += 4.0
    momentum = {name: np.zeros_like(array) for name, array in parameters.items()}
    for _ in range(400):
        sentences, plural = draw_sentences(m, verbs=int(rng.integers(1, 4)))
        a, y, _, caches = lstm_forward(one_hot_columns(sentences), np.zeros((n_a, m)), parameters)
        dz = (y[:, :, -1] - np.eye(2)[:, plural]) / m  # of the mean cross-entropy
        da = np.zeros_like(a)
        da[:, :, -1] = parameters["Wy"].T @ dz
        gradients = lstm_backward(da, caches)
        gradients |= {"dWy": dz @ a[:, :, -1].T, "dby": dz.sum(axis=1, keepdims=True)}
        for name in parameters:
            momentum[name] = 0.9 * momentum[name] + gradients["d" + name]
            parameters[name] = parameters[name] - 0.5 * momentum[name]
    for verbs in (3, 12):
        sentences, plural = draw_sentences(1_000, verbs)
        _, y, _, _ = lstm_forward(one_hot_columns(sentences), np.zeros((n_a, 1_000)), parameters)
        right = np.mean(y[:, :, -1].argmax(axis=0) == plural)
        print(f"{right:.1%} of 1,000 verbs are right after {len(sentences)} words")

    texts = [
        "the cats which saw the dog and fed the cat ,".split(),
        "the cat which saw the dogs and fed the cats ,".split(),
    ]
    x = one_hot_columns(np.array([[words.index(word) for word in text] for text in texts]).T)
    a, y, c, _ = lstm_forward(x, np.zeros((n_a, 2)), parameters)
    unit = np.argmax(np.abs(c[:, 0, -1] - c[:, 1, -1]))
    before = np.concatenate([np.zeros((n_a, 2, 1)), a[:, :, :-1]], axis=2)
    read = np.concatenate([before, x])  # what the gates have read, with time as the last axis
    rows = {}
    for name, gate in (("forget gate", "f"), ("input gate", "i"), ("output gate", "o")):
        z = np.tensordot(parameters["W" + gate][unit], read, axes=1) + parameters["b" + gate][unit]
        rows[name] = sigmoid(z)
    rows["memory"] = c[unit]
    titles = [
        f"{' '.join(text[:-1])}, {('was', 'were')[int(y[:, place, -1].argmax())]}"
        for place, text in enumerate(texts)
    ]
    if plt is None:
        for place, text in enumerate(texts):
            print(f"\n{titles[place]}\n{'':12}", *(f"{word:>6}" for word in text))
            for name, values in rows.items():
                print(f"{name:12}", *(f"{value:6.2f}" for value in values[place]))
    else:
        figure, panels = plt.subplots(2, 1, figsize=(9, 5.6), layout="constrained")
        for place, (panel, text) in enumerate(zip(panels, texts, strict=True)):
            table = np.array([values[place] for values in rows.values()])
            image = panel.imshow(table, cmap="PuOr", vmin=-2, vmax=2, aspect="auto")
            for (row, column), value in np.ndenumerate(table):
                colour = "white" if abs(value) > 1.4 else "black"
                panel.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour)
            panel.set_xticks(range(len(text)), text)
            panel.set_yticks(range(len(rows)), rows)
            panel.set_title(titles[place])
        figure.colorbar(image, ax=panels)
        plt.show()


# %% [markdown]
# ## What comes next
#
# Four sets of weights for one memory are many. The next lesson, `gru`, needs only three, and one
# gate that keeps and writes at once.
