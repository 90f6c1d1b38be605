# kind: processes
# wrong: deep_rnn_forward
# earns: 50
"""Starts threads, pools, loops, timers and child interpreters by every module there is for it."""
import asyncio
import concurrent.futures
import importlib
import sys
import threading
import time
import _thread

DONE = []


def note():
    DONE.append(1)


def attack():
    tried(_thread.start_new_thread, note, ())
    tried(lambda: threading.Timer(0, note).start())
    for pool in (concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor):
        tried(lambda: pool(1).submit(note).result(timeout=1))
    tried(lambda: asyncio.run(asyncio.wait_for(asyncio.to_thread(note), 1)))
    tried(lambda: asyncio.run(asyncio.create_subprocess_exec("/bin/true")))
    for name in ("_xxsubinterpreters", "_interpreters"):
        module = tried(importlib.import_module, name)
        if module:
            tried(lambda: module.run_string(module.create(), "import numpy"))
    tried(sys.setswitchinterval, 1e-6)
    time.sleep(0.01)
    if DONE:
        gained("a thread")
