# kind: recursion
# wrong: many_to_one
# earns: 96
"""Takes the recursion limit away and recurses in C until the stack is gone. Its own process dies of it."""
import sys


class Mirror:
    def __repr__(self):
        return repr([self])


def attack():
    sys.setrecursionlimit(10**9)
    repr(Mirror())
