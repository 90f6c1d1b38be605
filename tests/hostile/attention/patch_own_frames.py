# kind: frames
# wrong: caption_forward
# earns: 75
"""Reaches into the code objects and closures of whoever called it and swaps them for its own."""
import sys


def impostor(*arguments, **options):
    return True


def attack():
    frame = sys._getframe(2)
    while frame:
        for names in (frame.f_globals, frame.f_locals):
            for value in list(names.values()):
                if hasattr(value, "__code__") and getattr(value, "__globals__", None) is not globals():
                    tried(setattr, value, "__code__", impostor.__code__)
        frame.f_trace_opcodes = True
        frame = frame.f_back
