"""What our autograde leaves, field by field, beside what nbgrader's own loop and nbgrader's own kernels leave."""

import json
import re
import shutil

import pytest
from conftest import run_nbgrader
from nbgrader_course import CONFIG, SETTINGS, book, code, marked, name_of, need_nbgrader, ran, rows

STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "unrolled"\nc.CourseDirectory.source_directory = "solutions"\n'
STOCK += 'c.CourseDirectory.release_directory = "assignments"\n'
STOCK += "".join(line for line in CONFIG.read_text().splitlines(keepends=True) if "code_stub" in line)


@pytest.fixture(scope="module", autouse=True)
def _nbgrader_is_here():
    need_nbgrader()


# Beside nbgrader's own kernels: a course that is none of ours

CELLS = [
    code("import sys\nimport numpy as np"),
    marked("double", "code", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
           solution=True, locked=False),
    marked("doubles", "code", "assert double(2) == 4, 'twice two'\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n"
           "assert np.all(double(np.ones(2)) == 2)\n### END HIDDEN TESTS", grade=True, locked=True, points=3),
    marked("partly", "code", "print('some of it')\n(double(1) == 2) + 0.5 * (double(0) == 0)",
           grade=True, locked=True, points=2),
    marked("essay", "markdown", "Why?", grade=True, solution=True, locked=False, points=5),
    marked("written", "code", "### BEGIN SOLUTION\nwords = 'by hand'\n### END SOLUTION", grade=True, solution=True,
           locked=False, points=1),
    code("print('out')\nprint('err', file=sys.stderr)\nprint('out again')\n{'a': [1, 2]}"),
    code("from IPython.display import display, HTML\ndisplay(HTML('<b>bold</b>'))\ndisplay(3)\nnp.arange(3)"),
    code("double('a')\ndouble(None)"),
    code("_ = 5"),
]  # fmt: skip


def answered(folder, answer, essay="Because.", drop=()):
    """Return the released notebook with an answer."""
    notebook = json.loads((folder / "assignments" / "own" / "own.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        name = name_of(cell)
        if name == "double":
            cell["source"] = answer
        if name == "essay" and essay:
            cell["source"] = essay
    notebook["cells"] = [cell for cell in notebook["cells"] if name_of(cell) not in drop]
    return notebook


RIGHT = "def double(x):\n    return 2 * x"
STUDENTS = {
    "right": (RIGHT,),
    "wrong": ("def double(x):\n    return x ** 2",),
    "raises": ("def double(x):\n    raise ValueError('never')",),
    "says nothing": (RIGHT, ""),
    "broken": ("def double(x:",),
    "stub": ("# YOUR CODE HERE\nraise NotImplementedError()",),
    "late": (RIGHT,),
}
UNFAIR = {
    "warns": ("import warnings\ndef double(x):\n    warnings.warn('slow')\n    return 2 * x",),
    "ends": (
        "import os\ndef double(x):\n    if isinstance(x, int) and x == 1:\n        os._exit(0)\n    return 2 * x",
    ),
}


def course(folder, config):
    """Make a course of one notebook of plain asserts, with its class."""
    folder.mkdir()
    source = folder / "solutions" / "own" / "own.ipynb"
    source.parent.mkdir(parents=True)
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    cells = [{**cell, "id": f"cell_{place}"} for place, cell in enumerate(CELLS)]
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    source.write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config)
    (folder / "unrolled.toml").write_text(SETTINGS)
    ran(folder, "db", "assignment", "add", "own", "--duedate", "2024-02-01 00:00 UTC")
    ran(folder, "generate_assignment", "own", "--force")
    for student, answer in {**STUDENTS, **UNFAIR}.items():
        place = folder / "submitted" / student / "own"
        place.mkdir(parents=True)
        (place / "own.ipynb").write_text(json.dumps(answered(folder, *answer)), encoding="utf-8")
    (folder / "submitted/late/own/timestamp.txt").write_text("2024-03-01 12:00:00 UTC")
    return folder


LATE = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same class, graded by nbgrader with its kernels, and by ours."""
    place = tmp_path_factory.mktemp("both")
    stock, ours = course(place / "stock", STOCK + LATE), course(place / "ours", CONFIG.read_text() + LATE)
    run_nbgrader(stock, "autograde", "own", alone=True)
    status, said = run_nbgrader(ours, "autograde", "own")
    assert status == 0, said
    return stock, ours


def autograded(folder, student):
    """Return an autograded notebook."""
    return json.loads((folder / "autograded" / student / "own" / "own.ipynb").read_text("utf-8"))


def names(folder):
    """Return what lies in autograded/, without the notebooks' folders of those that nbgrader does not finish."""
    return sorted(str(path.relative_to(folder)) for path in (folder / "autograded").rglob("*") if path.is_file())


def without(students, database, place):
    """Return a copy of a gradebook in which some students have never been."""
    copy = place / f"{database.parent.name}.db"
    shutil.copy(database, copy)
    with book(copy.parent, copy.name) as gradebook:
        for student in students:
            gradebook.remove_student(student)
    return copy


def test_each_row_is_the_one_that_nbgrader_writes(both, tmp_path):
    stock, ours = (rows(without(UNFAIR, folder / "gradebook.db", tmp_path)) for folder in both)
    assert len(stock) > 10 * len(STUDENTS)
    assert ours == stock


def test_the_files_and_their_cells_are_those_that_nbgrader_writes(both):
    stock, ours = both
    assert names(ours) == sorted([*names(stock), "autograded/ends/own/own.ipynb"])
    for student in (*STUDENTS, "warns"):
        expected, found = autograded(stock, student), autograded(ours, student)
        for cell in expected["cells"]:
            if name_of(cell) == "essay" and student != "says nothing":  # a student's prose is shown as it was written
                cell["source"] = ["```text\n", *cell["source"][:-1], f"{cell['source'][-1]}\n", "```"]
        assert [plain(cell) for cell in found["cells"]] == [plain(cell) for cell in expected["cells"]], student
        assert found["metadata"]["kernelspec"] == expected["metadata"]["kernelspec"]


def plain(cell):
    """Return of a cell what must be equal: a grade cell has a page of ours, and no hidden tests."""
    marks = {name: value for name, value in cell["metadata"].get("nbgrader", {}).items()}
    kept = [cell["cell_type"], marks]
    if marks.get("grade") and not marks.get("solution"):
        return kept
    for output in cell.get("outputs", ()):
        if "text/html" in output.get("data", {}):  # cleaned, and in a box of its own
            output["data"]["text/html"] = re.findall("<b>.*</b>", "".join(output["data"]["text/html"]))
    # A kernel makes up a name for a cell's file.
    outputs = re.sub(r"(/tmp/ipykernel_\d+/)?\d+\.py", "FILE", json.dumps(cell.get("outputs")))
    return [*kept, cell["source"], cell.get("execution_count"), json.loads(outputs)]


def test_what_nbgrader_is_unfair_about_costs_its_own_points_at_most(both):
    stock, ours = ({student: points(folder, student) for student in UNFAIR} for folder in both)
    assert stock["warns"] == {"doubles": 0, "partly": 0} and set(stock["ends"].values()) == {None}
    assert ours == {"warns": {"doubles": 3, "partly": 1.5}, "ends": {"doubles": 3, "partly": 0}}


def points(folder, student):
    """Return the points of the cells that are graded by what runs."""
    with book(folder) as gradebook:
        found = gradebook.find_submission_notebook("own", "own", student)
        return {grade.name: grade.auto_score for grade in found.grades if grade.name in ("doubles", "partly")}


def test_each_grade_cell_has_a_score_and_a_message(both):
    for student in (*STUDENTS, *UNFAIR):
        cells = {name_of(cell): cell for cell in autograded(both[1], student)["cells"]}
        for name in ("doubles", "partly"):
            first = cells[name]["outputs"][0]["data"]
            assert f"{name}: {float(first['text/plain'][0]):g} of " in "".join(first["text/html"])
            assert "HIDDEN" not in cells[name]["source"] and "double(3)" not in json.dumps(cells[name])
    wrong = {name_of(cell): cell for cell in autograded(both[1], "raises")["cells"]}
    assert "twice two" in json.dumps(wrong["doubles"]["outputs"])


def test_what_cannot_be_graded_is_said_of_an_assignment_of_ones_own_too(both):
    """A notebook of another name, and a package that no setting lets cells import."""
    folder = both[1]
    place = folder / "submitted" / "other name" / "own"
    place.mkdir(parents=True)
    shutil.copy(folder / "submitted/right/own/own.ipynb", place / "Own.ipynb")
    released = folder / "assignments" / "own" / "own.ipynb"
    before = released.read_text("utf-8")
    changed = json.loads(before)
    changed["cells"][0]["source"] = ["%matplotlib inline\n", "import numpy as np, os.path\n", "from scipy import stats"]
    released.write_text(json.dumps(changed), encoding="utf-8")
    said = ran(folder, "autograde", "own")
    released.write_text(before, encoding="utf-8")
    assert "Not graded, because there is no notebook named own.ipynb: 'other name'." in said
    assert 'own cells import scipy, which they may not: add packages = ["scipy"] to unrolled.toml.' in said
    assert "`unrolled grade` reads" not in said and said.count("may not") == 1


def test_a_time_is_taken_over_only_if_all_of_it_is_one(both):
    """Else nbgrader's next command, which reads it whole, would end there for everybody."""
    folder = both[1]
    (folder / "submitted/stub/own/timestamp.txt").write_text("2029-12-31 12:00:00 UTC" + 80 * " " + "?")
    ran(folder, "autograde", "own", "--student", "stub", "--force")
    assert (folder / "autograded/stub/own/timestamp.txt").read_bytes() == b""
    ran(folder, "generate_feedback", "own")
    pages = {path.parent.parent.name for path in folder.glob("feedback/*/own/own.html")}
    assert pages == {*STUDENTS, *UNFAIR}
    (folder / "unrolled.toml").write_text('feedback = "loud"')
    status, said = run_nbgrader(folder, "generate_feedback", "own")
    (folder / "unrolled.toml").write_text(SETTINGS)
    assert status == 1 and "feedback must be one of" in said and "Traceback" not in said
    assert {path.parent.parent.name for path in folder.glob("feedback/*/own/own.html")} == pages
