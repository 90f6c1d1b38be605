"""Whatever is killed, full or used up while a class is graded, the report is in the end the one without the fault.

Each fault is made at every request that the judge sends, in the short form at some of them. UNROLLED_FULL=1 takes all,
and a submission that needs hundreds of requests.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import FULL, Grade, reference_source, without
from platformdirs import user_cache_path

import graders.pool
from graders.course import Course
from graders.grade import Grader, grade_paths
from graders.misconceptions import misconceptions
from graders.results import FAULT
from graders.sandbox import host, wire

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="who is killed is found as Linux shows it")

COURSE = Course(require="none")
UNROLLED = [sys.executable, "-m", "graders", "grade", "--require", "none"]


def wrong(assignment: str, name: str) -> str:
    """Return a submission with one mistake."""
    mistake = next(one for one in misconceptions(assignment) if one.name == name)
    return f"{reference_source(assignment)}\n\n{mistake.submission_source()}"


STABILITY = wrong("stability", "the_factor_upside_down")
VANILLA = wrong("vanilla_rnn", "bias_outside_the_tanh")


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    """A class of four, one of them wrong."""
    for number, text in enumerate([reference_source("stability"), STABILITY] + [reference_source("stability")] * 2):
        folder = tmp_path / "class" / "submitted" / f"student {number}" / "stability"
        folder.mkdir(parents=True)
        (folder / "stability.py").write_text(f"{text}\n# {number}\n")
    return tmp_path / "class"


def plain(results: Any) -> Any:
    """Return results, as dataclasses or as a report's JSON, without the time they took."""
    return [{**(one if isinstance(one, dict) else asdict(one)), "seconds": 0} for one in results]


# One submission


def kill_worker(worker: Any) -> None:
    os.kill(worker.pid, signal.SIGKILL)


def kill_zygote(worker: Any) -> None:
    os.kill(worker.sandbox.pid, signal.SIGKILL)


def run_out_of_memory(worker: Any) -> None:
    raise MemoryError


@pytest.mark.parametrize("fault", [kill_worker, kill_zygote, run_out_of_memory])
def test_a_fault_at_any_request_changes_no_grade(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, fault: Callable[[Any], None]
) -> None:
    """At every second one it comes before the request is sent, else while the worker is at it."""
    count, at = 0, -1
    request, send = host.Worker.request, wire.Channel.send

    def sent(channel: wire.Channel, *arguments: Any) -> None:
        send(channel, *arguments)
        fault(worker_at_fault)

    def counted(worker: host.Worker, *arguments: Any, **options: Any) -> dict[str, Any]:
        nonlocal count, worker_at_fault
        count += 1
        if count != at:
            return request(worker, *arguments, **options)
        if at % 2:
            fault(worker)
            return request(worker, *arguments, **options)
        worker_at_fault = worker
        with monkeypatch.context() as patch:
            patch.setattr(wire.Channel, "send", sent)
            return request(worker, *arguments, **options)

    worker_at_fault: Any = None
    monkeypatch.setattr(host.Worker, "request", counted)
    for name, text in (("stability", STABILITY), ("vanilla_rnn", VANILLA))[: 2 if FULL else 1]:
        count, at = 0, -1
        expected = plain([grade(text, name)])
        assert expected[0]["status"] == "graded" and 0 < expected[0]["score"] < 100
        for place in range(1, count + 1, 1 if FULL else 6):
            count, at = 0, place
            assert plain([grade(text, name)]) == expected, f"at request {place}"


# A class


def test_a_killed_judge_costs_nobody_anything(classroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is killed after so many results; and one that is killed by one submission, always, loses no other."""
    expected = plain(grade_paths([classroom], config=COURSE, jobs=1).submissions)
    whole = graders.pool._in_pool
    killed: list[int] = []

    def with_a_death(after: int) -> Callable[..., Any]:
        def in_pool(items: Any, jobs: int, *rest: Any) -> Any:
            results = whole(items, jobs, *rest)
            for number in itertools.count():
                try:
                    result = next(results)
                except StopIteration as end:
                    return end.value
                if number == after and jobs > 1 and not killed:
                    one = min(child.pid for child in multiprocessing.active_children() if child.pid)
                    killed.append(one)
                    os.kill(one, signal.SIGKILL)
                yield result

        return in_pool

    for after in range(4) if FULL else (0, 2):
        killed.clear()
        monkeypatch.setattr(graders.pool, "_in_pool", with_a_death(after))
        assert plain(grade_paths([classroom], config=COURSE, jobs=2).submissions) == expected
        assert killed
    monkeypatch.setattr(graders.pool, "_in_pool", whole)
    grade_it = Grader.grade

    def deadly(grader: Grader, entry: Any) -> Any:
        if entry.student == "student 1":
            os.kill(os.getpid(), signal.SIGKILL)
        return grade_it(grader, entry)

    monkeypatch.setattr(Grader, "grade", deadly)
    found = plain(grade_paths([classroom], config=COURSE, jobs=2).submissions)
    assert found[1]["message"].startswith(FAULT) and "killed" in found[1]["message"]
    assert [*found[:1], *found[2:]] == [*expected[:1], *expected[2:]]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, *([signal.SIGTERM] if FULL else [])])
def test_a_stopped_run_is_gone_on_with(classroom: Path, tmp_path: Path, how: signal.Signals) -> None:
    """Whenever it is stopped, nothing stays behind, nothing is graded twice, and the report is the same."""
    report = tmp_path / "report.json"
    command = [*UNROLLED, classroom, "--jobs", "2", "--json", report]
    subprocess.run([*command, "--fresh"], capture_output=True, check=True)
    expected = json.loads(report.read_text())
    folder = user_cache_path("unrolled")
    for least in (1, 2, 3) if FULL else (2,):
        shutil.rmtree(folder)
        report.write_text("{}")
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while len(results_in(folder)) < least and run.poll() is None:
            time.sleep(0.005)
        run.send_signal(how)
        _, said = run.communicate(timeout=120)
        assert how == signal.SIGKILL or (run.returncode == 130 and "goes on from there" in said)
        assert report.read_text() == "{}"  # no part in the place of a whole
        before = results_in(folder)
        assert len(before) >= least
        again = subprocess.run([*command], capture_output=True, check=True, text=True)
        assert f"{len(before)} of 4 have not changed" in again.stdout
        assert before.items() <= results_in(folder).items()  # to the time of writing
        found = json.loads(report.read_text())
        assert plain(found["submissions"]) == plain(expected["submissions"])
        assert {**found, "submissions": 0} == {**expected, "submissions": 0}


def results_in(folder: Path) -> dict[str, float]:
    """Return the key and the time of each result that is kept."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{folder}/results.sqlite?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT key, time FROM results"))
    except sqlite3.Error:
        return {}


def test_a_full_disk_costs_no_grade(classroom: Path, tmp_path: Path) -> None:
    """A real one, where this user may mount it: no room for what is kept, for temporary files, for the report."""
    script = """
        mount -t tmpfs -o size=64k tmpfs "$1" && mkdir "$1/cache" "$1/tmp" || exit 99
        head -c 1M /dev/zero >"$1/all" 2>/dev/null
        export XDG_CACHE_HOME="$1/cache" TMPDIR="$1/tmp"; shift; exec "$@"
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    mounted = ["unshare", *root, "--mount", "sh", "-c", script, "sh", disk]
    words = [*UNROLLED, classroom, "--jobs", "2", "--json", disk / "report.json"]
    done = subprocess.run([*mounted, *words], capture_output=True, text=True, check=False)
    if done.returncode in (1, 99) and "Isolation" not in done.stdout:
        without("a mount namespace of one's own")
    assert done.returncode == 2
    assert "Results are not kept" in done.stdout and done.stdout.count("100/100") == 3  # the table is shown anyhow
    assert done.stderr == f"unrolled: The report cannot be written to {disk}/report.json: No space left on device.\n"


@pytest.mark.parametrize("megabytes", [300, 350, 400, 500, 700] if FULL else [350])
def test_too_little_memory_costs_no_grade(classroom: Path, tmp_path: Path, megabytes: int) -> None:
    """With little of it the run may fail, or rows may say that the grader did; a second run mends that."""
    report = tmp_path / "report.json"
    limit = ["prlimit", f"--as={megabytes}000000"]
    command = [*UNROLLED, classroom, "--jobs", "2", "--json", report]
    subprocess.run([*limit, *command], capture_output=True, check=False)
    subprocess.run(command, capture_output=True, check=True)
    scores = [one["score"] for one in json.loads(report.read_text())["submissions"]]
    assert scores.count(100) == 3 and 0 < scores[1] < 100


@pytest.mark.parametrize("report", [[], ["--json", "-"]])
def test_a_full_device_on_standard_output_is_a_sentence(classroom: Path, report: list[str]) -> None:
    one = classroom / "submitted" / "student 1"
    with open("/dev/full", "w") as full:
        done = subprocess.run([*UNROLLED, one, *report], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Standard output cannot be written to: No space left on device." in done.stderr
