# kind: processes
# wrong: add
# earns: 90
"""Makes a process by the bare system calls, past Python's own fork. Refused by number, whoever calls."""
import ctypes
import os
import sys


def attack():
    arm = "aarch64" in sys.implementation._multiarch
    syscall = ctypes.CDLL(None).syscall
    calls = [(220, 17, 0, 0, 0, 0)] if arm else [(56, 17, 0, 0, 0, 0), (57,)]
    clone3 = (ctypes.c_uint64 * 8)(0, 0, 0, 0, 17, 0, 0, 0)
    calls.append((435, clone3, 64))
    for call in calls:
        child = syscall(*call)
        if child == 0:
            os._exit(0)
        if child > 0:
            gained("a process")
