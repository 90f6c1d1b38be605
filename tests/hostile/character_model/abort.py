# kind: segfaults
# wrong: rnn_forward
# earns: 50
"""Aborts, which the C library turns into a signal that dumps core; none is written."""
import os


def attack():
    os.abort()
