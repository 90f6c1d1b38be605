# kind: lying objects
# wrong: rnn_forward
# earns: 50
"""Returns objects that claim to be numbers, lists and dicts, and lie about being equal, about their length and their
kind. Only plain data is an answer."""
import itertools


class Liar:
    __class__ = property(lambda self: float)

    __eq__ = __le__ = __ge__ = __bool__ = __contains__ = lambda self, *other: True
    __len__ = __index__ = __int__ = lambda self: 2**62
    __float__ = lambda self: 0.5
    __array__ = lambda self, *arguments, **options: np.zeros(3)
    __getitem__ = lambda self, index: self
    __hash__ = object.__hash__


class LongList(list):
    def __len__(self):
        return 2**62

    def __iter__(self):
        return itertools.repeat(0.0)


class Float(float):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__


ANSWERS = itertools.cycle([Liar(), LongList([1.0]), [[[Liar()]]], Float(0.0), [Float(0.0)] * 3, type("T", (tuple,), {})()])


def rnn_forward(x, h0, Wx, Wh, b):
    return next(ANSWERS), None
