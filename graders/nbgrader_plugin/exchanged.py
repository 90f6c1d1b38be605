"""What nbgrader's exchange puts beside a submission, and needs again to give a student the feedback."""

from __future__ import annotations

import os
import secrets

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from ..collect import Refused, read_file

__all__ = ["exchanged"]

SECRET = "submission_secret.txt"
LONGEST = 1000  # bytes; nbgrader's secrets have 128


def exchanged(course: CourseDirectory, student: str, assignment: str) -> dict[str, bytes]:
    """Return the files, by name, that go from a submitted folder into autograded/, and from there to feedback/.

    `timestamp.txt` says when it was handed in, word for word, so that a later one is graded anew and an exchange finds
    whose page it is; with the secret, a student finds the page among all. What is there and cannot be used is replaced
    by what nobody finds: else `release_feedback` would end at that student, and others would go without.
    """
    folder = os.path.abspath(course.format_path(course.submitted_directory, student, assignment))
    root = os.path.dirname(os.path.dirname(folder))
    found: dict[str, bytes] = {}
    if os.path.lexists(os.path.join(folder, "timestamp.txt")):
        found["timestamp.txt"] = _time(_read(os.path.join(folder, "timestamp.txt"), root))
    if os.path.lexists(os.path.join(folder, SECRET)):
        found[SECRET] = _read(os.path.join(folder, SECRET), root) or secrets.token_hex(64).encode()
    return found


def _time(data: bytes) -> bytes:
    """Return what is in a file if nbgrader can read the whole of it as a time, else nothing."""
    try:
        parse_utc(data.decode().strip())
    except Exception:  # whatever a date's parser raises
        return b""
    return data


def _read(path: str, root: str) -> bytes:
    """Return what is in a file if it is a line of text, else nothing."""
    try:
        data = read_file(path, root)[: LONGEST + 1]
        line = data.decode().strip()
    except (Refused, UnicodeDecodeError):
        return b""
    return data if line.isprintable() and len(data) <= LONGEST else b""
