# kind: answers
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Returns, in place of the pair, things that unpack differently each time or are no pair at all."""
import itertools


class Pair(tuple):
    def __iter__(self):
        while True:
            yield np.zeros(3)

    def __getitem__(self, index):
        return self

    def __len__(self):
        return 2


ANSWERS = itertools.cycle([Pair((1, 2)), None, (), (1,), (None, None, None), {"h": 1}, "hc", b"hc", Ellipsis, range(2)])


def rnn_forward(x, h0, Wx, Wh, b):
    return next(ANSWERS)
