# kind: processes
# wrong: rnn_forward
# earns: 50
"""Attaches to its parent and to a stranger as a debugger would. ptrace is refused."""
import ctypes
import os


def attack():
    ptrace = ctypes.CDLL(None).ptrace
    for process in (os.getppid(), int("@VICTIM_PID@")):
        for request in (16, 0x4206):  # attach, seize
            if ptrace(request, process, None, None) == 0:
                gained("another process as its debugger")
                ptrace(17, process, None, None)
