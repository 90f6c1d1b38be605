"""Fair limits: what is slow and right passes on a busy machine, and what a neighbour does costs nobody anything.

Nothing here rests on how fast this machine is: limits grow with the time that a fixed piece of work takes, and what
waits for something waits for minutes. Together they take about 25 seconds of CPU time, with UNROLLED_FULL=1 15 minutes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import FULL, Grade, lost, reference_source, submission, without

from graders.course import Course
from graders.exercises import ASSIGNMENTS, assignment
from graders.grade import Grader, SubmissionResult, grade_paths
from graders.judge.cases import CaseFile
from graders.judge.submission import ALLOWED, Limits
from graders.misconceptions import misconceptions
from graders.sandbox import host, wire
from graders.sandbox.host import PATIENCE, Death, Sandbox, Worker
from graders.sandbox.turns import Turns

pytestmark = pytest.mark.skipif(not host.can_fork(), reason="workers are forked on Linux only")

NAMES = [name for name in ASSIGNMENTS if assignment(name).quiz is None]
SHORT = ("lstm", "deep_bidirectional")  # in the short form; the reference takes longest in one of them
MINUTES = 240  # seconds after which what is waited for does not come
NOMINAL = 0.05  # CPU seconds that `_work` takes where the limits are what they are

# Put below a submission: each call from outside takes TIMES as much CPU time as the student's own work in it.
SLOW = """

import time as _time
_depth, _apart, _ours = [0], [0.0], []
def _slowly(_function):
    def _slow(*given):
        for _name in NAMES:
            if _name in globals() and globals()[_name] not in _ours:
                globals()[_name] = _lent(globals()[_name])
        if _depth[0]:
            return _function(*given)
        _depth[0], _apart[0] = 1, 0.0
        start = _time.thread_time()
        try:
            return _function(*given)
        finally:
            now = _time.thread_time()
            until = now + (TIMES - 1) * (now - start - _apart[0])
            while _time.thread_time() < until:
                pass
            _depth[0] = 0
    _ours.append(_slow)
    return _slow
def _lent(_function):
    def _timed(*given):
        start = _time.thread_time()
        try:
            return _function(*given)
        finally:
            _apart[0] += _time.thread_time() - start
    _ours.append(_timed)
    return _timed
for _name in NAMES:
    if callable(globals().get(_name)):
        globals()[_name] = _slowly(globals()[_name])
"""


def slow(name: str, source: str, times: float) -> str:
    """Return a submission made so many times slower, what is lent to it aside."""
    return source + SLOW.replace("NAMES", repr(list(assignment(name).functions))).replace("TIMES", repr(times))


def _work() -> float:
    start = time.thread_time()
    sum(i * i for i in range(700_000))
    return time.thread_time() - start


@cache
def slowness() -> float:
    """Return how many times slower than where the limits were set this machine is, at least 1."""
    return max(1.0, max(_work() for _ in range(5)) / NOMINAL)


def per_exercise(result: SubmissionResult) -> dict[str, tuple[float, str, str]]:
    return {one.name: (one.score, one.status, one.message) for one in result.exercises}


# A hundred times slower


@pytest.mark.parametrize("name", NAMES if FULL else SHORT)
def test_a_right_solution_100_times_slower_gets_full_points(name: str, grade: Grade) -> None:
    times = 100 if FULL else 10  # by a tenth of the limit
    result = grade(slow(name, reference_source(name), times), name, cpu=times / 10 * slowness())
    assert lost(result) == {}, per_exercise(result)
    assert not [one.findings for one in result.exercises if one.findings]


def broken(name: str, function: str, how: str) -> str:
    """Return a submission with one function missing, raising, or wrong in a known way."""
    if how == "missing":
        return submission(name, **{function: None})
    if how == "raises":
        return f"{reference_source(name)}\ndef {function}(*given):\n    raise ValueError\n"
    wrong = [one for one in misconceptions(name) if one.function == function]
    return f"{reference_source(name)}\n\n{wrong[0].submission_source()}"


BROKEN = [
    (name, function, how)
    for name in NAMES
    for function in assignment(name).functions
    for how in ("missing", "raises", "wrong")
    if FULL or (function, how) == ("rnn_step_backward", "missing")
]


@pytest.mark.parametrize(("name", "function", "how"), BROKEN)
def test_what_is_built_on_a_mistake_may_be_as_slow(name: str, function: str, how: str, grade: Grade) -> None:
    times = 20 if FULL else 4
    source = broken(name, function, how)
    fast = grade(source, name)
    late = grade(slow(name, source, times), name, cpu=times / 10 * slowness())
    assert {key: value[:2] for key, value in per_exercise(late).items()} == {
        key: value[:2] for key, value in per_exercise(fast).items()
    }


def test_a_worker_may_live_for_all_that_may_be_asked_of_it() -> None:
    limits = Limits()
    most = max(len(assignment(name).exercises) for name in NAMES)
    assert limits.whole(most) >= limits.top_level + most * ALLOWED * limits.cpu


# A busy machine


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def loaded(sandbox: Sandbox, source: str) -> tuple[Worker, Callable[..., Any]]:
    """Return a worker with a source, and a function that has its function `act` called."""
    worker = sandbox.worker()
    files = [{"kind": "py", "data": wire.np.frombuffer(source.encode(), wire.np.uint8)}]
    for request in (
        {"do": "read", "files": files, "names": ["act"], "demonstrations": []},
        {"do": "load", "file": 0, "name": "work", "modules": {}, "skip": [], "names": ["act"]},
    ):
        worker.request(wire.dumps(request), MINUTES, lambda message: None)

    def act(*given: Any, cpu: float = MINUTES) -> Any:
        request = {"do": "call", "base": 0, "calls": [("act", list(given), -1, [])], "output": False}
        return wire.loads(worker.request(wire.dumps(request), cpu)["results"])[0]

    return worker, act


BURN = """
import time
def act(seconds):
    start = time.thread_time()
    while time.thread_time() < start + seconds:
        pass
    return "burnt"
"""


@contextlib.contextmanager
def burners(count: int, processor: int) -> Iterator[None]:
    """Keep a processor busy with programs of other people, as equal in rank as they can be; they end in any case."""
    program = f"import time\nend = time.monotonic() + {MINUTES}\nwhile time.monotonic() < end: pass"
    started = [
        subprocess.Popen(
            [sys.executable, "-S", "-c", f"import os; os.sched_setaffinity(0, [{processor}])\n{program}"],
            start_new_session=True,  # in a session with others it would be one of them to the scheduler
        )
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for one in started:
            one.kill()
        for one in started:
            one.wait()


def test_waiting_for_a_processor_is_nobodys_time(sandbox: Sandbox) -> None:
    if not Path("/proc/self/schedstat").exists():
        without("a kernel that tells how long a process waits (/proc/PID/schedstat)")
    sandbox.warm()
    assert sandbox._zygote is not None
    processor = min(os.sched_getaffinity(0))
    os.sched_setaffinity(sandbox._zygote.pid, [processor])
    worker, act = loaded(sandbox, BURN)
    start = time.monotonic()
    with burners(16, processor):
        until = time.monotonic() + MINUTES
        while act(0.02) and time.monotonic() - start < 1 and time.monotonic() < until:
            pass  # until all of them are there
        start = time.monotonic()
        assert act(0.2) == "burnt"
        wall = time.monotonic() - start
    worker.end()
    assert wall > 1.25, "the burners burn nothing"
    assert worker.spent < 0.9 * wall / 5  # so much it would be if all of it counted


class Clock:
    """A worker whose clocks are set by hand, and the clock of the judge."""

    def __init__(self) -> None:
        self.cpu = self.wall = self.queue = 0.0

    def seconds(self) -> float:
        return self.cpu

    def waited(self) -> float:
        return self.queue

    def monotonic(self) -> float:
        return self.wall


@pytest.mark.parametrize(
    ("wall", "waited", "spent"),
    [(50, 0, 10), (50, 45, 1), (54, 0, 10.8), (500, 490, 10), (549, 549, 10.98), (56, 0, None), (551, 551, None)],
)
def test_time_that_counts(monkeypatch: pytest.MonkeyPatch, wall: float, waited: float, spent: float | None) -> None:
    clock: Any = Clock()
    monkeypatch.setattr(host, "time", clock)
    watch = host._Watch(clock, 10.0, None)
    clock.wall, clock.queue = wall, waited
    if spent is None:
        assert wall > 55 and (waited == 0 or wall > PATIENCE * 55)  # nobody holds a judge longer, however busy it is
        with pytest.raises(Death, match="It took more than 55 s"):
            watch()
        return
    assert watch() > 0
    assert watch.spent() == pytest.approx(spent)


@pytest.mark.skipif(not FULL, reason="takes ten minutes of a busy processor; with UNROLLED_FULL=1")
def test_100_times_slower_passes_beside_16_programs_on_one_processor(grader: Grader, tmp_path: Path) -> None:
    processor = min(os.sched_getaffinity(0))
    before = os.sched_getaffinity(0)
    path = tmp_path / "binary_adder.py"  # it takes longest
    path.write_text(slow("binary_adder", reference_source("binary_adder"), 100))
    os.sched_setaffinity(0, [processor])
    try:
        with burners(16, processor):
            course = Course(require="none", limits=Limits(cpu=10 * slowness()))
            [result] = grade_paths([path], config=course).submissions
    finally:
        os.sched_setaffinity(0, before)
    assert lost(result) == {}, per_exercise(result)


# One alone


def judge(turns: Turns, how: str) -> tuple[int, int, int]:
    """Start a process that takes a turn, says so, and waits for a word; return it with where it says and hears."""
    said, says = os.pipe()
    hears, word = os.pipe()
    child = os.fork()
    if not child:
        host.end_with_parent()
        own = Turns(turns.file)
        with contextlib.suppress(BaseException), own.alone() if how == "alone" else own.shared():
            os.write(says, b"in")
            os.read(hears, 1)
        os._exit(0)
    os.close(says)
    os.close(hears)
    return child, said, word


def is_in(said: int, seconds: float) -> bool:
    return bool(select.select([said], [], [], seconds)[0]) and os.read(said, 2) == b"in"


def test_one_judge_alone_waits_for_the_others_and_they_for_it_even_if_it_is_killed() -> None:
    turns = Turns(os.memfd_create("turns"))
    started = [judge(turns, "shared"), judge(turns, "shared")]
    (first, first_said, first_word), (second, second_said, second_word) = started
    try:
        assert is_in(first_said, MINUTES) and is_in(second_said, MINUTES)
        started.append(judge(turns, "alone"))
        alone, alone_said, _ = started[-1]
        assert not is_in(alone_said, 0.3)
        started.append(judge(turns, "shared"))  # who comes later does not overtake
        late, late_said, late_word = started[-1]
        os.write(first_word, b".")
        assert not is_in(alone_said, 0.3)
        os.kill(second, signal.SIGKILL)
        assert is_in(alone_said, MINUTES) and not is_in(late_said, 0.3)
        os.kill(alone, signal.SIGKILL)
        assert is_in(late_said, MINUTES)
    finally:
        for child, said, word in started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(said)
            os.close(word)
        turns.close()


def test_alone_may_be_asked_for_by_whoever_is_alone() -> None:
    turns = Turns(os.memfd_create("turns"))
    with turns.alone():
        with turns.alone(), turns.shared():
            pass
        child, said, word = judge(turns, "shared")
        assert not is_in(said, 0.3)
    assert is_in(said, MINUTES)
    os.write(word, b".")
    os.waitpid(child, 0)
    for file in (said, word):
        os.close(file)
    turns.close()


# Neighbours

DIES = "import os, signal\ndef rnn_step_forward(*given):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
WRONG = "def rnn_step_backward(dnext_h, cache):\n    return dnext_h, dnext_h, dnext_h, dnext_h, dnext_h\n"
HEAVY = """
import sys
sys.setrecursionlimit(20000)
_held = []
def _deep(n):
    return 0 if n == 0 else 1 + _deep(n - 1)
def _heavily(function):
    def heavy(*given):
        result = function(*given)
        if not _held:
            print("a line of a million characters: " + "x" * 10**6)
            most = np.ones(@MOST@ * 2**20 // 8)
            most += 1
            assert _deep(5000) == 5000 and len(hex(7**50000)) > 1000 and most[-1] == 2
            _held.extend(np.zeros(3) for _ in range(10**5))
            return result[0], (result[1], _held)
        return result
    return heavy
rnn_step_forward = _heavily(rnn_step_forward)
_backward = rnn_step_backward
def rnn_step_backward(dnext_h, cache):
    return _backward(dnext_h, cache[0] if len(cache) == 2 else cache)
"""
# What a neighbour may do to the machine.
HOSTILE = {
    "memory": "held = []\ndef act():\n    while True:\n        held.append(np.ones(10**6))\n",
    "processor": "def act():\n    while True:\n        pass\n",
    "sleep": "import time\ndef act():\n    time.sleep(3)\n",
    "output": "def act():\n    for _ in range(1000):\n        print('x' * 10**5)\n    return 'x' * 10**7\n",
    "death": "import os, signal\ndef act():\n    os.kill(os.getpid(), signal.SIGKILL)\n",
    "files": "def act():\n    return [open('/dev/null') for _ in range(10**5)]\n",
    "pages": "import sys, pathlib\ndef act():\n    for path in pathlib.Path(sys.prefix).rglob('*'):\n"
    "        path.read_bytes()\n",
    "processes": "import os, threading\ndef act():\n    for start in (os.fork, threading.Thread(target=print).start):\n"
    "        try:\n            start()\n        except (OSError, RuntimeError):\n            pass\n    os.abort()\n",
}
SHORT_HOSTILE = ("memory", "processor", "output", "death")


def hostile(text: str) -> str:
    """Return a submission whose functions do what `act` does: all of them, or in the short form the third."""
    names = list(assignment("vanilla_rnn").functions) if FULL else ["rnn_forward"]
    made = "".join(f"def {name}(*given):\n    return act()\n" for name in names)
    return f"{reference_source('vanilla_rnn')}\n{text}\n{made}"


def honest() -> dict[str, str]:
    """Return honest submissions by their students: right, slow, heavy, wrong and deadly for themselves."""
    right = reference_source("vanilla_rnn")
    return {
        "ada": right,
        "bea": slow("vanilla_rnn", right, 10),
        "cho": right + HEAVY.replace("@MOST@", "900" if FULL else "150"),
        "dan": right + "\n" + WRONG,
        "eve": right + "\n" + DIES,
    }


def all_but_seconds(folder: Path, submissions: dict[str, str], course: Course, jobs: int) -> dict[str, str]:
    """Grade a class and return each student's part of the report, word for word."""
    for student, text in submissions.items():
        path = folder / "submitted" / student / "vanilla_rnn" / "vanilla_rnn.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = grade_paths([folder], config=course, jobs=jobs).to_dict()["submissions"]
    return {one["student"]: json.dumps({**one, "seconds": 0, "path": ""}, sort_keys=True) for one in found}


@pytest.fixture
def cases_known(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the processes of a class working out again what the references answer; they have sandboxes of their own."""
    monkeypatch.setattr(CaseFile, "public", lambda: grader.cases)


def test_neighbours_change_nothing(tmp_path: Path, cases_known: None) -> None:
    course = Course(require="none", limits=Limits(cpu=slowness(), memory=(1024 if FULL else 256) << 20))
    alone = all_but_seconds(tmp_path / "alone", honest(), course, 1)
    assert {student: json.loads(text)["score"] for student, text in alone.items()} == {
        "ada": 100, "bea": 100, "cho": 100, "dan": pytest.approx(40), "eve": pytest.approx(50)
    }  # fmt: skip
    chosen = HOSTILE if FULL else SHORT_HOSTILE
    bad = {f"{'abcdefgh'[place]}-{name}": hostile(HOSTILE[name]) for place, name in enumerate(chosen)}
    together = all_but_seconds(tmp_path / "together", {**honest(), **bad}, course, max(2, os.cpu_count() or 1))
    assert {student: together[student] for student in alone} == alone


def test_a_repetition_is_alone(tmp_path: Path, cases_known: None, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange, log = Worker._exchange, tmp_path / "log"

    def noted(self: Worker, *given: Any) -> Any:
        start = time.monotonic()
        try:
            return exchange(self, *given)
        finally:
            with log.open("a") as file:  # of one line, by each judge
                file.write(json.dumps([os.getpid(), self.turns._alone, start, time.monotonic()]) + "\n")

    monkeypatch.setattr(Worker, "_exchange", noted)
    right = reference_source("vanilla_rnn")
    each = {f"{name}{k}": text for k in range(2) for name, text in (("a", right + DIES), ("b", right))}
    all_but_seconds(tmp_path, each, Course(require="none"), 3)
    noted_down = [json.loads(line) for line in log.read_text().splitlines()]
    alone = [one for one in noted_down if one[1]]
    assert len(alone) >= 2 * 3  # a new worker reads, loads and runs
    for process, _, start, end in alone:
        others = [one for one in noted_down if one[0] != process and one[2] < end and one[3] > start]
        assert others == []


def test_where_memory_runs_out_a_worker_is_the_first_to_go(sandbox: Sandbox) -> None:
    worker, act = loaded(sandbox, BURN)
    assert act(0.0) == "burnt"
    for pid, least in ((worker.pid, 1000), (os.getpid(), None)):  # type: ignore[attr-defined]
        found = int(Path(f"/proc/{pid}/oom_score_adj").read_text())
        assert (found == least) if least else (found < 1000)
    worker.end()


def test_how_deep_a_recursion_may_go_does_not_depend_on_the_shell() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_STACK)
    if 0 <= before[1] < 16 << 20:
        without("a limit of the stack that may be raised to 16 MiB")
    resource.setrlimit(resource.RLIMIT_STACK, (16 << 20, before[1]))
    try:
        with Sandbox() as sandbox:
            _, act = loaded(
                sandbox, "import resource\ndef act():\n    return resource.getrlimit(resource.RLIMIT_STACK)[0]\n"
            )
            assert act() == 8 << 20
    finally:
        resource.setrlimit(resource.RLIMIT_STACK, before)
