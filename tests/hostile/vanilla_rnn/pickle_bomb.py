# kind: gc
# wrong: rnn_forward
# earns: 50
"""Returns objects that run code where they are unpickled. Nothing is ever unpickled: the file would show it."""
import itertools


class Bomb:
    def __reduce__(self):
        return open, ("@CANARY@/@MARK@", "w")

    def __reduce_ex__(self, protocol):
        return self.__reduce__()


class ArrayBomb(np.ndarray):
    __reduce__ = Bomb.__reduce__
    __reduce_ex__ = Bomb.__reduce_ex__


ANSWERS = itertools.cycle([Bomb(), np.array([Bomb()], object), np.zeros(3).view(ArrayBomb), Bomb, [Bomb()]])


def rnn_forward(x, h0, Wx, Wh, b):
    return next(ANSWERS), Bomb()
