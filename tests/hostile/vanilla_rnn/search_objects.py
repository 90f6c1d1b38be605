# kind: gc
# wrong: rnn_forward
# earns: 50
"""Searches every object in memory for a reference or an expected result: a fork of the judge would hold them."""
import gc
import types


def attack():
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__globals__ is not globals():
            if thing.__name__ in ("rnn_forward", "rnn_backward", "rnn_step_forward"):
                gained(repr(thing))
        elif type(thing) is dict:
            for name in ("expected", "reference", "misconceptions"):
                if isinstance(thing.get(name), (np.ndarray, types.FunctionType)):
                    gained(name)
        elif isinstance(thing, types.ModuleType):
            if thing.__name__.split(".")[0] in ("solutions", "hypothesis", "pytest", "nbgrader"):
                gained(thing.__name__)


attack()
