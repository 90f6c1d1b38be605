# kind: patches
# wrong: q07
# earns: 97
"""Enters the debugger, which would wait for a command on the instructor's terminal."""


def attack():
    breakpoint()
    import pdb

    pdb.set_trace()
