# kind: disk
# wrong: deep_rnn_forward
# earns: 50
"""Writes to every place that might take it, 64 MB at most: temporary files, shared memory, files in memory, its own
folder. Nothing on a disk can be written."""
import ctypes
import mmap
import os
import tempfile

PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", ".", os.path.expanduser("~"), "@CANARY@")


def attack():
    for place in PLACES:
        path = f"{place}/@MARK@-fill"
        file = tried(open, path, "wb")
        if file:
            gained(path)
            tried(file.write, bytes(1 << 20))
        tried(os.mkdir, path + "-folder")
    for make in (tempfile.TemporaryFile, tempfile.NamedTemporaryFile, tempfile.mkstemp, tempfile.mkdtemp):
        if tried(make, prefix="@MARK@"):
            gained("a temporary file")
    memory = tried(os.memfd_create, "@MARK@")
    if memory:
        tried(os.ftruncate, memory, 1 << 40)
        tried(os.write, memory, bytes(1 << 20))
    shared = tried(mmap.mmap, -1, 1 << 20)
    if shared:
        shared.write(b"kept")
    shm_open = getattr(ctypes.CDLL(None), "shm_open", None)
    if shm_open and shm_open(b"/@MARK@", 0o102, 0o600) >= 0:
        gained("shared memory")
