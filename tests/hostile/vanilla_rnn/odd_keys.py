# kind: answers
# wrong: rnn_forward
# earns: 50
"""Returns dicts whose keys are numbers, None, tuples, huge, or lie about being equal."""
import itertools


class Key(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("h")


KEYS = itertools.cycle([1, None, (), 0.5, b"h", "x" * 10**7, "\ud800", "\0", "", Key("zzz"), float("nan"), frozenset()])


def rnn_forward(x, h0, Wx, Wh, b):
    return {next(KEYS): np.zeros(3)}, None
