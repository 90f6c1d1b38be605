# kind: memory
# wrong: rnn_forward
# earns: 50
"""Returns things that lend memory which is not theirs: an array interface that points anywhere, views, C arrays."""
import array
import ctypes
import itertools


class Pointer:
    def __init__(self, address):
        self.__array_interface__ = {"version": 3, "shape": (1 << 20,), "typestr": "<f8", "data": (address, False)}


ANSWERS = itertools.cycle(
    [Pointer(0), Pointer(id(np)), memoryview(bytearray(8)), (ctypes.c_double * 3)(), array.array("d", [0.0]), np.nditer([0.0])]
)


def rnn_forward(x, h0, Wx, Wh, b):
    return next(ANSWERS), None
