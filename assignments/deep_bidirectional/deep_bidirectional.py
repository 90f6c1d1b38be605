# %% [markdown]
# # Both directions, and several layers
#
# In `sequence_model` you built a network that reads a sequence from left to right, one layer deep.
# This lesson builds two larger networks from the very same cell:
#
# - a **bidirectional** network reads the sequence twice, from each end, and answers with both in
#   view;
# - a **deep** network stacks layers: each reads the states of the one below.
#
# "He said, **Teddy** bears are on sale" and "He said, **Teddy** Roosevelt was a great president":
# is *Teddy* a person's name? Up to that word the two sentences are the same, so a network that
# reads from left to right has the same state at both, and must give the same answer. What decides
# comes *after* the word.
#
# You will write two functions:
#
# 1. `brnn_forward`: two networks, one from each end, and one answer from both;
# 2. `deep_rnn_forward`: any number of layers on top of each other.
#
# Both are forward passes. Their gradients need nothing new: each network, or each layer, goes
# backward as in `sequence_model`, and where a state is read by two, the two gradients add up.
#
# ## Names and shapes
#
# As in `sequence_model`, the features come first: **one example is a column**.
#
# | name | shape | meaning |
# |---|---|---|
# | $n_x$, $n_a$, $n_y$ | | numbers in one input, units, classes to predict |
# | $m$, $T$ | | examples (columns), steps in a sequence |
# | `x` | `(n_x, m, T)` | inputs of all steps: `x[:, :, t]` is the one of step `t` |
# | `Wax`, `Waa`, `ba` | `(n_a, n_x)`, `(n_a, n_a)`, `(n_a, 1)` | one network's weights and bias |
# | `y` | `(n_y, m, T)` | class probabilities, each column of each step sums to 1 |
#
# All directions and all layers have the same number of units $n_a$.

# %%
import numpy as np

# %% [markdown]
# ## Two functions that are given
#
# You wrote both in `sequence_model`: the softmax down each column, and the cell. There the cell
# also made a prediction; here only its state is needed, as not every state is shown to the outside.
#
# $$a_t = \tanh(W_{ax} x_t + W_{aa} a_{t-1} + b_a)$$


# %%
def softmax(z):
    """Return exp(z) / sum(exp(z)) for each column of z, shape (n, m), without overflow."""
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def rnn_step(xt, a_prev, weights):
    """Return the next state, shape (n_a, m), from an input (n, m) and the state before (n_a, m).

    `weights` is a dict with `Wax` (n_a, n), `Waa` (n_a, n_a) and `ba` (n_a, 1).
    """
    return np.tanh(weights["Wax"] @ xt + weights["Waa"] @ a_prev + weights["ba"])


# %% [markdown]
# ## 1. From both ends
#
# To know what "Teddy" means, the network needs the words after it too. A **bidirectional RNN**
# (Schuster and Paliwal, "Bidirectional recurrent neural networks", 1997) is two networks with
# weights of their own. One reads the sequence from the first step to the last, the other from the
# last to the first, and both start from zeros:
#
# $$\overrightarrow{a}_t = \tanh(\overrightarrow{W}_{ax} x_t +
#   \overrightarrow{W}_{aa} \overrightarrow{a}_{t-1} + \overrightarrow{b}_a), \qquad
#   \overrightarrow{a}_{-1} = 0$$
# $$\overleftarrow{a}_t = \tanh(\overleftarrow{W}_{ax} x_t +
#   \overleftarrow{W}_{aa} \overleftarrow{a}_{t+1} + \overleftarrow{b}_a), \qquad
#   \overleftarrow{a}_{T} = 0$$
#
# Neither sees the other's states. They meet in the prediction, which reads, at each step, both
# states **of that step**, the forward one above:
#
# $$\hat y_t = \mathrm{softmax}\!\left(W_y
#   \begin{pmatrix} \overrightarrow{a}_t \\ \overleftarrow{a}_t \end{pmatrix} + b_y\right)$$
#
# ![Two rows of cells over three inputs. The cells of the lower row hand their states to the right
# and start from zero at the left end; those of the upper row hand theirs to the left and start from
# zero at the right end. Each input goes to both rows, and each prediction reads both cells of its
# step.](pictures/both_directions.svg)
#
# So $\overrightarrow{a}_t$ has read the steps $0 \dots t$, $\overleftarrow{a}_t$ the steps
# $T-1 \dots t$, and the prediction at $t$ knows the whole sequence.
#
# | name | shape | meaning |
# |---|---|---|
# | `parameters["forward"]` | | `Wax`, `Waa`, `ba` of the network that reads forward |
# | `parameters["backward"]` | | `Wax`, `Waa`, `ba` of the network that reads backward |
# | `parameters["Wy"]`, `["by"]` | `(n_y, 2 n_a)`, `(n_y, 1)` | weights and bias of the prediction |
# | `a_forward`, `a_backward` | `(n_a, m, T)` | their states, both in the input's time order |
#
# ### By hand
#
# As $\tanh(\ln r) = \dfrac{r^2-1}{r^2+1}$, we have $\tanh(\ln 2) = 0.6$ and $\tanh(\ln 3) = 0.8$.
# One unit in each direction, the inputs $x = (1, 0)$, and
#
# | | $W_{ax}$ | $W_{aa}$ | $b_a$ |
# |---|---|---|---|
# | forward | $\ln 2$ | $\tfrac53\ln 3$ | $0$ |
# | backward | $-\ln 8$ | $\tfrac53\ln 2$ | $\ln 2$ |
#
# | forward: step 0 first | | backward: step 1 first | |
# |---|---|---|---|
# | step 0: $\ln 2$ | $0.6$ | step 1: $\ln 2$ | $0.6$ |
# | step 1: $\tfrac53\ln 3 \cdot 0.6 = \ln 3$ | $0.8$ | step 0: $-\ln 8 + \ln 2 + \ln 2$ | $-0.6$ |
#
# In the input's order the backward states are $(-0.6,\; 0.6)$. With
#
# $$W_y = \begin{pmatrix} 5\ln 2 & \tfrac53\ln 2 \\ 0 & 0 \end{pmatrix}, \qquad
#   b_y = \begin{pmatrix} -3\ln 2 \\ 0 \end{pmatrix}$$
#
# class 0 has $(3 - 1 - 3)\ln 2 = -\ln 2$ at step 0 and $(4 + 1 - 3)\ln 2 = 2\ln 2$ at step 1, and
# class 1 has 0: the probabilities of class 0 are $\tfrac13$ and $\tfrac45$.
#
# ### Traps
#
# - **The backward states come last step first.** Put them back into the input's time order before
#   they are stacked. If you forget it, the prediction at the first step reads the first input and
#   the last one, and nothing raises an error.
# - **The second reading starts from zeros**, not from the last state of the first one.
# - **Two networks, two sets of weights.** The backward one is not the forward one run in reverse.
# - **`[a_forward; a_backward]`** is stacked along the features, axis 0, in that order: the first
#   $n_a$ columns of `Wy` belong to the forward state.
# - **The answer has to wait.** At step 0 the backward network has already read the last step, so a
#   bidirectional network cannot answer before the sequence has ended. For a sentence that lies
#   before you, this costs nothing. For a live translation it is too late, and for some questions it
#   is meaningless: a dog's mood today may depend on the weather of this week, but not on
#   tomorrow's. Where the cause lies in the past, one direction is the right network.


# %%
def brnn_forward(x, parameters):
    """Run a bidirectional RNN over whole sequences.

    Schuster and Paliwal, "Bidirectional recurrent neural networks" (1997); in this notation Graves,
    Mohamed and Hinton, "Speech recognition with deep recurrent neural networks" (2013), equations
    8 to 10. With `cell` as in `rnn_step`, and zeros before the first step that each one reads::

        a_forward[:, :, t]  = cell(x[:, :, t], a_forward[:, :, t - 1])
        a_backward[:, :, t] = cell(x[:, :, t], a_backward[:, :, t + 1])
        y[:, :, t] = softmax(Wy [a_forward[:, :, t]; a_backward[:, :, t]] + by)

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        The inputs of all steps, T at least 1.
    parameters : dict
        `forward` and `backward`, each a dict of `Wax` (n_a, n_x), `Waa` (n_a, n_a) and `ba`
        (n_a, 1); `Wy` (n_y, 2 n_a) and `by` (n_y, 1).

    Returns
    -------
    y : ndarray, shape (n_y, m, T)
        The predicted probabilities of all steps.
    a_forward : ndarray, shape (n_a, m, T)
        The states of the network that reads forward.
    a_backward : ndarray, shape (n_a, m, T)
        The states of the network that reads backward: `a_backward[:, :, t]` has read the steps
        from the last one down to t.
    """
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## 2. Layer upon layer
#
# One layer finds simple things, such as "a plural noun was read". What to make of them is easier to
# say for a second layer that reads these findings: a deep network computes features of features. In
# a **deep RNN** each layer is an RNN of its own that reads the states of the layer below as its
# inputs. At each step a layer has two neighbours: the layer **below at the same step**, and
# **itself at the step before**:
#
# $$a_t^{[0]} = \tanh(W_{ax}^{[0]} x_t + W_{aa}^{[0]} a_{t-1}^{[0]} + b_a^{[0]})$$
# $$a_t^{[l]} = \tanh(W_{ax}^{[l]} a_t^{[l-1]} + W_{aa}^{[l]} a_{t-1}^{[l]} + b_a^{[l]}),
#   \qquad l \ge 1$$
#
# Only the top layer is read by the prediction,
# $\hat y_t = \mathrm{softmax}(W_{ya} a_t^{[L-1]} + b_y)$. This is the stacked network of Graves,
# Mohamed and Hinton (2013), equation 11; Pascanu et al., "How to construct deep recurrent neural
# networks" (2014), compare it with other ways of being deep.
#
# ![Three rows of cells, one above the other, over three inputs. Each row starts from its own a0 and
# hands its states to the right; each cell also hands its state up to the cell above it at the same
# step. The inputs enter the bottom row only, and the predictions leave the top row
# only.](pictures/layers.svg)
#
# Along time a recurrent network is deep already, and each layer is computed $T$ times. So three
# layers are many here, where a network for images may have a hundred; a feed-forward network on top
# of each step's output is cheaper, since nothing of it is carried along.
#
# | name | shape | meaning |
# |---|---|---|
# | `parameters["layers"]` | | a list of dicts `Wax`, `Waa`, `ba`, the bottom layer first |
# | `layers[0]["Wax"]` | `(n_a, n_x)` | the bottom layer reads the input |
# | `layers[l]["Wax"]`, $l \ge 1$ | `(n_a, n_a)` | the others read states |
# | `parameters["Wya"]`, `["by"]` | `(n_y, n_a)`, `(n_y, 1)` | weights and bias of the prediction |
# | `a0` | list of `(n_a, m)` | each layer's own state before the first step |
# | `a` | list of `(n_a, m, T)` | each layer's states: `a[l][:, :, t]` |
#
# ### By hand
#
# Two layers of one unit, the inputs $x = (1, 0)$:
#
# | layer | $W_{ax}$ | $W_{aa}$ | $b_a$ | `a0` |
# |---|---|---|---|---|
# | 0 | $-\ln\tfrac32$ | $\tfrac53\ln 3$ | $0$ | $0.6$ |
# | 1 | $5\ln 2$ | $-\tfrac{10}{3}\ln 2$ | $-3\ln 2$ | $-0.3$ |
#
# | | step 0 | step 1 |
# |---|---|---|
# | layer 1 | $(3 + 1 - 3)\ln 2$, so $0.6$ | $(4 - 2 - 3)\ln 2$, so $-0.6$ |
# | layer 0 | $-\ln\tfrac32 + \ln 3 = \ln 2$, so $0.6$ | $0 + \ln 3$, so $0.8$ |
#
# Read it from below: layer 1 at step 1 takes 0.8 from under itself and 0.6 from its own past. With
# $W_{ya} = (\tfrac53\ln 3,\; 0)^T$ and $b_y = 0$ the prediction is the softmax of $\pm\ln 3$ and 0:
# $\tfrac34$, then $\tfrac14$ for class 0.
#
# ### Traps
#
# - **Below and before are different places.** A layer reads the layer below at step $t$, not at
#   $t-1$, and its own state at $t-1$, not that of the layer below.
# - **Each layer has an initial state of its own**, `a0[l]`, and weights of its own.
# - **Only the bottom layer reads `x`**: its `Wax` is `(n_a, n_x)`, all the others are
#   `(n_a, n_a)`. With $n_x = n_a$ a network in which every layer reads `x` runs without a word.
# - **The prediction reads the top layer**, not the bottom one and not all of them.
# - **Either loop may be outside.** You can finish a layer before you begin the next, or a step
#   before the next: the numbers are the same. But keep the loop's states apart: one variable `a`
#   for all layers mixes them up.


# %%
def deep_rnn_forward(x, a0, parameters):
    """Run a deep RNN, layers on top of each other, over whole sequences.

    The stacked network of Graves, Mohamed and Hinton, "Speech recognition with deep recurrent
    neural networks" (2013), equation 11. With `cell` as in `rnn_step`, and x below layer 0::

        a[l][:, :, t] = cell(a[l - 1][:, :, t], a[l][:, :, t - 1])    with a0[l] before step 0
        y[:, :, t] = softmax(Wya a[top][:, :, t] + by)

    Parameters
    ----------
    x : ndarray, shape (n_x, m, T)
        The inputs of all steps, T at least 1.
    a0 : list of ndarray, each of shape (n_a, m)
        The state of each layer before the first step, the bottom layer first.
    parameters : dict
        `layers`, a list of dicts `Wax`, `Waa` (n_a, n_a) and `ba` (n_a, 1), the bottom layer first,
        whose `Wax` is (n_a, n_x) in the bottom layer and (n_a, n_a) in the others; `Wya`
        (n_y, n_a) and `by` (n_y, 1).

    Returns
    -------
    y : ndarray, shape (n_y, m, T)
        The predicted probabilities of all steps.
    a : list of ndarray, each of shape (n_a, m, T)
        The states of each layer, the bottom layer first.
    """
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## See it work: is Teddy a name?
#
# Two sentences like those of the beginning, and weights set by hand. In each direction unit 0
# collects evidence: "Roosevelt" moves it to +1, "bears" to −1, and it keeps what it has read. Unit
# 1 says that the word itself could be a name. The prediction adds both up. Run it once with the
# forward states alone (the backward half of `Wy` is zero), once with both: at "Teddy" the first
# cannot decide, and the second is sure, in both ways.

# %%
if __name__ == "__main__":
    try:
        sentences = ["he said Teddy bears are here", "he said Teddy Roosevelt was here"]
        words = sorted({word for sentence in sentences for word in sentence.split()})
        x = np.zeros((len(words), 2, 6))
        for example, sentence in enumerate(sentences):
            for t, word in enumerate(sentence.split()):
                x[words.index(word), example, t] = 1
        Wax = np.zeros((2, len(words)))
        Wax[0, words.index("Roosevelt")], Wax[0, words.index("bears")] = 6, -6
        Wax[1, words.index("Roosevelt")] = Wax[1, words.index("Teddy")] = 6
        one = {"Wax": Wax, "Waa": np.diag([2.0, 0.0]), "ba": np.array([[0.0], [-3.0]])}
        parameters = {"forward": one, "backward": one, "by": np.array([[-4.0], [0.0]])}
        Wy = {
            "forward alone": [[4.0, 4.0, 0.0, 0.0], [0.0] * 4],
            "both directions": [[2.0, 2.0, 4.0, 2.0], [0.0] * 4],
        }
        for title, weights in Wy.items():
            y, _, _ = brnn_forward(x, {**parameters, "Wy": np.array(weights)})
            print(f"{title}: the probability that a word is a name")
            for example, sentence in enumerate(sentences):
                found = zip(sentence.split(), y[0, example], strict=True)
                print("   ", "   ".join(f"{word} {p:.2f}" for word, p in found))
    except Exception as problem:
        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")


# %% [markdown]
# ## See it work: what higher layers do
#
# Three layers of one unit that keep most of their state, and a single pulse of input at step 0.
# The bottom layer jumps and fades. Layer 1 reads that fading state and is still growing while the
# bottom one falls; layer 2 comes later still. Higher layers change more slowly: they look back
# further (Hermans and Schrauwen, "Training and analysing deep recurrent neural networks", 2013,
# find the same in trained networks). Each curve is scaled to its own largest value.

# %%
if __name__ == "__main__":
    try:
        try:
            import matplotlib.pyplot as plt
        except ImportError:
            plt = None
        one = {"Wax": np.array([[0.3]]), "Waa": np.array([[0.8]]), "ba": np.zeros((1, 1))}
        parameters = {"layers": [one] * 3, "Wya": np.zeros((1, 1)), "by": np.zeros((1, 1))}
        x = np.zeros((1, 1, 30))
        x[0, 0, 0] = 1
        _, a = deep_rnn_forward(x, [np.zeros((1, 1))] * 3, parameters)
        curves = [layer[0, 0] / layer.max() for layer in a]
        if plt is None:
            print("step   layer 0   layer 1   layer 2")
            for t in range(0, 30, 3):
                print(f"{t:4}" + "".join(f"{curve[t]:10.2f}" for curve in curves))
        else:
            styles = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"))
            for layer, (colour, marker) in enumerate(styles):
                plt.plot(curves[layer], color=colour, marker=marker, label=f"layer {layer}")
            plt.xlabel("step")
            plt.ylabel("state, scaled to its largest value")
            plt.legend()
            plt.show()
    except Exception as problem:
        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")


# %% [markdown]
# ## What comes next
#
# Both networks still squeeze all that they have read into their states. In the next lesson,
# `attention`, a network goes back to what it reads and looks again.
