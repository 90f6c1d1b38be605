"""Reading a lesson.

A lesson is a Python module in jupytext's percent format. Its code cells are tagged:

`setup`     imports and constants, released whole;
`helper`    code that is given to the student, released whole;
`exercise`  one function, released with its body replaced by a `NotImplementedError`;
`check`     visible tests `test_FUNCTION_what`, released as a pytest file beside the stub;
`demo`      a demonstration below `if __name__ == "__main__":`, so that importing the stub runs nothing; released so
            that a function which is missing or wrong ends the demonstration and nothing below it.

A picture is shown by `![what is to be seen](pictures/KEY.svg)` in a Markdown cell, and drawn by the function of that
key in `pictures/NAME.py`.

Helper files that a lesson ships lie beside it and are named in its header, `unrolled: {files: [NAME, …]}`; the lesson
imports from them relatively (`from .char_rnn import softmax`), the student plainly.
"""

from __future__ import annotations

import ast
import importlib
import importlib.resources
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .pictures import draw, shown
from .problem import ReleaseError

__all__ = [
    "BEGIN",
    "END",
    "Cell",
    "Lesson",
    "ReleaseError",
    "default_solutions",
    "guarded",
    "parse",
    "plain_imports",
    "released_source",
    "tests_of",
]

TAGS = ("setup", "helper", "exercise", "check", "demo")
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
ENDING = [
    "    except Exception as problem:",
    '        print(f"The demonstration stops here. {type(problem).__name__}: {problem}")',
]
STUB = '# YOUR CODE HERE\nraise NotImplementedError("not written yet")'


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
    """An assignment's name, its cells in the order in which they are read, the helper files and the pictures.

    Helper files are texts by their names, pictures SVG texts by the paths that Markdown cells give. The glossary is the
    text of the `glossary.md` beside the lesson, if there is one.
    """

    name: str
    cells: tuple[Cell, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    glossary: str = ""

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
    alts: dict[str, str] = {}
    for number, raw in enumerate(notebook.cells, start=1):
        where = f"{path.name}, cell {number}"
        source = plain_imports(raw.source.strip("\n"))
        if raw.cell_type == "markdown":
            cells.append(Cell("markdown", source))
            alts |= shown(source, where)
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
    bare = [name for name in exercises if not any(cell.tag == "check" and cell.function == name for cell in cells)]
    if bare:
        raise ReleaseError(f"{path.name}: {bare[0]} needs a visible check, which holds its points in a notebook.")
    files = _helper_files(path, notebook.metadata.get("unrolled", {}).get("files", []))
    glossary = path.with_name("glossary.md")
    words = glossary.read_text(encoding="utf-8") if glossary.exists() else ""
    return Lesson(path.stem, tuple(cells), files, draw(path, alts), words)


def _helper_files(lesson: Path, names: Sequence[str]) -> dict[str, str]:
    try:
        return {name: plain_imports((lesson.parent / name).read_text(encoding="utf-8")) for name in names}
    except OSError as problem:
        raise ReleaseError(f"{lesson.name} ships {problem.filename}, which cannot be read.") from None


def plain_imports(source: str) -> str:
    """Return the text of a lesson with its relative imports as a student writes them."""
    return re.sub(r"^(\s*from )\.(?=\w)", r"\1", source, flags=re.MULTILINE)


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
        return _without_solution(cell.source)
    if cell.tag == "check":
        calls = [f"{test.name}()" for test in tests_of(cell)]
        return "\n".join([cell.source, "", "", *calls])
    return guarded(cell.source) if cell.tag == "demo" else cell.source


def guarded(source: str) -> str:
    """Return a demonstration as it is released: it says in a line why it stops, and what is pasted below it runs."""
    lines = source.splitlines()
    for statement in reversed(ast.parse(source).body):
        if isinstance(statement, ast.If):
            start, end = statement.body[0].lineno - 1, statement.end_lineno
            body = [f"    {line}" if line else line for line in lines[start:end]]
            lines[start:end] = ["    try:", *body, *ENDING]
    return "\n".join(lines)


def tests_of(cell: Cell) -> list[ast.FunctionDef]:
    """Return the visible tests that a check holds."""
    return [node for node in _functions(cell.source, "") if node.name.startswith("test_")]


def _without_solution(source: str) -> str:
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        if line.strip() == BEGIN:
            indent = line[: len(line) - len(line.lstrip())]
            kept += [indent + line for line in STUB.splitlines()]
            inside = True
        elif line.strip() == END:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)
