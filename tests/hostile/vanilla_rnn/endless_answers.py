# kind: answers
# wrong: rnn_forward
# earns: 50
"""Returns iterators that never end, as the answer and inside it. An iterator is a wrong answer, not one to read."""
import itertools


class Endless:
    def __iter__(self):
        return itertools.repeat(self)

    def __getitem__(self, index):
        return self


def forever():
    while True:
        yield 0.0


ANSWERS = itertools.cycle([forever, Endless, lambda: itertools.count(), lambda: iter(int, 1), lambda: map(abs, forever())])


def rnn_forward(x, h0, Wx, Wh, b):
    answer = next(ANSWERS)()
    return answer, [answer]
