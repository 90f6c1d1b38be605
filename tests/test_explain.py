"""`unrolled explain`: the grade that a class gets, with all its evidence, for the instructor alone."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Outcome, reference_source, run_here, submission

from graders.collect import Entry
from graders.course import Course
from graders.explain import Explanation, NotFound, explain
from graders.grade import Grader
from graders.misconceptions import misconceptions

PROJECT = Path(__file__).resolve().parent.parent
COURSE = Course(require="none")
pytestmark = pytest.mark.usefixtures("kept")
FORGOTTEN_BIAS = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh)
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""
RAISING_STEP = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    raise ValueError("\\x1b[31mFULL MARKS \\u202e [bold]" + repr(x))
"""
ENDLESS_STEP = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    while True:
        pass
"""
RANDOM_STEP = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b) + np.random.default_rng().random(b.shape)
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""
SINGLE_STEP = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h, Wx, Wh, b = (value.astype(np.float32) for value in (x, prev_h, Wx, Wh, b))
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""


def hand_in(folder: Path, student: str, source: str, name: str = "vanilla_rnn") -> Path:
    path = folder / "submitted" / student / name / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return path


@pytest.fixture
def explained(tmp_path: Path) -> Any:
    """A function that explains an exercise of one student's source."""

    def of(source: str, exercise: str = "rnn_step_forward", course: Course = COURSE, **more: Any) -> Explanation:
        hand_in(tmp_path, "ada", source)
        return explain(tmp_path, "ada", exercise, course, **more)

    return of


def run(*words: str | Path, folder: Path) -> Outcome:
    """Run `unrolled explain …` in a course's folder; nothing it says may be a traceback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", "100")
        return run_here("explain", *words)


def replayed(source: str, hidden: str) -> tuple[float, float]:
    """Run a hidden case below a submission; return the error that it prints, and what is allowed."""
    text = hidden.replace('print("error",', "ERROR = (").replace('"allowed", ', "")
    namespace: dict[str, Any] = {"__name__": "replayed"}
    exec(source + "\n" + text, namespace)
    return namespace["ERROR"]


# The evidence


def test_a_right_exercise_has_every_hidden_case_right(explained: Any) -> None:
    found = explained(reference_source("vanilla_rnn"), "rnn_backward")
    assert (found.exercise.score, found.exercise.max_score) == (30, 30)
    assert found.judged.startswith("Judged as it is")
    assert [one.check for one in found.evidence] == [check.name for check in found.exercise.checks]
    for one in found.evidence:
        assert one.hidden is None and one.groups
        assert all(tally.right == tally.judged == tally.cases > 0 for tally in one.groups)
    assert found.holds and not found.differs


@pytest.mark.parametrize(
    ("exercise", "name"),
    [
        ("rnn_step_forward", "the_bias_is_forgotten"),
        ("rnn_step_backward", "dWh_from_the_state_after"),
        ("rnn_forward", "states_one_step_late"),
        ("rnn_backward", "nothing_is_carried_back"),
    ],
)
def test_the_first_hidden_case_that_fails_can_be_replayed(explained: Any, exercise: str, name: str) -> None:
    wrong = next(one for one in misconceptions("vanilla_rnn") if one.name == name)
    source = submission("vanilla_rnn", **{exercise: wrong.submission_source()})
    found = explained(source, exercise)
    replays = 0
    for check, one in zip(found.exercise.checks, found.evidence, strict=True):
        everything = all(tally.right == tally.judged == tally.cases for tally in one.groups)
        beside = check.name in ("two_caches", "wide") or check.message.startswith("No points here yet:")
        assert check.passed == (one.hidden is None) or beside
        assert check.passed == everything or beside
        if one.hidden is not None and one.hidden.error is not None:
            error, allowed = replayed(source, one.hidden.source)
            assert error == pytest.approx(one.hidden.error, rel=1e-6) and allowed == one.hidden.tolerance < error
            replays += 1
    assert replays > 0


def test_the_counts_are_those_of_the_cases_file(explained: Any) -> None:
    found = explained(submission("vanilla_rnn", rnn_step_forward=FORGOTTEN_BIAS))
    counts = {one.check: [(t.group, t.right, t.judged) for t in one.groups] for one in found.evidence}
    assert counts["input_term"] == [("input", 24, 24)]
    assert counts["bias_term"] == [("bias", 0, 18)]


def test_follow_through_is_named_with_its_rule(explained: Any) -> None:
    found = explained(submission("vanilla_rnn", rnn_step_forward=FORGOTTEN_BIAS), "rnn_forward")
    assert found.exercise.status == "passed" and found.holds
    assert "on top of the student's own functions" in found.judged and "costs its points once" in found.judged


def test_lending_is_named_with_its_rule(explained: Any) -> None:
    found = explained(submission("vanilla_rnn", rnn_step_forward=RAISING_STEP), "rnn_forward")
    assert found.exercise.status == "passed" and found.holds
    assert "a working rnn_step_backward and rnn_step_forward lent" in found.judged or (
        "a working rnn_step_forward lent" in found.judged
    )


def test_a_backward_pass_judged_by_the_own_forward_pass_is_named_with_its_rule(explained: Any) -> None:
    relu = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.maximum(0, x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""
    backward = """
def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (next_h > 0)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0) {wrong}
"""
    source = submission("vanilla_rnn", rnn_step_forward=relu, rnn_step_backward=backward.format(wrong=""))
    assert "true gradient of the student's own forward pass" in explained(source, "rnn_step_backward").judged
    source = submission("vanilla_rnn", rnn_step_forward=relu, rnn_step_backward=backward.format(wrong="* 2"))
    found = explained(source, "rnn_step_backward")
    hidden = next(one.hidden for one in found.evidence if one.check == "db")
    assert "slope" in hidden.measure and hidden.tolerance == 1e-6
    exec(source + hidden.source, {"__name__": "replayed"})


def test_float32_work_is_named_with_its_tolerances(explained: Any) -> None:
    found = explained(submission("vanilla_rnn", rnn_step_forward=SINGLE_STEP))
    assert found.exercise.status == "passed"
    assert "float32" in found.judged and "0.0001 is allowed for values" in found.judged


def test_a_time_out_is_evidence_too(explained: Any) -> None:
    from dataclasses import replace

    course = replace(COURSE, limits=replace(COURSE.limits, cpu=0.5))
    found = explained(submission("vanilla_rnn", rnn_step_forward=ENDLESS_STEP), course=course)
    assert found.exercise.status == "timeout" and found.holds
    hidden = next(one.hidden for one in found.evidence if one.hidden)
    assert "nothing (time was up)" in hidden.got and "Wx = np.array" in hidden.source


def test_a_missing_exercise_has_a_reason_and_no_cases(explained: Any) -> None:
    found = explained(submission("vanilla_rnn", rnn_step_forward=None))
    assert found.exercise.status == "missing" and "not defined" in found.exercise.message
    assert found.evidence == [] and found.judged == ""


def test_an_unreadable_submission_has_its_sentence(tmp_path: Path) -> None:
    path = hand_in(tmp_path, "ada", "").with_suffix(".ipynb")
    path.with_suffix(".py").unlink()
    path.write_text("no notebook")
    found = explain(tmp_path, "ada", "rnn_forward", COURSE)
    assert found.exercise is None and found.submission.status == "unreadable" and found.submission.message
    assert "vanilla_rnn.ipynb" in found.files
    done = run("ada", "rnn_forward", "--require", "none", folder=tmp_path)
    assert done.code == 0 and found.submission.message in done.out


def test_which_file_was_read_and_which_were_not(tmp_path: Path) -> None:
    import hashlib

    source = reference_source("vanilla_rnn")
    path = hand_in(tmp_path, "ada", source)
    (path.parent / "old.py").write_text("x = 1")
    (path.parent / "notes.txt").write_text("text")
    (path.parent / "vanilla_rnn.ipynb").write_text("no notebook")
    found = explain(tmp_path, "ada", "rnn_forward", COURSE)
    read = found.submission.read
    assert (read.name, read.size) == ("vanilla_rnn.py", len(source.encode()))
    assert read.sha256 == hashlib.sha256(source.encode()).hexdigest()
    assert set(found.files) == {"notes.txt", "old.py", "vanilla_rnn.ipynb"}
    assert "damaged" in found.files["vanilla_rnn.ipynb"] and "not looked at" in found.files["old.py"]


# Twice, and once more


def test_answers_that_change_from_run_to_run_are_told(explained: Any) -> None:
    found = explained(submission("vanilla_rnn", rnn_step_forward=RANDOM_STEP))
    assert found.differs and not found.holds


def test_a_grade_is_that_of_a_class_and_is_reproduced(tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", submission("vanilla_rnn", rnn_step_forward=FORGOTTEN_BIAS))
    report = tmp_path / "grades.json"
    words = ["grade", str(tmp_path), "--json", str(report), "--require", "none"]
    subprocess.run([sys.executable, "-m", "graders", *words], check=True, cwd=PROJECT, capture_output=True)
    found = explain(tmp_path, "ada", "rnn_step_forward", COURSE, report=report)
    earlier = json.loads(report.read_text())
    assert {**earlier["submissions"][0]["exercises"][0], "findings": []} == found.to_dict()["exercise"]
    assert found.reproduced and found.holds
    earlier["submissions"][0]["exercises"][0]["score"] = 20.0
    report.write_text(json.dumps(earlier))
    found = explain(tmp_path, "ada", "rnn_step_forward", COURSE, report=report)
    assert found.reproduced is False and not found.holds and "has changed" in found.changes[-1]
    earlier["grader"].update(numpy="2.0.0", cases="sha256:0")
    report.write_text(json.dumps(earlier))
    found = explain(tmp_path, "ada", "rnn_step_forward", COURSE, report=report)
    assert [line for line in found.changes if "NumPy: 2.0.0" in line]
    assert [line for line in found.changes if "the case file: sha256:0" in line]
    done = run("ada", "rnn_step_forward", "--require", "none", "--report", report, folder=tmp_path)
    assert done.code == 1 and "The grade is not the same." in done.out


def test_a_report_that_is_none_or_of_others_is_refused(tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", reference_source("vanilla_rnn"))
    exercise = {"name": "rnn_forward", "score": "many", "max_score": 20, "status": "passed"}
    one = {"student": "ada", "assignment": "vanilla_rnn", "exercises": [exercise], **exercise}
    for text in ("", "[]", '{"submissions": [{}]}', json.dumps({"submissions": [one]}), '{"submissions": {"a": "b"}}'):
        (tmp_path / "r.json").write_text(text)
        with pytest.raises(NotFound, match="is not a JSON report"):
            explain(tmp_path, "ada", "rnn_forward", COURSE, report=tmp_path / "r.json")
    with pytest.raises(NotFound, match="cannot be read"):
        explain(tmp_path, "ada", "rnn_forward", COURSE, report=tmp_path / "none.json")


# Who may see what


def test_hidden_cases_are_kept_from_what_students_get(explained: Any, tmp_path: Path) -> None:
    source = submission("vanilla_rnn", rnn_step_forward=FORGOTTEN_BIAS)
    found = explained(source)
    secret = [one.hidden.source for one in found.evidence if one.hidden]
    numbers = {number for text in secret for number in re.findall(r"\d\.\d{12,}", text)}
    assert numbers
    with Grader(COURSE, COURSE.case_file()) as grader:
        path = tmp_path / "submitted" / "ada" / "vanilla_rnn"
        result = grader.grade(Entry("ada", str(path), "vanilla_rnn", str(path)))
        assert all(one.outcome is None for one in result.exercises)
    shown = json.dumps(found.to_dict()["student_sees"]) + repr(result)
    assert not any(number in shown for number in numbers)


@pytest.mark.parametrize("feedback", ["full", "hints", "names", "score"])
def test_what_the_student_sees_is_at_the_courses_level(explained: Any, feedback: str) -> None:
    course = Course(require="none", feedback=feedback)
    found = explained(submission("vanilla_rnn", rnn_step_forward=FORGOTTEN_BIAS), course=course)
    shown = found.to_dict()["student_sees"]
    assert any(check.counterexample for check in found.exercise.checks)
    assert bool(shown["checks"]) == (feedback != "score")
    assert any(check["counterexample"] for check in shown["checks"]) == (feedback == "full")
    assert any(check["diagnosis"] for check in shown["checks"]) == (feedback in ("full", "hints"))


def test_the_json_is_strict_and_its_owners_alone(tmp_path: Path) -> None:
    hand_in(
        tmp_path,
        "ada",
        submission("vanilla_rnn", rnn_step_forward=FORGOTTEN_BIAS.replace("next_h = np", "next_h = np.nan * np")),
    )
    done = run("ada", "rnn_step_forward", "--require", "none", "--json", "e.json", folder=tmp_path)
    assert done.code == 0, done.err

    def refuse(name: str) -> None:
        raise ValueError(name)

    found = json.loads((tmp_path / "e.json").read_text("utf-8"), parse_constant=refuse)
    assert found["exercise"]["status"] == "failed" and 'float("nan")' in json.dumps(found).replace('\\"', '"')
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "e.json").stat().st_mode) == 0o600
    done = run("ada", "rnn_step_forward", "--require", "none", "--json", "-", folder=tmp_path)
    assert json.loads(done.out) == found


def test_what_a_student_wrote_is_escaped_and_hidden_source_is_whole(tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", submission("vanilla_rnn", rnn_step_forward=RAISING_STEP))
    done = run("ada", "rnn_step_forward", "--require", "none", folder=tmp_path)
    assert done.code == 0
    assert "FULL MARKS" in done.out and "\x1b" not in done.out and "\u202e" not in done.out
    assert "for the instructor, not for the student" in done.out
    lines = done.out.splitlines()
    start = lines.index("import numpy as np")
    exec("\n".join(line for line in lines[start : start + 7]), {})  # the inputs, not cut at the terminal's width


def test_nothing_is_graded_where_the_isolation_is_too_weak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graders.judge.isolation import Isolation

    hand_in(tmp_path, "ada", reference_source("vanilla_rnn"))
    monkeypatch.setattr(Grader, "isolation", lambda self: Isolation("partial", ("read_files",)))
    with pytest.raises(NotFound, match="could read files. To grade all the same, add --require partial"):
        explain(tmp_path, "ada", "rnn_forward", Course())


# What cannot be found


def refused(done: Outcome, *words: str) -> None:
    assert done.code == 2 and done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    for word in words:
        assert word in done.err


def test_what_is_not_there_is_said_in_one_sentence_with_the_nearest_names(tmp_path: Path) -> None:
    refused(run("ada", "rnn_forward", folder=tmp_path), "submitted", "--course")
    hand_in(tmp_path, "ada", reference_source("vanilla_rnn"))
    hand_in(tmp_path, "a\u202eda", reference_source("vanilla_rnn"))
    none = ("--require", "none")
    refused(run("adda", "rnn_forward", *none, folder=tmp_path), "'adda'", "'ada'", r"\u202e")
    refused(run("ada", "rnn_foward", *none, folder=tmp_path), "'rnn_foward'", "'rnn_forward'")
    refused(run("ada", "vanila_rnn.rnn_forward", *none, folder=tmp_path), "'vanila_rnn'", "'vanilla_rnn'")
    refused(run("ada", "binary_adder.rnn_forward", *none, folder=tmp_path), "in binary_adder")
    refused(run("ada", "add", *none, folder=tmp_path), "handed in vanilla_rnn", "binary_adder")
    refused(run("ada", "vanilla_rnn.add", "--assignment", "binary_adder", folder=tmp_path), "two assignments")


def test_the_assignment_can_be_named_in_two_ways(tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", reference_source("vanilla_rnn"))
    for asked, only in (("vanilla_rnn.rnn_forward", None), ("rnn_forward", "vanilla_rnn")):
        assert explain(tmp_path, "ada", asked, COURSE, only).exercise.score == 20


def test_a_function_of_several_assignments_must_be_said_more_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import graders.explain
    from graders.exercises import assignment

    class Alike:
        functions = {"step": ()}

    hand_in(tmp_path, "ada", "")
    hand_in(tmp_path, "ada", "", "binary_adder")
    monkeypatch.setattr(graders.explain, "assignment", lambda name: Alike)
    with pytest.raises(NotFound, match=r"say binary_adder\.step or vanilla_rnn\.step"):
        explain(tmp_path, "ada", "step", COURSE)
    assert assignment("vanilla_rnn").functions


def test_a_file_in_the_students_folder_itself_is_found_as_grade_finds_it(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "ada"
    folder.mkdir(parents=True)
    (folder / "mine.py").write_text(reference_source("vanilla_rnn"), encoding="utf-8")
    assert explain(tmp_path, "ada", "rnn_forward", COURSE).exercise.score == 20
    with pytest.raises(NotFound, match="has no exercise 'add'"):
        explain(tmp_path, "ada", "add", COURSE)


def test_every_array_in_a_hidden_case_has_all_its_digits() -> None:
    from graders.judge.counterexample import literal

    values = np.random.default_rng(0).standard_normal((3, 2))
    again = eval(literal({"a": values, "b": [1, (2.5, float("inf"))]}, exact=True), {"np": np, "float": float})
    assert np.array_equal(again["a"], values) and again["b"] == [1, (2.5, float("inf"))]
