"""What the tests share: one sandbox that grades source text in this process."""

from __future__ import annotations

import ast
import inspect
import json
import os
import signal
import sys
import textwrap
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graders.collect import Entry
from graders.course import Course, Limits
from graders.exercises import ASSIGNMENTS, assignment
from graders.grade import Grader, SubmissionResult
from graders.judge.grading import CheckResult, ExerciseResult
from graders.release.lesson import plain_imports
from solutions import char_rnn

SUBMISSIONS = Path(__file__).parent / "submissions"
Grade = Callable[..., SubmissionResult]
FULL = os.environ.get("UNROLLED_FULL") == "1"

sys.modules["char_rnn"] = char_rnn  # what students find beside their file
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # so a shell starts what runs behind its prompt; Ctrl-C is tested
    signal.signal(signal.SIGINT, signal.default_int_handler)


def without(capability: str) -> None:
    """Skip the test because this system lacks something, by name; where everything must be there, fail."""
    if os.environ.get("UNROLLED_CI") == "1":
        pytest.fail(f"this system lacks {capability}, and under UNROLLED_CI=1 nothing may be lacking")
    pytest.skip(f"this system lacks {capability}")


def chosen(name: str, share: int) -> bool:
    """Tell whether a test that takes long is run for this one: for one in `share`, the same ones each time.

    With UNROLLED_FULL=1 it is run for all.
    """
    return FULL or zlib.crc32(name.encode()) % share == 0


def reference_source(name: str) -> str:
    """Return the source of an assignment's reference, visible checks and all, as a right submission."""
    return plain_imports(inspect.getsource(assignment(name).reference))


def exercise_of(result: SubmissionResult, name: str) -> ExerciseResult:
    """Return one exercise's result."""
    return next(exercise for exercise in result.exercises if exercise.name == name)


def check_of(result: SubmissionResult, exercise: str, name: str) -> CheckResult:
    """Return one check's result."""
    return next(check for check in exercise_of(result, exercise).checks if check.name == name)


def lost(result: SubmissionResult) -> dict[str, float]:
    """Return the points that each exercise lost, those that lost none left out."""
    assert result.status == "graded", result.message
    return {one.name: one.max_score - one.score for one in result.exercises if one.score != one.max_score}


def as_notebook(*cells: str) -> str:
    """Return a notebook of code cells."""
    made = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text} for text in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _grades(grader: Grader, folder: Path) -> Grade:
    def graded(source: str, assignment: str = "vanilla_rnn", kind: str = "py", **limits: float) -> SubmissionResult:
        path = folder / f"{assignment}.{kind}"
        path.write_text(source, encoding="utf-8")
        before = grader.course
        if limits:
            grader.course = replace(before, limits=replace(before.limits, **limits))
        try:
            return grader.grade(Entry("student", str(path), assignment, str(folder)))
        finally:
            grader.course = before

    return graded


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """One grader with the public cases and its sandbox, for the whole session."""
    course = Course(require="none", limits=Limits())
    with Grader(course, course.case_file()) as one:
        yield one


@pytest.fixture(scope="session")
def grade(grader: Grader, tmp_path_factory: pytest.TempPathFactory) -> Grade:
    """A function that grades source text in this process, with limits of its own if some are given."""
    return _grades(grader, tmp_path_factory.mktemp("graded"))


@pytest.fixture(scope="session")
def reference() -> dict[str, str]:
    """The source of each assignment's reference."""
    return {name: reference_source(name) for name in ASSIGNMENTS}


def functions_of(source: str) -> dict[str, str]:
    """Return the source of each function at top level, by name."""
    tree = ast.parse(source)
    return {
        node.name: ast.get_source_segment(source, node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)
    }


def submission(name: str, **replaced: str | None) -> str:
    """Return the reference with some functions replaced by other source, or left out (None).

    An argument that names no function of the reference, such as `before`, is put in front.
    """
    right = reference_source(name)
    imports = [ast.unparse(node) for node in ast.parse(right).body if isinstance(node, ast.Import | ast.ImportFrom)]
    parts = {key: text for key, text in functions_of(right).items() if not key.startswith("test_")}
    first = [text for key, text in replaced.items() if key not in parts and text]
    texts = {**parts, **{key: text for key, text in replaced.items() if key in parts}}
    return "\n\n\n".join([*imports, *first, *(textwrap.dedent(text) for text in texts.values() if text)]) + "\n"
