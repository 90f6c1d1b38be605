# kind: floods
# wrong: caption_forward
# earns: 75
"""Writes megabytes to every output there is. 64 KiB are kept, and neither side waits for the other."""
import os
import sys
import warnings

LINE = "\x1b[31mflood\x1b[0m " * 4096 + "\n"


def attack():
    for _ in range(4):
        tried(sys.stdout.write, LINE)
        tried(sys.stderr.write, LINE)
        tried(os.write, 1, LINE.encode())
        tried(os.write, 2, LINE.encode())
        warnings.warn(LINE)
