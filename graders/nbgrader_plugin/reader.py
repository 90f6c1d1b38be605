"""Reads what students handed in, whatever the files hold, and starts the grader."""

from __future__ import annotations

import glob
import json
import multiprocessing.util
import os
import re
import weakref
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, v4
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from ..collect import Entry, Refused, read_file
from ..course import BadCourse, Course, course_in
from ..exercises import ASSIGNMENTS
from ..grade import Grader, refusal
from ..judge.cases import BadCaseFile
from ..notebooks import NotebookRunner, why_not
from ..release.pictures import without_data
from ..report.text import escape
from ..results import SubmissionResult
from .assigned import Assigned, assigned
from .autograde import take_over
from .imported import not_to_be_had

__all__ = ["Reader"]

# What is shown of a notebook, in characters; the judge reads all of it. More would keep the page makers busy for hours.
MOST_OF_A_CELL, MOST_OF_ALL, MOST_CELLS = 10_000, 100_000, 1000
# Control characters, marks that turn the direction of writing, and halves of characters.
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What would be more than text in a page of nbgrader's, which writes names as they are: into HTML, and into a script.
MARKUP = re.compile(rf'[<>"\\]|{UNSHOWN.pattern}')

ASKED = re.compile(r"^(?:(?:def|class) +)?(\w+)(?= *[(:=])", re.MULTILINE)  # what a cell defines at its top level


class Reader(NotebookExporter):  # type: ignore[misc]
    """Reads a notebook, whatever the file holds; an unreadable one becomes one cell that says so.

    Autograde makes one for a class, before anything is written: so this is where the grader starts, where a course that
    cannot be graded stops, and where the converter becomes one that grades side by side. It also keeps Autograde from
    touching what lies beside a submitted notebook.
    """

    def __init__(self, parent: Any = None, **options: Any) -> None:
        super().__init__(parent=parent, **options)
        parent.coursedir = _Careful.like(parent.coursedir)
        self.course = parent.coursedir
        self._assigned: dict[str, Assigned | None] = {}
        self.runners: dict[str, NotebookRunner] = {}
        self.mothers: dict[str, NotebookRunner] = {}
        self._known: dict[Entry, SubmissionResult] = {}
        self._left_out: dict[str, set[str]] = {}
        self._start(parent)
        self._name_left_out(parent.assignments)
        self._leave_out_markup(parent.assignments)
        take_over(parent)

    def _start(self, converter: Any) -> None:
        """Read the course's settings, and start its grader. Raises `NbGraderException`."""
        try:
            course = course_in(Path(self.course.root))
            grader = Grader(replace(course, feedback="full", feedback_after=None), course.case_file())
        except (BadCourse, BadCaseFile) as error:
            self._stop(str(error))
        grader.__enter__()
        weakref.finalize(self, grader.__exit__)  # with this converter, or when the program ends
        self.settings: Course = course
        self.grader: Grader = grader
        if course.outputs != "none" and converter.assignments and not why_not():
            notebook = next(iter(converter.assignments.values()))[0]
            self.runner(converter.init_single_notebook_resources(notebook)["nbgrader"]).sandbox.warm()
        isolation = grader.isolation()
        if not isolation.reaches(course.require):
            self._stop(refusal(isolation, course.require, f'put require = "{isolation.level}" into unrolled.toml'))
        self.log.info("Unrolled grades by the cases %s, isolation: %s.", grader.cases.name, isolation.level)

    def _stop(self, sentence: str) -> Any:
        self.log.error(sentence)
        raise NbGraderException(sentence) from None  # formgrader shows all of it

    def _name_left_out(self, found: dict[str, list[str]]) -> None:
        """Warn of those who handed in something in which nbgrader finds no notebook of the assignment.

        Where it finds others, it would end in a traceback; so it need not look.
        """
        course = self.course
        assigned = self.assigned(course.assignment_id)
        known = sorted(assigned.notebooks) if assigned else []
        if not known:  # not generated yet, as is about to be said
            return
        folders = glob.glob(course.format_path(course.submitted_directory, course.student_id, course.assignment_id))
        named = {folder for folder, names in found.items() if {Path(one).stem for one in names} & set(known)}
        left_out = [f"'{escape(Path(folder).parent.name)}'" for folder in sorted(set(folders) - named)]
        if left_out:
            advice = " `unrolled grade` reads other names too, and .py files." if set(known) & set(ASSIGNMENTS) else ""
            self.log.warning(
                "Not graded, because there is no notebook named %s: %s.%s",
                " or ".join(f"{name}.ipynb" for name in known), ", ".join(left_out), advice,
            )  # fmt: skip
            for folder in set(folders) - named:
                found.pop(folder, None)
        folder = Path(course.format_path(course.release_directory, ".", course.assignment_id))
        missing = sorted(not_to_be_had(folder, known) - set(self.settings.packages))
        if missing:
            names = ", ".join(f'"{name}"' for name in missing)
            self.log.warning(
                "The assignment's own cells import %s, which they may not: add packages = [%s] to unrolled.toml.",
                ", ".join(missing), names,
            )  # fmt: skip

    def _leave_out_markup(self, found: dict[str, list[str]]) -> None:
        """Warn of students whose name would be a part of nbgrader's pages, and take them out of what is graded.

        Who hands in through the exchange chooses the name. Raises `NbGraderException` if nobody is left.
        """
        left_out = sorted(folder for folder in found if MARKUP.search(Path(folder).parent.name))
        if left_out:
            names = ", ".join(f"'{escape(Path(folder).parent.name)}'" for folder in left_out)
            sentence = f"Not graded, because nbgrader's pages would take such a name for a part of them: {names}. "
            sentence += "Rename the folder in submitted/."
            for folder in left_out:
                del found[folder]
            if not found:
                self._stop(sentence)
            self.log.warning(sentence)

    def assigned(self, name: str) -> Assigned | None:
        """Return what the gradebook says about an assignment; it is asked once."""
        if name not in self._assigned:
            self._assigned[name] = assigned(self.course.db_url, self.course.course_id, name)
        return self._assigned[name]

    def level(self, about: Mapping[str, str]) -> str:
        """Return how much is shown of a notebook now."""
        known = self.assigned(about["assignment"])
        return self.settings.level(about["notebook"], known.due if known else None)

    def entry(self, about: Mapping[str, str]) -> Entry:
        """Return what the judge is to grade as one of a submission's notebooks."""
        path = self.course.format_path(self.course.submitted_directory, about["student"], about["assignment"])
        return Entry(about["student"], path, about["notebook"], os.path.dirname(os.path.dirname(os.path.abspath(path))))

    def give_up(self, entry: Entry, what: str) -> None:
        """Have a notebook that cannot be graded, through a fault of the grader's own, be one that says so."""
        self._known[entry] = self.grader.fault(entry, what)

    def result(self, about: Mapping[str, str]) -> SubmissionResult | None:
        """Return the judge's result; None for a notebook that is not one of Unrolled's."""
        entry = self.entry(about)
        if entry in self._known:
            return self._known.pop(entry)
        return self.grader.grade(entry) if about["notebook"] in ASSIGNMENTS else None

    def be_mother(self) -> None:
        """Have the shells, which take long to start, be those from which shells of other processes are split off."""
        self.mothers, self.runners = self.runners, {}

    def not_shown(self, about: Mapping[str, str]) -> set[str] | None:
        """Return the cells whose outputs are not shown, by their text; None if there are to be no outputs."""
        if self.settings.outputs == "none" or why_not():
            return None
        name = about["notebook"]
        if self.settings.outputs == "all" or name not in ASSIGNMENTS:
            return set()
        if name not in self._left_out:  # the same for all students
            self._left_out[name] = {text.strip() for text in self.grader.judge(name).references.shown()}
        return self._left_out[name]

    def asked(self, about: Mapping[str, str]) -> set[str]:
        """Return the names that a notebook's solution cells, as they were released, have students define."""
        known = self.assigned(about["assignment"])
        source = known.notebooks[about["notebook"]] if known else None
        texts = [cell.source for cell in source.cells if cell.name in source.solutions] if source else []
        return {name for text in texts for name in ASKED.findall(text)}

    def runner(self, about: Mapping[str, str]) -> NotebookRunner:
        """Return what runs a notebook's cells for what they show; there is one for a process and an assignment."""
        name = about["assignment"]
        if name not in self.runners:
            folder = Path(self.course.format_path(self.course.release_directory, ".", name))
            settings, turns = self.settings, self.grader.sandbox.turns
            runner = NotebookRunner(folder, settings.packages, settings.limits, turns, settings.require)
            self.runners[name] = runner
            if name in self.mothers:
                runner.sandbox.mother = self.mothers[name].sandbox
            weakref.finalize(self, runner.close)
            multiprocessing.util.Finalize(None, runner.close, exitpriority=10)
        return self.runners[name]

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Export the notebook of that name."""
        ours = os.path.abspath(self.course.format_path(self.course.autograded_directory, "", ""))
        if os.path.abspath(filename).startswith(os.path.join(ours, "")):
            return super().from_filename(filename, resources=resources, **options)
        return self.from_notebook_node(self.read(filename), resources=resources, **options)

    def read(self, filename: str) -> NotebookNode:
        """Return the notebook in a file, whatever that holds."""
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
                self._times[path] = parse_utc(read_file(path, root).decode().strip())
            except Exception:  # whatever a date's parser raises
                self._times[path] = None
                self.log.warning("%s holds no time, so what is in the folder counts as on time.", ascii(path))
        return self._times.get(path)
