"""Feedback pages: what the course shows at the time when they are made, and a page that a student can use.

`Shown` and `Grades` give a notebook what its page shows, in the place of nbgrader's `GetGrades`; `Page` makes it. On
the way there it has nbgrader make a class's pages ahead of its own loop, on all cores, see `ahead.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import Bool

from ..course import BadCourse, course_in
from ..release.pictures import without_data
from ..report.page import feedback_page
from .ahead import MadeAhead
from .handed_out import cells_of
from .marks import Marks, read_marks
from .pages import due, pages_of

__all__ = ["Grades", "Known", "Page", "Shown"]


class Known:
    """What pages need to know besides the notebook; each thing is read once, or for one student's page alone."""

    def __init__(self, converter: GenerateFeedback, student: str | None = None) -> None:
        self.course = converter.coursedir
        self.student = student  # all of them, if it is None
        self._marks: dict[str, dict[tuple[str, str], Marks]] = {}
        self._levels: dict[tuple[str, str], str] = {}
        self._lessons: dict[tuple[str, str], dict[str, str]] = {}

    @classmethod
    def of(cls, exporter: Any, about: dict[str, Any]) -> Known:
        """Return what the converter knows for which an exporter works."""
        converter = exporter.parent
        return getattr(converter, "known", None) or cls(converter, about["student"])

    def marks(self, about: dict[str, Any]) -> Marks:
        """Return a notebook's marks. Raises `MissingEntry`."""
        name = about["assignment"]
        if name not in self._marks:
            self._marks[name] = read_marks(about["db_url"], name, self.student)
        found = self._marks[name].get((about["student"], about["notebook"]))
        if found is None:
            raise MissingEntry(f"No such submission: {about['student']}, {name}, {about['notebook']}")
        return found

    def level(self, about: dict[str, Any]) -> str:
        """Return how much is shown at this time. Raises `BadCourse`."""
        key = about["assignment"], about["notebook"]
        if key not in self._levels:
            self._levels[key] = course_in(Path(self.course.root)).level(about["notebook"], due(about))
        return self._levels[key]

    def lessons(self, about: dict[str, Any]) -> dict[str, str]:
        """Return the prose that was handed out, pictures and all, by what a submission keeps of it."""
        key = about["assignment"], about["notebook"]
        if key not in self._lessons:
            folder = self.course.format_path(self.course.release_directory, ".", about["assignment"])
            prose = cells_of(Path(folder), about["notebook"], "markdown")  # without it, prose is shown as text
            self._lessons[key] = {without_data(text).rstrip("\n"): text for text in prose}
        return self._lessons[key]


class Shown(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a feedback page what the course shows at the time when the page is made."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the parts of the level in force; without kept ones as it was graded.

        A course file that cannot be read must not cost a page, which nbgrader has taken away by now: it has the scores.
        """
        about, known = resources["nbgrader"], Known.of(self.parent, resources["nbgrader"])
        try:
            level = known.level(about)
        except BadCourse as error:
            level = "score"
            self.log.error("%s This page shows scores alone; mend the file and make it again.", error)
        about["shown"] = {}
        try:
            pages = json.loads(pages_of(known.course, about).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.log.warning("Its level of feedback is that of the time of grading; autograde it again to change it.")
            return nb, resources
        self.log.info("Feedback: %s.", level)
        about["shown"] = {name: parts[level] for name, parts in pages.items() if level in parts}
        for cell in nb.cells:
            shown = about["shown"].get(cell.metadata.get("nbgrader", {}).get("grade_id"))
            for output in cell.get("outputs", ())[:1] if shown is not None else ():
                output.data["text/html"] = shown
        return nb, resources


class Grades(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a notebook its points and comments, as nbgrader's `GetGrades` does; and what a grader gave by hand."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with points and comments in its cells' metadata. Raises `MissingEntry`."""
        about = resources["nbgrader"]
        marks = Known.of(self.parent, about).marks(about)
        for cell in nb.cells:
            if not (is_grade(cell) or is_solution(cell) or is_task(cell)):
                continue
            own = cell.metadata.nbgrader
            name = own["grade_id"]
            if is_solution(cell) or is_task(cell):
                if name not in marks.comments:
                    raise MissingEntry(f"No such comment: {name} of {about['student']}")
                own["comment"] = marks.comments[name]
            if is_grade(cell) or is_task(cell):
                if name not in marks.grades:
                    raise MissingEntry(f"No such grade: {name} of {about['student']}")
                own.update(marks.grades[name])
        penalty = marks.late_penalty or 0
        if marks.late_penalty is not None:
            self.log.warning("Late submission penalty: %s", penalty)
        about.update(score=marks.score - penalty, max_score=marks.max_score, late_penalty=penalty)
        return nb, resources


class Page(Exporter):  # type: ignore[misc]
    """Makes a student's page; GenerateFeedback makes one exporter for a class, right before it makes the pages."""

    output_mimetype = "text/html"
    optimistic_validation = Bool(True).tag(config=True)  # once, when all preprocessors have had the notebook

    def _file_extension_default(self) -> str:
        return ".html"

    def __init__(self, config: Any = None, **options: Any) -> None:
        super().__init__(config=config, **options)
        if isinstance(self.parent, GenerateFeedback):
            try:  # before any page is taken away
                course_in(Path(self.parent.coursedir.root))
            except BadCourse as error:
                self.log.error(str(error))
                raise NbGraderException(str(error)) from None
            kind = type(self.parent)
            self.parent.__class__ = (
                MadeAhead if kind is GenerateFeedback else type(kind.__name__, (MadeAhead, kind), {})
            )
            student = self.parent.coursedir.student_id
            self.parent.known = Known(self.parent, None if set(student) & set("*?[") else student)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """Return the page of a graded notebook, once its preprocessors have had it."""
        nb, resources = super().from_notebook_node(nb, resources=resources, **options)
        about = resources["nbgrader"]
        lessons = Known.of(self, about).lessons(about)
        return feedback_page(nb, about, about.get("shown", {}), lessons), resources
