# kind: files
# wrong: deep_rnn_forward
# earns: 50
"""Writes by way of libraries that open files themselves, in C: NumPy, sqlite3, dbm, tempfile, mmap."""
import ctypes
import mmap
import shelve
import sqlite3
import tempfile

MARKS = "@CANARY@/@MARK@"


def attack():
    tried(np.zeros(3).tofile, MARKS + "1")
    tried(np.save, MARKS + "2", np.zeros(3))
    tried(np.memmap, MARKS + "3", mode="w+", shape=(8,))
    tried(lambda: sqlite3.connect(MARKS + "4").execute("create table t (x)"))
    tried(shelve.open, MARKS + "5")
    ctypes.CDLL(None).creat((MARKS + "6").encode(), 0o666)
    if tried(tempfile.TemporaryFile) is not None:
        gained("a temporary file")
    secret = tried(open, "@CANARY@/secret.txt", "rb")
    if secret is not None and tried(mmap.mmap, secret.fileno(), 0, mmap.MAP_SHARED, mmap.PROT_WRITE):
        gained("the secret's pages")


attack()
