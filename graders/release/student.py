"""The student's folder: the lesson as a stub to fill in, and its visible tests for pytest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from .lesson import Lesson, released_source, tests_of

__all__ = ["student_files"]

LINE_LENGTH = 100


def student_files(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file that a student gets beside the notebook."""
    yield f"{lesson.name}.py", _stub(lesson)
    yield f"test_{lesson.name}.py", _visible_tests(lesson)
    yield "pytest.ini", _pytest_settings(lesson)
    yield from lesson.files.items()


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
        for test in reversed(tests_of(cell)):
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
