# kind: files
# wrong: rnn_forward
# earns: 50
"""Reads the machine's accounts, the reference's source, the tests' secret. Only Python and NumPy can be read."""
import glob
import os

PATHS = (
    "/etc/passwd",
    "/etc/shadow",
    "/etc/hostname",
    "/proc/self/root/etc/passwd",
    "/proc/self/cwd/../../etc/passwd",
    "@CANARY@/secret.txt",
    "@PROJECT@/solutions/vanilla_rnn.py",
    "@PROJECT@/tests/hostile/bare.py",
)


def attack():
    for path in (*PATHS, *glob.glob(os.path.expanduser("~/.ssh/*")), *glob.glob("@PROJECT@/**/*.cases")):
        descriptor = tried(os.open, path, os.O_RDONLY)
        if descriptor is not None and tried(os.read, descriptor, 1):
            gained(path)


attack()
