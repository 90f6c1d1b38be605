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

# %%
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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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

# %%
if __name__ == "__main__":
    try:
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
    except Exception as problem:
        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")


# %% [markdown]
# ## What comes next
#
# You have a network that reads; it does not speak yet. `sequence_model` gives it words to read and
# a prediction at each step. `lstm` and `gru` come back to what you have just seen, the gradient
# that vanishes: gates that let the past pass are one way out. `stability` measures and clips.
