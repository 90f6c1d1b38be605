# kind: answers
# earns: 100
"""Answers rightly with arrays that are laid out oddly in memory: reversed, transposed, strided, read-only, overlapping,
big-endian. What counts is the numbers: honest work."""
from numpy.lib.stride_tricks import as_strided

right_softmax, right_one_hot, right_step, right_many = softmax, one_hot, rnn_cell_forward, many_to_one


def softmax(z):
    return np.asfortranarray(right_softmax(z))[::-1][::-1]


def one_hot(sentence, vocabulary):
    answer = right_one_hot(sentence, vocabulary).T.copy().T
    answer.setflags(write=False)
    return answer


def rnn_cell_forward(xt, a_prev, parameters):
    a, y, cache = right_step(xt, a_prev, parameters)
    twice = np.repeat(a, 2, axis=1)
    return twice[:, ::2], y.astype(">f8"), cache


def many_to_one(x, a0, parameters):
    y = np.ascontiguousarray(right_many(x, a0, parameters))
    return as_strided(y, y.shape, y.strides, writeable=False)
