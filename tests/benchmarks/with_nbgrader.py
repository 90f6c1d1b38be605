"""How fast nbgrader grades a class with the judge in its kernel's place, against nbgrader as it is.

    python tests/benchmarks/with_nbgrader.py [--students 30]

Both grade the same notebooks of `vanilla_rnn` by the same cases with the same comparisons: in the stock course the
grade cells' hidden tests run them in the kernel and give partial credit. All is measured in one run and printed side
by side. The floor is nbgrader that runs nothing at all, and the students' functions called in a loop. CPU seconds are
those of all processes together; on a busy machine they say more than the clock.
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


def run(folder: Path, *words: str) -> tuple[float, float]:
    """Run one of nbgrader's commands; return its seconds and CPU seconds."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words], cwd=folder, env={**os.environ, "PATH": path}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    if done.returncode:
        sys.exit(done.stdout[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=30)
    students = parser.parse_args().students
    with tempfile.TemporaryDirectory() as place:
        ours, stock, floor = [make_course(Path(place, name), name != "ours") for name in ("ours", "stock", "floor")]
        for folder in (ours, stock, floor):
            hand_in(folder, students)
        whole = {
            "ours": run(ours, "autograde", NAME),
            "stock": run(stock, "autograde", NAME),
            "nothing run": run(floor, "autograde", NAME, "--no-execute"),
        }
        # A second time, when there is nothing left to do but to start.
        start = {name: run(folder, "autograde", NAME) for name, folder in zip(whole, (ours, stock, floor), strict=True)}
        loop = in_a_loop(ours)
        agree = totals(ours) == totals(stock)
    each = {name: [(whole[name][unit] - start[name][unit]) / students for unit in (0, 1)] for name in whole}
    print(
        f"{students} notebooks of {NAME}, every fifth with a mistake; {os.cpu_count()} cores; scores agree: {agree}\n"
    )
    print(f"{'seconds':14}{'all':>8}{'CPU':>8}{'start':>9}{'CPU':>8}{'a notebook':>13}{'CPU':>8}")
    for name in whole:
        (all_, all_cpu), (first, first_cpu), (one, one_cpu) = whole[name], start[name], each[name]
        print(f"{name:14}{all_:8.1f}{all_cpu:8.1f}{first:9.1f}{first_cpu:8.1f}{one:13.3f}{one_cpu:8.3f}")
    print(f"{'in a loop':14}{'':8}{loop:8.1f}{'':30}{loop / students:8.3f}")
    print(f"\n{'ratios':24}{'clock':>8}{'CPU':>8}")
    for title, parts in (("stock / ours, all", whole), ("stock / ours, a notebook", each)):
        print(f"{title:24}" + "".join(f"{parts['stock'][unit] / parts['ours'][unit]:8.1f}" for unit in (0, 1)))
    print(f"{'ours / floor, a notebook':32}{each['ours'][1] / (each['nothing run'][1] + loop / students):8.1f}")


if __name__ == "__main__":
    main()
