# kind: forged replies
# wrong: lstm_backward
# earns: 75
"""Writes into the worker's own frames what a worker reports beside its answers, in kinds that nobody expects there. A
report that cannot be read is an error of its worker."""
import sys

right_cell, wrong_backward = lstm_cell_backward, lstm_backward


def lstm_backward(da, caches):
    here = sys._getframe(1).f_locals
    if "self" in here:
        here["self"].facts = lambda packed: [["twice", [np.array([1, 2])]], {"score": 100}, None]
        tried(lambda: here["self"].overflows.update(x=[np.array([1, 2]), "x", 3]))
    if "changed" in here:
        here["changed"]["x"] = [np.array([1, 2]), 0]
    return wrong_backward(da, caches)
