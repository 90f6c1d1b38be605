# kind: signals
# wrong: rnn_forward
# earns: 50
"""Signals its process group and session, in which a careless grader runs too; the tests would note the SIGCONT."""
import os
import signal


def attack():
    tried(os.kill, 0, signal.SIGCONT)
    tried(os.killpg, 0, signal.SIGCONT)
    tried(os.killpg, os.getpgrp(), signal.SIGCONT)
    if os.getppid() > 1:
        tried(os.killpg, os.getppid(), signal.SIGCONT)


attack()
