# kind: CPU
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Loops inside one C call, where no Python signal handler ever runs. The kernel's and the judge's clocks do."""
import itertools


def attack():
    sum(itertools.repeat(1))
