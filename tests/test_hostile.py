"""Hostile and broken submissions earn what they state, reach nothing, leave nothing behind and cost others nothing.

What they are is in `red_team.py` and `hostile/`. All are graded in one class with right students; one in twenty is also
graded alone, which tells what each has touched, and with UNROLLED_FULL=1 all are. An attack that works calls `gained`,
which makes a wrong function right, so that its score is not the one it states; or it touches the canary, a folder with
files, sockets and a process that nobody has any business with. The attacks are kept from doing harm where a sandbox is
broken: they signal with SIGCONT, fork a bounded number of times, and aim at the canary.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unicodedata
import xml.etree.ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
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

PROJECT = Path(__file__).resolve().parent.parent

STATUSES = {"passed", "missing", "killed", "timeout", "error", "partial", "failed"}
QUICK = Limits(cpu=2.0, statement=1.0, top_level=3.0)
HASTY = Limits(cpu=0.3, statement=0.3, top_level=1.0)  # for what hangs
PATIENCE = 240  # seconds after which a judge that still grades one submission is stuck

VICTIM = """
import os, signal, time
def note(number, frame):
    os.write(1, signal.Signals(number).name.encode() + b"\\n")
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, note)
    except OSError:
        pass
os.write(1, b"ready\\n")
while True:
    time.sleep(60)
"""


# The canary


def processes_under(ancestor: int) -> set[int]:
    """Return the process ids of every living descendant of a process."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = entry.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                children.setdefault(int(parent), []).append(int(entry.parent.name))
    found: set[int] = set()
    waiting = [ancestor]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def look_of(path: Path) -> tuple[object, ...]:
    """Return everything about a file that an attack could change."""
    about = path.lstat()
    attributes = {name: os.getxattr(path, name) for name in os.listxattr(path, follow_symlinks=False)}
    content = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
    return (
        about.st_mode,
        about.st_uid,
        about.st_gid,
        about.st_nlink,
        about.st_mtime_ns,
        attributes,
        content,
    )


def looks_in(folder: Path) -> dict[str, tuple[object, ...]]:
    return {str(path.relative_to(folder)): look_of(path) for path in [folder, *sorted(folder.rglob("*"))]}


@dataclass
class Canary:
    """What nobody has any business with, and how it looked before."""

    folder: Path
    victim: subprocess.Popen[bytes]
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    abstract: socket.socket
    mark: str
    empty: tuple[Path, ...]
    signals: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = looks_in(self.folder)
        self.victim_before = self._victim_settings()
        self.processes_before = processes_under(os.getpid())
        self.shared_before = {path.name for path in Path("/dev/shm").glob("*")}

    def fill(self, text: str) -> str:
        """Return a hostile text with the canary's addresses in it."""
        addresses = {
            "@CANARY@": self.folder,
            "@PROJECT@": PROJECT,
            "@MARK@": self.mark,
            "@TCP_PORT@": self.tcp.getsockname()[1],
            "@UDP_PORT@": self.udp.getsockname()[1],
            "@UNIX@": self.folder / "socket",
            "@ABSTRACT@": self.mark + "-abstract",
            "@VICTIM_PID@": self.victim.pid,
        }
        for name, address in addresses.items():
            text = text.replace(name, str(address))
        return text

    def traces(self) -> list[str]:
        """Return a sentence for each thing that was touched, reached or left behind."""
        found = []
        after = looks_in(self.folder) if self.folder.is_dir() else {}
        changed = {name for name in self.before | after if self.before.get(name) != after.get(name)}
        if changed:
            found.append(f"changed in the canary: {sorted(changed)}")
        for name, listener in (("TCP", self.tcp), ("unix", self.unix), ("abstract", self.abstract)):
            with contextlib.suppress(BlockingIOError):
                listener.accept()
                found.append(f"a connection by {name}")
        with contextlib.suppress(BlockingIOError):
            found.append(f"a datagram: {self.udp.recv(1000)!r}")
        found += self._victim_traces()
        if self.signals:
            found.append(f"signals to the tests' own process: {self.signals}")
        found += [f"a file: {path}" for path in [*self._marked_files(), *self._left_files()]]
        with contextlib.suppress(OSError):
            lines = [line for line in Path("/proc/net/unix").read_text().splitlines() if self.mark in line]
            found += [f"a socket: {line}" for line in lines if not line.endswith(f"@{self.mark}-abstract")]
        if left := self._processes_left():
            found.append(f"processes: {left}")
        return found

    def _victim_settings(self) -> tuple[object, ...]:
        pid = self.victim.pid
        return (
            os.getpriority(os.PRIO_PROCESS, pid),
            os.sched_getaffinity(pid),
            os.sched_getscheduler(pid),
        )

    def _victim_traces(self) -> list[str]:
        if self.victim.poll() is not None:
            return [f"the victim's death: {self.victim.returncode}"]
        found = []
        if self._victim_settings() != self.victim_before:
            found.append(f"the victim's priority: {self._victim_settings()}")
        assert self.victim.stdout is not None
        if said := self.victim.stdout.read():
            found.append(f"signals to the victim: {said!r}")
        state = Path(f"/proc/{self.victim.pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state in "tT":
            found.append("a stop of the victim")
        return found

    def _marked_files(self) -> list[Path]:
        flat = {
            Path("/"),
            Path("/tmp"),
            Path("/var/tmp"),
            Path("/dev/shm"),
            Path("/run"),
            Path.home(),
            Path.cwd(),
        }
        flat |= {
            Path(tempfile.gettempdir()),
            self.folder.parent,
            *(Path(path) for path in sys.path if path),
        }
        found = [path for folder in flat if folder.is_dir() for path in folder.glob(f"*{self.mark}*")]
        for folder in ("graders", "solutions", "assignments", "tests"):
            found += (PROJECT / folder).rglob(f"*{self.mark}*")
        return found

    def _left_files(self) -> list[Path]:
        """Return what lies where nothing lay before: in the folders that were empty, and in shared memory."""
        for _ in range(40):  # others make things there, and take them away again
            left = [path for folder in self.empty for path in folder.iterdir()]
            left += [path for path in Path("/dev/shm").glob("*") if path.name not in self.shared_before]
            left += Path("/tmp").glob("left_by_*")
            if not left:
                break
            time.sleep(0.05)
        return left

    def _processes_left(self) -> set[int]:
        for _ in range(40):
            left = processes_under(os.getpid()) - self.processes_before
            if not left:
                break
            time.sleep(0.05)
        return left


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
    mark = f"mark{secrets.token_hex(6)}"
    workplace = tmp_path / "cwd"
    workplace.mkdir()
    monkeypatch.chdir(workplace)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("COURSE_TOKEN", f"token {mark}")
    with contextlib.ExitStack() as stack:
        # Not below pytest's own folder, which is closed to others whatever a sandbox does.
        folder = Path(tempfile.mkdtemp(prefix="canary-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o777)
        secret = folder / "secret.txt"
        secret.write_text(f"the canary's secret {secrets.token_hex(6)}")
        secret.chmod(0o666)
        os.mkfifo(folder / "fifo")
        (folder / "fifo").chmod(0o666)
        # A grader that lets descriptors through hands this one on.
        leak = os.open(secret, os.O_RDWR)
        stack.callback(os.close, leak)
        os.set_inheritable(leak, True)

        def listening(family: int, kind: int, address: Any) -> socket.socket:
            door = stack.enter_context(socket.socket(family, kind))
            door.bind(address)
            if kind == socket.SOCK_STREAM:
                door.listen()
            door.setblocking(False)
            return door

        tcp = listening(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        udp = listening(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        unix = listening(socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "socket"))
        abstract = listening(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{mark}-abstract")
        (folder / "socket").chmod(0o777)
        victim = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", VICTIM],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        assert victim.stdout is not None
        stack.enter_context(victim.stdout)
        assert victim.stdout.readline() == b"ready\n"
        os.set_blocking(victim.stdout.fileno(), False)

        watched = Canary(folder, victim, tcp, udp, unix, abstract, mark, (workplace, temporary))
        before = signal.signal(signal.SIGCONT, lambda number, _: watched.signals.append(number))
        stack.callback(signal.signal, signal.SIGCONT, before)
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


MARKUP = re.compile("<(?!/?(?:div|p|strong|br|ul|li|pre)\\b[^<>]*>)", re.IGNORECASE)


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
    exercises = assignment(attack.assignment).exercises
    worth = {part.name: part.points for one in exercises for part in (one.checks if len(exercises) == 1 else [one])}
    assert set(attack.wrong) <= worth.keys()
    assert attack.earns == pytest.approx(sum(points for name, points in worth.items() if name not in attack.wrong))


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


@pytest.mark.parametrize("attack", [one for one in attacks() if chosen(one.name, 24)], ids=lambda one: one.name)
def test_attack_alone_gains_nothing_and_leaves_nothing(
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


@pytest.mark.parametrize("slow", [False, True], ids=["quick", "slow"])
def test_a_class_of_attacks_earns_what_each_states_and_costs_right_students_nothing(
    slow: bool, strictly: None, canary: Canary, tmp_path: Path
) -> None:
    handed = [one for one in attacks() if one.slow == slow]
    names = list(dict.fromkeys(one.assignment for one in handed))
    # What hangs hangs in many processes at once, so that it takes no longer than one of them.
    limits = (
        "cpu = 0.3\nstatement = 0.3\ntop_level = 1" if slow else "cpu = 2\nstatement = 1\ntop_level = 3\nsearch = 1"
    )
    jobs = ["--jobs", "8"] if slow else []
    quiet, hostile = tmp_path / "quiet", tmp_path / "hostile"
    for folder in (quiet, hostile):
        hand_in_neighbours(folder, names)
    hand_in(hostile, handed, canary)

    expected = grade_class(quiet, limits, *jobs)
    graded = grade_class(hostile, limits, *jobs)

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
    sizes = [int(size) for size in re.findall(r"told of (\d+) numbers", json.dumps(list(graded.submissions.values())))]
    assert max(sizes, default=0) <= 8  # no hidden case is told, but the small call that is shown
