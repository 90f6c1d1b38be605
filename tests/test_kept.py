"""Finished results are kept at once: nothing is graded twice, whatever stopped a run, and the report is the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import reference_source, submission
from platformdirs import user_cache_path

import graders.kept
from graders.course import Course
from graders.grade import Grader, grade_paths
from graders.results import Report

COURSE = Course(require="none")
WRONG = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = x @ Wx + prev_h @ Wh + b
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""


SCORES = [100, 80, 100, 0]


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    """A class of four: two right ones, a wrong one, one that cannot be read."""
    right, wrong = reference_source("vanilla_rnn"), submission("vanilla_rnn", rnn_step_forward=WRONG)
    texts = [right, wrong, right + "\n", "\0"]
    for number, text in enumerate(texts):
        folder = tmp_path / "class" / "submitted" / f"student {number}" / "vanilla_rnn"
        folder.mkdir(parents=True)
        (folder / "vanilla_rnn.py").write_text(text)
    return tmp_path / "class"


def graded(classroom: Path, course: Course = COURSE, jobs: int = 1, fresh: bool = False) -> Report:
    return grade_paths([classroom], config=course, jobs=jobs, keep=True, fresh=fresh)


@pytest.mark.usefixtures("kept")
def test_a_second_run_grades_nothing_and_says_the_same(classroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = graded(classroom)
    assert first.again == 0
    monkeypatch.setattr(Grader, "_decided", None)
    second = graded(classroom)
    assert second.again == 4
    assert second.to_dict() == first.to_dict()


@pytest.mark.usefixtures("kept")
def test_what_decides_a_grade_decides_what_is_graded_again(classroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graded(classroom)
    path = classroom / "submitted" / "student 0" / "vanilla_rnn" / "vanilla_rnn.py"
    path.write_text(path.read_text() + "\n# changed\n")
    assert graded(classroom).again == 3
    os.utime(path)
    assert graded(classroom).again == 4  # times are never read
    points = replace(COURSE, points={"vanilla_rnn": {"rnn_forward": 40.0}})
    assert graded(classroom, points).again == 0
    assert graded(classroom, replace(COURSE, findings={"overflow": 5.0})).again == 0
    assert graded(classroom, replace(COURSE, feedback="score")).again == 4  # what is shown is no part of a grade
    assert graded(classroom, fresh=True).again == 0
    monkeypatch.setattr(graders.kept, "_code", lambda: "another version")
    assert graded(classroom).again == 0


@pytest.mark.usefixtures("kept")
def test_what_is_kept_is_whole_and_shown_at_the_level_of_now(classroom: Path) -> None:
    full = graded(classroom, replace(COURSE, feedback="score"))
    assert not full.submissions[1].exercises[0].checks
    after = graded(classroom)
    assert after.again == 4
    assert after.submissions[1].exercises[0].checks[1].counterexample


def test_two_runs_at_once_share_the_work(classroom: Path) -> None:
    """Two judges of each run, and one of the runs names the folder in another way."""
    places = [classroom, classroom / "submitted"]
    command = [sys.executable, "-m", "graders", "grade", "--require", "none", "--jobs", "2", "--json", "-"]
    runs = [subprocess.Popen([*command, place], stdout=-1, stderr=-1, text=True) for place in places]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    reports = [json.loads(out)["submissions"] for out, _ in said]
    assert [one["score"] for one in reports[0]] == SCORES
    assert reports[0] == reports[1]  # to the microseconds that each took
    again = [re.search(r"(\d) of 4 have not changed", err) for _, err in said]
    assert sum(int(found[1]) for found in again if found) == 4


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("broken", ["damaged", "no file", "no folder"])
def test_a_database_that_cannot_be_used_costs_nobody_a_grade(classroom: Path, broken: str) -> None:
    folder = user_cache_path("unrolled")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if broken == "no folder":
        folder.write_text("a file")
    else:
        folder.mkdir()
        path = folder / "results.sqlite"
        path.write_text("this is no database") if broken == "damaged" else path.mkdir()
    report = graded(classroom)
    assert [one.score for one in report.submissions] == SCORES
    assert "Results are not kept, since" in report.warnings[-1]
