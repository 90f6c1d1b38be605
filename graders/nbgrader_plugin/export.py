"""The table of grades: nbgrader's columns and rows, in a file that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin

from ..report import CannotWrite, write
from ..report.text import cell

__all__ = ["SafeCsv"]

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class SafeCsv(CsvExportPlugin):  # type: ignore[misc]
    """Writes a row for each student and assignment, as nbgrader's own exporter does.

    Names are text there, whatever they hold: a comma or a line end makes no new cell, and nothing is a formula. The
    file appears whole or not at all, and only its owner can read it.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the table; where it cannot be written, say why and end with exit status 1."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in self._rows(gradebook):
            writer.writerow([_shown(row[column]) for column in COLUMNS])
        path = self.to or "grades.csv"
        try:
            write(text.getvalue(), path)
        except CannotWrite as error:
            self.log.error(str(error))
            sys.exit(1)
        self.log.info("Grades are in %s", path)

    def _rows(self, gradebook: Gradebook) -> Iterator[dict[str, Any]]:
        students = {str(one) for one in self.student}
        assignments = {str(one) for one in self.assignment}
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if (not assignments or assignment.name in assignments) and (not students or student.id in students):
                    yield {
                        "assignment": assignment.name,
                        "duedate": assignment.duedate,
                        "student_id": student.id,
                        "last_name": student.last_name,
                        "first_name": student.first_name,
                        "email": student.email,
                        "max_score": assignment.max_score,
                        **_handed_in(gradebook, assignment.name, student.id),
                    }


def _handed_in(gradebook: Gradebook, assignment: str, student: str) -> dict[str, Any]:
    """Return when something was handed in, and its points; who handed in nothing has none."""
    try:
        one = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return {"timestamp": None, "raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
    penalty = one.late_submission_penalty
    return {
        "timestamp": one.timestamp,
        "raw_score": one.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, one.score - penalty),
    }


def _shown(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)  # a negative one is no formula
    return "" if value is None else cell(str(value))
