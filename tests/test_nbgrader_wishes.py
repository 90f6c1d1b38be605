"""What instructors do with nbgrader besides grading: marks by hand, an exchange, several notebooks, the table."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import FULL, run_here, run_nbgrader
from nbgrader_course import (
    CONFIG,
    MISTAKE,
    book,
    files,
    hand_in,
    make_course,
    marked,
    mistaken,
    name_of,
    need_nbgrader,
    ran,
    solved,
)

NAMES = {"=HYPERLINK(1)": ("Ada, the first", "-2+3\n\u202e", "@x;=1"), "bob": ("李 小龙", "\uff1d1", "")}
OWN = (
    marked("essay", "markdown", "What did you learn?", grade=True, solution=True, points=10),
    marked("project", "markdown", "Describe a project.", task=True, locked=True, points=5),
    marked("bonus", "markdown", "For the curious: which unit would you choose?", grade=True, solution=True, points=0),
)
STUDENTS = ("ada", "bob", "carol")


pytestmark = pytest.mark.filterwarnings("ignore:Object of type .* not in session")  # as nbgrader adds a submission


@pytest.fixture(scope="module", autouse=True)
def _nbgrader_is_here():
    need_nbgrader()


def with_answers(notebook, **answers):
    """Write into a notebook's cells, by name."""
    for cell in notebook["cells"]:
        cell["source"] = answers.get(name_of(cell), cell["source"])
    return notebook


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with cells of the instructor's own and a notebook of the instructor's own; three handed in."""
    folder = make_course(tmp_path_factory.mktemp("wishes"))
    place = folder / "solutions" / "vanilla_rnn"
    notebook = json.loads((place / "vanilla_rnn.ipynb").read_text("utf-8"))
    notebook["cells"] += [{**cell, "id": name_of(cell)} for cell in OWN]
    (place / "vanilla_rnn.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    report = marked("report", "markdown", "Write a page.", grade=True, solution=True, points=20)
    notebook["cells"] = [{**report, "id": "report"}]
    (place / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    ran(folder, "generate_assignment", "vanilla_rnn")
    for student in STUDENTS:
        work = solved(folder, **(mistaken() if student == "bob" else {}))
        hand_in(folder, student, with_answers(work, essay=f"What {student} learned.", bonus="GRU"))
        page = json.loads((folder / "assignments/vanilla_rnn/report.ipynb").read_text("utf-8"))
        if student != "carol":
            hand_in(folder, student, with_answers(page, report=f"The page of {student}."), "report.ipynb")
    return folder


# ------------------------------------------------------------------------------ marks by hand, and more than 100 points


def mark(folder, student, name, score=None, extra=None, comment=None, notebook="vanilla_rnn"):
    """Give points as Formgrader does."""
    with book(folder) as gradebook:
        grade = gradebook.find_grade(name, notebook, "vanilla_rnn", student)
        grade.manual_score, grade.extra_credit = score, extra
        grade.needs_manual_grade = score is None and grade.auto_score is None
        if comment:
            gradebook.find_comment(name, notebook, "vanilla_rnn", student).manual_comment = comment
        gradebook.db.commit()


def asked(folder):
    """Return about which cells somebody is asked, by student."""
    with book(folder) as gradebook:
        found = {
            one.student.id: {
                grade.name for notebook in one.notebooks for grade in notebook.grades if grade.needs_manual_grade
            }
            for one in gradebook.assignment_submissions("vanilla_rnn")
        }
    return found


def given(folder, student, name):
    """Return the automatic score, the one by hand, and the extra credit."""
    with book(folder) as gradebook:
        grade = gradebook.find_grade(name, "vanilla_rnn", "vanilla_rnn", student)
        return grade.auto_score, grade.manual_score, grade.extra_credit


def write_points(folder, name, points):
    """Have a cell be worth something else, and tell nbgrader."""
    source = folder / "solutions" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    notebook = json.loads(source.read_text("utf-8"))
    for cell in notebook["cells"]:
        if name_of(cell) == name:
            cell["metadata"]["nbgrader"]["points"] = points
    source.write_text(json.dumps(notebook), encoding="utf-8")
    ran(folder, "generate_assignment", "vanilla_rnn")


@pytest.fixture(scope="module")
def graded(made):
    """The course after a first run, and marks for all that asks for them."""
    folder = made
    ran(folder, "autograde", "vanilla_rnn")
    first = asked(folder)
    for student in STUDENTS:
        mark(folder, student, "essay", 7, comment="Well said.")
        mark(folder, student, "project", 5)
        mark(folder, student, "bonus", 0, extra=3)
        if student != "carol":
            mark(folder, student, "report", 18, notebook="report")
    mark(folder, "ada", "test_rnn_forward", 15)
    mark(folder, "bob", "test_rnn_step_forward", None, extra=1)
    return folder, first


@pytest.fixture(scope="module")
def again(graded):
    """What is asked after each run of a course in which one thing after the other changes."""
    folder, first = graded
    found = {"first": first, "marked": asked(folder)}

    def grade_again(what):
        ran(folder, "autograde", "vanilla_rnn", "--force")
        found[what] = asked(folder)

    grade_again("unchanged")
    hand_in(folder, "ada", with_answers(solved(folder), essay="What ada learned.", bonus="GRU, I think"))
    hand_in(folder, "bob", with_answers(solved(folder), essay="What bob learned later.", bonus="GRU"))
    grade_again("handed in again")
    for student in STUDENTS:
        mark(folder, student, "essay", 8, comment="Better.")
    write_points(folder, "essay", 20)
    grade_again("worth more")
    found["export"] = ran(folder, "export")
    ran(folder, "generate_feedback", "vanilla_rnn")
    return folder, found


def test_each_mark_is_asked_for_once(again):
    _, found = again
    own = {"essay", "project", "bonus"}
    assert found["first"] == {"ada": {*own, "report"}, "bob": {*own, "report"}, "carol": own}
    assert found["marked"] == found["unchanged"] == {student: set() for student in STUDENTS}


def test_a_mark_is_asked_about_again_where_its_reason_changed(again):
    _, found = again
    # The answer that is a mark's own cell counts; for the others, all that the student wrote, and the points.
    assert found["handed in again"] == {
        "ada": {"bonus", "project", "test_rnn_forward"},
        "bob": {"essay", "project", "test_rnn_step_forward"},
        "carol": set(),
    }
    # It stays until somebody has looked, and what is worth more is looked at.
    assert found["worth more"] == {
        "ada": {"bonus", "project", "test_rnn_forward", "essay"},
        "bob": {"essay", "project", "test_rnn_step_forward"},
        "carol": {"essay"},
    }


def test_marks_comments_and_extra_credit_stay(again):
    folder, _ = again
    assert given(folder, "ada", "test_rnn_forward") == (20, 15, None)
    assert given(folder, "bob", "test_rnn_step_forward")[2] == 1
    for student in STUDENTS:
        assert given(folder, student, "bonus") == (None, 0, 3)
        assert given(folder, student, "essay")[1] == 8
        with book(folder) as gradebook:
            assert gradebook.find_comment("essay", "vanilla_rnn", "vanilla_rnn", student).comment == "Better."
    page = (folder / "feedback/ada/vanilla_rnn/vanilla_rnn.html").read_text("utf-8")
    assert "Better." in page and "3 of 0 points" in page and "111 of 125 points" in page


def test_more_than_all_points_are_in_the_table_and_not_in_unrolled_grade(again):
    folder, _ = again
    rows = table(folder / "grades.csv")
    assert {row["student_id"]: float(row["raw_score"]) for row in rows} == {
        "ada": 95 + 8 + 5 + 3 + 18, "bob": 100 + 1 + 8 + 5 + 3 + 18, "carol": 100 + 8 + 5 + 3,
    }  # fmt: skip
    assert {float(row["max_score"]) for row in rows} == {100 + 20 + 5 + 20}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run_here("grade", "submitted/ada", "--json", "ada.json").code == 0
    assert json.loads((folder / "ada.json").read_text("utf-8"))["submissions"][0]["score"] == 100


def test_a_second_notebook_of_the_instructors_own_has_its_marks_and_page(again):
    folder, _ = again
    page = (folder / "feedback/bob/vanilla_rnn/report.html").read_text("utf-8")
    assert "The page of bob." in page and "18 of 20 points" in page
    with book(folder) as gradebook:
        (grade,) = gradebook.find_submission_notebook("report", "vanilla_rnn", "carol").grades
        assert (grade.auto_score, grade.needs_manual_grade) == (0, False)  # not handed in


# ------------------------------------------------------------------------------ several lessons in an assignment


@pytest.fixture(scope="module")
def homework(tmp_path_factory):
    """A course with one assignment of two lessons: ada handed in both, bob one."""
    folder = make_course(tmp_path_factory.mktemp("homework"))
    (folder / "solutions" / "homework_1").mkdir()
    for name in ("vanilla_rnn", "character_model"):
        shutil.copy(folder / "solutions" / name / f"{name}.ipynb", folder / "solutions" / "homework_1")
    ran(folder, "generate_assignment", "homework_1")
    for student, names in (("ada", ("vanilla_rnn", "character_model")), ("bob", ("vanilla_rnn",))):
        place = shutil.copytree(folder / "assignments" / "homework_1", folder / "submitted" / student / "homework_1")
        for name in ("vanilla_rnn", "character_model"):
            (place / f"{name}.ipynb").unlink()
            if name in names:
                shutil.copy(folder / "solutions" / name / f"{name}.ipynb", place)
    said = [ran(folder, *words) for words in
            (("autograde", "homework_1"), ("generate_feedback", "homework_1"), ("export",))]  # fmt: skip
    return folder, said


def test_each_lesson_of_an_assignment_is_released_with_what_belongs_to_it(homework):
    folder, _ = homework
    released = set(files(folder / "assignments" / "homework_1"))
    assert released > {
        "vanilla_rnn.ipynb", "vanilla_rnn.py", "test_vanilla_rnn.py", "character_model.ipynb", "character_model.py",
        "test_character_model.py", "char_rnn.py", "dinosaurs.txt", "pytest.ini", "GLOSSARY.md",
        "pictures/vanilla_rnn/unrolled.svg", "pictures/character_model/clip.svg",
    }  # fmt: skip
    assert not released & {"README.md", "conftest.py"}  # each is about one lesson
    stub = (folder / "assignments" / "homework_1" / "vanilla_rnn.py").read_text("utf-8")
    assert "(pictures/vanilla_rnn/unrolled.svg)" in stub and "(pictures/unrolled.svg)" not in stub
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:unrolled"], text=True, check=False,
        cwd=folder / "assignments" / "homework_1", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 1 and "not written yet" in done.stdout and "warning" not in done.stdout, done.stdout


def test_each_lesson_is_judged_by_its_name_and_a_missing_one_has_no_points(homework):
    folder, _ = homework
    with book(folder) as gradebook:
        found = {
            one.student.id: {notebook.name: notebook.score for notebook in one.notebooks}
            for one in gradebook.assignment_submissions("homework_1")
        }
        assert not any(one.needs_manual_grade for one in gradebook.assignment_submissions("homework_1"))
    full = pytest.approx(100)
    assert found == {
        "ada": {"vanilla_rnn": full, "character_model": full}, "bob": {"vanilla_rnn": full, "character_model": 0},
    }  # fmt: skip
    assert {row["student_id"]: float(row["score"]) for row in table(folder / "grades.csv")} == {
        "ada": pytest.approx(200), "bob": full,
    }  # fmt: skip
    pages = sorted(path.relative_to(folder / "feedback").as_posix() for path in folder.glob("feedback/*/*/*.html"))
    assert pages == [
        "ada/homework_1/character_model.html", "ada/homework_1/vanilla_rnn.html", "bob/homework_1/vanilla_rnn.html",
    ]  # fmt: skip


@pytest.mark.parametrize("path", [".", "submitted", "submitted/ada", "submitted/ada/homework_1"])
def test_unrolled_grade_knows_the_lessons_by_their_files(homework, path, monkeypatch, kept):
    monkeypatch.chdir(homework[0])
    done = run_here("grade", path, "--json", "report.json")
    assert done.code == 0 and "not an assignment" not in done.out + done.err
    report = json.loads((homework[0] / "report.json").read_text("utf-8"))["submissions"]
    scores = {(one["student"], one["assignment"]): one["score"] for one in report}
    assert len(scores) == len(report)
    ada = {("ada", "vanilla_rnn"): 100, ("ada", "character_model"): 100}
    bob = {("bob", "vanilla_rnn"): 100, ("bob", "character_model"): 0}  # whose stub is there
    assert scores == (ada if "ada" in path else {**ada, **bob})


def test_a_lesson_that_was_handed_in_twice_counts_once(tmp_path, kept):
    for name in ("vanilla_rnn", "homework_1", "homework_2"):
        (tmp_path / "submitted" / "ada" / name).mkdir(parents=True)
        (tmp_path / "submitted" / "ada" / name / "vanilla_rnn.py").write_text("def rnn_forward(x):\n    return x\n")
    (tmp_path / "submitted" / "ada" / "notes").mkdir()
    done = run_here("grade", tmp_path, "--require", "none", "--json", tmp_path / "report.json")
    (one,) = json.loads((tmp_path / "report.json").read_text("utf-8"))["submissions"]
    assert one["path"].endswith("vanilla_rnn")
    said = " ".join((done.out + done.err).split())
    for name in ("homework_1", "homework_2"):
        assert f"'ada' handed in vanilla_rnn in 'vanilla_rnn', so that in '{name}' was not read." in said
    assert "'ada' handed in a folder 'notes', which is not an assignment." in said


# ------------------------------------------------------------------------------ the exchange, somebody else's too

# An exchange that comes in by ExchangeFactory's traits, as ngshare's does, and says that it is at work.
FOREIGN = """
from nbgrader.exchange import default
class Foreign:
    def start(self):
        self.log.warning("A foreign exchange: %s", type(self).__name__)
        return super().start()
for name in ("Exchange", "FetchAssignment", "FetchFeedback", "ReleaseAssignment", "ReleaseFeedback", "List", "Submit",
             "Collect"):
    own = getattr(default, "Exchange" + name.removeprefix("Exchange"))
    trait = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
    setattr(c.ExchangeFactory, trait, type("Foreign" + name, (Foreign, own), {}))
"""


def as_student(folder, *words):
    """Run a command as another user where that can be, and return what it said."""
    if os.name != "posix" or os.geteuid() != 0:
        return ran(folder, *words)
    copy = os.fork()
    if not copy:
        status = 1
        try:
            os.setgid(65534)
            os.setuid(65534)
            status, _ = run_nbgrader(folder, *words)
        finally:
            os._exit(status)
    _, status = os.waitpid(copy, 0)
    said = (folder / ".home" / "said.txt").read_text("utf-8")
    assert os.waitstatus_to_exitcode(status) == 0, said
    return said


@pytest.fixture(scope="module")
def exchanged(homework):
    """What was said, and what a student has, after an exchange there and back, and once more when it was late."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = shutil.copytree(homework[0], place / "course", ignore=shutil.ignore_patterns(".home"))
    folder.chmod(0o700)
    student = place / "student"
    for one, mode in ((student, 0o777), (place / "exchange", 0o777)):
        one.mkdir()
        one.chmod(mode)
    course = f'c.Exchange.root = "{place}/exchange"\n{FOREIGN}'
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(course)
    (student / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.CourseDirectory.course_id = "unrolled"\nc.Exchange.cache = "{student}/cache"\n{course}'
    )
    for kind in ("submitted", "autograded", "feedback"):
        shutil.rmtree(folder / kind / "ada")
    shutil.rmtree(folder / "autograded" / "bob")
    (folder / "submitted" / "bob" / "homework_1" / "submission_secret.txt").write_bytes(b"\xff\x00")
    (folder / "submitted" / "bob" / "homework_1" / "timestamp.txt").write_text("2024-01-30 15:30:10 UTC\n")
    said = {}

    def teach(*words):
        said[words] = ran(folder, *words)

    def learn(*words):
        said[words] = as_student(student, *words)

    teach("release_assignment", "homework_1")
    learn("list")
    learn("fetch_assignment", "homework_1")
    work = student / "homework_1" / "vanilla_rnn.ipynb"
    for late, solution in ((False, solved(folder, **mistaken())), (True, solved(folder))):
        work.write_text(json.dumps(solution), encoding="utf-8")
        learn("submit", "homework_1")
        if late:
            with book(folder) as gradebook:
                gradebook.update_or_create_assignment("homework_1", duedate="2024-01-31 12:00 UTC")
            teach("collect", "homework_1", "--update")
        else:
            teach("collect", "homework_1")
            name = next(path.name for path in (folder / "submitted").iterdir() if path.name not in STUDENTS)
        teach("autograde", "homework_1")
        teach("generate_feedback", "homework_1")
        teach("release_feedback", "homework_1")
        learn("fetch_feedback", "homework_1")
    teach("list", "--inbound")
    yield folder, student, name, said
    shutil.rmtree(place)


def test_feedback_comes_back_for_each_notebook_of_each_submission(exchanged):
    folder, student, name, _ = exchanged
    first, second = sorted((student / "homework_1" / "feedback").iterdir())
    pages = ["character_model.html", "vanilla_rnn.html"]
    assert sorted(path.name for path in first.iterdir()) == sorted(path.name for path in second.iterdir()) == pages
    made = folder / "feedback" / name / "homework_1"
    for page in pages:
        assert (second / page).read_bytes() == (made / page).read_bytes()
    assert MISTAKE.replace("_", " ") in (first / "vanilla_rnn.html").read_text("utf-8")
    assert MISTAKE.replace("_", " ") not in (second / "vanilla_rnn.html").read_text("utf-8")
    submitted = folder / "submitted" / name / "homework_1"
    for file in ("timestamp.txt", "submission_secret.txt"):  # word for word: a page is found by them
        assert (made / file).read_bytes() == (submitted / file).read_bytes()


def test_a_damaged_secret_stops_nobodys_feedback(exchanged):
    folder, _, _, said = exchanged
    assert said["release_feedback", "homework_1"].count("Feedback released to") == 3
    assert len((folder / "feedback" / "bob" / "homework_1" / "submission_secret.txt").read_text("ascii")) == 128


def test_what_was_handed_in_again_is_graded_again_and_is_late(exchanged):
    folder, _, name, said = exchanged
    with book(folder) as gradebook:
        one = gradebook.find_submission("homework_1", name)
        assert one.score == pytest.approx(100) and one.total_seconds_late > 0
    assert f"'homework_1' of '{name}'" in said["autograde", "homework_1"]
    assert "'homework_1' of 'bob'" not in said["autograde", "homework_1"]
    assert f"unrolled {name} homework_1" in said["list", "--inbound"]


def test_a_foreign_exchange_is_used_by_all_commands(exchanged):
    said = exchanged[3]
    assert "ExchangeFactory" not in CONFIG.read_text("utf-8")
    used = {words[0]: [line for line in text.splitlines() if "A foreign exchange" in line]
            for words, text in said.items() if words[0] not in ("autograde", "generate_feedback")}  # fmt: skip
    assert len(used) == 7 and all(used.values()), used


# ------------------------------------------------------------------------------ the table of grades


def table(path):
    """Return the rows of a table of grades."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """A course whose students have odd names; one has a negative score."""
    folder = tmp_path_factory.mktemp("names")
    shutil.copy(CONFIG, folder)
    ran(folder, "db", "student", "list")  # which makes the gradebook
    with book(folder) as gradebook:
        for student, (first, last, email) in NAMES.items():
            gradebook.add_student(student, first_name=first, last_name=last, email=email)
        for assignment in ("+one", "two"):
            gradebook.add_assignment(assignment, duedate="2030-01-10 18:00:00 UTC")
            gradebook.add_notebook("n", assignment)
            gradebook.add_grade_cell("g", "n", assignment, max_score=4, cell_type="code")
        gradebook.add_submission("two", "bob", timestamp="2030-01-09 12:00:00 UTC")
        gradebook.find_grade("g", "n", "two", "bob").manual_score = -1.5
        gradebook.db.commit()
    return folder


def test_the_table_of_grades_is_nbgraders_and_harmless(names):
    ran(names, "export")
    ours = table(names / "grades.csv")
    ran(names, "export", "--exporter=nbgrader.plugins.CsvExportPlugin", "--to", "stock.csv")
    assert (names / "grades.csv").read_text("utf-8").splitlines()[0] == (names / "stock.csv").read_text().splitlines()[
        0
    ]
    assert [(row["assignment"], row["student_id"]) for row in ours] == [
        ("'+one", "'=HYPERLINK(1)"), ("'+one", "bob"), ("two", "'=HYPERLINK(1)"), ("two", "bob"),
    ]  # fmt: skip
    assert {row["last_name"] for row in ours} == {"'-2+3\\n\\u202e", "'\uff1d1"}
    assert {row["first_name"] for row in ours} == {"Ada, the first", "李 小龙"}
    assert {row["email"] for row in ours} == {"'@x;'=1", ""}
    assert ours[-1] == {
        "assignment": "two", "duedate": "2030-01-10 18:00:00", "timestamp": "2030-01-09 12:00:00", "student_id": "bob",
        "last_name": "'\uff1d1", "first_name": "李 小龙", "email": "", "raw_score": "-1.5",
        "late_submission_penalty": "0.0", "score": "0.0", "max_score": "4.0",
    }  # fmt: skip
    stock = table(names / "stock.csv")  # in which a comma makes a cell, and a line end a row
    assert len(stock) > len(ours) and stock[-1]["score"] == "0.0"
    assert os.name != "posix" or (names / "grades.csv").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not FULL or shutil.which("soffice") is None, reason="for a full run, with LibreOffice")
def test_a_spreadsheet_shows_names_and_computes_nothing(names, tmp_path):
    ran(names, "export", "--to", str(tmp_path / "grades.csv"))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,76,1",
         "--convert-to", "fods", "--outdir", tmp_path, tmp_path / "grades.csv"],
        check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    shown = (tmp_path / "grades.fods").read_text("utf-8")
    assert "table:formula" not in shown and "李 小龙" in shown and 'office:value="-1.5"' in shown


def test_the_tables_options_still_choose(names):
    ran(names, "export", "--to", "some.csv", "--student", "['bob']", "--assignment", "['two']")
    assert [(row["assignment"], row["student_id"]) for row in table(names / "some.csv")] == [("two", "bob")]


def test_a_table_that_cannot_be_written_is_one_sentence(names):
    status, said = run_nbgrader(names, "export", "--to", "no/such/folder/grades.csv")
    assert status == 1 and "Traceback" not in said
    assert "The report cannot be written to no/such/folder/grades.csv: No such file or directory." in said
