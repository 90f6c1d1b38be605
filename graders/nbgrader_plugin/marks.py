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

    def of_these(query: Any) -> Any:
        query = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        query = query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        query = query.join(Student, SubmittedAssignment.student_id == Student.id)
        query = query.filter(Assignment.name == assignment)
        return query if student is None else query.filter(Student.id == student)

    one = SubmittedNotebook
    with Gradebook(db_url) as gradebook:
        found = {
            row[0]: ((row[1], row[2]), Marks(row[3], row[4], row[5]))
            for row in of_these(
                gradebook.db.query(one.id, Student.id, Notebook.name, one.score, one.max_score,
                                   one.late_submission_penalty)
                .select_from(one).join(Notebook, one.notebook_id == Notebook.id)
            )
        }  # fmt: skip
        for notebook, name, score, most, auto, manual, extra, waits in of_these(
            gradebook.db.query(Grade.notebook_id, BaseCell.name, Grade.score, Grade.max_score, Grade.auto_score,
                               Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
            .select_from(Grade).join(BaseCell, Grade.cell_id == BaseCell.id).join(one, Grade.notebook_id == one.id)
        ):  # fmt: skip
            found[notebook][1].grades[name] = {
                "score": score, "points": most,
                "given": {"auto": auto, "manual": manual, "extra": extra, "waits": waits},
            }  # fmt: skip
        for notebook, name, comment in of_these(
            gradebook.db.query(Comment.notebook_id, BaseCell.name, Comment.comment)
            .select_from(Comment).join(BaseCell, Comment.cell_id == BaseCell.id).join(one, Comment.notebook_id == one.id)
        ):  # fmt: skip
            found[notebook][1].comments[name] = comment
    return dict(found.values())
