"""Hostile submissions earn nothing, reach nothing and leave nothing behind.

Each file in `hostile/` is appended to `hostile/bare.py`, a submission that is right but for
rnn_forward, and must earn exactly what that earns alone, in a class with all others (one in twelve, and those that
hang, are also graded alone, which tells what each has touched): an attack that works makes rnn_forward
right (`gained`), or touches the canary, a folder with files, sockets and a process that nobody has
any business with. The attacks are kept from doing harm where a sandbox is broken: they signal with
SIGCONT, fork a bounded number of times, and aim at the canary.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import chosen, within

from graders.course import Course, Limits
from graders.grade import Grader as RealGrader
from graders.grade import grade_paths
from graders.judge.cases import CaseFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strict isolation needs Linux")

PROJECT = Path(__file__).resolve().parent.parent
BARE = bare("vanilla_rnn", "rnn_forward")
RIGHT = BARE + '\ngained("nothing: this submission is right")\n'

EXERCISES = ["rnn_step_forward", "rnn_step_backward", "rnn_forward", "rnn_backward"]
STATUSES = {"passed", "missing", "killed", "timeout", "error", "partial", "failed"}
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
    signals: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = looks_in(self.folder)
        self.victim_before = self._victim_settings()
        self.processes_before = processes_under(os.getpid())

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
        found += [f"a file: {path}" for path in self._marked_files()]
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
    mark = f"mark{secrets.token_hex(6)}"
    workplace = tmp_path / "cwd"
    workplace.mkdir()
    monkeypatch.chdir(workplace)
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

        watched = Canary(folder, victim, tcp, udp, unix, abstract, mark)
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


def scores_of(submission: dict[str, Any]) -> dict[str, float]:
    return {exercise["name"]: exercise["score"] for exercise in submission["exercises"]}


def assert_well_formed(submission: dict[str, Any]) -> None:
    """Assert what grading.md promises of a submission in the JSON, whatever the student did."""
    assert submission["status"] == "graded"
    assert [exercise["name"] for exercise in submission["exercises"]] == EXERCISES
    checks = [check for exercise in submission["exercises"] for check in exercise["checks"]]
    for part in [submission, *submission["exercises"], *checks]:
        assert 0 <= part["score"] <= part["max_score"] <= 100
        assert len(part["message"]) <= 4000
    assert {exercise["status"] for exercise in submission["exercises"]} <= STATUSES
    json.dumps(submission, ensure_ascii=False).encode("utf-8")


Grader = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def grade(tmp_path_factory: pytest.TempPathFactory, grader: RealGrader) -> Grader:
    """A function that grades one text as vanilla_rnn, in a sandbox of its own, and returns the report."""

    def graded(text: str, course: Course | None = None) -> dict[str, Any]:
        path = tmp_path_factory.mktemp("handed-in") / "vanilla_rnn.py"
        path.write_text(text, encoding="utf-8")
        with within(PATIENCE), pytest.MonkeyPatch.context() as patch:
            patch.setattr(CaseFile, "public", lambda: grader.cases)  # what the references answer is known by now
            report = grade_paths([path], config=course or Course(limits=Limits(cpu=2.0, statement=1.0, top_level=3.0)))
        return strict(json.dumps(report.to_dict(), allow_nan=False))

    return graded


@pytest.fixture(scope="module")
def bare(grade: Grader) -> dict[str, Any]:
    """The submission `bare.py` alone, as graded. Attacks run only where isolation is strict."""
    report = grade(BARE)
    if report["isolation"] != "strict":
        pytest.skip(f"this system gives {report['isolation']} isolation, the attacks need strict")
    submission: dict[str, Any] = report["submissions"][0]
    return submission


def test_bare_submission_earns_its_steps_and_nothing_for_its_sequence(bare: dict[str, Any]) -> None:
    assert_well_formed(bare)
    status = {exercise["name"]: exercise["status"] for exercise in bare["exercises"]}
    assert status["rnn_step_forward"] == "passed"
    assert status["rnn_step_backward"] == "passed"
    assert scores_of(bare)["rnn_forward"] == 0
    assert scores_of(bare)["rnn_backward"] == 0


def test_an_attack_that_gained_something_would_show_in_the_score(grade: Grader) -> None:
    report = grade(RIGHT)
    assert [exercise["status"] for exercise in report["submissions"][0]["exercises"]] == ["passed"] * 4


def test_a_canary_that_is_touched_would_show(canary: Canary) -> None:
    assert canary.traces() == []
    (canary.folder / "secret.txt").chmod(0o600)
    with socket.create_connection(canary.tcp.getsockname()):
        os.kill(canary.victim.pid, signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGCONT)
        (Path.cwd() / canary.mark).touch()
        time.sleep(0.2)
        traces = " ".join(canary.traces())
    for trace in ("canary", "connection", "SIGUSR1", "own process", "a file"):
        assert trace in traces


@pytest.mark.parametrize("name", [name for name in ATTACKS if name in SLOW or chosen(name, 12)])  # all are in the class
def test_attack_gains_nothing_and_leaves_nothing(
    name: str,
    bare: dict[str, Any],
    canary: Canary,
    grade: Grader,
    capfd: pytest.CaptureFixture[str],
) -> None:
    course = (
        Course(limits=Limits(cpu=0.3, statement=0.3, top_level=1.0))
        if name in SLOW
        else Course(limits=Limits(cpu=2.0, statement=1.0, top_level=3.0))
    )
    report = grade(canary.fill(BARE + "\n" + ATTACKS[name]), course)

    assert report["isolation"] == "strict"
    [submission] = report["submissions"]
    assert_well_formed(submission)
    expected, actual = scores_of(bare), scores_of(submission)
    if name in LOSING:
        assert {exercise: max(score, expected[exercise]) for exercise, score in actual.items()} == expected
    else:
        assert actual == expected
    assert canary.traces() == []
    shown = capfd.readouterr()
    assert not set(shown.out + shown.err) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_files_beside_a_submission_have_no_effect(
    tmp_path: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vanilla_rnn"
    folder.mkdir()
    (folder / "vanilla_rnn.py").write_text(BARE, encoding="utf-8")
    plant = canary.fill("open('@CANARY@/@MARK@', 'w')\nallclose = array_equal = lambda *arguments: True\n")
    for name in (
        "numpy",
        "json",
        "struct",
        "hypothesis",
        "conftest",
        "sitecustomize",
        "solutions",
        "nbgrader_config",
    ):
        (folder / f"{name}.py").write_text(plant, encoding="utf-8")
    (folder / "plant.pth").write_text(plant.replace("open", "import os; open"), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", encoding="utf-8")
    monkeypatch.chdir(folder)

    with within(PATIENCE):
        [submission] = grade_paths([folder], config=Course()).to_dict()["submissions"]

    assert scores_of(submission)["rnn_step_forward"] > 0
    assert scores_of(submission)["rnn_forward"] == 0
    assert canary.traces() == []


def test_hostile_class_costs_right_students_nothing(bare: dict[str, Any], canary: Canary, tmp_path: Path) -> None:
    course = tmp_path / "course"
    texts = {name: BARE + "\n" + text for name, text in ATTACKS.items() if name not in SLOW}
    texts |= {"aaa-right": RIGHT, "zzz-right": RIGHT}
    for student, text in texts.items():
        folder = course / "submitted" / student / "vanilla_rnn"
        folder.mkdir(parents=True)
        (folder / "vanilla_rnn.py").write_text(canary.fill(text), encoding="utf-8")
    report_file = tmp_path / "report.json"

    done = subprocess.run(
        [sys.executable, "-m", "graders", "grade", str(course), "--json", str(report_file)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=1800,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    report = strict(report_file.read_bytes().decode("utf-8"))
    submissions = {submission["student"]: submission for submission in report["submissions"]}
    assert len(report["submissions"]) == len(texts)
    assert submissions.keys() == texts.keys()
    for right in ("aaa-right", "zzz-right"):
        assert submissions[right]["score"] == submissions[right]["max_score"] == 100
    for name in texts.keys() - {"aaa-right", "zzz-right"}:
        assert_well_formed(submissions[name])
        expected, actual = scores_of(bare), scores_of(submissions[name])
        if name in LOSING:
            actual = {exercise: max(score, expected[exercise]) for exercise, score in actual.items()}
        assert actual == expected, name
    assert canary.traces() == []
    assert "Traceback" not in done.stdout + done.stderr
    dangerous = {sign for sign in done.stdout + done.stderr if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}}
    assert dangerous <= {"\n"}
    assert report_file.stat().st_mode & 0o077 == 0
