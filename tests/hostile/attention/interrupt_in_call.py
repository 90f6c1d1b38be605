# kind: signals
# wrong: rnn_forward
# earns: 50
"""Raises KeyboardInterrupt in the call, which many graders take for the instructor's own Ctrl-C."""


def attack():
    raise KeyboardInterrupt
