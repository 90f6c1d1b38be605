# kind: signals
# wrong: many_to_one
# earns: 96
"""Kills its parent, the process that starts workers: without it nobody could be graded. The signal is refused."""
import os
import signal


def attack():
    parent = os.getppid()
    if parent > 1:
        for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
            if tried(lambda: os.kill(parent, number) or "sent"):
                gained("a signal to the parent")


attack()
