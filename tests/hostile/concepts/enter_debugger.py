# kind: patches
# wrong: rnn_forward
# earns: 50
"""Enters the debugger, which would wait for a command on the instructor's terminal."""


def attack():
    breakpoint()
    import pdb

    pdb.set_trace()
