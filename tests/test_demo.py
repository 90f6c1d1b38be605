"""`unrolled demo` makes a class, grades it and shows a teacher what there is to see."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graders.demo import EXPLAINED, KINDS, demo, the_class
from graders.exercises import assignment

pytest.importorskip("rich")

ROOT = Path(__file__).resolve().parent.parent
EXERCISE_STATUSES = {"passed", "missing", "killed", "timeout", "error", "partial", "failed"}
SUBMISSION = {"student", "path", "assignment", "score", "max_score", "seconds", "status", "message", "exercises"}
EXERCISE = {"name", "score", "max_score", "status", "message", "checks"}
CHECK = {"name", "score", "max_score", "passed", "message", "counterexample", "diagnosis"}
KEPT = "A class, kept"


class Shown:
    """One run of the demo: what it printed, where it left the class, what it wrote."""

    def __init__(self, folder: Path, done: subprocess.CompletedProcess[str]) -> None:
        self.folder = folder
        self.done = done
        self.text = (folder / "report.json").read_text(encoding="utf-8")
        self.report: dict[str, Any] = json.loads(self.text, parse_constant=refuse)
        self.submissions: dict[str, Any] = {one["student"]: one for one in self.report["submissions"]}

    def of(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield what the students of one kind got."""
        for one in the_class():
            if one.kind == kind:
                yield self.submissions[one.student]


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not strict JSON")


def run(*words: str, columns: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    environment["PYTHONPATH"] = str(ROOT)
    environment["PYTHONIOENCODING"] = "utf-8"
    if columns:
        environment["COLUMNS"] = columns
    return subprocess.run(
        [sys.executable, "-m", "graders", "demo", *words],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("demo") / KEPT
    return Shown(folder, run("--keep", str(folder), columns="80"))


def test_it_ends_well_and_says_nothing_on_standard_error(shown: Shown) -> None:
    assert shown.done.returncode == 0
    assert shown.done.stderr == ""


def test_a_class_of_about_thirty_is_graded_whole(shown: Shown) -> None:
    assert 28 <= len(the_class()) <= 34
    assert sorted(shown.submissions) == sorted(one.student for one in the_class())
    assert len(shown.report["submissions"]) == len(the_class())


def test_each_student_has_a_row_in_the_table(shown: Shown) -> None:
    rows = re.findall(r"\d+/100 +(?:graded|unreadable)", shown.done.stdout)
    assert len(rows) == len(the_class()) + 1  # and the one that is explained


def test_there_are_all_kinds_of_students_and_both_assignments() -> None:
    assert {one.kind for one in the_class()} == set(KINDS)
    assert {one.assignment for one in the_class()} == {"vanilla_rnn", "binary_adder"}
    assert any(not one.student.isascii() for one in the_class())
    assert any("\x1b" in one.student and "[" in one.student for one in the_class())


def test_the_report_follows_the_schema(shown: Shown) -> None:
    report = shown.report
    assert set(report) == {"schema", "isolation", "grader", "submissions"}
    assert report["schema"] == 1
    assert report["isolation"] in ("strict", "partial", "none")
    assert set(report["grader"]) == {"version", "python", "numpy", "cases"}
    assert report["grader"]["cases"] == "public"
    for one in report["submissions"]:
        assert set(one) == SUBMISSION
        assert one["status"] in ("graded", "unreadable")
        assert one["seconds"] >= 0
        for exercise in one["exercises"]:
            assert set(exercise) == EXERCISE
            assert exercise["status"] in EXERCISE_STATUSES
            for check in exercise["checks"]:
                assert set(check) == CHECK
                assert check["passed"] is (check["score"] == check["max_score"])
                assert check["diagnosis"] is None or set(check["diagnosis"]) == {"misconception", "explanation", "hint"}
        parts = [one, *one["exercises"], *(check for exercise in one["exercises"] for check in exercise["checks"])]
        assert all(0 <= part["score"] <= part["max_score"] <= 100 for part in parts)
        assert all(len(part["message"]) <= 4000 for part in parts)
        if one["status"] == "graded":
            assert [exercise["name"] for exercise in one["exercises"]] == list(assignment(one["assignment"]).functions)


@pytest.mark.skipif(os.name != "posix", reason="looks at POSIX permissions")
def test_the_report_is_its_owners_alone(shown: Shown) -> None:
    assert stat.S_IMODE((shown.folder / "report.json").stat().st_mode) == 0o600


def test_right_ones_get_full_marks(shown: Shown) -> None:
    assert [one["score"] for one in shown.of("right")] == [100] * 6


def test_wrong_ones_lose_in_one_place_with_a_diagnosis_and_a_call_that_shows_it(shown: Shown) -> None:
    for one in shown.of("wrong"):
        lost = [exercise for exercise in one["exercises"] if exercise["status"] != "passed"]
        assert len(lost) == 1, one["student"]
        assert any(check["diagnosis"] for check in lost[0]["checks"])
        assert any(check["counterexample"] for check in lost[0]["checks"])


def test_unfinished_ones_get_the_points_of_what_is_done(shown: Shown) -> None:
    assert [one["score"] for one in shown.of("unfinished")] == [0, 50, 65]


def test_broken_ones_get_what_still_works(shown: Shown) -> None:
    found = [(one["score"], one["status"]) for one in shown.of("broken")]
    assert found == [(0, "graded"), (0, "unreadable"), (100, "graded"), (70, "graded"), (100, "graded")]
    [endless] = [e for one in shown.of("broken") for e in one["exercises"] if e["status"] == "timeout"]
    assert endless["name"] == "rnn_backward"


def test_hostile_ones_earn_their_steps_and_nothing_for_the_attack(shown: Shown) -> None:
    for one in shown.of("hostile"):
        scores = {exercise["name"]: exercise["score"] for exercise in one["exercises"]}
        expected = {"rnn_step_forward": 20, "rnn_step_backward": 30, "rnn_forward": 0, "rnn_backward": 0}
        assert scores == expected, one["student"]


def test_where_isolation_is_strict_no_attack_says_that_it_worked(shown: Shown) -> None:
    if shown.report["isolation"] != "strict":
        pytest.skip("this system gives no strict isolation")
    messages = [e["message"] for one in shown.of("hostile") for e in one["exercises"]]
    assert not [message for message in messages if "RuntimeError" in message]


def test_each_attack_is_told_with_what_it_got(shown: Shown) -> None:
    told = re.sub(r"\s+", " ", shown.done.stdout.partition("What the hostile ones tried")[2])
    attacks = [one for one in the_class() if one.tried]
    assert told.count(" 0/20 ") == len(attacks) >= 6
    for one in attacks:
        assert one.tried.split()[0] in told


def test_one_wrong_answer_is_explained_in_full(shown: Shown) -> None:
    explained = shown.done.stdout.partition("One wrong answer")[2].partition("What the hostile")[0]
    assert EXPLAINED in explained
    for part in ("It looks like", "Look at", "import numpy as np", "assert_allclose"):
        assert part in explained


def test_it_says_how_it_was_isolated_where_the_json_is_and_what_to_try_next(shown: Shown) -> None:
    assert f"Isolation: {shown.report['isolation']}" in shown.done.stdout
    assert str(shown.folder / "report.json") in shown.done.stdout
    assert "unrolled grade " in shown.done.stdout


def test_nothing_that_a_student_named_or_printed_reaches_the_terminal_raw(shown: Shown) -> None:
    assert "\x1b" not in shown.done.stdout
    assert "[bold red]Mallory" in re.sub(r"\s", " ", shown.done.stdout).replace("[bold  red]", "[bold red]")
    assert "FULL MARKS" not in shown.done.stdout


def test_it_fits_a_terminal_of_eighty_columns(shown: Shown) -> None:
    from rich.cells import cell_len

    wide = [line for line in shown.done.stdout.splitlines() if cell_len(line) > 80]
    assert all(str(shown.folder) in line for line in wide), wide  # a path is not broken, so that it can be copied


def test_the_class_can_be_graded_again_from_where_it_was_kept(shown: Shown) -> None:
    assert (shown.folder / "unrolled.toml").is_file()
    folders = {path.name for path in (shown.folder / "submitted").iterdir()}
    assert folders == set(shown.submissions)


@pytest.mark.parametrize("kept", ["a folder with something in it", "a file"])
def test_what_is_already_there_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], kept: str) -> None:
    target = tmp_path / "class"
    if kept == "a file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine").write_text("mine")
    assert demo(target) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert str(target) in said.err
    assert [path.name for path in tmp_path.rglob("*")] == (["class"] if kept == "a file" else ["class", "mine"])
