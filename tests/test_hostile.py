"""Hostile and broken submissions earn what they state, reach nothing, leave nothing behind and cost others nothing.

What they are is in `red_team.py` and `hostile/`. All are graded in one class with right students; one in forty is also
graded alone, which tells what each has touched, and with UNROLLED_FULL=1 all are. An attack that works calls `gained`,
which makes a wrong function right, so that its score is not the one it states; or it touches the canary, a folder with
files, sockets and a process that nobody has any business with. The attacks are kept from doing harm where a sandbox is
broken: they signal with SIGCONT, fork a bounded number of times, and aim at the canary.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import unicodedata
import xml.etree.ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from canary import PROJECT, Canary, watch
from conftest import chosen, reference_source, within
from red_team import KINDS, Attack, attacks, bare

from graders.course import Course, Limits
from graders.exercises import ASSIGNMENTS, assignment
from graders.grade import Grader as RealGrader
from graders.grade import grade_paths
from graders.judge.cases import CaseFile
from graders.judge.diagnosis import Diagnosis
from graders.judge.grading import CheckResult, ExerciseResult
from graders.report.html import exercise_page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strict isolation needs Linux")

STATUSES = {"passed", "missing", "killed", "timeout", "error", "partial", "failed"}
QUICK = Limits(cpu=2.0, statement=1.0, top_level=3.0)
HASTY = Limits(cpu=0.3, statement=0.3, top_level=1.0)  # for what hangs
PATIENCE = 240  # seconds after which a judge that still grades one submission is stuck


@pytest.fixture(scope="module", autouse=True)
def orphans_come_to_us() -> Iterator[None]:
    """Make processes that lose their parent ours, so that none hides from `processes_under`."""
    prctl, set_child_subreaper = ctypes.CDLL(None).prctl, 36
    prctl(set_child_subreaper, 1, 0, 0, 0)
    yield
    prctl(set_child_subreaper, 0, 0, 0, 0)


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    """A canary, in an empty working folder, with an empty one for temporary files."""
    workplace = tmp_path / "cwd"
    workplace.mkdir()
    monkeypatch.chdir(workplace)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with watch(workplace, temporary) as watched:
        monkeypatch.setenv("COURSE_TOKEN", f"token {watched.mark}")
        yield watched


# Grading


def refuse_constant(name: str) -> None:
    """Raise on the NaN and Infinity that Python's own JSON would let pass."""
    raise ValueError(f"{name} is not strict JSON")


def strict(text: str) -> dict[str, Any]:
    """Return what is in a JSON text, which may hold no NaN and no infinity."""
    found = json.loads(text, parse_constant=refuse_constant)
    assert isinstance(found, dict)
    return found


def assert_well_formed(submission: dict[str, Any]) -> None:
    """Assert what grading.md promises of a submission in the JSON, whatever the student did."""
    assert submission["status"] in {"graded", "unreadable"}
    wanted = [one.name for one in assignment(submission["assignment"]).exercises]
    assert [exercise["name"] for exercise in submission["exercises"]] == wanted * (submission["status"] == "graded")
    checks = [check for exercise in submission["exercises"] for check in exercise["checks"]]
    for part in [submission, *submission["exercises"], *checks]:
        assert 0 <= part["score"] <= part["max_score"] <= 100
        assert len(part["message"]) <= 4000
    assert {exercise["status"] for exercise in submission["exercises"]} <= STATUSES
    json.dumps(submission, ensure_ascii=False).encode("utf-8")


def told(attack: Attack, submission: dict[str, Any]) -> list[str]:
    """Return a sentence if an attack did not earn exactly what it states."""
    got = submission["score"], submission["status"]
    if got == (attack.earns, attack.status):
        return []
    lost = {one["name"]: one["score"] for one in submission["exercises"] if one["score"] != one["max_score"]}
    return [f"{attack.assignment} {attack.name} earns {attack.earns} {attack.status}, not {got}: {lost}"]


def shown_name(student: str) -> str:
    """Return a student's name as the JSON has it, which is valid UTF-8."""
    return student.encode("utf-8", "backslashreplace").decode()


@dataclass
class Graded:
    """A class as graded by the command line: its submissions by student and assignment, and every report's text."""

    submissions: dict[tuple[str, str], dict[str, Any]]
    isolation: str
    terminal: str
    junit: str
    summary: str


def grade_class(folder: Path, limits: str, *words: str) -> Graded:
    """Grade a class in processes of its own, as an instructor would."""
    reports = {kind: folder.with_name(f"{folder.name}.{kind}") for kind in ("json", "junit", "summary")}
    (folder / "unrolled.toml").write_text(f"[limits]\n{limits}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "graders", "grade", str(folder), "--explain", *words]
        + [word for kind, path in reports.items() for word in (f"--{kind}", str(path))],
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=3600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path.stat().st_mode & 0o077 for path in reports.values()} == {0}
    texts = {kind: path.read_bytes().decode("utf-8") for kind, path in reports.items()}
    report = strict(texts["json"])
    found = {(one["student"], one["assignment"]): one for one in report["submissions"]}
    assert len(found) == len(report["submissions"])
    return Graded(found, report["isolation"], done.stdout + done.stderr, texts["junit"], texts["summary"])


def hand_in(folder: Path, handed: Sequence[Attack], canary: Canary) -> None:
    for attack in handed:
        attack.build(folder / "submitted" / attack.student / attack.assignment, canary.fill)


def hand_in_neighbours(folder: Path, names: Sequence[str]) -> None:
    """Have two students hand in, before and after all others: one whose work is right, and one who still learns."""
    for name in names:
        wrong = next(attack.wrong for attack in attacks() if attack.assignment == name and attack.wrong)
        for student, text in (("aaa-right", reference_source(name)), ("zzz-learning", bare(name, *wrong))):
            place = folder / "submitted" / student / name
            place.mkdir(parents=True)
            (place / f"{name}.py").write_text(text, encoding="utf-8")


def neighbours_in(graded: Graded) -> dict[tuple[str, str], dict[str, Any]]:
    """Return all that stands in the report of the two who attack nobody, but for the time that it took."""
    ours = {key: one for key, one in graded.submissions.items() if key[0] in {"aaa-right", "zzz-learning"}}
    return {key: {**one, "seconds": 0, "path": ""} for key, one in ours.items()}


def dangers(text: str) -> set[str]:
    """Return the signs in a report that a terminal would obey or a reader be deceived by."""
    return {sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}} - {"\n"}


def page_of(exercise: dict[str, Any]) -> str:
    """Return an exercise's feedback page, as nbgrader shows it, from the JSON report."""
    checks = [
        CheckResult(**{**check, "diagnosis": Diagnosis(**check["diagnosis"]) if check["diagnosis"] else None})
        for check in exercise["checks"]
    ]
    return exercise_page(ExerciseResult(**{**exercise, "checks": checks}), exercise["score"], exercise["max_score"])


MARKUP = re.compile("<(?!/?(?:div|p|strong|br|ul|li|pre|span|details|summary)\\b[^<>]*>)", re.IGNORECASE)


def assert_reports_are_harmless(graded: Graded) -> None:
    """Assert that nothing of what was handed in gets into a report as anything but text."""
    assert dangers(graded.terminal) == dangers(graded.junit) == dangers(graded.summary) == set()
    assert "Traceback" not in graded.terminal
    suites = xml.etree.ElementTree.fromstring(graded.junit)
    assert len(list(suites.iter("testsuite"))) == len(graded.submissions)
    assert {one.tag for one in suites.iter()} <= JUNIT
    assert not re.search(r"<(?:script|img|iframe)|\]\(javascript", graded.summary, re.IGNORECASE)
    for submission in graded.submissions.values():
        for exercise in submission["exercises"]:
            page = page_of(exercise)
            assert dangers(page) == set()
            assert not MARKUP.search(page), page


JUNIT = {"testsuites", "testsuite", "testcase", "properties", "property", "failure", "error", "skipped", "system-out"}


# The suite


def test_the_red_team_is_large_and_attacks_every_assignment() -> None:
    assert len(attacks()) >= 240
    for name in ASSIGNMENTS:
        assert sum(attack.assignment == name for attack in attacks()) >= 15, name
    for kind in KINDS:
        assert any(attack.kind == kind for attack in attacks()), kind


@pytest.mark.parametrize("attack", [one for one in attacks() if one.text and not one.why], ids=lambda one: one.name)
def test_an_attack_earns_what_its_honest_functions_are_worth_or_says_why_not(attack: Attack) -> None:
    """A backward function whose forward pass is wrong has nothing to go back through."""
    exercises = assignment(attack.assignment).exercises
    worth = {part.name: part.points for one in exercises for part in (one.checks if len(exercises) == 1 else [one])}
    wrong = {*attack.wrong, *(one.name for one in exercises if one.forward in attack.wrong)}
    assert set(attack.wrong) <= worth.keys()
    assert attack.earns == pytest.approx(sum(points for name, points in worth.items() if name not in wrong))


def alone(folder: Path, attack: Attack, canary: Canary) -> dict[str, Any]:
    """Grade one attack in this process, as a class of one, and return the report."""
    hand_in(folder, [attack], canary)
    with within(PATIENCE):
        report = grade_paths([folder], config=Course(limits=HASTY if attack.slow else QUICK), jobs=1)
    return strict(json.dumps(report.to_dict(), allow_nan=False))


@pytest.fixture(scope="module")
def strictly() -> None:
    """Skip where isolation is not strict: attacks are only let loose where it is."""
    with RealGrader(Course(), CaseFile.public()) as one:
        if (level := one.isolation().level) != "strict":
            pytest.skip(f"this system gives {level} isolation, the attacks need strict")


def test_an_attack_that_gained_something_would_show_in_the_score(
    strictly: None, canary: Canary, tmp_path: Path
) -> None:
    attack = next(one for one in attacks() if one.name == "become_root")
    working = replace(attack, text=attack.text + '\ngained("all")\n')
    [submission] = alone(tmp_path / "class", working, canary)["submissions"]
    assert submission["score"] == 100
    assert told(attack, submission)


def test_a_canary_that_is_touched_would_show(canary: Canary) -> None:
    assert canary.traces() == []
    (canary.folder / "secret.txt").chmod(0o600)
    door = socket.socket(socket.AF_UNIX)
    door.bind(f"\0{canary.mark}-another")
    shared = Path("/dev/shm") / canary.mark
    shared.touch()
    with socket.create_connection(canary.tcp.getsockname()), door:
        os.kill(canary.victim.pid, signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGCONT)
        (Path.cwd() / "left").touch()
        (Path(os.environ["TMPDIR"]) / "temporary").touch()
        time.sleep(0.2)
        traces = " ".join(canary.traces())
    shared.unlink()
    for trace in (
        "canary",
        "connection",
        "SIGUSR1",
        "own process",
        "cwd/left",
        "tmp/temporary",
        "a socket",
        f"shm/{canary.mark}",
    ):
        assert trace in traces, trace


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "a\u202eb", "\x9b1m", "\u2028", "<script>", "<img src=x>", "<div onclick"]
)
def test_a_report_that_hid_nothing_would_show(text: str) -> None:
    assert dangers(text) or MARKUP.search(text)


@pytest.mark.parametrize("attack", [one for one in attacks() if chosen(one.name, 40)], ids=lambda one: one.name)
def test_attack_gains_nothing_and_leaves_nothing(
    attack: Attack, strictly: None, canary: Canary, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """All are in the classes below; alone, it is seen which of them has touched something."""
    report = alone(tmp_path / "class", attack, canary)

    assert report["isolation"] == "strict"
    [submission] = report["submissions"]
    assert_well_formed(submission)
    assert told(attack, submission) == []
    assert canary.traces() == []
    shown = capfd.readouterr()
    assert not dangers(shown.out + shown.err)


def test_files_beside_a_submission_have_no_effect(
    strictly: None, canary: Canary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where they lie in the instructor's own working folder."""
    attack = next(one for one in attacks() if one.name == "modules_beside")
    attack.build(tmp_path / attack.assignment, canary.fill)
    monkeypatch.chdir(tmp_path / attack.assignment)

    with within(PATIENCE):
        [submission] = grade_paths(["."], config=Course()).to_dict()["submissions"]

    assert told(attack, submission) == []
    assert canary.traces() == []


# Three classes: what tells its reader something is graded with the search for a call that shows it, at which text of a
# student's comes up; what hangs has little time, and hangs in many processes at once.
TELLING = {"forged reports", "injection", "look-up"}
CLASSES = {
    "quick": ("cpu = 2\nstatement = 1\ntop_level = 3\nsearch = 0", 2, tuple(ASSIGNMENTS)),
    "telling": ("cpu = 2\nstatement = 1\ntop_level = 3\nsearch = 20", 2, ("vanilla_rnn",)),
    "slow": ("cpu = 0.3\nstatement = 0.3\ntop_level = 1\nsearch = 0", 8, ("vanilla_rnn", "character_model")),
}


def class_of(attack: Attack) -> str:
    return "slow" if attack.slow else "telling" if attack.kind in TELLING else "quick"


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_of_attacks_earns_what_each_states_and_costs_right_students_nothing(
    kind: str, strictly: None, canary: Canary, tmp_path: Path
) -> None:
    """Takes about 80 s of CPU time for all three."""
    handed = [one for one in attacks() if class_of(one) == kind]
    limits, jobs, names = CLASSES[kind]
    quiet, hostile = tmp_path / "quiet", tmp_path / "hostile"
    for folder in (quiet, hostile):
        hand_in_neighbours(folder, names)
    hand_in(hostile, handed, canary)

    expected = grade_class(quiet, limits, "--jobs", str(jobs))
    graded = grade_class(hostile, limits, "--jobs", str(jobs))

    assert graded.isolation == "strict"
    places = {(shown_name(attack.student), attack.assignment): attack for attack in handed}
    assert graded.submissions.keys() == places.keys() | expected.submissions.keys()
    for submission in graded.submissions.values():
        assert_well_formed(submission)
    wrong = [sentence for place, attack in places.items() for sentence in told(attack, graded.submissions[place])]
    assert not wrong, "\n".join(wrong)
    assert {expected.submissions["aaa-right", name]["score"] for name in names} == {100}
    assert neighbours_in(graded) == neighbours_in(expected)
    assert canary.traces() == []
    assert_reports_are_harmless(graded)
    if kind == "telling":  # it tells of the small call that is shown, and of no hidden case
        sizes = re.findall(r"told of (\d+) numbers", json.dumps(list(graded.submissions.values())))
        assert 0 < max(map(int, sizes)) <= 8
