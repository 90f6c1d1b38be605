"""Notebooks alone in an empty folder, as on Colab: solutions run from top to bottom, stubs say what is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from conftest import without

from graders.exercises import ASSIGNMENTS, assignment

ROOT = Path(__file__).parent.parent


def executed(path: Path, folder: Path) -> Any:
    """Return a notebook with its outputs, after all its cells ran in a kernel whose folder holds nothing else."""
    try:
        from nbclient import NotebookClient
        from nbformat import read
    except ModuleNotFoundError:
        without("nbclient")
    notebook = read(path, as_version=4)
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}  # it plots into itself
    options: dict[str, Any] = {"timeout": 300, "allow_errors": True, "resources": {"metadata": {"path": str(folder)}}}
    NotebookClient(notebook, kernel_name="python3", **options).execute(env=environment)
    return notebook


def errors(cell: Any) -> list[str]:
    return [
        output.get("ename", output.get("text", ""))
        for output in cell.get("outputs", [])
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_solution_notebook_runs_without_an_error_or_a_warning(name: str, tmp_path: Path) -> None:
    notebook = executed(ROOT / "solutions" / name / f"{name}.ipynb", tmp_path)
    assert [found for cell in notebook.cells for found in errors(cell)] == []
    assert any(cell.get("outputs") for cell in notebook.cells)  # something is to be seen


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_in_a_release_notebook_only_what_is_missing_fails(name: str, tmp_path: Path) -> None:
    notebook = executed(ROOT / "assignments" / name / f"{name}.ipynb", tmp_path)
    graded = {}
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade"):
            graded[marks["grade_id"]] = errors(cell)
        elif marks.get("grade_id", "").startswith("check_"):
            assert errors(cell)
        else:
            assert not errors(cell), cell.source
    assert graded == {f"test_{function}": ["NotImplementedError"] for function in assignment(name).written}
