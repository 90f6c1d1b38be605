# kind: signals
# wrong: rnn_forward
# earns: 50
"""Signals every process it may, by kill(-1). SIGCONT hurts nobody, but the tests and their victim note it, and
who may send it may send SIGKILL. The sandbox refuses a signal to anybody but the sender."""
import os
import signal


def attack():
    if tried(lambda: os.kill(-1, signal.SIGCONT) or "sent"):
        gained("a signal to everybody")


attack()
