"""Finished results, kept on disk as soon as they are there: what has not changed is not graded twice.

So a run that was stopped, by whatever means, goes on where it ended, and a second run costs nothing. A result is found
by everything that decides it: the files that were handed in, the student, the course's settings and cases, this
package's code, Python and NumPy. It is kept whole; what of it is shown is decided when it is shown. Nothing is kept
beside the submissions, where somebody else may have written: it lies in its owner's cache folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .exercises.model import OWN

if TYPE_CHECKING:
    from .course import Course

__all__ = ["Kept", "kept_results", "only_one"]

DAYS = 180  # a result that nobody has asked for so long is forgotten
WAIT = 30.0  # seconds, while another process writes


class Kept:
    """The results of one course with one case file, in a SQLite database that many processes may use at once.

    A database that cannot be read or written keeps nothing, and `fault` says why; grading does not depend on it.
    """

    def __init__(self, path: Path, run: str, fresh: bool = False) -> None:
        self.path = path
        self.run = run
        self.fresh = fresh
        self.fault = ""
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_connection": None}

    def key(self, *what: str | bytes) -> str:
        """Return by what a result is found, from all that was handed in."""
        digest = hashlib.sha256()
        for one in (self.run, *what):
            data = one.encode("utf-8", "surrogateescape") if isinstance(one, str) else one
            digest.update(b"%d:" % len(data) + data)
        return digest.hexdigest()

    def get(self, key: str) -> dict[str, Any] | None:
        """Return a result, if it is there."""
        if self.fresh:
            return None
        row = self._execute("SELECT result FROM results WHERE key = ?", key)
        return None if row is None else dict(json.loads(zlib.decompress(row[0])))

    def put(self, key: str, result: dict[str, Any]) -> None:
        """Keep a result."""
        data = zlib.compress(json.dumps(result).encode())
        self._execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", key, int(time.time()), data)

    def _execute(self, statement: str, *values: Any) -> Any:
        """Execute a statement in a transaction and return the first row; None where the database cannot be used."""
        if self.fault:
            return None
        try:
            if self._connection is None or self._process != os.getpid():  # none survives a fork
                self._connection, self._process = self._connected(), os.getpid()
            with self._connection:
                return self._connection.execute(statement, values).fetchone()
        except (sqlite3.Error, OSError) as error:
            self.fault = f"Results are not kept, since {self.path} cannot be used: {error}. Remove it if it is damaged."
            return None

    def _connected(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self.path, timeout=WAIT)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, time INTEGER, result BLOB)")
        connection.execute("DELETE FROM results WHERE time < ?", (int(time.time()) - DAYS * 86400,))
        connection.commit()
        return connection


def kept_results(course: Course, cases: str, isolation: str, fresh: bool) -> Kept:
    """Return the results kept of a course with these cases, in its owner's cache folder."""
    from platformdirs import user_cache_path

    decides = [_code(), cases, isolation, sys.version, np.__version__, repr(course.points), repr(course.limits)]
    decides += [repr(course.findings), repr(course.roster), *(_digest(folder) for _, folder in sorted(OWN.items()))]
    return Kept(user_cache_path("unrolled") / "results.sqlite", "\n".join(decides), fresh)


@cache
def _code() -> str:
    """Return a digest of the code and the practice cases that decide a grade."""
    return "".join(_digest(Path(str(resources.files(package)))) for package in ("graders", "solutions"))


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".toml", ".cases", ".txt") and path.is_file():
            digest.update(f"{path.relative_to(folder)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@contextlib.contextmanager
def only_one(what: list[str], wait: Callable[[], None]) -> Iterator[None]:
    """Let only one process at a time grade the same paths; `wait` is called if another one does so now.

    Where the system has no such locks, both go on; they keep their results one by one.
    """
    from platformdirs import user_cache_path

    try:
        import fcntl

        name = hashlib.sha256("\n".join(sorted(map(os.path.realpath, what))).encode("utf-8", "surrogateescape"))
        folder = user_cache_path("unrolled") / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / name.hexdigest()[:32]).open("w")
    except (ImportError, OSError):
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
