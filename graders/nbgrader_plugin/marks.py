"""What nbgrader's gradebook knows of an assignment's submissions, read at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

__all__ = ["Marks", "read_marks"]


@dataclass
class Marks:
    """A submitted notebook's points, those of its graded cells, and the comments on the others, by cell."""

    score: float
    max_score: float
    late_penalty: float | None
    grades: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)


def read_marks(db_url: str, assignment: str, student: str | None = None) -> dict[tuple[str, str], Marks]:
    """Return the marks of an assignment's submitted notebooks, or of one student's, by student and notebook."""

    def rows(*columns: Any) -> Any:
        query = gradebook.db.query(*columns).select_from(SubmittedNotebook)
        query = query.join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        query = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        query = query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        query = query.join(Student, SubmittedAssignment.student_id == Student.id)
        for kind in (Grade, Comment):
            if columns[0] is kind.notebook_id:
                query = query.join(kind, kind.notebook_id == SubmittedNotebook.id)
                query = query.join(BaseCell, kind.cell_id == BaseCell.id)
        query = query.filter(Assignment.name == assignment)
        return query if student is None else query.filter(Student.id == student)

    with Gradebook(db_url) as gradebook:
        found = {}
        one = SubmittedNotebook
        for key, owner, notebook, score, most, late in rows(
            one.id, Student.id, Notebook.name, one.score, one.max_score, one.late_submission_penalty
        ):
            found[key] = (owner, notebook), Marks(score, most, late)
        one = Grade
        for key, cell, score, most, auto, manual, extra, waits in rows(
            one.notebook_id, BaseCell.name, one.score, one.max_score, one.auto_score, one.manual_score,
            one.extra_credit, one.needs_manual_grade,
        ):  # fmt: skip
            given = {"auto": auto, "manual": manual, "extra": extra, "waits": waits}
            found[key][1].grades[cell] = {"score": score, "points": most, "given": given}
        for key, cell, comment in rows(Comment.notebook_id, BaseCell.name, Comment.comment):
            found[key][1].comments[cell] = comment
    return dict(found.values())
