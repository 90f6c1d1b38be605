# %% [markdown]
# # Vanilla RNN: one cell, used at every step
#
# This is where the course begins. Nothing comes before it but NumPy and the chain rule; all that
# comes after is built on the loop that you write here.
#
# A feed-forward network sees an input once and forgets it. A **recurrent** network reads a sequence
# one step at a time and carries a **hidden state** along: a vector in which it keeps what it still
# needs from the steps it has read. The same cell, with the same weights, is used at every step.
# Drawn out step by step, the loop becomes a deep feed-forward network whose layers share their
# weights, and that is why ordinary backpropagation can train it.
#
# You will write four functions, each used by the next:
#
# 1. `rnn_step_forward`: one step;
# 2. `rnn_step_backward`: the gradients of one step;
# 3. `rnn_forward`: the step, repeated along a sequence;
# 4. `rnn_backward`: the gradients of the whole sequence, *backpropagation through time*.
#
# ## Names and shapes
#
# Sequences come in batches, and the batch is the first axis.
#
# | name | shape | meaning |
# |---|---|---|
# | $N$, $T$ | | sequences in the batch, steps in a sequence |
# | $D$, $H$ | | numbers in one input, hidden units |
# | `x` | `(N, D)`, or `(N, T, D)` for whole sequences | input |
# | `prev_h`, `h0` | `(N, H)` | state before a step, state before the first step |
# | `next_h` | `(N, H)` | state after a step |
# | `h` | `(N, T, H)` | all states: `h[:, t]` is the state *after* step `t` |
# | `Wx` | `(D, H)` | input-to-hidden weights |
# | `Wh` | `(H, H)` | hidden-to-hidden weights |
# | `b` | `(H,)` | bias, one number a hidden unit |
#
# The gradient of the loss with respect to an array is written with a `d` in front, and it always
# has the shape of its array: `dWx` is `(D, H)`, `db` is `(H,)`. When you are unsure where a
# transpose goes, the shapes decide it, provided that the sizes differ. With $N = D = H$ many wrong
# formulas fit too, so try your code on four different sizes.
#
# Two words before you start. The network is *recurrent*, not *recursive*: a recursive network works
# its way up a tree. And you may read that such a network can compute whatever a Turing machine can:
# that proof grants it unlimited precision and time, and says nothing about what training finds.

# %% tags=["setup"]
import numpy as np

# %% [markdown]
# ## 1. One step forward
#
# All else in this lesson is this one step, repeated or run backward, so it comes first. The cell
# adds three terms and squashes the sum into $(-1, 1)$ (Goodfellow, Bengio and Courville, *Deep
# Learning* (2016), equations 10.8 and 10.9):
#
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$
#
# The first term is the present, the second is the past, the third is what the unit does when both
# are silent. Each row of a batch is a sequence of its own; the bias is added to every row alike.
#
# ![One step of the cell. The state before the step times Wh, the input times Wx, and the bias meet
# in an addition; its result a goes through tanh and leaves as the state after the
# step.](pictures/step.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `x`, `prev_h` | `(N, D)`, `(N, H)` | | `next_h` | `(N, H)` |
# | `Wx`, `Wh`, `b` | `(D, H)`, `(H, H)`, `(H,)` | | `cache` | yours |
#
# ### By hand
#
# Since $\tanh(\ln r) = \dfrac{r^2-1}{r^2+1}$, logarithms make an example that needs no calculator.
# Take $N = D = H = 1$, $x = 1$, $W_x = \ln 6$, $h_{t-1} = \tfrac12$, $W_h = -2\ln 3$,
# $b = \ln\tfrac32$:
#
# $$\ln 6 - \ln 3 + \ln\tfrac32 = \ln 3, \qquad h_t = \tanh(\ln 3) = \frac{9-1}{9+1} = 0.8$$
#
# Leave out the past and you get $\tanh(\ln 9) = 80/82 \approx 0.976$; leave out the bias and you
# get $\tanh(\ln 2) = 0.6$. A wrong number can tell you which term is missing.
#
# ### Traps
#
# - **`b.T` does nothing here.** The bias has one axis, so it is its own transpose. If you keep a
#   bias as `(1, H)` and transpose it, adding it raises an error for most sizes, and if by chance
#   $N = H$ it silently gives each *sequence* a bias instead of each *unit*.
# - **Order matters.** With one sequence a row, the state stands on the left: $h_{t-1}W_h$. Books
#   that store one example a column write $W_h h_{t-1}$; those weights are the transpose of these.
# - **The cache.** The backward pass will need values from this step. You decide what goes in;
#   nobody but your own `rnn_step_backward` reads it. Store arrays that nobody overwrites
#   later: a *view* into an array that you go on filling will have changed by the time you need it.


# %% tags=["exercise"]
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    """Run one step of a vanilla RNN with a tanh activation.

    The formula, from Goodfellow, Bengio and Courville, *Deep Learning* (2016), equations 10.8 and
    10.9, with one example a row::

        next_h = tanh(x Wx + prev_h Wh + b)

    Parameters
    ----------
    x : ndarray, shape (N, D)
        The input of this step.
    prev_h : ndarray, shape (N, H)
        The hidden state before this step.
    Wx : ndarray, shape (D, H)
        Input-to-hidden weights.
    Wh : ndarray, shape (H, H)
        Hidden-to-hidden weights.
    b : ndarray, shape (H,)
        Bias.

    Returns
    -------
    next_h : ndarray, shape (N, H)
        The hidden state after this step.
    cache : tuple
        Whatever your `rnn_step_backward` needs.
    """
    ### BEGIN SOLUTION
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_step_forward_gives_the_example_worked_by_hand():
    """The three terms of the example add up to ln 3, so the new state is 0.8."""
    x, prev_h, b = np.array([[1.0]]), np.array([[0.5]]), np.array([np.log(1.5)])
    Wx, Wh = np.array([[np.log(6)]]), np.array([[-2 * np.log(3)]])
    next_h, _ = rnn_step_forward(x, prev_h, Wx, Wh, b)
    assert np.shape(next_h) == (1, 1), f"next_h has shape {np.shape(next_h)}, expected (1, 1)"
    assert np.allclose(next_h, 0.8), (
        f"next_h is {next_h}, expected 0.8. If it is 0.976, the past is missing; if 0.6, "
        "the bias; if -0.6, the input; if 1.099, the tanh."
    )


def test_rnn_step_forward_adds_the_bias_to_every_sequence():
    """With everything else zero, both rows are the tanh of the bias."""
    b = np.array([np.log(2), -np.log(3)])
    next_h, _ = rnn_step_forward(
        np.zeros((2, 3)), np.zeros((2, 2)), np.zeros((3, 2)), np.zeros((2, 2)), b
    )
    assert np.shape(next_h) == (2, 2), f"next_h has shape {np.shape(next_h)}, expected (2, 2)"
    assert np.allclose(next_h, [[0.6, -0.8], [0.6, -0.8]]), (
        f"next_h is\n{next_h}\nexpected the row [0.6, -0.8] twice: the bias belongs to the "
        "units (columns), and each sequence (row) gets all of it."
    )


def test_rnn_step_forward_carries_the_state_from_row_to_column_of_Wh():
    """Wh[i, j] is the weight from old unit i to new unit j."""
    prev_h, Wh = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(3)], [0.0, 0.0]])
    next_h, _ = rnn_step_forward(np.zeros((1, 3)), prev_h, np.zeros((3, 2)), Wh, np.zeros(2))
    assert np.shape(next_h) == (1, 2), f"next_h has shape {np.shape(next_h)}, expected (1, 2)"
    assert np.allclose(next_h, [[0.0, 0.8]]), (
        f"next_h is {next_h}, expected [[0, 0.8]]: unit 0 feeds unit 1 through Wh[0, 1]. "
        "Look at the order and the transposes in the product with Wh."
    )


# %% [markdown]
# ## 2. One step backward
#
# To learn, a network must know in which direction to move each of its numbers. Somebody hands you
# `dnext_h`, the gradient of the loss with respect to this step's result. Your task is to pass it on
# to everything that the step has read, by the chain rule (*Deep Learning*, section 10.2.2). Call
# the sum inside the tanh $a$. Then
#
# $$\frac{\partial L}{\partial a} = \frac{\partial L}{\partial h_t}\,(1 - h_t^2)$$
#
# since $\tanh' = 1 - \tanh^2$, and $\tanh(a)$ is the state that you already have: there is no
# need to compute it again.
#
# ![The same step with its arrows turned round. The gradient of the new state goes back through
# tanh, where it is multiplied by one minus the state squared, and becomes da. At the addition da
# goes three ways: to the old state through Wh, to the input through Wx, and to the
# bias.](pictures/step_backward.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `dnext_h` | `(N, H)` | | `dx`, `dprev_h` | `(N, D)`, `(N, H)` |
# | `cache` | yours | | `dWx`, `dWh`, `db` | `(D, H)`, `(H, H)`, `(H,)` |
#
# From $a$ on, the three terms of the sum part. Written for single entries,
# with $n$ the sequence, $d$ an input and $i, j$ hidden units:
#
# $$\mathrm{d}W_x[d, j] = \sum_n x[n, d]\,\mathrm{d}a[n, j], \qquad
#   \mathrm{d}x[n, d] = \sum_j \mathrm{d}a[n, j]\,W_x[d, j], \qquad
#   \mathrm{d}b[j] = \sum_n \mathrm{d}a[n, j]$$
#
# and the same for $W_h$ and $h_{t-1}$. Turn each sum into a matrix product by asking which index is
# summed over, and check the shape.
#
# ### By hand
#
# In the example of section 1, let `dnext_h` be 1. Then $\mathrm{d}a = 1 - 0.8^2 = 0.36$, and so
# $\mathrm{d}b = 0.36$, $\mathrm{d}W_x = 1 \cdot 0.36$,
# $\mathrm{d}W_h = \tfrac12 \cdot 0.36 = 0.18$, $\mathrm{d}x = 0.36\ln 6$ and
# $\mathrm{d}h_{t-1} = 0.36 \cdot (-2\ln 3)$.
#
# ### Traps
#
# - **`dWh` is made from the state *before* the step**, the one that `Wh` was multiplied with, not
#   from the state after it.
# - **Sums, not means.** A weight is used by every sequence in the batch, so its gradient is the sum
#   over the batch. If the loss is a mean, the division is already in `dnext_h`.
# - **Symmetric tests hide transposes.** $W_h$ and $W_h^T$ have the same shape, so no error
#   will be raised if you take the wrong one.


# %% tags=["exercise"]
def rnn_step_backward(dnext_h, cache):
    """Backpropagate through one step of a vanilla RNN.

    The chain rule, with a the argument of the tanh (Goodfellow, Bengio and Courville, *Deep
    Learning* (2016), section 10.2.2)::

        da = dnext_h * (1 - next_h**2)

    and each input's gradient is the sum of `da` over all entries of `a` that the input has entered,
    times what it was multiplied with there.

    Parameters
    ----------
    dnext_h : ndarray, shape (N, H)
        Gradient of the loss with respect to the state after this step.
    cache : tuple
        What your `rnn_step_forward` returned as its cache.

    Returns
    -------
    dx : ndarray, shape (N, D)
    dprev_h : ndarray, shape (N, H)
    dWx : ndarray, shape (D, H)
    dWh : ndarray, shape (H, H)
    db : ndarray, shape (H,)
        Gradients of the step's five inputs, each shaped like its input.
    """
    ### BEGIN SOLUTION
    x, prev_h, Wx, Wh, next_h = cache
    # The derivative of tanh needs only its value, so nothing is computed a second time.
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_step_backward_gives_the_example_worked_by_hand():
    """At a state of 0.8 the tanh lets 0.36 of the gradient through."""
    x, prev_h, b = np.array([[1.0]]), np.array([[0.5]]), np.array([np.log(1.5)])
    Wx, Wh = np.array([[np.log(6)]]), np.array([[-2 * np.log(3)]])
    _, cache = rnn_step_forward(x, prev_h, Wx, Wh, b)
    gradients = rnn_step_backward(np.array([[1.0]]), cache)
    expected = {"dx": 0.645033, "dprev_h": -0.791001, "dWx": 0.36, "dWh": 0.18, "db": 0.36}
    assert len(gradients) == 5, f"got {len(gradients)} results, expected 5: {', '.join(expected)}"
    for got, (name, number) in zip(gradients, expected.items(), strict=True):
        shape = (1,) if name == "db" else (1, 1)
        assert np.shape(got) == shape, f"{name} has shape {np.shape(got)}, expected {shape}"
        assert np.allclose(got, number, atol=1e-6), (
            f"{name} is {got}, expected {number}. The gradient at the sum inside the tanh is 0.36."
        )


def test_rnn_step_backward_sums_over_the_batch():
    """Two sequences give weight and bias gradients that are sums, in the right places."""
    x, prev_h = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    # All weights are zero, so every state is 0 and the tanh passes the gradient on unchanged.
    _, cache = rnn_step_forward(x, prev_h, np.zeros((3, 2)), np.zeros((2, 2)), np.zeros(2))
    dnext_h = np.array([[1.0, 10.0], [2.0, 20.0]])
    _, _, dWx, dWh, db = rnn_step_backward(dnext_h, cache)
    cases = {
        "dWx": (dWx, [[1.0, 10.0], [4.0, 40.0], [2.0, 20.0]]),
        "dWh": (dWh, [[3.0, 30.0], [2.0, 20.0]]),
        "db": (db, [3.0, 30.0]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected), (
            f"{name} is\n{got}\nexpected\n{np.array(expected)}\nLook at what is summed: every "
            "sequence of the batch adds its share, and nothing is divided."
        )


def test_rnn_step_backward_sends_the_gradient_back_through_Wh():
    """A gradient at new unit 1 reaches old unit 0 through Wh[0, 1]."""
    Wh = np.array([[0.0, 5.0], [0.0, 0.0]])
    _, cache = rnn_step_forward(
        np.zeros((1, 3)), np.zeros((1, 2)), np.zeros((3, 2)), Wh, np.zeros(2)
    )
    _, dprev_h, _, _, _ = rnn_step_backward(np.array([[0.0, 1.0]]), cache)
    assert np.shape(dprev_h) == (1, 2), f"dprev_h has shape {np.shape(dprev_h)}, expected (1, 2)"
    assert np.allclose(dprev_h, [[5.0, 0.0]]), (
        f"dprev_h is {dprev_h}, expected [[5, 0]]. Going back, a weight is used in the other "
        "direction: look at the transpose."
    )


# %% [markdown]
# ## 3. A whole sequence forward
#
# One step sees one input; a sentence has many. Unrolling is a loop: start from `h0`, feed step `t`
# with `x[:, t]` and with the state that the step before left behind, and keep every state (Elman,
# "Finding structure in time", 1990).
#
# $$h_t = f(x_t, h_{t-1}) \quad\text{for } t = 0, \dots, T-1, \qquad h_{-1} = h_0^{\text{given}}$$
#
# Mind the two names: `h0` is the state that is given, and $h_0$ is the one *after* step 0, which is
# `h[:, 0]`. The weights are the same at each step. Call your `rnn_step_forward`, do not repeat its
# formula.
#
# ![The network unrolled over four steps. Four copies of one cell stand in a row; each reads its
# input from below and the state that the cell to its left hands on, and the first reads the given
# state h0.](pictures/unrolled.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `x`, `h0` | `(N, T, D)`, `(N, H)` | | `h` | `(N, T, H)` |
# | `Wx`, `Wh`, `b` | `(D, H)`, `(H, H)`, `(H,)` | | `cache` | yours |
#
# ### By hand
#
# One unit, $W_x = \ln 3$, $W_h = \ln 2 / 0.8$, no bias, $h_0 = 0$, inputs $1, 0$. The first step
# gives $\tanh(\ln 3) = 0.8$. The second sees no input at all, and still answers
# $\tanh(0.8 \cdot \ln 2/0.8) = \tanh(\ln 2) = 0.6$: it remembers.
#
# ### Traps
#
# - **Where to keep `h0`.** A well-known trick writes `h0` into the *last* place of `h`, so that
#   `h[:, t - 1]` finds it at `t = 0`. It works only as long as each step's cache holds a *copy* of
#   the state: the last step overwrites that place, and a cached view would show the new numbers.
#   Only `dWh` is then wrong (by 14 % in one trial). A variable for the state is simpler.
# - **`np.zeros` is float64.** Fill such an array from float32 work and the results change their
#   type. Collecting the states in a list and stacking them keeps the type of the data.


# %% tags=["exercise"]
def rnn_forward(x, h0, Wx, Wh, b):
    """Run a vanilla RNN over whole sequences.

    The recurrence of Elman, "Finding structure in time" (1990), unrolled::

        h[:, t] = step(x[:, t], h[:, t - 1]),   with h0 as the state before step 0

    Parameters
    ----------
    x : ndarray, shape (N, T, D)
        The inputs of all steps, T at least 1.
    h0 : ndarray, shape (N, H)
        The state before the first step.
    Wx : ndarray, shape (D, H)
        Input-to-hidden weights, the same at every step.
    Wh : ndarray, shape (H, H)
        Hidden-to-hidden weights, the same at every step.
    b : ndarray, shape (H,)
        Bias, the same at every step.

    Returns
    -------
    h : ndarray, shape (N, T, H)
        The states: `h[:, t]` is the state after step t.
    cache : list
        Whatever your `rnn_backward` needs; a list of the steps' caches will do.
    """
    ### BEGIN SOLUTION
    states, cache = [], []
    prev_h = h0
    for t in range(x.shape[1]):
        prev_h, step_cache = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        states.append(prev_h)
        cache.append(step_cache)
    return np.stack(states, axis=1), cache
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_forward_remembers_the_first_input():
    """The second state of the example comes from memory alone."""
    x, h0 = np.array([[[1.0], [0.0]]]), np.zeros((1, 1))
    Wx, Wh = np.array([[np.log(3)]]), np.array([[np.log(2) / 0.8]])
    h, _ = rnn_forward(x, h0, Wx, Wh, np.zeros(1))
    assert np.shape(h) == (1, 2, 1), f"h has shape {np.shape(h)}, expected (1, 2, 1)"
    assert np.allclose(h[0, :, 0], [0.8, 0.6]), (
        f"the states are {h[0, :, 0]}, expected [0.8, 0.6]. If the second state is 0, "
        "step 1 does not get the state that step 0 returned."
    )


def test_rnn_forward_starts_from_h0():
    """With no input, the first state comes from h0."""
    h0, Wh = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(3)], [0.0, 0.0]])
    h, _ = rnn_forward(np.zeros((1, 2, 3)), h0, np.zeros((3, 2)), Wh, np.zeros(2))
    assert np.shape(h) == (1, 2, 2), f"h has shape {np.shape(h)}, expected (1, 2, 2)"
    assert np.allclose(h, [[[0.0, 0.8], [0.0, 0.0]]]), (
        f"h is\n{h}\nexpected [[[0, 0.8], [0, 0]]]: h0 is read once, by step 0, and step 1 "
        "reads the state of step 0."
    )


def test_rnn_forward_never_sees_the_future():
    """Changing the last input changes the last state only, and of its own sequence only."""
    rng = np.random.default_rng(0)
    x, h0 = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 5))
    Wx, Wh, b = rng.normal(size=(3, 5)), rng.normal(size=(5, 5)) / 3, rng.normal(size=5)
    before, _ = rnn_forward(x, h0, Wx, Wh, b)
    x[1, 3] += 1.0
    after, _ = rnn_forward(x, h0, Wx, Wh, b)
    assert np.shape(after) == (2, 4, 5), f"h has shape {np.shape(after)}, expected (2, 4, 5)"
    changed = {(int(n), int(t)) for n, t in np.argwhere(np.not_equal(before, after).any(axis=2))}
    assert changed == {(1, 3)}, (
        f"after a change of x[1, 3], the states at (sequence, step) {sorted(changed)} changed, "
        "expected only (1, 3): look at the order of the steps and at the axes."
    )


# %% [markdown]
# ## 4. Backpropagation through time
#
# A step that learns only from its own loss never learns what to keep for later. So the gradient
# must go back along the whole loop (Werbos, "Backpropagation through time: what it does and how to
# do it", 1990). A state is used twice. It goes out to whatever reads `h[:, t]` (a classifier, say),
# and it goes on into step `t + 1`. **Two uses, so two gradients, and they add up:**
#
# $$\underbrace{\mathrm{d}h_t^{\text{total}}}_{\text{into the step's backward pass}}
#   = \underbrace{\mathrm{d}h[:, t]}_{\text{from above}}
#   + \underbrace{\mathrm{d}h_{\text{prev}}\text{ of step } t+1}_{\text{from the future}}$$
#
# After the last step there is no future, so that part starts as zeros. The weights are shared by
# all steps, so their gradients are the **sum** over the steps, and what is left when you have
# gone through step 0 is the gradient of `h0`.
#
# ![The gradients of three steps, which flow from right to left. Behind each step there is an
# addition: the upstream gradient of its state comes in from above, the gradient from the next step
# from the right, zero after the last one. Each step sends the gradient of its input down and hands
# the rest on to the left; what leaves the first step is the gradient of
# h0.](pictures/through_time.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `dh` | `(N, T, H)` | | `dx`, `dh0` | `(N, T, D)`, `(N, H)` |
# | `cache` | yours | | `dWx`, `dWh`, `db` | `(D, H)`, `(H, H)`, `(H,)` |
#
# ### By hand
#
# The example of section 3, with an upstream gradient of 1 on the last state only. Going back:
#
# | step | gradient of its state | $1 - h^2$ | $\mathrm{d}a$ | adds to `db` | adds to `dWh` |
# |---|---|---|---|---|---|
# | 1 | 1 | 0.64 | 0.64 | 0.64 | $0.8 \cdot 0.64 = 0.512$ |
# | 0 | $0.64\,W_h \approx 0.5545$ | 0.36 | 0.1996 | 0.1996 | 0, since $h_0 = 0$ |
#
# The second row is the whole point: the loss looks at step 1 only, and step 0 learns from it all
# the same. A loss at step $t$ reaches every step $k \le t$; with a loss at each step, the gradient
# is a sum over all $t$ and, for each of them, over all $k \le t$.
#
# ### Traps
#
# - **"Previous" means the previous time step**, not a layer below.
# - **`dh[:, t] += …` writes into the caller's array.** If you add in place, copy `dh` first.
# - **Every factor counts.** The gradient that arrives $k$ steps back has been multiplied $k$ times
#   by $\mathrm{diag}(1-h^2)$ and by $W_h$: it may vanish or explode, as the demonstration shows.


# %% tags=["exercise"]
def rnn_backward(dh, cache):
    """Backpropagate through a whole sequence.

    Backpropagation through time (Werbos, "Backpropagation through time: what it does and how to do
    it", 1990): the gradient that enters step t from behind is::

        dh[:, t] + dprev_h of step t + 1,   with zeros after the last step

    and the gradient of a shared weight is the sum of its gradients over the steps.

    Parameters
    ----------
    dh : ndarray, shape (N, T, H)
        Upstream gradients: `dh[:, t]` is that of `h[:, t]` alone, without the path through later
        steps.
    cache : list
        What your `rnn_forward` returned as its cache.

    Returns
    -------
    dx : ndarray, shape (N, T, D)
    dh0 : ndarray, shape (N, H)
    dWx : ndarray, shape (D, H)
    dWh : ndarray, shape (H, H)
    db : ndarray, shape (H,)
        Gradients of the five inputs of `rnn_forward`, each shaped like its input.
    """
    ### BEGIN SOLUTION
    dprev_h = np.zeros_like(dh[:, 0])
    # A plain 0 takes on the shape and the dtype of what is added to it.
    dWx = dWh = db = 0
    dx = []
    for t in reversed(range(dh.shape[1])):
        dx_t, dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return np.stack(dx[::-1], axis=1), dprev_h, dWx, dWh, db
    ### END SOLUTION


# %% tags=["check"]
def test_rnn_backward_gives_the_example_worked_by_hand():
    """A gradient at the last state reaches the first step through Wh."""
    x, h0 = np.array([[[1.0], [0.0]]]), np.zeros((1, 1))
    Wx, Wh = np.array([[np.log(3)]]), np.array([[np.log(2) / 0.8]])
    _, cache = rnn_forward(x, h0, Wx, Wh, np.zeros(1))
    dx, dh0, dWx, dWh, db = rnn_backward(np.array([[[0.0], [1.0]]]), cache)
    cases = {
        "dx": (dx, [[[0.219311], [0.703112]]]),
        "dh0": (dh0, [[0.172962]]),
        "dWx": (dWx, [[0.199626]]),
        "dWh": (dWh, [[0.512]]),
        "db": (db, [0.839626]),
    }
    for name, (got, expected) in cases.items():
        assert np.shape(got) == np.shape(expected), (
            f"{name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"{name} is {np.array(got).ravel()}, expected {np.ravel(expected)}. Look at what "
            "step 1 hands back to step 0, at the order of the steps, and at the sums over them. "
            "If dWh alone is wrong, does the cache of step 0 still hold h0?"
        )


def test_rnn_backward_agrees_with_a_finite_difference():
    """Moving each input a little changes the loss as its gradient says."""
    rng = np.random.default_rng(1)
    N, T, D, H = 2, 4, 3, 5
    shapes = {"x": (N, T, D), "h0": (N, H), "Wx": (D, H), "Wh": (H, H), "b": (H,)}
    inputs = {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}
    dh = rng.normal(size=(N, T, H))
    _, cache = rnn_forward(*[array.copy() for array in inputs.values()])
    gradients = rnn_backward(dh.copy(), cache)
    for (name, array), gradient in zip(inputs.items(), gradients, strict=True):
        assert np.shape(gradient) == array.shape, (
            f"d{name} has shape {np.shape(gradient)}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            h, _ = rnn_forward(*{**inputs, name: array + step * direction}.values())
            losses.append(np.sum(h * dh))
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradient * direction)
        assert abs(got - expected) < 1e-6, (
            f"d{name}: along a random direction the gradient says {got:.8f}, the loss moves by "
            f"{expected:.8f} a unit. If the step's checks pass, look at what passes between steps; "
            "if this is dWh, at whether the cache of step 0 still holds h0."
        )


# %% [markdown]
# ## See it work
#
# How much does an early input still matter at the end? Put a gradient of 1 on the last of forty
# states and follow its norm back through time. $W_h$ is here a matrix that turns vectors and keeps
# their length (an orthogonal matrix), times a number, the *gain*: 0.6, 1.0 or 1.4.
#
# What decides is the product of all the factors $\mathrm{diag}(1-h^2)\,W_h$ on the way. No single
# one of them need be zero for the product to vanish: forty factors of 0.6 are enough. With 1.4 it
# grows, though not to $1.4^{39}$, half a million: the states grow too, and $1-h^2$ shrinks.


# %% tags=["demo"]
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    N, T, D, H = 1, 40, 3, 20
    Q, _ = np.linalg.qr(rng.normal(size=(H, H)))
    x, h0 = 0.01 * rng.normal(size=(N, T, D)), np.zeros((N, H))
    Wx, b = rng.normal(size=(D, H)) / np.sqrt(D), np.zeros(H)
    norms = {}
    print("gain of Wh   norm of the gradient at the input of step 39, 30, 20, 10, 0")
    for gain in (0.6, 1.0, 1.4):
        h, cache = rnn_forward(x, h0, Wx, gain * Q, b)
        dh = np.zeros_like(h)
        dh[:, -1] = 1.0
        norms[gain] = np.linalg.norm(rnn_backward(dh, cache)[0][0], axis=1)
        shown = [f"{norms[gain][t]:9.2e}" for t in (39, 30, 20, 10, 0)]
        print(f"{gain:10.1f}  ", "  ".join(shown))
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None
    if plt:
        plt.figure(figsize=(7, 3.2), layout="constrained")
        looks = [("#0072B2", "--"), ("#009E73", "-"), ("#D55E00", ":")]
        for (gain, line), (colour, style) in zip(norms.items(), looks, strict=True):
            plt.semilogy(range(T), line, style, color=colour, label=f"gain {gain}")
        plt.xlabel("step (the loss is at step 39)")
        plt.ylabel("norm of the gradient")
        plt.title("The gradient on its way back to step 0")
        plt.legend()
        plt.show()

# %% [markdown]
# ## What comes next
#
# You have a network that reads; it does not speak yet. `sequence_model` gives it words to read and
# a prediction at each step. `lstm` and `gru` come back to what you have just seen, the gradient
# that vanishes: gates that let the past pass are one way out. `stability` measures and clips.
