# kind: lying objects
# wrong: gradient_norms
# earns: 60
"""Raises exceptions that cannot be shown: their text raises, is no text, never ends, or leads back to itself."""
import itertools


class Silent(BaseException):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__
    __class__ = property(lambda self: KeyboardInterrupt)
    args = property(lambda self: 1 / 0)
    __traceback__ = __cause__ = __context__ = property(lambda self: self)


class Nonsense(Exception):
    def __str__(self):
        return 100.0

    def __getattribute__(self, name):
        raise Silent


def circular():
    first, second = ValueError(1), ValueError(2)
    first.__cause__, second.__cause__ = second, first
    return first


FAULTS = itertools.cycle([Silent, Nonsense, circular, GeneratorExit, StopIteration, MemoryError, RecursionError])


def attack():
    raise next(FAULTS)()
