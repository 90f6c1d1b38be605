# kind: lying objects
# wrong: attend
# earns: 85
"""Answers with objects that have an array's protocols and are no arrays: `__array__`, `__array_interface__`,
`__array_struct__`, `__dlpack__`, the buffer protocol, `__iter__` and `__len__`."""
import ctypes
import itertools


class Duck:
    ndim, dtype, size = 1, np.dtype(float), 1
    shape = property(lambda self: (gained("a call from outside"),))

    def __array__(self, *arguments, **options):
        gained("a call from outside")
        return np.ones(1)

    __dlpack__ = __dlpack_device__ = __iter__ = __len__ = __float__ = tolist = __array__
    __array_interface__ = __array_struct__ = property(__array__)


TURN = itertools.cycle(
    [Duck(), [Duck()], memoryview(b"12345678"), (ctypes.c_double * 2)(), np.array([Duck()], dtype=object), np.matrix([[0.0]])]
)


def attend(features, weights):
    return next(TURN)
