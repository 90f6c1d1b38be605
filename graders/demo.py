"""`unrolled demo`: makes a class with every kind of submission, grades it, and shows what a teacher gets to see.

Everything is made from the installed package: right submissions and stubs from the lessons in solutions/, wrong ones
by pasting a misconception below the right one. The hostile ones are bounded, so that they do no harm where a system
gives no isolation: what they reached would be in the sentence that is shown.
"""

from __future__ import annotations

import inspect
import json
import shlex
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .exercises import assignment
from .misconceptions import misconceptions

if TYPE_CHECKING:
    from rich.console import Console

    from .results import SubmissionResult

__all__ = ["HandedIn", "demo", "the_class"]

KINDS = {
    "right": "right, in different ways",
    "wrong": "wrong in one place: a misconception each",
    "unfinished": "unfinished",
    "broken": "broken: files that are damaged, code that stops or never stops",
    "hostile": "hostile: after marks or after your computer",
}
EXPLAINED = "Grace Okafor"
SETTINGS = """\
# The demo takes the isolation that it gets; a real class leaves this line out and gets "strict".
require = "none"

# Small, so that endless loops end soon. The default is 10 seconds.
[limits]
cpu = 1
statement = 1
top_level = 3
"""


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in: files by name, for one assignment. `tried` is what a hostile one is after."""

    student: str
    kind: str
    assignment: str
    files: dict[str, str]
    tried: str = ""


def demo(keep: Path | None) -> int:
    """Make the class in `keep`, or in a new temporary folder that stays; grade it and show the result."""
    from .console import console_of

    if keep is not None and keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        print(f"unrolled: {str(keep)!r} is already there and not empty; name a new folder.", file=sys.stderr)
        return 2
    try:
        folder = Path(tempfile.mkdtemp(prefix="unrolled-demo-")) if keep is None else keep
        students = _hand_in(the_class(), folder)
        (folder / "unrolled.toml").write_text(SETTINGS, encoding="utf-8")
    except OSError as error:
        print(f"unrolled: the class cannot be made: {error.strerror or error}.", file=sys.stderr)
        return 2
    _show(console_of(), folder, students)
    return 0


# Making the class


def the_class() -> list[HandedIn]:
    """Return what each student of the demo's class hands in."""
    return [*_right(), *_wrong(), *_unfinished(), *_broken(), *_hostile()]


def _right() -> Iterable[HandedIn]:
    yield _py("Ada Nowak", "right", "vanilla_rnn", lesson("vanilla_rnn"))
    yield _notebook("Nguyễn Thị Mai", "right", "vanilla_rnn", lesson("vanilla_rnn"))
    yield _notebook("Kwame Mensah", "right", "binary_adder", lesson("binary_adder"))
    yield _py("田中 結衣", "right", "vanilla_rnn", _in_another_way("vanilla_rnn"))
    yield _py("Zoë Lefèvre", "right", "binary_adder", _in_another_way("binary_adder"))
    yield _py("Arjun Patel", "right", "vanilla_rnn", lesson("vanilla_rnn") + LOOPS)


def _wrong() -> Iterable[HandedIn]:
    for student, name, misconception in (
        (EXPLAINED, "vanilla_rnn", "dWh_from_the_state_after"),
        ("Олена Коваль", "vanilla_rnn", "the_bias_is_forgotten"),
        ("Mehmet Yılmaz", "vanilla_rnn", "recurrent_weights_transposed"),
        ("Sofía García", "vanilla_rnn", "states_one_step_late"),
        ("Þóra Jónsdóttir", "vanilla_rnn", "bias_gradient_with_two_axes"),
        ("Mbali Dlamini", "vanilla_rnn", "nothing_is_carried_back"),
        ("李伟", "binary_adder", "no_future_term"),
        ("Anahit Sargsyan", "binary_adder", "eight_bits_whatever_is_asked"),
        ("Leilani Kealoha", "binary_adder", "the_given_arrays_are_trained"),
    ):
        yield _py(student, "wrong", name, lesson(name) + "\n\n" + _misconception(name, misconception))


def _unfinished() -> Iterable[HandedIn]:
    yield _py("Lars Sørensen", "unfinished", "vanilla_rnn", stub("vanilla_rnn"))
    yield _notebook("Fatoumata Diallo", "unfinished", "vanilla_rnn", stub("vanilla_rnn", written=2))
    yield _py("João Silva", "unfinished", "binary_adder", stub("binary_adder", written=3))


def _broken() -> Iterable[HandedIn]:
    right = lesson("vanilla_rnn")
    yield _py("Ioana Popescu", "broken", "vanilla_rnn", right.replace("return next_h, (", "return next_h, ((", 1))
    mangled = _as_notebook(right)[:-2000]
    yield HandedIn("Giorgi Beridze", "broken", "vanilla_rnn", {"vanilla_rnn.ipynb": mangled})
    both = {"vanilla_rnn.py": right, "vanilla_rnn.ipynb": _as_notebook(stub("vanilla_rnn"))}
    yield HandedIn("نور حداد", "broken", "vanilla_rnn", both)
    yield _py("Tomasz Wiśniewski", "broken", "vanilla_rnn", right + ENDLESS)
    yield _notebook("Chiara Rossi", "broken", "vanilla_rnn", f"{right}\n\n# %%\n{RAISES}")


def _hostile() -> Iterable[HandedIn]:
    students = ("[bold red]Mallory \x1b[31m", "Eve", "Oscar", "Trudy", "Ivan", "Craig", "Sybil", "Wendy", "Faythe")
    for student, (tried, attack) in zip(students, ATTACKS.items(), strict=True):
        text = lesson("vanilla_rnn") + "\n\nimport os\nimport socket\n" + attack
        yield replace(_py(student, "hostile", "vanilla_rnn", text), tried=tried)


def _py(student: str, kind: str, name: str, text: str) -> HandedIn:
    return HandedIn(student, kind, name, {f"{name}.py": text})


def _notebook(student: str, kind: str, name: str, text: str) -> HandedIn:
    return HandedIn(student, kind, name, {f"{name}.ipynb": _as_notebook(text)})


def _misconception(name: str, title: str) -> str:
    return next(one for one in misconceptions(name) if one.name == title).submission_source()


def _cells(name: str) -> list[str]:
    """Return a lesson's code cells without the visible checks, each with its `# %%` line."""
    text = inspect.getsource(assignment(name).reference)
    cells = ["# %%" + cell.rstrip() for cell in text.split("\n# %%")[1:]]
    return [cell for cell in cells if not cell.startswith(("# %% [markdown]", '# %% tags=["check"]'))]


def lesson(name: str) -> str:
    """Return a right submission of an assignment: the lesson's own code."""
    lines = "\n\n\n".join(_cells(name)).splitlines()
    kept = [line for line in lines if line.strip() not in ("### BEGIN SOLUTION", "### END SOLUTION")]
    return "\n".join(kept) + "\n"


def stub(name: str, written: int = 0) -> str:
    """Return a submission in which only the first `written` functions are done."""
    cells: list[str] = []
    exercises = 0
    for cell in _cells(name):
        before, begin, rest = cell.partition("    ### BEGIN SOLUTION\n")
        if begin:
            exercises += 1
            body, _, after = rest.partition("    ### END SOLUTION")
            todo = "    # YOUR CODE HERE\n    raise NotImplementedError\n"
            cell = before + (body if exercises <= written else todo) + after
        cells.append(cell)
    return "\n\n\n".join(cells) + "\n"


def _in_another_way(name: str) -> str:
    """Return the assignment's second right answer, in which sums run from the other end and formulas differ."""
    one = assignment(name)
    module = inspect.getmodule(next(iter(one.alternative.values())))
    assert module is not None
    helpers = [value for value in vars(module).values() if inspect.isfunction(value) and value.__name__.startswith("_")]
    text = "from typing import Any\n\nimport numpy as np\n\n\n" + "\n\n".join(map(inspect.getsource, helpers))
    given = "\n".join(f"{function} = {right.__name__}" for function, right in one.alternative.items())
    return f"{text}\n\n{given}\n"


def _as_notebook(text: str) -> str:
    """Return source in percent cells as a notebook."""
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.partition("\n")[2]}
        for cell in ("\n" + text).split("\n# %%")[1:]
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def _hand_in(handed_in: list[HandedIn], folder: Path) -> list[HandedIn]:
    """Write the class to a folder; return it with the names that the file system took."""
    students: list[HandedIn] = []
    for one in handed_in:
        try:
            place = folder / "submitted" / one.student / one.assignment
            place.mkdir(parents=True)
        except (OSError, ValueError):  # a file system that refuses such a name
            one = replace(one, student="".join(c for c in one.student if c.isascii() and (c.isalnum() or c == " ")))
            place = folder / "submitted" / (one.student.strip() or f"student {len(students)}") / one.assignment
            place.mkdir(parents=True)
        students.append(replace(one, student=place.parent.name))
        for name, text in one.files.items():
            (place / name).write_text(text, encoding="utf-8")
    return students


# What they wrote

LOOPS = '''

def rnn_step_forward(x, prev_h, Wx, Wh, b):
    """By hand, one number at a time, and lists all the way."""
    import math

    rows = []
    for n in range(len(x)):
        row = []
        for j in range(len(b)):
            total = b[j]
            for d in range(len(Wx)):
                total += x[n][d] * Wx[d][j]
            for i in range(len(Wh)):
                total += prev_h[n][i] * Wh[i][j]
            row.append(math.tanh(total))
        rows.append(row)
    return rows, (x, np.array(prev_h), Wx, Wh, np.array(rows))
'''

ENDLESS = """

def rnn_backward(dh, cache):
    t, dprev_h = dh.shape[1] - 1, 0
    while t >= 0:
        dx, dprev_h, dWx, dWh, db = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
    return dx, dprev_h, dWx, dWh, db
"""

RAISES = """\
%matplotlib inline
import matplotlib.pyplot as plt
h, _ = rnn_forward(np.ones((1, 9, 3)), np.zeros((1, 4)), np.ones((3, 4)), np.eye(4), np.zeros(4))
plt.plot(h[0])
print(h[1])
"""

# Each one puts its own rnn_forward below a right solution. Where an attack works, the function says so by raising.
ATTACKS = {
    "ends the process with status 0, as if all were well": """
def rnn_forward(x, h0, Wx, Wh, b):
    os._exit(0)
""",
    "returns an array that says it equals everything": """
class Agreeable(np.ndarray):
    def agree(self, *arguments, **options):
        return True

    __eq__ = __ne__ = __le__ = __lt__ = __array_ufunc__ = __array_function__ = all = any = agree


def rnn_forward(x, h0, Wx, Wh, b):
    return np.zeros((x.shape[0], x.shape[1], len(b))).view(Agreeable), None
""",
    "makes np.allclose and its relatives say yes": """
for name in ("allclose", "isclose", "array_equal", "all"):
    setattr(np, name, lambda *arguments, **options: True)
for name in dir(np.testing):
    if name.startswith("assert_"):
        setattr(np.testing, name, lambda *arguments, **options: None)


def rnn_forward(x, h0, Wx, Wh, b):
    return np.zeros((x.shape[0], x.shape[1], len(b))), None
""",
    "reads the accounts of this computer": """
def rnn_forward(x, h0, Wx, Wh, b):
    with open("/etc/passwd") as file:
        raise RuntimeError(f"read {len(file.read())} characters of /etc/passwd")
""",
    "searches the grader's memory for the answers": """
def rnn_forward(x, h0, Wx, Wh, b):
    with open(f"/proc/{os.getppid()}/mem", "rb") as file:
        raise RuntimeError("opened the memory of the process above")
""",
    "calls home": """
def rnn_forward(x, h0, Wx, Wh, b):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.sendto(b"the hidden cases", ("127.0.0.1", 9))
    raise RuntimeError("sent a datagram")
""",
    "forks without end": """
def rnn_forward(x, h0, Wx, Wh, b):
    for count in range(8):
        if os.fork() == 0:
            os._exit(0)
    raise RuntimeError("started 8 processes")
""",
    "asks for 64 GB of memory": """
def rnn_forward(x, h0, Wx, Wh, b):
    block = np.zeros(8 << 30)
    raise RuntimeError(f"got {block.nbytes >> 30} GB")
""",
    "floods the terminal, and would colour it too": """
def rnn_forward(x, h0, Wx, Wh, b):
    for _ in range(20):
        print("\\x1b[41m FULL MARKS \\x1b[0m" * 1000)
    return np.full((x.shape[0], x.shape[1], len(b)), 100.0), None
""",
}


# Showing it


def _show(console: Console, folder: Path, students: list[HandedIn]) -> None:
    from .console import closing, graded
    from .course import read_course
    from .report import write_json
    from .report.terminal import detail, say, table

    say(console, f"A class of {len(students)}, made up for you:", "bold")
    for kind, count in Counter(one.kind for one in students).items():
        say(console, f"  {count:2}  {KINDS[kind]}")
    console.print()
    start = time.perf_counter()
    report = graded([str(folder)], read_course(folder / "unrolled.toml"), console)
    seconds = time.perf_counter() - start
    console.print(table(report))
    results = {one.student: one for one in report.submissions}

    say(console, "One wrong answer, as its author reads it", "bold")
    shown = next((one for one in results.values() if one.student == EXPLAINED), report.submissions[0])
    lost = [exercise for exercise in shown.exercises if exercise.status != "passed"]
    console.print(detail(replace(shown, exercises=lost)), soft_wrap=True)
    console.print()

    say(console, "What the hostile ones tried, and what they got", "bold")
    console.print(_attacks([(one, results[one.student]) for one in students if one.tried and one.student in results]))

    say(console, f"{len(report.submissions)} submissions in {seconds:.0f} s. {closing(report)}")
    write_json(report.to_dict(), str(folder / "report.json"))
    console.print()
    say(console, "The report as JSON, and the class itself, to try things on:", "bold")
    for path in (folder / "report.json", folder / "submitted"):
        console.print(f"  {path}", soft_wrap=True)
    say(console, "Next:", "bold")
    one = shlex.quote(str(folder / "submitted" / EXPLAINED))
    console.print(f"  unrolled grade {one}", soft_wrap=True)
    console.print("  unrolled grade your_notebook.ipynb", soft_wrap=True)


def _attacks(pairs: list[tuple[HandedIn, SubmissionResult]]) -> object:
    """Return a table: who, what it tried, and what came of it in the function that was attacked."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from .report.text import earned, escape

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("student", overflow="fold", ratio=3)
    shown.add_column("tried", overflow="fold", ratio=4)
    shown.add_column("got", justify="right", no_wrap=True)
    shown.add_column("because", overflow="fold", ratio=6)
    for one, result in pairs:
        attacked = next((exercise for exercise in result.exercises if exercise.name == "rnn_forward"), None)
        message = attacked.message if attacked else result.message
        shown.add_row(
            Text(escape(one.student)),
            one.tried,
            Text(earned(attacked or result)),
            Text(escape(message.partition(". ")[0].rstrip(".") + ".")[:160]),
        )
    return shown
