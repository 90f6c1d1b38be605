"""What each level of feedback shows of a graded notebook, kept until pages are made, and what releases a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from ..collect import Refused, read_file
from ..report import write_json

__all__ = ["SECRET", "due", "keep_pages", "pages_of", "secret_of"]

PAGES = "pages"  # the folder with what each level of feedback shows
SECRET = "submission_secret.txt"  # what the exchange writes beside a submission: by it a student finds the page


def due(about: Mapping[str, str]) -> datetime | None:
    """Return when an assignment is due, by the gradebook."""
    with Gradebook(about["db_url"]) as gradebook:
        due: datetime | None = gradebook.find_assignment(about["assignment"]).duedate
    return due if due is None or due.tzinfo is not None else due.replace(tzinfo=UTC)


def pages_of(course: CourseDirectory, about: Mapping[str, str]) -> Path:
    """Return where a notebook's pages are kept at every level: beside autograded/, for nobody but the instructor."""
    return Path(course.root, PAGES, about["student"], about["assignment"], f"{about['notebook']}.json")


def keep_pages(course: CourseDirectory, about: Mapping[str, str], pages: dict[str, dict[str, str]]) -> None:
    path = pages_of(course, about)
    for folder in (Path(course.root, PAGES), path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(pages, str(path))


def secret_of(course: CourseDirectory, about: Mapping[str, str]) -> bytes | None:
    """Return what nbgrader's `release_feedback` needs of a submission that came through the exchange; else None."""
    folder = Path(course.format_path(course.submitted_directory, about["student"], about["assignment"])).absolute()
    try:
        secret = read_file(str(folder / SECRET), str(folder.parent.parent))
    except Refused:
        return None
    return secret if re.fullmatch(rb"[\w+/=-]{1,1000}\n?", secret) else None
