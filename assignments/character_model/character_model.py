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

# %%
import numpy as np

from char_rnn import (
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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


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


# %%
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
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## See it work
#
# Eight thousand steps on the names of real dinosaurs take a few seconds. The first names are noise;
# the later ones can nearly be pronounced, and every third ends in *-saurus*. Then names drawn
# before and after training stand side by side, from the same random numbers; on the left you can
# see a trap of section 2, as every other name is the same but for its first letter. At the end a
# hundred names are compared with the list: a model that only gave its own examples back would have
# learned nothing about spelling.

# %%
if __name__ == "__main__":
    try:
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
    except Exception as problem:
        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")


# %% [markdown]
# ## What comes next
#
# A list of names is a hard thing to judge: nobody can say which name is *right*. `binary_adder`
# trains a network on a task where every answer is right or wrong.
