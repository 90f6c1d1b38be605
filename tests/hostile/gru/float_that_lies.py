# kind: lying objects
# wrong: simple_gru_cell_forward
# earns: 80
"""Answers with lists of float objects that hold 0.0 and say that they are any other number. They are read as what they
hold; an object with only `__float__`, `__array__` or the buffer protocol is no number."""
import itertools


class Liar(float):
    __float__ = __abs__ = __round__ = lambda self: 0.5
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__
    __sub__ = __rsub__ = __mul__ = __truediv__ = lambda self, other: 0.0
    hex = as_integer_ratio = is_integer = lambda self: gained("a call from outside")


class OnlyFloat:
    __float__ = __index__ = __complex__ = lambda self: gained("a call from outside") or 0.5


class OnlyArray:
    def __array__(self, *arguments, **options):
        gained("a call from outside")
        return np.ones((1, 1))


right_step = simple_gru_cell_forward.right
TURN = itertools.cycle([Liar(0.0), OnlyFloat(), OnlyArray(), np.float64(0), np.array(Liar(0.0), dtype=object)])


def simple_gru_cell_forward(xt, c_prev, parameters):
    one = next(TURN)
    rows = [[one] * xt.shape[1]] * len(c_prev)
    return rows, [[one] * xt.shape[1]] * len(parameters["by"]), None
