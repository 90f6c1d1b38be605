"""Gives a submitted notebook the course's graded cells back."""

from __future__ import annotations

import json
import re
from typing import Any

from nbformat import NotebookNode, v4
from nbgrader.preprocessors import NbGraderPreprocessor

from ..release.notebook import SCHEMA
from .assigned import SourceCell

__all__ = ["Restored"]


class Restored(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives a submitted notebook the course's graded cells: names and points as released, no more and no less."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the gradebook's metadata, and the cells that were missing put back."""
        about = resources["nbgrader"]
        source = self.parent.assigned(about["assignment"]).notebooks[about["notebook"]]
        if source.kernelspec:
            nb.metadata.kernelspec = json.loads(source.kernelspec)
        known = {cell.name: cell for cell in source.cells}
        places: dict[str, int] = {}
        for place, cell in enumerate(nb.cells):  # of several cells of one name the last counts, as in nbgrader
            name = cell.metadata.pop("grade_id", None)
            if name in known:
                places[name] = place
        found = bool(places)
        for name, one in known.items():
            if name not in places:
                if found:  # else there was nothing to read, which has been said
                    self.log.warning("The cell %s was missing; it is put back.", name)
                places[name] = self._put_back(nb, one, places, list(known))
            cell = nb.cells[places[name]] = _of_type(nb.cells[places[name]], one.cell_type)
            if one.locked:
                cell.source = one.source
            cell.metadata.nbgrader = NotebookNode(
                grade=name in source.graded, solution=name in source.solutions, task=name in source.tasks,
                locked=one.locked, grade_id=name, schema_version=SCHEMA, cell_type=one.cell_type, checksum=one.checksum,
            )  # fmt: skip
            points = {**source.tasks, **source.graded}
            if name in points:
                cell.metadata.nbgrader.points = points[name]
        ours = {one.source for one in source.cells}
        for cell in nb.cells:
            if cell.cell_type != "code" and cell.source not in ours:
                cell.source = _as_text(cell.source)
        return nb, resources

    def _put_back(self, nb: NotebookNode, missing: SourceCell, places: dict[str, int], order: list[str]) -> int:
        before = [places[name] for name in order[: order.index(missing.name)] if name in places]
        place = max(before, default=-1) + 1
        nb.cells.insert(place, v4.new_markdown_cell(missing.source, id=f"restored_{len(nb.cells)}"))
        for name in places:
            places[name] += places[name] >= place
        return place


def _of_type(cell: NotebookNode, kind: str) -> NotebookNode:
    """Return a cell as one of another type, "code" or "markdown"."""
    if cell.cell_type == kind:
        return cell
    make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
    return make(cell.source, id=cell.id)


def _as_text(source: str) -> str:
    """Return Markdown that shows a student's text as it was written.

    nbgrader's pages would make of it what it says: links to scripts, pictures that tell who looks, diagrams.
    """
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", source)), default=0))
    return f"{fence}text\n{source}\n{fence}" if source.strip() else source
