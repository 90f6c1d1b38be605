"""The red team's attacks in a table: what each earned, what Unrolled gave it, and what nbgrader as it is gave it.

    python tests/benchmarks/red_team_table.py [--only WORD] [--kinds KIND …] [--jobs 2]
        [--markdown FILE] [--json FILE] [--workplace FOLDER]

It needs Linux, root, util-linux (`unshare`, `mount`) and a Python that everybody may run, from which it makes an
environment with nbgrader from the package index. Nothing of nbgrader is changed: its own `autograde` runs its own
kernel, with the grade cells of `stock_course.py`, on the attack as a notebook and on a right student's after it; a
right student's grade from before is there, too. Each attack meets a fresh copy of the course and of its gradebook,
and runs as an ordinary user in namespaces of its own (`stock_rows.py`), so that it harms nothing outside.

An attack gains if it gets more than it earned, and more than the same functions get from the same grader without the
attack; it loses if it gets less than both, or no grade though it earned points. With a `--workplace` the rows are kept
there as they come, and a second run goes on where the first was stopped. A cell has nbgrader's 30 seconds, an attack
that says it hangs has fewer.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import ctypes
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from canary import PROJECT, watch  # noqa: E402
from red_team import KINDS, Attack, attacks, bare  # noqa: E402
from stock_course import filled, grade_cells, hand_in, right_answer, write_course  # noqa: E402
from stock_rows import AFTER, BEFORE, FIRST_USER  # noqa: E402

from graders.collect import collect  # noqa: E402
from graders.course import Course, Limits  # noqa: E402
from graders.exercises import ASSIGNMENTS  # noqa: E402
from graders.grade import Grader  # noqa: E402
from graders.judge.cases import CaseFile  # noqa: E402
from graders.report.summary import prose  # noqa: E402

EPSILON = 1e-6
CELL, CELL_OF_HANGING = 30, 10  # seconds; the first is nbgrader's own
PATIENCE = 400  # seconds after which a run of nbgrader is stopped
OURS = Course(limits=Limits(cpu=2.0, statement=1.0, top_level=3.0))
OURS_HANGING = Course(limits=Limits(cpu=0.3, statement=0.3, top_level=1.0))
NAMESPACES = ("unshare", "--mount", "--pid", "--ipc", "--net", "--fork", "--kill-child", "--mount-proc")


@dataclass
class Row:
    """One attack and what two graders made of it.

    `fair` is what nbgrader gives the same functions without the attack, None where that is not known. `stock` is
    nbgrader's score; None where there is none, for which `reason` then says why. `honest` says what befell the right
    students, `touched` everything else.
    """

    name: str
    assignment: str
    kind: str
    what: str
    earns: float
    ours: float
    ours_touched: list[str] = field(default_factory=list)
    fair: float | None = None
    applies: bool = True
    stock: float | None = None
    reason: str = ""
    honest: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    timed_out: int = 0
    seconds: float = 0.0

    @property
    def gained(self) -> bool:
        return self.stock is not None and self.stock > max(self.earns, self.fair or 0.0) + EPSILON

    @property
    def lost(self) -> bool:
        if self.stock is None or self.fair is None:
            return self.applies and self.stock is None and self.earns > 0
        return self.stock < min(self.earns, self.fair) - EPSILON


# nbgrader's side


def everybodys_python(workplace: Path) -> str:
    """Return a Python with nbgrader that an ordinary user may run, from an environment that is made once."""
    python = workplace / "venv" / "bin" / "python"
    if not python.exists():
        for base in (sys.executable, "/usr/bin/python3.13", "/usr/bin/python3.12", "/usr/bin/python3.11"):
            test = [*as_user(), base, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"]
            if shutil.which(base) and subprocess.run(test, capture_output=True, check=False).returncode == 0:
                break
        else:
            sys.exit("There is no Python that everybody may run; install /usr/bin/python3 3.11 or newer with venv.")
        subprocess.run([base, "-m", "venv", str(workplace / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "nbgrader>=0.9.3", "numpy>=2.0"], check=True)
    return str(python)


def as_user() -> list[str]:
    return ["setpriv", f"--reuid={FIRST_USER}", f"--regid={FIRST_USER}", "--clear-groups"]


def prepared(workplace: Path, name: str, python: str, wrongs: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """Make the course of one assignment; return what nbgrader gives right functions, and each set of wrong ones.

    A right student must have 100 points there and one who did nothing none, or there is nothing to compare.
    """
    course, told = workplace / name, workplace / f"{name}.json"
    if told.exists() and json.loads(told.read_text())["wrongs"] == [list(one) for one in wrongs]:
        return dict(json.loads(told.read_text())["fair"])
    shutil.rmtree(course, ignore_errors=True)
    write_course(course, name, CaseFile.public())
    run(course, python, "generate_assignment", name)
    hand_in(course, BEFORE, name, right_answer(name))
    hand_in(course, "stub", name, "raise NotImplementedError")
    for place, wrong in enumerate(wrongs):
        hand_in(course, f"wrong{place}", name, bare(name, *wrong))
    run(course, python, "autograde", name)
    scores = scores_in(course, python)
    if (scores[BEFORE], scores["stub"]) != (100, 0):
        sys.exit(f"{name}: under nbgrader the right answer has {scores[BEFORE]:g} and the stub {scores['stub']:g}")
    fair = {" ".join(wrong): scores[f"wrong{place}"] for place, wrong in enumerate(wrongs)}
    for folder in ("submitted", "autograded"):  # a class begins with one right student
        for other in (course / folder).iterdir():
            if other.name != BEFORE:
                shutil.rmtree(other)
    hand_in(course, AFTER, name, right_answer(name))
    told.write_text(json.dumps({"fair": fair, "wrongs": wrongs}))
    return fair


def run(course: Path, python: str, *words: str) -> None:
    """Run one of nbgrader's commands."""
    home = course.parent / "home"
    home.mkdir(exist_ok=True)
    path = os.pathsep.join([os.path.dirname(python), os.environ["PATH"]])
    done = subprocess.run(
        [python, "-m", "nbgrader", *words], cwd=course, env={"HOME": str(home), "PATH": path, "LANG": "C.UTF-8"},
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stdout[-3000:])


def scores_in(course: Path, python: str) -> dict[str, float]:
    """Return each student's score."""
    text = (
        f"import json, pathlib, sys; sys.path.insert(0, {str(HERE)!r}); import stock_rows; "
        "print(json.dumps({one: sum(row.values()) for one, row in stock_rows.grades(pathlib.Path('.')).items()}))"
    )
    done = subprocess.run([python, "-c", text], cwd=course, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


class Stock:
    """nbgrader, ready to run in namespaces of its own."""

    def __init__(self, python: str, room: Path) -> None:
        self.room = room
        self.process = subprocess.Popen(
            [*NAMESPACES, python, str(HERE / "stock_rows.py")],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True,
        )  # fmt: skip
        self._line(600)

    def _line(self, seconds: float) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        return self.process.stdout.readline() if ready else ""

    def outcome(self, attack: Attack, course: Path, handed_in: Path) -> dict[str, Any]:
        """Return what came of one submission. Raises `RuntimeError` where that is not known."""
        order = {
            "room": str(self.room), "course": str(course), "assignment": attack.assignment, "student": attack.student,
            "submission": str(handed_in), "project": str(course.parent / "solutions"), "patience": PATIENCE,
            "user": FIRST_USER + os.getpid() % 1000, "timeout": CELL_OF_HANGING if attack.slow else CELL,
        }  # fmt: skip
        assert self.process.stdin is not None
        print(json.dumps(order), file=self.process.stdin, flush=True)
        line = self._line(PATIENCE + 120)
        if not line:
            self.process.kill()
            raise RuntimeError(f"{attack.name}: the process that runs nbgrader is gone")
        found: dict[str, Any] = json.loads(line)
        if "fault" in found:
            raise RuntimeError(f"{attack.name}: {found['fault']}")
        return found


def as_notebook(attack: Attack, course: Path, folder: Path) -> bool:
    """Make what is handed in: a file's text in the solution cell, a notebook as it is and what it lacks of the tests.

    Tell whether there is anything that nbgrader reads.
    """
    name = attack.assignment
    attack.build(folder, lambda text: text)
    if folder.is_symlink() or not folder.is_dir():
        return True
    text, notebook = folder / f"{name}.py", folder / f"{name}.ipynb"
    if text.is_symlink() and not os.path.lexists(notebook):
        notebook.symlink_to(os.readlink(text).replace(text.name, notebook.name))
        text.unlink()
    if os.path.lexists(notebook):
        if notebook.is_file() and not notebook.is_symlink():
            notebook.write_bytes(grade_cells(course, name, notebook.read_bytes()))
        return True
    if not text.is_file() or (attack.make and attack.kind == "encodings"):  # a cell has none of its own
        return False
    try:
        source = text.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    text.unlink()
    notebook.write_text(json.dumps(filled(course, name, source)), encoding="utf-8")
    return True


def reason(found: dict[str, Any]) -> str:
    """Return in a few words why there is no score."""
    if found.get("hung"):
        return f"hung: stopped after {PATIENCE} s"
    if "crashed" in found:
        return "the run was ended"
    if found["exit"] < 0:
        return "nbgrader was killed"
    said = found["said"]
    for sign, words in (
        ("DeadKernelError", "the kernel died"),
        ("unresponsive", "the kernel hung"),
        ("CellTimeoutError", "the kernel hung"),
        ("partial credit cannot be greater", "“partial credit cannot be greater”"),
        ("No notebooks", "no notebook was found"),
        ("database", "the gradebook is damaged"),
    ):
        if sign in said:
            return words
    errors = re.findall(r"^\s*(?:\w+\.)*(\w+(?:Error|Exception))\b", re.sub(r"\x1b\[[\d;]*m", "", said), re.MULTILINE)
    return f"nbgrader failed ({errors[-1]})" if errors else f"nbgrader ended with status {found['exit']}"


def read_stock(row: Row, student: str, found: dict[str, Any]) -> Row:
    """Return the row with what nbgrader made of the attack."""
    scores = found.get("scores", {})
    row = replace(row, timed_out=found.get("timed out", 0), seconds=found["seconds"])
    if found.get("kept") and student in scores:
        row.stock = round(scores[student], 3)
    else:
        row.reason = reason(found)
    row.touched = list(dict.fromkeys(found.get("traces", ())))
    row.honest = [f"the course's file {path}" for path in found.get("changed", ())[:3]]
    row.touched += [f"a file in the course: {path}" for path in found.get("new", ())[:3]]
    if found.get("honest rows changed") or scores.get(BEFORE, 100) != 100:
        row.honest.append(f"a grade that was given: {scores.get(BEFORE, 0):g} of 100")
    if AFTER not in scores:
        row.honest.append("the next student was not graded")
    elif scores[AFTER] != 100:
        row.honest.append(f"the next student: {scores[AFTER]:g} of 100")
    return row


# Our side


def ours(grader: Grader, attack: Attack, honest: str) -> tuple[float, list[str]]:
    """Return what Unrolled gives an attack, and what that touched, a right student after it too."""
    grader.course = OURS_HANGING if attack.slow else OURS
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as place, watch() as canary:
        folder = Path(place, "course", "submitted")
        attack.build(folder / attack.student / attack.assignment, canary.fill)
        for student in (BEFORE, AFTER):
            other = folder / student / attack.assignment
            other.mkdir(parents=True)
            (other / f"{attack.assignment}.py").write_text(honest, encoding="utf-8")
        os.environ["COURSE_TOKEN"] = f"token {canary.mark}"
        os.chdir(place)
        try:
            entries, _ = collect([Path(place, "course")])
            results = {one.student: one for one in map(grader.grade, entries)}
        finally:
            os.chdir(here)
        traces = canary.traces()
    for student in (BEFORE, AFTER):
        if results.pop(student).score != 100:
            traces.append(f"the grade of {student}")
    return sum(one.score for one in results.values()), traces


# The table


_grader: Grader | None = None
_stock: Stock | None = None


def begin(python: str, workplace: str) -> None:
    """Make one process of the pool ready: a grader of ours, and nbgrader."""
    global _grader, _stock
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)
    room = Path(workplace, f"room{os.getpid()}")
    room.mkdir()
    _stock = Stock(python, room)
    _grader = Grader(OURS, CaseFile.public())
    _grader.__enter__()
    if (level := _grader.isolation().level) != "strict":
        raise RuntimeError(f"this system gives Unrolled {level} isolation, and attacks need strict")
    _grader.sandbox.twin().warm()  # so that no process begins while traces are looked for


def row_of(name: str, workplace: Path, fair: float | None) -> Row:
    """Return an attack's row, by both graders."""
    attack = next(one for one in attacks() if one.name == name)
    assert _grader is not None and _stock is not None
    score, traces = ours(_grader, attack, right_answer(attack.assignment))
    row = Row(attack.name, attack.assignment, attack.kind, attack.what, attack.earns, round(score, 3), traces)
    row.fair = fair
    with tempfile.TemporaryDirectory(dir=workplace) as place:
        Path(place).chmod(0o755)
        course, handed_in = workplace / attack.assignment, Path(place, attack.assignment)
        if not as_notebook(attack, course, handed_in):
            return replace(row, applies=False, reason="not applicable")
        return read_stock(row, attack.student, _stock.outcome(attack, course, handed_in))


def rows_of(chosen: Sequence[Attack], workplace: Path, jobs: int, console: Console) -> Iterator[Row]:
    """Yield the rows as they come, those of an earlier run first."""
    kept = workplace / "rows.jsonl"
    earlier = [Row(**json.loads(line)) for line in kept.read_text().splitlines()] if kept.exists() else []
    wanted = {one.name for one in chosen}
    yield from (row for row in earlier if row.name in wanted)
    left = [one for one in chosen if one.name not in {row.name for row in earlier}]
    if not left:
        return
    python = everybodys_python(workplace)
    unwanted = shutil.ignore_patterns("pictures", "__pycache__", "*.ipynb")
    shutil.copytree(PROJECT / "solutions", workplace / "solutions", ignore=unwanted, dirs_exist_ok=True)
    with (
        concurrent.futures.ProcessPoolExecutor(jobs, None, begin, (python, str(workplace))) as pool,
        kept.open("a", encoding="utf-8") as file,
    ):
        pending: dict[concurrent.futures.Future[Any], str] = {}
        for name in ASSIGNMENTS:
            if any(one.assignment == name for one in left):
                wrongs = sorted({one.wrong for one in attacks() if one.assignment == name and one.wrong})
                pending[pool.submit(prepared, workplace, name, python, wrongs)] = name
        try:
            while pending:
                done, _ = concurrent.futures.wait(pending, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in done:
                    name = pending.pop(future)
                    if name in ASSIGNMENTS:
                        fair = future.result()
                        console.print(f"{name}: nbgrader gives the right answer 100 points, the stub none")
                        for one in left:
                            if one.assignment == name:
                                alone = fair.get(" ".join(one.wrong), 100.0 if one.earns == 100 else None)
                                pending[pool.submit(row_of, one.name, workplace, alone)] = one.name
                        continue
                    try:
                        row = future.result()
                    except RuntimeError as problem:
                        console.print(f"no row: {problem}", style="red", highlight=False)
                        continue
                    file.write(json.dumps(asdict(row)) + "\n")
                    file.flush()
                    yield row
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def sums(rows: Sequence[Row]) -> list[tuple[str, int, int | str]]:
    """Return sentences, each with how many attacks it is true of under nbgrader, and under Unrolled."""
    there = [row for row in rows if row.applies]
    return [
        ("attacks", len(there), len(rows)),
        ("gained points", _count(there, lambda row: row.gained), _count(rows, lambda row: row.ours > row.earns)),
        (
            "lost points that they had earned",
            _count(there, lambda row: row.lost),
            _count(rows, lambda row: row.ours < row.earns),
        ),
        (
            "got nothing though they had earned points",
            _count(there, lambda row: row.lost and not row.stock),
            _count(rows, lambda row: row.ours == 0 < row.earns),
        ),
        (HELD_UP, _count(there, lambda row: row.timed_out or "hung" in row.reason), "–"),
        (COST, _count(there, lambda row: row.honest), _count(rows, lambda row: "grade of" in str(row.ours_touched))),
        (
            "touched what nobody has any business with",
            _count(there, lambda row: row.touched),
            _count(rows, lambda row: row.ours_touched),
        ),
        (
            "left a file or a process behind",
            _count(there, lambda row: leavings(row.touched)),
            _count(rows, lambda row: leavings(row.ours_touched)),
        ),
    ]


HELD_UP = "held up the class: a cell ran out of time, or the run had to be stopped"
COST = "cost a right student a grade, or changed the course's files"


def _count(rows: Iterable[Row], holds: Callable[[Row], Any]) -> int:
    return sum(bool(holds(row)) for row in rows)


def leavings(touched: Iterable[str]) -> list[str]:
    """Return those of an attack's traces that are left when it is over."""
    return [one for one in touched if one.startswith(("a file", "a socket", "processes"))]


def verdict(row: Row) -> str:
    """Return nbgrader's score, and what is wrong with it."""
    if not row.applies:
        return "not applicable"
    words = [f"{row.stock:g}" if row.stock is not None else f"no grade: {row.reason}"]
    words += ["gained"] if row.gained else ["lost"] if row.lost else []
    if row.timed_out:
        words.append(f"{row.timed_out} {'cells' if row.timed_out > 1 else 'cell'} ran out of time")
    return ", ".join(words)


def befell(row: Row) -> list[str]:
    """Return what an attack did to others under nbgrader, without what differs from run to run."""
    return list(dict.fromkeys(one.partition(":")[0] if one in row.touched else one for one in row.honest + row.touched))


PREFACE = f"""\
# The red team's attacks, under Unrolled and under nbgrader as it is

Made by `python tests/benchmarks/red_team_table.py --markdown FILE`, whose first lines say how: nbgrader's own
`autograde` with a careful instructor's hidden tests, in a fresh course for each attack, between right students.
*Earned* is what the attack's honest part is worth, *not applicable* what cannot be handed in as a notebook. A cell that
hangs is stopped by nbgrader's own clock, after {CELL} s, or {CELL_OF_HANGING} s where an attack says that it hangs.
"""


def markdown(rows: Sequence[Row], versions: str) -> str:
    """Return the table as Markdown."""
    lines = [
        *PREFACE.splitlines(),
        versions,
        "",
        "| | nbgrader | Unrolled |\n|---|--:|--:|\n"
        + "\n".join(f"| {what} | {theirs} | {our} |" for what, theirs, our in sums(rows)),
        "",
        "| attack | kind | earned | Unrolled | nbgrader | and, under nbgrader |\n|---|---|--:|--:|---|---|",
    ]
    previous = ""
    for row in rows:
        if row.assignment != previous:
            lines.append(f"| **{prose(row.assignment)}** | | | | | |")
            previous = row.assignment
        more = prose("; ".join(befell(row)))
        lines.append(
            f"| {prose(row.name)} | {row.kind} | {row.earns:g} | {row.ours:g} | {prose(verdict(row))} | {more} |"
        )
    return "\n".join(lines) + "\n"


def shown(rows: Iterable[Row]) -> Table:
    """Return the table for the terminal."""
    table = Table("attack", "assignment", "kind", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("earned", justify="right")
    table.add_column("Unrolled", justify="right")
    table.add_column("nbgrader", ratio=3)
    table.add_column("and, under nbgrader", ratio=3)
    for row in rows:
        style = "red" if row.gained or row.honest else "yellow" if row.lost or row.touched else ""
        cells = [row.name, row.assignment, row.kind, f"{row.earns:g}", f"{row.ours:g}", verdict(row)]
        table.add_row(*map(Text, cells), Text("; ".join(befell(row))), style=style)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="attacks with this word in their name or assignment")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, metavar="KIND", help="attacks of these kinds")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--workplace", type=Path, metavar="FOLDER", help="keeps the rows, to go on with them later")
    given = parser.parse_args()
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare"):
        sys.exit("Under nbgrader attacks have the rights of whoever runs it, so this needs Linux, root and unshare.")
    chosen = [
        one for one in attacks()
        if given.only in f"{one.assignment} {one.name}" and (not given.kinds or one.kind in given.kinds)
    ]  # fmt: skip
    console = Console()
    with tempfile.TemporaryDirectory(prefix="red-team-", dir="/var/tmp") as temporary:
        workplace = (given.workplace or Path(temporary)).resolve()
        if workplace.is_relative_to("/tmp"):
            sys.exit("The workplace must not be below /tmp, in whose place attacks find a folder of their own.")
        workplace.mkdir(exist_ok=True)
        workplace.chmod(0o755)
        rows = []
        try:
            for row in rows_of(chosen, workplace, given.jobs, console):
                rows.append(row)
                console.print(f"{len(rows)}/{len(chosen)} {row.name}: {verdict(row)}", highlight=False)
        except KeyboardInterrupt:
            console.print(f"Stopped after {len(rows)} of {len(chosen)} attacks.")
        places = {one.name: place for place, one in enumerate(chosen)}
        rows.sort(key=lambda row: places[row.name])
        console.print(shown(rows))
        for what, theirs, our in sums(rows):
            console.print(f"{what}: {theirs} under nbgrader, {our} under Unrolled", highlight=False)
        if given.json:
            given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
        if given.markdown:
            given.markdown.write_text(markdown(rows, versions(workplace)), encoding="utf-8")


def versions(workplace: Path) -> str:
    """Return which versions were compared."""
    text = (
        "import importlib.metadata as m, platform; print(f\"nbgrader {m.version('nbgrader')}, ipykernel "
        "{m.version('ipykernel')}, NumPy {m.version('numpy')}, Python {platform.python_version()}.\")"
    )
    python = everybodys_python(workplace)
    return subprocess.run([python, "-c", text], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
