"""A course for nbgrader's commands, as an instructor has it, and what students hand in."""

import hashlib
import importlib.util
import json
import re
import sqlite3
import zlib
from importlib import resources
from pathlib import Path

from conftest import run_nbgrader, without

from graders.judge.cases import MAGIC, CaseFile
from graders.misconceptions import misconceptions
from graders.release import default_solutions, release

CONFIG = Path(__file__).parent.parent / "nbgrader_config.py"
SETTINGS = 'require = "none"\n[limits]\ncpu = 1\nstatement = 1\ntop_level = 3\n'
FUNCTIONS = ("rnn_step_forward", "rnn_step_backward", "rnn_forward", "rnn_backward")
MISTAKE = "dWh_from_the_state_after"
# Settings by which pages of feedback are made by two processes, and by nbgrader's own loop alone.
PAGES_BY_TWO = "import graders.nbgrader_plugin.ahead as ahead\nahead.cores = lambda: 2\n"
PAGES_BY_ITS_LOOP = """
from nbgrader.converters import BaseConverter
from graders.nbgrader_plugin.ahead import MadeAhead
for name in ("convert_notebooks", "convert_single_notebook", "write_single_notebook"):
    setattr(MadeAhead, name, getattr(BaseConverter, name))
"""


def need_nbgrader():
    """Skip a module's tests where nbgrader is not installed."""
    if importlib.util.find_spec("nbgrader") is None:
        without("nbgrader")


def make_course(folder, settings=SETTINGS, config="", names=None):
    """Write a course folder as an instructor has it before nbgrader's first command, with all assignments or some."""
    release(default_solutions(), folder, names)
    (folder / "nbgrader_config.py").write_text(CONFIG.read_text() + config)
    (folder / "unrolled.toml").write_text(settings)
    return folder


def ran(folder, *words):
    """Run a command that must succeed, and return what it said."""
    status, said = run_nbgrader(folder, *words)
    assert status == 0, said
    return said


def book(folder, name="gradebook.db"):
    """Return the gradebook of a course folder."""
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{folder / name}")


def rows(database):
    """Return every row of a gradebook, with all of its fields, as text; an id is told by the row that it stands for."""
    with sqlite3.connect(database) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = []
        for table in tables:
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            found += [(table, dict(zip(names, row, strict=True))) for row in cursor]
    told = {}

    def plain(row):
        return {name: told.get(value, "?") if is_id(name, value) else value for name, value in row.items()}

    for _ in range(5):  # a grade knows its notebook, that its submission, that its student
        new = {}
        for table, row in found:
            if is_id("id", row.get("id")):  # of a row that is in two tables, both tell
                text = new.get(row["id"], "") + f"{table} {plain({**row, 'id': ''})}"
                new[row["id"]] = hashlib.sha256(text.encode()).hexdigest()
        told = new
    return sorted(f"{table} {plain(row)}" for table, row in found)


def is_id(name, value):
    """Tell whether a field holds one of the gradebook's own names for a row."""
    is_one = name == "id" or name.endswith("_id")
    return is_one and isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None


def scores(folder):
    """Return each student's automatic scores, by exercise."""
    with book(folder) as gradebook:
        return {
            one.student.id: {grade.name.removeprefix("test_"): grade.auto_score for grade in one.notebooks[0].grades}
            for one in gradebook.assignment_submissions("vanilla_rnn")
        }


def files(folder):
    """Return the bytes of all files below a folder, without what Jupyter and Python leave behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".home", "__pycache__"} & set(path.parts)
    }


def solved(folder, **replaced):
    """Return the released notebook, as JSON, with the solutions filled in, or other texts in place of some."""
    parts = [
        json.loads((folder / kind / "vanilla_rnn" / "vanilla_rnn.ipynb").read_text("utf-8"))
        for kind in ("assignments", "solutions")
    ]
    texts = {name_of(cell): "".join(cell["source"]) for cell in parts[1]["cells"]}
    for cell in parts[0]["cells"]:
        if name_of(cell) in FUNCTIONS:
            cell["source"] = replaced.get(name_of(cell), texts[name_of(cell)])
    return parts[0]


def name_of(cell):
    """Return what nbgrader calls a cell."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def code(text):
    """Return a code cell."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}


def prose(text, kind="markdown"):
    """Return a cell of prose."""
    return {"cell_type": kind, "metadata": {}, "source": text}


def hand_in(folder, student, notebook, name="vanilla_rnn.ipynb"):
    """Write what a student hands in, and return its folder."""
    place = folder / "submitted" / student / "vanilla_rnn"
    place.mkdir(parents=True, exist_ok=True)
    if notebook is not None:
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        (place / name).write_text(text, encoding="utf-8")
    return place


def mistaken(name=MISTAKE):
    """Return a function with a known mistake, by the name of the function."""
    one = next(one for one in misconceptions("vanilla_rnn") if one.name == name)
    return {one.function: one.submission_source()}


def own_cases(folder):
    """Give the course a case file of its own: the practice cases under another hash."""
    packed = resources.files("graders").joinpath("practice.cases").read_bytes()
    data = MAGIC + zlib.compress(zlib.decompress(packed[len(MAGIC) :]), 1)
    (folder / "course.cases").write_bytes(data)
    return CaseFile.from_bytes(data).name


def without_cells(notebook, *names):
    """Leave out cells."""
    notebook["cells"] = [cell for cell in notebook["cells"] if name_of(cell) not in names]
    return notebook


def and_cells(notebook, *cells):
    """Add cells at the end."""
    notebook["cells"] += cells
    return notebook


def marked(name, kind, source, **marks):
    """Return a cell of the instructor's own, as nbgrader's toolbar makes it."""
    cell = code(source) if kind == "code" else prose(source)
    usual = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    cell["metadata"] = {"nbgrader": {**usual, "grade_id": name, **marks}}
    return cell
