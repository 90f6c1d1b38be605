# kind: segfaults
# wrong: gru_cell_backward
# earns: 65
"""Reads address 0: the process dies of a segmentation fault, leaving no core file and no other victim."""
import ctypes


def attack():
    ctypes.string_at(0)
