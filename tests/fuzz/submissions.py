"""A class of random broken submissions, and what its report must be all the same.

    python tests/fuzz/submissions.py [--count 5000] [--seed 1] [--jobs N] [--keep FOLDER]

Each submission is a right one, one with a known mistake, or a notebook as it is released, broken at random in its
bytes, its syntax tree or its notebook's JSON; one in a hundred is left as it was. `unrolled grade` must end well with
one row for each, by the rules of a report, in bounded time and memory; and those that were left alone must have
exactly the grades that they have in a class without the others.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import math
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import solutions
from graders.exercises import ASSIGNMENTS, assignment
from graders.grade import FAULT
from graders.misconceptions import misconceptions
from graders.release.lesson import plain_imports

ROOT = Path(__file__).resolve().parent.parent.parent
HONEST = 100  # one submission in so many is left as it was
# What hangs costs its limit, twice, in each function: these are a fifth of what a course has.
LIMITS = {"cpu": 2, "statement": 1, "top_level": 4, "search": 0.3, "memory": 1024}
PATIENCE = 5  # seconds for each submission, and for a hundred more: a watchdog, not a measure
MEMORY = 700  # MB for each process that grades, its zygote and its worker (which itself may have 1 GiB)
SUBMISSION = {"student", "path", "assignment", "score", "max_score", "seconds", "status", "message", "exercises"}
EXERCISE = {"name", "score", "max_score", "status", "message", "checks"}
CHECK = {"name", "score", "max_score", "passed", "message", "counterexample", "diagnosis"}
ENDS = {"passed", "missing", "killed", "timeout", "error", "partial", "failed"}


# What is broken


@cache
def sources(name: str) -> tuple[str, ...]:
    """Return submissions of an assignment as files: right ones first, then the reference with each known mistake."""
    right = plain_imports((Path(solutions.__path__[0]) / f"{name}.py").read_text(encoding="utf-8"))
    others = sorted((ROOT / "tests" / "submissions" / name / "right").glob("*.py"))
    wrong = [f"{right}\n\n{one.submission_source()}\n" for one in misconceptions(name)]
    return (right, *(path.read_text(encoding="utf-8") for path in others), *wrong)


@cache
def notebooks(name: str) -> tuple[str, ...]:
    """Return the notebooks of an assignment, without pictures: with the solutions, and as students get it."""
    made = [ROOT / folder / name / f"{name}.ipynb" for folder in ("solutions", "assignments")]
    return tuple(re.sub(r"base64,[\w+/=]+", "base64,", path.read_text(encoding="utf-8")) for path in made)


# Bytes


def broken_bytes(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """Return bytes that a disk, a mail program or an editor has spoilt."""
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        data = _spoilt(data, other, dice)[: 1 << 20]
    return data


def _spoilt(data: bytes, other: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    until = min(len(data), at + dice.choice((1, 2, 10, 500, 5000)))
    before, piece, after = data[:at], data[at:until], data[until:]
    match dice.randrange(15):
        case 0:
            return before + bytes([dice.randrange(256)]) + data[at + 1 :]
        case 1:
            return before + bytes(byte ^ (1 << dice.randrange(8)) for byte in piece) + after
        case 2:
            return before
        case 3:
            return data[at:]
        case 4:
            return before + after
        case 5:
            return before + piece * dice.choice((2, 3, 100)) + after
        case 6:
            return before + other[at:]
        case 7:
            return before + other[at:until] + data[at:]
        case 8:
            return before + b"\0" * dice.choice((1, 8, 4096)) + data[at:]
        case 9:
            return before + dice.randbytes(dice.choice((1, 10, 1000))) + data[at:]
        case 10:
            return before + dice.choice(HORRORS) + data[at:]
        case 11:
            return data.replace(b"\n", dice.choice((b"\r\n", b"\r", b"\x0c\n", b"\n\t", b" ")))
        case 12:
            return data.replace(b"    ", dice.choice((b"\t", b"   ", b"\xc2\xa0")), dice.randrange(1, 50))
        case 13:
            return dice.choice(COOKIES) + data
        case _:
            return data.decode("latin-1").encode(dice.choice(("utf-16", "utf-32", "utf-8", "utf-8-sig")))


COOKIES = (
    b"\xef\xbb\xbf", b"\xff\xfe", b"# -*- coding: latin-1 -*-\n", b"# coding: utf-16\n", b"# coding: none-such\n",
    b"# coding: utf-7\n", b"# coding: unicode_escape\n", b"# coding: idna\n", b"# coding: zlib_codec\n",
    b"# coding: undefined\n", b"from __future__ import annotations, barry_as_FLUFL\n", b"#!/bin/sh\nexit 1\n",
)  # fmt: skip
HORRORS = (
    b"(" * 100_000, b"[" * 5000, b"9" * 10_000, b"-" * 50_000, b"x = 1\n" * 20_000, b'"' * 3, b"'''", b"\\",
    b" if" * 3000, b"lambda:" * 2000, b"\n" * 100_000, b"\xed\xa0\x80", b"\xf0\x9f\x92\xa9", b"\xe2\x80\xae",
    b"\x1b[2J", b"f'{" * 200, b"a." * 10_000 + b"a", b"x" * 1_000_000,
    b"\n" + b"".join(b" " * n + b"if 1:\n" for n in range(99)),
)  # fmt: skip


# Syntax trees

ODD = [
    ast.parse(text, mode="eval").body
    for text in (
        "None", "...", "NotImplemented", "True", "-1", "10**400", "2**63", "-(2**63) - 1", "float('nan')", "1e308 * 10",
        "1j", "'x' * 10**6", "'\\ud800'", "'\\x1b[2J\\u202e'", "b'\\0'", "{}", "{1: 2}", "{None: 0}", "{'': {}}",
        "set()", "[[]] * 10000", "[[0.0]] * 3 + [0.0]", "(1, 2, 3)", "object()", "lambda *a: a", "type", "iter([])",
        "print", "range(10**9)", "(x for x in [1])", "ValueError('\\ud800')", "memoryview(b'abc')", "bytearray(3)",
        "print()", "np.float32(1.5)", "np.float16(7)", "np.int8(-1)", "np.uint64(2**64 - 1)", "np.bool_(True)",
        "np.longdouble(1)",
        "np.zeros((0, 3))", "np.zeros((2, 0, 10**5))", "np.zeros((1,) * 32)", "np.array('x')", "np.array([None, {}])",
        "np.array([1, 2], dtype='>i2')", "np.zeros(2, 'M8[s]')", "np.zeros(2, [('a', 'f4')])", "np.ma.masked_all(3)",
        "np.full((2, 2), np.nan)", "np.array(np.inf)", "np.array([1e300, -1e300]) * 1e300", "np.matrix([[1.0]])",
        "np.broadcast_to(0.5, (10**4, 10**4))", "np.arange(10**6)", "np.ones((64, 64, 64)).tolist()",
        "np.random.rand(3)", "np", "__name__", "globals()", "sum", "np.add", "np.tanh", "dict(a=1)", "open('x')",
        "exit()", "input()", "[1] * 10**9", "__import__('torch')", "__import__('time').sleep(0.01)", "eval('1')",
    )
]  # fmt: skip
STATEMENTS = [
    ast.parse(text).body[0]
    for text in (
        "pass", "raise ValueError", "raise KeyboardInterrupt", "raise SystemExit(3)", "raise NotImplementedError",
        "raise ValueError('\\ud800' * 3)", "raise Exception(*[[]] * 999)", "assert False", "del np", "import torch",
        "import numpy as tanh", "from math import *", "np = None", "range = None", "return", "break", "continue",
        "global x", "nonlocal x", "yield 1", "await x", "print('\\x1b[31m' * 9999)", "x: int", "x += 1", "[][0]",
        "1 / 0", "np.seterr(all='raise')", "np.random.seed(None)", "len = lambda x: 3", "def f(): return f()",
        "with x: pass", "for x in iter(int, 1): break", "class C(C): pass", "import sys; sys.setrecursionlimit(30)",
    )
]  # fmt: skip
# What does not end, or ends Python, costs its limit each time that it is met.
ENDLESS = [
    ast.parse(text).body[0]
    for text in (
        "while True: pass", "while True: print('x' * 9999)", "(lambda f: f(f))(lambda f: f(f))", "10**10**8",
        "[0].extend(iter(int, 1))", "__import__('time').sleep(9999)", "__import__('os')._exit(0)",
        "__import__('os').abort()", "__import__('os').closerange(3, 99)", "np.ones(10**11)", "[[]] * 10**8",
    )
]  # fmt: skip


def broken_tree(text: str, dice: random.Random) -> str:
    """Return a source with some of its statements and expressions moved, taken away or replaced by others."""
    while True:
        tree = ast.parse(text or "pass")
        try:
            for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
                if dice.random() < 0.5:
                    _change_statement(tree, dice)
                else:
                    _change_expression(tree, dice)
            return ast.unparse(ast.fix_missing_locations(tree))
        except (IndexError, ValueError):  # nothing is left, or it is none that could be written
            continue


def _change_statement(tree: ast.Module, dice: random.Random) -> None:
    bodies = [
        body
        for node in ast.walk(tree)
        for name in ("body", "orelse", "finalbody", "handlers")
        if isinstance(body := getattr(node, name, None), list) and body
    ]
    body, other = dice.choice(bodies), dice.choice(bodies)
    at, there = dice.randrange(len(body)), dice.randrange(len(other))
    one = body[at]
    match dice.randrange(9):
        case 0:
            del body[at]
        case 1:
            body.insert(at, deepcopy(other[there]))
        case 2:
            body[at] = deepcopy(other[there])
        case 3:
            dice.shuffle(body)
        case 4:
            body.insert(at, deepcopy(dice.choice(STATEMENTS)))
        case 5:
            body.insert(at, ast.Return(deepcopy(dice.choice(ODD))))
        case 6:
            body[at] = _nested(one, dice)
        case 7:
            body.insert(at, deepcopy(dice.choice(ENDLESS if dice.random() < 0.2 else STATEMENTS)))
        case 8:
            body[at:] = []


def _nested(one: ast.stmt, dice: random.Random) -> ast.stmt:
    text = dice.choice((
        "if x: pass", "for x in range(3): pass", "while x: pass", "with np.errstate(all='raise'): pass",
        "class x: pass", "try: pass\nfinally: return 7", "try: pass\nexcept: pass", "def f(x): pass",
        "async def f(): pass", "if True: pass", "@f\ndef f(): pass", "match x:\n    case _: pass",
    ))  # fmt: skip
    outer: Any = ast.parse(text).body[0]
    inner = outer.cases[0] if isinstance(outer, ast.Match) else outer
    inner.body = [one]
    return outer


def _change_expression(tree: ast.Module, dice: random.Random) -> None:
    places = [
        (items, number)
        for node in ast.walk(tree)
        for name, value in ast.iter_fields(node)
        for items, number in ([(node, name)] if isinstance(value, ast.expr) else _numbered(value))
    ]
    holder, key = dice.choice(places)
    one = holder[key] if isinstance(holder, list) else getattr(holder, key)
    match dice.randrange(7):
        case 0 | 1:
            new: ast.expr = deepcopy(dice.choice(ODD))
        case 2:
            source, name = dice.choice(places)
            new = deepcopy(source[name] if isinstance(source, list) else getattr(source, name))
        case 3:
            new = ast.Call(dice.choice((ast.Name("list"), ast.Name("np"), ast.Name("str"), ast.Name("f"))), [one], [])
        case 4:
            new = ast.UnaryOp(dice.choice((ast.USub(), ast.Not(), ast.Invert())), one)
        case 5:
            operator = dice.choice((ast.Add(), ast.MatMult(), ast.Pow(), ast.Mod(), ast.Div(), ast.LShift()))
            new = ast.BinOp(one, operator, deepcopy(dice.choice(ODD)))
        case _:
            places_in = ast.Constant(0), ast.Constant("x"), ast.Slice(), ast.Tuple([], None)
            new = ast.Subscript(one, dice.choice(places_in))
    if isinstance(holder, list):
        holder[key] = new
    else:
        setattr(holder, key, new)


def _numbered(value: Any) -> list[tuple[list[Any], int]]:
    items = value if isinstance(value, list) else []
    return [(items, number) for number, item in enumerate(items) if isinstance(item, ast.expr)]


# Notebooks

VALUES = (
    None, True, -1, 0, 3.5, 10**30, "", "x", "\ud800", "\x1b[2J", "<script>", [], {}, [[]], [1, 2], {"": None}, "code",
    "raw", "# %%", "%%bash\nls", "%%time\nx = 1", "!ls\n%matplotlib inline\n", "x" * 100_000, ["a\n"] * 10_000, "\0",
    {"nbgrader": {"grade": True, "points": 1e9, "grade_id": "../../x", "solution": True, "schema_version": 99}},
)  # fmt: skip


def broken_notebook(text: str, dice: random.Random) -> bytes:
    """Return a notebook in which cells are lost, doubled or broken, or whose JSON is not a notebook's."""
    book = json.loads(text)
    for _ in range(dice.choice((1, 1, 2, 4, 10))):
        cells = book.get("cells") if isinstance(book, dict) else None
        match dice.randrange(10):
            case 0 if cells:
                del cells[dice.randrange(len(cells))]
            case 1 if cells:
                cells.insert(dice.randrange(len(cells)), deepcopy(dice.choice(cells)))
            case 2 if cells:
                dice.shuffle(cells)
            case 3 | 4 if cells and isinstance(cell := dice.choice(cells), dict):
                with contextlib.suppress(SyntaxError, ValueError, TypeError):  # it may hold anything by now
                    cell["source"] = broken_tree("".join(cell.get("source") or ""), dice)
            case 5 if cells and isinstance(cell := dice.choice(cells), dict):
                mine = cell.get("source")
                cell["source"] = deepcopy(dice.choice((*VALUES, list(str(mine)), [mine], 7)))
            case 6 if isinstance(book, dict):
                versions = (3, 0), (99, 0), ("4", None), (-1, 4), ({}, [])
                book["nbformat"], book["nbformat_minor"] = dice.choice(versions)
                if dice.random() < 0.3:
                    book["worksheets"] = dice.choice(([{"cells": book.pop("cells", [])}], [7, None], [{"cells": 7}], 7))
            case _:
                book = _with_odd_value(book, dice)
    data = json.dumps(book, ensure_ascii=dice.random() < 0.8).encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        tail = dice.choice((b"[" * 200_000, b"}", b"{}", b'"', b"NaN", b"\0", b"9" * 20_000, b"1e999", b"\xff"))
        at = dice.choice((0, len(data) // 2, len(data)))
        data = data[:at] + tail + data[at:]
    return data


def _with_odd_value(book: Any, dice: random.Random) -> Any:
    """Put a value that does not belong there somewhere into JSON."""
    places: list[tuple[Any, Any]] = []
    waiting = [book]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
        places += [(node, key) for key in keys]
        waiting += [node[key] for key in keys]
    if not places or dice.random() < 0.02:
        return deepcopy(dice.choice(VALUES))
    node, key = dice.choice(places)
    if dice.random() < 0.3:
        del node[key]
    else:
        node[key] = deepcopy(dice.choice(VALUES))
    return book


# A class


@dataclass(frozen=True)
class Made:
    """A submission: its assignment, what was done to it, its file's name and bytes."""

    assignment: str
    how: str
    name: str
    data: bytes

    @property
    def honest(self) -> bool:
        return self.how.startswith("honest")


def made(number: int, seed: int) -> Made:
    """Return one submission of a class, always the same for its number and the seed."""
    dice = random.Random(f"{seed} {number}")
    name = dice.choice(list(ASSIGNMENTS))
    text, other = dice.choice(sources(name)), dice.choice(sources(name))
    if number % HONEST == 0:
        right = number // HONEST % 2 == 0 or name == "concepts"
        if right and dice.random() < 0.5:
            return Made(name, "honest, right", f"{name}.ipynb", notebooks(name)[0].encode())
        text = sources(name)[0] if right else text
        return Made(name, "honest, right" if right else "honest", f"{name}.py", text.encode())
    way = dice.choice(("bytes", "tree", "tree", "notebook", "notebook bytes"))
    if way == "bytes":
        return Made(name, way, f"{name}.py", broken_bytes(text.encode(), other.encode(), dice))
    if way == "tree":
        return Made(name, way, f"{name}.py", broken_tree(text, dice).encode("utf-8", "surrogatepass"))
    book, second = dice.choice(notebooks(name)), dice.choice(notebooks(name))
    if way == "notebook":
        return Made(name, way, f"{name}.ipynb", broken_notebook(book, dice))
    return Made(name, way, f"{name}.ipynb", broken_bytes(book.encode(), second.encode(), dice))


def write_class(folder: Path, numbers: Iterable[int], seed: int) -> dict[str, Made]:
    """Write a class with a course file; return who handed in what, without its bytes."""
    written = {}
    for number in numbers:
        one, student = made(number, seed), f"s{number:05}"
        place = folder / "submitted" / student / one.assignment
        place.mkdir(parents=True)
        (place / one.name).write_bytes(one.data)
        written[student] = replace(one, data=b"")
    limits = "".join(f"{name} = {value}\n" for name, value in LIMITS.items())
    (folder / "unrolled.toml").write_text(f"[limits]\n{limits}", encoding="utf-8")
    return written


# Grading


@dataclass
class Graded:
    """What a run of `unrolled grade` gave, and what it took: seconds, and MB that all of its processes had at most."""

    report: dict[str, Any]
    wall: float
    cpu: float
    memory: float
    said: str
    left: list[str] = field(default_factory=list)  # files and processes that it left behind


def graded(folder: Path, jobs: int, patience: float, progress: bool = False) -> Graded:
    """Grade a class as anybody would, in a process of its own. Raises `subprocess.TimeoutExpired`."""
    temporary = folder / "tmp"
    temporary.mkdir()
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "graders", "grade", str(folder), "--jobs", str(jobs)]
    report = folder / "report.json"
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [*command, "--json", str(report), "--junit", str(folder / "report.xml")],
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            cwd=folder, env={**os.environ, "TMPDIR": str(temporary)},
        )  # fmt: skip
    most = [0.0]
    seen: dict[int, str] = {}

    def watch() -> None:
        while process.poll() is None:
            family = _family(process.pid)
            seen.update({pid: _born(pid) for pid in family if pid not in seen})
            most[0] = max(most[0], sum(map(_memory, family)))
            if progress:
                print(f"\r{time.monotonic() - begin:6.0f} s  {most[0]:6.0f} MB", end="", flush=True)
            time.sleep(0.25)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        process.wait(patience)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        watcher.join()
        if progress:
            print()
    wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    text = (folder / "said.txt").read_text(encoding="utf-8")
    assert process.returncode == 0, text[-3000:]
    return Graded(
        strict(report.read_bytes()), wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, most[0],
        text, [path.name for path in temporary.iterdir()] + _left_of(seen),
    )  # fmt: skip


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def _memory(pid: int) -> float:
    """Return a process's share of the memory (PSS) in MB."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _born(pid: int) -> str:
    """Return when a living process began, in the kernel's ticks; "" if there is none of this number."""
    with contextlib.suppress(OSError):
        state, *facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if state == "Z" else facts[18]
    return ""


def _left_of(seen: dict[int, str]) -> list[str]:
    """Return which processes are still there, some seconds after the end."""
    for _ in range(100):
        left = [f"process {pid}" for pid, born in seen.items() if born and _born(pid) == born]
        if not left:
            break
        time.sleep(0.1)
    return left


def strict(data: bytes) -> dict[str, Any]:
    """Return what is in strict JSON: no NaN, no infinity, valid UTF-8."""

    def refused(name: str) -> None:
        raise ValueError(f"{name} is not JSON")

    found = json.loads(data.decode("utf-8"), parse_constant=refused)
    assert isinstance(found, dict)
    return found


# What must be


def faults_of(row: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one row of a report, by the rules of the JSON."""
    if set(row) != SUBMISSION:
        yield f"keys {sorted(row)}"
    if row["status"] not in ("graded", "unreadable") or row["message"].startswith(FAULT):
        yield f"{row['status']}: {row['message'][:300]}"
    exercises = row["exercises"]
    if [one["name"] for one in exercises] != (
        [one.name for one in assignment(row["assignment"]).exercises] if row["status"] == "graded" else []
    ):
        yield f"exercises {[one['name'] for one in exercises]}"
    for exercise in exercises:
        if set(exercise) != EXERCISE or exercise["status"] not in ENDS:
            yield f"{exercise['name']}: {exercise['status']}"
        full = exercise["score"] == exercise["max_score"]
        if full != (exercise["status"] == "passed"):
            yield f"{exercise['name']}: {exercise['status']} with {exercise['score']}"
        if abs(sum(check["score"] for check in exercise["checks"]) - exercise["score"]) > 1e-6:
            yield f"{exercise['name']}: its checks do not add up"
    if exercises and abs(sum(one["score"] for one in exercises) - row["score"]) > 1e-6:
        yield "its exercises do not add up"
    checks = [check for exercise in exercises for check in exercise["checks"]]
    if any(set(check) != CHECK or type(check["passed"]) is not bool for check in checks):
        yield "a check's keys"
    for part in (row, *exercises, *checks):
        numbers = part["score"], part["max_score"]
        if not all(type(one) in (int, float) and math.isfinite(one) for one in numbers):
            yield f"{numbers} points"
        elif not 0 <= part["score"] <= part["max_score"] <= 100.0001:
            yield f"{part['score']} of {part['max_score']}"
        if not isinstance(part["message"], str) or len(part["message"]) > 4000:
            yield "a message of more than 4,000 characters"


def problems(submissions: dict[str, Made], result: Graded, alone: Graded, jobs: int) -> list[str]:
    """Return what is wrong with the report on a class; `alone` is that on its honest submissions without the others."""
    rows = result.report["submissions"]
    found = []
    if [row["student"] for row in rows] != sorted(submissions):
        found.append(f"{len(rows)} rows for {len(submissions)} submissions")
    for row in rows:
        one = submissions[row["student"]]
        found += [f"{row['student']} ({row['assignment']}, {one.how}): {fault}" for fault in faults_of(row)]
        if one.how == "honest, right" and row["score"] != 100:
            found.append(f"{row['student']}: {row['score']} for a right submission")
    honest = [_grade_of(row) for row in rows if submissions[row["student"]].honest]
    if honest != [_grade_of(row) for row in alone.report["submissions"]]:
        found.append("honest submissions have other grades beside the others")
    if "Traceback" in result.said:
        found.append("a traceback on the terminal")
    if result.memory > MEMORY * jobs + 300:
        found.append(f"{result.memory:.0f} MB")
    return found + [f"left behind: {name}" for name in result.left]


def _grade_of(row: dict[str, Any]) -> list[Any]:
    """Return all of a row that is a grade. The example beside a wrong answer is what was found in a given time."""
    checks = [check for exercise in row["exercises"] for check in exercise["checks"]]
    parts = [(one["score"], one["status"], one["name"]) for one in row["exercises"]]
    return [row["student"], row["score"], row["status"], parts, [(one["score"], one["diagnosis"]) for one in checks]]


def tried(count: int, seed: int, folder: Path, jobs: int, progress: bool = False) -> tuple[Graded, list[str], str]:
    """Make a class, grade it and return the run, what is wrong, and a summary."""
    submissions = write_class(folder / "class", range(count), seed)
    honest = write_class(folder / "honest", range(0, count, HONEST), seed)
    alone = graded(folder / "honest", jobs, PATIENCE * (100 + len(honest)))
    result = graded(folder / "class", jobs, PATIENCE * (100 + count), progress)
    rows = result.report["submissions"]
    ways = Counter(one.how for one in submissions.values())
    ends = Counter(row["status"] for row in rows)
    worst = Counter(exercise["status"] for row in rows for exercise in row["exercises"])
    slowest = max(rows, key=lambda row: row["seconds"])
    text = "\n".join((
        f"{len(rows)} rows for {count} submissions ({_counted(ways)}), seed {seed}, isolation "
        f"{result.report['isolation']}",
        f"{_counted(ends)}; {sum(row['score'] == 100 for row in rows)} with full points; exercises: {_counted(worst)}",
        f"{result.wall:.0f} s, {result.cpu:.0f} s of CPU time, {result.memory:.0f} MB at most in {jobs} processes; the "
        f"slowest took {slowest['seconds']:.1f} s ({slowest['student']}, {submissions[slowest['student']].how})",
    ))  # fmt: skip
    return result, problems(submissions, result, alone, jobs), text


def _counted(numbers: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in numbers.most_common())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="an empty folder for the class and its report")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        _, wrong, text = tried(options.count, options.seed, options.keep or Path(temporary), options.jobs, True)
    print(text)
    print("\n".join(wrong) or "Nothing is wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
