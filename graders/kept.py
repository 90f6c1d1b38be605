"""Finished results, kept on disk as soon as they are there: what has not changed is not graded twice.

So a run that was stopped, by whatever means, goes on where it ended; two runs at once share their work; and a second
one costs nothing. A result is found by everything that decides it: the files that were handed in, the student, the
course's settings and cases, this package's code, Python and NumPy. It is kept whole; what of it is shown is decided
when it is shown. Nothing is kept beside the submissions, where somebody else may have written: it lies in its owner's
cache folder. A fault of the grader's own is never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
import zlib
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from platformdirs import user_cache_path

from .claims import Claims
from .exercises.model import OWN
from .judge.diagnosis import Diagnosis
from .judge.findings import Finding
from .judge.grading import CheckResult, ExerciseResult
from .results import SubmissionResult

if TYPE_CHECKING:
    from .course import Course

__all__ = ["Kept", "kept_results"]

DAYS = 180  # a result that nobody has asked for so long is forgotten
WAIT = 30.0  # seconds, while another process writes


class Kept:
    """The results of one course with one case file, in a SQLite database that many processes may use at once.

    `since` is the time from which results count: 0, or the start of a run that is to grade all afresh. A database that
    cannot be read or written keeps nothing, and `fault` says why; grading does not depend on it.
    """

    def __init__(self, folder: Path, run: str, since: float = 0.0) -> None:
        self.folder = folder
        self.path = folder / "results.sqlite"
        self.run = run
        self.since = since
        self.fault = ""
        self.claims = Claims(folder / "claims")  # so that two runs do not do the same work
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "claims": Claims(self.claims.path), "_connection": None}

    def key(self, *what: str | bytes) -> str:
        """Return by what a result is found, from all that was handed in."""
        digest = hashlib.sha256()
        for one in (self.run, *what):
            data = one.encode("utf-8", "surrogateescape") if isinstance(one, str) else one
            digest.update(b"%d:" % len(data) + data)
        return digest.hexdigest()

    def get(self, key: str, path: str) -> SubmissionResult | None:
        """Return the result of what lies at a path now, if it is there."""
        row = self._execute("SELECT result FROM results WHERE key = ? AND time >= ?", key, self.since)
        if row is None:
            return None
        try:
            return _unpacked(row[0], path)
        except (ValueError, TypeError, KeyError, zlib.error):  # nothing that was written here: it is graded again
            return None

    def put(self, key: str, result: SubmissionResult) -> str:
        """Keep a result; return why it could not be kept, or ""."""
        self._execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", key, time.time(), _packed(result))
        return self.fault

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
            self.fault = f"Results are not kept, since {self.path} cannot be used ({error})."
            return None

    def _connected(self) -> sqlite3.Connection:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self.path, timeout=WAIT)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, time REAL, result BLOB)")
        connection.execute("DELETE FROM results WHERE time < ?", (time.time() - DAYS * 86400,))
        connection.commit()
        return connection


def kept_results(course: Course, cases: str, isolation: str, fresh: bool) -> Kept:
    """Return the results kept of a course with these cases, in its owner's cache folder."""
    decides = [_code(), cases, isolation, sys.version, np.__version__, repr(course.points), repr(course.limits)]
    decides += [repr(course.findings), repr(course.roster), *(_digest(folder) for _, folder in sorted(OWN.items()))]
    return Kept(user_cache_path("unrolled"), "\n".join(decides), time.time() if fresh else 0.0)


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


def _packed(result: SubmissionResult) -> bytes:
    """Return everything that a later run may show."""
    plain = asdict(result)
    for one, exercise in zip(plain["exercises"], result.exercises, strict=True):
        one["hidden"] = [(check.answer, check.quiet) for check in exercise.checks]
    return zlib.compress(json.dumps(plain).encode())


def _unpacked(data: bytes, path: str) -> SubmissionResult:
    plain = json.loads(zlib.decompress(data))
    result = SubmissionResult(**{**plain, "path": path, "exercises": [_exercise(**one) for one in plain["exercises"]]})
    result.is_kept = True
    return result


def _exercise(checks: list[Any], findings: list[Any], hidden: list[Any], **plain: Any) -> ExerciseResult:
    exercise = ExerciseResult(**plain, findings=[Finding(**one) for one in findings])
    for one, (answer, quiet) in zip(checks, hidden, strict=True):
        check = CheckResult(**{**one, "diagnosis": one["diagnosis"] and Diagnosis(**one["diagnosis"])})
        check.answer, check.quiet = answer, quiet
        exercise.checks.append(check)
    return exercise
