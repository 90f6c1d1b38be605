# kind: descriptors
# wrong: gru_cell_backward
# earns: 65
"""Closes every descriptor, its line to the judge too. Silence is a wrong answer of gru_cell_backward's."""
import os


def attack():
    os.closerange(0, 4096)
