# kind: segfaults
# wrong: model
# earns: 75
"""Aborts, which the C library turns into a signal that dumps core; none is written."""
import os


def attack():
    os.abort()
