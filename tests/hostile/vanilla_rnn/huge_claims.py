# kind: answers
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Returns arrays that claim to be far larger than memory: one number seen 2**40 times, strides past the end, a list
of one array a million times. Sizes are looked at before anything is copied."""
import itertools
from numpy.lib.stride_tricks import as_strided

ANSWERS = itertools.cycle(
    [
        lambda: np.broadcast_to(0.0, (2**20, 2**20)),
        lambda: np.broadcast_to(0.0, (2**40,)),
        lambda: as_strided(np.zeros(1), (2**40,), (0,)),
        lambda: as_strided(np.zeros(1), (2**28,), (8,)),
        lambda: np.zeros((0, 2**40)),
        lambda: np.zeros((1,) * 32),
        lambda: [np.zeros(10**6)] * 10**6,
        lambda: [0.0] * 10**6,
        lambda: {"h": np.broadcast_to(0.0, (2**40,))},
    ]
)


def rnn_forward(x, h0, Wx, Wh, b):
    return next(ANSWERS)(), None
