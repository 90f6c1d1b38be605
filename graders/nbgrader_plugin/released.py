"""What students get: nbgrader's `generate_assignment` writes what `unrolled release` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.base import NbGraderException

from ..course import BadCourse, course_in
from ..exercises import ASSIGNMENTS
from ..judge.cases import BadCaseFile
from ..release import default_solutions, lesson_of
from ..release.student import student_files

__all__ = ["Released"]


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
            alone = sum(path.stem in ASSIGNMENTS for path in Path(filename).parent.glob("*.ipynb")) == 1
            for file, text in student_files(lesson_of(name, default_solutions(), variant), alone):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(text.encode())
        return super().from_filename(filename, resources=resources, **options)
