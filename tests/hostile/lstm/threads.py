# kind: processes
# wrong: lstm_backward
# earns: 75
"""Starts threads, which would outlive the call and share its limits. None can be started."""
import _thread
import threading
from concurrent.futures import ThreadPoolExecutor


def attack():
    tried(_thread.start_new_thread, gained, ("a thread",))
    worker = threading.Thread(target=gained, args=("a thread",), daemon=True)
    tried(worker.start)
    tried(lambda: ThreadPoolExecutor(1).submit(gained, "a thread").result(timeout=1))


attack()
