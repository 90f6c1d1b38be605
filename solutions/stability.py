# %% [markdown]
# # Stability: gradients that vanish, gradients that explode
#
# You have built networks of every shape, and trained two of them. This lesson is about why training
# one can fail although every line of it is right.
#
# In `vanilla_rnn` you sent a gradient back through time. Each step on its way multiplied it by the
# same weights and by the slope of a tanh, forty times for forty steps. A number multiplied forty
# times by 0.6 is gone ($10^{-9}$); multiplied forty times by 1.4 it is 700,000. Matrices are no
# better: either the first steps learn nothing, or one step of learning throws all weights away.
#
# The `lstm` and the `gru` change the network, so that the past is added to and not multiplied. This
# lesson keeps the network as it is. It **measures** what goes wrong, and then builds the two
# remedies that nearly every training program has.
#
# You will write three functions:
#
# 1. `gradient_norms`: how long the gradient is at each step of its way back;
# 2. `clip_by_norm`: make a gradient that is too long shorter, without turning it;
# 3. `weight_decay`: keep weights from growing.
#
# Each stands alone, and the demonstration at the end trains a network with all of them.
#
# ## Names and shapes
#
# As in `vanilla_rnn`, a state is a row, and the weights stand on its right.
#
# | name | shape | meaning |
# |---|---|---|
# | $T$, $H$ | | steps in the sequence, hidden units |
# | `h` | `(T, H)` | states of one sequence: `h[t]` is the state *after* step `t` |
# | `Wh` | `(H, H)` | hidden-to-hidden weights |
# | `dh_last` | `(H,)` | gradient of the loss with respect to `h[T - 1]`, the last state |
# | `gradients` | a dict | arrays of any shapes by name: `dWx`, `dWh`, `db`, `dx`, … |
# | `parameters` | a dict | weights `W…` and biases `b…`; `dWx` is the gradient of `Wx` |
#
# The **norm** of a vector, $\|g\| = \sqrt{\sum_i g_i^2}$, is its length: that of $(3, 4)$ is 5.

# %% tags=["setup"]
import numpy as np

# %% [markdown]
# ## 1. How long is the gradient?
#
# A network that does not learn looks the same from outside, whether its gradients have vanished, or
# exploded, or are simply wrong. So measure before you mend.
#
# A step of the vanilla RNN is $h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$. Say that the loss looks at
# the last state only, and that $\delta_t$ is the gradient that reaches $h_t$. Going back through
# one step, it meets the tanh first and the weights second:
#
# $$\delta_{t-1} = \big(\delta_t * (1 - h_t^2)\big)\, W_h^T
#   \;=\; \delta_t\, \mathrm{diag}(1 - h_t^2)\, W_h^T$$
#
# and from the last state to the one before step $t$ it is a product of all the factors between
# (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013,
# section 2):
#
# $$\delta_{t-1} = \delta_{T-1}\; \mathrm{diag}(1 - h_{T-1}^2)\,W_h^T \;\cdots\;
#   \mathrm{diag}(1 - h_t^2)\,W_h^T$$
#
# ![Three steps, and a gradient that goes back from the last state to h0, with bars for its norm at
# each of the four states. Where each step multiplies it by 0.6, the bars shrink to 0.2 at h0; where
# each multiplies it by 1.4, they grow to 2.7.](pictures/going_back.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `h`, `Wh` | `(T, H)`, `(H, H)` | | `norms` | `(T + 1,)` |
# | `dh_last` | `(H,)` | | | |
#
# A sequence of $T$ steps has $T + 1$ states, counting the one before the first step, so there are
# $T + 1$ norms:
#
# | entry of the result | is the norm of the gradient of | has been through |
# |---|---|---|
# | `norms[T]` | `h[T - 1]`, given as `dh_last` | no step |
# | `norms[t]` | `h[t - 1]`, the state before step `t` | steps `T - 1` down to `t` |
# | `norms[0]` | `h0`, the state before the first step | all steps |
#
# ### When does it vanish, when does it explode?
#
# How much can a matrix stretch a vector? At most by its *largest singular value*. The slope
# $1 - h^2$ is at most 1 and stretches nothing. So if the largest singular value of $W_h$ is **below
# 1, the gradient must vanish** over many steps. If it is above 1, the gradient **may explode**, and
# need not: the slopes may win. For a sigmoid, whose slope is at most $\tfrac14$, the border is not
# 1 but 4.
#
# ### By hand
#
# One unit, $W_h = 2$, states $0.8$ and $0.6$, and a gradient of 1 at the last state:
#
# | step | $\delta_t$ | slope $1 - h_t^2$ | times $W_h$ gives $\delta_{t-1}$ |
# |---|---|---|---|
# | 1 | 1 | $1 - 0.6^2 = 0.64$ | 1.28 |
# | 0 | 1.28 | $1 - 0.8^2 = 0.36$ | 0.9216 |
#
# So `norms` is $[0.9216,\ 1.28,\ 1]$: the one step makes the gradient longer and the other shorter.
#
# ### Traps
#
# - **It is the product that vanishes.** You may read that gradients vanish where a slope is zero.
#   No single factor need be zero, or even small: forty factors of 0.6 are enough.
# - **Carry the vector, not its length.** A matrix may stretch one direction and squeeze another, so
#   the norm of a product is *not* the product of the norms. Measure at each state, and carry on
#   with the vector.
# - **The transpose.** Going forward the state stands to the left of $W_h$; coming back, the
#   gradient stands to the left of $W_h^T$. Texts that write states as columns have $W_h$ and
#   $W_h^T$ the other way round.
# - **Which state has the slope?** The one *after* the step: `h[t]` belongs to step `t`.


# %% tags=["exercise"]
def gradient_norms(h, Wh, dh_last):
    """Measure the gradient at each state, on its way back from the last one.

    Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is
    difficult" (1994); in this form in Pascanu, Mikolov and Bengio (2013), section 2. For a vanilla
    RNN of tanh units with one state a row, the gradient that leaves step t is the one that reached
    its result, times the slope of the tanh there, times the transpose of `Wh`.

    Parameters
    ----------
    h : ndarray, shape (T, H)
        The states of one sequence: `h[t]` is the state after step t, T at least 1.
    Wh : ndarray, shape (H, H)
        Hidden-to-hidden weights.
    dh_last : ndarray, shape (H,)
        Gradient of the loss with respect to the last state, `h[T - 1]`.

    Returns
    -------
    norms : ndarray, shape (T + 1,)
        Entry T is the Euclidean norm of `dh_last`; entry t is that of the gradient that reaches the
        state before step t, which is `h[t - 1]`, or the first state h0 for t = 0.
    """
    ### BEGIN SOLUTION
    dh = dh_last
    norms = [np.linalg.norm(dh)]
    for state in h[::-1]:
        dh = (dh * (1 - state**2)) @ Wh.T
        norms.append(np.linalg.norm(dh))
    return np.array(norms[::-1])
    ### END SOLUTION


# %% tags=["check"]
def test_gradient_norms_gives_the_example_worked_by_hand():
    """One unit, two steps: the one makes the gradient longer, the other shorter."""
    norms = gradient_norms(np.array([[0.8], [0.6]]), np.array([[2.0]]), np.array([1.0]))
    assert np.shape(norms) == (3,), (
        f"the result has shape {np.shape(norms)}, expected (3,): two steps have three states, "
        "counting the one before the first step"
    )
    assert np.allclose(norms, [0.9216, 1.28, 1.0]), (
        f"the norms are {np.asarray(norms)}, expected [0.9216, 1.28, 1]. The last entry is the "
        "norm of dh_last. In [4, 2, 1] the slopes are missing; with 0.72 in the middle the slope is "
        "taken at the wrong state; in [1, 1.28, 0.9216] the order is reversed."
    )


def test_gradient_norms_goes_back_through_Wh():
    """Unit 0 feeds unit 1, so a gradient at unit 1 reaches unit 0, and there it ends."""
    Wh = np.array([[0.0, 3.0], [0.0, 0.0]])
    norms = gradient_norms(np.zeros((2, 2)), Wh, np.array([0.0, 5.0]))
    assert np.shape(norms) == (3,), f"the result has shape {np.shape(norms)}, expected (3,)"
    assert np.allclose(norms, [0.0, 15.0, 5.0]), (
        f"the norms are {np.asarray(norms)}, expected [0, 15, 5]: the gradient at unit 1 goes back "
        "to unit 0 through Wh[0, 1]. Look at the transpose."
    )
    norms = gradient_norms(np.zeros((2, 2)), Wh, np.array([5.0, 0.0]))
    assert np.allclose(norms, [0.0, 0.0, 5.0]), (
        f"the norms are {np.asarray(norms)}, expected [0, 0, 5]: nothing feeds unit 0, so a "
        "gradient there goes no further back. Look at the transpose."
    )


def test_gradient_norms_carries_the_vector():
    """A matrix stretches one direction and squeezes another; a norm alone cannot know which."""
    Wh = np.array([[2.0, 0.0], [0.0, 0.5]])
    norms = gradient_norms(np.zeros((3, 2)), Wh, np.array([3.0, 4.0]))
    expected = [np.hypot(24, 0.5), np.hypot(12, 1), np.hypot(6, 2), 5.0]
    assert np.shape(norms) == (4,), f"the result has shape {np.shape(norms)}, expected (4,)"
    assert np.allclose(norms, expected), (
        f"the norms are {np.asarray(norms)}, expected {np.round(expected, 4)}: the gradients are "
        "(24, 0.5), (12, 1), (6, 2) and (3, 4). Carry the vector, and measure it at each state."
    )


def test_gradient_norms_meets_the_tanh_before_the_weights():
    """The slope belongs to the new units, which the gradient reaches first."""
    h, Wh = np.array([[0.0, 0.6]]), np.array([[0.0, 1.0], [0.0, 0.0]])
    norms = gradient_norms(h, Wh, np.array([0.0, 1.0]))
    assert np.shape(norms) == (2,), f"the result has shape {np.shape(norms)}, expected (2,)"
    assert np.allclose(norms, [0.64, 1.0]), (
        f"the norms are {np.asarray(norms)}, expected [0.64, 1]: the gradient at unit 1 is first "
        "multiplied by the slope there, 1 - 0.6**2, and then goes to unit 0."
    )


# %% [markdown]
# ## 2. Clipping by the norm
#
# An exploding gradient points where it should and is a million times too long: the loss has a
# cliff, and at its edge the slope is enormous (Pascanu et al. 2013, section 2.3). A step of that
# length lands far from everything that was learned. A few more, and a number overflows to infinity;
# infinity minus infinity is NaN, and so is all that a NaN touches: soon every weight and state. So
# keep the direction, and shorten the length:
#
# $$g \leftarrow g \cdot \min\!\left(1, \frac{\theta}{\|g\|}\right), \qquad
#   \|g\| = \sqrt{\sum_{\text{arrays}} \sum_{\text{entries}} g_i^2}$$
#
# The norm is **one number for all arrays together**: the gradient is one long vector, which is kept
# in several arrays only for convenience (Pascanu et al. 2013, section 3.2).
#
# ![A gradient as an arrow that is far too long. Clipped by its norm it ends on a circle around the
# start and points where it pointed. Clipped entry by entry it ends in the corner of a square, and
# is turned.](pictures/clipping.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `gradients` | a dict of arrays, any shapes | | `clipped` | the same keys and shapes |
# | `max_norm` ($\theta$) | a number above 0 | | norm at most $\theta$: | unchanged (zeros, too) |
# | | | | norm above $\theta$: | all arrays times one factor |
#
# The `clip` of `character_model` limits each entry by itself, to $\pm\theta$. That is simpler, and
# it turns the gradient, as large entries lose more than small ones.
#
# ### By hand
#
# `dWh` is $[3]$ and `db` is $[-4]$: the norm is $\sqrt{9 + 16} = 5$. With $\theta = 1$ the factor
# is $\tfrac15$ and the result is $0.6$ and $-0.8$. Clipped entry by entry it would be $1$ and
# $-1$, which points elsewhere. With $\theta = 10$ nothing changes.
#
# ### Traps
#
# - **"Set it to the threshold" loses the sign.** You may read "if the gradient is larger than the
#   threshold, set it to the threshold". With $\theta = 5$ a gradient of $-7$, whose size is above
#   5, would become $+5$ and point the other way. It is either $\pm\theta$ entry by entry, or
#   $g\cdot\min(1, \theta/\lVert g\rVert)$.
# - **One norm, not one an array.** Two arrays of norm 4 and 3 are together 5 long. Scaling each by
#   its own norm turns the gradient, and lets one with a hundred arrays be ten times too long.
# - **Shorten, never stretch.** Near a minimum gradients are short, and that is how one finds it.
# - **Zero divided by zero.** If you divide by the norm, think of gradients that are all zero.
# - **Gradients are clipped, not parameters.** Weights may be as large as learning makes them; what
#   pulls those back is the next section.


# %% tags=["exercise"]
def clip_by_norm(gradients, max_norm):
    """Scale all gradients by one factor, so that their global norm is at most max_norm.

    Gradient norm clipping (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent
    neural networks", 2013, section 3.2 and algorithm 1).

    Parameters
    ----------
    gradients : dict
        Arrays of any shapes, under any names.
    max_norm : float
        The largest norm of all entries of all arrays together that is left; positive.

    Returns
    -------
    clipped : dict
        The same keys, and arrays of the same shapes. Gradients whose norm is at most `max_norm`,
        those that are all zero too, come back with their numbers unchanged.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))
    # 1 for what is short enough, and max_norm / norm for what is not; never a division by zero.
    factor = max_norm / max(norm, max_norm)
    return {name: factor * gradient for name, gradient in gradients.items()}
    ### END SOLUTION


# %% tags=["check"]
def test_clip_by_norm_gives_the_example_worked_by_hand():
    """A gradient of norm 5 is shortened to 1, and keeps its direction."""
    clipped = clip_by_norm({"dWh": np.array([[3.0]]), "db": np.array([-4.0])}, 1)
    assert isinstance(clipped, dict) and set(clipped) == {"dWh", "db"}, (
        f"clip_by_norm returns {clipped}, expected a dict with the keys dWh and db"
    )
    shapes = {name: np.shape(array) for name, array in clipped.items()}
    assert shapes == {"dWh": (1, 1), "db": (1,)}, (
        f"the shapes are {shapes}, expected those of the given arrays: (1, 1) for dWh, (1,) for db"
    )
    got = float(clipped["dWh"][0][0]), float(clipped["db"][0])
    assert np.allclose(got, (0.6, -0.8)), (
        f"dWh and db are {got}, expected (0.6, -0.8). In (1, -1) each array or each entry is "
        "limited by itself; in (1, 1) the sign is lost; in (0.12, -0.16) the norm has no root."
    )


def test_clip_by_norm_leaves_short_gradients_alone():
    """What is short enough already does not change; neither do zeros."""
    for numbers in ([3.0, -4.0], [0.3, 0.0], [0.0, 0.0]):
        given = {"dWx": np.array([numbers]), "dx": np.array([[0.0], [0.0]])}
        clipped = clip_by_norm({name: array.copy() for name, array in given.items()}, 5.0)
        for name, array in given.items():
            assert np.array_equal(clipped[name], array), (
                f"with max_norm = 5, {name} = {array.tolist()} becomes "
                f"{np.asarray(clipped[name]).tolist()}; a norm of at most 5 is left as it is"
            )


def test_clip_by_norm_measures_all_arrays_together():
    """Four arrays of norm 1 have a global norm of 2."""
    names = ("dWx", "dWh", "db", "dh0")
    clipped = clip_by_norm({name: np.array([0.6, -0.8]) for name in names}, 1.0)
    for name in names:
        assert np.allclose(clipped[name], [0.3, -0.4]), (
            f"{name} is {np.asarray(clipped[name])}, expected [0.3, -0.4]. None of the four arrays "
            "is longer than 1, but all together are 2 long, so each is halved."
        )


# %% [markdown]
# ## 3. Weight decay
#
# Clipping repairs one step. Weights that keep growing make the next explosion likelier. To hold
# them back, add to the loss a price for every weight, with a strength $\lambda$ (Krogh and Hertz,
# "A simple weight decay can improve generalization", 1991):
#
# $$L' = L + \frac{\lambda}{2} \sum_{W} \sum_{i,j} W_{ij}^2
#   \qquad\Longrightarrow\qquad \mathrm{d}W' = \mathrm{d}W + \lambda W$$
#
# Why is it called decay? Put it into a step of gradient descent:
# $W - \alpha(\mathrm{d}W + \lambda W) = (1 - \alpha\lambda)\,W - \alpha\,\mathrm{d}W$. Each step
# first takes a small part off every weight, and only what the loss asks for again and again stays.
#
# ![A weight at minus two on a line. The loss asks for a step away from zero, by a half; the decay
# pulls back by 0.2 towards zero; the step that is taken ends at minus 2.3.](pictures/decay.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `gradients`, `parameters` | dicts of arrays | | `decayed` | the keys and shapes of `gradients` |
# | `strength` ($\lambda$) | a number, at least 0 | | | |
#
# | key | example | what happens |
# |---|---|---|
# | `dW…` | `dWx`, `dWh`, `dWaa` | $\lambda$ times the weight is added: `Wx`, `Wh`, `Waa` |
# | `db…` | `db`, `dba` | stays: biases do not decay |
# | others | `dx`, `dh0` | stay: data and states are not learned |
#
# Biases are left out because they multiply nothing: a large one moves a unit but makes no gradient
# grow.
#
# ### By hand
#
# $W_h = -2$, `dWh` is $0.5$, and $\lambda = 0.1$: the result is $0.5 + 0.1 \cdot (-2) = 0.3$. A
# bias of $-2$ with the same gradient keeps its $0.5$. With $\alpha = 1$ the step goes to $-2.3$;
# without decay it would have gone to $-2.5$. The decay pulled it towards zero.
#
# ### Traps
#
# - **Plus, not minus.** The step *subtracts* what you return. A decay with a minus sign makes
#   weights grow, faster and faster.
# - **$\lambda W$, not $2\lambda W$**: the half in the price is there to meet the 2 of the square.
# - **The weight, not its sign and not its square.** A price on $|W|$ would push every weight
#   alike; the price $W^2$ itself is a loss and not a gradient.
# - **It does not help against vanishing.** A smaller $W_h$ means a smaller product. The stronger
#   the decay, the shorter the memory: what helps there are gates.


# %% tags=["exercise"]
def weight_decay(gradients, parameters, strength):
    """Add to the gradient of each weight the strength times the weight.

    Krogh and Hertz, "A simple weight decay can improve generalization" (1991): the gradient of the
    loss with half the strength times the sum of the squared weights added to it.

    Parameters
    ----------
    gradients : dict
        Arrays by name. `dW…` is the gradient of the weight `W…`, whatever stands for the dots;
        `db…` is that of a bias; there may be others, such as `dx` and `dh0`.
    parameters : dict
        Weights `W…` and biases `b…`, each weight shaped like its gradient.
    strength : float
        How strongly the weights decay, at least 0.

    Returns
    -------
    decayed : dict
        The same keys as `gradients`, and arrays of the same shapes. Only those of weights differ.
    """
    ### BEGIN SOLUTION
    decayed = dict(gradients)
    for name in gradients:
        if name.startswith("dW"):
            decayed[name] = gradients[name] + strength * parameters[name[1:]]
    return decayed
    ### END SOLUTION


# %% tags=["check"]
def test_weight_decay_gives_the_example_worked_by_hand():
    """The weight decays towards zero; the bias with the same numbers does not."""
    gradients = {"dWh": np.array([[0.5]]), "db": np.array([0.5])}
    parameters = {"Wh": np.array([[-2.0]]), "b": np.array([-2.0])}
    decayed = weight_decay(gradients, parameters, 0.1)
    assert isinstance(decayed, dict) and set(decayed) == {"dWh", "db"}, (
        f"weight_decay returns {decayed}, expected a dict with the keys dWh and db"
    )
    assert np.allclose(decayed["dWh"], [[0.3]]), (
        f"dWh is {np.asarray(decayed['dWh']).tolist()}, expected [[0.3]]. With 0.7 the decay "
        "is subtracted, or has lost the sign of the weight; with 0.1 it is twice as strong; with 0.4 "
        "it is half, or made from the sign alone; with -0.2 the gradient of the loss is missing."
    )
    assert np.allclose(decayed["db"], [0.5]), (
        f"db is {np.asarray(decayed['db']).tolist()}, expected [0.5]: biases do not decay"
    )


def test_weight_decay_finds_every_weight_by_its_name():
    """Whatever follows the W, its gradient gets its own weight; all other keys stay."""
    gradients = {name: np.zeros((1, 2)) for name in ("dWx", "dWaa", "dba", "dx", "dh0")}
    parameters = {
        "Wx": np.array([[1.0, 2.0]]),
        "Waa": np.array([[3.0, -4.0]]),
        "ba": np.array([[9.0, 9.0]]),
    }
    decayed = weight_decay(gradients, parameters, 0.5)
    assert set(decayed) == set(gradients), (
        f"the keys are {sorted(decayed)}, expected {sorted(gradients)}"
    )
    expected = {"dWx": [[0.5, 1.0]], "dWaa": [[1.5, -2.0]]}
    for name in gradients:
        wanted = expected.get(name, [[0.0, 0.0]])
        assert np.allclose(decayed[name], wanted), (
            f"{name} is {np.asarray(decayed[name]).tolist()}, expected {wanted}: half of its own "
            "weight for the gradient of a weight, and nothing for any other"
        )


# %% [markdown]
# ## See it work
#
# **Vanishing and exploding.** The first plot follows one gradient back through 40 steps, by your
# `gradient_norms`, for three networks that differ in one number: how much $W_h$ stretches. On a
# logarithmic axis an exponential is a straight line. The inputs are tiny here, so that the states
# stay near 0, the slopes near 1, and $W_h$ decides alone. (Try `0.01` in the place of the `1e-8`
# that `x` is made with. The states of the third network then grow until the tanh bends them, and in
# its last twenty steps the slopes hold the gradient back: it hardly grows.)
#
# **With and without clipping.** Then a vanilla RNN learns to remember: it reads $+1$ or $-1$, then
# 29 numbers that mean nothing, and is to say at the end what the first one was. It is trained
# from the same weights, on the same data, with the same step size, in three ways. Without clipping
# a few gradients of norm 20 to 50 are enough: the weights jump, the next gradient is longer still,
# and soon the loss is beyond all bounds. With `clip_by_norm` it learns.
#
# **With weight decay** on top, the largest singular value of $W_h$, which bounds every factor of
# the product, stays smaller, and so does the longest gradient.
#
# The network itself is that of `vanilla_rnn`, given here once more.


# %% tags=["helper"]
def rnn_forward(x, h0, Wx, Wh, b):
    """Return the states (N, T, H) of a vanilla RNN, as in the lesson `vanilla_rnn`."""
    states = [h0]
    for t in range(x.shape[1]):
        states.append(np.tanh(x[:, t] @ Wx + states[-1] @ Wh + b))
    return np.stack(states[1:], axis=1)


def rnn_backward(dh, h, x, h0, Wh):
    """Return the gradients of the weights, given the states that `rnn_forward` returned."""
    gradients = {"dWx": 0, "dWh": 0, "db": 0}
    dprev_h = 0
    for t in reversed(range(dh.shape[1])):
        da = (dh[:, t] + dprev_h) * (1 - h[:, t] ** 2)
        gradients["dWx"] += x[:, t].T @ da
        gradients["dWh"] += (h[:, t - 1] if t else h0).T @ da
        gradients["db"] += da.sum(axis=0)
        dprev_h = da @ Wh.T
    return gradients


def train(limit, strength, steps=400):
    """Train a network to remember its first input; return its losses, norms and weights.

    The gradients are clipped at `limit`, and the weights decay with `strength`. Training ends early
    if the loss goes beyond 10,000.
    """
    rng = np.random.default_rng(2)
    N, T, H = 20, 30, 20
    Q, _ = np.linalg.qr(rng.normal(size=(H, H)))
    parameters = {"Wx": rng.normal(size=(1, H)), "Wh": 1.2 * Q, "b": np.zeros(H)}
    parameters["Wy"] = rng.normal(size=(H, 1)) / np.sqrt(H)
    losses, norms = [], []
    while len(losses) < steps and (not losses or losses[-1] < 1e4):
        x, wanted = 0.2 * rng.normal(size=(N, T, 1)), rng.choice([-1.0, 1.0], size=(N, 1))
        x[:, 0], h0 = wanted, np.zeros((N, H))
        h = rnn_forward(x, h0, parameters["Wx"], parameters["Wh"], parameters["b"])
        error = (h[:, -1] @ parameters["Wy"] - wanted) / N
        losses.append(float(N * np.sum(error**2) / 2))
        dh = np.zeros_like(h)
        dh[:, -1] = error @ parameters["Wy"].T
        gradients = rnn_backward(dh, h, x, h0, parameters["Wh"])
        gradients["dWy"] = h[:, -1].T @ error
        norms.append(float(np.sqrt(sum(np.sum(array**2) for array in gradients.values()))))
        gradients = weight_decay(clip_by_norm(gradients, limit), parameters, strength)
        for name in parameters:
            parameters[name] = parameters[name] - 0.3 * gradients[f"d{name}"]
    return losses, norms, parameters


# %% tags=["demo"]
if __name__ == "__main__":
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None

    rng = np.random.default_rng(0)
    T, H = 40, 20
    Q, _ = np.linalg.qr(rng.normal(size=(H, H)))
    x, h0, Wx = 1e-8 * rng.normal(size=(1, T, 3)), np.zeros((1, H)), rng.normal(size=(3, H)) / 2
    walks = {}
    for stretch in (0.6, 1.0, 1.4):
        h = rnn_forward(x, h0, Wx, stretch * Q, np.zeros(H))
        walks[stretch] = gradient_norms(h[0], stretch * Q, np.ones(H) / np.sqrt(H))
    print("Wh stretches by   norm of the gradient 0, 10, 20, 40 steps back")
    for stretch, norms in walks.items():
        print(f"{stretch:15.1f}  ", "  ".join(f"{norms[T - k]:9.2e}" for k in (0, 10, 20, 40)))

    runs = {
        "without clipping": train(limit=1e9, strength=0.0),
        "clipped at 1": train(limit=1.0, strength=0.0),
        "clipped, with decay": train(limit=1.0, strength=0.003),
    }
    print("\ntraining              steps   last loss   longest gradient   largest stretch of Wh")
    for name, (losses, norms, parameters) in runs.items():
        stretch = np.linalg.norm(parameters["Wh"], 2)
        last = np.mean(losses[-20:]) if len(losses) == 400 else losses[-1]
        print(f"{name:20} {len(losses):6}   {last:9.2g}   {max(norms):16.2g}   {stretch:21.2f}")

    if plt is not None:
        figure, panels = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
        styles = [("#D55E00", "--"), ("#0072B2", "-"), ("#009E73", ":")]
        for (stretch, norms), (colour, line) in zip(walks.items(), styles, strict=True):
            panels[0].semilogy(norms, line, color=colour, lw=2, label=f"Wh stretches by {stretch}")
        panels[0].set(title="gradient on its way back", xlabel="state, from h0 on", ylabel="norm")
        for (name, (losses, norms, _)), (colour, line) in zip(runs.items(), styles, strict=True):
            panels[1].semilogy(losses, line, color=colour, lw=1.5, label=name)
            panels[2].semilogy(norms, line, color=colour, lw=1.5, label=name)
        panels[1].set(title="loss", xlabel="step of training", xlim=(0, 120))
        panels[2].set(title="norm before clipping", xlabel="step of training", xlim=(0, 120))
        for panel in panels:
            panel.legend(fontsize="small")
            panel.grid(alpha=0.3)
        plt.show()

# %% [markdown]
# ## What comes next
#
# You have built everything that this course has to build. `concepts` asks what you have understood
# on the way.
