"""What the sandbox holds, found by trying: a probe runs as a submission would and reports what it could do."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..sandbox import wire
from ..sandbox.host import Death, Sandbox
from .calls import Calls

__all__ = ["LEVELS", "Isolation", "probe"]

LEVELS = ("none", "partial", "strict")

# Each attempt is a function that returns True when it got what a submission must not have.
PROBE = """
import ctypes, os, socket, subprocess, threading

HERE, TCP, UDP, UNIX, ABSTRACT, VICTIM, TOKEN = {facts!r}
FILE = os.path.join(HERE, "file")


def read_files():
    with open(FILE) as file:
        return TOKEN in file.read()


def list_folders():
    return any("file" in os.listdir(HERE) or os.listdir("/root") for _ in (1,))


def write_files():
    for path in (FILE, os.path.join(HERE, "new"), "/tmp/" + TOKEN, "/dev/shm/" + TOKEN):
        try:
            with open(path, "a") as file:
                file.write("x")
            return True
        except OSError:
            pass
    return False


def change_attributes():
    for change in (
        lambda: os.chmod(FILE, 0o600), lambda: os.utime(FILE), lambda: os.setxattr(FILE, "user.x", b"x"),
        lambda: os.rename(FILE, FILE + "2"), lambda: os.link(FILE, FILE + "3"), lambda: os.truncate(FILE, 0),
        lambda: os.chmod("/", 0o755), lambda: os.utime("/dev/null"), lambda: os.chmod(os.__file__, 0o644),
    ):
        try:
            change()
            return True
        except (OSError, AttributeError):
            pass
    return False


def reach_network():
    for kind, family, address in (
        (socket.SOCK_STREAM, socket.AF_INET, ("127.0.0.1", TCP)),
        (socket.SOCK_DGRAM, socket.AF_INET, ("127.0.0.1", UDP)),
        (socket.SOCK_STREAM, getattr(socket, "AF_UNIX", None), UNIX),
        (socket.SOCK_STREAM, getattr(socket, "AF_UNIX", None), ABSTRACT),
    ):
        try:
            with socket.socket(family, kind) as one:
                one.settimeout(1)
                one.connect(address)
                one.send(b"x")
            return True
        except (OSError, TypeError):
            pass
    return False


def start_processes():
    try:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        return True
    except (OSError, AttributeError):
        pass
    subprocess.run(["/bin/true" if os.name == "posix" else "where"], check=False)
    return True


def start_threads():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


def signal_processes():
    for pid in (VICTIM, os.getppid()):
        try:
            os.kill(pid, 0)
            return True
        except OSError:
            pass
    return False


def trace_processes():
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.ptrace(16, VICTIM, None, None) == 0


def renice_processes():
    for pid in (VICTIM, 0):
        try:
            os.setpriority(os.PRIO_PROCESS, pid, 5)
            return True
        except OSError:
            pass
    try:
        os.sched_setaffinity(VICTIM, os.sched_getaffinity(0))
        return True
    except OSError:
        return False


def probe(name):
    try:
        return bool(globals()[name]())
    except BaseException:
        return False
"""
ATTEMPTS = (
    "read_files", "list_folders", "write_files", "change_attributes", "reach_network", "start_processes",
    "start_threads", "signal_processes", "trace_processes", "renice_processes",
)  # fmt: skip


@dataclass(frozen=True)
class Isolation:
    """The level that was achieved, and what a submission could still do."""

    level: str
    missing: tuple[str, ...] = ()

    def reaches(self, required: str) -> bool:
        """Tell whether this level is at least the required one."""
        return LEVELS.index(self.level) >= LEVELS.index(required)

    def __str__(self) -> str:
        if self.level == "partial":
            return "partial (a submission could " + ", ".join(name.replace("_", " ") for name in self.missing) + ")"
        return self.level


def probe(sandbox: Sandbox) -> Isolation:
    """Run the probe in a worker of the sandbox and return what it found."""
    with _targets() as facts:
        text = PROBE.format(facts=facts)
        worker = sandbox.worker()
        try:
            file = {"kind": "py", "data": np.frombuffer(text.encode(), np.uint8)}
            worker.request(wire.dumps({"do": "read", "files": [file], "names": ["probe"], "demonstrations": []}), 10)
            load = {"do": "load", "file": 0, "name": "probe", "modules": {}, "skip": [], "names": ["probe"]}
            worker.request(wire.dumps(load), 10, lambda message: None)
            calls: Calls = [("probe", [name], -1, []) for name in ATTEMPTS]
            answer = worker.request(wire.dumps({"do": "call", "base": 0, "calls": calls, "output": False}), 10)
            results = wire.loads(answer["results"])
        except Death:
            results = [True] * len(ATTEMPTS)
        finally:
            worker.end()
    reached = tuple(name for name, result in zip(ATTEMPTS, results, strict=True) if result is not False)
    if not reached:
        return Isolation("strict")
    return Isolation("none" if len(reached) >= len(ATTEMPTS) - 2 else "partial", reached)


@contextlib.contextmanager
def _targets() -> Iterator[tuple[object, ...]]:
    """Make what the probe will try to reach: a file, three kinds of sockets, a process."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.chmod(0o777)
        token = secrets.token_hex(8)
        (folder / "file").write_text(token)
        (folder / "file").chmod(0o666)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        abstract = "\0" + token
        if hasattr(socket, "AF_UNIX"):
            unix = stack.enter_context(socket.socket(socket.AF_UNIX))
            unix.bind(str(folder / "socket"))
            os.chmod(folder / "socket", 0o777)
            unix.listen()
            if sys.platform == "linux":
                hidden = stack.enter_context(socket.socket(socket.AF_UNIX))
                hidden.bind(abstract)
                hidden.listen()
        victim = os.getpid()
        if sys.platform == "linux":
            process = subprocess.Popen(["sleep", "60"], stdin=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            victim = process.pid
        yield (
            str(folder), tcp.getsockname()[1], udp.getsockname()[1], str(folder / "socket"), abstract, victim, token,
        )  # fmt: skip
