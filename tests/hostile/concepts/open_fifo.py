# kind: links
# wrong: q07
# earns: 97
"""Opens a FIFO that nobody writes to, which blocks for ever where it can be opened at all, and makes its own."""
import os

FIFO = "@CANARY@/fifo"


def attack():
    if tried(os.open, FIFO, os.O_RDWR | os.O_NONBLOCK) is not None:
        gained("a FIFO")
    tried(os.mkfifo, "@CANARY@/@MARK@")
    tried(open, FIFO)


attack()
