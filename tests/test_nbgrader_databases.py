"""One class graded by four processes, on SQLite and PostgreSQL, killed and started again, ends with the right rows.

With UNROLLED_FULL=1 the class has 200 students and not 14, and is killed with SQLite too.
"""

import collections
import contextlib
import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest
from conftest import FULL, start_nbgrader
from nbgrader_course import SETTINGS, make_course, mistaken, need_nbgrader, ran, solved
from postgresql import need_postgresql, running

BOTH = "networks"  # an assignment of two notebooks
NOTEBOOKS = ("stability", "vanilla_rnn")
CLASS = 200 if FULL else 14
NEW = 3  # students who handed in two more assignments
KINDS = ("right", "wrong", "dead", "late", "right", "damaged", "stub", "one alone")
DEAD = "def rnn_backward(dh, cache):\n    import os\n    os._exit(0)\n"
ENDLESS = "def rnn_backward(dh, cache):\n    while True:\n        pass\n"
WAIT = 900 if FULL else 240  # seconds in which a busy machine must be done with something

GRADES = """
SELECT submitted.student_id, assignment.name, notebook.name, cell.name,
       grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade
FROM grade
LEFT JOIN submitted_notebook AS work ON work.id = grade.notebook_id
LEFT JOIN submitted_assignment AS submitted ON submitted.id = work.assignment_id
LEFT JOIN assignment ON assignment.id = submitted.assignment_id
LEFT JOIN notebook ON notebook.id = work.notebook_id
LEFT JOIN base_cell AS cell ON cell.id = grade.cell_id
"""
COMMENTS = (
    GRADES.replace("grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade", "comment.auto")
    .replace("comment.auto", "comment.auto_comment, comment.manual_comment")
    .replace("grade.", "comment.")
    .replace("FROM grade", "FROM comment")
)
WORK = """
SELECT submitted.student_id, assignment.name, notebook.name, submitted.timestamp, work.late_submission_penalty
FROM submitted_notebook AS work
LEFT JOIN submitted_assignment AS submitted ON submitted.id = work.assignment_id
LEFT JOIN assignment ON assignment.id = submitted.assignment_id
LEFT JOIN notebook ON notebook.id = work.notebook_id
"""
STUDENTS = "SELECT id, first_name, last_name, email FROM student"
SUBMITTED = "SELECT student_id, assignment_id FROM submitted_assignment"


@pytest.fixture(scope="module", autouse=True)
def _nbgrader_is_here():
    need_nbgrader()


# ------------------------------------------------------------------------------ a course, and its database


def kind_of(number):
    """Return what a student handed in."""
    return "endless" if number % 24 == 11 else KINDS[number % len(KINDS)]


def student(number):
    """Return a student's name."""
    return f"student {number:03}"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose class has handed in, and whose assignments nbgrader knows: nobody may change it."""
    folder = make_course(
        tmp_path_factory.mktemp("course"),
        SETTINGS.replace(" = 1\n", " = 0.5\n") + "search = 0\n",
        '\nc.LateSubmissionPlugin.penalty_method = "zero"\n',
        NOTEBOOKS,
    )
    (folder / "solutions" / BOTH).mkdir()
    for name in NOTEBOOKS:
        shutil.copy(folder / "solutions" / name / f"{name}.ipynb", folder / "solutions" / BOTH)
    right = {"vanilla_rnn": solved(folder), "stability": json.loads(_notebook(folder, "solutions", "stability"))}
    made = {
        "wrong": solved(folder, **mistaken()),
        "dead": solved(folder, rnn_backward=DEAD),
        "endless": solved(folder, rnn_backward=ENDLESS),
        "damaged": json.dumps(right["vanilla_rnn"])[:-500],
        "stub": json.loads(_notebook(folder, "assignments", "vanilla_rnn")),
    }
    for number in range(CLASS):
        kind = kind_of(number)
        place = folder / "submitted" / student(number) / BOTH
        _put(place, "vanilla_rnn", made.get(kind, right["vanilla_rnn"]))
        if kind != "one alone":
            _put(place, "stability", right["stability"])
        if kind in ("late", "right"):
            (place / "timestamp.txt").write_text(f"2030-01-{8 + 4 * (kind == 'late'):02} 12:00:00 UTC\n")
    for number in range(NEW):
        for name in NOTEBOOKS:
            _put(folder / "submitted" / student(number) / name, name, right[name])
    prepare(folder)
    return folder


def prepare(folder):
    """Have nbgrader know the assignments."""
    ran(folder, "db", "assignment", "add", BOTH, "--duedate", "2030-01-10 18:00 UTC")
    for name in (BOTH, *NOTEBOOKS):
        ran(folder, "generate_assignment", name)


def _notebook(folder, kind, name):
    return (folder / kind / name / f"{name}.ipynb").read_text("utf-8")


def _put(place, name, notebook):
    place.mkdir(parents=True, exist_ok=True)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    (place / f"{name}.ipynb").write_text(text, encoding="utf-8")


class Copy:
    """A copy of the course with a gradebook of its own, in which nbgrader's commands run at once."""

    def __init__(self, course, folder, url=""):
        self.folder = shutil.copytree(course, folder, symlinks=True)
        self.url = url or f"sqlite:///{folder / 'gradebook.db'}"
        self.said = []
        if url:
            (folder / "gradebook.db").unlink()
            with (folder / "nbgrader_config.py").open("a") as file:
                file.write(f"\nc.CourseDirectory.db_url = {url!r}\n")

    def start(self, *commands):
        """Start some of nbgrader's commands at once; return their processes' numbers, with what they say."""
        started = {}
        for words in commands:
            said = self.folder / ".home" / f"said-{len(self.said)}.txt"
            self.said.append(said)
            started[start_nbgrader(self.folder, *words, said=said)] = said
        return started

    def graded(self):
        """Return the students whose work is graded, by the folders of it that are there."""
        return {path.parent.name for path in self.folder.glob(f"autograded/*/{BOTH}")}

    def wait_for(self, number, started):
        """Wait until the work of so many students is graded."""
        wait_until(lambda: len(self.graded()) >= number, started)

    def table(self, query):
        """Return the rows of a query, sorted."""
        import sqlalchemy

        engine = sqlalchemy.create_engine(self.url)
        with engine.connect() as connection:
            rows = [tuple(map(plain, row)) for row in connection.execute(sqlalchemy.text(query))]
        engine.dispose()
        return sorted(rows)

    def rows(self):
        """Return everything that grading writes into the gradebook; each row is there once."""
        found = {}
        for name, query, key in (
            ("grades", GRADES, 4), ("comments", COMMENTS, 4), ("work", WORK, 3), ("students", STUDENTS, 1),
            ("submitted", SUBMITTED, 2),
        ):  # fmt: skip
            found[name] = self.table(query)
            keys = [row[:key] for row in found[name]]
            assert len(keys) == len(set(keys)), f"{name}: rows are there twice"
            assert not [row for row in keys if "None" in row], f"{name}: rows hang in the air"
        found["submitted"] = [row[:1] for row in found["submitted"]]  # an assignment's number is another one each time
        return found

    def graded_by(self):
        """Return for each command that was started whom it graded, by its log."""
        return [
            re.findall(rf"Autograded '{BOTH}' of '(.*)'", path.read_text("utf-8"))
            for path in self.said
            if path.exists()
        ]

    def notebooks(self):
        """Return what was graded, by path; each is whole.

        What a student's own cells show is left out: how far a shell comes in its time, depends on the machine.
        """
        found = {}
        for path in sorted(self.folder.glob("autograded/*/*/*.ipynb")):
            notebook = json.loads(path.read_text("utf-8"))
            for cell in notebook["cells"]:
                if not cell["metadata"].get("nbgrader", {}).get("grade"):
                    cell.pop("outputs", None)
                    cell.pop("execution_count", None)
            found[path.relative_to(self.folder).as_posix()] = notebook
        return found


def wait_until(done, started):
    """Wait for something that processes do."""
    until = time.monotonic() + WAIT
    while not done():
        assert time.monotonic() < until, [said.read_text("utf-8") for said in started.values() if said.exists()]
        time.sleep(0.01)


def plain(value):
    """Return a database's value as text, the same for each kind of database."""
    text = str(int(value) if isinstance(value, bool) else value)
    return text.removesuffix(".000000")  # of a second


def ended(started):
    """Wait for processes; return their exit statuses. No traceback is among what they said."""
    statuses, until = [], time.monotonic() + WAIT
    try:
        while started:
            number, said = next(iter(started.items()))
            found, status = os.waitpid(number, os.WNOHANG)
            if found:
                del started[number]
                text = said.read_text("utf-8")
                assert "Traceback" not in text, text
                statuses.append(os.waitstatus_to_exitcode(status))
            else:
                assert time.monotonic() < until, said.read_text("utf-8")
                time.sleep(0.02)
    finally:
        for number in started:
            os.kill(number, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(number, 0)
    return statuses


@pytest.fixture(scope="module")
def server(course, tmp_path_factory):
    """A PostgreSQL server, with a gradebook called prepared, which is as that of the course."""
    need_postgresql()
    with running() as one:
        name = one.new()
        prepare(Copy(course, tmp_path_factory.mktemp("prepared") / "course", one.url(name)).folder)
        with one.connected("postgres") as connection:
            connection.execute(f"ALTER DATABASE {name} RENAME TO prepared")
        yield one


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def copied(request, course, tmp_path):
    """A copy of the course with a gradebook of each kind."""
    server = request.getfixturevalue("server") if request.param == "PostgreSQL" else None
    return Copy(course, tmp_path / "course", server.url(server.new(like="prepared")) if server else "")


@pytest.fixture(scope="module")
def quiet(course, tmp_path_factory):
    """The course as one process grades it while nothing disturbs."""
    one = Copy(course, tmp_path_factory.mktemp("quiet") / "course")
    ran(one.folder, "autograde", BOTH)
    return one


# ------------------------------------------------------------------------------ four at once

AUTOGRADE = ("autograde", BOTH)


def test_one_process_gives_what_each_deserves(quiet):
    points = {}
    for name, _, notebook, _, score, *_ in quiet.rows()["grades"]:
        points[name, notebook] = points.get((name, notebook), 0) + float(score)
    for number in range(CLASS):
        kind = kind_of(number)
        first, second = (points[student(number), name] for name in NOTEBOOKS)
        assert first == (0 if kind == "one alone" else 100)
        if kind in ("wrong", "dead", "endless"):
            assert 0 < second < 100
        else:
            assert second == (0 if kind in ("damaged", "stub") else 100)
    late = {row[0] for row in quiet.rows()["work"] if row[4] not in ("None", "0.0")}
    assert late == {student(number) for number in range(CLASS) if kind_of(number) == "late"}


def test_four_at_once_killed_and_started_again_end_with_the_right_rows(copied, quiet):
    if not FULL and copied.url.startswith("sqlite"):
        pytest.skip("for a full run: with SQLite, which the next test has too")
    # One is killed, and the others go on; then all are.
    four = copied.start(*[AUTOGRADE] * 4)
    copied.wait_for(2, four)
    os.kill(next(iter(four)), signal.SIGKILL)
    copied.wait_for(5, four)
    for number in four:
        os.kill(number, signal.SIGKILL)
    assert set(ended(four)) == {-signal.SIGKILL}
    # Ctrl-C in the terminals of all four, once each has seen what is done.
    four = copied.start(*[AUTOGRADE] * 4)
    for number, said in four.items():
        wait_until(lambda said=said: said.exists() and "Skipping existing" in said.read_text("utf-8"), four)
        os.killpg(number, signal.SIGINT)
    assert set(ended(four)) == {1}
    assert ended(copied.start(*[AUTOGRADE] * 4)) == [0] * 4
    assert copied.rows() == quiet.rows()
    assert copied.notebooks() == quiet.notebooks()
    # Nothing is graded twice; what one had in hand when it was stopped may lack its line.
    graded = collections.Counter(name for names in copied.graded_by() for name in names)
    assert set(graded.values()) == {1} and len(graded) >= CLASS - 8
    assert len([names for names in copied.graded_by() if names]) > 4

    # All of it again, by four: each submission's rows are written by one at a time, and are the same.
    copied.said.clear()
    assert ended(copied.start(*[(*AUTOGRADE, "--force")] * 4)) == [0] * 4
    assert {name for names in copied.graded_by() for name in names} == copied.graded()
    assert copied.rows() == quiet.rows()
    assert copied.notebooks() == quiet.notebooks()
    assert not [path for path in copied.folder.glob("autograded/*/*") if path.name != BOTH]

    assert ended(copied.start(*[("generate_feedback", BOTH)] * 2)) == [0] * 2
    for path in copied.notebooks():
        page = (copied.folder / "feedback" / Path(path).relative_to("autograded")).with_suffix(".html")
        assert page.read_text("utf-8").rstrip().endswith("</html>")
    ran(copied.folder, "export")
    assert len((copied.folder / "grades.csv").read_text().splitlines()) == 1 + 3 * CLASS


def test_two_assignments_of_the_same_new_students_at_once(copied):
    assert ended(copied.start(*[("autograde", name) for name in NOTEBOOKS * 2])) == [0] * 4
    rows = copied.rows()
    assert [row[0] for row in rows["students"]] == [student(number) for number in range(NEW)]
    assert len(rows["work"]) == 2 * NEW
    totals = {}
    for name, assignment, _, _, score, *_ in rows["grades"]:
        totals[name, assignment] = totals.get((name, assignment), 0) + float(score)
    assert totals == {(student(number), name): 100 for number in range(NEW) for name in NOTEBOOKS}


# ------------------------------------------------------------------------------ nbgrader's other commands


def test_each_command_works_with_postgresql(course, server, tmp_path):
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    one = Copy(course, tmp_path / "course", server.url(server.new(like="prepared")))
    folder, first = one.folder, student(0)
    (folder / "roster.csv").write_text(f"id,first_name,last_name\n{first},Zo\u00eb,Nowak\nbob,Bob,Mensah\n", "utf-8")
    ran(folder, "db", "student", "import", "roster.csv")
    ran(folder, "db", "student", "add", "carol", "--first-name", "Carol")
    ran(folder, "db", "student", "remove", "bob")
    ran(folder, "db", "upgrade")
    assert "Nowak, Zo\u00eb" in ran(folder, "db", "student", "list")
    assert BOTH in ran(folder, "db", "assignment", "list")
    ran(folder, "autograde", "vanilla_rnn", "--student", first)
    with Gradebook(one.url, "unrolled") as gradebook:
        grade = gradebook.find_grade("test_rnn_forward", "vanilla_rnn", "vanilla_rnn", first)
        assert grade.auto_score == grade.max_score
        grade.manual_score, grade.extra_credit = 3.5, 1
        gradebook.db.commit()
    ran(folder, "autograde", "vanilla_rnn", "--student", first, "--force")
    ran(folder, "generate_feedback", "vanilla_rnn", "--student", first)
    assert (folder / "feedback" / first / "vanilla_rnn" / "vanilla_rnn.html").exists()
    ran(folder, "export")
    lines = (folder / "grades.csv").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("vanilla_rnn") and first in line]
    assert "Zo\u00eb" in line and ",84.5," in line
    shown = NbGraderAPI(CourseDirectory(root=str(folder), db_url=one.url, course_id="unrolled"))  # what Formgrader asks
    (found,) = [found for found in shown.get_submissions("vanilla_rnn") if found["autograded"]]
    assert (found["student"], found["score"], found["needs_manual_grade"]) == (first, 84.5, False)
    assert not (folder / "gradebook.db").exists()
