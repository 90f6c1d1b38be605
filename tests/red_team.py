"""The red team: hostile and broken submissions to all assignments, each of which says what it tries and what it earns.

Most are a file in `hostile/ASSIGNMENT/`, which stands below the assignment's right functions and `hostile/bare.py`. Its
first lines state the facts:

    # kind: comparators
    # wrong: attend                 functions that answer zeros unless the attack works; without it, the file's own
    # earns: 85
    # why: what it earns beside its honest functions, or loses of them, and why that is just
    # slow: hangs
    \"\"\"What it tries, and why that is worth nothing.\"\"\"

Those that are no Python text (links, damaged notebooks, odd names) are made by functions in `odd_files.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conftest import submission
from odd_files import ODD_FILES

from graders.exercises import ASSIGNMENTS

__all__ = ["KINDS", "Attack", "attacks", "bare", "harmless", "right"]

HOSTILE = Path(__file__).parent / "hostile"
FACT = re.compile(r"# (kind|wrong|earns|why|slow): (.+)\n")

# The families of attacks. An attack's kind is one of these.
KINDS = (
    "answers",  # odd kinds of answer, which are read as what they hold or are wrong
    "autograd",  # libraries that differentiate
    "cells",  # cells removed, duplicated, reordered, of unknown kinds
    "comparators",  # what a careless grader would compare with
    "CPU",
    "descriptors",
    "disk",
    "encodings",  # codecs, coding lines, odd text
    "exits",  # os._exit, atexit, SystemExit
    "files",  # reading, writing and listing what is not a student's
    "floods",  # of output
    "forged replies",  # bytes in the place of the worker's
    "forged reports",  # a score that is said, not earned
    "frames",
    "gc",  # searching memory, finalisers
    "imports",  # sys.modules, import hooks, the grader itself
    "injection",  # HTML, ANSI, bidi, CSV in what is printed, raised or named
    "kernel",  # system calls without Python
    "lent functions",
    "links",  # symbolic links, FIFOs, folders in the place of files
    "look-up",  # answers that are known, not computed
    "lying objects",
    "memory",
    "metadata",  # of a notebook
    "names",  # of students, files and functions
    "network",
    "numerical differentiation",
    "patches",  # of built-ins, libraries, the worker
    "/proc",
    "processes",  # fork, exec, threads
    "recursion",
    "replay",  # answers remembered from other calls
    "segfaults",
    "shadowing",  # modules beside the submission
    "signals",
    "trivial",  # functions that look like work
    "turncoats",  # functions that change their ways
    "unreadable",  # damaged files
)


@dataclass(frozen=True)
class Attack:
    """One hostile or broken submission.

    `earns` is its exact score of 100 and `status` that of the submission in the report. `student` is the name of the
    folder that it is handed in from. `text` is the Python source of an attack that is nothing else. `wrong` are the
    functions that it has no claim to; `why` says why it earns anything but what the others are worth.
    """

    name: str
    assignment: str
    kind: str
    what: str
    earns: float
    wrong: tuple[str, ...] = ()
    why: str = ""
    slow: bool = False
    status: str = "graded"
    text: str = ""
    make: Callable[[Path], None] | None = None
    odd_student: str = ""

    @property
    def student(self) -> str:
        """The name of the student's folder."""
        return self.odd_student or self.name

    def build(self, folder: Path, fill: Callable[[str], str] | None = None) -> None:
        """Hand the submission in: make `folder`, a student's for the assignment, with the attack's files in it.

        `fill` puts addresses for the marks, such as `@CANARY@`, at which an attack aims; without it, `harmless` does.
        """
        folder.parent.mkdir(parents=True, exist_ok=True)
        if self.make is not None:
            self.make(folder)
            return
        folder.mkdir()
        (folder / f"{self.assignment}.py").write_text((fill or harmless)(self.text), encoding="utf-8")


def harmless(text: str) -> str:
    """Return an attack's text, aimed at nothing."""
    text = re.sub(r"@(VICTIM_PID|TCP_PORT|UDP_PORT)@", "4194303", text)
    return re.sub(r"@([A-Z]+)@", lambda found: f"/nowhere/{found[1].lower()}", text)


@cache
def right(assignment: str) -> str:
    """Return an assignment's right functions, below what every hostile file finds above it."""
    return (HOSTILE / "bare.py").read_text(encoding="utf-8") + "\n\n" + submission(assignment)


def bare(assignment: str, *wrong: str) -> str:
    """Return an assignment's right functions, some of which answer zeros as long as nothing is gained."""
    return right(assignment) + "".join(f"\n{name} = bare({name})" for name in wrong) + "\n"


@cache
def attacks() -> list[Attack]:
    """Return all attacks, in the order of the assignments and of their names."""
    found = [_read(path, assignment) for assignment in ASSIGNMENTS for path in (HOSTILE / assignment).glob("*.py")]
    found += [
        Attack(
            one.name,
            one.assignment,
            one.kind,
            one.what,
            one.earns,
            (),
            one.why,
            False,
            one.status,
            "",
            one.make,
            one.student,
        )
        for one in ODD_FILES
    ]
    assert len({one.name for one in found}) == len(found), "two attacks of one name"
    assert {one.kind for one in found} <= set(KINDS), "an attack's kind is none of those in red_team.py"
    return sorted(found, key=lambda one: (list(ASSIGNMENTS).index(one.assignment), one.name))


def _read(path: Path, assignment: str) -> Attack:
    """Return the attack in a file, by the facts in its first lines."""
    text = path.read_text(encoding="utf-8")
    facts: dict[str, str] = {}
    for line in text.splitlines(keepends=True):
        if not (fact := FACT.fullmatch(line)):
            break
        facts[fact[1]] = fact[2]
    what = ast.get_docstring(ast.parse(text))
    assert what, f"{path.name} does not say what it tries"
    assert facts.keys() >= {"kind", "earns"}, f"{path.name} does not state its kind and what it earns"
    wrong = tuple(facts.get("wrong", "").split())
    return Attack(
        path.stem,
        assignment,
        facts["kind"],
        " ".join(what.split()),
        float(facts["earns"]),
        wrong,
        facts.get("why", ""),
        "slow" in facts,
        text=bare(assignment, *wrong) + "\n" + text,
    )
