# kind: patches
# wrong: q07
# earns: 97
"""Asks the instructor's terminal for input, which would wait until somebody answers. There is nobody to ask."""
import getpass
import os
import sys


def attack():
    tried(input, "Your password: ")
    tried(getpass.getpass)
    tried(sys.stdin.read)
    tried(os.read, 0, 1)
    if tried(open, "/dev/tty", "r+") is not None:
        gained("the terminal")


attack()
