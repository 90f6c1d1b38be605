# kind: segfaults
# wrong: rnn_forward
# earns: 50
"""Reads address 0: the process dies of a segmentation fault, leaving no core file and no other victim."""
import ctypes


def attack():
    ctypes.string_at(0)
