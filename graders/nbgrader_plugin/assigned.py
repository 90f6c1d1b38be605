"""What the gradebook says about an assignment, read once for a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

__all__ = ["Assigned", "Source", "SourceCell", "assigned"]


@dataclass(frozen=True)
class SourceCell:
    """A cell that nbgrader knows by its name, as `generate_assignment` saw it."""

    name: str
    cell_type: str
    source: str
    locked: bool
    checksum: str


@dataclass(frozen=True)
class Source:
    """A notebook's cells, in their order, and what they count: graded cells and tasks with their points."""

    kernelspec: str
    cells: tuple[SourceCell, ...]
    graded: dict[str, float]
    solutions: frozenset[str]
    tasks: dict[str, float]


@dataclass(frozen=True)
class Assigned:
    """An assignment: when it is due, and its notebooks by name."""

    due: datetime | None
    notebooks: dict[str, Source]


def assigned(db_url: str, course_id: str, name: str) -> Assigned | None:
    """Return what the gradebook says about an assignment; None if it does not know it."""
    with Gradebook(db_url, course_id) as gradebook:
        try:
            found = gradebook.find_assignment(name)
        except MissingEntry:
            return None
        due = found.duedate
        return Assigned(
            due if due is None or due.tzinfo is not None else due.replace(tzinfo=UTC),
            {one.name: _source(one) for one in found.notebooks},
        )


def _source(notebook: Any) -> Source:
    known = [
        SourceCell(one.name, one.cell_type, one.source, bool(one.locked), one.checksum) for one in notebook.source_cells
    ]
    return Source(
        notebook.kernelspec or "",
        tuple(known),
        {one.name: one.max_score for one in notebook.grade_cells},
        frozenset(one.name for one in notebook.solution_cells),
        {one.name: one.max_score for one in notebook.task_cells},
    )
