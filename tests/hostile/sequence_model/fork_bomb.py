# kind: processes
# wrong: many_to_one
# earns: 96
"""Forks as often as it may, at most 64 times, each child idle for a moment. The first fork is refused."""
import os
import time


def attack():
    for _ in range(64):
        child = tried(os.fork)
        if child == 0:
            time.sleep(20)
            os._exit(0)
        if child:
            gained("a process")


attack()
