"""nbgrader's autograde with the judge in the place of the kernel; `nbgrader_config.py` puts the parts in place.

A submitted notebook is never run in nbgrader's process, and nothing in it but its cells' text is believed. `Reader`
reads it, whatever it holds; `Restored` gives it the course's graded cells and nothing of its own metadata; `Judged` has
the judge grade the submitted folder, as `unrolled grade` does, and writes points and messages as the grade cells'
outputs. From there nbgrader goes on as always: late penalties, the gradebook, manual grading, feedback.
"""

from __future__ import annotations

import glob
import json
import os
import re
import weakref
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, parse_utc

from .collect import Entry, Refused, read_file
from .course import BadCourse, course_in
from .exercises import ASSIGNMENTS, assignment
from .feedback import SHOWN, reduced
from .grade import Grader, grade_entries, refusal
from .judge.cases import BadCaseFile
from .judge.grading import ExerciseResult
from .release import default_solutions, lesson_of
from .release.notebook import SCHEMA, grade_id, without_hidden
from .release.pictures import without_data
from .release.student import student_files
from .report import write_json
from .report.html import exercise_page, note_page
from .report.text import escape
from .results import FAULT, SubmissionResult

__all__ = ["ByHand", "Judged", "Reader", "Released", "Restored", "Shown"]

NOT_OURS = "No points yet: this grade cell is not one of Unrolled's, and its code was not run. Please grade it by hand."
PAGES = "pages"  # the folder with what each level of feedback shows
# What is shown of a notebook, in characters; the judge reads all of it. More would keep the page makers busy for hours.
MOST_OF_A_CELL, MOST_OF_ALL, MOST_CELLS = 10_000, 100_000, 1000
# Control characters, marks that turn the direction of writing, and halves of characters.
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Reader(NotebookExporter):  # type: ignore[misc]
    """Reads a notebook, whatever the file holds; an unreadable one becomes one cell that says so.

    Autograde makes one for a class, before anything is written: so this is where the grader starts, and where a course
    that cannot be graded stops. It also keeps Autograde from touching what lies beside a submitted notebook.
    """

    def __init__(self, parent: Any = None, **options: Any) -> None:
        super().__init__(parent=parent, **options)
        parent.coursedir = _Careful.like(parent.coursedir)
        self.course = parent.coursedir
        self.grader = self._start()
        self._name_left_out(parent.assignments)
        self._promised = self._to_be_graded(parent)
        self._ahead = grade_entries(
            self.grader, tuple(self._promised), os.cpu_count() or 1, begin=lambda total: None, done=lambda result: None
        )
        weakref.finalize(self, self._ahead.close)
        self._results: dict[Entry, SubmissionResult] = {}

    def _start(self) -> Grader:
        """Return the course's grader. Raises `NbGraderException`."""
        try:
            course = course_in(Path(self.course.root))
            self.level = course.level
            grader = Grader(replace(course, feedback="full", feedback_after=None), course.case_file())
        except (BadCourse, BadCaseFile) as error:
            self._stop(str(error))
        grader.__enter__()
        weakref.finalize(self, grader.__exit__)  # with this converter, or when the program ends
        isolation = grader.isolation()
        if not isolation.reaches(course.require):
            self._stop(refusal(isolation, course.require, f'put require = "{isolation.level}" into unrolled.toml'))
        self.log.info("Unrolled grades by the cases %s, isolation: %s.", grader.cases.name, isolation.level)
        return grader

    def _stop(self, sentence: str) -> Any:
        self.log.error(sentence)
        raise NbGraderException(sentence)

    def _name_left_out(self, found: dict[str, list[str]]) -> None:
        """Warn of those who handed in something in which nbgrader finds no notebook of the assignment.

        Where it finds others, it would end in a traceback; so it need not look.
        """
        course = self.course
        folders = glob.glob(course.format_path(course.submitted_directory, course.student_id, course.assignment_id))
        named = {folder for folder, names in found.items() if any(Path(one).stem in ASSIGNMENTS for one in names)}
        left_out = [f"'{escape(Path(folder).parent.name)}'" for folder in sorted(set(folders) - named)]
        if left_out and course.assignment_id in ASSIGNMENTS:
            self.log.warning(
                "Not graded, because there is no notebook named %s.ipynb: %s. `unrolled grade` reads other names too, "
                "and .py files.", course.assignment_id, ", ".join(left_out),
            )  # fmt: skip
            known = self._notebooks()
            for folder in set(folders) - named:
                if known.isdisjoint(Path(one).stem for one in found.get(folder, ())):
                    found.pop(folder, None)

    def _notebooks(self) -> set[str]:
        """Return the names of the assignment's notebooks, the instructor's own too."""
        with Gradebook(self.course.db_url, self.course.course_id) as gradebook:
            try:
                return {one.name for one in gradebook.find_assignment(self.course.assignment_id).notebooks}
            except MissingEntry:  # not generated yet, as nbgrader is about to say
                return set()

    def _to_be_graded(self, autograde: Any) -> list[Entry]:
        """Return what Autograde is about to grade, in its order. A wrong guess costs time only."""
        entries = []
        for folder, notebooks in sorted(autograde.assignments.items()):
            for notebook in sorted(notebooks):
                about = autograde.init_single_notebook_resources(notebook)["nbgrader"]
                graded = self.course.format_path(
                    self.course.autograded_directory, about["student"], about["assignment"]
                )
                times = [self.course.get_existing_timestamp(path) for path in (graded, folder)]
                newer = None not in times and times[0] < times[1]
                wanted = autograde.force or newer or not os.path.exists(graded)
                excluded = about["student"] in self.course.student_id_exclude.split(",")
                if about["notebook"] in ASSIGNMENTS and wanted and not excluded:
                    entries.append(self._entry(**about))
        return entries

    def _entry(self, student: str, assignment: str, notebook: str, **others: Any) -> Entry:
        path = self.course.format_path(self.course.submitted_directory, student, assignment)
        return Entry(student, path, notebook, os.path.dirname(os.path.dirname(os.path.abspath(path))))

    def result(self, student: str, assignment: str, notebook: str) -> SubmissionResult:
        """Return the judge's result. While nbgrader is busy with one notebook, the next are judged on all cores."""
        entry = self._entry(student, assignment, notebook)
        while self._promised and entry not in self._results:
            self._results[self._promised.pop(0)] = next(self._ahead)
        return self._results.pop(entry, None) or self.grader.grade(entry)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Export the notebook of that name."""
        ours = os.path.abspath(self.course.format_path(self.course.autograded_directory, "", ""))
        if os.path.abspath(filename).startswith(os.path.join(ours, "")):
            return super().from_filename(filename, resources=resources, **options)
        return self.from_notebook_node(self._read(filename), resources=resources, **options)

    def _read(self, filename: str) -> NotebookNode:
        path = os.path.abspath(filename)
        try:
            root = os.path.dirname(os.path.dirname(os.path.dirname(path)))  # of submitted/STUDENT/ASSIGNMENT/
            found = _cells(json.loads(read_file(path, root).decode("utf-8-sig")))
        except (Refused, ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, Refused) else "The file has not the form of a notebook."
            self.log.warning("%s cannot be read: %s", ascii(filename), reason)
            text = f"**This notebook could not be read.** {reason} Please hand it in again."
            found = [v4.new_markdown_cell(text)]
        for place, cell in enumerate(found):
            cell.id = f"cell_{place}"
        return v4.new_notebook(cells=found)


def _cells(notebook: Any) -> list[NotebookNode]:
    """Return a notebook's cells with their text and what nbgrader calls them, without anything else.

    Raises ValueError.
    """
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        raise ValueError("no cells")
    kept, left = [], MOST_OF_ALL
    for cell in cells[:MOST_CELLS]:
        if isinstance(cell, dict):
            made = _plain_cell(cell, max(0, min(left, MOST_OF_A_CELL)))
            left -= len(made.source)
            kept.append(made)
    return kept


def _plain_cell(cell: dict[str, Any], most: int) -> NotebookNode:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = without_data(source) if isinstance(source, str) else ""
    if len(source) > most:
        source = f"{source[:most]}\n(Too long to be shown: {len(source) - most} more characters.)"
    source = UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", source)
    made = v4.new_code_cell(source) if cell.get("cell_type") == "code" else v4.new_markdown_cell(source)
    marks = cell.get("metadata")
    marks = marks.get("nbgrader") if isinstance(marks, dict) else None
    if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
        made.metadata.grade_id = marks["grade_id"]
    return made


class _Careful(CourseDirectory):  # type: ignore[misc]
    """A course's folders, in which nothing beside the submitted notebooks is copied, opened or followed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._times: dict[str, datetime | None] = {}

    @classmethod
    def like(cls, course: CourseDirectory) -> _Careful:
        """Return one with the same settings."""
        settings = {name: getattr(course, name) for name in course.trait_names(config=True)}
        return cls(parent=course.parent, **{**settings, "ignore": ["*", ".*"]})

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """Return the time in a folder's timestamp.txt, if it is one."""
        path = os.path.abspath(os.path.join(dest_path, "timestamp.txt"))
        if path not in self._times and os.path.lexists(path):
            root = os.path.dirname(os.path.dirname(os.path.dirname(path)))
            try:
                self._times[path] = parse_utc(read_file(path, root)[:100].decode().strip())
            except Exception:  # whatever a date's parser raises
                self._times[path] = None
                self.log.warning("%s holds no time, so what is in the folder counts as on time.", ascii(path))
        return self._times.get(path)


class Restored(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a submitted notebook the course's graded cells: names and points as released, no more and no less."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the gradebook's metadata, and the cells that were missing put back."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            source = gradebook.find_notebook(about["notebook"], about["assignment"])
            if source.kernelspec:
                nb.metadata.kernelspec = json.loads(source.kernelspec)
            graded = {cell.name: cell.max_score for cell in source.grade_cells}
            solutions = {cell.name for cell in source.solution_cells}
            tasks = {cell.name: cell.max_score for cell in source.task_cells}
            known = {cell.name: cell for cell in source.source_cells}
            places: dict[str, int] = {}
            for place, cell in enumerate(nb.cells):  # of several cells of one name the last counts, as in nbgrader
                name = cell.metadata.pop("grade_id", None)
                if name in known:
                    places[name] = place
            found = bool(places)
            for name, one in known.items():
                if name not in places:
                    if found:  # else there was nothing to read, which has been said
                        self.log.warning("The cell %s was missing; it is put back.", name)
                    places[name] = self._put_back(nb, one, places, list(known))
                cell = nb.cells[places[name]] = _of_type(nb.cells[places[name]], one.cell_type)
                if one.locked:
                    cell.source = one.source
                cell.metadata.nbgrader = NotebookNode(
                    grade=name in graded, solution=name in solutions, task=name in tasks, locked=bool(one.locked),
                    grade_id=name, schema_version=SCHEMA, cell_type=one.cell_type, checksum=one.checksum,
                )  # fmt: skip
                if name in graded or name in tasks:
                    cell.metadata.nbgrader.points = graded.get(name, tasks.get(name))
            ours = {one.source for one in known.values()}
        for cell in nb.cells:
            if cell.cell_type != "code" and cell.source not in ours:
                cell.source = _as_text(cell.source)
        return nb, resources

    def _put_back(self, nb: NotebookNode, missing: Any, places: dict[str, int], order: list[str]) -> int:
        before = [places[name] for name in order[: order.index(missing.name)] if name in places]
        place = max(before, default=-1) + 1
        nb.cells.insert(place, v4.new_markdown_cell(missing.source, id=f"restored_{len(nb.cells)}"))
        for name in places:
            places[name] += places[name] >= place
        return place


def _of_type(cell: NotebookNode, kind: str) -> NotebookNode:
    """Return a cell as one of another type, "code" or "markdown"."""
    if cell.cell_type == kind:
        return cell
    make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
    return make(cell.source, id=cell.id)


def _as_text(source: str) -> str:
    """Return Markdown that shows a student's text as it was written.

    nbgrader's pages would make of it what it says: links to scripts, pictures that tell who looks, diagrams.
    """
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", source)), default=0))
    return f"{fence}text\n{source}\n{fence}" if source.strip() else source


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in the place of `Execute`: the judge grades, and its points and messages are the grade cells' outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with an output in each grade cell. No kernel starts."""
        about = resources["nbgrader"]
        self._keep_timestamp(about["student"], about["assignment"])
        result = None
        if about["notebook"] in ASSIGNMENTS:
            result = self.parent.result(about["student"], about["assignment"], about["notebook"])
        parts = [part for one in result.exercises for part in _cells_of(one, about["notebook"])] if result else []
        exercises = {grade_id(one.name): one for one in parts}
        note = result.message if result else ""  # about the whole file, once
        about["by_hand"] = []
        level = self.parent.level(about["notebook"], _due(about))
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
        _keep_pages(self.parent.course, about, pages)
        return nb, resources

    def _keep_timestamp(self, student: str, folder: str) -> None:
        """Note in the autograded folder when what is graded was handed in, so that a later one is graded anew."""
        course = self.parent.course
        time = course.get_existing_timestamp(course.format_path(course.submitted_directory, student, folder))
        if time is not None:
            kept = Path(course.format_path(course.autograded_directory, student, folder), "timestamp.txt")
            kept.write_text(f"{time} UTC\n")


def _due(about: Mapping[str, str]) -> datetime | None:
    """Return when an assignment is due, by the gradebook."""
    with Gradebook(about["db_url"]) as gradebook:
        due: datetime | None = gradebook.find_assignment(about["assignment"]).duedate
    return due if due is None or due.tzinfo is not None else due.replace(tzinfo=UTC)


def _pages(course: CourseDirectory, about: Mapping[str, str]) -> Path:
    """Return where a notebook's pages are kept at every level: beside autograded/, for nobody but the instructor."""
    return Path(course.root, PAGES, about["student"], about["assignment"], f"{about['notebook']}.json")


def _keep_pages(course: CourseDirectory, about: Mapping[str, str], pages: dict[str, dict[str, str]]) -> None:
    path = _pages(course, about)
    for folder in (Path(course.root, PAGES), path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_json(pages, str(path))


class Shown(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a feedback page what the course shows at the time when the page is made."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the pages of the level in force; without kept ones as it was graded.

        A course file that cannot be read must not cost a page, which nbgrader has taken away by now: it has the scores.
        """
        about, course = resources["nbgrader"], self.parent.parent.coursedir
        try:
            level = course_in(Path(course.root)).level(about["notebook"], _due(about))
        except BadCourse as error:
            level = "score"
            self.log.error("%s This page shows scores alone; mend the file and make it again.", error)
        try:
            pages = json.loads(_pages(course, about).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.log.warning("Its level of feedback is that of the time of grading; autograde it again to change it.")
            return nb, resources
        self.log.info("Feedback: %s.", level)
        for cell in nb.cells:
            shown = pages.get(cell.metadata.get("nbgrader", {}).get("grade_id"), {})
            for output in cell.get("outputs", ()) if level in shown else ():
                output.data["text/html"] = shown[level]
        return nb, resources


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
    """Asks for a grader's eyes where the judge could not tell; stands behind `SaveAutoGrades`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is."""
        about = resources["nbgrader"]
        if about["by_hand"]:
            with Gradebook(about["db_url"]) as gradebook:
                for name in about["by_hand"]:
                    grade = gradebook.find_grade(name, about["notebook"], about["assignment"], about["student"])
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


class Released(NotebookExporter):  # type: ignore[misc]
    """Makes the notebook that students get, and writes beside it what `unrolled release` does."""

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Export the notebook of that name."""
        name = Path(filename).stem
        course = self.parent.coursedir
        try:
            found = course_in(Path(course.root))  # which may have assignments of its own
            variant = found.variant(found.case_file().variant)
        except (BadCourse, BadCaseFile) as error:
            self.log.error(error)
            raise NbGraderException(str(error)) from None
        if name in ASSIGNMENTS:
            folder = Path(course.format_path(course.release_directory, ".", resources["nbgrader"]["assignment"]))
            for file, text in student_files(lesson_of(name, default_solutions(), variant)):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(text.encode())
        return super().from_filename(filename, resources=resources, **options)
