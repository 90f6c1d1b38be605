"""What went wrong is named: one mistake, two at once, or none that is known; and how an error grows is said."""

from __future__ import annotations

import ast
import re
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import Grade, as_notebook, check_of, exercise_of, reference_source

from graders.exercises import assignment
from graders.judge.answers import Verdict
from graders.judge.calls import Calls, evaluate, settled
from graders.judge.diagnosis import Diagnosis
from graders.judge.grading import CheckResult
from graders.judge.growth import from_step_to_step, with_length
from graders.judge.pairs import as_nodes, as_tuples, merged
from graders.judge.references import References
from graders.judge.search import Ladders, Search
from graders.judge.submission import Limits, Run
from graders.judge.verdicts import Judged, Outcome, Seen
from graders.judge.wording import sentence
from graders.report.text import diagnoses
from graders.sandbox import wire

STEP = "next_h = np.tanh(x @ Wx + prev_h @ Wh + b)"
SLOPE = "da = dnext_h * (1 - next_h**2)\n    return"
BACK = "x.T @ da, prev_h.T @ da, da.sum(axis=0)"
CARRIED = "rnn_step_backward(dh[:, t] + dprev_h, cache[t])"


def with_changes(*changes: tuple[str, str]) -> str:
    """Return the right submission of `vanilla_rnn` with other words in the place of some."""
    source = reference_source("vanilla_rnn")
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("a = x * y\nreturn a + 1", "a = x + y\nreturn a", "a = x * y\nreturn a"),
        ("a = x + 2 * y\nreturn a + 1", "b = 0\na = x + y\nreturn a + 1", "b = 0\na = x + 2 * y\nreturn a + 1"),
        ("a = x + y\nreturn a + 1.0", "a = y + x\nreturn a + 1", "a = y + x\nreturn a + 1.0"),
        ("a = x + y\nreturn a + 3", "a = x + y\nreturn a + 2", None),
        ("return 1", "a = x - y\nreturn a + 1", None),
    ],
)
def test_two_versions_of_a_text_are_merged_unless_they_change_the_same_place(
    one: str, other: str, both: str | None
) -> None:
    found = merged(*(as_tuples(ast.parse(text).body) for text in ("a = x + y\nreturn a + 1", one, other)))
    assert (found and "\n".join(map(ast.unparse, as_nodes(found)))) == both


# The exercise, its check, what is written in the place of what, how the mistake is called.
NAMED = {
    "one on top of another": (
        "rnn_step_backward", "dWx",
        [(SLOPE, "da = dnext_h\n    return"), (BACK, "x.T @ da / len(da), prev_h.T @ da / len(da), da.mean(axis=0)")],
        {"tanh derivative forgotten", "weight gradients divided by the batch"},
    ),
    "one of two outputs": (
        "rnn_step_backward", "dWx", [(BACK, "(da.T @ x), prev_h.T @ da, da.mean(axis=0)")], {"dWx transposed"},
    ),
    "the other": (
        "rnn_step_backward", "db", [(BACK, "(da.T @ x), prev_h.T @ da, da.mean(axis=0)")], {"bias gradient averaged"},
    ),
    "in float32": (
        "rnn_step_forward", "step",
        [(STEP, "next_h = np.tanh(x @ Wx + prev_h @ Wh).astype(np.float32)")], {"the bias is forgotten"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", NAMED)
def test_a_known_mistake_is_named(grade: Grade, which: str) -> None:
    exercise, check, changes, names = NAMED[which]
    diagnosis = check_of(grade(with_changes(*changes)), exercise, check).diagnosis
    assert diagnosis is not None
    assert set(diagnosis.misconception.split(" and ")) == names


def test_what_no_known_mistake_gives_is_said_and_not_guessed(grade: Grade) -> None:
    exercise = exercise_of(grade(with_changes((STEP, STEP.replace("x @ Wx", "1.01 * x @ Wx")))), "rnn_step_forward")
    assert re.search(r" None of the \d+ known mistakes gives these numbers\.$", exercise.message)
    assert not any(check.diagnosis for check in exercise.checks)
    part = exercise_of(
        grade(with_changes((BACK, "(da.T @ x), prev_h.T @ da, 3 * da.sum(axis=0)"))), "rnn_step_backward"
    )
    assert re.search(r" None of the \d+ known mistakes gives your db\.$", part.message)


def test_what_would_spoil_a_right_part_too_is_not_one_of_several_mistakes(grade: Grade) -> None:
    right = reference_source("stability")
    changed = right.replace('if name.startswith("dW"):', 'if name in ("dWaa", "dWu", "dWh"):')
    assert changed != right
    exercise = exercise_of(grade(changed, "stability"), "weight_decay")
    assert exercise.score < exercise.max_score and not any(check.diagnosis for check in exercise.checks)


@pytest.mark.parametrize(
    "changes",
    [
        [(STEP, STEP.replace("+ b)", "+ b).astype(np.float32)"))],
        [(STEP, "next_h = np.tanh(x @ Wx + prev_h @ Wh)")],
    ],
    ids=["float32", "right on top of a wrong step"],
)
def test_what_is_right_has_no_diagnosis(grade: Grade, changes: list[tuple[str, str]]) -> None:
    for exercise in grade(with_changes(*changes)).exercises:
        for check in exercise.checks:
            assert not check.passed or check.diagnosis is None
        assert exercise.score < exercise.max_score or "known mistake" not in exercise.message


def test_how_an_error_grows_with_time_is_said() -> None:
    said = {
        with_length(
            [0, 0.31, 0.52, 0.6]
        ): "With one step it is right; with two, three and four the error is 31 %, 52 %",
        with_length([0.3, 0.31, 0.3, 0.3]): "The error is 30 % with one step, 30 % with four: look at a single step.",
        with_length(
            [0.1, 0.2, 0.3, 1.5]
        ): "The error grows with the length: with one step to four it is 10 %, 20 %, 30 %",
        from_step_to_step(
            [0.5, 0.3, 0.1, 0], True
        ): "it is right at the last; at those before, from the last on back, the",
        from_step_to_step(
            [0, 0.1, 0.3, 0.5], False
        ): "it is right at the first; at those after it the error is 10 %, 30 %",
        from_step_to_step([0, 0, 0, 2.0], False): "it is wrong at the last only.",
        from_step_to_step([0.5, 0.5, 0.5, 0.5], True): "the error is about the same at each, 50 %.",
    }
    for text, expected in said.items():
        assert expected in text
    assert (
        with_length([0, 0, 0, 0])
        == from_step_to_step([0, 0, 0, 0], False)
        == from_step_to_step([0, 1, 0, 1], False)
        == ""
    )


def test_a_gradient_over_time_says_which_argument_where_and_how_it_grows(grade: Grade) -> None:
    result = grade(with_changes((CARRIED, CARRIED.replace(" + dprev_h", ""))))
    dx, dWh = (check_of(result, "rnn_backward", name).message for name in ("dx", "dWh"))
    assert dx.startswith(
        "dx[0, 0, 0] (the gradient with respect to x) is 1; expected 2. In a sequence of four steps it is "
    )
    assert dx.endswith("look at what is carried from step t + 1 to step t.")
    assert "With one step it is right; with two, three and four the error is " in dWh


def test_what_does_not_fit_is_named_with_its_shapes_and_its_cell(grade: Grade) -> None:
    wrong = STEP.replace("x @ Wx", "np.dot(x, Wx.T)") + "\n    return next_h, None"
    result = grade(
        as_notebook("import numpy as np", f"def rnn_step_forward(x, prev_h, Wx, Wh, b):\n    {wrong}"), kind="ipynb"
    )
    message = exercise_of(result, "rnn_step_forward").message
    assert message.startswith("rnn_step_forward raises ValueError (cell 2, line 2): ")
    assert "; x has shape (1, 1); Wx.T has shape (2, 1)." in message
    swapped = check_of(
        grade(with_changes((BACK, "(da.T @ x), prev_h.T @ da, da.sum(axis=0)"))), "rnn_step_backward", "dWx"
    )
    assert swapped.message == "dWx has shape (2, 1), not (1, 2): the axes are swapped."


def test_slow_answers_end_the_search_for_a_call_and_it_says_so() -> None:
    one = assignment("vanilla_rnn")
    references, runs = References(one), []

    def run(calls: Calls, cpu: float) -> Run:
        runs.append(cpu)
        answers = [settled(answer) for answer in evaluate(references.functions, calls)]
        return Run(wire.dumps(answers), "", 1.5, [], [], [])  # right, and slow

    exercise, check = one.exercises[0], one.exercises[0].checks[4]
    slow: Any = SimpleNamespace(limits=Limits(), run=run, sandbox=SimpleNamespace(keep=lambda calls: None))
    judged: Judged = [("general", 0, 0, 0, {"next_h": Verdict("value", False)})]
    outcome = Outcome("as it is", {}, judged, 0.0, Seen([], []), slow)
    search = Search(Ladders(references), exercise, outcome)
    assert search.find(check, outcome) is None
    assert runs == pytest.approx([3.0, 1.5], abs=0.1)
    text = sentence(exercise, check, None, outcome, search.ended)
    assert text.endswith("no small call that shows it was found in time.")


def test_two_at_once_are_shown_once() -> None:
    one, other = Diagnosis("a", "A.", "Look at a."), Diagnosis("b", "B.", "Look at b.")
    both = Diagnosis("a and b", "A. B.", "Look at a. Look at b.")
    checks = [CheckResult("c", 0.0, 1.0, False, "", None, named) for named in (both, one, None, other, one)]
    assert diagnoses(checks) == [one, other]
    assert diagnoses(checks[:2]) == [both]
