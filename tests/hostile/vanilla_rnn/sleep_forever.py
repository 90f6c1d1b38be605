# kind: CPU
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Uses no CPU and never returns: only wall time shows it."""
import time


def attack():
    while True:
        time.sleep(3600)
