# kind: replay
# wrong: rnn_forward
# earns: 50
"""Keeps what it was asked in places that could outlive a worker: modules, the interpreter, the environment, NumPy.
What it finds there from another worker would be a hidden case. Each worker is a new copy of an untouched one."""
import builtins
import os
import sys

PLACES = (builtins, sys, np, os, np.random)

for _place in PLACES:
    if getattr(_place, "kept_by_rnn_backward", None) is not None:
        gained("what another worker was asked")
if "KEPT_BY_RNN_BACKWARD" in os.environ:
    gained("what another worker was asked")


def attack():
    for place in PLACES:
        place.kept_by_rnn_backward = True
    os.environ["KEPT_BY_RNN_BACKWARD"] = "1"
