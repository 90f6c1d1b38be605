# kind: processes
# wrong: rnn_forward
# earns: 50
"""Starts processes and shared memory by way of multiprocessing. Neither can be had."""
import multiprocessing
from multiprocessing import shared_memory


def attack():
    for method in ("fork", "spawn"):
        child = multiprocessing.get_context(method).Process(target=print, daemon=True)
        if tried(lambda: child.start() or "started"):
            gained("a process")
    block = tried(shared_memory.SharedMemory, "@MARK@", create=True, size=4096)
    if block is not None:
        gained("shared memory")
        block.unlink()


attack()
