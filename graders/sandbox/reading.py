"""From the bytes of a submission to the statements that will run, following the rules of "What is read".

All of it happens in a worker, before any of the student's code runs: a notebook of ten megabytes of brackets or a
source nested a million deep costs its own worker and nobody else.
"""

from __future__ import annotations
import __future__

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Source", "Unreadable", "is_shown", "read"]

FUTURE = {name: getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}
RUNS_AS_PYTHON = re.compile(r"^\s*%%(time|timeit|capture|prun)\b")
CELL_MAGIC = re.compile(r"^\s*%%")
LINE_MAGIC = re.compile(r"^\s*(%|!|\?)|^\s*[\w.]+\s*\?{1,2}\s*$|^\s*\w[\w, ]*=\s*(%|!)")


class Unreadable(Exception):
    """No source could be had from the file; the text is a sentence for the student."""


@dataclass
class Cell:
    """A cell of a notebook, or the whole of a `.py` file: its text, its statements, or why it has none."""

    name: str
    text: str
    statements: list[ast.stmt] = field(default_factory=list)
    error: str = ""
    line: int = 0


@dataclass
class Source:
    """A submission's code: its cells, and what it defines at top level, by name."""

    kind: str
    cells: list[Cell]
    flags: int = 0
    defined: dict[str, list[str]] = field(default_factory=dict)
    stubs: set[str] = field(default_factory=set)

    def notes(self) -> list[str]:
        """Return a sentence for each cell that has no statements because it does not parse."""
        return [f"{cell.name}: {cell.error}" for cell in self.cells if cell.error]


def read(kind: str, data: bytes, demonstrations: Iterable[str] = ()) -> Source:
    """Return the `Source` in a file's bytes; `kind` is "py" or "ipynb". Raises `Unreadable`.

    Statements that parse to one of `demonstrations` (what the release itself shows or checks, dumped by `ast.dump`) are
    left out.
    """
    source = Source(kind, _notebook(data) if kind == "ipynb" else [Cell("the file", _decode(data))])
    shown = set(demonstrations)
    for cell in source.cells:
        _parse(cell, notebook=kind == "ipynb")
        cell.statements = [statement for statement in cell.statements if not is_shown(statement, shown)]
        for statement in cell.statements:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                for alias in statement.names:
                    source.flags |= FUTURE.get(alias.name, 0)
    _define(source, [statement for cell in source.cells for statement in cell.statements])
    return source


def _decode(data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise Unreadable("The file is not text in UTF-8; save it as UTF-8 and hand it in again.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _notebook(data: bytes) -> list[Cell]:
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(
            "The notebook is not valid JSON, so it was damaged on its way; open it in Jupyter, save it and hand it in "
            "again."
        ) from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet.get("cells"), list) for cell in sheet["cells"]]
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON but not a notebook: it has no list of cells.")
    found = []
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        text = cell.get("source", cell.get("input", ""))
        if isinstance(text, list):
            text = "".join(part for part in text if isinstance(part, str))
        if isinstance(text, str):
            found.append(Cell(f"cell {number}", text.replace("\r\n", "\n").replace("\r", "\n")))
    return found


def _parse(cell: Cell, notebook: bool) -> None:
    text = cell.text
    if notebook and CELL_MAGIC.match(text):
        if not RUNS_AS_PYTHON.match(text):
            return
        text = "\n" + text.lstrip().partition("\n")[2]
    try:
        try:
            cell.statements = ast.parse(text).body
        except SyntaxError:
            if not notebook:
                raise
            # Only now: a line that starts with % may be the middle of an expression.
            text = "\n".join("" if LINE_MAGIC.match(line) else line for line in text.split("\n"))
            cell.statements = ast.parse(text).body
    except SyntaxError as error:
        cell.line = error.lineno or 0
        cell.error = f"line {cell.line} is not valid Python ({error.msg})."
    except (ValueError, RecursionError, MemoryError) as error:
        cell.error = f"it is not valid Python ({_reason(error)})."
    cell.text = text


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "it holds half of a character"
    if isinstance(error, ValueError):
        return "it holds a null character"
    return "it is nested too deeply"


def is_shown(statement: ast.stmt, shown: set[str]) -> bool:
    """Tell whether a statement is one of the release's: a visible check, a call of one, or a guarded demonstration."""
    check = isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_")
    if not shown or not (check or isinstance(statement, ast.If | ast.Expr)):
        return False
    try:
        return ast.dump(statement) in shown
    except RecursionError:  # it parses, and is too deep to be followed
        return False


def _define(source: Source, statements: list[ast.stmt]) -> None:
    waiting = statements[::-1]
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = statement.args
            names = [argument.arg for argument in arguments.posonlyargs + arguments.args]
            source.defined[statement.name] = names
            source.stubs.discard(statement.name)
            if _is_stub(statement):
                source.stubs.add(statement.name)
            continue
        for name in _assigned(statement):
            source.defined[name] = []
            source.stubs.discard(name)
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
            for part in ("finalbody", "orelse", "body"):
                waiting += getattr(statement, part, [])[::-1]


def _assigned(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return []


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether the body does nothing but say so: a docstring, `pass`, `…` or `raise NotImplementedError`."""
    for statement in function.body:
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Raise) and statement.exc is not None:
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            if isinstance(raised, ast.Name) and raised.id == "NotImplementedError":
                return True
        return False
    return True
