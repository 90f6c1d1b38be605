"""Make what students get, and the solution notebooks, from the lessons in `solutions/`.

From each lesson come `assignments/NAME/`, for students: a notebook, the same as a stub with visible tests, the helper
files, pictures and the glossary; and `solutions/NAME/NAME.ipynb`, for instructors: the solution notebook, which is what
nbgrader calls the source. The output holds no date and no version: releasing twice writes the same bytes.

A quiz has other numbers in each course, and for each student of a roster: see `graders/exercises/quiz.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..exercises import ASSIGNMENTS, assignment
from ..exercises.model import OWN
from ..judge.points import shared
from .lesson import BEGIN, Lesson, ReleaseError, default_solutions, lesson_of, parse
from .notebook import notebook
from .student import student_files

__all__ = [
    "HANDED_OUT",
    "NOTE",
    "ReleaseError",
    "default_solutions",
    "lesson_of",
    "parse",
    "points_of",
    "release",
    "release_to",
]

HANDED_OUT = "handed_out"
NOTE = "solutions/.released"  # what was written into a course's folder, as hashes: whoever changes it loses nothing


def release(
    solutions: Path,
    target: Path,
    names: Sequence[str] | None = None,
    points: Mapping[str, Mapping[str, float]] = {},
    variant: str = "",
    force: bool = False,
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
        The lessons to release; all in the folder, and the course's own, if None.
    points : mapping, optional
        The points of exercises, by assignment and function, where a course changes them.
    variant : str, optional
        Whose numbers a quiz has; the public ones if empty.
    force : bool, optional
        Whether to write over files that were changed since they were released.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    ReleaseError
        If a lesson is missing or broken, or a released file was changed, before anything is written.
    """
    if names is None:
        # The folder may also hold modules that lessons share; only a lesson has exercises.
        modules = sorted(solutions.glob("*.py"))
        names = [path.stem for path in modules if BEGIN in path.read_text(encoding="utf-8")]
        if not names:
            raise ReleaseError(f"There is no lesson in {solutions}.")
        names += OWN
    lessons = [lesson_of(name, solutions, variant) for name in names]
    files: dict[str, str] = {}
    at_home = (target / "solutions").resolve() == solutions.resolve()  # where git keeps what was changed
    for lesson in lessons:
        if lesson.made and at_home:
            files[f"solutions/{lesson.name}.py"] = lesson.text
        files |= _files(lesson, points_of(lesson, points.get(lesson.name, {})))
    if at_home:
        return _write(target, files.items())
    made = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    note = _note(target)
    changed = [
        str(target / name)
        for name in made
        if name in note and (target / name).is_file() and _hash(target / name) not in (note[name], made[name])
    ]
    if changed and not force:
        was = f"{' and '.join(changed)} {'was' if len(changed) == 1 else 'were'}"
        raise ReleaseError(
            f"{was} changed since the release, and this would write over it, cells of your own too; keep a copy, "
            "and add --force."
        )
    written = _write(target, files.items())
    _write(target, [(NOTE, json.dumps({**note, **made}, indent=0, sort_keys=True) + "\n")])
    return written


def _note(target: Path) -> dict[str, str]:
    """Return what was released into a folder, as far as that is known: the hash of each file's bytes, by its name."""
    try:
        note = json.loads((target / NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def release_to(
    student: str,
    solutions: Path,
    target: Path,
    names: Sequence[str],
    points: Mapping[str, Mapping[str, float]],
    variant: str,
) -> list[Path]:
    """Write the quizzes among some assignments for one student, into `target/handed_out/STUDENT/NAME/`."""
    written = []
    for name in names:
        if not assignment(name).quiz:  # the same for all
            continue
        lesson = lesson_of(name, solutions, variant)
        files = dict(student_files(lesson))
        files[f"{name}.ipynb"] = notebook(lesson, points_of(lesson, points.get(name, {})), solution=False)
        written += _write(target / HANDED_OUT / student / name, files.items())
    return written


def _write(folder: Path, files: Iterable[tuple[str, str]]) -> list[Path]:
    written = []
    for name, text in files:
        path = folder / name
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
    """Return the points of a lesson's functions: the course's, else the assignment's, else equal ones."""
    known = {}
    for one in assignment(lesson.name).exercises if lesson.name in ASSIGNMENTS else ():
        most = changed.get(one.name, one.points)
        known[one.name] = most
        known |= zip(one.parts, shared(most, [check.points for check in one.checks]), strict=False)
    equal = round(100 / len(lesson.exercises), 2)
    return {name: changed.get(name, known.get(name, equal)) for name in lesson.exercises}
