"""The judge in the place of the kernel: its points and messages are the grade cells' outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from ..exercises import assignment
from ..feedback import SHOWN, reduced
from ..judge.grading import ExerciseResult
from ..release.notebook import grade_id, without_hidden
from ..report.html import exercise_page, note_page
from ..results import FAULT
from .pages import keep_pages

__all__ = ["ByHand", "Judged"]

NOT_OURS = "No points yet: this grade cell is not one of Unrolled's, and its code was not run. Please grade it by hand."


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in the place of `Execute`: the judge grades, and its points and messages are the grade cells' outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with an output in each grade cell. No kernel starts."""
        about = resources["nbgrader"]
        result = self.parent.result(about)
        parts = [part for one in result.exercises for part in _cells_of(one, about["notebook"])] if result else []
        exercises = {grade_id(one.name): one for one in parts}
        note = result.message if result else ""  # about the whole file, once
        about["by_hand"] = []
        level = self.parent.level(about)
        pages: dict[str, dict[str, str]] = {}
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = [], None
            if not is_grade(cell) or is_solution(cell):
                continue
            cell.source = without_hidden(cell.source)
            points = float(cell.metadata.nbgrader.points)
            exercise = exercises.get(cell.metadata.nbgrader.grade_id)
            if exercise is not None:
                score = points * exercise.score / exercise.max_score if exercise.max_score else 0.0
                shown = {one: exercise_page(reduced(exercise, one), score, points, note) for one in SHOWN}
                page, note = shown[level], ""
                pages[cell.metadata.nbgrader.grade_id] = shown
            elif result is not None and _is_ours(cell, about["notebook"]):
                score, page = 0.0, note_page(result.message)
                if result.message.startswith(FAULT):
                    about["by_hand"].append(cell.metadata.nbgrader.grade_id)
            else:
                score, page = 0.0, note_page(NOT_OURS)
                about["by_hand"].append(cell.metadata.nbgrader.grade_id)
            cell.outputs = [_output(min(round(score, 6), points), page)]
        about["pages"] = pages
        resources.setdefault("outputs", {}).update(self._timestamp(about))  # nbgrader writes it beside the notebook
        return nb, resources

    def _timestamp(self, about: Mapping[str, str]) -> dict[str, bytes]:
        """Return the file that says when what is graded was handed in, so that a later one is graded anew."""
        course = self.parent.course
        time = course.get_existing_timestamp(
            course.format_path(course.submitted_directory, about["student"], about["assignment"])
        )
        return {} if time is None else {"timestamp.txt": f"{time} UTC\n".encode()}


def _is_ours(cell: NotebookNode, notebook: str) -> bool:
    """Tell whether a grade cell holds the points of an exercise of the course."""
    return cell.metadata.nbgrader.grade_id in {grade_id(function) for function in assignment(notebook).written}


def _cells_of(result: ExerciseResult, notebook: str) -> list[ExerciseResult]:
    """Return an exercise's result as those of its grade cells: a quiz has one for each question."""
    if not assignment(notebook).exercise(result.name).parts:
        return [result]
    return [
        ExerciseResult(check.name, check.score, check.max_score, result.status, check.message, [check])
        for check in result.checks
    ]


def _output(score: float, page: str) -> NotebookNode:
    """Return the output from which nbgrader takes the points (`text/plain`), and which people read (`text/html`)."""
    return v4.new_output("execute_result", {"text/plain": str(score), "text/html": page}, execution_count=None)


class ByHand(NbGraderPreprocessor):  # type: ignore[misc]
    """Asks for a grader's eyes where the judge could not tell, and keeps the pages; stands behind `SaveAutoGrades`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is."""
        about = resources["nbgrader"]
        keep_pages(self.parent.course, about, about.pop("pages"))
        by_hand = about.pop("by_hand")
        if by_hand:
            with Gradebook(about["db_url"]) as gradebook:
                for name in by_hand:
                    grade = gradebook.find_grade(name, about["notebook"], about["assignment"], about["student"])
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources
