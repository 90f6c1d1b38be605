"""What the sandbox holds, found by trying: a worker makes every attempt of `attempts`, and reports what it could do."""

from __future__ import annotations

import contextlib
import marshal
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import numpy as np

from ..sandbox import wire
from ..sandbox.host import Death, Sandbox, can_fork
from ..sandbox.seccomp import Missing, Seccomp
from .calls import Calls

__all__ = ["ATTEMPTS", "LEVELS", "MOST", "Isolation", "found", "probe", "targets"]

LEVELS = ("none", "partial", "strict")
ATTEMPTS = Path(__file__).with_name("attempts.py")
# The file that the worker reads as a submission; what it runs comes compiled, which saves much of the time.
PROBE = """
import marshal

def attempts(code, facts):
    space = {"__name__": "attempts"}
    exec(marshal.loads(code.tobytes()), space)
    return space["attempts"](facts)
"""
# The kinds of attempts, as grading.md has them; what a submission could do is told in these words.
KINDS = (
    "read_files", "list_folders", "write_files", "change_attributes", "reach_network", "start_processes",
    "start_threads", "signal_processes", "trace_processes", "renice_processes",
)  # fmt: skip
# The system calls that the attempts make by number.
CALLS = """
    openat2 statx name_to_handle_at io_uring_setup inotify_init1 inotify_add_watch fanotify_init fanotify_mark mount
    umount2 shmget shmctl semget semctl msgget msgctl mq_open mq_unlink add_key keyctl fchmodat2 setxattrat clone clone3
    tgkill rt_sigqueueinfo ptrace process_vm_readv pidfd_getfd perf_event_open bpf sched_setattr ioprio_set
""".split()
LONG = 60  # bytes of a folder's name: with more, a socket in it may have too long a name
MOST = 3  # kinds, and means of each, that a sentence names


@dataclass(frozen=True)
class Isolation:
    """The level that was achieved, and what a submission could still do: kinds of attempts, each with the means that
    worked; for those in `unknown`, the means that could not be tried."""

    level: str
    missing: tuple[str, ...] = ()
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def reaches(self, required: str) -> bool:
        """Tell whether this level is at least the required one."""
        return LEVELS.index(self.level) >= LEVELS.index(required)

    def told(self, most: int = len(KINDS)) -> str:
        """Return what a submission could do in words, `most` kinds of it."""
        named = " and ".join(self._told(kind) for kind in self.missing[:most]) or "nothing"
        more = len(self.missing) - most
        return f"{named} and {more} more" if more > 0 else named

    def _told(self, kind: str) -> str:
        means = self.means.get(kind, ())
        text = kind.replace("_", " ")
        if kind in self.unknown:
            text = f"perhaps {text}"
        if not means:
            return text
        more = [f"{len(means) - MOST} more"] if len(means) > MOST else []
        return f"{text} ({', '.join([*means[:MOST], *more])})"

    def __str__(self) -> str:
        return f"partial (a submission could {self.told()})" if self.level == "partial" else self.level


def probe(sandbox: Sandbox) -> Isolation:
    """Make the attempts in a worker of the sandbox and return what came of them."""
    with contextlib.ExitStack() as stack:
        other = sandbox.worker()  # another submission's
        stack.callback(other.end)
        worker = sandbox.worker()
        stack.callback(worker.end)
        facts = stack.enter_context(targets(getattr(other, "pid", os.getpid())))
        file = {"kind": "py", "data": np.frombuffer(PROBE.encode(), np.uint8)}
        code = marshal.dumps(SourceFileLoader("attempts", str(ATTEMPTS)).get_code("attempts"))
        calls: Calls = [("attempts", [np.frombuffer(code, np.uint8), facts], -1, [])]
        try:
            worker.request(wire.dumps({"do": "read", "files": [file], "names": ["attempts"], "demonstrations": []}), 10)
            load = {"do": "load", "file": 0, "name": "probe", "modules": {}, "skip": [], "names": ["attempts"]}
            worker.request(wire.dumps(load), 10, lambda message: None)
            answer = worker.request(wire.dumps({"do": "call", "base": 0, "calls": calls, "output": False}), 10)
            [results] = wire.loads(answer["results"])
        except Death:
            results = None
    return found(results)


def found(results: Any) -> Isolation:
    """Return what the outcomes come to; where there are none, everything has to be feared."""
    if not isinstance(results, list):
        return Isolation("none", KINDS)
    by_outcome: dict[str, dict[str, tuple[str, ...]]] = {"held": {}, "reached": {}, "untried": {}}
    for kind, means, outcome in results:
        found = by_outcome[outcome]
        found[kind] = (*found.get(kind, ()), means)
    reached, untried = by_outcome["reached"], by_outcome["untried"]
    missing = tuple(kind for kind in KINDS if kind in reached or kind in untried)
    if not missing:
        return Isolation("strict")
    level = "none" if len(reached) >= len(KINDS) - 2 or not can_fork() else "partial"
    unknown = tuple(kind for kind in missing if kind not in reached)
    return Isolation(level, missing, {**untried, **reached}, unknown)


@contextlib.contextmanager
def targets(*processes: int) -> Iterator[dict[str, Any]]:
    """Make what the attempts aim at, in a folder open to all, and yield the facts of it; `processes` are further
    ones besides this."""
    with contextlib.ExitStack() as stack:
        where = tempfile.gettempdir()
        if len(os.fsencode(where)) > LONG and os.access("/tmp", os.W_OK):
            where = "/tmp"
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=where, ignore_cleanup_errors=True)))
        folder.chmod(0o777)
        token = secrets.token_hex(8)
        for place in ("/tmp", "/dev/shm"):  # where an attempt may have made a file that it could not remove
            stack.callback(Path(place, token).unlink, missing_ok=True)
        for name, mode in (("file", 0o666), ("program", 0o777)):
            (folder / name).write_text(token)
            (folder / name).chmod(mode)
        with contextlib.suppress(OSError):  # on Windows
            (folder / "link").symlink_to("file")
        ports = {}
        for name, family, address in (("tcp", "AF_INET", "127.0.0.1"), ("tcp6", "AF_INET6", "::1")):
            ports[name] = 0
            with contextlib.suppress(OSError):  # without IPv6
                door = stack.enter_context(socket.create_server((address, 0), family=getattr(socket, family)))
                ports[name] = door.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        ports["udp"] = udp.getsockname()[1]
        abstract = ["\0" + token] if sys.platform == "linux" else []
        for name in [str(folder / "socket"), *abstract] if hasattr(socket, "AF_UNIX") else ():
            unix = stack.enter_context(socket.socket(socket.AF_UNIX))
            with contextlib.suppress(OSError):  # too long a name, where there is no /tmp
                unix.bind(name)
                unix.listen()
        with contextlib.suppress(OSError):
            os.chmod(folder / "socket", 0o777)
        yield {
            "folder": str(folder), "token": token, "ports": ports, "numbers": _numbers(),
            "processes": [os.getpid(), *processes],
        }  # fmt: skip


def _numbers() -> dict[str, int]:
    """Return the numbers of the system calls that the attempts name, as far as libseccomp is there and knows them."""
    if not can_fork():
        return {}
    try:
        seccomp = Seccomp()
    except Missing:
        return {}
    return {name: seccomp.number(name) for name in CALLS}
