# %% [markdown]
# # Binary adder: a recurrent network learns to carry
#
# `character_model` trained a network on names, where no answer is simply right. Here every answer
# is right or wrong, and all of the machine is yours: data, network, gradients, training, use.
#
# Add two binary numbers on paper and you go from the right-hand end to the left, one column at a
# time. Each column gives one bit of the answer, and one bit that must be *remembered* for the next
# column: the carry. A network that reads the columns in that order, with a hidden state as its
# memory, has all that it takes. Nobody tells it what a carry is. It gets examples and gradients.
#
# You will write five functions:
#
# 1. `int_to_bits`: a number as an array of bits;
# 2. `adder_forward`: the network reads two numbers and predicts the bits of their sum;
# 3. `adder_backward`: the gradients of its three weight matrices;
# 4. `train_adder`: gradient descent, one pair of numbers a step;
# 5. `add`: use the trained network as a calculator.
#
# ## Names and shapes
#
# One pair of numbers at a time, so there is no batch axis. There are no biases.
#
# | name | shape | meaning |
# |---|---|---|
# | $B$, $H$ | | bits (`binary_dim`), hidden units |
# | `a`, `b`, `label` | `(B,)`, `uint8` | two numbers and their sum, most significant bit first |
# | `prediction` | `(B,)` | probabilities that the bits of the sum are 1, in the label's order |
# | `w_i` | `(H, 2)` | input-to-hidden weights: one column for `a`, one for `b` |
# | `w_h` | `(H, H)` | hidden-to-hidden weights |
# | `w_o` | `(1, H)` | hidden-to-output weights |
#
# `parameters` and the gradients are dicts with the keys `w_i`, `w_h` and `w_o`. Here the state is a
# *column*, so the weights stand on the left: $W_h h$, not $h W_h$ as in `vanilla_rnn`.

# %% tags=["setup"]
import numpy as np

# %% [markdown]
# ## The squashing function
#
# Hidden units and output are sigmoids, $\sigma(z) = 1/(1 + e^{-z})$, with the derivative
# $\sigma' = \sigma(1 - \sigma)$. The formula as it stands overflows in $e^{-z}$ for a very negative
# $z$, so the version given here has $e^{-|z|}$ in both of its branches, which never exceeds 1.


# %% tags=["helper"]
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) for an array z of any shape, without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


# %% [markdown]
# ## 1. Numbers as bits
#
# A network reads columns of bits, so numbers must be written as bits first, in positional notation
# (Knuth, *The Art of Computer Programming*, volume 2, section 4.1):
#
# $$n = \sum_{k=0}^{B-1} \beta_k\,2^k, \qquad \text{written } \beta_{B-1} \dots \beta_1\,\beta_0$$
#
# The array is in the order in which people write numbers: the most significant bit first, at index
# 0, and the last entry is the ones.
#
# ![The eight bits of six in a row. They have the indices 0 to 7 from left to right, and are worth
# 128, 64, 32, 16, 8, 4, 2 and 1. The bits at the indices 5 and 6 are one, four and two; the others
# are zero.](pictures/bits.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `n`, `binary_dim` | ints | | `bits` | `(binary_dim,)`, `uint8` |
#
# ### By hand
#
# $6 = 4 + 2$, so in eight bits it is `[0, 0, 0, 0, 0, 1, 1, 0]`. Shifting does it without a table:
# `n >> k` drops the last $k$ bits, and `& 1` keeps the last that is left. For 6 and
# $k = 7, \dots, 0$ the shifted numbers are 0, 0, 0, 0, 0, 1, 3, 6, whose last bits are those above.
#
# ### Trap
#
# `np.unpackbits` does exactly this, for one byte. A ninth bit is out of its reach: `np.uint8` holds
# 0 to 255, and depending on how you got there 300 raises an error or silently becomes 44. Your
# function should work for twelve bits too.


# %% tags=["exercise"]
def int_to_bits(n, binary_dim=8):
    """Write a number in binary.

    The positional notation of base 2: `n` is the sum of `bit[binary_dim - 1 - k] * 2**k`.

    Parameters
    ----------
    n : int
        The number, with 0 <= n < 2**binary_dim.
    binary_dim : int
        How many bits to write; may be more than 8.

    Returns
    -------
    bits : ndarray of uint8, shape (binary_dim,)
        The bits, most significant first.
    """
    ### BEGIN SOLUTION
    bits = [(int(n) >> place) & 1 for place in reversed(range(binary_dim))]
    return np.array(bits, dtype=np.uint8)
    ### END SOLUTION


# %% tags=["check"]
def test_int_to_bits_puts_the_most_significant_bit_first():
    """Six, in eight bits, is 00000110."""
    bits = int_to_bits(6)
    assert np.shape(bits) == (8,), f"the bits of 6 have shape {np.shape(bits)}, expected (8,)"
    assert list(bits) == [0, 0, 0, 0, 0, 1, 1, 0], (
        f"int_to_bits(6) is {list(map(int, bits))}, expected [0, 0, 0, 0, 0, 1, 1, 0]: the ones "
        "are the last entry."
    )
    kind = getattr(bits, "dtype", type(bits))
    assert kind == np.uint8, f"the bits are {kind}, expected uint8"


def test_int_to_bits_goes_beyond_one_byte():
    """300 needs nine bits, and in ten it is 0100101100."""
    bits = int_to_bits(300, 10)
    assert list(bits) == [0, 1, 0, 0, 1, 0, 1, 1, 0, 0], (
        f"int_to_bits(300, 10) is {list(map(int, bits))}, expected [0, 1, 0, 0, 1, 0, 1, 1, 0, 0] "
        "(256 + 32 + 8 + 4). A byte ends at 255."
    )


def test_int_to_bits_writes_as_many_bits_as_asked():
    """Leading zeros are written, and no more bits than asked for."""
    assert list(int_to_bits(0, 3)) == [0, 0, 0], (
        f"int_to_bits(0, 3) is {int_to_bits(0, 3)}, expected three zeros"
    )
    assert list(int_to_bits(5, 3)) == [1, 0, 1], (
        f"int_to_bits(5, 3) is {int_to_bits(5, 3)}, expected [1, 0, 1]"
    )


# %% [markdown]
# ## 2. Reading two numbers
#
# Now the network that has to find the carry: a vanilla RNN like the one that you know, with
# sigmoids (Elman, 1990). At step $t = 0, 1, \dots, B-1$ it sees one column, the two bits with place
# value $2^t$:
#
# $$x_t = \begin{pmatrix} a[B-1-t] \\ b[B-1-t] \end{pmatrix}, \qquad
#   h_t = \sigma(W_i x_t + W_h h_{t-1}), \qquad p_t = \sigma(W_o h_t)$$
#
# starting from $h_{-1} = 0$. The prediction has the order of the label, so $p_t$ is its entry
# $B - 1 - t$.
#
# ![Six plus seven, column by column. Four cells stand in a row, one under each column of bits. The
# rightmost is step 0; from it the state goes left, from cell to cell, and has to hold the carries
# 0, 1 and 1. Below each cell is a bit of the sum: 1, 1, 0, 1, which is
# thirteen.](pictures/carry.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `a`, `b` | `(B,)` | | `prediction` | `(B,)` |
# | `parameters` | as above | | `cache` | yours |
#
# Inside, $x_t$ is `(2,)`, $h_t$ is `(H,)`, and $p_t$ is one number.
#
# ### By hand
#
# Since $\sigma(\ln r) = r/(1+r)$, logarithms keep it simple again. One hidden unit, two bits,
# $a = b = $ `[0, 1]`, $W_i = (\ln 3 \;\; 0)$, $W_h = 0$, $W_o = \tfrac43 \ln 4$. The ones come
# first: $h_0 = \sigma(\ln 3) = 0.75$ and $p_0 = \sigma(\ln 4) = 0.8$. Then the twos:
# $h_1 = \sigma(0) = 0.5$ and $p_1 = \sigma(\tfrac23\ln 4) = 0.716$. As the result is in writing
# order, `prediction` is `[0.716, 0.8]`.
#
# ### Traps
#
# - **Reading from the wrong end.** From the most significant end the carry would have to be known
#   before the columns that make it. Such a network raises no error, and never learns to add.
# - **Zero is not silence.** $\sigma(0) = \tfrac12$: a hidden unit that hears nothing is half on.
#   The state *before* the first step is zeros all the same, not $\tfrac12$.
# - **One state a step.** A state is `(H,)`, or `(H, 1)` as a column; with sixteen units it is
#   `(16, 1)`, never `(1, 1)`.


# %% tags=["exercise"]
def adder_forward(a, b, parameters):
    """Predict the bits of a sum.

    An Elman network (Elman, "Finding structure in time", 1990) with sigmoid units and no biases,
    which reads the bits from the least significant end::

        h_t = sigmoid(w_i x_t + w_h h_(t-1)),   p_t = sigmoid(w_o h_t),   zeros before step 0

    Parameters
    ----------
    a, b : ndarray of uint8, shape (B,)
        The bits of the two numbers, most significant first.
    parameters : dict
        `w_i` (H, 2), `w_h` (H, H) and `w_o` (1, H).

    Returns
    -------
    prediction : ndarray of float, shape (B,)
        The probability that each bit of the sum is 1, most significant first, not rounded.
    cache : tuple
        Whatever your `adder_backward` needs.
    """
    ### BEGIN SOLUTION
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(w_i.dtype)
    states, outputs = [np.zeros_like(w_h[0])], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(sigmoid(w_o @ states[-1]))
    prediction = np.concatenate(outputs)[::-1]
    return prediction, (inputs, states, prediction, parameters)
    ### END SOLUTION


# %% tags=["check"]
def test_adder_forward_gives_the_example_worked_by_hand():
    """The ones are read first, and their prediction is written last."""
    parameters = {
        "w_i": np.array([[np.log(3), 0.0]]),
        "w_h": np.array([[0.0]]),
        "w_o": np.array([[4 / 3 * np.log(4)]]),
    }
    bits = np.array([0, 1], dtype=np.uint8)
    prediction, _ = adder_forward(bits, bits, parameters)
    assert np.shape(prediction) == (2,), (
        f"prediction has shape {np.shape(prediction)}, expected (2,)"
    )
    assert np.allclose(prediction, [0.715899, 0.8], atol=1e-6), (
        f"prediction is {prediction}, expected [0.715899, 0.8]. If yours is the other way "
        "round, it is in reading order; if it is exactly 0 and 1, it was rounded too early."
    )


def test_adder_forward_reads_the_least_significant_bit_first():
    """What happens in the twos does not change the prediction for the ones."""
    rng = np.random.default_rng(0)
    parameters = {"w_i": rng.normal(size=(3, 2)), "w_h": rng.normal(size=(3, 3))}
    parameters["w_o"] = rng.normal(size=(1, 3))
    b = np.array([0, 1, 1], dtype=np.uint8)
    before, _ = adder_forward(np.array([0, 0, 1], dtype=np.uint8), b, parameters)
    after, _ = adder_forward(np.array([0, 1, 1], dtype=np.uint8), b, parameters)
    changed = list(map(bool, np.asarray(before) != np.asarray(after)))
    assert changed == [True, True, False], (
        f"after a change of the middle bit of a, the predictions changed at {changed}, expected "
        "[True, True, False]: a lower bit is read before. Look at the reading order."
    )


def test_adder_forward_starts_from_zeros_and_remembers():
    """A unit that hears only what another was a step before goes through 1/2, then 2/3."""
    parameters = {
        "w_i": np.zeros((2, 2)),
        # Old unit 1 feeds new unit 0: column 1, row 0.
        "w_h": np.array([[0.0, 2 * np.log(2)], [0.0, 0.0]]),
        "w_o": np.array([[3 * np.log(3), 0.0]]),
    }
    bits = np.array([1, 1], dtype=np.uint8)
    prediction, _ = adder_forward(bits, bits, parameters)
    assert np.shape(prediction) == (2,), (
        f"prediction has shape {np.shape(prediction)}, expected (2,)"
    )
    assert np.allclose(prediction, [0.9, 0.838610], atol=1e-6), (
        f"prediction is {prediction}, expected [0.9, 0.838610]: sigmoid(3 ln 3 h) of a first unit "
        "that is 2/3 at the twos and 1/2 at the ones. Look at the first state, and at w_h."
    )


# %% [markdown]
# ## 3. The gradients
#
# Nobody tells the network what to carry. The only teacher is the error at each bit, and it must
# reach the columns where the carry was made: by the delta rule through time (Rumelhart, Hinton and
# Williams, 1986). The loss of one pair is $L = \tfrac12 \sum_t (y_t - p_t)^2$, with $y_t$ the
# label's bit for place $2^t$. Two error signals do all the work. At the output, before its sigmoid,
#
# $$\delta^o_t = (p_t - y_t)\,p_t (1 - p_t)$$
#
# and at the hidden units, before theirs,
#
# $$\delta^h_t = \bigl(W_o^T \delta^o_t + W_h^T \delta^h_{t+1}\bigr) \odot h_t \odot (1 - h_t),
#   \qquad \delta^h_B = 0$$
#
# The hidden signal is **recursive**: it has its own later value in it, so go from the last column
# read back to the first.
#
# ![The hidden signals of the same four columns. Each cell gets its output signal from below, and
# the signal of the next step, multiplied with the transpose of W h, from its left; zero enters the
# leftmost cell, which was read last, and the signals go right, against the way of the
# carry.](pictures/backward.svg)
#
# | takes | shape | | returns, in a dict | shape |
# |---|---|---|---|---|
# | `label` | `(B,)` | | `w_i`, `w_h` | `(H, 2)`, `(H, H)` |
# | `cache` | yours | | `w_o` | `(1, H)` |
#
# Each matrix then collects *signal times what it was multiplied with*, over all steps:
#
# $$\mathrm{d}W_o = \sum_t \delta^o_t h_t^T, \qquad \mathrm{d}W_h = \sum_t \delta^h_t h_{t-1}^T,
#   \qquad \mathrm{d}W_i = \sum_t \delta^h_t x_t^T$$
#
# ### By hand
#
# The example of section 2, with the label of $1 + 1 = 2$: `[1, 0]`. At the ones $y_0 = 0$ and
# $p_0 = 0.8$, so $\delta^o_0 = 0.8 \cdot 0.8 \cdot 0.2 = 0.128$. At the twos $y_1 = 1$ and
# $p_1 = 0.7159$, so $\delta^o_1 = -0.2841 \cdot 0.2034 = -0.05778$. Hence
# $\mathrm{d}W_o = 0.128 \cdot 0.75 - 0.05778 \cdot 0.5 = 0.0671$.
#
# At the hidden unit, with $W_o = \tfrac43\ln 4 = 1.848$: $\delta^h_1 = 1.848 \cdot (-0.05778)
# \cdot \tfrac14 = -0.0267$. As $W_h$ is 0, nothing of it comes back to the ones, and
# $\delta^h_0 = 1.848 \cdot 0.128 \cdot \tfrac3{16} = 0.0444$. So
# $\mathrm{d}W_h = -0.0267 \cdot 0.75 = -0.0200$ (step 0 has only zeros before it), and
# $\mathrm{d}W_i = (0.0444,\; 0.0444)$, as both bits are 1 at the ones and 0 at the twos.
#
# ### Traps
#
# - **The sign.** The derivative of $\tfrac12(y-p)^2$ by $p$ is $p - y$. Define the signal with
#   $y - p$ and you must *add* the update, or the error climbs.
# - **The future term belongs in all of it.** $\mathrm{d}W_i$ uses the same $\delta^h_t$ as
#   $\mathrm{d}W_h$. Leave the future out of it and **training will not tell you**: four of five
#   networks that we trained so added every pair correctly. Accuracy says that learning works, not
#   that the gradient is right.
# - **`uint8` wraps around.** A label bit minus a *rounded, uint8* prediction bit gives
#   $0 - 1 = 255$. With probabilities in floating point nothing wraps; keep them unrounded here.


# %% tags=["exercise"]
def adder_backward(label, cache):
    """Compute the gradients of the loss 1/2 sum (label - prediction)**2.

    The generalised delta rule through time (Rumelhart, Hinton and Williams, "Learning internal
    representations by error propagation", 1986), with * elementwise::

        delta_o_t = (p_t - y_t) * p_t * (1 - p_t)
        delta_h_t = (w_o^T delta_o_t + w_h^T delta_h_(t+1)) * h_t * (1 - h_t)

    and the gradients are the sums over t of delta_o_t h_t^T (for w_o), delta_h_t h_(t-1)^T (for
    w_h) and delta_h_t x_t^T (for w_i).

    Parameters
    ----------
    label : ndarray of uint8, shape (B,)
        The bits of the right sum, most significant first.
    cache : tuple
        What your `adder_forward` returned as its cache.

    Returns
    -------
    gradients : dict
        `w_i` (H, 2), `w_h` (H, H) and `w_o` (1, H).
    """
    ### BEGIN SOLUTION
    inputs, states, prediction, parameters = cache
    w_h, w_o = parameters["w_h"], parameters["w_o"]
    # In reading order, like inputs and states. The prediction is a float, so nothing can wrap.
    delta_o = ((prediction - label) * prediction * (1 - prediction))[::-1]
    delta_h = np.zeros_like(states[0])
    deltas = []
    for error, state in zip(delta_o[::-1], states[:0:-1], strict=True):
        delta_h = (w_o[0] * error + w_h.T @ delta_h) * state * (1 - state)
        deltas.append(delta_h)
    delta_h = np.stack(deltas[::-1])
    before, after = np.stack(states[:-1]), np.stack(states[1:])
    return {"w_i": delta_h.T @ inputs, "w_h": delta_h.T @ before, "w_o": delta_o[None] @ after}
    ### END SOLUTION


# %% tags=["check"]
def test_adder_backward_gives_the_example_worked_by_hand():
    """The output weight of the example has the gradient 0.0671."""
    parameters = {
        "w_i": np.array([[np.log(3), 0.0]]),
        "w_h": np.array([[0.0]]),
        "w_o": np.array([[4 / 3 * np.log(4)]]),
    }
    bits = np.array([0, 1], dtype=np.uint8)
    _, cache = adder_forward(bits, bits, parameters)
    gradients = adder_backward(np.array([1, 0], dtype=np.uint8), cache)
    cases = {"w_o": [[0.067109]], "w_h": [[-0.020026]], "w_i": [[0.044361, 0.044361]]}
    for name, expected in cases.items():
        got = gradients[name]
        assert np.shape(got) == np.shape(expected), (
            f"the gradient of {name} has shape {np.shape(got)}, expected {np.shape(expected)}"
        )
        assert np.allclose(got, expected, atol=1e-6), (
            f"the gradient of {name} is {got}, expected {expected}. If the sign is the "
            "opposite one, look at the derivative of the loss; if the numbers are far off, at the "
            "order of the label's bits."
        )


def test_adder_backward_agrees_with_a_finite_difference():
    """Moving each matrix a little changes the loss as its gradient says."""
    rng = np.random.default_rng(2)
    shapes = {"w_i": (3, 2), "w_h": (3, 3), "w_o": (1, 3)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    a, b, label = np.array([[0, 1, 0, 1], [0, 1, 1, 1], [1, 1, 0, 0]], dtype=np.uint8)
    _, cache = adder_forward(a, b, {name: array.copy() for name, array in parameters.items()})
    gradients = adder_backward(label, cache)
    for name, array in parameters.items():
        assert np.shape(gradients[name]) == array.shape, (
            f"the gradient of {name} has shape {np.shape(gradients[name])}, expected {array.shape}"
        )
        direction, losses = rng.normal(size=array.shape), []
        for step in (1e-6, -1e-6):
            moved, _ = adder_forward(a, b, {**parameters, name: array + step * direction})
            losses.append(np.sum((label - moved) ** 2) / 2)
        expected, got = (losses[0] - losses[1]) / 2e-6, np.sum(gradients[name] * direction)
        assert abs(got - expected) < 1e-7, (
            f"{name}: along a random direction the gradient says {got:.9f}, the loss moves by "
            f"{expected:.9f} a unit. Look at the hidden signal: does it hold its later value?"
        )


# %% [markdown]
# ## 4. Training
#
# Gradients say where to go; training goes there. One pair, one step: predict, compare, and move
# each matrix a little against its gradient (stochastic gradient descent: *Deep Learning* (2016),
# section 8.3.1),
#
# $$W \leftarrow W - \alpha\,\mathrm{d}W$$
#
# Count the wrong bits of each pair **before** its step; that number is an honest test, as the
# network has not yet learned from this pair. Rounding a probability gives its bit.
#
# ![The circle of training. A pair of numbers is predicted, the wrong bits are counted before the
# network learns, all gradients are found, and new weights are made; with them the next pair of
# numbers is predicted.](pictures/training.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `parameters` | as above | | `parameters` | as above, new arrays |
# | `pairs` | a list of pairs of ints | | `errors` | as many ints |
# | `alpha`, `binary_dim` | a number, an int | | | |
#
# ### By hand
#
# One unit, one bit, $1 + 0 = 1$; $W_i$ and $W_h$ are zero and $W_o = -2\ln 3$, so $h = \tfrac12$
# and $p = \sigma(-\ln 3) = \tfrac14$: read as 0, one wrong bit. Back:
# $\delta^o = (\tfrac14 - 1) \cdot \tfrac14 \cdot \tfrac34 = -\tfrac9{64}$, so
# $\mathrm{d}W_o = \tfrac12\delta^o = -\tfrac9{128}$, and
# $\delta^h = -2\ln 3 \cdot \delta^o \cdot \tfrac14 = \tfrac9{128}\ln 3$, which is also the first
# entry of $\mathrm{d}W_i$, as that bit is 1. With $\alpha = 16$ the new weights are
# $W_o = -2.1972 + \tfrac98 = -1.0722$ and $W_i = (-\tfrac98\ln 3, 0) = (-1.2359, 0)$.
#
# ### Traps
#
# - **Whose arrays are these?** `W -= alpha * dW` changes the array that the caller gave you. Copy
#   the parameters first; whoever starts two runs from the same weights will thank you.
# - **All gradients first, then all updates.** `w_o` takes part in the gradient of `w_h`.
# - **Start each step from new gradients.** Code that keeps running sums and empties them with
#   `update *= 0` never gets rid of a NaN, since $0 \cdot \text{NaN} = \text{NaN}$.
# - **A step is not an epoch.** An epoch is a pass over a whole training set; here each pair counts
#   as a step, and ten thousand steps take a few seconds.


# %% tags=["exercise"]
def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    """Train the adder by gradient descent, one pair of numbers a step.

    Stochastic gradient descent (Goodfellow, Bengio and Courville, *Deep Learning* (2016), section
    8.3.1) with a fixed learning rate: `W = W - alpha * dW` for each of the three matrices.

    Parameters
    ----------
    parameters : dict
        The weights to start from: `w_i` (H, 2), `w_h` (H, H) and `w_o` (1, H). Neither the dict nor
        its arrays are changed.
    pairs : list of (int, int)
        The numbers to add, in the order of the steps; every sum fits in `binary_dim` bits.
    alpha : float
        The learning rate.
    binary_dim : int
        How many bits the numbers have.

    Returns
    -------
    parameters : dict
        The trained weights.
    errors : list of int, as long as `pairs`
        How many bits of each prediction were wrong, before the step that learned from it.
    """
    ### BEGIN SOLUTION
    trained = {name: array.copy() for name, array in parameters.items()}
    errors = []
    for a, b in pairs:
        prediction, cache = adder_forward(
            int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained
        )
        label = int_to_bits(a + b, binary_dim)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        for name in trained:
            trained[name] -= alpha * gradients[name]
    return trained, errors
    ### END SOLUTION


# %% tags=["check"]
def test_train_adder_takes_the_steps_worked_by_hand():
    """One unit that is half on, one bit: the steps can be followed with a pencil."""
    parameters = {"w_i": np.zeros((1, 2)), "w_h": np.zeros((1, 1))}
    # h = 1/2, p = 1/4, label 1: the signals are -9/64 at the output and (9/128) ln 3 at the unit.
    parameters["w_o"] = np.array([[-2 * np.log(3)]])
    trained, errors = train_adder(parameters, [(1, 0)], 16.0, 1)
    assert list(errors) == [1], (
        f"errors is {errors}, expected [1]: a prediction of 1/4 counts as 0, and the label is 1"
    )
    for name, expected in {"w_o": [[-1.072225]], "w_h": [[0.0]], "w_i": [[-1.235939, 0.0]]}.items():
        assert np.allclose(trained[name], expected, atol=1e-6), (
            f"after one step with alpha = 16, {name} is {trained[name]}, expected {expected}: the "
            "old weights minus alpha times the gradient, all gradients taken before any update."
        )
    # h = 1/2, p = 3/4, label 0: the gradient of w_o is 9/128, and the other two are zero.
    parameters["w_o"] = np.array([[2 * np.log(3)]])
    trained, errors = train_adder(parameters, [(0, 0), (0, 0)], 64.0, 1)
    assert list(errors) == [1, 0], (
        f"errors of two steps is {errors}, expected [1, 0]: each is counted before its own step, "
        "with the weights that the step before has left."
    )
    assert np.allclose(trained["w_o"], -3.705925, atol=1e-6), (
        f"after two steps w_o is {trained['w_o']}, expected -3.705925: the second step starts from "
        "the first one's weights, with a gradient of its own."
    )


def test_train_adder_leaves_the_given_parameters_alone():
    """Training twice from the same weights gives the same result twice."""
    rng = np.random.default_rng(3)
    shapes = {"w_i": (3, 2), "w_h": (3, 3), "w_o": (1, 3)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    given = {name: (array, array.copy()) for name, array in parameters.items()}
    train_adder(parameters, [(3, 5), (6, 1)], 0.5, 4)
    for name, (array, before) in given.items():
        assert parameters.get(name) is array and np.array_equal(array, before), (
            f"training changed the caller's {name}: copy the parameters before the first step."
        )


def test_train_adder_counts_wrong_bits_and_not_their_sum():
    """A bit that is wrong upwards and one that is wrong downwards are two wrong bits, not none."""
    # This network gives the bits of its first number back, and with alpha = 0 it learns nothing.
    parameters = {
        "w_i": np.array([[40.0, 0.0], [0.0, 0.0]]),
        "w_h": np.zeros((2, 2)),
        "w_o": np.array([[40.0, -60.0]]),
    }
    _, errors = train_adder(parameters, [(3, 4), (0, 0), (1, 1), (255, 1)], 0.0, 9)
    assert list(errors) == [1, 0, 2, 9], (
        f"errors is {errors}, expected [1, 0, 2, 9]: the network answers 3 for 7, 0 for 0, 1 for 2 "
        "and 255 for 256. Compare bit by bit; a wrong 1 does not make up for a wrong 0."
    )


# %% [markdown]
# ## 5. Using it
#
# What is a calculator that shows eight probabilities? Predict, round, and read the bits as a
# number, which is section 1 turned round:
#
# $$n = \sum_k \beta_k 2^k = 2(2(\dots(2\beta_{B-1} + \beta_{B-2})\dots) + \beta_1) + \beta_0$$
#
# The form on the right is Horner's rule (Knuth, volume 2, section 4.6.4): from the left, double
# what you have and add the next bit.
#
# ![Four probabilities, 0.1, 0.9, 0.8 and 0.2, are rounded to the bits 0, 1, 1 and 0. Read from the
# left, each total is twice the one before plus the bit: 0, 1, 3 and
# 6.](pictures/reading.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `a`, `b`, `binary_dim` | ints | | `total` | an int |
# | `parameters` | as above | | | |
#
# ### By hand
#
# Let the first unit have $W_i = (40 \;\; 0)$, the second hear nothing, $W_h = 0$ and
# $W_o = (40 \;\; {-60})$. Where the bit of `a` is 1 the first unit is on and the sum at the output
# is $40 - 30 = 10$; where it is 0 the unit is half on and the sum is $20 - 30 = -10$. So the
# network gives `a` back: for $6 + 1$ in four bits it says 0, 1, 1, 0, and `add` returns 6, wrong as
# it is.
#
# ### Traps
#
# - **`uint8` overflows**, and Python's integers cannot: $2 \cdot 200 = 144$ in eight bits.
# - **`np.round` takes an exact half to the nearest *even* number**, so 0.5 is read as 0; no test
#   depends on it.
# - **Do not add.** `a + b` is what the network should say, not what it says.


# %% tags=["exercise"]
def add(a, b, parameters, binary_dim=8):
    """Add two numbers with the network.

    The rounded prediction, read in positional notation: the sum of `bit * 2**place`.

    Parameters
    ----------
    a, b : int
        The numbers, with a + b < 2**binary_dim.
    parameters : dict
        `w_i` (H, 2), `w_h` (H, H) and `w_o` (1, H).
    binary_dim : int
        How many bits the network reads and writes.

    Returns
    -------
    total : int
        The sum as the network predicts it, right or wrong.
    """
    ### BEGIN SOLUTION
    prediction, _ = adder_forward(
        int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters
    )
    total = 0
    for bit in np.round(prediction):
        total = 2 * total + int(bit)
    return total
    ### END SOLUTION


# %% tags=["check"]
def test_add_reads_the_prediction_as_a_number():
    """A network that copies the bits of a gives a back."""
    # A strongly driven unit follows a, and a second one, always half on, sets the threshold.
    parameters = {
        "w_i": np.array([[40.0, 0.0], [0.0, 0.0]]),
        "w_h": np.zeros((2, 2)),
        "w_o": np.array([[40.0, -60.0]]),
    }
    for a, b, binary_dim in [(6, 1, 4), (1, 0, 8), (301, 7, 10)]:
        total = add(a, b, parameters, binary_dim)
        assert total == a, (
            f"add({a}, {b}) is {total} with a network that outputs the bits of its first number, "
            f"expected {a}: look at the weights of the places, and at rounding."
        )


def test_add_asks_the_network():
    """An untrained network gives a wrong sum, and that is what is returned."""
    parameters = {"w_i": np.zeros((1, 2)), "w_h": np.zeros((1, 1)), "w_o": np.ones((1, 1))}
    total = add(1, 2, parameters, 4)
    assert total == 15, (
        f"add(1, 2) is {total} with a network whose every bit is 1, expected 15: the sum is "
        "what the network predicts, not what is right."
    )


# %% [markdown]
# ## See it work
#
# Sixteen hidden units, ten thousand steps with numbers below 128, so that a sum fits in eight bits.
# For three thousand steps little seems to happen; within the next two thousand nearly all the wrong
# bits vanish, as the network has found the carry. Then all 16,384 sums are tried, of which it has
# seen fewer than half.


# %% tags=["demo"]
if __name__ == "__main__":
    np.random.seed(0)
    parameters = {
        "w_i": 2 * np.random.random((16, 2)) - 1,
        "w_o": 2 * np.random.random((1, 16)) - 1,
        "w_h": 2 * np.random.random((16, 16)) - 1,
    }
    pairs = [(np.random.randint(128), np.random.randint(128)) for _ in range(10_000)]
    trained, errors = train_adder(parameters, pairs)
    for start in range(0, 10_000, 1_000):
        mean = np.mean(errors[start : start + 1_000])
        print(f"steps {start:5} to {start + 999:5}: {mean:.3f} wrong bits a pair")
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None
    if plt:
        plt.figure(figsize=(7, 3.2), layout="constrained")
        plt.plot(np.convolve(errors, np.ones(200) / 200, mode="valid"), color="#0072B2")
        plt.xlabel("step")
        plt.ylabel("wrong bits a pair (mean of 200)")
        plt.title("The network finds the carry")
        plt.show()
    right = sum(add(a, b, trained) == a + b for a in range(128) for b in range(128))
    print(f"{right} of {128 * 128} sums are right; 100 + 27 = {add(100, 27, trained)}")

# %% [markdown]
# ## What comes next
#
# This network read from one end only, and had one layer. `deep_bidirectional` reads from both ends
# and puts layers on top of each other.
