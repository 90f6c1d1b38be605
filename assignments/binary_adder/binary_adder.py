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

# %%
import numpy as np

# %% [markdown]
# ## The squashing function
#
# Hidden units and output are sigmoids, $\sigma(z) = 1/(1 + e^{-z})$, with the derivative
# $\sigma' = \sigma(1 - \sigma)$. The formula as it stands overflows in $e^{-z}$ for a very negative
# $z$, so the version given here has $e^{-|z|}$ in both of its branches, which never exceeds 1.


# %%
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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## See it work
#
# Sixteen hidden units, ten thousand steps with numbers below 128, so that a sum fits in eight bits.
# For three thousand steps little seems to happen; within the next two thousand nearly all the wrong
# bits vanish, as the network has found the carry. Then all 16,384 sums are tried, of which it has
# seen fewer than half.

# %%
if __name__ == "__main__":
    try:
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
    except Exception as problem:
        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")


# %% [markdown]
# ## What comes next
#
# This network read from one end only, and had one layer. `deep_bidirectional` reads from both ends
# and puts layers on top of each other.
