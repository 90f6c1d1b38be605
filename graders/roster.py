"""The course's roster: whose quiz has numbers of its own. Also what may be the name of a student's folder."""

from __future__ import annotations

import csv
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BadRoster", "NotOnRoster", "Roster", "is_name", "read_roster", "same_name"]

COLUMNS = ("student", "id")  # as in the list for `unrolled fetch`, or as nbgrader calls it


class BadRoster(ValueError):
    """The roster cannot be used; the text says why, in a sentence."""


class NotOnRoster(LookupError):
    """It is not known which numbers a student was given; the text says so in a sentence."""


@dataclass(frozen=True)
class Roster:
    """The names of a course's students, each that of a folder in submitted/, and the file they come from."""

    path: Path
    students: tuple[str, ...]


def read_roster(path: Path) -> Roster:
    """Return the roster in a CSV file, which has a column `student` or `id`. Raises `BadRoster`."""
    students: list[str] = []
    seen: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            column = next((name for name in COLUMNS if name in (rows.fieldnames or ())), None)
            if column is None:
                raise BadRoster(f"The roster {path} has no column 'student' or 'id' in its first line.")
            for row in rows:
                name = (row[column] or "").strip()
                if not any(row.values()):
                    continue
                where = f"The roster {path}, line {rows.line_num}"
                if not is_name(name):
                    raise BadRoster(f"{where}: {name!r} cannot be the name of a folder.")
                if same_name(name) in seen:
                    raise BadRoster(f"{where}: {name!r} is already in line {seen[same_name(name)]}.")
                seen[same_name(name)] = rows.line_num
                students.append(name)
    except OSError as error:
        raise BadRoster(f"The roster {path} cannot be read: {error.strerror or error}.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadRoster(f"The roster {path} is not CSV in UTF-8: {error}.") from None
    return Roster(path, tuple(students))


def is_name(name: str) -> bool:
    """Tell whether a name is safe as that of a file or folder."""
    return (
        0 < len(os.fsencode(name)) <= 200
        and not name.startswith((".", "-"))
        and not any(char in '/\\:*?"<>|' or unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in name)
        and name == name.strip()
    )


def same_name(name: str) -> str:
    """Return what two names have in common that some file systems take for one."""
    return unicodedata.normalize("NFC", name).casefold()
