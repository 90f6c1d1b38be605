"""What each level of feedback shows of a graded notebook, kept beside it until pages are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from ..report import write_json

__all__ = ["due", "keep_pages", "pages_of"]

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
    path = pages_of(course, about)
    for folder in (Path(course.root, PAGES), path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(pages, str(path))
