"""What the tests share: one sandbox that grades source text in this process."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import io
import itertools
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import traceback
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

import graders.grade
from graders.cli import main
from graders.collect import Entry
from graders.course import Course
from graders.exercises import ASSIGNMENTS, assignment
from graders.grade import Grader
from graders.judge.cases import CaseFile
from graders.judge.grading import CheckResult, ExerciseResult
from graders.judge.submission import Limits
from graders.release.lesson import plain_imports
from graders.results import SubmissionResult
from graders.sandbox.host import Sandbox
from solutions import char_rnn

SUBMISSIONS = Path(__file__).parent / "submissions"
FRESH_SEED = 20_240_229
Grade = Callable[..., SubmissionResult]
FULL = os.environ.get("UNROLLED_FULL") == "1"

# What takes longest, and the processes among which the README has it shared out: each begins with its part of that, so
# that what is left at the end is short.
LONG = tuple(
    "hostile nbgrader authoring judge guide kit package bad_input "
    "nbgrader_databases nbgrader_parity nbgrader_wishes notebook_outputs".split()
)
PROCESSES = 4

sys.modules["char_rnn"] = char_rnn  # what students find beside their file
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # so a shell starts what runs behind its prompt; Ctrl-C is tested
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files at the beginning of the parts of the list with which xdist's processes begin."""
    files = [f"test_{name}.py" for name in LONG]
    rest = iter([item for item in items if item.path.name not in files])
    ordered: list[pytest.Item] = []
    for process in range(PROCESSES):
        ordered += [item for item in items if item.path.name in files[process::PROCESSES]]
        ordered += itertools.islice(rest, max(0, len(items) * (process + 1) // PROCESSES - len(ordered)))
    items[:] = [*ordered, *rest]


def without(capability: str) -> None:
    """Skip the test because this system lacks something, by name; where everything must be there, fail."""
    if os.environ.get("UNROLLED_CI") == "1":
        pytest.fail(f"this system lacks {capability}, and under UNROLLED_CI=1 nothing may be lacking")
    pytest.skip(f"this system lacks {capability}")


def chosen(name: str, share: int) -> bool:
    """Tell whether a test that takes long is run for this one: for one in `share`, the same ones each time.

    With UNROLLED_FULL=1 it is run for all.
    """
    return FULL or zlib.crc32(name.encode()) % share == 0


def reference_source(name: str) -> str:
    """Return the source of an assignment's reference, visible checks and all, as a right submission."""
    return plain_imports(inspect.getsource(assignment(name).reference))


def exercise_of(result: SubmissionResult, name: str) -> ExerciseResult:
    """Return one exercise's result."""
    return next(exercise for exercise in result.exercises if exercise.name == name)


def check_of(result: SubmissionResult, exercise: str, name: str) -> CheckResult:
    """Return one check's result."""
    return next(check for check in exercise_of(result, exercise).checks if check.name == name)


def lost(result: SubmissionResult) -> dict[str, float]:
    """Return the points that each exercise lost, those that lost none left out."""
    assert result.status == "graded", result.message
    return {one.name: one.max_score - one.score for one in result.exercises if one.score != one.max_score}


def as_notebook(*cells: str) -> str:
    """Return a notebook of code cells."""
    made = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text} for text in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _grades(grader: Grader, folder: Path) -> Grade:
    def graded(source: str, assignment: str = "vanilla_rnn", kind: str = "py", **limits: float) -> SubmissionResult:
        path = folder / f"{assignment}.{kind}"
        path.write_text(source, encoding="utf-8")
        before = grader.course
        if limits:
            grader.course = replace(before, limits=replace(before.limits, **limits))
        try:
            return grader.grade(Entry("student", str(path), assignment, str(folder)))
        finally:
            grader.course = before

    return graded


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test finds what another has kept, nor what its user has."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / f"cache-{secrets.token_hex(8)}"))


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same for what fixtures do that are made for many tests."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """One grader with the public cases and its sandbox, for the whole session."""
    course = Course(require="none", limits=Limits())
    with Grader(course, course.case_file()) as one:
        yield one


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a path at which `make` put something, once for all processes of a test run; nobody may change it."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path, lock = base / name, base / f"{name}.lock"
    until = time.monotonic() + 600
    while not path.exists():
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            assert time.monotonic() < until, f"{name} was not made by the process that began it"
            time.sleep(0.1)
            continue
        try:
            if not path.exists():
                make(base / f"{name}.new")
                (base / f"{name}.new").rename(path)
        finally:
            lock.unlink()
    return path


@pytest.fixture(scope="session")
def new_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course as `unrolled init "a course"` made it, and beside it what that said; the cases are always the same."""
    pytest.importorskip("hypothesis")

    def make(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "a course").mkdir(parents=True)  # an empty folder will do
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(secrets, "randbits", lambda bits: FRESH_SEED)
            done = run_here("init", "a course")
        assert done.code == 0, done.err
        (folder / "said.txt").write_text(done.out)

    return made_once(tmp_path_factory, "new-course", make) / "a course"


@pytest.fixture(scope="session")
def grade(grader: Grader, tmp_path_factory: pytest.TempPathFactory) -> Grade:
    """A function that grades source text in this process, with limits of its own if some are given."""
    return _grades(grader, tmp_path_factory.mktemp("graded"))


@pytest.fixture(scope="session")
def reference() -> dict[str, str]:
    """The source of each assignment's reference."""
    return {name: reference_source(name) for name in ASSIGNMENTS}


# The command line, in this process


@dataclass
class Outcome:
    """What one run of the command line gave; the report, if there is one, was strict JSON."""

    code: int
    out: str
    err: str
    report: dict[str, Any] | None = None

    @property
    def submissions(self) -> dict[str, dict[str, Any]]:
        """The submissions by student; each appears once."""
        assert self.report is not None, self.err
        found = self.report["submissions"]
        by_student = {submission["student"]: submission for submission in found}
        assert len(by_student) == len(found)
        return by_student


@contextlib.contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail where the judge itself is stuck, by a signal that it does not take for a worker's."""

    def late(*_: object) -> None:
        pytest.fail(f"the judge is still not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run_here(*words: str | os.PathLike[str]) -> Outcome:
    """Run `unrolled VERB …` in this process, which spares it the start of another; an exception is the test's."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([os.fspath(word) for word in words])
        except SystemExit as stop:  # how argparse ends
            code = int(stop.code or 0)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    assert "Traceback" not in "".join(texts)
    return Outcome(code, *texts)


@pytest.fixture
def kept(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every grader of this process use the session's sandbox and practice cases: both take long to get ready."""
    sandbox = grader.sandbox

    def the_sandbox(memory: int, cpu: float) -> Sandbox:
        return sandbox if (memory, cpu) == (sandbox.memory, sandbox.cpu) else Sandbox(memory, cpu)

    def leave(one: Grader, *details: object) -> None:
        if one.sandbox is not sandbox:
            one.sandbox.close()

    monkeypatch.setattr(graders.grade, "Sandbox", the_sandbox)
    monkeypatch.setattr(Grader, "__exit__", leave)
    monkeypatch.setattr(CaseFile, "public", lambda: grader.cases)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # what several processes change, other tests show


# nbgrader's commands


def run_nbgrader(folder: Path, *words: str, alone: bool = False) -> tuple[int | None, str]:
    """Run one of nbgrader's commands in a folder; return its exit status and all that it said.

    nbgrader takes two seconds to start, so it is imported here, and a command is a copy of this process if not `alone`.
    """
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    if alone or not hasattr(os, "fork"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words], cwd=folder, env={**os.environ, **_nbgraders_settings(folder)},
            text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout
    copy = start_nbgrader(folder, *words, said=home / "said.txt")
    try:
        with within(300):
            _, status = os.waitpid(copy, 0)
    except BaseException:
        os.kill(copy, signal.SIGKILL)
        raise
    return os.waitstatus_to_exitcode(status), (home / "said.txt").read_text("utf-8")


def start_nbgrader(folder: Path, *words: str, said: Path) -> int:
    """Start a copy of this process that is one of nbgrader's commands; return its number. What it says is in `said`.

    It is a group of its own, so that Ctrl-C can be sent to it and all that it starts, as a terminal does.
    """
    for part in ("apps", "converters", "plugins", "preprocessors"):
        importlib.import_module(f"nbgrader.{part}")
    copy = os.fork()
    if not copy:
        _be_nbgrader(folder, words, said)
    return copy


def _nbgraders_settings(folder: Path) -> dict[str, str]:
    """Return the environment variables by which nbgrader finds nothing of its user's."""
    home = str(folder / ".home")
    settings = {"JUPYTER_CONFIG_DIR": home, "JUPYTER_RUNTIME_DIR": home, "IPYTHONDIR": home}
    return {**settings, "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}  # for alembic


def _be_nbgrader(folder: Path, words: tuple[str, ...], said: Path) -> NoReturn:
    """Be one of nbgrader's commands, from its start to its end, and leave what is the tests' own alone."""
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(folder)
        os.environ.update(_nbgraders_settings(folder))
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for number, descriptor in enumerate((os.open(os.devnull, os.O_RDONLY), out, out)):
            os.dup2(descriptor, number)
        sys.stdout = sys.stderr = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
        importlib.import_module("nbgrader.apps").NbGraderApp.launch_instance(list(words))
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def functions_of(source: str) -> dict[str, str]:
    """Return the source of each function at top level, by name."""
    tree = ast.parse(source)
    return {
        node.name: ast.get_source_segment(source, node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)
    }


def submission(name: str, **replaced: str | None) -> str:
    """Return the reference with some functions replaced by other source, or left out (None).

    An argument that names no function of the reference, such as `before`, is put in front.
    """
    right = reference_source(name)
    imports = [ast.unparse(node) for node in ast.parse(right).body if isinstance(node, ast.Import | ast.ImportFrom)]
    parts = {key: text for key, text in functions_of(right).items() if not key.startswith("test_")}
    first = [text for key, text in replaced.items() if key not in parts and text]
    texts = {**parts, **{key: text for key, text in replaced.items() if key in parts}}
    return "\n\n\n".join([*imports, *first, *(textwrap.dedent(text) for text in texts.values() if text)]) + "\n"
