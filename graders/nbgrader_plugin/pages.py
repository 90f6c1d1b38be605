"""What each level of feedback shows of a graded notebook, kept beside it until pages are made."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from ..claims import Claims
from ..report import write_json

__all__ = ["claims_of", "due", "keep_pages", "pages_of"]

PAGES = "pages"  # the folder with what each level of feedback shows


def due(about: Mapping[str, str]) -> datetime | None:
    """Return when an assignment is due, by the gradebook."""
    with Gradebook(about["db_url"]) as gradebook:
        due: datetime | None = gradebook.find_assignment(about["assignment"]).duedate
    return due if due is None or due.tzinfo is not None else due.replace(tzinfo=UTC)


def pages_of(course: CourseDirectory, about: Mapping[str, str]) -> Path:
    """Return where a notebook's pages are kept at every level: beside autograded/, for nobody but the instructor."""
    return Path(course.root, PAGES, about["student"], about["assignment"], f"{about['notebook']}.json")


def keep_pages(course: CourseDirectory, about: Mapping[str, str], pages: dict[str, dict[str, str]]) -> None:
    """Keep a notebook's pages for those who may see the course's files."""
    path = pages_of(course, about)
    for folder in (path.parent.parent.parent, path.parent.parent, path.parent):
        _made(course, folder)
    write_json(pages, str(path))
    _shared(course, path, 0o660)


def claims_of(course: CourseDirectory) -> Claims:
    """Return the claims of those who are at work in a course."""
    path = Path(course.root, PAGES, ".claims")
    with contextlib.suppress(OSError):
        _made(course, path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _shared(course, path, 0o660)
    return Claims(path)


def _made(course: CourseDirectory, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _shared(course, folder, 0o2770)


def _shared(course: CourseDirectory, path: Path, mode: int) -> None:
    """In a course that a group shares, as nbgrader calls it, let the group have a file too."""
    if course.groupshared and path.stat().st_mode & mode != mode:
        with contextlib.suppress(PermissionError):  # it is another's, who has shared it
            path.chmod(mode)
