"""Who is at work on what, among the processes that share a folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

try:  # not on Windows
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

__all__ = ["Claims"]


class Claims:
    """Claims by name: one byte of a file for each, which need not be there, locked by the process that has it.

    The system ends a process's claims when it ends, however that happens. Where there are no such locks, everybody has
    every claim. One object for each file in a process: closing a file gives up all of its locks.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    def take(self, name: str, wait: bool = True) -> bool:
        """Take a claim, if need be when another process has left it; tell whether this one has it now."""
        with contextlib.suppress(OSError, AttributeError):
            self._open()
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB), 1, _place(name))
            except (BlockingIOError, PermissionError):  # which of them, is the system's choice
                return False
        return True

    def _open(self) -> None:
        if self._file < 0:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def now(self) -> float:
        """Return the time as files of this folder have it, which for one on a network is another machine's clock."""
        with contextlib.suppress(OSError):
            self._open()
            os.utime(self.path)
            return os.stat(self.path).st_mtime
        return time.time()

    def leave(self, name: str) -> None:
        """Give up a claim."""
        with contextlib.suppress(OSError, AttributeError):
            if self._file >= 0:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _place(name))

    @contextlib.contextmanager
    def claimed(self, name: str) -> Iterator[None]:
        """Have a claim for a while."""
        self.take(name)
        try:
            yield
        finally:
            self.leave(name)

    def close(self) -> None:
        """Give up all claims."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def _place(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big") >> 2
