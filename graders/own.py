"""A course's own assignments: folders that its course file names, beside the assignments that come with Unrolled.

A folder NAME/ holds `lesson.py`, `exercises.py`, `alternatives.py` and most often `misconceptions.py`; it is imported
as the package `own.NAME`. This is the teacher's code and runs in the process that grades, so a folder is added only
because the course's own file names it. docs/authoring.md tells how one is written, `author` checks one.
"""

from __future__ import annotations

import importlib
import keyword
import sys
import traceback
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .exercises import ASSIGNMENTS
from .exercises.model import OWN, PRICED, Assignment, Exercise

__all__ = ["BadAssignment", "add", "blamed", "imported", "register"]

FILES = {
    "lesson": "the text, the solutions and the visible checks",
    "exercises": "what is asked, the cases, the checks and their points",
    "alternatives": "a second right version of each function, which rounds differently",
}
TAKEN = {"char_rnn", "conftest", "matplotlib", "numpy", "pytest", *sys.stdlib_module_names}


class BadAssignment(ValueError):
    """An own assignment cannot be used; the text says in a sentence what to mend, and in which file."""


def add(folder: Path) -> str:
    """Add the assignment in a folder to `ASSIGNMENTS` and return its name, which is the folder's.

    Raises `BadAssignment`.
    """
    name = folder.name
    if OWN.get(name) == folder:
        return name
    if not folder.is_dir():
        raise BadAssignment(f"there is no folder {folder} with an assignment of your own")
    if not (name.isidentifier() and name.isascii() and name == name.lower()) or keyword.iskeyword(name):
        raise BadAssignment(
            f"{name!r} cannot be an assignment's name: use small letters, digits and _, for it names a Python module"
        )
    if name in ASSIGNMENTS:
        raise BadAssignment(f"there is already an assignment {name}; rename the folder {folder}")
    if name in TAKEN:
        raise BadAssignment(f"{name} is also a module that students import; rename the folder {folder}")
    for part, what in FILES.items():
        if not (folder / f"{part}.py").is_file():
            raise BadAssignment(f"{name}/{part}.py is missing; it holds {what}")
    register(folder)
    return name


def register(folder: Path) -> None:
    """Add the assignment that a folder's `exercises.py` describes. Raises `BadAssignment`."""
    name = folder.name
    package = types.ModuleType(f"own.{name}")
    package.__path__ = [str(folder)]
    sys.modules[package.__name__] = package
    try:
        described = getattr(imported(folder, "exercises"), "ASSIGNMENT", None)
        for fault in _misdescribed(name, described):
            raise BadAssignment(f"{name}/exercises.py: {fault}")
    except BadAssignment:
        for module in [one for one in sys.modules if f"{one}.".startswith(f"own.{name}.")]:
            del sys.modules[module]
        raise
    OWN[name] = folder
    ASSIGNMENTS.append(name)


def imported(folder: Path, part: str) -> Any:
    """Import a module of an author's folder. Raises `BadAssignment`."""
    try:
        return importlib.import_module(f"own.{folder.name}.{part}")
    except Exception as error:  # it is the author's code: whatever it raises
        raise BadAssignment(blamed(error, folder)) from None


def blamed(error: Exception, folder: Path) -> str:
    """Return in half a sentence which line of an author's folder raised what."""
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    places = [(path, line) for path, line in places if path.is_relative_to(folder)]
    place = f"{places[-1][0].relative_to(folder.parent)}, line {places[-1][1]}" if places else folder.name
    said = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    return f"{place} raises {type(error).__name__}: {said}"


def _misdescribed(name: str, one: Any) -> Iterator[str]:
    """Yield what is wrong in the description of an assignment, in sentences without their ends."""
    if not isinstance(one, Assignment):
        yield f'it must end with ASSIGNMENT = Assignment("{name}", exercises=(...))'
        return
    if not (isinstance(one.exercises, tuple | list) and all(isinstance(item, Exercise) for item in one.exercises)):
        yield "exercises is not a tuple of Exercise(...); write exercises=(FIRST,) with a comma if there is one"
        return
    if one.name != name:
        yield f'its ASSIGNMENT is named "{one.name}"; call it "{name}", as its folder is called'
    known: dict[str, Exercise] = {}
    for exercise in one.exercises:
        if exercise.name in known:
            yield f"there are two exercises {exercise.name}; give one of them another name"
        for fault in _misdescribed_exercise(exercise, known):
            yield f"{exercise.name}: {fault}"
        known[exercise.name] = exercise
    checks = [check for exercise in one.exercises for check in exercise.checks]
    for check in [check for check in checks if not isinstance(check.points, int | float)]:
        yield f'the points of the check "{check.name}" are {check.points!r}; make them a number'
    total = sum(check.points for check in checks)
    if abs(total - 100) > 1e-6:
        yield f"the points of all its checks add up to {total:g}; make them 100"


def _misdescribed_exercise(exercise: Exercise, before: Mapping[str, Exercise]) -> Iterator[str]:
    groups = [group.name for group in exercise.groups]
    outputs = [
        *exercise.outputs,
        *(["given"] if len(exercise.kept) == 1 else [f"given {one}" for one in exercise.kept]),
    ]
    for what, names in (("groups", groups), ("checks", [check.name for check in exercise.checks])):
        if len(set(names)) < max(len(names), 1):
            yield f"it needs {what}, each with a name of its own"
    for check in exercise.checks:
        for what, named, there in (("group", check.groups, groups), ("output", check.outputs, outputs)):
            for unknown in [one for one in named if one not in there]:
                yield f'the check "{check.name}" names the {what} "{unknown}"; there is {", ".join(there)}'
        if check.finding and check.finding not in PRICED:
            yield f'the check "{check.name}" names the finding "{check.finding}"; there is {", ".join(PRICED)}'
        if not (check.groups or check.shapes or check.finding):
            yield f'the check "{check.name}" looks at no case; name its groups'
    for one in (*exercise.uses, *exercise.aside, *([exercise.forward] if exercise.forward else [])):
        if one not in before:
            yield f"it builds on {one}, which is no exercise above it"
    needed = {
        "upstream": exercise.upstream,
        "objective": exercise.objective,
        "with_respect_to": exercise.with_respect_to,
        "formula": exercise.formula,
    }
    lacking = [field for field, given in needed.items() if not given]
    if exercise.forward and lacking:
        yield f"it is a backward function without {' and '.join(lacking)}; give all of {', '.join(needed)}"
    taken = before[exercise.forward].inputs if exercise.forward in before else ()
    for output, path in exercise.with_respect_to.items() if taken else ():
        for word, words in ((output, exercise.outputs), (path.split(".")[0], taken)):
            if word not in words:
                yield f'its with_respect_to names "{word}"; there is {", ".join(words)}'
    if exercise.forward in before and before[exercise.forward].cache < 0:
        yield f"it takes the cache of {exercise.forward}, which has none; say cache=1 there, if it comes second"
