# %% [markdown]
# # GRU: one gate to keep and to write
#
# `vanilla_rnn` showed how a gradient dies on its way back, and `lstm` built a memory that lasts.
# Here the same is built from fewer parts.
#
# The LSTM keeps a fact over a long sentence: it carries a memory beside its state, and three gates
# look after it. It works well. Is all of it needed?
#
# The **gated recurrent unit** of Cho et al., "Learning phrase representations using RNN
# encoder-decoder for statistical machine translation" (2014), is the LSTM with less. There is only
# one state: **what is remembered is what is shown**. And one gate decides both how much is written
# and how much is kept, since what is not written over stays. Chung et al., "Empirical evaluation of
# gated recurrent neural networks on sequence modeling" (2014), compared the two on music and
# speech: they found both better than tanh units, and neither clearly better than the other.
#
# You will write four functions:
#
# 1. `simple_gru_cell_forward`: one step with the update gate alone;
# 2. `gru_cell_forward`: one step with both gates;
# 3. `gru_forward`: the step, repeated along a sequence;
# 4. `gru_cell_backward`: the gradients of one step.
#
# ## Names and shapes
#
# Features come first, as in the LSTM: **one example is a column**, and the weights stand on its
# left.
#
# | name | shape | meaning |
# |---|---|---|
# | $n_x$, $n_a$, $n_y$ | | numbers in one input, units, classes to predict |
# | $m$, $T$ | | examples (columns), steps in a sequence |
# | `xt`, `x` | `(n_x, m)`, `(n_x, m, T)` | input of one step, of all steps |
# | `c_prev`, `c_next`, `c0` | `(n_a, m)` | memory before and after a step, before the first |
# | `Wu`, `Wr`, `Wc` | `(n_a, n_a + n_x)` | weights of update gate, reset gate, candidate |
# | `bu`, `br`, `bc` | `(n_a, 1)` | their biases, one number a unit |
# | `Wy`, `by` | `(n_y, n_a)`, `(n_y, 1)` | weights and bias of the prediction |
# | `yt_pred`, `y` | `(n_y, m)`, `(n_y, m, T)` | class probabilities, each column sums to 1 |
# | `c` | `(n_a, m, T)` | `c[:, :, t]` is the memory *after* step `t` |
#
# `parameters` is a dict with these eight arrays. A gate has one number *a unit*: with a hundred
# units, $\Gamma_u$ has a hundred entries for each example, however many words there are.

# %% tags=["setup"]
import numpy as np

# %% [markdown]
# ## Two functions that are given
#
# The sigmoid and the softmax of the lesson on the LSTM, which says why they are written like this:
# $\sigma(z) = 1/(1 + e^{-z})$ and $e^{z_k} / \sum_j e^{z_j}$, both without overflow.


# %% tags=["helper"]
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for an array z of any shape, without overflow."""
    return np.exp(-np.logaddexp(0, -z))


def softmax(z):
    """Return exp(z) / sum(exp(z)) for each column of z, shape (n, m), without overflow."""
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


# %% [markdown]
# ## 1. One step with the update gate alone
#
# Start with the half that carries the memory. Stack the old memory **above** the new input,
#
# $$v = \begin{pmatrix} c_{t-1} \\ x_t \end{pmatrix}, \qquad \text{shape } (n_a + n_x,\, m)$$
#
# | part | formula | shape | what it does |
# |---|---|---|---|
# | update gate | $\Gamma_u = \sigma(W_u v + b_u)$ | $(n_a, m)$ | how much is written anew |
# | candidate | $\tilde c = \tanh(W_c v + b_c)$ | $(n_a, m)$ | what there is to write |
#
# The new memory is a **mixture** of candidate and old memory, entry by entry,
#
# $$c_t = \Gamma_u \odot \tilde c + (1 - \Gamma_u) \odot c_{t-1}, \qquad
#   \hat y_t = \mathrm{softmax}(W_y c_t + b_y)$$
#
# That is equation 5 of Chung et al. (2014). Where the gate is 0, the memory passes unchanged; where
# it is 1, nothing of it is left. In the words of the LSTM: the update gate is the input gate, and
# $1 - \Gamma_u$ is the forget gate. A mixture of numbers between $-1$ and 1 lies between $-1$ and 1
# too, so there is no tanh around the memory here, and no gate that hides a part of it.
#
# ![The parts of a GRU cell with an update gate only. The memory runs along the top from left to
# right: it is multiplied with one minus the update gate, which keeps a part of it, then what is
# written is added: the candidate, multiplied with the same gate. Gate and candidate read the same
# stack of old memory and input.](pictures/simple_cell.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `xt` | `(n_x, m)` | | `c_next` | `(n_a, m)` |
# | `c_prev` | `(n_a, m)` | | `yt_pred` | `(n_y, m)` |
# | `parameters` | as above | | `cache` | yours |
#
# ### By hand
#
# Since $\sigma(\ln r) = \dfrac{r}{1+r}$ and $\tanh(\ln r) = \dfrac{r^2-1}{r^2+1}$, logarithms make
# an example that needs no calculator. One unit, one input, two classes; $c_{t-1} = \tfrac13$ and
# $x_t = 1$.
#
# | part | $W$ | $b$ | $W v + b$ | value |
# |---|---|---|---|---|
# | $\Gamma_u$ | $(3\ln 5, -\ln 6)$ | $\ln 2$ | $\ln 5 - \ln 6 + \ln 2 = \ln\tfrac53$ | $5/8$ |
# | $\tilde c$ | $(-3\ln 2, \ln 6)$ | $\ln\tfrac23$ | $-\ln 2 + \ln 6 + \ln\tfrac23 = \ln 2$ | $0.6$ |
#
# So $c_t = \tfrac58 \cdot 0.6 + \tfrac38 \cdot \tfrac13 = 0.375 + 0.125 = \tfrac12$. With
# $W_y = (2\ln 3, 0)^T$ and $b_y = (0, \ln 2)^T$ the softmax is taken of $(\ln 3, \ln 2)$: the
# prediction is $(0.6, 0.4)$.
#
# ### Traps
#
# - **Two conventions.** Here a large $\Gamma_u$ brings in *more of the new*. In the paper of Cho et
#   al. and in PyTorch it is the other way round: their gate $z$ says how much of the *old* stays,
#   $z = 1 - \Gamma_u$. Both are called update gate, and a network trained with one and run with the
#   other raises no error. Before you take over a formula or weights, look at which of the two terms
#   the "one minus" stands.
# - **The order in the stack.** `np.concatenate([c_prev, xt])`, memory above input.
# - **Zero is not shut.** $\sigma(0) = \tfrac12$: a gate whose sum is zero is half open.
# - **No reset gate yet.** `parameters` is always complete, so `Wr` and `br` are there; this cell
#   does not read them.


# %% tags=["exercise"]
def simple_gru_cell_forward(xt, c_prev, parameters):
    """Run one step of a GRU that has an update gate only.

    The update of Chung et al., "Empirical evaluation of gated recurrent neural networks on sequence
    modeling" (2014), equation 5, with the reset gate open. With v = [c_prev; xt], and *
    elementwise::

        u = sigmoid(Wu v + bu)
        c_next = u * tanh(Wc v + bc) + (1 - u) * c_prev
        yt_pred = softmax(Wy c_next + by)

    Parameters
    ----------
    xt : ndarray, shape (n_x, m)
        The input of this step, one example a column.
    c_prev : ndarray, shape (n_a, m)
        The memory before this step.
    parameters : dict
        `Wu`, `Wr`, `Wc` (n_a, n_a + n_x), `bu`, `br`, `bc` (n_a, 1), `Wy` (n_y, n_a) and `by`
        (n_y, 1). `Wr` and `br` are not used.

    Returns
    -------
    c_next : ndarray, shape (n_a, m)
        The memory after this step.
    yt_pred : ndarray, shape (n_y, m)
        The predicted probabilities of the classes; each column sums to 1.
    cache : tuple
        Whatever a backward pass would need; none is asked for.
    """
    ### BEGIN SOLUTION
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, candidate, parameters)
    ### END SOLUTION


# %% tags=["check"]
def test_simple_gru_cell_forward_gives_the_example_worked_by_hand():
    """The gate is 5/8, the candidate 0.6, and the new memory one half."""
    parameters = {
        "Wu": np.array([[3 * np.log(5), -np.log(6)]]),
        "bu": np.array([[np.log(2)]]),
        "Wr": np.zeros((1, 2)),
        "br": np.zeros((1, 1)),
        "Wc": np.array([[-3 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    c_next, yt_pred, _ = simple_gru_cell_forward(np.array([[1.0]]), np.array([[1 / 3]]), parameters)
    cases = {"c_next": (c_next, [[0.5]]), "yt_pred": (yt_pred, [[0.6], [0.4]])}
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Five eighths of the "
            "candidate 0.6 are written, three eighths of the old memory 1/3 are kept."
        )


def test_simple_gru_cell_forward_has_a_gate_and_a_bias_for_each_unit():
    """With all weights zero the biases decide, one a unit, alike for each example."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {"br": np.zeros((2, 1)), "Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters["bu"] = np.array([[np.log(3)], [-np.log(3)]])  # 3/4 and 1/4 are written
    parameters["bc"] = np.array([[np.log(3)], [-np.log(2)]])  # of 0.8 and -0.6
    c_prev = np.array([[4.0, 8.0], [4.0, 8.0]])
    c_next, _, _ = simple_gru_cell_forward(np.zeros((3, 2)), c_prev, parameters)
    expected = np.array([[1.6, 2.6], [2.85, 5.85]])
    assert np.shape(c_next) == (2, 2), f"c_next has shape {np.shape(c_next)}, expected (2, 2)"
    assert np.allclose(c_next, expected), (
        f"c_next is\n{c_next}\nexpected\n{expected}\nUnit 0 writes 3/4 of 0.8 and keeps 1/4, unit "
        "1 writes 1/4 of -0.6 and keeps 3/4: the bias belongs to the units (rows)."
    )


def test_simple_gru_cell_forward_stacks_the_memory_above_the_input():
    """With two units, columns 0 and 1 of a weight matrix read the memory, the others the input."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "br", "bc", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0, 1] = np.log(3)
    parameters["Wc"][1, 2] = np.log(2)
    xt, c_prev = np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0]])
    c_next, _, _ = simple_gru_cell_forward(xt, c_prev, parameters)
    assert np.shape(c_next) == (2, 1), f"c_next has shape {np.shape(c_next)}, expected (2, 1)"
    assert np.allclose(c_next, [[0.4], [0.8]]), (
        f"c_next is {np.ravel(c_next)}, expected [0.4, 0.8]. Unit 0 writes half of 0.8, which "
        "comes from unit 1 of the memory; unit 1 writes half of 0.6, which comes from entry 0 of "
        "the input, and keeps half of 1."
    )


def test_simple_gru_cell_forward_does_not_read_the_reset_gate():
    """Whatever Wr and br hold, the step is the same."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bu", "bc")}
    parameters |= {"Wc": np.array([[np.log(3), 0.0]]), "br": np.array([[-50.0]])}
    parameters |= {"Wy": np.zeros((2, 1)), "by": np.zeros((2, 1))}
    c_next, _, _ = simple_gru_cell_forward(np.array([[0.0]]), np.array([[1.0]]), parameters)
    assert np.shape(c_next) == (1, 1), f"c_next has shape {np.shape(c_next)}, expected (1, 1)"
    assert np.allclose(c_next, 0.9), (
        f"c_next is {np.ravel(c_next)}, expected 0.9: half of the candidate 0.8 and half of 1. "
        "Here the candidate reads the whole of the old memory; the reset gate comes in section 2."
    )


def test_simple_gru_cell_forward_predicts_for_each_example_by_itself():
    """Each column of the prediction is a distribution over the classes."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bu", "br", "bc")}
    parameters["Wy"], parameters["by"] = np.array([[0.0], [1.0]]), np.array([[0.0], [np.log(3)]])
    # Nothing is there to write, and half of the memory is kept: -ln 2 and 0.
    c_prev = np.array([[-2 * np.log(2), 0.0]])
    _, yt_pred, _ = simple_gru_cell_forward(np.zeros((1, 2)), c_prev, parameters)
    expected = np.array([[0.4, 0.25], [0.6, 0.75]])
    assert np.shape(yt_pred) == (2, 2), f"yt_pred has shape {np.shape(yt_pred)}, expected (2, 2)"
    assert np.allclose(yt_pred, expected), (
        f"yt_pred is\n{yt_pred}\nexpected\n{expected}\nThe softmax of Wy c_next + by, down each "
        "column: what does it read, and along which axis does it sum to 1?"
    )


# %% [markdown]
# ## 2. One step with both gates
#
# Some candidates should not depend on what is remembered: after a full stop, the subject of the
# next sentence has nothing to do with the last. So Cho et al. give the candidate a gate of its own.
# The **reset gate** says how much of the old memory the *candidate* gets to see,
#
# $$\Gamma_r = \sigma(W_r v + b_r), \qquad
#   \tilde c = \tanh\!\left(W_c \begin{pmatrix} \Gamma_r \odot c_{t-1} \\ x_t \end{pmatrix}
#   + b_c\right)$$
#
# and all else is as it was: $\Gamma_u$ reads $v$, and
# $c_t = \Gamma_u \odot \tilde c + (1 - \Gamma_u) \odot c_{t-1}$. The function takes and returns
# the same as the one before.
#
# | name | shape | reads | multiplies |
# |---|---|---|---|
# | $\Gamma_u$ | $(n_a, m)$ | $v = [c_{t-1}; x_t]$ | the candidate; $1-\Gamma_u$ the old memory |
# | $\Gamma_r$ | $(n_a, m)$ | $v = [c_{t-1}; x_t]$ | the old memory, on its way into the candidate |
# | $\tilde c$ | $(n_a, m)$ | $[\Gamma_r \odot c_{t-1}; x_t]$ | |
#
# ![The same cell with a reset gate. The stack of old memory and input goes to the update gate and
# to the reset gate as it is; on its way on to the candidate, the memory in it is multiplied with
# the reset gate. The memory along the top is as before.](pictures/cell.svg)
#
# Note what the reset gate does *not* do. It erases nothing: with $\Gamma_r = 0$ and $\Gamma_u = 0$
# the memory passes whole. And it is no link to the next step: all it changes is this candidate.
#
# ### By hand
#
# The example of section 1, with a reset gate of $\tfrac34$. The candidate now reads
# $\tfrac34 \cdot \tfrac13 = \tfrac14$ in the place of $\tfrac13$:
#
# | part | $W$ | $b$ | sum | value |
# |---|---|---|---|---|
# | $\Gamma_u$ | $(3\ln 5, -\ln 6)$ | $\ln 2$ | $\ln 5 - \ln 6 + \ln 2 = \ln\tfrac53$ | $5/8$ |
# | $\Gamma_r$ | $(3\ln 2, \ln 3)$ | $-\ln 2$ | $\ln 2 + \ln 3 - \ln 2 = \ln 3$ | $3/4$ |
# | $\tilde c$ | $(-4\ln 2, \ln 6)$ | $\ln\tfrac23$ | $-\ln 2 + \ln 6 + \ln\tfrac23 = \ln 2$ | $0.6$ |
#
# Again $c_t = \tfrac58 \cdot 0.6 + \tfrac38 \cdot \tfrac13 = \tfrac12$: what is *kept* is a part of
# the whole $\tfrac13$, not of $\tfrac14$.
#
# ### Traps
#
# - **Before the weights, not after.** $\Gamma_r$ multiplies the memory, then $W_c$ the product. To
#   multiply the memory's part of $W_c$'s sum with the gate is another network (PyTorch and cuDNN
#   have that one). With one unit the two agree; with more they do not.
# - **Only in the candidate.** The gates read the whole $c_{t-1}$, and what is kept is a part of the
#   whole $c_{t-1}$.
# - **$\Gamma_r$ near 1 lets the memory in**, near 0 shuts it out: a "reset" is a *small* value.


# %% tags=["exercise"]
def gru_cell_forward(xt, c_prev, parameters):
    """Run one step of a GRU.

    The gated unit of Cho et al., "Learning phrase representations using RNN encoder-decoder for
    statistical machine translation" (2014), with the update gate as in Chung et al., "Empirical
    evaluation of gated recurrent neural networks on sequence modeling" (2014). With v = [c_prev;
    xt], and * elementwise::

        u = sigmoid(Wu v + bu),  r = sigmoid(Wr v + br)
        c_next = u * tanh(Wc [r * c_prev; xt] + bc) + (1 - u) * c_prev
        yt_pred = softmax(Wy c_next + by)

    Parameters
    ----------
    xt : ndarray, shape (n_x, m)
        The input of this step, one example a column.
    c_prev : ndarray, shape (n_a, m)
        The memory before this step.
    parameters : dict
        `Wu`, `Wr`, `Wc` (n_a, n_a + n_x), `bu`, `br`, `bc` (n_a, 1), `Wy` (n_y, n_a) and `by`
        (n_y, 1).

    Returns
    -------
    c_next : ndarray, shape (n_a, m)
        The memory after this step.
    yt_pred : ndarray, shape (n_y, m)
        The predicted probabilities of the classes; each column sums to 1.
    cache : tuple
        Whatever your `gru_cell_backward` needs.
    """
    ### BEGIN SOLUTION
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    r = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.concatenate([r * c_prev, xt])
    candidate = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = u * candidate + (1 - u) * c_prev
    yt_pred = softmax(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, yt_pred, (v, u, r, candidate, parameters)
    ### END SOLUTION


# %% tags=["check"]
def test_gru_cell_forward_gives_the_example_worked_by_hand():
    """The gates are 5/8 and 3/4, the candidate 0.6, and the new memory one half."""
    parameters = {
        "Wu": np.array([[3 * np.log(5), -np.log(6)]]),
        "bu": np.array([[np.log(2)]]),
        "Wr": np.array([[3 * np.log(2), np.log(3)]]),
        "br": np.array([[-np.log(2)]]),
        "Wc": np.array([[-4 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    c_next, yt_pred, _ = gru_cell_forward(np.array([[1.0]]), np.array([[1 / 3]]), parameters)
    cases = {"c_next": (c_next, [[0.5]]), "yt_pred": (yt_pred, [[0.6], [0.4]])}
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The candidate reads 1/4, "
            "three quarters of the memory, and is 0.6; three eighths of the whole 1/3 are kept."
        )


def test_gru_cell_forward_resets_the_memory_before_the_weights():
    """A unit's reset gate says what all candidates see of that unit, and nothing else."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "bc", "by")}
    parameters |= {"br": np.array([[50.0], [-50.0]]), "Wy": np.zeros((2, 2))}
    parameters["Wc"][0, 1] = parameters["Wc"][1, 0] = np.log(3)  # each reads the other unit
    c_next, _, _ = gru_cell_forward(np.zeros((3, 1)), np.ones((2, 1)), parameters)
    assert np.shape(c_next) == (2, 1), f"c_next has shape {np.shape(c_next)}, expected (2, 1)"
    assert np.allclose(c_next, [[0.5], [0.9]]), (
        f"c_next is {np.ravel(c_next)}, expected [0.5, 0.9]. Unit 1 is shut out: unit 0, which "
        "reads it, has the candidate 0. Unit 0 is let in: unit 1 has the candidate 0.8. Both keep "
        "half of 1, for the reset gate erases nothing."
    )


def test_gru_cell_forward_has_gates_and_biases_for_each_unit():
    """With two examples and two units, each gate's bias belongs to its unit."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {"Wy": np.zeros((2, 2)), "by": np.zeros((2, 1))}
    parameters["bu"] = np.array([[np.log(3)], [-np.log(3)]])  # 3/4 and 1/4 are written
    parameters["br"] = np.array([[np.log(3)], [0.0]])  # 3/4 and 1/2 are seen
    parameters["bc"] = np.array([[0.0], [-np.log(2)]])
    parameters["Wc"][0, 0] = np.log(3)  # unit 0 reads itself
    c_prev = np.array([[4 / 3, 0.0], [4.0, 8.0]])
    c_next, _, _ = gru_cell_forward(np.zeros((3, 2)), c_prev, parameters)
    expected = np.array([[0.6 + 1 / 3, 0.0], [2.85, 5.85]])
    assert np.shape(c_next) == (2, 2), f"c_next has shape {np.shape(c_next)}, expected (2, 2)"
    assert np.allclose(c_next, expected), (
        f"c_next is\n{c_next}\nexpected\n{expected}\nUnit 0 writes 3/4 of its candidates, 0.8 and "
        "0, unit 1 writes 1/4 of -0.6; the bias belongs to the units (rows)."
    )


def test_gru_cell_forward_predicts_for_each_example_by_itself():
    """Each column of the prediction is a distribution over the classes."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((1, 1)) for name in ("bu", "br", "bc")}
    parameters["Wy"], parameters["by"] = np.array([[0.0], [1.0]]), np.array([[0.0], [np.log(3)]])
    # Nothing is there to write, and half of the memory is kept: -ln 2 and 0.
    c_prev = np.array([[-2 * np.log(2), 0.0]])
    _, yt_pred, _ = gru_cell_forward(np.zeros((1, 2)), c_prev, parameters)
    expected = np.array([[0.4, 0.25], [0.6, 0.75]])
    assert np.shape(yt_pred) == (2, 2), f"yt_pred has shape {np.shape(yt_pred)}, expected (2, 2)"
    assert np.allclose(yt_pred, expected), (
        f"yt_pred is\n{yt_pred}\nexpected\n{expected}\nThe softmax of Wy c_next + by, down each "
        "column: what does it read, and along which axis does it sum to 1?"
    )


# %% [markdown]
# ## 3. A whole sequence forward
#
# As in the lessons before, a step becomes a network by being repeated (Cho et al. 2014). One state
# goes from step to step. The first memory, `c0`, is given, and the parameters are the
# same at each step:
#
# $$c_t,\, \hat y_t = \mathrm{cell}(x_t,\, c_{t-1}), \qquad c_{-1} = c_0^{\text{given}}$$
#
# | name | shape | step $t$ reads or writes |
# |---|---|---|
# | `x` | `(n_x, m, T)` | `x[:, :, t]`, shape `(n_x, m)` |
# | `c` | `(n_a, m, T)` | `c[:, :, t]`, shape `(n_a, m)` |
# | `y` | `(n_y, m, T)` | `y[:, :, t]`, shape `(n_y, m)` |
#
# Call your `gru_cell_forward`, do not repeat its formulas.
#
# ![Three GRU cells in a row. One thick arrow leads from each to the next, the memory c, which starts
# from c0. Each cell reads an input from below and gives a prediction
# above.](pictures/unrolled.svg)
#
# ### By hand
#
# One unit, inputs $1, 0$ and $c_0 = 0.4$. Let $b_u = -\ln 3$ and $W_c = (0, \ln 3)$, all else zero.
# Then $\Gamma_u$ is always $\tfrac14$, and the candidate is $0.8$, then $0$:
#
# | step | written | kept | $c$ |
# |---|---|---|---|
# | 0 | $\tfrac14 \cdot 0.8 = 0.2$ | $\tfrac34 \cdot 0.4 = 0.3$ | $0.5$ |
# | 1 | $\tfrac14 \cdot 0 = 0$ | $\tfrac34 \cdot 0.5 = 0.375$ | $0.375$ |
#
# The second step sees no input, and three quarters of the memory are still there. After $k$ more
# steps it is $(\tfrac34)^k$ of it: what is left of an old memory is the **product of the
# $1 - \Gamma_u$**, as it was the product of the forget gates in the LSTM.
#
# ### Traps
#
# - **`c0` is not zeros here.** In the LSTM the first cell is always empty and `a0` is given; in the
#   GRU memory and state are one, and the first one is what the caller says.
# - **The order of the results** is `c, y, caches`.
# - **A view is not a copy.** If you write into one array at each step and keep views of it in the
#   caches, then all caches hold the last step. `np.zeros` is float64, whatever your data are.


# %% tags=["exercise"]
def gru_forward(x, c0, parameters):
    """Run a GRU over whole sequences.

    The recurrence of Cho et al. (2014), unrolled::

        c[:, :, t], y[:, :, t] = cell(x[:, :, t], c[:, :, t - 1])

    with `c0` as the memory before step 0.

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        The inputs of all steps, T at least 1.
    c0 : ndarray, shape (n_a, m)
        The memory before the first step.
    parameters : dict
        As in `gru_cell_forward`, the same at every step.

    Returns
    -------
    c : ndarray, shape (n_a, m, T)
        The memories: `c[:, :, t]` is the one after step t.
    y : ndarray, shape (n_y, m, T)
        The predictions of all steps.
    caches : list
        Whatever a backward pass needs; a list of the steps' caches will do.
    """
    ### BEGIN SOLUTION
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c.append(c_next)
        y.append(yt_pred)
        caches.append(cache)
    return np.stack(c, axis=2), np.stack(y, axis=2), caches
    ### END SOLUTION


# %% tags=["check"]
def test_gru_forward_keeps_three_quarters_of_the_memory():
    """The second memory of the example comes from the first alone."""
    parameters = {name: np.zeros((1, 2)) for name in ("Wu", "Wr")}
    parameters |= {name: np.zeros((1, 1)) for name in ("br", "bc")}
    parameters |= {"Wc": np.array([[0.0, np.log(3)]]), "bu": np.array([[-np.log(3)]])}
    parameters |= {"Wy": np.array([[2.0], [0.0]]), "by": np.zeros((2, 1))}
    c, y, _ = gru_forward(np.array([[[1.0, 0.0]]]), np.array([[0.4]]), parameters)
    # Of two classes with the sums 2c and 0, the first has the probability sigmoid(2c).
    cases = {
        "c": (c, [[[0.5, 0.375]]]),
        "y": (y, [[[0.731059, 0.679179]], [[0.268941, 0.320821]]]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. The results are c, y and "
            "the caches; if the second is 0, step 1 has not read the first."
        )


def test_gru_forward_starts_from_c0_once():
    """With no input, the memory of unit 0 fades, and unit 1 reads what is left of it."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "bc", "by")}
    parameters |= {"br": np.full((2, 1), 50.0), "Wy": np.zeros((2, 2))}
    parameters["Wc"][1, 0] = 2 * np.log(2)  # unit 1 reads unit 0
    c, _, _ = gru_forward(np.zeros((3, 1, 2)), np.array([[1.0], [0.0]]), parameters)
    assert np.shape(c) == (2, 1, 2), f"c has shape {np.shape(c)}, expected (2, 1, 2)"
    expected = np.array([[[1 / 2, 1 / 4]], [[15 / 34, 15 / 68 + 3 / 10]]])
    assert np.allclose(c, expected), (
        f"c is\n{c}\nexpected\n{expected}\nUnit 0 keeps half at each step. Unit 1 writes half of "
        "15/17, then half of 0.6: step 0 reads c0, and step 1 reads what step 0 has left."
    )


def test_gru_forward_never_sees_the_future():
    """Changing the last input changes the last results only, and of its own example only."""
    rng = np.random.default_rng(0)
    parameters = {name: rng.normal(size=(4, 7)) / 2 for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: rng.normal(size=(4, 1)) for name in ("bu", "br", "bc")}
    parameters |= {"Wy": rng.normal(size=(2, 4)), "by": rng.normal(size=(2, 1))}
    x, c0 = rng.normal(size=(3, 2, 5)), rng.normal(size=(4, 2))
    before = gru_forward(x.copy(), c0.copy(), parameters)[:2]
    x[:, 1, 4] += 1.0
    after = gru_forward(x.copy(), c0.copy(), parameters)[:2]
    for name, size, one, other in zip("cy", (4, 2), before, after, strict=True):
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
# ## 4. One step backward
#
# You get one gradient, `dc_next`: the whole gradient of the memory after the step, whoever has read
# it. Write $\mathrm{d}c$ for it. From the mixture
# $c_t = \Gamma_u \odot \tilde c + (1 - \Gamma_u) \odot c_{t-1}$ three things get their share:
# the candidate, the gate, and the old memory. Write $\delta$ for the gradient at a sum, before its
# sigmoid or tanh.
#
# **First the candidate and the update gate**,
#
# $$\delta_c = \mathrm{d}c \odot \Gamma_u \odot (1 - \tilde c^2), \qquad
#   \delta_u = \mathrm{d}c \odot (\tilde c - c_{t-1}) \odot \Gamma_u (1 - \Gamma_u)$$
#
# The gate stands in both terms of the mixture, once with a minus: hence the *difference*. Where
# candidate and old memory agree, it does not matter how far the gate is open.
#
# **Then through the candidate's weights.** They were multiplied with
# $w = [\Gamma_r \odot c_{t-1}; x_t]$, and what comes back for its upper part is shared by the
# reset gate and the memory,
#
# $$\mathrm{d}w = W_c^T \delta_c, \qquad \mathrm{d}k = \text{the first } n_a \text{ rows of }
#   \mathrm{d}w, \qquad \delta_r = \mathrm{d}k \odot c_{t-1} \odot \Gamma_r (1 - \Gamma_r)$$
#
# **At last all that the memory and the input were used for.** Both gates have read
# $v = [c_{t-1}; x_t]$, so $\mathrm{d}v = W_u^T \delta_u + W_r^T \delta_r$, and
#
# $$\mathrm{d}c_{t-1} = \underbrace{\mathrm{d}c \odot (1 - \Gamma_u)}_{\text{kept}}
#   + \underbrace{\mathrm{d}k \odot \Gamma_r}_{\text{in the candidate}}
#   + \underbrace{\mathrm{d}v_{\text{first } n_a \text{ rows}}}_{\text{read by both gates}}$$
#
# $$\mathrm{d}x_t = \text{the other rows of } \mathrm{d}v + \mathrm{d}w$$
#
# ![The gradients in a GRU cell: every arrow of the cell is turned round. From the right, the new
# memory's gradient goes along the top through the factor one minus the update gate to the old
# memory, and down to candidate and update gate; from the candidate on through the reset gate's
# factor. What comes back through both gates and the candidate reaches the old memory and the input
# at the bottom left.](pictures/cell_backward.svg)
#
# | gradient | formula | shape |
# |---|---|---|
# | `dWu`, `dWr` | $\delta_u v^T$, $\delta_r v^T$ | `(n_a, n_a + n_x)` |
# | `dWc` | $\delta_c w^T$ | `(n_a, n_a + n_x)` |
# | `dbu`, `dbr`, `dbc` | $\delta_u$, $\delta_r$, $\delta_c$ summed over the examples | `(n_a, 1)` |
# | `dc_prev`, `dxt` | as above | `(n_a, m)`, `(n_x, m)` |
#
# All this is the chain rule, applied to the formulas of Cho et al. (2014). A whole sequence goes
# back as in the earlier lessons: last step first, `dc_prev` of a step added to what arrives at the
# one before it, the weights' gradients summed. The demonstration does so.
#
# **The first term of $\mathrm{d}c_{t-1}$ is what the gates are for.** Going back one step
# multiplies the memory's gradient by $1 - \Gamma_u$: no weight matrix, no squashing. Where the
# update gate is almost shut, it arrives unharmed.
#
# ### By hand
#
# The example of section 2, with `dc_next` 2:
#
# | part | | value |
# |---|---|---|
# | $\delta_c$ | $2 \cdot \tfrac58 \cdot (1 - 0.36)$ | $0.8$ |
# | $\delta_u$ | $2 \cdot (0.6 - \tfrac13) \cdot \tfrac{15}{64}$ | $0.125$ |
# | $\mathrm{d}k$ | $-4\ln 2 \cdot 0.8$ | $-3.2\ln 2 = -2.218071$ |
# | $\delta_r$ | $-3.2\ln 2 \cdot \tfrac13 \cdot \tfrac{3}{16}$ | $-0.2\ln 2 = -0.138629$ |
#
# The three $\delta$ are the gradients of the biases. Those of $W_u$ and $W_r$ are
# $\delta\,(\tfrac13, 1)$, that of $W_c$ is $\delta_c\,(\tfrac14, 1)$. The old memory gets four
# terms,
#
# $$\underbrace{2 \cdot \tfrac38}_{0.75} \underbrace{{}- 3.2\ln 2 \cdot \tfrac34}_{-1.663553}
#   + \underbrace{3\ln 5 \cdot 0.125}_{0.603539}
#   \underbrace{{}- 3\ln 2 \cdot 0.2\ln 2}_{-0.288272} = -0.598286$$
#
# and the input three: $\ln 6 \cdot 0.8 - \ln 6 \cdot 0.125 - \ln 3 \cdot 0.2\ln 2 = 1.057138$.
#
# ### Traps
#
# - **Count the readers.** The old memory is read four times: kept, let into the candidate, and by
#   each of the two gates. Forget one and the code still trains, a little worse.
# - **$w$ is not $v$.** `dWc` has the gated memory in it, `dWu` and `dWr` the whole one.
# - **The reset gate's gradient comes through $W_c$**, so it can only be made after $\delta_c$.
# - **Where to cut.** After $n_a$ rows, not after $n_x$. With $n_a = n_x$ you will not see the
#   difference, so try your code on sizes that differ.
# - **Sums, not means**, over the examples; and a bias's gradient keeps its second axis, `(n_a, 1)`.
# - **No gradient comes through the prediction** here, so `Wy` and `by` get none.


# %% tags=["exercise"]
def gru_cell_backward(dc_next, cache):
    """Backpropagate through one step of a GRU.

    The chain rule, applied to the unit of Cho et al. (2014). With w = [r * c_prev; xt], and dk the
    first n_a rows of its gradient dw, which is Wc.T delta_c::

        delta_c = dc_next * u * (1 - candidate**2)
        delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
        delta_r = dk * c_prev * r * (1 - r)

    are the gradients at the three sums; a weight's gradient is that times what it was multiplied
    with, and the old memory was read four times.

    Parameters
    ----------
    dc_next : ndarray, shape (n_a, m)
        Gradient of the loss with respect to the memory after this step.
    cache : tuple
        What your `gru_cell_forward` returned as its cache.

    Returns
    -------
    gradients : dict
        `dxt` (n_x, m), `dc_prev` (n_a, m), `dWu`, `dWr`, `dWc` (n_a, n_a + n_x) and `dbu`, `dbr`,
        `dbc` (n_a, 1). Nothing comes through `yt_pred`.
    """
    ### BEGIN SOLUTION
    v, u, r, candidate, parameters = cache
    n_a = len(u)
    c_prev, xt = v[:n_a], v[n_a:]
    w = np.concatenate([r * c_prev, xt])
    delta_c = dc_next * u * (1 - candidate**2)
    delta_u = dc_next * (candidate - c_prev) * u * (1 - u)
    dw = parameters["Wc"].T @ delta_c
    delta_r = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T @ delta_u + parameters["Wr"].T @ delta_r
    gradients = {
        "dxt": dv[n_a:] + dw[n_a:],
        "dc_prev": dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a],
    }
    for gate, delta, read in (("u", delta_u, v), ("r", delta_r, v), ("c", delta_c, w)):
        gradients["dW" + gate] = delta @ read.T
        gradients["db" + gate] = delta.sum(axis=1, keepdims=True)
    return gradients
    ### END SOLUTION


# %% tags=["check"]
def test_gru_cell_backward_gives_the_example_worked_by_hand():
    """The gradient 2 of the example reaches three sums, and the old memory in four ways."""
    parameters = {
        "Wu": np.array([[3 * np.log(5), -np.log(6)]]),
        "bu": np.array([[np.log(2)]]),
        "Wr": np.array([[3 * np.log(2), np.log(3)]]),
        "br": np.array([[-np.log(2)]]),
        "Wc": np.array([[-4 * np.log(2), np.log(6)]]),
        "bc": np.array([[np.log(2 / 3)]]),
        "Wy": np.array([[2 * np.log(3)], [0.0]]),
        "by": np.array([[0.0], [np.log(2)]]),
    }
    *_, cache = gru_cell_forward(np.array([[1.0]]), np.array([[1 / 3]]), parameters)
    gradients = gru_cell_backward(np.array([[2.0]]), cache)
    cases = {
        "dbc": [[0.8]],
        "dbu": [[0.125]],
        "dbr": [[-0.138629]],
        "dWc": [[0.2, 0.8]],
        "dWu": [[0.041667, 0.125]],
        "dWr": [[-0.046210, -0.138629]],
        "dc_prev": [[-0.598286]],
        "dxt": [[1.057138]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}. Wc has read (1/4, 1), Wu and "
            "Wr have read (1/3, 1). The old memory has four readers: 0.75 comes back for what was "
            "kept, -1.663553 through the candidate, 0.603539 and -0.288272 through the update and "
            "the reset gate."
        )


def test_gru_cell_backward_sums_over_the_examples():
    """Two examples give gradients of weights and bias that are sums, in the right places."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "br", "bc", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    xt = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0]])
    c_prev = np.array([[4.0, 0.0], [0.0, 2.0]])
    # Both gates are 1/2 and the candidate is 0: half of the gradient reaches the candidate's sum.
    *_, cache = gru_cell_forward(xt, c_prev, parameters)
    gradients = gru_cell_backward(np.array([[2.0, 4.0], [20.0, 40.0]]), cache)
    cases = {
        "dWc": [[2.0, 2.0, 1.0, 4.0, 2.0], [20.0, 20.0, 10.0, 40.0, 20.0]],
        "dbc": [[3.0], [30.0]],
        "dWu": [[-8.0, 0.0, -2.0, -4.0, 0.0], [0.0, -40.0, 0.0, -20.0, -20.0]],
        "dbu": [[-2.0], [-20.0]],
    }
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nEvery example (column) adds its "
            "share, nothing is divided. Wc has read half of the memory, Wu the whole of it."
        )


def test_gru_cell_backward_parts_the_memory_from_the_input():
    """A gradient at unit 0 goes back through the weights that unit 0 has read with."""
    parameters = {name: np.zeros((2, 5)) for name in ("Wu", "Wr", "Wc")}
    parameters |= {name: np.zeros((2, 1)) for name in ("bu", "br", "bc", "by")}
    parameters["Wy"] = np.zeros((2, 2))
    parameters["Wc"][0] = [0.0, 5.0, 7.0, 0.0, 9.0]
    *_, cache = gru_cell_forward(np.zeros((3, 1)), np.zeros((2, 1)), parameters)
    gradients = gru_cell_backward(np.array([[2.0], [0.0]]), cache)
    cases = {"dc_prev": [[1.0], [2.5]], "dxt": [[7.0], [0.0], [9.0]]}
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is {np.ravel(got)}, expected {np.ravel(expected)}: the gradient 1 at unit 0's "
            "candidate goes back through row 0 of Wc, whose first two entries belong to the "
            "memory; on its way to the memory it passes the reset gate, 1/2."
        )


def test_gru_cell_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    n_x, n_a, m = 3, 4, 2
    inputs = {"xt": rng.normal(size=(n_x, m)), "c_prev": rng.normal(size=(n_a, m))}
    for gate in "urc":
        inputs["W" + gate] = rng.normal(size=(n_a, n_a + n_x))
        inputs["b" + gate] = rng.normal(size=(n_a, 1))
    inputs |= {"Wy": rng.normal(size=(2, n_a)), "by": rng.normal(size=(2, 1))}

    def run(values):
        weights = {name: values[name].copy() for name in values if name not in ("xt", "c_prev")}
        return gru_cell_forward(values["xt"].copy(), values["c_prev"].copy(), weights)

    dc_next = rng.normal(size=(n_a, m))
    *_, cache = run(inputs)
    gradients = gru_cell_backward(dc_next.copy(), cache)
    for name, array in inputs.items():
        if name in ("Wy", "by"):
            continue
        gradient = gradients["d" + name]
        assert np.shape(gradient) == array.shape, (
            f"d{name} has shape {np.shape(gradient)}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            c_next, *_ = run({**inputs, name: array + step * direction})
            losses.append(np.sum(c_next * dc_next))
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradient * direction)
        assert abs(got - expected) < 1e-6, (
            f"d{name}: along a random direction the gradient says {got:.8f}, the loss moves by "
            f"{expected:.8f} a unit. Several units and examples show what one of each hides."
        )


# %% [markdown]
# ## See it work: which gate could one do without?
#
# Two people want a simpler GRU. One leaves out the update gate: $\Gamma_u = 1$, the candidate is
# the new memory. The other leaves out the reset gate: $\Gamma_r = 1$, the simple cell of section 1.
# Whose network can still be trained on long sequences?
#
# Put a gradient of 1 on the last memory and follow it back, as in the earlier lessons. Without an
# update gate *all* that comes back has to pass the candidate: with the reset gate shut nothing
# passes, with it open the network is a vanilla RNN, and a $W_c$ and a tanh weaken the gradient at
# each step. Without a reset gate the way beside the candidate is still there, and an update gate
# near 0 lets the gradient pass unharmed. The update gate is what makes a GRU; the reset gate is a
# help.
#
# A large bias keeps a gate where we want it, whatever it reads: $\sigma(50)$ is 1 to the last bit.


# %% tags=["demo"]
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    n_x, n_a, T = 3, 20, 40
    parameters = {"Wy": rng.normal(size=(2, n_a)), "by": np.zeros((2, 1)), "bc": np.zeros((n_a, 1))}
    for gate in "urc":
        parameters["W" + gate] = 0.5 * rng.normal(size=(n_a, n_a + n_x)) / np.sqrt(n_a + n_x)
    x, c0 = rng.normal(size=(n_x, 1, T)), np.zeros((n_a, 1))
    print("norm of the gradient at the first memory, T =   1         10         20         40")
    for title, bu, br in [
        ("no update gate, reset gate shut", 50.0, -50.0),
        ("no update gate, reset gate open", 50.0, 50.0),
        ("no reset gate, update gate half open", 0.0, 50.0),
        ("no reset gate, update gate almost shut", -8.0, 50.0),
    ]:
        parameters |= {"bu": np.full((n_a, 1), bu), "br": np.full((n_a, 1), br)}
        norms = []
        for steps in (1, 10, 20, 40):
            _, _, caches = gru_forward(x[:, :, :steps], c0, parameters)
            dc = np.ones((n_a, 1))
            for cache in reversed(caches):
                dc = gru_cell_backward(dc, cache)["dc_prev"]
            norms.append(f"{np.linalg.norm(dc):9.2e}")
        print(f"{title:42}", "  ".join(norms))


# %% [markdown]
# ## See it work: what the gates do in a sentence
#
# "The **cats** which saw the dog and fed the cat, …": *was* or *were*? A GRU with two units learns
# it here, from nothing but the right verb at the end of each sentence, with your functions: forward
# along the sentence, backward from its last word to the first, five hundred steps with momentum.
# The other nouns are there to mislead it.
#
# Then two sentences are read, and you see the gates of the unit in which they differ most. Look
# for the place where the update gate opens, and at the other nouns: the gate has read the memory,
# so it can tell the first noun from a later one. The sign of the memory is the number of the
# subject, and from the first noun on hardly anything is written. In the lesson on the LSTM you find
# the same sentences with its three gates.
#
# Another start finds another way. Some networks open the gate again and again and write what they
# have just read in their own memory: that remembers, too. The gates are a means and no goal.


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

    rng = np.random.default_rng(1)
    n_x, n_a, m = len(words), 2, 32
    parameters = {"Wy": rng.normal(size=(2, n_a)), "by": np.zeros((2, 1))}
    for gate in "urc":
        parameters["W" + gate] = 0.5 * rng.normal(size=(n_a, n_a + n_x))
        parameters["b" + gate] = np.zeros((n_a, 1))
    parameters["bu"] -= 1.0
    momentum = {name: np.zeros_like(array) for name, array in parameters.items()}
    for _ in range(500):
        sentences, plural = draw_sentences(m, verbs=int(rng.integers(1, 4)))
        c, y, caches = gru_forward(one_hot_columns(sentences), np.zeros((n_a, m)), parameters)
        dz = (y[:, :, -1] - np.eye(2)[:, plural]) / m  # of the mean cross-entropy
        gradients = {"Wy": dz @ c[:, :, -1].T, "by": dz.sum(axis=1, keepdims=True)}
        dc = parameters["Wy"].T @ dz
        for cache in reversed(caches):
            step = gru_cell_backward(dc, cache)
            dc = step["dc_prev"]
            for name in ("Wu", "bu", "Wr", "br", "Wc", "bc"):
                gradients[name] = gradients.get(name, 0) + step["d" + name]
        for name, gradient in gradients.items():
            momentum[name] = 0.9 * momentum[name] + gradient
            parameters[name] = parameters[name] - 0.3 * momentum[name]
    for verbs in (3, 12):
        sentences, plural = draw_sentences(1_000, verbs)
        _, y, _ = gru_forward(one_hot_columns(sentences), np.zeros((n_a, 1_000)), parameters)
        right = np.mean(y[:, :, -1].argmax(axis=0) == plural)
        print(f"{right:.1%} of 1,000 verbs are right after {len(sentences)} words")

    texts = [
        "the cats which saw the dog and fed the cat ,".split(),
        "the cat which saw the dogs and fed the cats ,".split(),
    ]
    x = one_hot_columns(np.array([[words.index(word) for word in text] for text in texts]).T)
    c, y, _ = gru_forward(x, np.zeros((n_a, 2)), parameters)
    unit = np.argmax(np.abs(c[:, 0, -1] - c[:, 1, -1]))
    before = np.concatenate([np.zeros((n_a, 2, 1)), c[:, :, :-1]], axis=2)
    read = np.concatenate([before, x])  # what the gates have read, with time as the last axis
    rows = {}
    for name, gate in (("update gate", "u"), ("reset gate", "r")):
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
        figure, panels = plt.subplots(2, 1, figsize=(9, 4.6), layout="constrained")
        for place, (panel, text) in enumerate(zip(panels, texts, strict=True)):
            table = np.array([values[place] for values in rows.values()])
            image = panel.imshow(table, cmap="PuOr", vmin=-1, vmax=1, aspect="auto")
            for (row, column), value in np.ndenumerate(table):
                colour = "white" if abs(value) > 0.7 else "black"
                panel.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour)
            panel.set_xticks(range(len(text)), text)
            panel.set_yticks(range(len(rows)), rows)
            panel.set_title(titles[place])
        figure.colorbar(image, ax=panels)
        plt.show()


# %% [markdown]
# ## What comes next
#
# You have two cells that remember. `character_model` goes back to the plain one, which is enough
# for short names, trains it from beginning to end and lets it write. `deep_bidirectional` puts cells
# on top of each other and reads a sequence from both ends.
