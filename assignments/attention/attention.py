# %% [markdown]
# # Attention: look where the next word is
#
# So far a network has kept of what it has read no more than fits into its state. How does such a
# network describe a picture? One way squeezes the whole picture into one vector, gives it to the
# network as its first state, and lets it speak. By the fifth word, what was in the corner of the
# picture has passed through five steps and is mostly gone.
#
# With **attention** the picture stays where it is, and the network *looks at it again* before each
# word: it weighs all places of the picture, and reads the weighted sum. For "red square" the
# weights lie on the red square; for "blue cross" they move on. This is "Show, attend and tell" of
# Xu et al. (2015, arXiv:1502.03044), with the score that Bahdanau, Cho and Bengio had found for
# translation in "Neural machine translation by jointly learning to align and translate" (2015).
#
# You will write four functions:
#
# 1. `attention_weights`: how much to look at each place;
# 2. `attend`: what is seen with these weights;
# 3. `caption_step`: one word;
# 4. `caption_forward`: a whole caption.
#
# The network that speaks is the cell that you know from `sequence_model`, with one input more. (In
# the paper it is an LSTM; attention does not mind.) All of this is the forward pass, for one image.
#
# ## Names and shapes
#
# A convolutional network turns an image into a **feature map**: a grid of places, and at each place
# a vector of $K$ numbers, the **channels**, that tell what is to be seen there. In the paper the
# grid is 14 × 14 with 512 channels.
#
# | name | shape | meaning |
# |---|---|---|
# | $R$, $C$, $K$ | | rows and columns of the grid, channels at each place |
# | $A$, $H$, $V$, $T$ | | attention units, state units, words in the vocabulary, steps |
# | `features` | `(R, C, K)` | the feature map: `features[i, j]` is the vector $f_{ij}$ |
# | `h`, `h_prev`, `h0` | `(H,)` | the state after a step, before a step, before the first |
# | `weights` | `(R, C)` | how much each place counts; all places together sum to 1 |
# | `z` | `(K,)` | what is seen: one number a channel |
# | `y_prev` | `(V,)` | the word before; a one-hot vector, as a rule |
# | `d` | `(V,)` | the probabilities of the next word |
#
# With one image at a time there is no axis for examples, and a bias has one axis. `parameters` is a
# dict:
#
# | used for | arrays |
# |---|---|
# | the score of a place | `Wf (A, K)`, `Ws (A, H)`, `bs (A,)`, `v (A,)` |
# | the new state | `Wz (H, K)`, `Wy (H, V)`, `Wh (H, H)`, `b (H,)` |
# | the next word | `Wd (V, H)`, `bd (V,)` |

# %%
import numpy as np

# %% [markdown]
# ## One function that is given
#
# You wrote `softmax` in `sequence_model`. It works **down the first axis**: of a vector it makes
# one distribution, of a matrix one for each column. Keep that in mind when you give it a grid.


# %%
def softmax(z):
    """Return exp(z) / sum(exp(z)) along the first axis, for a vector or each column, finite."""
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


# %% [markdown]
# ## 1. How much to look at each place
#
# A place gets a **score** from what is there and from what the network has on its mind, that is,
# its state $h$. Bahdanau's score is a small network with one hidden layer of $A$ units, the same
# for every place $(i, j)$:
#
# $$s_{ij} = v \cdot \tanh(W_f f_{ij} + W_s h + b_s)$$
#
# The sum of the two terms makes it the *additive* score. The scores become weights by a softmax
# over **all places**, rows and columns together:
#
# $$a_{ij} = \frac{e^{s_{ij}}}{\sum_{k=1}^{R} \sum_{l=1}^{C} e^{s_{kl}}}$$
#
# So the weights are positive and sum to 1 over the whole grid: to look more at one place is to look
# less at all the others. Many summaries of attention forget this normalisation; without it a large
# picture would shout louder than a small one.
#
# ![A grid of features. The vector of one place goes through Wf, the state's part is added, then
# come tanh and the product with v, which give the place's score; it is the same for every place. A
# softmax over all places together makes the grid of weights, whose sum is 1.](pictures/score.svg)
#
# | array | shape |
# |---|---|
# | $W_f f_{ij}$ for all places | `(R, C, A)` |
# | $W_s h + b_s$ | `(A,)`, the same for all places |
# | scores, weights | `(R, C)` |
#
# ### By hand
#
# A grid of 2 × 2 places, one channel, one attention unit; $h = 1$, $W_f = -\ln 2$, $W_s = \ln 4$,
# $b_s = -\ln 2$ and $v = \tfrac53 \ln 2$. As $\tanh(\ln 2) = 0.6$,
#
# | place | $f_{ij}$ | $W_f f_{ij} + W_s h + b_s$ | tanh | $s_{ij}$ | $e^{s_{ij}}$ | weight |
# |---|---|---|---|---|---|---|
# | (0, 0) | 0 | $\ln 2$ | $0.6$ | $\ln 2$ | $2$ | $1/2$ |
# | (0, 1) | 1 | $0$ | $0$ | $0$ | $1$ | $1/4$ |
# | (1, 0) and (1, 1) | 2 | $-\ln 2$ | $-0.6$ | $-\ln 2$ | $1/2$ | $1/8$ each |
#
# The four powers add up to 4. A softmax of each row by itself gives 2/3, 1/3, 1/2, 1/2: that is the
# sign of a sum over the wrong places.
#
# ### Traps
#
# - **All places together.** `softmax(scores)` of a grid runs down each column, so each column
#   would sum to 1. Which shape must the scores have, so that the first axis holds all places?
# - **Channels are summed away** by $W_f$ before the softmax: it never runs along the channels.
# - **`np.exp(scores)` overflows** for scores above 709, and below −745 all powers are 0, and 0/0
#   is not a number. The given softmax takes the largest score off first. It must be the largest
#   *of all places*.
# - **$W_s h$ matters although it is the same everywhere.** Inside the tanh it decides which units
#   are flat and which still feel the features. Outside the tanh it would cancel in the softmax.


# %%
def attention_weights(features, h, parameters):
    """Return how much to look at each place of a feature map.

    The additive score of Bahdanau, Cho and Bengio (2015), section A.1.2, on the places of an image
    as in Xu et al., "Show, attend and tell" (2015), equations 4 and 5::

        s[i, j] = v . tanh(Wf features[i, j] + Ws h + bs)
        weights = softmax of s over all places

    Parameters
    ----------
    features : ndarray, shape (R, C, K)
        The feature map: K channels at each of R times C places.
    h : ndarray, shape (H,)
        The state of the network that speaks.
    parameters : dict
        `Wf` (A, K), `Ws` (A, H), `bs` (A,) and `v` (A,) are read; there are others.

    Returns
    -------
    weights : ndarray, shape (R, C)
        One weight a place, all of them positive; together they sum to 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## 2. What is seen
#
# The weights say how much each place counts; what the network sees is the **weighted sum** of the
# places' vectors:
#
# $$z = \sum_{i=1}^{R} \sum_{j=1}^{C} a_{ij}\, f_{ij}$$
#
# ![One grid of four weights serves two channels. Each channel's grid of four numbers is multiplied
# with the weights place by place and summed: 3/4 for channel 0, and 6 for channel 1. The two sums
# are z.](pictures/look.svg)
#
# | array | shape |
# |---|---|
# | `features`, `weights` | `(R, C, K)`, `(R, C)` |
# | $z$ | `(K,)` |
#
# $z$ is a vector of $K$ numbers, whatever the size of the grid. One weight $a_{ij}$ serves **all
# channels** of its place: with a grid of 14 × 14 and 512 channels there are 196 weights, not
# 100,352, and $z$ has 512 numbers. Since the weights sum to 1, $z$ is an average: if all of the
# weight lies on one place, $z$ is that place's vector.
#
# ### By hand
#
# With the weights of section 1 and a second channel,
#
# | | places (0, 0), (0, 1), (1, 0), (1, 1) | sum |
# |---|---|---|
# | weights | $1/2,\; 1/4,\; 1/8,\; 1/8$ | $1$ |
# | channel 0 | $0,\; 1,\; 2,\; 2$ | $0 + \tfrac14 + \tfrac14 + \tfrac14 = \tfrac34$ |
# | channel 1 | $8,\; 0,\; 0,\; 16$ | $4 + 0 + 0 + 2 = 6$ |
#
# ### Traps
#
# - **`weights * features` does not fit**: `(R, C)` against `(R, C, K)`. NumPy lines up the *last*
#   axes, here columns with channels, so the weights need one axis more. Where $R = C = K$ it runs
#   without an error all the same, and multiplies the wrong numbers.
# - **A sum, not a mean.** The weights have divided already; `mean` divides by $RC$ once more.
# - **Sum over both axes of the grid**, and not over the channels.


# %%
def attend(features, weights):
    """Return what is seen of a feature map with the given weights.

    Xu et al. (2015), section 4.2, "soft" attention::

        z = sum over all i, j of weights[i, j] * features[i, j]

    Parameters
    ----------
    features : ndarray, shape (R, C, K)
        The feature map.
    weights : ndarray, shape (R, C)
        How much each place counts; together they sum to 1.

    Returns
    -------
    z : ndarray, shape (K,)
        The weighted sum of the places' vectors.
    """
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## 3. One word
#
# A step of the network that speaks has three inputs: what it **sees**, the **word before**, and its
# own **past**:
#
# $$z = \sum_{ij} a_{ij} f_{ij}, \qquad h = \tanh(W_z z + W_y y_{\text{prev}} + W_h h_{\text{prev}}
#   + b)$$
#
# From the new state come the probabilities of the next word, and the weights with which the step
# after this one will look:
#
# $$d = \mathrm{softmax}(W_d h + b_d), \qquad a^{\text{next}} = \text{weights from the new } h$$
#
# ![One step. The given weights and the features go into attend, whose z enters the cell beside the
# word before and the state before. The new state h goes up through a softmax to the probabilities
# d, and to the right into attention_weights, which looks at the features again and gives the next
# weights.](pictures/step.svg)
#
# So a step is **given** the weights that it looks with; the ones it makes are for its successor.
# Without $W_z z$ it is the cell of `sequence_model`.
#
# | array | shape |
# |---|---|
# | $W_z z$, $W_y y_{\text{prev}}$, $W_h h_{\text{prev}}$, $b$, $h$ | `(H,)` |
# | $d$ | `(V,)` |
# | next weights | `(R, C)` |
#
# Call your `attend` and your `attention_weights`; do not repeat their formulas.
#
# ### By hand
#
# The image and the weights of section 1, so $z = \tfrac34$. Two words; the word before is word 0,
# $y_{\text{prev}} = (1, 0)$, and $h_{\text{prev}} = 1$. With $W_z = \tfrac43 \ln 2$,
# $W_y = (-\ln 3,\; \ln 2)$, $W_h = \ln 3$ and $b = -\ln 4$,
#
# $$\ln 2 - \ln 3 + \ln 3 - \ln 4 = -\ln 2, \qquad h = -0.6$$
#
# With $W_d = (-\tfrac53 \ln 3,\; 0)^T$ and $b_d = (0, \ln 2)^T$ the softmax is taken of
# $(\ln 3, \ln 2)$, so $d = (0.6, 0.4)$. For the next weights put $h = -0.6$ into section 1: the
# sums are now $-2.2$, $-3.2$ and twice $-4.2$ times $\ln 2$. All of them lie in the flat end of
# the tanh, and the weights become almost even, 0.267, 0.247, 0.243 and 0.243.
#
# ### Traps
#
# - **Look with the weights that are given**, not with those that the new state makes.
# - **The next weights come from the new state.** From `h_prev` they would be the ones that you were
#   given.
# - **$W_y$ has a row for each unit**, so $W_y y_{\text{prev}}$ picks the column of the word. If
#   `y_prev` is not one-hot (a network that reads its own probabilities), it mixes columns, and
#   picking one by `argmax` is wrong.
# - **Two softmaxes.** The one of `d` chooses among words, the one of the weights among places.


# %%
def caption_step(features, y_prev, h_prev, weights, parameters):
    """Run one step of a network that describes an image.

    A plain recurrent cell in the place of the LSTM of Xu et al. (2015)::

        z = attend(features, weights)
        h = tanh(Wz z + Wy y_prev + Wh h_prev + b)
        d = softmax(Wd h + bd)
        next_weights = attention_weights(features, h)

    Parameters
    ----------
    features : ndarray, shape (R, C, K)
        The feature map.
    y_prev : ndarray, shape (V,)
        The word before: one-hot, or any weights of the words.
    h_prev : ndarray, shape (H,)
        The state before this step.
    weights : ndarray, shape (R, C)
        How much to look at each place in this step.
    parameters : dict
        `Wz` (H, K), `Wy` (H, V), `Wh` (H, H), `b` (H,), `Wd` (V, H), `bd` (V,), and those that
        `attention_weights` reads.

    Returns
    -------
    h : ndarray, shape (H,)
        The state after this step.
    d : ndarray, shape (V,)
        The probabilities of the next word.
    next_weights : ndarray, shape (R, C)
        How much to look at each place in the step after this one.
    """
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## 4. A whole caption
#
# The first weights come from the first state; then each step hands its state and its next weights
# to the step after it:
#
# $$a^{(0)} = \text{weights from } h_0, \qquad
#   h_{t}, d_t, a^{(t+1)} = \text{step}(y_t,\, h_{t-1},\, a^{(t)})$$
#
# ![Three steps in a row. The state before each step goes into the step and makes the weights that
# the step looks with; the first state is h0. The steps read the start token, then red, then square,
# and forecast red, square and blue: each one the word that the next step
# reads.](pictures/caption.svg)
#
# Row $t$ of `y` is the word that step $t$ **reads**. The first of them, `y[0]`, is the *start
# token*, a word of the vocabulary that means "begin"; it is no word of the caption. So `d[t]` is
# the forecast of the word that `y[t + 1]` will be, one place ahead. (In training `y` holds the
# right words; when the network speaks for itself, each `y[t + 1]` is the word that it chose from
# `d[t]`. That loop is at the end of the lesson.)
#
# | array | shape | |
# |---|---|---|
# | `y` | `(T, V)` | the words that are read, the start token first |
# | `d` | `(T, V)` | the probabilities, `d[t]` after reading `y[t]` |
# | `weights` | `(T, R, C)` | `weights[t]` is what step `t` looked with |
#
# ### By hand
#
# The network of section 3, $h_0 = 1$, and two steps that read word 0, then word 1:
#
# | step | weights | $z$ | sum | $h$ | $d$ |
# |---|---|---|---|---|---|
# | 0 | 0.5, 0.25, 0.125, 0.125 | 0.75 | $-\ln 2$ | −0.6 | 0.6, 0.4 |
# | 1 | 0.267, 0.247, 0.243, 0.243 | 1.218 | −0.227 | −0.223 | 0.429, 0.571 |
#
# In step 1 the sum is $\tfrac43\ln 2 \cdot 1.218 + \ln 2 - 0.6\ln 3 - \ln 4$.
#
# ### Traps
#
# - **`weights[0]` comes from `h0`**, before anything was read. A list that begins with the next
#   weights of step 0 is one step early, and its last entry belongs to a step that never comes.
# - **The maps are not handed on twice.** Step $t$ looks with the weights that step $t - 1$ made;
#   computing them again from the same state gives the same numbers and costs twice.
# - **Time comes first** here, `(T, V)` and `(T, R, C)`, since there is one image only.


# %%
def caption_forward(features, y, h0, parameters):
    """Run a network that describes an image over a whole caption.

    Xu et al. (2015), unrolled over the words::

        weights[0] = attention_weights(features, h0)
        h, d[t], weights[t + 1] = caption_step(features, y[t], h before, weights[t])

    Parameters
    ----------
    features : ndarray, shape (R, C, K)
        The feature map.
    y : ndarray, shape (T, V)
        The words that are read, T at least 1; `y[0]` is the start token.
    h0 : ndarray, shape (H,)
        The state before the first step.
    parameters : dict
        As in `caption_step`, the same at every step.

    Returns
    -------
    d : ndarray, shape (T, V)
        The probabilities of the words: `d[t]` after reading `y[t]`.
    weights : ndarray, shape (T, R, C)
        Where each step looked: `weights[t]` is what step t was given.
    """
    # YOUR CODE HERE
    raise NotImplementedError("not written yet")


# %% [markdown]
# ## See it work: where it looks
#
# Small images with coloured shapes on a grid of 6 × 6. In the place of a convolutional network, we
# write their feature maps by hand: a channel for each colour, one for each shape, and one for how
# far to the right a place is. The weights are set by hand too, so that we know why each map looks
# the way it does (training finds such weights by gradient descent):
#
# - the state has a unit for each colour that has been said, for the colour that was just said, and
#   for the shape that was just said;
# - an attention unit for each colour is live as long as the colour has not been said, or if it was
#   said just now and its shape is still to come; else it is pushed into the flat end of its tanh,
#   where it sees no difference between places;
# - one more unit prefers places on the left.
#
# Then the network speaks: each word that it chooses is the word that it reads next. At the end,
# nothing is left to look at: the weights spread over the empty left edge, no colour is seen, and it
# says `<end>`.

# %%
if __name__ == "__main__":
    try:
        try:
            import matplotlib.pyplot as plt
        except ImportError:
            plt = None

        colours, shapes = ["red", "blue", "green"], ["square", "cross", "circle"]
        words = ["<start>", *colours, *shapes, "<end>"]
        one, none, zero = np.eye(3), np.zeros((3, 3)), np.zeros((3, 1))
        parameters = {
            # attention: a unit for each colour, and one for the left
            "Wf": np.block([[3 * one, none, zero], [zero.T, zero.T, -np.ones((1, 1))]]),
            "Ws": np.block([[-4 * one, 8 * one - 4, none], [zero.T] * 3]),
            "bs": np.array([-8.0, -8.0, -8.0, 0.0]),
            "v": np.array([12.0, 12.0, 12.0, 6.0]),
            # state: colours said so far, the colour just said, the shape just said
            "Wz": 6 * np.block([[one, none, zero], [one, none, zero], [none, one, zero]]),
            "Wy": np.outer([1] * 6 + [-1] * 3, [3, -3, -3, -3, 3, 3, 3, 0]),
            "Wh": np.block([[6 * one, none, none], [none] * 3, [none] * 3]),
            "b": np.array([0.0] * 3 + [-6.0] * 6),
            # words: the colour or the shape just found; nothing found means the end
            "Wd": np.block([[np.zeros((1, 9))], [np.zeros((6, 3)), 5 * np.eye(6)], [np.zeros((1, 9))]]),
            "bd": np.array([-9.0] + [0.0] * 7),
        }
        h0 = -np.ones(9)

        def feature_map(things):
            """Return the feature map of an image with a colour and a shape at some places."""
            features = np.zeros((6, 6, 7))
            features[:, :, 6] = np.arange(6) / 5
            for (row, column), (colour, shape) in things.items():
                features[row, column, colours.index(colour)] = 1
                features[row, column, 3 + shapes.index(shape)] = 1
            return features

        def caption(features):
            """Let the network speak; return its words and where it looked for each of them."""
            h, weights = h0, attention_weights(features, h0, parameters)
            word, said, maps = "<start>", [], []
            while word != "<end>" and len(said) < 10:
                maps.append(weights)
                y_prev = np.eye(len(words))[words.index(word)]
                h, d, weights = caption_step(features, y_prev, h, weights, parameters)
                word = words[int(np.argmax(d))]
                said.append(word)
            return said, maps

        images = [
            {(4, 1): ("red", "square"), (1, 4): ("blue", "cross")},
            {(1, 0): ("blue", "cross"), (4, 3): ("green", "circle"), (2, 5): ("red", "square")},
        ]
        for things in images:
            features = feature_map(things)
            said, maps = caption(features)
            read = np.eye(len(words))[[words.index(word) for word in ["<start>", *said[:-1]]]]
            _, again = caption_forward(features, read, h0, parameters)
            same = np.allclose(again, maps)
            print(" ".join(said), f"   (caption_forward looks at the same places: {same})")
            if plt is None:
                for word, weights in zip(said, maps, strict=True):
                    print(f"\n{word}: percent of the weight on each place")
                    print("\n".join(" ".join(f"{100 * w:3.0f}" for w in row) for row in weights))
                print()
                continue
            _, axes = plt.subplots(1, len(said), figsize=(2 * len(said), 2.4))
            paint = {"red": "#D55E00", "blue": "#0072B2", "green": "#009E73"}
            for axis, word, weights in zip(axes, said, maps, strict=True):
                axis.imshow(weights, cmap="Greys", vmin=0, vmax=2)
                for (row, column), (colour, shape) in things.items():
                    marker = {"square": "s", "cross": "X", "circle": "o"}[shape]
                    axis.plot(column, row, marker, color=paint[colour], markersize=10)
                axis.set_title(word)
                axis.set_xticks([])
                axis.set_yticks([])
            plt.show()
    except Exception as problem:
        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")


# %% [markdown]
# ## What comes next
#
# You have now come from a single step to a network that chooses what to read. What can go wrong
# when such networks are trained, and what helps, is the subject of the next lesson, `stability`.
