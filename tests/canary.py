"""The canary: a folder with files, sockets and a process that nobody has any business with, watched for traces.

It needs nothing but the standard library, so that it can watch other graders than ours, too.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["PROJECT", "Canary", "watch"]

PROJECT = Path(__file__).resolve().parent.parent

VICTIM = """
import os, signal, time
def note(number, frame):
    os.write(1, signal.Signals(number).name.encode() + b"\\n")
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, note)
    except OSError:
        pass
os.write(1, b"ready\\n")
while True:
    time.sleep(60)
"""


def processes_under(ancestor: int) -> set[int]:
    """Return the process ids of every living descendant of a process."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = entry.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                children.setdefault(int(parent), []).append(int(entry.parent.name))
    found: set[int] = set()
    waiting = [ancestor]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def look_of(path: Path) -> tuple[object, ...]:
    """Return everything about a file that an attack could change."""
    about = path.lstat()
    attributes = {name: os.getxattr(path, name) for name in os.listxattr(path, follow_symlinks=False)}
    content = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
    return (
        about.st_mode,
        about.st_uid,
        about.st_gid,
        about.st_nlink,
        about.st_mtime_ns,
        attributes,
        content,
    )


def looks_in(folder: Path) -> dict[str, tuple[object, ...]]:
    return {str(path.relative_to(folder)): look_of(path) for path in [folder, *sorted(folder.rglob("*"))]}


@dataclass
class Canary:
    """What nobody has any business with, and how it looked before."""

    folder: Path
    victim: subprocess.Popen[bytes]
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    abstract: socket.socket
    mark: str
    empty: tuple[Path, ...]
    project: Path = PROJECT
    signals: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = looks_in(self.folder)
        self.victim_before = self._victim_settings()
        self.processes_before = processes_under(os.getpid())

    def fill(self, text: str) -> str:
        """Return a hostile text with the canary's addresses in it."""
        addresses = {
            "@CANARY@": self.folder,
            "@PROJECT@": self.project,
            "@MARK@": self.mark,
            "@TCP_PORT@": self.tcp.getsockname()[1],
            "@UDP_PORT@": self.udp.getsockname()[1],
            "@UNIX@": self.folder / "socket",
            "@ABSTRACT@": self.mark + "-abstract",
            "@VICTIM_PID@": self.victim.pid,
        }
        for name, address in addresses.items():
            text = text.replace(name, str(address))
        return text

    def traces(self) -> list[str]:
        """Return a sentence for each thing that was touched, reached or left behind."""
        found = []
        after = looks_in(self.folder) if self.folder.is_dir() else {}
        changed = {name for name in self.before | after if self.before.get(name) != after.get(name)}
        if changed:
            found.append(f"changed in the canary: {sorted(changed)}")
        for name, listener in (("TCP", self.tcp), ("unix", self.unix), ("abstract", self.abstract)):
            with contextlib.suppress(BlockingIOError):
                listener.accept()
                found.append(f"a connection by {name}")
        with contextlib.suppress(BlockingIOError):
            found.append(f"a datagram: {self.udp.recv(1000)!r}")
        found += self._victim_traces()
        if self.signals:
            found.append(f"signals to the tests' own process: {self.signals}")
        found += [f"a file: {path}" for path in [*self._marked_files(), *self._left_files()]]
        with contextlib.suppress(OSError):
            lines = [line for line in Path("/proc/net/unix").read_text().splitlines() if self.mark in line]
            found += [f"a socket: {line}" for line in lines if not line.endswith(f"@{self.mark}-abstract")]
        if left := self._processes_left():
            found.append(f"processes: {left}")
        return found

    def _victim_settings(self) -> tuple[object, ...]:
        pid = self.victim.pid
        return (
            os.getpriority(os.PRIO_PROCESS, pid),
            os.sched_getaffinity(pid),
            os.sched_getscheduler(pid),
        )

    def _victim_traces(self) -> list[str]:
        if self.victim.poll() is not None:
            return [f"the victim's death: {self.victim.returncode}"]
        found = []
        if self._victim_settings() != self.victim_before:
            found.append(f"the victim's priority: {self._victim_settings()}")
        assert self.victim.stdout is not None
        if said := self.victim.stdout.read():
            found.append(f"signals to the victim: {said!r}")
        state = Path(f"/proc/{self.victim.pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state in "tT":
            found.append("a stop of the victim")
        return found

    def _marked_files(self) -> list[Path]:
        flat = {
            Path("/"),
            Path("/tmp"),
            Path("/var/tmp"),
            Path("/dev/shm"),
            Path("/run"),
            Path.home(),
            Path.cwd(),
        }
        flat |= {
            Path(tempfile.gettempdir()),
            self.folder.parent,
            *(Path(path) for path in sys.path if path),
        }
        found = [path for folder in flat if folder.is_dir() for path in folder.glob(f"*{self.mark}*")]
        for folder in ("graders", "solutions", "assignments", "tests"):
            found += (self.project / folder).rglob(f"*{self.mark}*")
        return found

    def _left_files(self) -> list[Path]:
        """Return what lies in the folders that were empty."""
        for _ in range(40):
            left = [path for folder in self.empty for path in folder.iterdir()]
            if not left:
                break
            time.sleep(0.05)
        return left

    def _processes_left(self) -> set[int]:
        for _ in range(40):
            left = processes_under(os.getpid()) - self.processes_before
            if not left:
                break
            time.sleep(0.05)
        return left


@contextlib.contextmanager
def watch(*empty: Path, project: Path = PROJECT) -> Iterator[Canary]:
    """Yield a canary that is watched from now on.

    In the folders `empty` nothing may lie at the end; in `project` attacks look for references and tests.
    """
    mark = f"mark{secrets.token_hex(6)}"
    with contextlib.ExitStack() as stack:
        # Not below pytest's own folder, which is closed to others whatever a sandbox does.
        folder = Path(tempfile.mkdtemp(prefix="canary-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o777)
        secret = folder / "secret.txt"
        secret.write_text(f"the canary's secret {secrets.token_hex(6)}")
        secret.chmod(0o666)
        os.mkfifo(folder / "fifo")
        (folder / "fifo").chmod(0o666)
        # A grader that lets descriptors through hands this one on.
        leak = os.open(secret, os.O_RDWR)
        stack.callback(os.close, leak)
        os.set_inheritable(leak, True)

        def listening(family: int, kind: int, address: Any) -> socket.socket:
            door = stack.enter_context(socket.socket(family, kind))
            door.bind(address)
            if kind == socket.SOCK_STREAM:
                door.listen()
            door.setblocking(False)
            return door

        tcp = listening(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        udp = listening(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        unix = listening(socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "socket"))
        abstract = listening(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{mark}-abstract")
        (folder / "socket").chmod(0o777)
        victim = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", VICTIM],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        assert victim.stdout is not None
        stack.enter_context(victim.stdout)
        assert victim.stdout.readline() == b"ready\n"
        os.set_blocking(victim.stdout.fileno(), False)

        watched = Canary(folder, victim, tcp, udp, unix, abstract, mark, empty, project)
        before = signal.signal(signal.SIGCONT, lambda number, _: watched.signals.append(number))
        stack.callback(signal.signal, signal.SIGCONT, before)
        yield watched
