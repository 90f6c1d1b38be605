# kind: turncoats
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Answers first and stops itself a moment later, while the judge is about to send it more than a socket holds."""
import os
import signal


def stop(number, frame):
    os.kill(os.getpid(), signal.SIGSTOP)


def attack():
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
