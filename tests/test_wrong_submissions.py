"""Each misconception, pasted below a right solution, costs its own points and is explained by a call that shows it."""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import Grade, chosen, exercise_of, lost, reference_source

from graders.audit.reasons import SPOILS
from graders.exercises import ASSIGNMENTS, assignment
from graders.exercises.model import Exercise
from graders.grade import Grader
from graders.judge.diagnosis import wrong_versions
from graders.judge.grading import CheckResult, ExerciseResult
from graders.misconceptions import Misconception, misconceptions
from graders.results import SubmissionResult

MOST_NUMBERS = 40
# Two sequences cannot be said in less, nor twelve steps with what is expected of each, nor fifty characters.
MOST_NUMBERS_OF = {
    "two_caches": 60, "long": 90, "state": 50, "list": 80, "fifty": 80, "fiftieth": 80, "alphabet": 80
}  # fmt: skip
# The smallest step of an LSTM has ten weights more than that of a vanilla RNN, in each of two calls; a GRU's, seven;
# what translates has two networks, and two examples; and attention has its score, its words and its picture.
MORE_WEIGHTS = {
    "sequence_model": 10,
    "lstm": 10,
    "gru": 7,
    "attention": 14,
}
AT_A_GLANCE = 24
AT_A_GLANCE_OF = {
    "old_ones_are_left_in_the_input": 30,
    "no_newline_after_fifty_draws": 70,
    "one_newline_when_the_fiftieth_is_one": 70,
    "one_draw_too_many": 70,
}


@dataclass
class Graded:
    """A misconception below the reference, graded."""

    assignment: str
    misconception: Misconception
    source: str
    result: SubmissionResult

    @property
    def key(self) -> tuple[str, str]:
        return self.assignment, self.misconception.name

    @property
    def failed(self) -> Iterator[tuple[ExerciseResult, CheckResult]]:
        for exercise in self.result.exercises:
            for check in exercise.checks:
                if not check.passed:
                    yield exercise, check


GRADED = [
    pytest.param((name, one), id=f"{one.function}-{one.name}")
    for name in ASSIGNMENTS
    for one in misconceptions(name)
    if chosen(one.name, 5)
]


@pytest.fixture(scope="module", params=GRADED)
def graded(request: pytest.FixtureRequest, grade: Grade) -> Graded:
    name, one = request.param
    source = reference_source(name) + "\n\n" + one.submission_source()
    return Graded(name, one, source, grade(source, name))


def outcome_of(source: str, counterexample: str) -> BaseException | None:
    """Run a counterexample below a source, as a student would, and return what it raised."""
    namespace: dict[str, Any] = {"__name__": "pasted"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "submission", "exec"), namespace)
        try:
            exec(compile(counterexample, "counterexample", "exec"), namespace)
        except Exception as error:
            return error
    return None


def numbers_of(counterexample: str) -> int:
    """Return how many numbers there are to read, the two tolerances at its end left out."""
    constants = [node.value for node in ast.walk(ast.parse(counterexample)) if isinstance(node, ast.Constant)]
    return len([value for value in constants if isinstance(value, int | float)]) - 2


def is_own_composition(exercise: ExerciseResult) -> bool:
    """Tell whether what was expected is the composition with the student's own functions."""
    return "Judged " in exercise.message


# In a quiz, every wrong answer is one: test_concepts.py.
@pytest.mark.parametrize("name", [name for name in ASSIGNMENTS if assignment(name).quiz is None])
def test_at_least_twenty_of_an_assignment_cost_points_in_their_function_alone(name: str) -> None:
    assert len([one for one in misconceptions(name) if (name, one.name) not in SPOILS]) >= 20


@pytest.mark.parametrize(
    "exercise", [pytest.param((name, one), id=one.name) for name in ASSIGNMENTS for one in assignment(name).exercises]
)
def test_each_of_them_answers_a_case_wrongly(exercise: tuple[str, Exercise], grader: Grader) -> None:
    name, one = exercise
    if assignment(name).quiz is None:
        for wrong in wrong_versions(grader.cases.prepared(assignment(name), one)):
            given = [wrong.answers(place) for place in wrong.places]
            if None not in given:  # it can run on these cases
                assert wrong.explains(None, given), wrong.mistakes[0].name


def test_every_exception_is_about_a_misconception_that_there_is() -> None:
    there = {(name, one.name) for name in ASSIGNMENTS for one in misconceptions(name)}
    assert set(SPOILS) <= there


def test_it_costs_points_in_its_function_and_nowhere_else_without_a_reason(graded: Graded) -> None:
    spoilt, _ = SPOILS.get(graded.key, (set(), ""))
    assert set(lost(graded.result)) == {graded.misconception.function} | spoilt


def test_what_it_costs_is_said_in_a_sentence(graded: Graded) -> None:
    for exercise, check in graded.failed:
        assert exercise.message
        assert check.message
        assert check.message not in {"", exercise.name}


def test_where_values_are_wrong_a_call_shows_it(graded: Graded) -> None:
    for name in lost(graded.result):
        exercise = exercise_of(graded.result, name)
        if "what they return cannot be used" not in exercise.message:
            assert any(check.counterexample for check in exercise.checks), f"{name}: {exercise.message}"


def test_a_counterexample_fails_below_the_students_code(graded: Graded) -> None:
    for exercise, check in graded.failed:
        if not check.counterexample:
            continue
        error = outcome_of(graded.source, check.counterexample)
        assert error is not None, f"{exercise.name}, {check.name} passes:\n{check.counterexample}"
        if not isinstance(error, AssertionError):
            said = f"{exercise.name} raises {type(error).__name__}"
            assert said in check.message, f"{exercise.name}, {check.name}: {error!r}\n{check.counterexample}"


def test_a_counterexample_passes_below_the_reference(graded: Graded) -> None:
    for exercise, check in graded.failed:
        if check.counterexample and not is_own_composition(exercise):
            error = outcome_of(reference_source(graded.assignment), check.counterexample)
            assert error is None, f"{exercise.name}, {check.name}: {error!r}\n{check.counterexample}"


def test_a_counterexample_is_small(graded: Graded) -> None:
    for exercise, check in graded.failed:
        if check.counterexample:
            most = MOST_NUMBERS_OF.get(check.name, MOST_NUMBERS) + 2 * MORE_WEIGHTS.get(graded.assignment, 0)
            shown = f"{exercise.name}, {check.name}:\n{check.counterexample}"
            assert numbers_of(check.counterexample) <= most, shown


def test_an_exercise_has_one_counterexample_that_is_read_at_a_glance(graded: Graded) -> None:
    exercise = exercise_of(graded.result, graded.misconception.function)
    least = min(numbers_of(check.counterexample) for check in exercise.checks if check.counterexample)
    most = AT_A_GLANCE_OF.get(graded.misconception.name, AT_A_GLANCE)
    assert least <= most + MORE_WEIGHTS.get(graded.assignment, 0)


def test_a_diagnosis_names_this_misconception(graded: Graded) -> None:
    title = graded.misconception.name.replace("_", " ")
    assert {check.diagnosis.misconception for _, check in graded.failed if check.diagnosis} == {title}


def test_a_diagnosis_carries_the_explanation_and_the_hint(graded: Graded) -> None:
    title = graded.misconception.name.replace("_", " ")
    found = [
        check.diagnosis for _, check in graded.failed if check.diagnosis and check.diagnosis.misconception == title
    ]
    assert {one.explanation for one in found} == {graded.misconception.explanation}
    assert {one.hint for one in found} == {graded.misconception.hint}
