"""The notebooks: the release notebook for students, and the solution notebook, which nbgrader calls the source.

Both are nbgrader's (metadata schema 3). An exercise is a solution cell; the last of its checks is the grade cell that
holds its points. What `nbgrader generate_assignment` makes of the solution notebook is the release notebook, byte for
byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .lesson import Cell, Lesson, released_source
from .pictures import embedded

__all__ = ["grade_id", "hidden_lines", "notebook", "without_hidden"]

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"  # as nbgrader looks for them
BEGIN_HIDDEN, END_HIDDEN = f"### {BEGIN}", f"### {END}"
# Not for `validate`, nor for whoever runs the solution: only where points would be given without the judge.
FAILS_CLOSED = f"""{BEGIN_HIDDEN}
import os

if os.environ.get("NBGRADER_EXECUTION") == "autograde":
    raise RuntimeError(
        "No points: Unrolled's judge did not run. Autograde with the course's nbgrader_config.py."
    )
{END_HIDDEN}"""

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
SCHEMA = 3


def grade_id(function: str) -> str:
    """Return the name of the grade cell that holds an exercise's points."""
    return f"test_{function}"


def notebook(lesson: Lesson, points: Mapping[str, float], solution: bool) -> str:
    """Return the text of a lesson's notebook, with solutions or as students get it.

    `points` are those of each exercise. Helper files are cells that write themselves, so that the notebook needs
    nothing beside it.
    """
    from nbformat import v4, writes

    last = {cell.function: place for place, cell in enumerate(lesson.cells) if cell.tag == "check"}
    cells: list[Any] = []
    for place, cell in enumerate(lesson.cells):
        if cell.tag == "setup" and lesson.files and not any(made["cell_type"] == "code" for made in cells):
            cells += [_file_cell(name, text) for name, text in lesson.files.items()]
        if cell.tag == "markdown":
            cells.append(v4.new_markdown_cell(embedded(cell.source, lesson.pictures)))
            continue
        made = v4.new_code_cell(_source(lesson, cell, solution, graded=last.get(cell.function) == place))
        if cell.tag == "exercise":
            _mark(made, str(cell.function), solution=True)
        elif cell.tag == "check" and last[cell.function] == place:
            _mark(made, grade_id(str(cell.function)), points=points[str(cell.function)])
        elif cell.tag == "check":
            _mark(made, f"check_{place}")
        cells.append(made)
    for place, made in enumerate(cells):
        made["id"] = made["metadata"].get("nbgrader", {}).get("grade_id", f"cell_{place}")
        if not solution and "nbgrader" in made["metadata"]:
            _lock(made)
    return f"{writes(v4.new_notebook(cells=cells, metadata=METADATA), version=4)}\n"


def _source(lesson: Lesson, cell: Cell, solution: bool, graded: bool) -> str:
    if cell.tag == "exercise" and solution:
        return cell.source
    source = released_source(lesson, cell)
    return f"{source}\n{FAILS_CLOSED}" if graded and solution else source


def _file_cell(name: str, text: str) -> Any:
    from nbformat import v4

    return v4.new_code_cell(f"%%writefile {name}\n{text.rstrip()}", metadata={"jupyter": {"source_hidden": True}})


def _mark(cell: Any, name: str, points: float | None = None, solution: bool = False) -> None:
    cell["metadata"]["nbgrader"] = {
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        cell["metadata"]["nbgrader"]["points"] = int(points) if points == int(points) else points


def _lock(cell: Any) -> None:
    """Do to a released cell what nbgrader does: no deleting, no editing of checks, a checksum."""
    marks = cell["metadata"]["nbgrader"]
    cell["metadata"]["deletable"] = False
    if not marks["solution"]:
        cell["metadata"]["editable"] = False
    # nbgrader.utils.compute_checksum, without nbgrader
    text = cell["source"] + cell["cell_type"] + f"{marks['grade']}{marks['solution']}{marks['locked']}"
    text += marks["grade_id"] + (str(float(marks["points"])) if marks["grade"] else "")
    marks["checksum"] = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    marks["cell_type"] = cell["cell_type"]


def without_hidden(source: str) -> str:
    """Return a grade cell's text without its hidden lines."""
    hidden = hidden_lines(source)
    if not hidden:
        return source
    kept = [line for number, line in enumerate(source.split("\n"), 1) if number not in hidden]
    return "\n".join(kept).rstrip("\n")


def hidden_lines(source: str) -> set[int]:
    """Return the numbers of a cell's hidden lines, those that begin and end them too; what nobody ends is hidden."""
    hidden, inside = set(), False
    for number, line in enumerate(source.split("\n"), 1):
        inside = inside or BEGIN in line
        if inside:
            hidden.add(number)
        inside = inside and END not in line
    return hidden
