# kind: exits
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Catches whatever a time limit raises inside it, and goes on. A limit that asks the code to stop is none."""


def attack():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
