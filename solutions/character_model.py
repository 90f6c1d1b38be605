# ---
# jupyter:
#   unrolled:
#     files: [char_rnn.py, dinosaurs.txt]
# ---

# %% [markdown]
# # Character model: names for dinosaurs that never lived
#
# So far you have built networks that read, with a plain state (`vanilla_rnn`, `sequence_model`) and
# with a gated one (`lstm`, `gru`). Here one of them is trained from beginning to end, and writes.
#
# Show a network a name letter by letter, and after each letter ask which one comes next. It answers
# with a probability for every character, and the *newline* is a character too: to predict it is to
# say that the name is over. A network that has learned to answer well knows how names are spelled.
# Then let it write: draw a letter from the answer, feed it back in as if it had been read, and ask
# again. Out come names that nobody has ever read.
#
# You will write four functions:
#
# 1. `clip`: keep gradients from exploding;
# 2. `sample`: let the network write a name;
# 3. `optimize`: learn from one name;
# 4. `model`: learn from many.
#
# The network itself is given, in `char_rnn.py` beside this file, and so is a list of names,
# `dinosaurs.txt`. Read the docstrings of `char_rnn.py` before you start.
#
# ## Names and shapes
#
# One name at a time, so there is no batch axis. All vectors are columns.
#
# | name | shape | meaning |
# |---|---|---|
# | $V$, $n_a$ | | size of the vocabulary (`vocab_size`), hidden units |
# | `Wax` | `(n_a, V)` | input-to-hidden weights |
# | `Waa` | `(n_a, n_a)` | hidden-to-hidden weights |
# | `Wya` | `(V, n_a)` | hidden-to-output weights |
# | `b`, `by` | `(n_a, 1)`, `(V, 1)` | biases of the hidden units and of the output |
# | `X`, `Y` | lists of $T$ | the indices read and those to predict; `X[0]` is `None` |
# | `char_to_ix`, `ix_to_char` | dicts | from each character to its index, and back |
#
# $$a_t = \tanh(W_{ax} x_t + W_{aa} a_{t-1} + b), \qquad p_t = \mathrm{softmax}(W_{ya} a_t + b_y)$$
#
# An index $i$ is read as a *one-hot* column $x_t$: zeros, with a one in place $i$. Before the first
# character nothing has been read, and $x_0$ is all zeros; `None` stands for that. For the name "ab"
# the network reads nothing, a, b and should answer a, b, newline: `Y` is `X` moved by one.

# %% tags=["setup"]
import numpy as np

from .char_rnn import (
    dictionaries,
    get_initial_loss,
    initialize_parameters,
    load_names,
    print_sample,
    rnn_backward,
    rnn_forward,
    smooth,
    softmax,
    training_order,
    update_parameters,
)

# %% [markdown]
# ## 1. Clipping
#
# On its way back through $T$ steps a gradient is multiplied $T$ times by $1 - a_t^2$, which is at
# most 1, and by $W_{aa}^T$, and may grow beyond all bounds. One such step can undo an hour of
# learning, or end it with NaN. The simplest remedy is to limit each entry by itself (Mikolov,
# 2012):
#
# $$g \leftarrow \min(\max(g, -M), M)$$
#
# ![The clipped gradient drawn against the gradient. Between minus five and five it is the gradient
# itself, a straight line through zero; beyond that it is flat. Seven is clipped to five, and minus
# seven to minus five.](pictures/clip.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `gradients` | a dict of five arrays | | `clipped` | a dict of the same keys and shapes |
# | `maxValue` | a number | | | |
#
# ### By hand
#
# With $M = 5$: 7 becomes 5, $-7$ becomes $-5$, and 3 stays 3.
#
# ### Traps
#
# - **The sign stays.** "Set it to the threshold" is not the whole story: $-7$ becomes $-5$, not 5.
# - **Gradients are clipped, not parameters.** Weights may be as large as learning makes them.
# - **Each entry by itself.** This turns the gradient a little, as large entries lose more than
#   small ones. Scaling all by one factor would keep the direction; that is another method.
# - **Whose arrays are these?** Many NumPy functions take `out=` and then write into the array that
#   the caller gave you. Changing it or returning a new one are both right here, but know which you
#   do.


# %% tags=["exercise"]
def clip(gradients, maxValue):
    """Limit every entry of every gradient to the range from -maxValue to maxValue.

    Elementwise gradient clipping (Mikolov, *Statistical Language Models Based on Neural Networks*
    (2012), chapter 3).

    Parameters
    ----------
    gradients : dict
        `dWax`, `dWaa`, `dWya`, `db` and `dby`, arrays of any shape.
    maxValue : float
        The largest absolute value that is left, positive.

    Returns
    -------
    clipped : dict
        The same five keys; arrays of the same shapes, new ones or the given ones changed.
    """
    ### BEGIN SOLUTION
    return {name: np.clip(gradient, -maxValue, maxValue) for name, gradient in gradients.items()}
    ### END SOLUTION


# %% tags=["check"]
def test_clip_limits_both_sides():
    """7 becomes 5, -7 becomes -5, and what is inside stays."""
    given = {
        "dWax": np.array([[7.0, -7.0, 3.0]]),
        "dWaa": np.array([[-6.0]]),
        "dWya": np.array([[5.5], [0.0], [-4.5]]),
        "db": np.array([[9.0]]),
        "dby": np.array([[-5.5], [5.0], [-5.0]]),
    }
    wanted = {
        "dWax": [[5.0, -5.0, 3.0]],
        "dWaa": [[-5.0]],
        "dWya": [[5.0], [0.0], [-4.5]],
        "db": [[5.0]],
        "dby": [[-5.0], [5.0], [-5.0]],
    }
    clipped = clip(given, 5)
    assert isinstance(clipped, dict) and set(clipped) == set(wanted), (
        f"clip returns {clipped}, expected a dict with the five keys {sorted(wanted)}"
    )
    for name, expected in wanted.items():
        assert np.array_equal(clipped[name], expected), (
            f"{name} is {np.asarray(clipped[name]).tolist()}, expected {expected}. Look at the "
            "signs, and at entries that are inside the range."
        )


def test_clip_takes_its_limit_from_its_argument():
    """With a limit of a half, one becomes a half."""
    names = ("dWax", "dWaa", "dWya", "db", "dby")
    clipped = clip({name: np.array([[1.0, -0.25, -1.0]]) for name in names}, 0.5)
    for name in names:
        assert np.array_equal(clipped[name], [[0.5, -0.25, -0.5]]), (
            f"with maxValue = 0.5, {name} is {np.asarray(clipped[name]).tolist()}, expected "
            "[[0.5, -0.25, -0.5]] from [[1.0, -0.25, -1.0]]"
        )


# %% [markdown]
# ## 2. Sampling
#
# Training only ever asks for the next letter. To see what has been learned, let the network write:
# start from a zero state and a zero input. At each step compute $p_t$, **draw** an index from it,
# write it down, and feed it back as the next input, with the new state:
#
# $$i_t \sim p_t, \qquad x_{t+1} = \text{one-hot}(i_t)$$
#
# This is *ancestral sampling* (Bishop, 2006): each letter is drawn given all those before it.
#
# ![Three steps of sampling. The first cell reads nothing and a zero state; from its probabilities
# an a is drawn, which the second cell reads; from there a b is drawn, which the third cell reads;
# there a newline is drawn and the name stops. The state goes from cell to
# cell.](pictures/sampling.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `parameters` | as above | | `indices` | a list of at most 51 ints |
# | `char_to_ix`, `seed` | a dict, an int | | | |
#
# Stop when a newline is drawn, or after 50 draws; an untrained network might go on for ever. After
# 50 draws the newline's index is appended.
#
# So that all get the same names, randomness is fixed in a way of its own. Two numbers, `counter` from
# 0 and the given `seed`, *both* grow by one after each draw, and before each draw the generator
# starts anew with `np.random.seed(counter + seed)`. So the draws use the seeds $s$, $s+2$,
# $s+4$ and so on, and `np.random.choice(V, p=...)` takes the probabilities as a flat array.
#
# ### By hand
#
# Four characters, all equally likely, and newline has index 0. The first number that NumPy's
# generator gives is 0.549 after seed 0, 0.436 after seed 2, 0.967 after seed 4, 0.893 after 6.
# `choice` looks in which quarter it falls: from seed 0 the first draws are 2, 1, 3, 3.
#
# ### Traps
#
# - **Drawing is not choosing the best.** The likeliest character each time gives the same name over
#   and over, often one that never ends.
# - **Sampled names are not independent.** The name of seed $s+2$ uses the same random numbers as
#   that of seed $s$, from the second one on. While the network knows nothing, it is the same name
#   without its first letter: seeds 0, 2 and 4 give Nkzxwtd…, Kzxwtd… and Zxwtd…
# - **The newline need not have index 0**, and there need not be 27 characters. Ask `char_to_ix`
#   and the shapes.
# - **Two newlines.** If the fiftieth draw is a newline it ends the name *and* another is appended.
#   It looks like a mistake of the original; here it is the rule.


# %% tags=["exercise"]
def sample(parameters, char_to_ix, seed):
    """Let the network write a name, one draw a character.

    Ancestral sampling (Bishop, *Pattern Recognition and Machine Learning* (2006), section 8.1.2):
    each index is drawn given those before it, which the state has read.

    Parameters
    ----------
    parameters : dict
        `Wax` (n_a, V), `Waa` (n_a, n_a), `Wya` (V, n_a), `b` (n_a, 1) and `by` (V, 1).
    char_to_ix : dict
        From each character to its index; only that of the newline is needed.
    seed : int
        Where the random numbers start.

    Returns
    -------
    indices : list of int
        What was drawn, a newline at the end.
    """
    ### BEGIN SOLUTION
    vocab_size = len(parameters["by"])
    x = np.zeros_like(parameters["by"])
    a = np.zeros_like(parameters["b"])
    newline = char_to_ix["\n"]
    indices, counter = [], 0
    while counter < 50 and (not indices or indices[-1] != newline):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        p = softmax(parameters["Wya"] @ a + parameters["by"])
        np.random.seed(counter + seed)
        index = int(np.random.choice(vocab_size, p=p.ravel()))
        indices.append(index)
        x = np.zeros_like(x)
        x[index] = 1
        counter += 1
        seed += 1
    if counter == 50:
        indices.append(newline)
    return indices
    ### END SOLUTION


# %% tags=["check"]
def test_sample_draws_as_worked_by_hand():
    """Four equally likely characters: each random number falls in a quarter."""
    parameters = {"Wax": np.zeros((2, 4)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((4, 2))}
    parameters |= {"b": np.zeros((2, 1)), "by": np.zeros((4, 1))}
    for newline, seed, expected in [(1, 0, [2, 1]), (3, 0, [2, 1, 3]), (0, 5, [0])]:
        indices = sample(parameters, {"\n": newline}, seed)
        assert list(indices) == expected, (
            f"with newline at {newline} and seed {seed}, the draws are {list(indices)}, expected "
            f"{expected}. Look at the seeds (seed, seed + 2, ...) and at when you stop."
        )


def test_sample_feeds_each_draw_back():
    """A network that answers a to nothing, b to a, and newline to b writes "ab"."""
    parameters = {
        "Wax": 20 * np.eye(3),
        "Waa": np.zeros((3, 3)),
        # Unit 1 is on after an a (index 1): it makes b (index 2) likely. Unit 2: newline (index 0).
        "Wya": np.array([[0.0, 0.0, 80.0], [0.0, 0.0, 0.0], [0.0, 80.0, 0.0]]),
        "b": np.zeros((3, 1)),
        "by": np.array([[0.0], [40.0], [0.0]]),
    }
    indices = sample(parameters, {"\n": 0, "a": 1, "b": 2}, 0)
    assert list(indices) == [1, 2, 0], (
        f"the draws are {list(indices)}, expected [1, 2, 0]: after each draw, its one-hot column "
        "is the next input, with no 1 of an earlier draw left in it."
    )


def test_sample_carries_the_state():
    """A network that counts to two without looking at its input."""
    parameters = {
        "Wax": np.zeros((2, 2)),
        # Unit 0 is on after the first step; it turns unit 1 on at the second.
        "Waa": np.array([[0.0, 0.0], [20.0, 0.0]]),
        "Wya": np.array([[0.0, 80.0], [0.0, 0.0]]),
        "b": np.array([[20.0], [0.0]]),
        "by": np.array([[0.0], [40.0]]),
    }
    indices = sample(parameters, {"\n": 0, "a": 1}, 3)
    assert list(indices) == [1, 0], (
        f"the draws are {list(indices)}, expected [1, 0]: the state starts from zeros, and each "
        "step gets the one before."
    )


def test_sample_ends_after_fifty_draws():
    """Without a newline in fifty draws, one is appended; it counts as the fifty-first."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1))}
    parameters |= {"b": np.zeros((1, 1)), "by": np.array([[40.0], [-40.0]])}
    indices = sample(parameters, {"a": 0, "\n": 1}, 0)
    assert list(indices) == [0] * 50 + [1], (
        f"there are {len(indices)} indices, {list(indices)}; expected fifty zeros and a newline (1)"
    )
    # From seed 121, the first of fifty random numbers that is below 0.05 is the fiftieth.
    parameters["by"] = np.log([[0.05], [0.95]])
    indices = sample(parameters, {"\n": 0, "a": 1}, 121)
    assert list(indices) == [1] * 49 + [0, 0], (
        f"there are {len(indices)} indices, {list(indices)}; expected 49 ones and two newlines "
        "(0): the fiftieth draw is a newline, and after fifty draws another is appended."
    )


# %% [markdown]
# ## 3. One step of learning
#
# This is the heart of training, and everything in it you have or are given; what counts is the
# order. Five things: forward through the name, backward, **clip** at 5, **then** update the
# weights, and hand on the last hidden state (stochastic gradient descent with clipping: *Deep
# Learning* (2016), sections 8.3.1 and 10.11.1):
#
# $$W \leftarrow W - \alpha\,\mathrm{clip}(\mathrm{d}W)$$
#
# ![The parts of one step of learning in a row: forward, backward, clip at five, update. Forward
# reads X, Y and a_prev, and gives the loss and the last state, which is handed on; clip gives the
# gradients, and update the new weights.](pictures/one_step.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `X`, `Y` | lists of $T$ | | `loss` | a number |
# | `a_prev` | `(n_a, 1)` | | `gradients` | a dict, each shaped like its weights |
# | `parameters`, `learning_rate` | as above, a number | | `a_last` | `(n_a, 1)` |
#
# ### By hand
#
# One hidden unit, two characters. All weights are zero except $b = \tfrac12 \ln 3$, so that
# $a = \tanh b = \tfrac12$ at every step, and both characters have the probability $\tfrac12$. For
# `X = [None]` and `Y = [1]` the loss is $\ln 2 = 0.693$. The gradient of `by` is
# $p - y = (\tfrac12, -\tfrac12)$, and $a$ times that is the gradient of `Wya`. Nothing goes further
# back, as `Wya` is zero. With $\alpha = 0.1$ `by` becomes $(-0.05, 0.05)$.
#
# With `Y` twelve ones long, the gradient of `by` is $(6, -6)$, and is clipped to $(5, -5)$.
#
# ### Traps
#
# - **Clip before the update.** Afterwards it changes what you report and not what was learned.
# - **The last state, not the first.** The states are numbered by step: the one to hand on has seen
#   the whole name.
# - **The caller sees the update** in the dict that was given. `update_parameters` does that for
#   you; working on a copy would throw it away. The state that was given, on the other hand, stays.


# %% tags=["exercise"]
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Take one gradient step on one name.

    Stochastic gradient descent (Goodfellow, Bengio and Courville, *Deep Learning* (2016), section
    8.3.1) with clipped gradients (section 10.11.1).

    Parameters
    ----------
    X : list of length T
        The indices read; `X[0]` is `None`, a zero input.
    Y : list of int, length T
        The indices to predict.
    a_prev : ndarray, shape (n_a, 1)
        The hidden state before the first step; it is not changed.
    parameters : dict
        `Wax` (n_a, V), `Waa` (n_a, n_a), `Wya` (V, n_a), `b` (n_a, 1) and `by` (V, 1). After the
        call it holds the new weights.
    learning_rate : float
        The size of the step.

    Returns
    -------
    loss : float
        The loss of the name before the step.
    gradients : dict
        `dWax`, `dWaa`, `dWya`, `db` and `dby`, clipped at 5.
    a_last : ndarray, shape (n_a, 1)
        The hidden state after the last step.
    """
    ### BEGIN SOLUTION
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
    ### END SOLUTION


# %% tags=["check"]
def test_optimize_takes_the_step_worked_by_hand():
    """Half of everything: the step can be followed with a pencil."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1))}
    parameters |= {"b": np.array([[np.log(3) / 2]]), "by": np.zeros((2, 1))}
    loss, gradients, a_last = optimize([None], [1], np.zeros((1, 1)), parameters, 0.1)
    assert abs(loss - np.log(2)) < 1e-9, f"the loss is {loss}, expected ln 2 = 0.693147"
    wanted = {"dby": [[0.5], [-0.5]], "dWya": [[0.25], [-0.25]], "dWax": [[0, 0]], "db": [[0]]}
    for name, expected in wanted.items():
        assert np.allclose(gradients[name], expected), (
            f"{name} is {np.asarray(gradients[name]).tolist()}, expected {expected}"
        )
    assert np.shape(a_last) == (1, 1), f"a_last has shape {np.shape(a_last)}, expected (1, 1)"
    assert np.allclose(a_last, 0.5), f"a_last is {a_last}, expected 0.5"
    for name, expected in {"by": [[-0.05], [0.05]], "Wya": [[-0.025], [0.025]]}.items():
        assert np.allclose(parameters[name], expected), (
            f"after a step of 0.1, {name} is {np.asarray(parameters[name]).tolist()}, expected "
            f"{expected}: the old value minus 0.1 times its gradient, in the dict that was given."
        )


def test_optimize_clips_before_it_updates():
    """A gradient of 6 counts as 5, in what is returned and in what is learned."""
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1))}
    parameters |= {"b": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    _, gradients, _ = optimize([None] + [1] * 11, [1] * 12, np.zeros((1, 1)), parameters)
    assert np.allclose(gradients["dby"], [[5], [-5]]), (
        f"dby is {np.asarray(gradients['dby']).tolist()}, expected [[5], [-5]]: clipped from 6"
    )
    assert np.allclose(parameters["by"], [[-0.05], [0.05]]), (
        f"by is {np.asarray(parameters['by']).tolist()}, expected [[-0.05], [0.05]]: a step of "
        "0.01 against the clipped gradient"
    )


def test_optimize_hands_on_the_last_state():
    """A unit that was off and only reads the second character is on at the end."""
    parameters = {"Wax": np.array([[20.0, 0.0]]), "Waa": np.zeros((1, 1))}
    parameters |= {"Wya": np.zeros((2, 1)), "b": np.zeros((1, 1)), "by": np.zeros((2, 1))}
    a_prev = np.array([[0.25]])
    _, _, a_last = optimize([None, 0], [0, 1], a_prev, parameters)
    assert np.allclose(a_last, 1), f"a_last is {a_last}, expected 1: the state after the last step"
    assert np.array_equal(a_prev, [[0.25]]), f"a_prev is now {a_prev}; it should stay 0.25"


# %% [markdown]
# ## 4. Learning from many names
#
# One name teaches almost nothing; thousands of steps teach spelling. The weights begin as
# `initialize_parameters(n_a, vocab_size, vocab_size)` draws them, and the state as zeros. Step $j$
# learns, by one call of your `optimize` with its own learning rate, from name $j$ modulo the number
# of names, so that after the last name the first one comes again. `X` is `None` and the name's
# indices; `Y` is `X` without its `None`, and a newline. The state goes on from name to name. What is
# reported is a running mean of the loss, as that of a single name jumps up and down:
#
# $$\ell \leftarrow 0.999\,\ell + 0.001\,L$$
#
# an exponential moving average, as in Kingma and Ba, "Adam" (2015), with the factor 0.999.
#
# ![Three steps of training on two names, ajax and rex. Each step reads a name from below and gives
# a loss above; weights and state go from each step to the next, and the third step reads ajax
# again.](pictures/many_names.svg)
#
# | takes | shape | | returns | shape |
# |---|---|---|---|---|
# | `names` | a list of texts | | `parameters` | as above |
# | `ix_to_char`, `char_to_ix` | dicts | | `loss` | a number |
# | the other four | ints | | | |
#
# When $j$ is a multiple of 2,000 the model prints that mean and `dino_names` samples, with the
# seeds 0, 1, 2, … in any form you like; nobody grades it.
#
# ### By hand
#
# Names "aab" only, so $V = 3$. With weights near zero all three characters have the probability
# $\tfrac13$ at each of four steps, and the gradient of `by` is $\tfrac43$ minus how often each one
# is wanted: 1, 2 and 1 times. One step of 0.01 gives $b_y = (-\tfrac13, \tfrac23, -\tfrac13)/100$.
#
# ### Traps
#
# - **Where the mean starts.** It starts from `get_initial_loss(vocab_size, dino_names)`, where the
#   number of *printed names* takes the place of the length of a name. With 7 printed names the
#   mean starts near 23, although a name of eleven letters costs an untrained network
#   $12 \ln 27 = 39.55$. So the mean *rises* at first, while the network learns.
# - **The past of another name.** The state that is carried from one name to the next tells of a
#   name that has nothing to do with it, while `sample` starts from zeros. Starting each name from
#   zeros would be cleaner; here it is carried, as in the published figures.
# - **Sampling reseeds NumPy's global generator.** Draw nothing else from it in this loop.
# - **The names are in order already.** They were shuffled before; do not shuffle them again.


# %% tags=["exercise"]
def model(
    names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27
):
    """Train a character model, one name a step.

    Stochastic gradient descent (Goodfellow, Bengio and Courville, *Deep Learning* (2016), section
    8.3.1). The state begins as zeros and goes on from name to name; of the losses L a running mean
    is kept, by `get_initial_loss` and `smooth`::

        loss = 0.999 loss + 0.001 L

    Parameters
    ----------
    names : list of str
        The names in lower case, in the order of training.
    ix_to_char, char_to_ix : dict
        From each index to its character, and from each character to its index.
    num_iterations : int
        How many steps to take.
    n_a : int
        How many hidden units the network has.
    dino_names : int
        How many names to print at a time; also the length that the initial loss is made for.
    vocab_size : int
        How many characters there are, the newline among them.

    Returns
    -------
    parameters : dict
        The trained weights.
    loss : float
        The last smoothed loss.
    """
    ### BEGIN SOLUTION
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        name = names[j % len(names)]
        X = [None] + [char_to_ix[character] for character in name]
        Y = X[1:] + [char_to_ix["\n"]]
        current_loss, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, current_loss)
        if j % 2000 == 0:
            print(f"step {j + 1}: smoothed loss {loss:.4f}")
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
    return parameters, loss
    ### END SOLUTION


# %% tags=["check"]
def test_model_takes_the_step_worked_by_hand():
    """One step on "aab" moves by by (-1/3, 2/3, -1/3) hundredths."""
    ix_to_char, char_to_ix = {0: "\n", 1: "a", 2: "b"}, {"\n": 0, "a": 1, "b": 2}
    parameters, loss = model(["aab"], ix_to_char, char_to_ix, 1, 2, 2, 3)
    shapes = {name: np.shape(weight) for name, weight in parameters.items()}
    assert shapes["Wax"] == (2, 3) and shapes["by"] == (3, 1), (
        f"the shapes are {shapes}, expected (2, 3) for Wax and (3, 1) for by"
    )
    expected = np.array([[-1], [2], [-1]]) / 300
    assert np.allclose(parameters["by"], expected, atol=2e-5), (
        f"by is {np.asarray(parameters['by']).tolist()}, expected {expected.tolist()}. Look at X "
        "and Y: nothing, a, a, b are read, and a, a, b, newline are wanted."
    )
    expected = (0.999 * 2 + 0.001 * 4) * np.log(3)
    assert abs(loss - expected) < 1e-5, (
        f"the loss is {loss}, expected {expected:.5f}: 0.999 times the initial loss for two names, "
        "and 0.001 times that of four characters"
    )


def test_model_begins_again_after_the_last_name():
    """Three steps on a and bb are a, bb, a."""
    ix_to_char, char_to_ix = {0: "b", 1: "\n", 2: "a"}, {"b": 0, "\n": 1, "a": 2}
    parameters, loss = model(["a", "bb"], ix_to_char, char_to_ix, 3, 2, 1, 3)
    same, same_loss = model(["a", "bb", "a"], ix_to_char, char_to_ix, 3, 2, 1, 3)
    assert np.allclose(parameters["by"], same["by"], atol=1e-12) and np.isclose(loss, same_loss), (
        f"by is {np.asarray(parameters['by']).tolist()} after a, bb and once more from the start, "
        f"and {np.asarray(same['by']).tolist()} after a, bb, a: these should be the same."
    )
    # Newline is wanted in 3 of 7 characters, a in 2, b in 2; a third of each is foreseen.
    expected = np.array([[2], [3], [2]]) / 100 - 7 / 300
    assert np.allclose(parameters["by"], expected, atol=3e-4), (
        f"by is {np.asarray(parameters['by']).tolist()}, expected about {expected.tolist()}"
    )


def test_model_carries_the_state_from_name_to_name():
    """Two steps are two calls of optimize, the second from the state that the first has left."""
    ix_to_char, char_to_ix = {0: "\n", 1: "a"}, {"\n": 0, "a": 1}
    expected, _ = model(["aa", "a"], ix_to_char, char_to_ix, 0, 3, 1, 2)
    state = np.zeros((3, 1))
    for X, Y in [([None, 1, 1], [1, 1, 0]), ([None, 1], [1, 0])]:
        _, _, state = optimize(X, Y, state, expected)
    parameters, _ = model(["aa", "a"], ix_to_char, char_to_ix, 2, 3, 1, 2)
    for name, weight in expected.items():
        assert np.allclose(parameters[name], weight, rtol=0, atol=1e-10), (
            f"after two steps {name} is not what two calls of optimize make of it. Look at the "
            "state that the second name starts from."
        )


# %% [markdown]
# ## See it work
#
# Eight thousand steps on the names of real dinosaurs take a few seconds. The first names are noise;
# the later ones can nearly be pronounced, and every third ends in *-saurus*. Then names drawn
# before and after training stand side by side, from the same random numbers; on the left you can
# see a trap of section 2, as every other name is the same but for its first letter. At the end a
# hundred names are compared with the list: a model that only gave its own examples back would have
# learned nothing about spelling.


# %% tags=["demo"]
if __name__ == "__main__":
    import os

    if os.path.exists("dinosaurs.txt"):
        names = training_order(load_names("dinosaurs.txt"))
        char_to_ix, ix_to_char = dictionaries(names)
        print(f"{len(names)} names, {len(char_to_ix)} characters")
        parameters, loss = model(
            names, ix_to_char, char_to_ix, num_iterations=8001, vocab_size=len(char_to_ix)
        )

        def written(weights, seed):
            return "".join(ix_to_char[index] for index in sample(weights, char_to_ix, seed)).strip()

        untrained = initialize_parameters(50, len(char_to_ix), len(char_to_ix))
        print("\nbefore training                     after training")
        for seed in range(100, 106):
            print(f"{written(untrained, seed)[:30]:30}      {written(parameters, seed)}")
        real, made = set(names), {written(parameters, seed) for seed in range(100, 200)}
        print(f"in the list: {len(made & real)} of {len(made)} names")
    else:
        print("Put dinosaurs.txt in the folder from which you run this.")

# %% [markdown]
# ## What comes next
#
# A list of names is a hard thing to judge: nobody can say which name is *right*. `binary_adder`
# trains a network on a task where every answer is right or wrong.
