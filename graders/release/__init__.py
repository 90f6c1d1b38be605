"""Make what students get, and the solution notebooks, from the lessons in `solutions/`.

From each lesson come `assignments/NAME/`, for students: a notebook, the same as a stub with visible tests, the helper
files, pictures and the glossary; and `solutions/NAME/NAME.ipynb`, for instructors: the solution notebook, which is what
nbgrader calls the source. The output holds no date and no version: releasing twice writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..exercises import ASSIGNMENTS, assignment
from .lesson import BEGIN, Lesson, ReleaseError, default_solutions, parse
from .notebook import notebook
from .student import student_files

__all__ = ["ReleaseError", "default_solutions", "parse", "points_of", "release"]


def release(
    solutions: Path, target: Path, names: Sequence[str] | None = None, points: Mapping[str, Mapping[str, float]] = {}
) -> list[Path]:
    """Write the assignments of a course.

    Parameters
    ----------
    solutions : Path
        The folder with the lessons.
    target : Path
        The course's folder; the files go to `target/assignments/NAME/` and `target/solutions/NAME/`. Files of the same
        names are replaced, others are left alone.
    names : sequence of str, optional
        The lessons to release; all if None.
    points : mapping, optional
        The points of exercises, by assignment and function, where a course changes them.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    ReleaseError
        If a lesson is missing or broken, before anything is written.
    """
    if names is None:
        # The folder may also hold modules that lessons share; only a lesson has exercises.
        modules = sorted(solutions.glob("*.py"))
        names = [path.stem for path in modules if BEGIN in path.read_text(encoding="utf-8")]
        if not names:
            raise ReleaseError(f"There is no lesson in {solutions}.")
    lessons = [parse(solutions / f"{name}.py") for name in names]
    written = []
    for lesson in lessons:
        for name, text in _files(lesson, points_of(lesson, points.get(lesson.name, {}))):
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # Bytes, so that no platform turns a line end into two characters.
            path.write_bytes(text.encode("utf-8"))
            written.append(path)
    return written


def _files(lesson: Lesson, points: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    name = lesson.name
    for file, text in student_files(lesson):
        yield f"assignments/{name}/{file}", text
    yield f"assignments/{name}/{name}.ipynb", notebook(lesson, points, solution=False)
    yield f"solutions/{name}/{name}.ipynb", notebook(lesson, points, solution=True)


def points_of(lesson: Lesson, changed: Mapping[str, float]) -> dict[str, float]:
    """Return the points of a lesson's exercises: the course's, else the assignment's, else equal ones."""
    known = {one.name: one.points for one in assignment(lesson.name).exercises} if lesson.name in ASSIGNMENTS else {}
    equal = round(100 / len(lesson.exercises), 2)
    return {name: changed.get(name, known.get(name, equal)) for name in lesson.exercises}
