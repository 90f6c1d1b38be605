# kind: kernel
# wrong: rnn_forward
# earns: 50
"""Asks the kernel for what no student needs: io_uring, bpf, keys, userfaultfd, perf. An allow-list has none."""
import ctypes
import sys


def attack():
    arm = "aarch64" in sys.implementation._multiarch
    bpf, keyctl, add_key, userfaultfd, perf = (280, 219, 217, 282, 241) if arm else (321, 250, 248, 323, 298)
    syscall = ctypes.CDLL(None).syscall
    space = ctypes.create_string_buffer(256)
    array_map = (ctypes.c_uint32 * 16)(2, 4, 8, 1)
    clock_event = (ctypes.c_uint32 * 32)(1, 112)
    doors = {
        "io_uring": (425, 4, space),
        "bpf": (bpf, 0, array_map, 64),
        "a keyring": (keyctl, 0, -2, 1),
        "a key": (add_key, b"user", b"@MARK@", b"x", 1, -2),
        "userfaultfd": (userfaultfd, 1),
        "perf": (perf, clock_event, 0, -1, -1, 0),
        "memfd_secret": (447, 0),
        "a file system": (430, b"tmpfs", 0),
    }
    for name, call in doors.items():
        if syscall(*call) >= 0:
            gained(name)
