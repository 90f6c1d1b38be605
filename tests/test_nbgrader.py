"""nbgrader with the judge in the kernel's place: the real commands, in a course as `unrolled release` makes it."""

import csv
import json
import os
import re
import shutil
import stat
import zipfile
from types import SimpleNamespace

import pytest
from conftest import reference_source, run_here, run_nbgrader
from nbgrader_course import (
    CONFIG,
    FUNCTIONS,
    MISTAKE,
    PAGES_BY_ITS_LOOP,
    PAGES_BY_TWO,
    SETTINGS,
    and_cells,
    book,
    code,
    files,
    hand_in,
    make_course,
    marked,
    mistaken,
    name_of,
    need_nbgrader,
    own_cases,
    prose,
    ran,
    rows,
    scores,
    solved,
    without_cells,
)

from graders.exercises import ASSIGNMENTS, assignment
from graders.feedback import SHOWN
from graders.judge.cases import CaseFile
from graders.judge.drawing import draw_file
from graders.misconceptions import misconceptions
from graders.release import default_solutions, parse

SECRET = "what lies beside a submission and is not the student's"


@pytest.fixture(scope="module", autouse=True)
def _nbgrader_is_here():
    need_nbgrader()


# ------------------------------------------------------------------------------ a class with everything in it


def change(notebook, name, **marks):
    """Change what a notebook says about one of its cells."""
    for cell in notebook["cells"]:
        if name_of(cell) == name:
            cell["metadata"]["nbgrader"].update(marks)
    return notebook


def old_format(notebook):
    """Return a notebook as IPython 3 wrote it."""
    cells = [
        {"cell_type": "code", "language": "python", "input": "".join(cell["source"]), "outputs": [], "metadata": {}}
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    return {"worksheets": [{"cells": cells, "metadata": {}}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}


def raising(text):
    """Return a function that raises a text."""
    return f"def rnn_forward(x, h0, Wx, Wh, b):\n    raise ValueError({text!r})\n"


MARKUP = "<script>alert('a grade')</script><img src=x onerror=alert(1)>\x1b[31m red \u202e"


def odd_notebooks(folder):
    """Return notebooks of all kinds, by student."""
    grade_cells = [f"test_{name}" for name in FUNCTIONS]

    def right():
        return solved(folder)

    twice = right()
    twice["cells"] += [cell for cell in twice["cells"] if name_of(cell) in grade_cells]
    shown = right()
    for cell in shown["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "display_data", "data": {"text/html": MARKUP, "text/plain": "x"}, "metadata": {}}
            ]
    odd_types = right()
    odd_types["cells"] += [None, 7, [], {}, {"cell_type": 3}, {"cell_type": "code", "source": {"a": 1}}]
    odd_types["cells"] += [{"cell_type": "code", "source": ["x = 1\n", None, 3], "metadata": [], "outputs": 5}]
    odd_types["cells"] += [{"cell_type": "markdown", "source": None, "metadata": {"nbgrader": {"grade_id": ["a"]}}}]
    lying = right()
    for cell in lying["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"].update(grade=False, locked=False, points=1000, schema_version=1)
    return {
        "Ada Nowak": right(),
        "Nguyễn Thị Mai": right(),
        "stub": json.loads((folder / "assignments/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8")),
        "mistaken": solved(folder, **mistaken()),
        "mangled": json.dumps(right())[:-2000],
        "no-grade-cells": without_cells(right(), *grade_cells),
        "no-marked-cells": {**right(), "cells": [code("".join(cell["source"])) for cell in right()["cells"]]},
        "grade-cells-twice": twice,
        "exercise-deleted": without_cells(right(), "rnn_step_backward"),
        "exercise-as-markdown": change(right(), "rnn_backward", cell_type="markdown"),
        "lying": lying,
        "schema-0": change(right(), "rnn_forward", schema_version=0),
        "schema-99": change(right(), "rnn_forward", schema_version=99),
        "exits": and_cells(right(), code("import os\nos._exit(0)")),
        "loops": and_cells(right(), code("while True:\n    pass")),
        "loops-in-one": solved(folder, rnn_backward="def rnn_backward(dh, cache):\n    while True:\n        pass\n"),
        "markup": and_cells(
            solved(folder, rnn_forward=raising(MARKUP)), prose(MARKUP), prose(MARKUP, "raw"), prose(MARKUP, "heading")
        ),
        "outputs": shown,
        "nbformat-3": old_format(right()),
        "nbformat-99": {**right(), "nbformat": 99},
        "odd-types": odd_types,
        "deep": "[" * 100_000 + "]" * 100_000,
        "number": "1" * 100_000,
        "characters": and_cells(right(), code("text = 'a\x00b'"), code("'\ud800'"), prose("\x00 \ud800 \x1b[31m")),
        "many-cells": and_cells(right(), *[code("")] * 20_000),
        "long-cells": and_cells(right(), prose("\\begin{a}" * 30_000), code("a." * 100_000)),
        "late": right(),
    }


ONLY_OTHER_FILES = ("only-py", "other-name")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A class with everything in it, graded once: the folder, and what autograde and generate_feedback said."""
    folder = make_course(
        tmp_path_factory.mktemp("mixed"),
        f'cases = "course.cases"\n{SETTINGS}\n[points.vanilla_rnn]\nrnn_forward = 60\n',
    )
    own_cases(folder)
    # A kernel that nobody has: where nbgrader started one, there would be no grades.
    source = folder / "solutions" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    notebook = json.loads(source.read_text("utf-8"))
    notebook["metadata"]["kernelspec"]["name"] = "no-such-kernel"
    source.write_text(json.dumps(notebook), encoding="utf-8")
    ran(folder, "generate_assignment", "vanilla_rnn")

    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    for student, made in odd_notebooks(folder).items():
        hand_in(folder, student, made)
    hand_in(folder, "only-py", reference_source("vanilla_rnn"), "vanilla_rnn.py")
    hand_in(folder, "other-name", solved(folder), "my work.ipynb")
    hand_in(folder, "big", json.dumps(and_cells(solved(folder), prose("x" * 20_000_000))))
    os.mkfifo(hand_in(folder, "fifo", None) / "vanilla_rnn.ipynb")
    right = folder / "submitted" / "Ada Nowak" / "vanilla_rnn"
    (hand_in(folder, "link", None) / "vanilla_rnn.ipynb").symlink_to(right / "vanilla_rnn.ipynb")
    (hand_in(folder, "folder", None) / "vanilla_rnn.ipynb").mkdir()
    beside = hand_in(folder, "beside", solved(folder))
    os.mkfifo(beside / "fifo")
    os.mkfifo(beside / "timestamp.txt")
    (beside / "link.txt").symlink_to(secret)
    (beside / "link").symlink_to(folder)
    (beside / "endless").symlink_to("/dev/zero")
    (beside / "numpy.py").write_text("raise SystemExit('imported')")
    (beside / "nbgrader_config.py").write_text("raise SystemExit('read')")
    (folder / "submitted" / "whole-link").symlink_to("Ada Nowak")
    (right / "timestamp.txt").write_text("2024-01-30 15:30:10 UTC\n")
    (folder / "submitted" / "stub" / "vanilla_rnn" / "timestamp.txt").write_bytes(b"\xff not a time")

    with book(folder) as gradebook:
        gradebook.update_or_create_assignment("vanilla_rnn", duedate="2024-02-01 00:00:00 UTC")
    (folder / "submitted" / "late" / "vanilla_rnn" / "timestamp.txt").write_text("2024-03-01 12:00:00 UTC")
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    serial = shutil.copytree(folder, tmp_path_factory.mktemp("serial") / "course", symlinks=True, ignore=no_pipes)
    status, said = run_nbgrader(folder, "autograde", "vanilla_rnn")
    return folder, status, said, ran(folder, "generate_feedback", "vanilla_rnn"), serial


def no_pipes(folder, names):
    """Return what cannot be copied."""
    return [name for name in names if stat.S_ISFIFO(os.lstat(os.path.join(folder, name)).st_mode)]


def test_side_by_side_leaves_what_nbgraders_own_loop_leaves(mixed):
    """Field by field and byte by byte: the rows of the gradebook, and all files but the ids in them."""
    folder, serial = mixed[0], mixed[-1]
    for pipe in ("fifo/vanilla_rnn/vanilla_rnn.ipynb", "beside/vanilla_rnn/timestamp.txt"):
        os.mkfifo(serial / "submitted" / pipe)
    with (serial / "nbgrader_config.py").open("a") as file:
        file.write("import graders.nbgrader_plugin.reader\n")
        file.write("graders.nbgrader_plugin.reader.take_over = lambda converter: None\n")
    said = ran(serial, "autograde", "vanilla_rnn")
    assert "Sanitizing" in said and "Sanitizing" not in mixed[2]
    before = shutil.copy(folder / "gradebook.db", folder.parent / "before.db")
    assert rows(serial / "gradebook.db") == rows(before)
    for part in ("autograded", "pages"):
        expected, found = files(serial / part), files(folder / part)
        assert [name for name in found if name != ".claims"] == list(expected)
        for name in expected:
            assert found[name] == expected[name], name


def feedback(folder, student):
    """Return a student's feedback page."""
    return (folder / "feedback" / student / "vanilla_rnn" / "vanilla_rnn.html").read_text("utf-8")


def test_every_score_is_the_one_that_unrolled_grade_gives(mixed):
    folder = mixed[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = run_here("grade", ".", "--json", "report.json")
    assert done.code == 0, done.err
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["grader"]["cases"] == CaseFile.read(folder / "course.cases").name
    given = scores(folder)
    expected = {}
    for one in report["submissions"]:
        exercises = {exercise["name"]: exercise for exercise in one["exercises"]}
        with book(folder) as gradebook:
            points = {
                name: gradebook.find_graded_cell(f"test_{name}", "vanilla_rnn", "vanilla_rnn").max_score
                for name in FUNCTIONS
            }
        expected[one["student"]] = {
            name: points[name] * exercises[name]["score"] / exercises[name]["max_score"] if exercises else 0
            for name in FUNCTIONS
        }
    for student in ONLY_OTHER_FILES:
        assert sum(expected.pop(student).values()) == 100
    assert set(given) == set(expected)
    for student in expected:
        assert given[student] == pytest.approx(expected[student], abs=1e-5), student


def test_the_class_is_graded_as_it_deserves(mixed):
    totals = {student: sum(filter(None, grades.values())) for student, grades in scores(mixed[0]).items()}
    nothing = {student for student, total in totals.items() if total == 0}
    assert nothing == {"stub", "mangled", "deep", "number", "big", "fifo", "link", "folder", "whole-link"}
    less = {"mistaken", "exercise-deleted", "loops-in-one", "markup"}
    assert {student for student, total in totals.items() if 0 < total < 100} == less
    assert all(totals[student] == 100 for student in set(totals) - nothing - less)
    assert scores(mixed[0])["loops-in-one"]["rnn_step_backward"] > scores(mixed[0])["loops-in-one"]["rnn_backward"] == 0


def test_what_could_not_be_graded_is_said_and_nothing_else_stops(mixed):
    folder, status, said = mixed[:3]
    assert status == 0 and "Traceback" not in said, said
    assert (
        "Not graded, because there is no notebook named vanilla_rnn.ipynb: 'only-py', 'other-name'. `unrolled" in said
    )
    assert f"Unrolled grades by the cases {CaseFile.read(folder / 'course.cases').name}, isolation: " in said


def test_no_kernel_and_nothing_of_the_reference_in_what_is_written(mixed):
    folder = mixed[0]
    shown = "".join(text.decode() for part in ("autograded", "feedback") for text in files(folder / part).values())
    assert "no-such-kernel" in shown
    for text in ("HIDDEN TESTS", "NBGRADER_EXECUTION", SECRET):
        assert text not in shown
    stub = json.loads((folder / "autograded/stub/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8"))
    page = feedback(folder, "stub")
    for line in reference_source("vanilla_rnn").split("### BEGIN SOLUTION")[1].split("### END")[0].split("\n"):
        assert not line.strip() or line.strip() not in json.dumps(stub) + page


def test_only_the_notebook_and_its_time_are_taken_over(mixed):
    folder = mixed[0]
    for part in ("autograded", "feedback"):
        names = {path.name for path in (folder / part).rglob("*") if path.is_file() or path.is_symlink()}
        assert names <= {"vanilla_rnn.ipynb", "vanilla_rnn.html", "timestamp.txt"}
    times = {path.parent.parent.name: path.read_bytes() for path in (folder / "autograded").rglob("timestamp.txt")}
    assert set(times) == {"Ada Nowak", "late", "whole-link", "stub", "beside"}
    assert {name for name, time in times.items() if time} == {"Ada Nowak", "late"}
    assert not [path for path in (folder / "autograded").rglob("*") if path.is_symlink()]


def test_students_markup_is_text_in_what_people_open(mixed):
    for student in ("markup", "outputs", "characters"):
        page = feedback(mixed[0], student)
        body = page[page.index("<body") :]
        assert "<script>alert" not in body and "<img src=x" not in body
        assert not {"\x1b", "\x00", "\u202e"} & set(body)
        notebook = json.loads((mixed[0] / "autograded" / student / "vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8"))
        outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
        made = json.dumps([output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})])
        assert made != "[]" and "<script" not in made and "<img" not in made
    assert "&lt;script&gt;alert" in feedback(mixed[0], "markup")


def test_every_student_has_a_page_that_explains(mixed):
    folder = mixed[0]
    assert {path.name for path in (folder / "feedback").iterdir()} == set(scores(folder))
    page = feedback(folder, "mistaken")
    one = next(one for one in misconceptions("vanilla_rnn") if one.name == MISTAKE)
    assert MISTAKE.replace("_", " ") in page and one.explanation.split("'")[0] in page
    assert "A call that shows it, to paste below your code:" in page
    assert "is not written yet" in feedback(folder, "stub")
    assert "was damaged on its way" in feedback(folder, "mangled")
    assert "could not be read" in feedback(folder, "mangled")
    assert "20 MB, more than the 10 MB" in feedback(folder, "big")
    assert "In the place of a notebook or .py file there is a folder." in feedback(folder, "folder")
    assert "Too long to be shown" in feedback(folder, "long-cells")


def test_every_page_is_the_one_that_nbgraders_own_loop_makes(mixed, tmp_path):
    folder = shutil.copytree(mixed[0], tmp_path / "course", ignore=shutil.ignore_patterns(".home", "submitted"))
    made = []
    for way in (PAGES_BY_TWO, PAGES_BY_ITS_LOOP):
        (folder / "nbgrader_config.py").write_text((mixed[0] / "nbgrader_config.py").read_text() + way)
        shutil.rmtree(folder / "feedback")
        ran(folder, "generate_feedback", "vanilla_rnn")
        made.append(files(folder / "feedback"))
    assert made[0] == made[1] and len([name for name in made[0] if name.endswith(".html")]) == len(scores(folder))


def test_a_late_one_gets_the_plugins_penalty(mixed):
    with book(mixed[0]) as gradebook:
        late = gradebook.find_submission_notebook("vanilla_rnn", "vanilla_rnn", "late")
        assert late.score == late.late_submission_penalty == 100
        for student in ("Ada Nowak", "stub", "beside"):
            submission = gradebook.find_submission_notebook("vanilla_rnn", "vanilla_rnn", student)
            assert not submission.late_submission_penalty


def test_a_second_run_grades_only_what_is_new_and_one_student_can_be_graded_alone(mixed):
    folder = mixed[0]
    autograded = folder / "autograded"
    before = {path: path.stat().st_mtime_ns for path in autograded.rglob("*.ipynb")}
    place = folder / "submitted" / "Ada Nowak" / "vanilla_rnn"
    (place / "timestamp.txt").write_text("2024-01-31 15:30:10 UTC\n")  # handed in again, a day later
    status, said = run_nbgrader(folder, "autograde", "vanilla_rnn")
    assert status == 0 and "'other-name'" in said
    changed = {
        path.parent.parent.name for path in autograded.rglob("*.ipynb") if before[path] != path.stat().st_mtime_ns
    }
    assert changed == {"Ada Nowak"}
    said = ran(folder, "autograde", "vanilla_rnn", "--student", "Nguyễn Thị Mai", "--force")
    assert "only-py" not in said and "Ada" not in said
    assert sum(scores(folder)["Nguyễn Thị Mai"].values()) == 100


# ------------------------------------------------------------------------------ an ordinary course, step by step


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """A course whose two assignments nbgrader has generated, one of them twice: the folder, and its files before."""
    folder = make_course(tmp_path_factory.mktemp("ordinary"))
    before = files(folder / "assignments")
    for name in ("vanilla_rnn", "vanilla_rnn", "binary_adder"):
        ran(folder, "generate_assignment", name)
    return folder, before


def test_generate_assignment_writes_what_unrolled_release_writes(ordinary):
    folder, before = ordinary
    assert files(folder / "assignments") == before


def test_all_assignments_are_generated_and_graded(tmp_path, kept):
    make_course(tmp_path, 'require = "none"\noutputs = "none"\n')
    for student, kind in (("ada", "solutions"), ("bob", "assignments")):
        for name in ASSIGNMENTS:
            (tmp_path / "submitted" / student / name).mkdir(parents=True)
            shutil.copy(tmp_path / kind / name / f"{name}.ipynb", tmp_path / "submitted" / student / name)
    for name in ASSIGNMENTS:
        ran(tmp_path, "generate_assignment", name)
        ran(tmp_path, "autograde", name, "--create")
    with book(tmp_path) as gradebook:
        for name in ASSIGNMENTS:
            graded = {one.student.id: one for one in gradebook.assignment_submissions(name)}
            assert {student: one.score for student, one in graded.items()} == {"ada": pytest.approx(100), "bob": 0}
            assert graded["ada"].max_score == pytest.approx(100)
            assert not graded["ada"].needs_manual_grade


def test_validate_shows_students_their_visible_checks(ordinary, tmp_path):
    folder = ordinary[0]
    for name, notebook in {
        "1 right": solved(folder),
        "2 wrong": solved(folder, **mistaken()),
        "3 stub": json.loads((folder / "assignments/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8")),
    }.items():
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    status, said = run_nbgrader(tmp_path, "validate", "1 right.ipynb", "2 wrong.ipynb", "3 stub.ipynb", alone=True)
    assert status == 0, said
    right, rest = said.split("VALIDATION FAILED ON", 1)
    wrong, stub = rest.split("VALIDATION FAILED ON", 1)
    assert "Success! Your notebook passes all the tests." in right
    assert "2 CELL(S)" in wrong and "test_rnn_step_backward" in wrong
    assert "4 CELL(S)" in stub and "not written yet" in stub


def test_stock_autograde_gives_no_points_and_says_why(ordinary, tmp_path):
    folder = ordinary[0]
    for part in ("solutions", "assignments"):
        shutil.copytree(folder / part, tmp_path / part)
    shutil.copy(folder / "gradebook.db", tmp_path)
    lines = (folder / "nbgrader_config.py").read_text().splitlines()
    kept = [line for line in lines if not line or "CourseDirectory" in line or "get_config" in line]
    (tmp_path / "nbgrader_config.py").write_text("\n".join(kept).replace("ignore = [", "ignore = []"))
    hand_in(tmp_path, "ada", solved(tmp_path))
    ran(tmp_path, "autograde", "vanilla_rnn")
    assert scores(tmp_path) == {"ada": dict.fromkeys(FUNCTIONS, 0)}
    text = (tmp_path / "autograded/ada/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8")
    assert text.count("No points: Unrolled's judge did not run.") >= len(FUNCTIONS)


def test_a_page_is_released_by_the_secret_it_was_handed_in_with_and_no_name_is_a_part_of_a_page(ordinary, tmp_path):
    folder = shutil.copytree(ordinary[0], tmp_path / "course", ignore=shutil.ignore_patterns(".home"))
    stub = (folder / "assignments/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8")
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(exchange)!r}\n")
    for student in ("sent", "forged", "<b>", 'a";alert(1);"'):
        place = hand_in(folder, student, stub)
        (place / "timestamp.txt").write_text("2029-12-01 12:00:00.000000 UTC")
        (place / "submission_secret.txt").write_text("0123456789abcdef" * 8)
    (place.parent.parent / "forged/vanilla_rnn/submission_secret.txt").unlink()
    (place.parent.parent / "forged/vanilla_rnn/submission_secret.txt").symlink_to(folder / "unrolled.toml")
    said = ran(folder, "autograde", "vanilla_rnn")
    assert "would take such a name for a part of them: '<b>', 'a\";alert(1);\"'." in said
    assert {path.name for path in (folder / "autograded").iterdir()} == set(scores(folder)) == {"sent", "forged"}
    kept = {
        path.parent.parent.name: path.read_text() for path in (folder / "autograded").rglob("submission_secret.txt")
    }
    assert set(kept) == {"sent", "forged"} and kept["sent"] == "0123456789abcdef" * 8
    assert re.fullmatch("[0-9a-f]{128}", kept["forged"])  # by which nobody finds anything
    status, said = run_nbgrader(folder, "autograde", "vanilla_rnn", "--student", "<b>")
    assert status == 1 and "Traceback" not in said and "Rename the folder in submitted/." in said
    ran(folder, "generate_feedback", "vanilla_rnn", "--student", "sent")
    ran(folder, "release_feedback", "vanilla_rnn", "--student", "sent")
    assert len(list(exchange.rglob("feedback/*.html"))) == 1


@pytest.mark.parametrize(
    ("settings", "config", "sentence"),
    [
        ('feedback = "loud"', "", "unrolled.toml: feedback must be one of full, hints, names, score."),
        ('cases = "no.cases"', "", "no.cases cannot be read: No such file or directory."),
        (
            "",
            "import graders.grade, graders.judge.isolation\n"
            "graders.grade.probe = lambda sandbox: graders.judge.isolation.Isolation('none', ['read_files'])\n",
            "Not graded: isolation 'strict' is required, and here a submission could read files. "
            'To grade all the same, put require = "none" into unrolled.toml.',
        ),
    ],
    ids=["course file", "case file", "isolation"],
)
def test_a_course_that_cannot_be_graded_stops_with_a_sentence_before_anything(
    ordinary, tmp_path, settings, config, sentence
):
    folder = shutil.copytree(ordinary[0], tmp_path / "course", ignore=shutil.ignore_patterns(".home"))
    hand_in(folder, "ada", solved(folder))
    (folder / "unrolled.toml").write_text(settings)
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(config)
    before = files(folder)
    status, said = run_nbgrader(folder, "autograde", "vanilla_rnn", "--force")
    assert status == 1 and "Traceback" not in said
    assert [line for line in said.splitlines() if "ERROR" in line] and sentence in said
    assert files(folder) == before


# ------------------------------------------------------------------------------ the instructor's own cells, and grades


OWN = (
    marked("essay", "markdown", "What did you learn?", grade=True, solution=True, points=10),
    marked("project", "markdown", "Describe a project.", task=True, locked=True, points=5),
    marked("own_test", "code", "assert 1 + 1 == 2", grade=True, locked=True, points=20),
)


FAULTY = """
from graders.grade import Grader
grade = Grader._grade
def fail(grader, entry):
    return 1 / 0 if entry.student == "cora" else grade(grader, entry)
Grader._grade = fail
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A course with cells of the instructor's own; notebooks came in a zip file; graded, by hand too, and again."""
    folder = make_course(
        tmp_path_factory.mktemp("own"),
        f'feedback = "names"\n{SETTINGS}',
        'c.FileNameCollectorPlugin.named_regexp = r".*/(?P<student_id>\\w+)_(?P<file_id>vanilla_rnn)"\n' + FAULTY,
    )
    source = folder / "solutions" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    notebook = json.loads(source.read_text("utf-8"))
    notebook["cells"] += [{**cell, "id": name_of(cell)} for cell in OWN]
    source.write_text(json.dumps(notebook), encoding="utf-8")
    ran(folder, "generate_assignment", "vanilla_rnn")
    answered = solved(folder)
    for cell in answered["cells"]:
        if name_of(cell) == "essay":
            cell["source"] = "That gradients explode."
    archive = folder / "downloaded" / "vanilla_rnn" / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as file:
        file.writestr("ada_vanilla_rnn.ipynb", json.dumps(answered))
        file.writestr("bob_vanilla_rnn.ipynb", json.dumps(solved(folder, **mistaken())))
        file.writestr("cora_vanilla_rnn.ipynb", json.dumps(solved(folder)))
    ran(folder, "zip_collect", "vanilla_rnn")
    status, said = run_nbgrader(folder, "autograde", "vanilla_rnn", alone=True)
    assert status == 0, said
    first = grades(folder)
    with book(folder) as gradebook:
        for name, score in (("essay", 7), ("own_test", 20), ("project", 5), ("test_rnn_forward", 1)):
            grade = gradebook.find_grade(name, "vanilla_rnn", "vanilla_rnn", "ada")
            grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()
    ran(folder, "autograde", "vanilla_rnn", "--force")
    ran(folder, "generate_feedback", "vanilla_rnn")
    ran(folder, "export")
    pages = [feedback(folder, "bob")]
    (folder / "unrolled.toml").write_text(f'feedback = "names"\nfeedback_after = "full"\n{SETTINGS}')
    with book(folder) as gradebook:
        gradebook.update_or_create_assignment("vanilla_rnn", duedate="2020-01-01 12:00 UTC")
    pages += [ran(folder, "generate_feedback", "vanilla_rnn", "--student", "bob"), feedback(folder, "bob")]
    return folder, said, first, pages


def grades(folder):
    """Return for each student and cell the automatic score and whether somebody must look."""
    with book(folder) as gradebook:
        return {
            one.student.id: {
                grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in one.notebooks[0].grades
            }
            for one in gradebook.assignment_submissions("vanilla_rnn")
        }


def test_own_cells_give_what_runs_and_wait_for_a_person_where_one_must_read(own):
    first = own[2]
    assert set(first) == {"ada", "bob", "cora"}
    assert first["ada"]["own_test"] == first["bob"]["own_test"] == (20, False)
    assert first["ada"]["essay"] == (None, True)
    assert first["bob"]["essay"] == (0, False)  # not answered
    assert first["ada"]["project"][1] and not first["ada"]["project"][0]
    assert first["ada"]["test_rnn_forward"] == (20, False)


def test_a_fault_of_the_grader_waits_for_a_person(own):
    folder, _, first, _ = own
    assert {first["cora"][f"test_{name}"] for name in FUNCTIONS} == {(0, True)}
    assert "The grader itself failed (ZeroDivisionError)" in feedback(folder, "cora")


def test_manual_scores_survive_another_run_and_reach_the_export(own):
    folder = own[0]
    with (folder / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(rows["ada"]["raw_score"]) == 100 - 20 + 1 + 7 + 20 + 5
    assert float(rows["ada"]["max_score"]) == 135
    assert 20 < float(rows["bob"]["raw_score"]) < 120


def test_feedback_shows_as_much_as_the_course_says_when_the_page_is_made(own):
    folder, _, _, (before, said, after) = own
    assert "✗" in before and "✗" in after
    everything = ("A call that shows it", MISTAKE.replace("_", " "), "; expected ")
    assert not any(text in before for text in everything)
    assert "Feedback: full." in said and all(text in after for text in everything)
    autograded = (folder / "autograded" / "bob" / "vanilla_rnn" / "vanilla_rnn.ipynb").read_text("utf-8")
    assert not any(text in autograded for text in everything)  # as it was when it was graded, in its data too
    kept = folder / "pages" / "bob" / "vanilla_rnn" / "vanilla_rnn.json"
    assert os.name != "posix" or kept.stat().st_mode & 0o077 == 0
    assert set(json.loads(kept.read_text("utf-8"))["test_rnn_forward"]) == set(SHOWN)


def test_a_clean_class_gives_no_warnings(own):
    said = [line for line in own[1].splitlines() if "SAWarning" not in line and "Overwriting" not in line]
    assert not [line for line in said if "WARNING" in line or "ERROR" in line or "Warning" in line]


# Without a class


def test_no_more_than_the_limits_is_shown_however_it_is_cut():
    from graders.nbgrader_plugin.reader import MOST_OF_ALL, _cells

    cells = [{"cell_type": "markdown", "source": "x" * 10_000} for _ in range(11)]
    cells.append({"cell_type": "code", "source": "a." * 50_000})
    shown = _cells({"cells": cells})
    assert sum(len(cell.source) for cell in shown) < 1.1 * MOST_OF_ALL


@pytest.mark.skipif(os.name != "posix", reason="rights of groups")
@pytest.mark.parametrize(("shared", "folder_mode", "file_mode"), [(False, 0o700, 0o600), (True, 0o2770, 0o660)])
def test_pages_and_claims_are_for_those_who_share_the_course(tmp_path, shared, folder_mode, file_mode):
    from graders.nbgrader_plugin.pages import claims_of, keep_pages, pages_of

    course = SimpleNamespace(root=str(tmp_path), groupshared=shared)
    about = {"student": "ada", "assignment": "vanilla_rnn", "notebook": "vanilla_rnn"}
    keep_pages(course, about, {})
    claims_of(course).close()
    folders = [path for path in (tmp_path / "pages", *(tmp_path / "pages").rglob("*")) if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {folder_mode} and len(folders) == 3
    for file in (pages_of(course, about), tmp_path / "pages" / ".claims"):
        assert stat.S_IMODE(file.stat().st_mode) == file_mode


@pytest.mark.parametrize("text", ["[plot](javascript:alert(1))", "```mermaid\ngraph\n```", "![t](https://x/y.png)", ""])
def test_a_students_markdown_is_shown_as_text(text):
    from graders.nbgrader_plugin.restored import _as_text

    shown = _as_text(text)
    assert text in shown
    if text:
        fence = shown.splitlines()[0].removesuffix("text")
        assert set(fence) == {"`"} and shown.endswith(f"\n{fence}") and fence not in text


# ------------------------------------------------------------------------------ a quiz: a grade cell for each question


@pytest.fixture(scope="module")
def quiz(tmp_path_factory):
    """A course with a quiz and a roster, graded once."""
    folder = tmp_path_factory.mktemp("quiz")
    (folder / "course.cases").write_bytes(draw_file(3, ["concepts"]))
    (folder / "roster.csv").write_text("id\nada\nbob\ncarol\n")
    (folder / "unrolled.toml").write_text(
        f'cases = "course.cases"\nstudents = "roster.csv"\nfeedback = "hints"\n{SETTINGS}'
        "[points.concepts]\nanswers = 50\n"
    )
    (folder / "nbgrader_config.py").write_text(CONFIG.read_text())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run_here("release", "concepts", "--students", "roster.csv").code == 0
    released = files(folder / "assignments")
    ran(folder, "generate_assignment", "concepts")
    assert files(folder / "assignments") == released
    cases = CaseFile.read(folder / "course.cases").variant
    for student, change in (("ada", {}), ("bob", {"q03": "def q03():\n    return 'a'\n"}), ("carol", None)):
        notebook = json.loads((folder / "handed_out" / student / "concepts" / "concepts.ipynb").read_text("utf-8"))
        solution = {cell.function: cell.source for cell in
                    parse(default_solutions() / "concepts.py", f"{cases}/{student}").tagged("exercise")}  # fmt: skip
        for cell in notebook["cells"] if change is not None else ():
            if name_of(cell) in solution:
                cell["source"] = change.get(name_of(cell), solution[name_of(cell)])
        place = folder / "submitted" / student / "concepts"
        place.mkdir(parents=True)
        (place / "concepts.ipynb").write_text(json.dumps(notebook))
    ran(folder, "autograde", "concepts")
    return folder


def test_each_question_has_its_points_in_the_gradebook(quiz):
    with book(quiz) as gradebook:
        found = {
            one.student.id: {grade.name.removeprefix("test_"): grade.auto_score for grade in one.notebooks[0].grades}
            for one in gradebook.assignment_submissions("concepts")
        }
    assert len(found["ada"]) == 36
    assert sum(found["ada"].values()) == pytest.approx(50)
    assert {name for name, score in found["bob"].items() if score != found["ada"][name]} == {"q03"}
    assert found["bob"]["q03"] == 0 and found["ada"]["q03"] == 1.5
    assert set(found["carol"].values()) == {0}


def test_a_question_is_explained_in_its_own_cell_and_nowhere_else(quiz):
    wrong = next(one for one in assignment("concepts").quiz.questions("") if one.name == "q03")
    page = (quiz / "autograded" / "bob" / "concepts" / "concepts.ipynb").read_text("utf-8")
    said = {name_of(cell): json.dumps(cell.get("outputs")) for cell in json.loads(page)["cells"]}
    assert "0 of 1.5 points" in said["test_q03"]
    assert [name for name, text in said.items() if wrong.mistakes["a"].explanation[:40] in text] == ["test_q03"]
    assert wrong.why[:40] not in page
