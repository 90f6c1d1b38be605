# kind: memory
# wrong: lstm_backward
# earns: 75
"""Reads and writes the memory of its parent and of a stranger. An error about the address would mean that the
process itself was open; the calls are refused before that."""
import ctypes
import errno
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    space = ctypes.create_string_buffer(64)
    mine = (ctypes.c_size_t * 2)(ctypes.addressof(space), 64)
    theirs = (ctypes.c_size_t * 2)(0x400000, 64)
    for process in (os.getppid(), int("@VICTIM_PID@")):
        for call in (libc.process_vm_readv, libc.process_vm_writev):
            ctypes.set_errno(0)
            moved = call(process, mine, ctypes.c_ulong(1), theirs, ctypes.c_ulong(1), ctypes.c_ulong(0))
            if moved >= 0 or ctypes.get_errno() == errno.EFAULT:
                gained("the memory of another process")
        if tried(os.open, f"/proc/{process}/mem", os.O_RDWR) is not None:
            gained("the memory of another process")
