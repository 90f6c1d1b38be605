"""Feedback pages: what the course shows at the time when they are made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from ..course import BadCourse, course_in
from .pages import due, pages_of

__all__ = ["Shown"]


class Shown(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a feedback page what the course shows at the time when the page is made."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the pages of the level in force; without kept ones as it was graded.

        A course file that cannot be read must not cost a page, which nbgrader has taken away by now: it has the scores.
        """
        about, course = resources["nbgrader"], self.parent.parent.coursedir
        try:
            level = course_in(Path(course.root)).level(about["notebook"], due(about))
        except BadCourse as error:
            level = "score"
            self.log.error("%s This page shows scores alone; mend the file and make it again.", error)
        try:
            pages = json.loads(pages_of(course, about).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.log.warning("Its level of feedback is that of the time of grading; autograde it again to change it.")
            return nb, resources
        self.log.info("Feedback: %s.", level)
        for cell in nb.cells:
            shown = pages.get(cell.metadata.get("nbgrader", {}).get("grade_id"), {})
            for output in cell.get("outputs", ()) if level in shown else ():
                output.data["text/html"] = shown[level]
        return nb, resources
