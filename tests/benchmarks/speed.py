"""How fast a class is graded, against the floor: the students' own functions called in a loop on the same cases.

    python tests/benchmarks/speed.py [--students 100]

Everything is measured in one run, on copies of the reference (right) and of it with one known mistake (wrong), and
printed side by side. CPU seconds are those of all processes together; memory is the proportional share (PSS) of all
of them, sampled.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import solutions
import solutions.char_rnn
from graders.exercises import ASSIGNMENTS, assignment
from graders.judge.calls import evaluate
from graders.judge.cases import CaseFile
from graders.misconceptions import misconceptions
from graders.release.lesson import plain_imports

SOURCES = Path(solutions.__path__[0])
NAMES = [name for name in ASSIGNMENTS if assignment(name).quiz is None]  # a quiz has no cases to call anything on
sys.modules["char_rnn"] = solutions.char_rnn  # for the floor, which runs submissions here


def make_class(folder: Path, name: str, students: int, wrong: bool, notebook: bool = False) -> Path:
    """Write a class whose submissions are the reference, each with another mistake pasted below it if `wrong`."""
    text = plain_imports((SOURCES / f"{name}.py").read_text())
    mistakes = itertools.cycle(misconceptions(name))
    for number in range(students):
        source = text + (f"\n\n{next(mistakes).submission_source()}\n" if wrong else "")
        place = folder / "submitted" / f"student{number:03}" / name
        place.mkdir(parents=True)
        if notebook:
            cells = [
                {"cell_type": "code", "source": part, "metadata": {}, "outputs": []} for part in source.split("# %%")
            ]
            (place / f"{name}.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
        else:
            (place / f"{name}.py").write_text(source)
    return folder


def floor(name: str, folder: Path) -> tuple[float, float]:
    """Return CPU and wall seconds of running each submission here and calling its functions on all cases."""
    one = assignment(name)
    cases = CaseFile.public()
    calls = [batch.calls for exercise in one.exercises for batch in cases.prepared(one, exercise).batches]
    files = sorted(folder.glob("submitted/*/*/*.py"))
    begin, start = time.perf_counter(), time.process_time()
    for file in files:
        namespace: dict[str, object] = {"__name__": name}
        exec(compile(file.read_text(), str(file), "exec"), namespace)
        for batch in calls:
            try:
                evaluate(namespace, batch)
            except Exception as error:  # a wrong one may raise
                print(f"  {file.parent.parent.name}: {type(error).__name__}", file=sys.stderr)
    return time.process_time() - start, time.perf_counter() - begin


def measured(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return CPU and wall seconds of all its processes, and the most memory they shared, in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    most = [0.0]

    def watch() -> None:
        while process.poll() is None:
            most[0] = max(most[0], sum(map(pss, family(process.pid))))
            time.sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    wall = time.perf_counter() - begin
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, most[0]


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for one in found:
        try:
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue
    return found


def pss(pid: int) -> float:
    """Return a process's proportional set size in MB."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=100)
    students = parser.parse_args().students
    grade = [sys.executable, "-m", "graders", "grade", "--fresh"]
    print(f"{students} students, {os.cpu_count()} cores; milliseconds a submission\n")
    print(f"{'':28}{'floor CPU':>10}{'CPU':>9}{'wall':>9}{'CPU/floor':>11}{'memory':>10}")
    right: dict[str, float] = {}
    for name in NAMES:
        for kind in ("right", "wrong"):
            with tempfile.TemporaryDirectory() as folder:
                place = make_class(Path(folder), name, students, kind == "wrong")
                least, _ = floor(name, place)
                cpu, wall, memory = measured([*grade, str(place), "--json", str(place / "report.json")])
            unit = 1000 / students
            print(
                f"{name + ', ' + kind:28}{least * unit:10.1f}{cpu * unit:9.1f}{wall * unit:9.1f}{cpu / least:10.1f}×"
                f"{memory:7.0f} MB",
                flush=True,
            )
            right.setdefault(name, cpu)
            if kind == "wrong":
                print(f"{'':28}a wrong one costs {cpu / right[name]:.1f} times the CPU of a right one")
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            place = make_class(Path(folder), name, 1, False)
            file = next(place.glob("submitted/*/*/*.py"))
            runs = [measured([*grade, str(file)])[1] for _ in range(5)]
            print(f"\n{name}: one right file from the shell {min(runs):.2f} s (best of 5), {max(runs):.2f} s (worst)")
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            file = measured([*grade, str(make_class(Path(one), name, 30, False)), "--jobs", "1"])[1]
            book = measured([*grade, str(make_class(Path(two), name, 30, False, True)), "--jobs", "1"])[1]
            print(f"{name}: a notebook costs {(book - file) / 30 * 1000:+.1f} ms against the same file")


if __name__ == "__main__":
    main()
