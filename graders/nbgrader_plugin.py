"""nbgrader's autograde with the judge in the place of the kernel; `nbgrader_config.py` puts the parts in place.

A submitted notebook is never run in nbgrader's process, and nothing in it but its cells' text is believed. `Reader`
reads it, whatever it holds; `Restored` gives it the course's grade cells and nothing of its own metadata; `Judged` has
the judge grade the submitted folder, as `unrolled grade` does, and writes points and messages as the grade cells'
outputs. From there nbgrader goes on as always: late penalties, the gradebook, manual grading, feedback.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, convert, v4
from nbformat.reader import reads
from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Application

from .collect import Entry, Refused, read_file
from .course import BadCourse, Course, read_course
from .exercises import ASSIGNMENTS, assignment
from .grade import Grader, SubmissionResult, refusal
from .judge.cases import BadCaseFile
from .release import default_solutions, parse
from .release.notebook import SCHEMA, grade_id, without_hidden
from .release.student import student_files
from .report.html import exercise_page, note_page

__all__ = ["ByHand", "Judged", "Reader", "Restored", "begin", "only_notebooks", "release_beside"]

NOT_OURS = "No points yet: this grade cell is not one of Unrolled's, and its code was not run. Please grade it by hand."


class CannotGrade(Exception):
    """The course cannot be graded at all; the text says why and what to do, in a sentence."""


class _Course:
    """The course in the folder where nbgrader was started, and its grader, made when first needed."""

    def __init__(self) -> None:
        self.grader: Grader | None = None

    def ready(self) -> Grader:
        """Return the grader. Raises `CannotGrade`."""
        if self.grader is None:
            course = _course_file()
            try:
                grader = Grader(course, course.case_file())
            except BadCaseFile as error:
                raise CannotGrade(str(error)) from None
            grader.__enter__()
            atexit.register(grader.__exit__)
            isolation = grader.isolation()
            if not isolation.reaches(course.require):
                advice = f'put require = "{isolation.level}" into unrolled.toml'
                raise CannotGrade(
                    refusal(isolation, course.require).replace(f"add --require {isolation.level}", advice)
                )
            self.grader = grader
        return self.grader


def _course_file() -> Course:
    path = Path("unrolled.toml")
    try:
        return read_course(path) if path.is_file() else Course()
    except BadCourse as error:
        raise CannotGrade(str(error)) from None


_COURSE = _Course()


def begin(assignment: str, student: str, notebooks: list[str]) -> None:
    """Autograde's hook before a submission: where nothing can be graded, stop before anything is written."""
    try:
        _COURSE.ready()
    except CannotGrade as error:
        if isinstance(Application.instance(), NbGrader):  # the command, not a server with nbgrader in it
            raise SystemExit(f"unrolled: {error}") from None


def only_notebooks(assignment: str, student: str, notebooks: list[str]) -> None:
    """Autograde's hook after a submission: take out what the student handed in beside the notebook.

    nbgrader copies it, through symbolic links too, and would copy it on into the feedback.
    """
    for notebook in notebooks:
        folder = Path(notebook).parent
        ours = {Path(name).name for name in notebooks}
        for path in _files_of(_autograded(folder)):
            if path.name not in ours:
                path.unlink()


def _autograded(submitted: Path) -> Path:
    course = CourseDirectory(parent=Application.instance())
    parts = submitted.parts
    return Path(course.format_path(course.autograded_directory, parts[-2], parts[-1]))


def _files_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file()]


class Reader(NotebookExporter):  # type: ignore[misc]
    """Reads a notebook, whatever the file holds: an unreadable one becomes one cell that says so."""

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Export the notebook of that name."""
        return self.from_notebook_node(self._read(filename), resources=resources, **options)

    def _read(self, filename: str) -> NotebookNode:
        path = os.path.abspath(filename)
        try:
            root = os.path.dirname(os.path.dirname(os.path.dirname(path)))  # of submitted/STUDENT/ASSIGNMENT/
            notebook = convert(reads(read_file(path, root).decode("utf-8-sig")), 4)
            cells = [_plain_cell(cell) for cell in notebook["cells"]]
        except Refused as error:
            return self._instead(filename, str(error))
        except Exception:  # nbformat raises whatever the file's structure provokes
            return self._instead(filename, "it is not a notebook")
        made = v4.new_notebook(cells=cells)
        for place, cell in enumerate(made.cells):
            cell.id = f"cell_{place}"
        return made

    def _instead(self, filename: str, reason: str) -> NotebookNode:
        self.log.warning("%s cannot be read: %s. The student gets no points and a note.", filename, reason)
        text = f"**This notebook could not be read: {reason}.** Please hand it in again."
        return v4.new_notebook(cells=[v4.new_markdown_cell(text, id="unreadable")])


def _plain_cell(cell: Any) -> NotebookNode:
    """Return a cell with its text and what nbgrader calls it, without anything else."""
    source = cell["source"]
    source = source if isinstance(source, str) else "".join(source)
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}[cell["cell_type"]]
    made = make(source)
    marks = cell.get("metadata", {}).get("nbgrader", {})
    if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
        made.metadata.nbgrader = NotebookNode(marks)
    return made


class Restored(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a submitted notebook the course's graded cells: names and points as released, no more and no less."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the gradebook's metadata, and the cells that were missing put back."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            source = gradebook.find_notebook(about["notebook"], about["assignment"])
            graded = {cell.name: cell.max_score for cell in source.grade_cells}
            solutions = {cell.name for cell in source.solution_cells}
            tasks = {cell.name: cell.max_score for cell in source.task_cells}
            known = {cell.name: cell for cell in source.source_cells}
            places: dict[str, int] = {}
            for place, cell in enumerate(nb.cells):  # of several cells of one name the last counts, as in nbgrader
                name = cell.metadata.pop("nbgrader", {}).get("grade_id")
                if name in known:
                    places[name] = place
            found = bool(places)
            for name, one in known.items():
                if name not in places:
                    if found:  # else there was nothing to read, which has been said
                        self.log.warning("The cell %s was missing; it is put back.", name)
                    places[name] = self._put_back(nb, one, places, list(known))
                cell = nb.cells[places[name]]
                if one.locked:
                    cell.source = one.source
                cell.metadata.nbgrader = NotebookNode(
                    grade=name in graded, solution=name in solutions, task=name in tasks, locked=bool(one.locked),
                    grade_id=name, schema_version=SCHEMA, cell_type=one.cell_type, checksum=one.checksum,
                )  # fmt: skip
                if name in graded or name in tasks:
                    cell.metadata.nbgrader.points = graded.get(name, tasks.get(name))
        return nb, resources

    def _put_back(self, nb: NotebookNode, missing: Any, places: dict[str, int], order: list[str]) -> int:
        make = v4.new_code_cell if missing.cell_type == "code" else v4.new_markdown_cell
        before = [places[name] for name in order[: order.index(missing.name)] if name in places]
        place = max(before, default=-1) + 1
        nb.cells.insert(place, make(missing.source, id=f"restored_{len(nb.cells)}"))
        for name in places:
            places[name] += places[name] >= place
        return place


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in the place of `Execute`: the judge grades, and its points and messages are the grade cells' outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with an output in each grade cell. No kernel starts."""
        about = resources["nbgrader"]
        result = self._grade(about["student"], about["assignment"], about["notebook"])
        exercises = {grade_id(one.name): one for one in result.exercises} if result else {}
        note = result.message if result else ""  # about the whole file, once
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
                page, note = exercise_page(exercise, score, points, note), ""
            elif _is_ours(cell, about["notebook"]) and result is not None:
                score, page = 0.0, note_page(result.message)
            else:
                score, page = 0.0, note_page(NOT_OURS)
            cell.outputs = [_output(min(round(score, 6), points), page)]
        return nb, resources

    def _grade(self, student: str, folder: str, notebook: str) -> SubmissionResult | None:
        if notebook not in ASSIGNMENTS:
            return None
        course = CourseDirectory(parent=self.parent)
        path = course.format_path(course.submitted_directory, student, folder)
        root = os.path.dirname(os.path.dirname(os.path.abspath(path)))
        return _COURSE.ready().grade(Entry(student, path, notebook, root))


def _is_ours(cell: NotebookNode, notebook: str) -> bool:
    """Tell whether a grade cell holds the points of an exercise of the course."""
    functions = assignment(notebook).functions if notebook in ASSIGNMENTS else ()
    return cell.metadata.nbgrader.grade_id in {grade_id(function) for function in functions}


def _output(score: float, page: str) -> NotebookNode:
    """Return the output from which nbgrader takes the points (`text/plain`), and which people read (`text/html`)."""
    shown = {"text/plain": f"{score:g}", "text/html": page}
    return v4.new_output("execute_result", shown, execution_count=None)


class ByHand(NbGraderPreprocessor):  # type: ignore[misc]
    """Asks for a grader's eyes where a grade cell is the instructor's own; stands behind `SaveAutoGrades`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is."""
        about = resources["nbgrader"]
        own = [cell for cell in nb.cells if is_grade(cell) and not _is_ours(cell, about["notebook"])]
        if own:
            with Gradebook(about["db_url"]) as gradebook:
                for cell in own:
                    grade = gradebook.find_grade(
                        cell.metadata.nbgrader.grade_id, about["notebook"], about["assignment"], about["student"]
                    )
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


def release_beside(assignment: str, student: str, notebooks: list[str]) -> None:
    """GenerateAssignment's hook after a notebook: write what `unrolled release` puts beside it."""
    course = CourseDirectory(parent=Application.instance())
    for notebook in notebooks:
        name = Path(notebook).stem
        if name not in ASSIGNMENTS:
            continue
        folder = Path(course.format_path(course.release_directory, ".", assignment))
        for file, text in student_files(parse(default_solutions() / f"{name}.py")):
            (folder / file).write_bytes(text.encode())
