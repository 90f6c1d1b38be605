# kind: answers
# wrong: rnn_forward
# earns: 50
"""Returns text, bytes and whole numbers of millions of digits, and numbers too long to print."""
import itertools

ANSWERS = itertools.cycle(
    [
        lambda: "x" * (20 << 20),
        lambda: bytes(20 << 20),
        lambda: bytearray(20 << 20),
        lambda: 1 << 10**7,
        lambda: -(10**5000),
        lambda: [10**5000] * 3,
        lambda: "\ud800" * 3,
        lambda: 1e308 * 10,
        lambda: True,
    ]
)


def rnn_forward(x, h0, Wx, Wh, b):
    return next(ANSWERS)(), None
