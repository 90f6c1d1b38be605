"""The student's folder: the lesson as a stub to fill in, its visible tests for pytest, and what tells the way."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from .lesson import Lesson, released_source, tests_of

__all__ = ["student_files"]

LINE_LENGTH = 100
CONFTEST = Path(__file__).with_name("student_conftest.py")
# In the folder itself, so that pytest takes it for the root, wherever it lies and wherever it is run from.
SETTINGS = """\
[pytest]
minversion = 8.0
# conftest.py says what there is to say; Hypothesis takes a second to load and is not needed here.
addopts = -q --tb=no -rN -p no:hypothesispytest
"""
# Where several lessons lie in one folder, which have no conftest.py.
SETTINGS_OF_SEVERAL = """\
[pytest]
minversion = 8.0
addopts = -q --tb=short -p no:hypothesispytest -W ignore::pytest.PytestUnknownMarkWarning
"""
README = """\
# {title}

Work in `{name}.py` or in `{name}.ipynb`, whichever you like: both hold the same text and the same
functions. If you hand in both with work in them, the notebook counts.

In the notebook, the cell below a function tests it; where JupyterLab has a button *Validate* above the
notebook, that runs them all from the start. For `{name}.py`, run in this folder (it needs
Python 3.11 or newer and `pip install numpy pytest`):

| run | and see |
|---|---|
| `pytest` | how far you are, what is wrong, and what to do next |
| `pytest -m {first}` | the tests of one function alone |
| `pytest --tb=short` | which lines led to a failure |
| `python {name}.py` | what you print, and the demonstration at the end |

{more}
Hand in `{name}.py` or `{name}.ipynb` alone. The other files need neither reading nor changing{but}.
"""
MORE = """\
That these tests pass is a good sign and not yet a grade: grading tries more cases. So does
`unrolled grade {name}.py`, once the course's kit is installed (`pip install` and the name of the
`.whl` file that your teacher gives you): it shows the points, what looks wrong, and a call that goes
wrong as code to paste below yours and run.
"""
# The files that are worth reading, where there are any.
GLOSSARY = "the words of the course, in Chinese too, are in `GLOSSARY.md`"
PICTURES = "the pictures that the text of `{name}.py` names are in `pictures`"
OF_A_QUIZ = """\
These tests look at the form of an answer only: a letter, a list of letters, a number, a shape. That
they pass says nothing about whether it is right; grading does. The course's kit cannot, since it
would have to hold the answers.
"""
# What passing tests tell in a quiz, line by line in the place of what they tell elsewhere.
IN_A_QUIZ = {
    "HOLDS": '"answered, in the right form"',
    "LAST": '"The tests look at the form of an answer; whether it is right, grading says."',
}


def student_files(lesson: Lesson, alone: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file that a student gets beside the notebook.

    What is about one lesson is left out if it is not `alone` in its folder, and each lesson's pictures have their own.
    """
    places = {path: path if alone else path.replace("/", f"/{lesson.name}/", 1) for path in lesson.pictures}
    stub = _stub(lesson)
    for path, place in places.items():
        stub = stub.replace(path, place)
    yield f"{lesson.name}.py", stub
    yield f"test_{lesson.name}.py", _visible_tests(lesson)
    yield "pytest.ini", SETTINGS if alone else SETTINGS_OF_SEVERAL
    if alone:
        yield "conftest.py", _conftest(lesson)
        yield "README.md", _readme(lesson)
    yield from lesson.files.items()
    yield from ((places[path], picture.svg) for path, picture in lesson.pictures.items())
    if lesson.glossary:
        yield "GLOSSARY.md", lesson.glossary


def _readme(lesson: Lesson) -> str:
    title = _headings(lesson.cells[0].source)[0]
    read = [text for text, there in ((GLOSSARY, lesson.glossary), (PICTURES, lesson.pictures)) if there]
    return README.format(
        title=title, name=lesson.name, first=lesson.exercises[0],
        more=OF_A_QUIZ if lesson.made else MORE.format(name=lesson.name),
        but="".join(f";\n{text.format(name=lesson.name)}" for text in read),
    )  # fmt: skip


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


def _conftest(lesson: Lesson) -> str:
    """Return the file that makes pytest say what to do next, with the lesson's name and functions in it."""
    lines = [f'    "{name}": {json.dumps(title, ensure_ascii=False)},' for name, title in _sections(lesson).items()]
    text = CONFTEST.read_text(encoding="utf-8").replace('NAME = "lesson"', f'NAME = "{lesson.name}"', 1)
    for constant, value in IN_A_QUIZ.items() if lesson.made else ():
        text = re.sub(rf"^{constant} = .*", f"{constant} = {value}", text, count=1, flags=re.MULTILINE)
    return text.replace('SECTIONS = {"function": "1. Title"}', "\n".join(["SECTIONS = {", *lines, "}"]), 1)


def _sections(lesson: Lesson) -> dict[str, str]:
    """Return the heading above each exercise."""
    sections, heading = {}, ""
    for cell in lesson.cells:
        if cell.tag == "markdown":
            heading = [heading, *_headings(cell.source)][-1]
        elif cell.tag == "exercise" and cell.function:
            sections[cell.function] = heading
    return sections


def _headings(text: str) -> list[str]:
    """Return the headings of the first and the second level."""
    return re.findall(r"^##? (.+)$", text, flags=re.MULTILINE)
