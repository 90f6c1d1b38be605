"""Pseudonyms: a report in which no student is named, for whoever need not know who is who.

A pseudonym is made from the student's name, word for word, and a key that a course keeps in a file. The same key gives
the same pseudonyms in each report, so that reports can be compared. Without the key nobody can turn one back, not even
by trying every name of the class; with the key, that is what `unrolled names` does.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import hmac
import io
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .collect import is_source
from .exercises import ASSIGNMENTS
from .report.text import cell

if TYPE_CHECKING:
    from .results import Report, SubmissionResult

__all__ = ["BadKey", "Pseudonyms"]

ABOUT = "# The key of a course's pseudonyms: who has it can tell which student is which. Keep it secret; keep a copy.\n"
KEY = re.compile(re.escape(ABOUT) + r"([0-9a-f]{64})\s*", re.ASCII)
DIGITS = 12  # of a pseudonym: among a thousand students, two have the same in one course of half a billion
MOST = 4000  # characters of a message
MANY = 20  # files of a folder, the first by name; a message names ten
LEFT_OUT = "What could name a student is left out here ({} of these lines); a run without --pseudonyms shows it."


class BadKey(ValueError):
    """The key cannot be had; the text says why, in a sentence."""


class Pseudonyms:
    """What a course's students are called in a report that names nobody."""

    def __init__(self, key: bytes) -> None:
        self.key = key

    @classmethod
    def of_file(cls, path: Path, make: bool = False) -> Pseudonyms:
        """Return those of the key in a file; with `make`, a file that is not there gets a new key. Raises `BadKey`."""
        try:
            if make:
                _make(path)
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            text = ""
        except OSError as error:
            raise BadKey(f"The key of the pseudonyms {path} cannot be had: {error.strerror or error}.") from None
        found = KEY.fullmatch(text)
        if found is None:
            raise BadKey(f"{path} is no key of pseudonyms; name the file that has it, or one that is not there yet.")
        return cls(bytes.fromhex(found[1]))

    def of(self, student: str) -> str:
        """Return what a student is called."""
        return "student-" + hmac.new(self.key, os.fsencode(student), hashlib.sha256).hexdigest()[:DIGITS]

    def report(self, report: Report) -> Report:
        """Return a copy of a report that names nobody, in the order of the pseudonyms.

        What a student's code printed or raised stays as it is, and so do names of variables and functions.
        """
        warnings = [LEFT_OUT.format(len(report.warnings))] if report.warnings else []
        ordered = sorted(map(self._submission, report.submissions), key=lambda one: (one.student, one.assignment))
        return replace(report, submissions=ordered, warnings=warnings)

    def _submission(self, one: SubmissionResult) -> SubmissionResult:
        named = copy.copy(one)
        named.student = self.of(one.student)
        named.path = f"{named.student}/{one.assignment}".rstrip("/")
        named.message = _without_names(one, named.student)
        return named

    def table(self, students: Iterable[str]) -> str:
        """Return which pseudonym is whose as CSV, safe to open."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("pseudonym", "student"))
        writer.writerows(sorted((self.of(one), cell(one)) for one in set(students)))
        return text.getvalue()


def _make(path: Path) -> None:
    """Put a new key into a file that only its owner can read, unless there is one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{ABOUT}{secrets.token_hex(32)}\n")
    except OSError:  # a full disk
        path.unlink(missing_ok=True)
        raise


def _without_names(one: SubmissionResult, pseudonym: str) -> str:
    """Return the message of a submission, in which neither the student nor a file of another name is named.

    Of a graded one it holds what the student's code says, where a short name may be the name of something else.
    """
    other = {repr(one.student): pseudonym} if one.status != "graded" else {}
    for number, name in enumerate(_files(one.path), 1):
        called = f"file-{number}{os.path.splitext(name)[1]}"
        other |= {repr(name): repr(called), name: called}
    if not other:
        return one.message
    longest = sorted(other, key=len, reverse=True)
    names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    parts = [name[:length] for name in longest for length in range(1, len(name))] if len(one.message) >= MOST else []
    whole = one.message.removesuffix(max(filter(one.message.endswith, parts), key=len, default=""))  # it ends in a name
    return names.sub(lambda found: other[found[0]], whole)[:MOST]


def _files(path: str) -> list[str]:
    """Return the files of a submission that a message may name, but for those that are called as they should be."""
    try:
        names = sorted(filter(is_source, os.listdir(path)))
    except OSError:
        names = [os.path.basename(path)]
    return [name for name in names if os.path.splitext(name)[0] not in ASSIGNMENTS][:MANY]
