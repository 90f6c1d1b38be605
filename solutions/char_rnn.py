"""What a character model needs besides the four functions of the assignment.

A network of one hidden layer, forward and backward through one name, its first weights, and the
lists and dictionaries around it. Use it as it is: `from char_rnn import softmax`, or
`import char_rnn as utils`.

V is the size of the vocabulary, n_a the number of hidden units. A name is a list `X` of indices,
one a step, whose first entry is `None`: nothing has been read yet, and the input of that step is
zeros. `Y` holds the index that should follow at each step. All vectors are columns. `parameters` is
a dict: `Wax` (n_a, V), `Waa` (n_a, n_a), `Wya` (V, n_a), `b` (n_a, 1), `by` (V, 1); the gradients
have the same names and shapes with a `d` in front.
"""

import numpy as np

# The network


def softmax(z):
    """Turn scores into probabilities: exp(z_i) / sum_j exp(z_j), in each column by itself.

    Subtracting a column's largest score changes no probability, and no exponential overflows. It
    must be each column's own: with one maximum for all, a column far below the others gives 0/0.

    Parameters
    ----------
    z : ndarray, shape (V, m)
        Scores, a column for each distribution.

    Returns
    -------
    probabilities : ndarray, shape (V, m)
        Every column sums to 1.
    """
    exponentials = np.exp(z - z.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


def one_hot(index, vocab_size):
    """Return a column of zeros, shape (vocab_size, 1), with a one at `index`; zeros for `None`."""
    x = np.zeros((vocab_size, 1))
    if index is not None:
        x[index] = 1
    return x


def rnn_forward(X, Y, a0, parameters):
    """Read a name and add up how surprising each next character was.

    The network of Elman, "Finding structure in time" (1990), with a softmax output::

        a_t = tanh(Wax x_t + Waa a_(t-1) + b),   p_t = softmax(Wya a_t + by)

    Parameters
    ----------
    X : list of length T
        The indices read, `None` for a zero input.
    Y : list of int, length T
        The indices to predict.
    a0 : ndarray, shape (n_a, 1)
        The hidden state before the first step.
    parameters : dict
        The weights.

    Returns
    -------
    loss : float
        The cross-entropy, the sum over t of -log p_t[Y_t].
    cache : tuple
        What `rnn_backward` needs: probabilities, hidden states and inputs, each a dict by t; the
        states begin at t = -1 with `a0`.
    """
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    b, by = parameters["b"], parameters["by"]
    x, a, p = {}, {-1: np.copy(a0)}, {}
    loss = 0
    for t, (read, wanted) in enumerate(zip(X, Y, strict=True)):
        x[t] = one_hot(read, Wax.shape[1]).astype(Wax.dtype)
        a[t] = np.tanh(Wax @ x[t] + Waa @ a[t - 1] + b)
        p[t] = softmax(Wya @ a[t] + by)
        loss = loss - np.log(p[t][wanted, 0])
    return loss, (p, a, x)


def rnn_backward(X, Y, parameters, cache):
    """Compute the gradients of the loss, back through the whole name.

    Backpropagation through time (Rumelhart, Hinton and Williams, "Learning internal representations
    by error propagation", 1986). The gradient of softmax and cross-entropy together is p - y.

    Parameters
    ----------
    X, Y : lists of length T
        As given to `rnn_forward`.
    parameters : dict
        The weights.
    cache : tuple
        What `rnn_forward` returned.

    Returns
    -------
    gradients : dict
        `dWax`, `dWaa`, `dWya`, `db` and `dby`, shaped like the weights.
    a : dict
        The hidden states: `a[t]`, shape (n_a, 1), after step t, and `a[-1]` before the first.
    """
    p, a, x = cache
    Waa, Wya = parameters["Waa"], parameters["Wya"]
    names = {"dWax": "Wax", "dWaa": "Waa", "dWya": "Wya", "db": "b", "dby": "by"}
    gradients = {name: np.zeros_like(parameters[weight]) for name, weight in names.items()}
    from_later = np.zeros_like(a[-1])
    for t in reversed(range(len(X))):
        dz = p[t].copy()
        dz[Y[t]] -= 1
        dsum = (Wya.T @ dz + from_later) * (1 - a[t] ** 2)
        gradients["dWya"] += dz @ a[t].T
        gradients["dby"] += dz
        gradients["dWax"] += dsum @ x[t].T
        gradients["dWaa"] += dsum @ a[t - 1].T
        gradients["db"] += dsum
        from_later = Waa.T @ dsum
    return gradients, a


# Training


def initialize_parameters(n_a, n_x, n_y):
    """Draw small random weights, the same ones each time; the biases are zeros.

    Parameters
    ----------
    n_a, n_x, n_y : int
        How many hidden units, inputs and outputs. In a character model n_x = n_y = V.

    Returns
    -------
    parameters : dict
        `Wax` (n_a, n_x), `Waa` (n_a, n_a), `Wya` (n_y, n_a), `b` (n_a, 1), `by` (n_y, 1).
    """
    np.random.seed(1)
    return {
        "Wax": np.random.randn(n_a, n_x) * 0.01,
        "Waa": np.random.randn(n_a, n_a) * 0.01,
        "Wya": np.random.randn(n_y, n_a) * 0.01,
        "b": np.zeros((n_a, 1)),
        "by": np.zeros((n_y, 1)),
    }


def update_parameters(parameters, gradients, learning_rate):
    """Move every weight against its gradient: W = W - learning_rate * dW.

    The arrays in `parameters` are changed in place, and the same dict is returned.
    """
    for name, weight in parameters.items():
        weight -= learning_rate * gradients[f"d{name}"]
    return parameters


def get_initial_loss(vocab_size, seq_length):
    """Return the loss of guessing `seq_length` characters, all equally likely: -log(1/V) each."""
    return -np.log(1.0 / vocab_size) * seq_length


def smooth(loss, current_loss):
    """Return the running mean of the loss: 0.999 of the old one, 0.001 of the step's."""
    return 0.999 * loss + 0.001 * current_loss


# Names


def load_names(path):
    """Read a file with one name a line: stripped, in lower case, empty lines left out."""
    with open(path, encoding="utf-8") as file:
        names = [line.strip().lower() for line in file]
    return [name for name in names if name]


def training_order(names):
    """Return the names shuffled as the course does it, in the same order each time.

    By NumPy's legacy global generator, whose numbers no later version of NumPy changes.
    """
    shuffled = list(names)
    np.random.seed(0)
    np.random.shuffle(shuffled)
    return shuffled


def dictionaries(names):
    """Number the characters of the names, and the newline that ends each, in sorted order.

    Returns
    -------
    char_to_ix : dict
        From each character to its index, 0 to V - 1.
    ix_to_char : dict
        From each index to its character.
    """
    characters = sorted({"\n"}.union(*names))
    char_to_ix = {character: index for index, character in enumerate(characters)}
    ix_to_char = dict(enumerate(characters))
    return char_to_ix, ix_to_char


def print_sample(sample_ix, ix_to_char):
    """Print the characters of a list of indices, the first one as a capital."""
    text = "".join(ix_to_char[index] for index in sample_ix)
    print(text[:1].upper() + text[1:], end="")
