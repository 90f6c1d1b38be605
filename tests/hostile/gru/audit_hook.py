# kind: patches
# wrong: rnn_forward
# earns: 50
"""Adds an audit hook, which can never be taken away, that raises on whatever the worker does next."""
import sys


def attack():
    def refuse(event, arguments):
        raise RuntimeError("no")

    sys.addaudithook(refuse)
