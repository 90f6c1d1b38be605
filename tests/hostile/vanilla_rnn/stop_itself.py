# kind: signals
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Stops itself: a stopped process uses no CPU, answers nothing and heeds no polite signal."""
import os
import signal


def attack():
    os.kill(os.getpid(), signal.SIGSTOP)
