"""The zygote: a fresh interpreter that has imported NumPy and the worker, and forks a worker whenever it is asked.

It is exec'd, never forked from the judge, so that nothing of the judge is in its memory. Over its control socket the
judge sends one JSON line and a descriptor: for a new worker, its end of a socket pair; for calls that every later
worker will be asked to make, a file that holds them, so that they are unpacked once and not in each worker; for another
zygote like it, that one's control socket. Where there is no `fork`, `main` is started anew for each worker and becomes
it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import glob
import json
import os
import random
import signal
import socket
import sys
import sysconfig
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from . import interplay, wire, worker
from .rights import Rights

__all__ = ["answer", "begin", "main", "plain_main", "settle"]


def main(control: int) -> None:
    """Serve the judge over the descriptor `control` until it hangs up."""
    begin()
    numpy = os.path.dirname(np.__file__)
    _warm_up()
    settle()
    rights = Rights([numpy, *glob.glob(numpy + ".libs")])
    kept: list[worker.Calls] = []

    def keep(data: bytes) -> int:
        kept.append(worker.prepared(wire.loads(data, inputs=True)))
        return len(kept) - 1

    answer(control, rights, lambda channel: worker.serve(channel, kept), keep)


def answer(control: int, rights: Rights, born: Callable[[wire.Channel], None], keep: Callable[[bytes], int]) -> None:
    """Answer the judge's requests until it hangs up; `born` is what a worker does, `keep` takes what is left here."""
    channel = socket.socket(fileno=control)
    children: set[int] = set()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # a worker lives for a tenth of a second
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, 4096, 1)
        if not message:
            for pid in children:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            os._exit(0)
        request = json.loads(message)
        if request["do"] == "fork":
            pid = _fork(rights, request, descriptors[0], born)
            children.add(pid)
            os.close(descriptors[0])
            reply: dict[str, Any] = {"pid": pid}
        elif request["do"] == "keep":
            with os.fdopen(descriptors[0], "rb") as file:
                reply = {"kept": keep(file.read())}
            gc.freeze()  # a worker's collector need not look at it, and its memory stays shared
        elif request["do"] == "interrupt":
            os.kill(request["pid"], signal.SIGINT)
            reply = {"interrupted": request["pid"]}
        elif request["do"] == "split":
            pid = os.fork()
            if not pid:
                channel.close()
                channel, children = socket.socket(fileno=descriptors[0]), set()
                rights.zygote = os.getpid()
                continue
            os.close(descriptors[0])
            reply = {"split": pid}
        else:
            reply = _end(request["pid"], request["patience"])
            children.discard(request["pid"])
        channel.send(json.dumps(reply).encode())


def begin() -> None:
    """Make a zygote of this process: what its workers inherit, or will have no right to load."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where memory runs out, the largest worker ends: no judge, and nobody else's program
    with contextlib.suppress(OSError):
        for library in _stdlib_libraries():
            with contextlib.suppress(OSError):
                ctypes.CDLL(library)


def _fork(rights: Rights, request: dict[str, Any], fd: int, born: Callable[[wire.Channel], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        random.seed(0)  # its own hook seeds it anew after a fork
        rights.drop(request["memory"], request["cpu"], fd)
        born(wire.Channel(fd))
    finally:
        os._exit(0)


def _end(pid: int, patience: float) -> dict[str, Any]:
    """Kill a worker and return how it had ended: its signal if it died by itself, and its CPU seconds.

    One that has closed its socket may be about to end by itself: it gets `patience` seconds to do so.
    """
    last = time.monotonic() + patience
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        alive = done == 0
        if not alive or time.monotonic() >= last:
            break
        time.sleep(0.002)
    if alive:
        os.kill(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"alive": alive, "code": code, "cpu": usage.ru_utime + usage.ru_stime}


def _stdlib_libraries() -> list[str]:
    """Return the standard library's extension modules, whose system libraries are out of reach later."""
    folder = os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".so")]


def _warm_up() -> None:
    """Run once what every worker runs, so that Python has adapted itself to it before they are forked."""
    for _ in range(10):
        given = {"first": [np.ones((2, 2))], "second": [np.zeros((2, 2))]}
        list(interplay.facts(lambda x: (x + 1, [x]), 1, given.__getitem__))
        both = {**given, "upstream first": [np.ones((2, 2))], "upstream second": [np.zeros((2, 2))]}
        list(interplay.backward_facts(lambda x: (x + 1, [x]), lambda d, c: {"dx": d * 2}, 1, both.__getitem__))


def settle() -> None:
    """Make every worker start alike."""
    random.seed(0)
    np.random.seed(0)
    sys.argv = [""]


def plain_main(port: int, token: str) -> None:
    """Become one worker without a sandbox, for systems that cannot fork."""
    settle()
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(token.encode())
    connection.setblocking(True)
    worker.serve(wire.Channel(connection.fileno(), None if os.name == "posix" else connection))
