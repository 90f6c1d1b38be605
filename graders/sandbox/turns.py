"""Whose workers may be at work: those of every judge of a run, or those of one that has the machine to itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

try:  # not on Windows
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

__all__ = ["Turns"]

DOOR, ROOM, MOTHER = 0, 1, 2  # bytes of the file: whoever enters the room, or waits for it to be empty, keeps the door


class Turns:
    """Lets the judges of a run take turns by locks on two bytes of a file, which all of them have open.

    The system gives a lock back when its process ends, however that happens. Without a file there is one judge only.
    """

    def __init__(self, file: int = -1) -> None:
        self.file = file
        self._alone = False

    def close(self) -> None:
        """Close the file."""
        if self.file >= 0:
            os.close(self.file)
        self.file = -1

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Have a worker busy, as others may."""
        if self.file < 0 or self._alone:
            yield
            return
        with self._locked(DOOR):
            fcntl.lockf(self.file, fcntl.LOCK_SH, 1, ROOM)
        try:
            yield
        finally:
            fcntl.lockf(self.file, fcntl.LOCK_UN, 1, ROOM)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Have a worker busy when nobody else has."""
        if self.file < 0 or self._alone:
            yield
            return
        with self._locked(DOOR), self._locked(ROOM):
            self._alone = True
            try:
                yield
            finally:
                self._alone = False

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the zygote that all judges have inherited, when no other does."""
        if self.file < 0:
            yield
            return
        with self._locked(MOTHER):
            yield

    @contextlib.contextmanager
    def _locked(self, part: int) -> Iterator[None]:
        fcntl.lockf(self.file, fcntl.LOCK_EX, 1, part)
        try:
            yield
        finally:
            fcntl.lockf(self.file, fcntl.LOCK_UN, 1, part)
