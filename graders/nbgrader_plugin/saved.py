"""Marks given by hand: kept when a submission is graded again, and asked about only where something changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import is_grade, is_solution, is_task

__all__ = ["Saved"]


class Saved(SaveAutoGrades):  # type: ignore[misc]
    """Saves the automatic points; a mark given by hand that still fits is not asked about again.

    nbgrader keeps points, comments and extra credit given by hand, but after each run it asks for every one of them
    again. Here it asks where the points, what the cell is worth or what the student wrote are not as they were.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is; `settled` names the cells about which nobody need be asked."""
        about = resources["nbgrader"]
        course = self.parent.course
        place = course.format_path(course.autograded_directory, about["student"], about["assignment"])
        self._before = _written(Path(place, f"{about['notebook']}.ipynb"))
        self._now = _known(nb)
        self._settled: set[str] = set()
        saved: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        about["settled"] = self._settled
        return saved

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Save a cell's points, and tell whether somebody must look at it."""
        saved: tuple[NotebookNode, Any]
        if not is_grade(cell) and not is_task(cell):
            saved = super().preprocess_cell(cell, resources, cell_index)
            return saved
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        before, asked = grade.auto_score, grade.needs_manual_grade
        saved = super().preprocess_cell(cell, resources, cell_index)
        if grade.manual_score is not None or grade.extra_credit:
            same = before == grade.auto_score and self._before.get(name) == self._now[name]
            grade.needs_manual_grade = asked or not same
            self.gradebook.db.commit()
            if not grade.needs_manual_grade:
                self._settled.add(name)
        return saved


def _written(path: Path) -> dict[str, Any]:
    """Return what `_known` returned when a notebook was graded before; nothing if that cannot be told."""
    try:
        return _known(nbformat.read(path, as_version=4))
    except Exception:  # of which there are many kinds
        return {}


def _known(nb: NotebookNode) -> dict[str, Any]:
    """Return for each grade cell what a person saw who marked it: what it is worth, and what the student wrote.

    That is the answer, where the cell is one, else all that is in the notebook but the course's locked cells.
    """
    course = [bool(cell.metadata.get("nbgrader", {}).get("locked")) for cell in nb.cells]
    written = tuple(cell.source for cell, locked in zip(nb.cells, course, strict=True) if not locked)
    return {
        cell.metadata.nbgrader.grade_id: (
            float(cell.metadata.nbgrader.points), cell.source if is_solution(cell) else written
        )
        for cell in nb.cells
        if is_grade(cell) or is_task(cell)
    }  # fmt: skip
