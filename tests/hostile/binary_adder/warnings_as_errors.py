# kind: patches
# wrong: add
# earns: 90
"""Turns every warning into an error, warns, and sends warnings elsewhere."""
import warnings


def attack():
    warnings.simplefilter("error")
    warnings.showwarning = None
    warnings.warn("\x1b[2J@MARK@", ResourceWarning)
