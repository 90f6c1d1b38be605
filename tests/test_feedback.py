"""How much each way of getting feedback shows at each level, and which level holds before and after the deadline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Grade, exercise_of, submission
from rich.console import Console

from graders.collect import Entry
from graders.course import BadCourse, Course, read_course
from graders.exercises import assignment
from graders.feedback import SHOWN, WITH_ANSWERS, reduced, told
from graders.grade import Grader
from graders.judge.isolation import Isolation
from graders.report.junit import junit
from graders.report.summary import summary
from graders.report.terminal import detail
from graders.results import Report, SubmissionResult

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
WRONG = submission(
    "vanilla_rnn",
    rnn_step_forward="""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            next_h = np.tanh(x @ Wx + prev_h @ Wh)
            return next_h, (x, prev_h, Wx, Wh, next_h)
    """,
    rnn_backward=None,
)


def report_of(result: SubmissionResult, level: str) -> Report:
    return Report(Isolation("strict", ()), "public", [result], feedback={"vanilla_rnn": level})


def on_terminal(result: SubmissionResult, level: str) -> str:
    console = Console(width=100_000, markup=False, highlight=False, emoji=False, color_system=None)
    with console.capture() as shown:
        console.print(detail(result), soft_wrap=True)
    return shown.get()


def on_page(result: SubmissionResult, level: str) -> str:
    html = pytest.importorskip("graders.report.html")
    return "".join(html.exercise_page(one, one.score, one.max_score) for one in result.exercises)


SURFACES: dict[str, Callable[[SubmissionResult, str], str]] = {
    "JSON": lambda result, level: json.dumps(report_of(result, level).to_dict(), ensure_ascii=False),
    "JUnit": lambda result, level: junit(report_of(result, level)),
    "Markdown": lambda result, level: summary(report_of(result, level)),
    "terminal": on_terminal,
    "nbgrader": on_page,
}


def plain(text: str) -> str:
    """Return what a surface shows as letters and digits alone, so that no way of quoting hides anything."""
    text = re.sub(r"&#\d+;|&\w+;|\\n", " ", text)
    return re.sub(r"[^0-9a-z]", "", text.lower())


@pytest.fixture(scope="module")
def wrong(grade: Grade) -> SubmissionResult:
    """A submission without the bias in one function and without another, as a course with full feedback shows it."""
    return grade(WRONG)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("level", SHOWN)
def test_each_level_shows_what_it_says_and_no_more(level: str, surface: str, wrong: SubmissionResult) -> None:
    exercise = exercise_of(wrong, "rnn_step_forward")
    check = next(one for one in exercise.checks if one.diagnosis and one.counterexample)
    assert check.diagnosis is not None and check.counterexample is not None
    found, expected = re.fullmatch(r"(.*); expected (.*)\.", check.message, re.DOTALL).groups()  # type: ignore[union-attr]
    assert len(expected) > 6  # a number that is nowhere by chance
    result = replace(wrong, exercises=[reduced(one, level) for one in wrong.exercises])
    shown = plain(SURFACES[surface](result, level))

    said = {
        "the function": plain(exercise.name) in shown,
        "what is missing": plain("rnn_backward is not defined.") in shown,
        "the checks": all(plain(one.name) in shown for one in exercise.checks if not one.passed),
        "what is wrong": plain(found) in shown,
        "the misconception": plain(check.diagnosis.explanation) in shown and plain(check.diagnosis.hint) in shown,
        "the number": plain(expected) in shown,
        "the call": plain(check.counterexample) in shown,
    }
    hints = {"what is wrong", "the misconception"}
    everything = set(said)
    wanted = {
        "full": everything,
        "hints": everything - {"the number", "the call"},
        "names": everything - {"the number", "the call"} - hints,
        "score": {"the function", "what is missing"},
        WITH_ANSWERS: everything,
    }
    assert {name for name, here in said.items() if here} == wanted[level]


def test_no_level_changes_a_point_or_the_full_result(wrong: SubmissionResult) -> None:
    before = repr(wrong)
    for level in SHOWN:
        for one in wrong.exercises:
            shown = reduced(one, level)
            assert (shown.score, shown.max_score, shown.status) == (one.score, one.max_score, one.status)
            for check, full in zip(shown.checks, one.checks, strict=level != "score"):
                assert (check.name, check.score, check.max_score) == (full.name, full.score, full.max_score)
    assert repr(wrong) == before


def test_hints_name_no_key_that_was_expected_and_keep_what_follows(grade: Grade) -> None:
    text = "def build_vocabulary(sentences):\n    return {'<UNK>': 1}\n"
    exercise = exercise_of(grade(text, "sequence_model"), "build_vocabulary")
    assert "; expected" in "".join(check.message for check in exercise.checks)
    assert "expected" not in "".join(check.message for check in reduced(exercise, "hints").checks)
    exercise.message = "h[0] is -0.5; expected 1.5e-05. It works in float32."
    assert reduced(exercise, "hints").message == "h[0] is -0.5, which is not right. It works in float32."


# ------------------------------------------------------------------------------ before and after


@pytest.mark.parametrize(
    ("deadline", "due", "level"),
    [
        (None, None, "names"),
        (NOON - timedelta(seconds=1), None, "full"),
        (NOON, None, "full"),
        (NOON + timedelta(seconds=1), None, "names"),
        (None, NOON - timedelta(days=1), "full"),
        (None, NOON + timedelta(days=1), "names"),
        (NOON + timedelta(days=1), NOON - timedelta(days=1), "names"),  # the course file wins
    ],
)
def test_the_level_is_that_of_the_moment(deadline: datetime | None, due: datetime | None, level: str) -> None:
    deadlines = {} if deadline is None else {"gru": deadline}
    course = Course(feedback="names", feedback_after="full", deadlines=deadlines, now=NOON)
    assert course.level("gru", due) == level
    assert replace(course, feedback_after=None).level("gru", due) == "names"
    assert course.level("lstm") == "names"


def test_the_course_file_says_both_and_a_time_without_offset_is_of_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "unrolled.toml"
    path.write_text(
        'feedback = "score"\nfeedback_after = "hints"\n'
        "[deadlines]\ngru = 2026-12-01T13:00:00+01:00\nlstm = 2026-12-01T12:00:00\n"
    )
    course = read_course(path)
    assert (course.feedback, course.feedback_after, course.deadlines["gru"]) == ("score", "hints", NOON)
    assert course.deadlines["lstm"] == datetime(2026, 12, 1, 12, 0).astimezone()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('feedback_after = "all"', "feedback_after must be one of full, hints, names, score."),
        ("[deadlines]\ngru = 2026-12-01T12:00:00Z", "the deadlines change nothing without feedback_after"),
        ('feedback_after = "full"\n[deadlines]\ngru = 2026-12-01', "the deadline of gru must be a date and a time"),
        ('feedback_after = "full"\n[deadlines]\ngrue = 2026-12-01T12:00:00Z', "deadlines: 'grue' is not a setting"),
    ],
)
def test_what_the_course_file_cannot_mean_is_a_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "unrolled.toml"
    path.write_text(text)
    with pytest.raises(BadCourse, match=re.escape(sentence)):
        read_course(path)


def test_the_grade_is_the_same_before_and_after_and_the_report_says_the_level(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "vanilla_rnn.py").write_text(WRONG)
    before, found = grader.course, {}
    try:
        for hours in (-1, 1):
            grader.course = Course(
                feedback="score",
                feedback_after="hints",
                deadlines={"vanilla_rnn": NOON},
                now=NOON + timedelta(hours=hours),
            )
            result = grader.grade(Entry("ada", str(tmp_path / "vanilla_rnn.py"), "vanilla_rnn", str(tmp_path)))
            found[grader.course.level("vanilla_rnn")] = result
    finally:
        grader.course = before
    assert [result.score for result in found.values()] == [found["score"].score] * 2
    assert not any(one.checks for one in found["score"].exercises)
    assert any(check.diagnosis for one in found["hints"].exercises for check in one.checks)
    assert told({"gru": "hints", "lstm": "hints"}) == "Feedback: hints."
    assert told({"gru": "hints", "lstm": "full"}) == "Feedback: full (lstm); hints (gru)."


def test_right_answers_of_the_quiz_are_shown_after_the_deadline_alone_and_only_where_they_were_missed(
    grade: Grade,
) -> None:
    questions = assignment("concepts").quiz.questions("")  # type: ignore[union-attr]
    (right, missed, *_) = [one for one in questions if one.kind == "one"]
    answers = {right.name: right.right, missed.name: next(iter(missed.mistakes))}
    (exercise,) = grade(f"def answers():\n    return {answers!r}\n", "concepts").exercises
    course = Course(feedback="full", feedback_after="full", deadlines={"concepts": NOON})
    assert replace(course, now=NOON - timedelta(1)).level("concepts") == "full"
    assert replace(course, now=NOON, feedback_after="hints").level("concepts") == "hints"
    assert replace(course, now=NOON).level("concepts") == WITH_ANSWERS
    for level in SHOWN:
        text = " ".join(check.message for check in reduced(exercise, level).checks)
        assert (missed.why in text) == (level == WITH_ANSWERS)
        assert right.why not in text
