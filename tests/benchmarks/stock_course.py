"""A course for nbgrader as it is: of each assignment a notebook whose grade cells hold hidden tests.

The tests are those of a careful instructor, and wherever there was a choice it was made in nbgrader's favour:

- They make the calls that Unrolled's own checks make (the first cases of each group that a check looks at), and a
  check is a grade cell of its own with the check's points, so that partial credit is as fine as ours.
- What is expected stands there as numbers. The reference is neither imported nor pasted, so that it cannot be called,
  patched or read in the kernel.
- Values are compared by `np.testing.assert_allclose`, after the shape. Shapes alone earn nothing.
- Inputs are copies, and every cell brings along all that it needs but the student's functions.
- Students get the course's notebook with one solution cell; their other cells stay where they put them.
"""

from __future__ import annotations

import base64
import inspect
import json
import pickle
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from graders.course import Course
from graders.exercises import assignment
from graders.exercises.model import Check, Exercise
from graders.judge.calls import arguments, call_list, evaluate
from graders.judge.cases import CaseFile
from graders.release.lesson import plain_imports
from graders.sandbox.wire import Handle

__all__ = ["filled", "grade_cells", "hand_in", "right_answer", "write_course"]

SOLUTION = "solution"  # the grade id of the cell in which students work
CONFIG = """\
c = get_config()
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError"}
"""
CASES = 6  # of each group
MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")  # of the lessons, which the source notebook has round all of it
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TESTS = '''\
### BEGIN HIDDEN TESTS
import base64
import copy
import pickle
import zlib

import numpy as np

TOLERANCE = @TOLERANCE@


def agrees(got, want):
    """Raise unless an answer has the right shape and the right numbers."""
    if isinstance(want, dict):
        assert dict(got) == want
        return
    assert np.shape(got) == np.shape(want), f"shape {np.shape(got)}, not {np.shape(want)}"
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=TOLERANCE)


def right(got, want):
    try:
        agrees(got, want)
    except AssertionError:
        return False
    return True


for case in pickle.loads(zlib.decompress(base64.b85decode("@CASES@"))):
    caches = [@CACHE@ for problem in case]
    for problem, cache in reversed(list(zip(case, caches))):
        given = copy.deepcopy(problem["given"])
        found = {"result": @FUNCTION@(*given, *cache), "given": given}
        answers = []
        for path, want in problem["wanted"]:
            got = found
            for key in path:
                got = got[key]
            answers.append((got, want))
        @COMPARE@
### END HIDDEN TESTS'''
EACH = """\
for got, want in answers:
            agrees(got, want)"""
SHAPES = """\
assert all(np.shape(got) == np.shape(want) for got, want in answers)
        assert any(right(got, want) for got, want in answers)"""
QUESTION = """\
### BEGIN HIDDEN TESTS
assert answers()["@NAME@"] == @RIGHT@
### END HIDDEN TESTS"""


def notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook of these cells."""
    for place, cell in enumerate(cells):
        cell.setdefault("id", f"cell_{place}")
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def code_cell(text: str, grade_id: str = "", points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """Return a code cell; with a grade id one of nbgrader's."""
    marks = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **({} if points is None else {"points": points}),
    }
    metadata = {"nbgrader": marks} if grade_id else {}
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": text}


def right_answer(name: str) -> str:
    """Return the text of an assignment's reference, as a student hands it in."""
    text = plain_imports(inspect.getsource(assignment(name).reference))
    return "\n".join(line for line in text.splitlines() if line.strip() not in MARKS)


def source_notebook(name: str, cases: CaseFile) -> dict[str, Any]:
    """Return what nbgrader calls the source of an assignment: the solution, then a grade cell for each check."""
    text = f"### BEGIN SOLUTION\n{right_answer(name)}\n### END SOLUTION"
    cells = [code_cell("import numpy as np"), code_cell(text, SOLUTION, solution=True)]
    one = assignment(name)
    if one.quiz is not None:
        points = {check.name: check.points for exercise in one.exercises for check in exercise.checks}
        for question in one.quiz.questions(Course().variant(cases.variant)):
            test = QUESTION.replace("@NAME@", question.name).replace("@RIGHT@", repr(question.right))
            cells.append(code_cell(test, question.name, points[question.name]))
        return notebook(cells)
    for exercise in one.exercises:
        for check in exercise.checks:
            cells.append(code_cell(_tests(name, exercise, check, cases), f"{exercise.name}_{check.name}", check.points))
    return notebook(cells)


def _tests(name: str, exercise: Exercise, check: Check, cases: CaseFile) -> str:
    """Return the hidden tests of one check."""
    one = assignment(name)
    if check.shapes:
        groups = (next(group.name for group in exercise.groups if not group.wide),)
    else:
        groups = check.groups or tuple(group.name for group in exercise.groups)
    drawn = cases.drawn[name][exercise.name]
    wanted = [_problems(name, exercise, check, case, cases) for group in groups for case in drawn[group][:CASES]]
    assert all(problem["wanted"] for case in wanted for problem in case), f"{exercise.name}: {check.name} sees nothing"
    packed = base64.b85encode(zlib.compress(pickle.dumps(wanted, 5), 9)).decode()
    words = {
        "TOLERANCE": "1e-9" if exercise.upstream is not None else "1e-6",
        "CACHE": "[]",
        "FUNCTION": exercise.name,
        "COMPARE": SHAPES if check.shapes else EACH,
        "CASES": packed,
    }
    if exercise.forward:
        words["CACHE"] = (
            f'[{exercise.forward}(*copy.deepcopy(problem["forward"]))[{one.exercise(exercise.forward).cache}]]'
        )
    text = TESTS
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


def _problems(
    name: str, exercise: Exercise, check: Check, case: list[dict[str, Any]], cases: CaseFile
) -> list[dict[str, Any]]:
    """Return of each problem of a case what is called, with what, and what is wanted where in the result."""
    one = assignment(name)
    calls, places = call_list(one, exercise, case, 0)
    results = evaluate(cases.references(one).functions, calls)
    problems = []
    for problem, place in zip(case, places, strict=True):
        given = [value for value in calls[place][1] if not isinstance(value, Handle)]
        told: dict[str, Any] = {"given": given, "wanted": list(_wanted(exercise, check, results[place]))}
        if exercise.forward:
            told["forward"] = arguments(one.exercise(exercise.forward), problem)
        problems.append(told)
    return problems


def _wanted(exercise: Exercise, check: Check, result: Any) -> Iterator[tuple[list[Any], Any]]:
    """Yield the numbers that a check looks at, each with its place in the result, or in the arguments given."""
    names = exercise.outputs
    found: list[tuple[str, list[Any], Any]] = []
    if exercise.kept:
        result, left = result
        for name, value in zip(exercise.kept, left, strict=True):
            told = "given" if len(left) == 1 else f"given {name}"
            found.append((told, ["given", exercise.inputs.index(name)], value))
    if isinstance(result, dict) and set(result) == set(names):
        found += [(name, ["result", name], result[name]) for name in names]
    elif not isinstance(result, tuple):
        found.append((names[0], ["result"], result))
    else:
        plain = [place for place, item in enumerate(result) if not isinstance(item, Handle)]
        found += [(name, ["result", place], result[place]) for name, place in zip(names, plain, strict=True)]
    for name, path, value in found:
        for leaf, where, number in _leaves(name, path, value):
            if not check.outputs or {leaf, name} & set(check.outputs):
                yield where, number


def _leaves(name: str, path: list[Any], value: Any) -> Iterator[tuple[str, list[Any], Any]]:
    """Yield what is compared at once, with its name, as the checks have it, and its place."""
    if isinstance(value, dict) and not all(np.ndim(item) == 0 for item in value.values()):
        for key, item in value.items():
            yield from _leaves(f"{name}.{key}", [*path, key], item)
    elif isinstance(value, list) and any(isinstance(item, np.ndarray) for item in value):
        for place, item in enumerate(value):
            yield from _leaves(name, [*path, place], item)
    else:
        yield name, path, value if isinstance(value, dict) else np.asarray(value)


def write_course(folder: Path, name: str, cases: CaseFile) -> None:
    """Write a course of one assignment into an empty folder, not yet released."""
    source = folder / "source" / name
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (source / f"{name}.ipynb").write_text(json.dumps(source_notebook(name, cases)), encoding="utf-8")
    for module, text in assignment(name).modules.items():
        (source / f"{module}.py").write_text(text, encoding="utf-8")


def hand_in(folder: Path, student: str, name: str, text: str) -> None:
    """Write a text into the solution cell of the released notebook, and hand that in."""
    place = folder / "submitted" / student / name
    place.mkdir(parents=True)
    (place / f"{name}.ipynb").write_text(json.dumps(filled(folder, name, text)), encoding="utf-8")


def filled(folder: Path, name: str, text: str) -> dict[str, Any]:
    """Return the released notebook with a text in its solution cell."""
    released = json.loads((folder / "release" / name / f"{name}.ipynb").read_text("utf-8"))
    for cell in released["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == SOLUTION:
            cell["source"] = text
    return dict(released)


def grade_cells(course: Path, name: str, notebook: bytes) -> bytes:
    """Return a notebook with the grade cells that it lacks at its end; bytes that are no notebook as they are."""
    try:
        made = json.loads(notebook)
        cells = made["cells"]
        marks = [cell["metadata"].get("nbgrader", {}) for cell in cells if isinstance(cell.get("metadata"), dict)]
        has = {one.get("grade_id") for one in marks if isinstance(one, dict)}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return notebook
    for cell in filled(course, name, "")["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id and grade_id != SOLUTION and grade_id not in has:
            cells.append(cell)
    return json.dumps(made).encode()
