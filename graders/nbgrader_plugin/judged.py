"""The judge in the place of the kernel: its points and messages are the grade cells' outputs."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode, from_dict, v4
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from ..exercises import assignment
from ..feedback import SHOWN, reduced
from ..judge.grading import ExerciseResult
from ..notebooks import Ran
from ..release.notebook import grade_id, without_hidden
from ..report.html import exercise_page, note_page
from ..results import FAULT, SubmissionResult
from .exchanged import exchanged
from .own import judged
from .pages import keep_pages

__all__ = ["ByHand", "Judged"]

NOT_RUN = "No points yet, because this cell could not be run: {} Please grade it by hand."


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in the place of `Execute`: the judge grades, and its points and messages are the grade cells' outputs.

    The other cells show what they show in a sandboxed shell, which decides no grade but that of an instructor's own
    grade cells.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with its cells' outputs. No kernel starts."""
        about = resources["nbgrader"]
        about["by_hand"], about["pages"] = [], {}
        result = self.parent.result(about)
        ours = {grade_id(name) for name in assignment(about["notebook"]).written} if result else set()
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        for cell in code:
            cell.outputs, cell.execution_count = [], None
        others = [cell for cell in code if not (_is_graded(cell) and cell.metadata.nbgrader.grade_id in ours)]
        level = self.parent.level(about)
        if result:
            self._give(result, [cell for cell in code if cell not in others], about, level)
        self._run(others, about, level)
        # nbgrader writes these beside the notebook.
        beside = exchanged(self.parent.course, about["student"], about["assignment"])
        resources.setdefault("outputs", {}).update(beside)
        return nb, resources

    def _give(self, result: SubmissionResult, cells: list[NotebookNode], about: dict[str, Any], level: str) -> None:
        """Give the course's grade cells their points and pages."""
        parts = [part for one in result.exercises for part in _cells_of(one, about["notebook"])]
        exercises = {grade_id(one.name): one for one in parts}
        note = result.message  # about the whole file, once
        for cell in cells:
            cell.source = without_hidden(cell.source)
            name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
            exercise = exercises.get(name)
            if exercise is None:
                cell.outputs = [_output(0.0, points, note_page(result.message))]
                if result.message.startswith(FAULT):
                    about["by_hand"].append(name)
                continue
            score = points * exercise.score / exercise.max_score if exercise.max_score else 0.0
            pages = {one: exercise_page(reduced(exercise, one), score, points, note) for one in SHOWN}
            cell.outputs = [_output(score, points, pages[level])]
            about["pages"][name], note = pages, ""

    def _run(self, cells: list[NotebookNode], about: dict[str, Any], level: str) -> None:
        """Give the other cells what they show, and an instructor's own grade cells their points.

        What is shown comes from a run in which no hidden test is to be found.
        """
        own = {place for place, cell in enumerate(cells) if _is_graded(cell)}
        whole = [cell.source for cell in cells]
        visible = [without_hidden(text) if place in own else text for place, text in enumerate(whole)]
        left_out = self.parent.not_shown(about)
        if left_out is None and not own:
            return
        runner = self.parent.runner(about)
        asked = self.parent.asked(about) if own else set()
        shown = runner.run(["" if left_out and text.strip() in left_out else text for text in visible], own, asked)
        graded = shown if whole == visible else runner.run(whole, own, asked)
        for place, cell in enumerate(cells):
            ran = shown[place]
            if left_out is not None:
                cell.outputs = [from_dict(one) for one in ran.outputs]
                cell.execution_count = ran.count
                if ran.sentence:
                    cell.outputs.append(v4.new_output("stream", name="stderr", text=f"{ran.sentence}\n"))
            if place in own:
                cell.source = visible[place]
                self._grade(cell, whole[place], graded[place], about, level)

    def _grade(self, cell: NotebookNode, source: str, ran: Ran, about: dict[str, Any], level: str) -> None:
        """Give one of the instructor's own cells its points, before what it shows."""
        name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
        if ran.status == "skipped":
            score, page = 0.0, note_page(NOT_RUN.format(ran.sentence))
            about["by_hand"].append(name)
        else:
            score, pages = judged(name, source, ran, points)
            about["pages"][name], page = pages, pages[level]
        cell.outputs.insert(0, _output(score, points, page))


def _is_graded(cell: NotebookNode) -> bool:
    """Tell whether a code cell's points are given by what runs, and not by a person."""
    return bool(is_grade(cell) and not is_solution(cell))


def _cells_of(result: ExerciseResult, notebook: str) -> list[ExerciseResult]:
    """Return an exercise's result as those of its grade cells: a quiz has one for each question."""
    if not assignment(notebook).exercise(result.name).parts:
        return [result]
    return [
        ExerciseResult(check.name, check.score, check.max_score, result.status, check.message, [check])
        for check in result.checks
    ]


def _output(score: float, points: float, page: str) -> NotebookNode:
    """Return the output from which nbgrader takes the points (`text/plain`), and which people read (`text/html`)."""
    data = {"text/plain": str(min(round(score, 6), points)), "text/html": page}
    return v4.new_output("execute_result", data, execution_count=None)


class ByHand(NbGraderPreprocessor):  # type: ignore[misc]
    """Asks for a grader's eyes where the judge could not tell, and keeps the pages; stands behind `SaveAutoGrades`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is."""
        about = resources["nbgrader"]
        keep_pages(self.parent.course, about, about.pop("pages"))
        settled = about.pop("settled", ())
        by_hand = [name for name in about.pop("by_hand") if name not in settled]
        if by_hand:
            with Gradebook(about["db_url"]) as gradebook:
                for name in by_hand:
                    grade = gradebook.find_grade(name, about["notebook"], about["assignment"], about["student"])
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources
