"""How fast nbgrader grades a class and makes its pages with Unrolled's parts in place, against nbgrader as it is.

    python tests/benchmarks/with_nbgrader.py [--students 100]

Both grade the same notebooks of `vanilla_rnn` by the same cases with the same comparisons: in the stock course the
grade cells' hidden tests run them in the kernel and give partial credit. All is measured in one run and printed side
by side. Ours is measured three times: with the outputs of all cells, as a kernel leaves them; with those of the
students' own cells (of which the lesson has none that show anything; what is left out is its demonstration and plot);
and with none. The floor is nbgrader that runs nothing at all, and the students' functions called in a loop.

Run it on a machine that does nothing else: CPU seconds are those of the whole machine, since a sandbox's processes are
nobody's children when they end. Memory is the largest sum of the proportional set sizes of all processes of a command,
seen ten times a second in a run that is not timed.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graders.exercises import assignment
from graders.judge.calls import evaluate
from graders.judge.cases import CaseFile
from graders.misconceptions import misconceptions
from graders.release import default_solutions, release

NAME = "vanilla_rnn"
ROOT = Path(__file__).parent.parent.parent
# Nothing uses rnn_backward, so that a mistake in it costs the same with follow-through and without.
WRONG = [one for one in misconceptions(NAME) if one.function == "rnn_backward"]
EVERY_FIFTH_IS_WRONG = 5

HIDDEN_TESTS = """\
### BEGIN HIDDEN TESTS
from graders.exercises import assignment
from graders.judge.calls import evaluate, settled
from graders.judge.cases import CaseFile
from graders.judge.verdicts import Seen, holding, judge_all, total
from graders.sandbox import wire

course = assignment("vanilla_rnn")
exercise = course.exercise("FUNCTION")
prepared = CaseFile.public().prepared(course, exercise)
answers, packed = [], []
for batch in prepared.batches:
    results = [settled(result) for result in evaluate(globals(), batch.calls)]
    packed.append(wire.dumps(results))
    answers.append(batch.answers(wire.loads(packed[-1])))
if all(batch.all_right(one) for batch, one in zip(prepared.batches, packed)):
    points = exercise.points
else:
    points = total(exercise, holding(exercise, judge_all(exercise, prepared, Seen(answers, packed), None, False)))
float(points)
### END HIDDEN TESTS"""
STOCK = """\
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""


def make_course(folder: Path, stock: bool) -> Path:
    """Write a course, with nbgrader as it is or with the judge."""
    folder.mkdir()
    release(default_solutions(), folder, [NAME])
    config = STOCK if stock else (ROOT / "nbgrader_config.py").read_text()
    (folder / "nbgrader_config.py").write_text(config)
    if stock:
        source = folder / "solutions" / NAME / f"{NAME}.ipynb"
        notebook = json.loads(source.read_text("utf-8"))
        for cell in notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            if grade_id.startswith("test_"):
                visible = "".join(cell["source"]).partition("### BEGIN HIDDEN TESTS")[0]
                cell["source"] = _defining_only(visible) + HIDDEN_TESTS.replace("FUNCTION", grade_id[5:])
        source.write_text(json.dumps(notebook), encoding="utf-8")
    run(folder, "generate_assignment", NAME, "--force")
    return folder


def _defining_only(visible: str) -> str:
    """Return the visible checks without their calls: in a stock cell one that fails would cost all the points."""
    return "".join(line for line in visible.splitlines(True) if not line.startswith("test_"))


def hand_in(folder: Path, students: int) -> None:
    """Write the class: the released notebook with right answers, every fifth one with another mistake."""
    released = json.loads((folder / "assignments" / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    solutions = json.loads((folder / "solutions" / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    right = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"] for cell in solutions["cells"]}
    mistakes = itertools.cycle(WRONG)
    for number in range(students):
        texts = dict(right)
        if number % EVERY_FIFTH_IS_WRONG == EVERY_FIFTH_IS_WRONG - 1:
            mistake = next(mistakes)
            texts[mistake.function] = mistake.submission_source()
        for cell in released["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] = texts[name]
        place = folder / "submitted" / f"student{number:03}" / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(released), encoding="utf-8")


def command(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start one of nbgrader's commands."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    return subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *words], cwd=folder, env={**os.environ, "PATH": path}, text=True,
        stdout=(folder / "said.txt").open("w"), stderr=subprocess.STDOUT,
    )  # fmt: skip


def run(folder: Path, *words: str) -> tuple[float, float]:
    """Run one of nbgrader's commands; return its seconds and CPU seconds."""
    before, begin = busy(), time.perf_counter()
    if command(folder, *words).wait():
        sys.exit((folder / "said.txt").read_text()[-2000:])
    return time.perf_counter() - begin, busy() - before


def busy() -> float:
    """Return the CPU seconds that this machine has worked."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def memory(folder: Path, *words: str) -> float:
    """Run one of nbgrader's commands; return the most memory that all of its processes had together, in MB."""
    import psutil

    most, running = 0, command(folder, *words)
    while running.poll() is None:
        total = 0
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(running.pid)
            for one in (parent, *parent.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += one.memory_full_info().pss
        most = max(most, total)
        time.sleep(0.1)
    return most / 1e6


def totals(folder: Path) -> dict[str, float]:
    """Return the students' scores in the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {one.student.id: round(one.score, 3) for one in gradebook.assignment_submissions(NAME)}


def in_a_loop(folder: Path) -> float:
    """Return the CPU seconds that the students' functions need for all cases."""
    one = assignment(NAME)
    cases = CaseFile.public()
    calls = [batch.calls for exercise in one.exercises for batch in cases.prepared(one, exercise).batches]
    begin = time.process_time()
    for file in sorted(folder.glob("submitted/*/*/*.ipynb")):
        namespace: dict[str, object] = {}
        for cell in json.loads(file.read_text("utf-8"))["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                exec("import numpy as np\n" + "".join(cell["source"]), namespace)
        for batch in calls:
            evaluate(namespace, batch)
    return time.process_time() - begin


OURS = ("all", "own", "none")  # whose outputs are shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=100)
    students = parser.parse_args().students
    with tempfile.TemporaryDirectory() as place:
        courses = {
            name: make_course(Path(place, name), name in ("stock", "floor")) for name in (*OURS, "stock", "floor")
        }
        for name, folder in courses.items():
            hand_in(folder, students)
            (folder / "unrolled.toml").write_text(f'outputs = "{name if name in OURS else "none"}"\n')
        nothing = {name: ["--no-execute"] if name == "floor" else [] for name in courses}
        graded = {name: run(folder, "autograde", NAME, *nothing[name]) for name, folder in courses.items()}
        # A second time, when there is nothing left to do but to start.
        start = {name: run(folder, "autograde", NAME) for name, folder in courses.items()}
        pages = {name: run(courses[name], "generate_feedback", NAME) for name in ("all", "stock")}
        most = {
            "autograde": memory(courses["all"], "autograde", NAME, "--force"),
            "generate_feedback": memory(courses["all"], "generate_feedback", NAME, "--force"),
        }
        loop = in_a_loop(courses["all"])
        agree = all(totals(courses[name]) == totals(courses["stock"]) for name in OURS)
    print(
        f"{students} notebooks of {NAME}, every fifth with a mistake; {os.cpu_count()} cores; scores agree: {agree}\n"
    )
    print(f"{'autograde: seconds':28}{'all':>8}{'CPU':>8}{'start':>8}{'a notebook':>12}{'CPU':>8}")
    titles = {name: f"ours, outputs of {name}" for name in OURS} | {"stock": "stock", "floor": "nothing run"}
    for name, title in titles.items():
        one, one_cpu = ((graded[name][unit] - start[name][unit]) / students for unit in (0, 1))
        print(f"{title:28}{graded[name][0]:8.1f}{graded[name][1]:8.1f}{start[name][0]:8.1f}{one:12.3f}{one_cpu:8.3f}")
    print(f"{'in a loop':28}{'':8}{loop:8.1f}{'':20}{loop / students:8.3f}")
    print(f"\n{'stock / ours':28}{'all':>8}{'CPU':>8}{'a notebook':>20}")
    for name in OURS:
        whole = [graded["stock"][unit] / graded[name][unit] for unit in (0, 1)]
        each = (graded["stock"][0] - start["stock"][0]) / (graded[name][0] - start[name][0])
        print(f"{titles[name]:28}{whole[0]:8.1f}{whole[1]:8.1f}{each:20.1f}")
    print(f"\n{'generate_feedback: seconds':28}{'all':>8}{'CPU':>8}")
    for name in ("all", "stock"):
        print(f"{titles[name]:28}{pages[name][0]:8.1f}{pages[name][1]:8.1f}")
    print(f"{'stock / ours':28}{pages['stock'][0] / pages['all'][0]:8.1f}{pages['stock'][1] / pages['all'][1]:8.1f}")
    print("\nmemory, MB: " + ", ".join(f"{name} {megabytes:.0f}" for name, megabytes in most.items()))


if __name__ == "__main__":
    main()
