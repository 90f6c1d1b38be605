"""Right in another way is right: full marks for every right submission, on the public cases and on fresh ones, and
nothing is noticed that is not so."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SUBMISSIONS, Grade, lost

from graders.exercises import ASSIGNMENTS, assignment
from graders.results import SubmissionResult


def right_ones(name: str) -> list[Path]:
    return sorted((SUBMISSIONS / name / "right").glob("*.py"))


# What is true of some of them apart from that they are right; of no other is anything found.
NOTICED = {
    "float32_inside": {"float64 lost"},
    "float32_returned": {"float64 lost"},
    "in_place": {"input changed in place"},
    "inputs_changed_in_place": {"input changed in place", "result aliases an input"},
}
RIGHT = [pytest.param(name, path, id=f"{name}-{path.stem}") for name in ASSIGNMENTS for path in right_ones(name)]


def assert_full_marks(result: SubmissionResult, kind: str = "") -> None:
    assert lost(result) == {}, "\n".join(f"{one.name}: {one.message}" for one in result.exercises)
    assert result.score == result.max_score == pytest.approx(100)
    assert {exercise.status for exercise in result.exercises} == {"passed"}
    found = {one.name: one.message for exercise in result.exercises for one in exercise.findings}
    assert found.keys() <= NOTICED.get(kind, set()), found


# A quiz's are made in test_concepts.py, from its questions: they change with these.
@pytest.mark.parametrize("name", [name for name in ASSIGNMENTS if assignment(name).quiz is None])
def test_there_are_at_least_fifteen_right_submissions_an_assignment(name: str) -> None:
    assert len(right_ones(name)) >= 15


@pytest.mark.parametrize(("name", "path"), RIGHT)
def test_a_right_submission_gets_full_marks(name: str, path: Path, grade: Grade) -> None:
    assert_full_marks(grade(path.read_text(encoding="utf-8"), name), path.stem)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_reference_gets_full_marks(name: str, reference: dict[str, str], grade: Grade) -> None:
    assert_full_marks(grade(reference[name], name))
