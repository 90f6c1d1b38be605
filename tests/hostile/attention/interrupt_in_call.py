# kind: signals
# wrong: caption_forward
# earns: 75
"""Raises KeyboardInterrupt in the call, which many graders take for the instructor's own Ctrl-C."""


def attack():
    raise KeyboardInterrupt
