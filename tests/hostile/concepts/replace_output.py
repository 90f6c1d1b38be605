# kind: patches
# wrong: q07
# earns: 97
"""Puts objects in the place of the standard streams that refuse, return nonsense or have nothing to flush."""
import io
import sys


class Broken(io.StringIO):
    def write(self, text):
        raise RuntimeError("no")

    def flush(self):
        raise SystemExit(0)

    def getvalue(self):
        return 100.0


def attack():
    sys.stdout = sys.__stdout__ = Broken()
    sys.stderr = sys.__stderr__ = None
    sys.stdin = 3


attack()
