"""Findings apart from right and wrong: each with a submission that has it, and one that nearly has it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest
from conftest import Grade, check_of, exercise_of, functions_of, reference_source, submission
from rich.console import Console

from graders.course import BadCourse, read_course
from graders.exercises import assignment
from graders.exercises.model import PRICED, Check
from graders.grade import Grader, reduced
from graders.judge.findings import Finding, without_sentences
from graders.judge.grading import CheckResult, ExerciseResult, Judge
from graders.judge.isolation import Isolation
from graders.report.html import exercise_page
from graders.report.junit import junit
from graders.report.summary import summary
from graders.report.terminal import detail
from graders.results import Report, SubmissionResult

VANILLA = {name: functions_of(reference_source("vanilla_rnn"))[name] for name in assignment("vanilla_rnn").functions}

STEP = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""
STEP_IN_PLACE = """
def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    dnext_h *= 1 - next_h**2
    return dnext_h @ Wx.T, dnext_h @ Wh.T, x.T @ dnext_h, prev_h.T @ dnext_h, dnext_h.sum(axis=0)
"""
INTO_THE_CACHE = STEP_IN_PLACE.replace("dnext_h *= 1 - next_h**2", "next_h **= 2; dnext_h = dnext_h * (1 - next_h)")
BUFFER = """
BUFFERS = {}

def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = BUFFERS.setdefault(prev_h.shape, np.empty(prev_h.shape))
    np.tanh(x @ Wx + prev_h @ Wh + b, out=next_h)
    return next_h, (x, prev_h, Wx, Wh, next_h.copy())
"""
KEPT = """
def rnn_step_backward(dnext_h, cache, total={}):
    x, prev_h, Wx, Wh, next_h = cache
    dz = dnext_h * (1 - next_h**2)
    db = total.setdefault(dz.shape[1], np.zeros(dz.shape[1]))
    db += dz.sum(axis=0)
    return dz @ Wx.T, dz @ Wh.T, x.T @ dz, prev_h.T @ dz, db.copy()
"""
SINGLE = STEP.replace("x @ Wx", "x.astype(np.float32) @ Wx").replace("+ b)", "+ b).astype(np.float32)")
BROADCAST = VANILLA["rnn_step_backward"].replace("da.sum(axis=0)", "da.sum(axis=0, keepdims=True)")
VIEW = """
def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    h, cache = np.zeros((N, T, h0.shape[1])), []
    h[:, -1] = h0
    for t in range(T):
        h[:, t], step = rnn_step_forward(x[:, t], h[:, t - 1], Wx, Wh, b)
        cache.append(step)
    return h, cache
"""
ONE_PLACE = """
KEPT = {}

def rnn_step_forward(x, prev_h, Wx, Wh, b):
    dz = KEPT.setdefault(prev_h.shape, np.empty(prev_h.shape))
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    dz[...] = 1 - next_h**2
    return next_h, (x, prev_h, Wx, Wh, dz)

def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, slope = cache
    dz = dnext_h * slope
    return dz @ Wx.T, dz @ Wh.T, x.T @ dz, prev_h.T @ dz, dz.sum(axis=0)
"""
SOFTMAX = """
def softmax(z):
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z /= z.sum(axis=0)
    return z
"""
INFINITE = """
def softmax(z):
    with np.errstate(divide="ignore"):
        return 1 / np.exp(z[None] - z[:, None]).sum(axis=1)
"""
COPIED = VIEW.replace("h[:, t - 1], Wx", "h[:, t - 1].copy(), Wx")


@dataclass(frozen=True)
class Row:
    """A finding in a function, the functions that have it, and those that nearly do; a word that its sentence says."""

    finding: str
    function: str
    has: dict[str, str | None]
    near: dict[str, str | None]
    says: str
    assignment: str = "vanilla_rnn"


ROWS = [
    Row("input changed in place", "rnn_step_backward", {"rnn_step_backward": STEP_IN_PLACE},
        {"rnn_step_backward": STEP_IN_PLACE.replace("dnext_h *=", "dnext_h = dnext_h *").replace("* 1 -", "* (1 -")
         .replace("next_h**2\n", "next_h**2)\n", 1)}, "dnext_h"),
    Row("result changes later", "rnn_step_backward",
        {"rnn_step_forward": STEP, "rnn_step_backward": INTO_THE_CACHE},
        {"rnn_step_forward": STEP.replace("Wh, next_h)", "Wh, next_h.copy())"), "rnn_step_backward": INTO_THE_CACHE},
        "next_h, which rnn_step_forward has returned"),
    Row("result changes later", "rnn_step_forward", {"rnn_step_forward": BUFFER},
        {"rnn_step_forward": BUFFER.replace("return next_h,", "return next_h.copy(),")}, "next_h of one call"),
    Row("state kept between calls", "rnn_step_backward", {"rnn_step_backward": KEPT},
        {"rnn_step_backward": KEPT.replace("db += ", "db[:] = ")}, "another db"),
    Row("float64 lost", "rnn_step_forward", {"rnn_step_forward": SINGLE},
        {"rnn_step_forward": SINGLE.replace("float32", "longdouble")}, "as float32 came next_h"),
    Row("shape by broadcasting", "rnn_step_backward", {"rnn_step_backward": BROADCAST},
        {"rnn_step_backward": BROADCAST.replace("keepdims=True)", "keepdims=True)[0].tolist()")}, "2 axes"),
    Row("cache spoilt by a view", "rnn_backward", {"rnn_forward": VIEW}, {"rnn_forward": COPIED},
        "rnn_step_forward makes in a step"),
    Row("cache spoilt by a view", "rnn_step_backward", {"rnn_step_forward": ONE_PLACE, "rnn_step_backward": None},
        {"rnn_step_forward": ONE_PLACE.replace("Wh, dz)", "Wh, dz.copy())"), "rnn_step_backward": None},
        "A second rnn_step_forward"),
    Row("result aliases an input", "softmax", {"softmax": SOFTMAX},
        {"softmax": SOFTMAX.replace("z -=", "z = z -").replace("return z", "return z[:]")}, "input z",
        "sequence_model"),
    Row("overflow", "softmax", {"softmax": INFINITE},
        {"softmax": INFINITE.replace("z[None] - z[:, None]", "np.minimum(z[None] - z[:, None], 700)")}, "np.exp",
        "sequence_model"),
]  # fmt: skip


def text_of(row: Row, functions: dict[str, str | None]) -> str:
    """Return a submission of what the row is about; without the others it is graded sooner."""
    if row.assignment != "vanilla_rnn":
        return "import numpy as np\n" + "\n".join(filter(None, functions.values()))
    steps = {} if "rnn_forward" in functions else {"rnn_forward": None, "rnn_backward": None}
    return submission(row.assignment, **steps, **functions)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.finding}-{row.function}".replace(" ", "_"))
def test_a_finding_is_told_by_name_and_sentence_and_never_of_what_is_only_near(row: Row, grade: Grade) -> None:
    result = exercise_of(grade(text_of(row, row.has), row.assignment), row.function)
    found = [one for one in result.findings if one.name == row.finding]
    assert [one.cost for one in found] == [0.0], result
    assert row.says in found[0].message
    assert result.message.count(found[0].message) == 1
    assert found[0].message not in without_sentences(result.message, result.findings)
    near = grade(text_of(row, row.near), row.assignment)
    assert [one.name for exercise in near.exercises for one in exercise.findings] == []
    assert exercise_of(near, row.function).status == "passed", near


@pytest.fixture
def setting(grader: Grader) -> Iterator[Grader]:
    """The grader of all tests, whose course and judges a test may change."""
    course, judges = grader.course, grader.judges
    grader.judges = {}
    yield grader
    grader.course, grader.judges = course, judges


def test_a_course_prices_findings_as_checks_of_so_many_percent_each_time_alike(setting: Grader, grade: Grade) -> None:
    setting.course = replace(setting.course, findings={"input changed in place": 10.0, "overflow": 0.0})
    text = submission("vanilla_rnn", rnn_step_backward=STEP_IN_PLACE)
    result = grade(text)
    assert [asdict(one) for one in result.exercises] == [asdict(one) for one in grade(text).exercises]
    for exercise in result.exercises:
        priced = check_of(result, exercise.name, "input changed in place")
        assert priced.max_score == pytest.approx(exercise.max_score / 10, abs=0.01)
        assert sum(check.max_score for check in exercise.checks) == pytest.approx(exercise.max_score)
        assert sum(check.score for check in exercise.checks) == pytest.approx(exercise.score)
        assert exercise.findings or priced.message == PRICED["input changed in place"]
    assert result.max_score == 100
    mine = exercise_of(result, "rnn_step_backward")
    priced = check_of(result, mine.name, "input changed in place")
    assert not priced.passed and "dnext_h" in priced.message and mine.status == "partial"
    assert [(one.name, one.cost) for one in mine.findings] == [("input changed in place", priced.max_score)]


def test_an_author_gives_a_check_on_a_finding_which_alone_earns_nothing(setting: Grader, grade: Grade) -> None:
    one = assignment("vanilla_rnn")
    first, *others = one.exercises
    check = Check("left_alone", 5, "x and prev_h are left alone.", finding="input changed in place")
    priced = replace(one, exercises=(replace(first, checks=(*first.checks, check)), *others))
    setting.judges["vanilla_rnn"] = Judge(priced, setting.cases)
    changing = STEP.replace("    return next_h, (x,", "    kept = x.copy()\n    x += 1\n    return next_h, (kept,")

    def left_alone(step: str) -> CheckResult:
        others = {name: None for name in one.functions if name != "rnn_step_forward"}
        return check_of(grade(submission(one.name, rnn_step_forward=step, **others)), first.name, check.name)

    assert left_alone(STEP) == CheckResult(check.name, 5, 5, True, check.title)
    changed = left_alone(changing)
    assert (changed.passed, changed.score) == (False, 0)
    assert "in place, x," in changed.message
    without = left_alone("def rnn_step_forward(x, prev_h, Wx, Wh, b):\n    return 0 * prev_h, None")
    assert (without.score, without.message[:19]) == (0, "No points here yet:")


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ('"input changed" = 1', "'input changed' is not a setting; there are input changed in place, "),
        ('"overflow" = -1', "findings: 'overflow' must be a number, at least 0"),
        ('"overflow" = 30\n"float64 lost" = 21', "findings: all together may cost 50 percent, not more"),
        ('"numerical differentiation suspected" = 1', "is not a setting"),
    ],
)
def test_prices_that_cannot_be_are_one_sentence(prices: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "unrolled.toml"
    path.write_text(f"[findings]\n{prices}\n")
    with pytest.raises(BadCourse, match=re.escape(said)):
        read_course(path)
    path.write_text('[findings]\n"overflow" = 2.5\n')
    assert read_course(path).findings == {"overflow": 2.5}


def test_every_report_tells_a_finding_once_with_its_cost() -> None:
    free = Finding("overflow", "A number overflows <here>.")
    dear = Finding("input changed in place", "It changes x in place.", 2.0)
    checks = [
        CheckResult("step", 18.0, 18.0, True, "next_h is right."),
        CheckResult(dear.name, 0.0, 2.0, False, dear.message),
    ]
    message = f"{dear.message} {free.message}"
    exercise = ExerciseResult("rnn_step_forward", 18.0, 20.0, "partial", message, checks, [dear, free])
    one = SubmissionResult("ada", "ada.py", "vanilla_rnn", 18.0, 20.0, 0.1, "graded", "", [exercise])
    report = Report(Isolation("strict", ()), "public", [one])
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(detail(one))
    shown = {
        "terminal": console.export_text(),
        "Markdown": summary(report).replace("&lt;", "<").replace("&gt;", ">"),
        "JUnit": junit(report).replace("&lt;", "<").replace("&gt;", ">"),
        "HTML": exercise_page(exercise, 18.0, 20.0).replace("&lt;", "<").replace("&gt;", ">"),
    }
    for where, text in shown.items():
        assert text.count(free.message) == 1, where
        assert text.count("costs nothing") == 1 and text.count("costs 2") == 1, where
    names = reduced(replace(exercise, checks=[]), "names")
    assert [(one.name, one.message) for one in names.findings] == [(dear.name, ""), (free.name, "")]
    assert reduced(replace(exercise, checks=[]), "score").findings == []
