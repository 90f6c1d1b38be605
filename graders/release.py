"""Make what students get: stubs and visible tests, from the lessons in `solutions/`.

A lesson is a Python module in jupytext's percent format. Its code cells are tagged:

`setup`     imports and constants, released whole;
`helper`    code that is given to the student, released whole;
`exercise`  one function, released with its body replaced by a `NotImplementedError`;
`check`     visible tests `test_FUNCTION_what`, released as a pytest file beside the stub;
`demo`      a demonstration, released whole, guarded so that importing the stub runs nothing.

The output holds no date and no version: releasing twice writes the same bytes.
"""

from __future__ import annotations

import ast
import importlib
import importlib.resources
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

__all__ = [
    "Cell",
    "Lesson",
    "ReleaseError",
    "default_solutions",
    "demonstrations",
    "parse",
    "release",
]

TAGS = ("setup", "helper", "exercise", "check", "demo")
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
LINE_LENGTH = 100


class ReleaseError(Exception):
    """A release cannot be made; the message is one sentence that says what to do about it."""


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson.

    `tag` is "markdown" or one of `TAGS`; `function` is the exercise that an `exercise` or `check`
    cell belongs to, and None for any other; `source` has no leading or trailing blank lines.
    """

    tag: str
    source: str
    function: str | None = None


@dataclass(frozen=True)
class Lesson:
    """An assignment's name and its cells, in the order in which they are read."""

    name: str
    cells: tuple[Cell, ...]

    def tagged(self, *tags: str) -> list[Cell]:
        """Return the cells that have one of the tags, in order."""
        return [cell for cell in self.cells if cell.tag in tags]

    @property
    def exercises(self) -> list[str]:
        """The names of the functions to be written, in order."""
        return [cell.function for cell in self.tagged("exercise") if cell.function]


def default_solutions() -> Path:
    """Return the folder of the installed `solutions` package, from a checkout or a wheel."""
    try:
        return Path(str(importlib.resources.files("solutions")))
    except ModuleNotFoundError:
        raise ReleaseError("The package `solutions` is not installed beside `graders`; name its folder.") from None


def parse(path: Path) -> Lesson:
    """Read a lesson; its name is the file's.

    Raises `ReleaseError` if jupytext is missing or if the lesson breaks one of the rules above.
    """
    try:
        jupytext = importlib.import_module("jupytext")  # optional, and slow to import
    except ModuleNotFoundError:
        raise ReleaseError('Reading a lesson needs jupytext; `pip install "unrolled[release]"` brings it.') from None
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise ReleaseError(f"There is no lesson to read at {path} ({problem.strerror}).") from None
    notebook = jupytext.reads(text, fmt="py:percent")
    cells: list[Cell] = []
    exercises: list[str] = []
    for number, raw in enumerate(notebook.cells, start=1):
        where = f"{path.name}, cell {number}"
        source = raw.source.strip("\n")
        if raw.cell_type == "markdown":
            cells.append(Cell("markdown", source))
            continue
        tag = _tag(raw.metadata.get("tags", []), where)
        function = None
        if tag == "exercise":
            function = _exercise_function(source, where)
            exercises.append(function)
        elif tag == "check":
            function = _checked_function(source, exercises, where)
        cells.append(Cell(tag, source, function))
    if not exercises:
        raise ReleaseError(f"{path.name} has no cell tagged `exercise`, so it is not a lesson.")
    return Lesson(path.stem, tuple(cells))


def _tag(tags: Sequence[str], where: str) -> str:
    if len(tags) != 1 or tags[0] not in TAGS:
        raise ReleaseError(f"{where} needs exactly one tag of {', '.join(TAGS)}; it has {tags}.")
    return tags[0]


def _functions(source: str, where: str) -> list[ast.FunctionDef]:
    try:
        statements = ast.parse(source).body
    except SyntaxError as problem:
        raise ReleaseError(f"{where}, line {problem.lineno} is not Python.") from None
    return [node for node in statements if isinstance(node, ast.FunctionDef)]


def _exercise_function(source: str, where: str) -> str:
    functions = _functions(source, where)
    if len(functions) != 1:
        raise ReleaseError(f"{where} is an exercise and must define exactly one function.")
    if source.count(BEGIN) != 1 or source.count(END) != 1:
        raise ReleaseError(f"{where} needs `{BEGIN}` and `{END}` once each, around its solution.")
    if source.index(BEGIN) > source.index(END):
        raise ReleaseError(f"{where} has `{END}` before `{BEGIN}`.")
    return functions[0].name


def _checked_function(source: str, exercises: Sequence[str], where: str) -> str:
    tests = [node for node in _functions(source, where) if node.name.startswith("test_")]
    if not tests:
        raise ReleaseError(f"{where} is a check and must define a function `test_FUNCTION_what`.")
    owners = {_owner(test.name, exercises) for test in tests}
    owner = owners.pop()
    if owners or owner is None:
        names = ", ".join(test.name for test in tests)
        raise ReleaseError(
            f"{where}: each test must be named `test_FUNCTION_what` after one and the same "
            f"exercise above it; they are {names}."
        )
    for test in tests:
        if not ast.get_docstring(test):
            raise ReleaseError(f"{where}: {test.name} needs a docstring of one line.")
    return owner


def _owner(test: str, exercises: Sequence[str]) -> str | None:
    # The longest name wins: `test_clip_by_norm_scales` is not a test of `clip`.
    owners = [name for name in exercises if test.startswith(f"test_{name}_")]
    return max(owners, key=len, default=None)


def released_source(lesson: Lesson, cell: Cell) -> str:
    """Return a cell's text as the student gets it, the same in a stub and in a notebook.

    A check calls its tests at the end, so that running the cell runs them.
    """
    if cell.tag == "exercise":
        return _without_solution(cell.source, f"{lesson.name}: {cell.function}")
    if cell.tag == "check":
        calls = [f"{test.name}()" for test in _tests(cell)]
        return "\n".join([cell.source, "", "", *calls])
    return cell.source


def demonstrations(lesson: Lesson) -> list[str]:
    """Return the texts of the demo and check cells as released, for the grader to skip."""
    return [released_source(lesson, cell) for cell in lesson.tagged("demo", "check")]


def _tests(cell: Cell) -> list[ast.FunctionDef]:
    return [node for node in _functions(cell.source, "") if node.name.startswith("test_")]


def _without_solution(source: str, task: str) -> str:
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        if line.strip() == BEGIN:
            indent = line[: len(line) - len(line.lstrip())]
            kept += [f"{indent}# YOUR CODE HERE", f'{indent}raise NotImplementedError("{task}")']
            inside = True
        elif line.strip() == END:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def release(solutions: Path, target: Path, names: Sequence[str] | None = None) -> list[Path]:
    """Write the assignments of a course.

    Parameters
    ----------
    solutions : Path
        The folder with the lessons.
    target : Path
        The course's folder; the files go to `target/assignments/NAME/`. Files of the same names
        are replaced, others are left alone.
    names : sequence of str, optional
        The lessons to release; all if None.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    ReleaseError
        If a lesson is missing or broken, before anything is written.
    """
    if names is None:
        # The folder may also hold modules that lessons share; only a lesson has exercises.
        modules = sorted(solutions.glob("*.py"))
        names = [path.stem for path in modules if BEGIN in path.read_text(encoding="utf-8")]
        if not names:
            raise ReleaseError(f"There is no lesson in {solutions}.")
    lessons = [parse(solutions / f"{name}.py") for name in names]
    written = []
    for lesson in lessons:
        folder = target / "assignments" / lesson.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _files(lesson):
            path = folder / name
            # Bytes, so that no platform turns a line end into two characters.
            path.write_bytes(text.encode("utf-8"))
            written.append(path)
    return written


def _files(lesson: Lesson) -> Iterator[tuple[str, str]]:
    # A further format (a notebook, say) is a further line here.
    yield f"{lesson.name}.py", _stub(lesson)
    if lesson.tagged("check"):
        yield f"test_{lesson.name}.py", _visible_tests(lesson)
        yield "pytest.ini", _pytest_settings(lesson)


def _stub(lesson: Lesson) -> str:
    blocks = []
    for cell in lesson.cells:
        if cell.tag == "markdown":
            lines = [f"# {line}".rstrip() for line in cell.source.splitlines()]
            blocks.append("\n".join(["# %% [markdown]", *lines]))
        elif cell.tag != "check":
            blocks.append(f"# %%\n{released_source(lesson, cell)}")
    text = blocks[0]
    for before, block in pairwise(blocks):
        # Two blank lines around a function and one elsewhere, as formatters have it.
        wide = block.startswith("# %%\ndef ") or before.splitlines()[-1].startswith(" ")
        text += ("\n\n\n" if wide else "\n\n") + block
    return text + "\n"


def _visible_tests(lesson: Lesson) -> str:
    names = _names_tested(lesson)
    line = f"from {lesson.name} import {', '.join(names)}"
    if len(line) > LINE_LENGTH:
        line = "\n".join([f"from {lesson.name} import (", *[f"    {name}," for name in names], ")"])
    blocks = [
        f'"""The visible tests of {lesson.name}: run `pytest` in this folder.\n\n'
        f"One task alone: `pytest -m {lesson.exercises[0]}`.\n"
        f'"""\n\nimport numpy as np\nimport pytest\n\n{line}'
    ]
    for cell in lesson.tagged("check"):
        lines = cell.source.splitlines()
        for test in reversed(_tests(cell)):
            lines.insert(test.lineno - 1, f"@pytest.mark.{cell.function}")
        blocks.append("\n".join(lines))
    return "\n\n\n".join(blocks) + "\n"


def _names_tested(lesson: Lesson) -> list[str]:
    """Return the functions and constants of the lesson that its checks read."""
    defined = set()
    for cell in lesson.tagged("setup", "helper", "exercise"):
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined.add(node.name)
            elif isinstance(node, ast.Assign):
                defined |= {name.id for name in node.targets if isinstance(name, ast.Name)}
    read = {
        node.id
        for cell in lesson.tagged("check")
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Name)
    }
    return sorted(defined & read)


def _pytest_settings(lesson: Lesson) -> str:
    # In the folder itself, so that pytest finds it, and with it the marks, from any directory.
    marks = [f"    {name}: the visible tests of {name}" for name in lesson.exercises]
    return "\n".join(["[pytest]", "addopts = --tb=short", "markers =", *marks]) + "\n"
