"""A course in JupyterLab, in a real browser: the instructor's pages and a student's, from the first cell to feedback.

One server and one browser. `UNROLLED_SCREENSHOTS=FOLDER` keeps a picture of every page.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lab import HEIGHT, OPEN, chromium, jupyter_lab, keep_slices, lab_page
from nbgrader_course import (
    FUNCTIONS,
    SETTINGS,
    and_cells,
    book,
    code,
    make_course,
    marked,
    mistaken,
    name_of,
    need_nbgrader,
    own_cases,
    prose,
    ran,
)

LESSON = "vanilla_rnn"
WIDTH = 1300
MAI, HOSTILE, MARKUP = "Nguyễn Thị Mai", "hostile", "<img src=x onerror=window.__pwned=1>"
RUNS = "<script>window.__pwned=1</script><img src=http://elsewhere.example/x onerror=window.__pwned=1>"
FORMULA = "$\\href{javascript:window.__pwned=1}{a formula}$"
LONG = "long" * 700
CDN = "https://cdnjs.cloudflare.com/"  # of MathJax, by nbgrader's template
ESSAY = "With untrained weights every step makes the gradient smaller, so what was read early is soon forgotten. " * 5
ASSERT = "assert rnn_step_forward(*[np.zeros((1, 1))] * 4, np.zeros(1))[0] == 0"

# Below the last cell, as with the keys a, b and m.
ADD_CELL = """
async ([kind, text]) => {
  const notebook = window.opened.content;
  notebook.activeCellIndex = notebook.widgets.length - 1;
  await window.jupyterapp.commands.execute('notebook:insert-cell-below');
  if (kind === 'markdown') await window.jupyterapp.commands.execute('notebook:change-cell-to-markdown');
  notebook.activeCell.model.sharedModel.setSource(text);
  return notebook.activeCellIndex;
}
"""
WRITE = """
(texts) => {
  for (const cell of window.opened.content.model.cells) {
    const name = (cell.getMetadata('nbgrader') || {}).grade_id;
    if (name in texts) cell.sharedModel.setSource(texts[name]);
  }
}
"""
SAVE = "async () => { await window.opened.context.save(); }"
RUN = "async (name) => { await window.jupyterapp.commands.execute(name); }"
LOADED = "() => window.models && window.models.loaded"


@dataclass
class Course:
    """A course's folder, and JupyterLab in it as an instructor sees it."""

    folder: Path
    exchange: Path
    page: Any
    address: str
    elsewhere: set[str] = field(default_factory=set)  # what was asked of other servers
    dialogs: list[str] = field(default_factory=list)
    frame: Any = None
    shots: int = 0

    @property
    def desk(self) -> Path:
        """Where a student works."""
        return self.folder / "desk" / LESSON

    def shot(self, name: str, length: int = HEIGHT) -> None:
        """Keep a picture of what is to be seen now."""
        self.shots += 1
        keep_slices(self.page, f"formgrader_{self.shots:02}_{name}", length, WIDTH)

    def whole_shot(self, name: str) -> None:
        """Keep a picture of formgrader's page in full length; to lay it out takes time, so not if nobody asks."""
        if "UNROLLED_SCREENSHOTS" in os.environ:
            length = self.frame.evaluate("() => document.documentElement.scrollHeight") + 100
            self.page.set_viewport_size({"width": WIDTH, "height": length})
            self.shot(name, length)
            self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

    def formgrader(self, path: str) -> Any:
        """Show one of formgrader's pages in its tab, and wait for its table."""
        self.page.evaluate(RUN, "nbgrader:open-formgrader")  # shows the tab that there is
        if self.frame is None:
            self.page.locator("iframe").wait_for()
            self.frame = next(frame for frame in self.page.frames if frame.parent_frame)
        self.frame.goto(f"{self.address}/formgrader/{quote(path)}")
        if not path.startswith("submissions/"):
            self.frame.wait_for_function(LOADED)
        return self.frame

    def row(self, text: str) -> Any:
        """Return the row of formgrader's table in which a cell holds just that text."""
        exact = re.compile(f"^{re.escape(text)}$")
        return self.frame.locator("#main-table tr", has=self.frame.locator("td", has_text=exact)).first

    def press(self, row: str, button: str) -> tuple[str, str]:
        """Press a button in a row; return the title of the dialog and all that it says."""
        self.row(row).locator(f".{button} a").click()
        dialog = self.frame.locator(".modal.in")
        dialog.locator("pre").last.wait_for()
        self.frame.wait_for_timeout(350)  # it moves until then
        self.shot(f"{button}_{row}")
        title, said = dialog.locator(".modal-title").inner_text(), dialog.locator(".modal-body").inner_text()
        dialog.locator("button[data-dismiss]").first.click()
        self.frame.locator(".modal").wait_for(state="detached")
        return title, said

    def grading_page(self, student: str) -> Any:
        """Show the page on which a submission is graded by hand."""
        with book(self.folder) as gradebook:
            place = gradebook.find_submission_notebook(LESSON, LESSON, student).id
        self.formgrader(f"submissions/{place}/")
        self.frame.locator(".score[placeholder]").first.wait_for()  # the scores are loaded
        return self.frame

    def grades(
        self, student: str, notebook: str = LESSON, assignment: str = LESSON
    ) -> dict[str, tuple[float | None, float | None, bool]]:
        """Return the points of a submission's cells: by the judge, by hand, and whether somebody must look."""
        with book(self.folder) as gradebook:
            found = gradebook.find_submission_notebook(notebook, assignment, student).grades
            return {one.name: (one.auto_score, one.manual_score, one.needs_manual_grade) for one in found}

    def assert_harmless(self) -> None:
        """Nothing that a student wrote has run, asked, or fetched anything."""
        for frame in self.page.frames:
            assert frame.evaluate("() => window.__pwned") is None, frame.url
        assert self.dialogs == []
        assert {url for url in self.elsewhere if not url.startswith(CDN)} == set()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """A course as the guide makes it, an exchange, and JupyterLab with all that `pip install nbgrader` adds to it."""
    need_nbgrader()
    place = tmp_path_factory.mktemp("instructor")
    place.chmod(0o755)
    folder = make_course(place / "course", f'cases = "course.cases"\n{SETTINGS}')
    own_cases(folder)
    for name in ("gru", "lstm", "attention"):  # an instructor may delete what he does not teach
        shutil.rmtree(folder / "solutions" / name)
    exchange = place / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    (folder / "desk").mkdir()
    (place / "config").mkdir()
    settings = f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(place / 'cache')!r}\n"
    settings += f"c.Exchange.assignment_dir = {str(folder / 'desk')!r}\nc.CourseDirectory.course_id = 'unrolled'\n"
    (place / "config" / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}", "utf-8")
    with chromium() as browser, jupyter_lab(place, folder) as server:
        page = lab_page(browser, server, WIDTH)
        one = Course(folder, exchange, page, server.address)
        page.on("dialog", lambda dialog: (one.dialogs.append(dialog.message), dialog.dismiss()))
        page.route(re.compile(f"^(?!{re.escape(server.address)}|data:|blob:)"), lambda route: _refuse(one, route))
        yield one
        assert "Traceback" not in server.log.read_text("utf-8")


def _refuse(course: Course, route: Any) -> None:
    course.elsewhere.add(route.request.url)
    route.abort()


def in_exchange(course: Course, student: str, notebook: dict[str, Any]) -> None:
    """Hand in as `nbgrader submit` does, under another name."""
    when = "2029-12-01 12:00:00.000000 UTC"
    folder = course.exchange / "unrolled" / "inbound" / f"{student}+{LESSON}+{when}+{secrets.token_hex(4)}"
    folder.mkdir()
    (folder / f"{LESSON}.ipynb").write_text(json.dumps(notebook), "utf-8")
    (folder / "timestamp.txt").write_text(when)
    (folder / "submission_secret.txt").write_text(secrets.token_hex(64))


def work(course: Course, **texts: str) -> dict[str, Any]:
    """Return the released notebook with right answers, or other texts in place of some."""
    released, source = (
        json.loads((course.folder / kind / LESSON / f"{LESSON}.ipynb").read_text("utf-8"))
        for kind in ("assignments", "solutions")
    )
    right = {name_of(cell): "".join(cell["source"]) for cell in source["cells"]}
    for cell in released["cells"]:
        if name_of(cell) in (*FUNCTIONS, "why"):
            cell["source"] = {**right, "why": ESSAY, **texts}[name_of(cell)]
    return released


# ------------------------------------------------------------------------------ the course, step by step


def create(course: Course) -> None:
    """The instructor adds two cells of his own, with the panel that nbgrader has for that."""
    page = course.page
    page.evaluate(OPEN, f"solutions/{LESSON}/{LESSON}.ipynb")
    page.locator(".lm-TabBar-tab[title='Nbgrader Create Assignment']").click()
    for kind, text, what, name, points in (
        ("markdown", "Because the weights are small.", "manual", "why", 5),
        ("code", ASSERT, "tests", "own_test", 2),
    ):
        cell = page.locator(".nbgrader-CellWidget").nth(page.evaluate(ADD_CELL, [kind, text]))
        cell.locator("select").select_option(what)
        cell.locator(".nbgrader-CellId input").fill(name)
        page.keyboard.press("Enter")
        cell.locator(".nbgrader-CellPoints input").fill(str(points))
        page.keyboard.press("Enter")
    assert page.locator(".nbgrader-TotalPointsInput").input_value() == "107"
    course.shot("create")
    page.evaluate(SAVE)
    source = json.loads((course.folder / "solutions" / LESSON / f"{LESSON}.ipynb").read_text("utf-8"))
    made = {name_of(cell): cell["metadata"]["nbgrader"] for cell in source["cells"][-2:]}
    assert made["why"]["points"] == 5 and made["why"]["solution"] and made["why"]["grade"]
    assert made["own_test"]["points"] == 2 and made["own_test"]["locked"]
    page.locator(".lm-TabBar-tab[title='Nbgrader Create Assignment']").click()


def generate_and_release(course: Course) -> None:
    """What students get is made and laid into the exchange."""
    course.formgrader("manage_assignments")
    course.shot("assignments")
    title, said = course.press(LESSON, "assign")
    assert title == "Success", said
    released = json.loads((course.folder / "assignments" / LESSON / f"{LESSON}.ipynb").read_text("utf-8"))
    assert "".join(released["cells"][-2]["source"]) == "YOUR ANSWER HERE"
    assert not [cell for cell in released["cells"] if "BEGIN SOLUTION" in "".join(cell["source"])]
    with book(course.folder) as gradebook:
        assert gradebook.find_assignment(LESSON).max_score == 107
    title, said = course.press(LESSON, "release")
    assert title == "Success", said
    assert (course.exchange / "unrolled" / "outbound" / LESSON / f"{LESSON}.ipynb").exists()


def fetch(course: Course) -> None:
    """A student takes the assignment from the list."""
    page = course.page
    page.evaluate(RUN, "nbgrader:open-assignment-list")
    page.locator("#released_assignments_list button", has_text="Fetch").click()
    page.locator("#fetched_assignments_list button", has_text="Submit").wait_for()
    course.shot("fetched")
    assert (course.desk / f"{LESSON}.ipynb").exists()


def validate(course: Course) -> None:
    """The button in the notebook's toolbar says what the visible checks say."""
    page = course.page
    page.evaluate(OPEN, f"desk/{LESSON}/{LESSON}.ipynb")
    right = {name_of(cell): cell["source"] for cell in work(course)["cells"] if name_of(cell) in (*FUNCTIONS, "why")}
    for state, texts in (("stub", {}), ("wrong", {**right, **mistaken()}), ("right", right)):
        page.evaluate(WRITE, texts)
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .validate-button").click()
        dialog = page.locator(".nbgrader-SuccessDialog, .nbgrader-ErrorDialog")
        dialog.wait_for()
        said = dialog.inner_text()
        page.wait_for_timeout(300)
        course.shot(f"validate_{state}")
        dialog.locator("button").last.click()
        dialog.wait_for(state="detached")
        failed = [name for name in FUNCTIONS if f"def test_{name}_" in said]
        if state == "right":
            assert "Success! Your notebook passes all the tests." in said
        elif state == "wrong":
            assert failed == ["rnn_step_backward", "rnn_backward"] and "AssertionError: dWh is" in said
        else:
            assert failed == list(FUNCTIONS) and "NotImplementedError: not written yet" in said
            assert "You did not provide a response." in said


def submit(course: Course) -> str:
    """The student hands in; return the student's name, which is this user's."""
    page = course.page
    page.evaluate(RUN, "nbgrader:open-assignment-list")
    page.locator("#fetched_assignments_list button", has_text="Submit").click()
    page.locator("#submitted_assignments_list .list_item").first.wait_for()
    course.shot("submitted")
    (there,) = (course.exchange / "unrolled" / "inbound").iterdir()
    return there.name.partition("+")[0]


def collect(course: Course, student: str) -> None:
    """Others have handed in, too; all is collected."""
    in_exchange(course, MAI, work(course, **mistaken()))
    in_exchange(course, MARKUP, work(course))
    said = f"{RUNS} {FORMULA} {LONG} \u202e"
    raises = f"def rnn_forward(x, h0, Wx, Wh, b):  # {LONG}\n    raise ValueError({said!r})\n"
    hostile = work(course, rnn_forward=raises,
                   why=f"{RUNS}\n\n[a link](javascript:window.__pwned=1)\n\n{FORMULA} {LONG} \u202e")  # fmt: skip
    shows = f"from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display\ntext = {RUNS + FORMULA!r}\n"
    shows += "print(text)\ndisplay(HTML(text), Markdown(text), Latex(text), Javascript('window.__pwned = 1'))\n"
    shows += "display(SVG(f'<svg xmlns=\"http://www.w3.org/2000/svg\"><script>window.__pwned=1</script></svg>'))\ntext"
    hangs = code("while True:\n    pass")
    in_exchange(course, HOSTILE, and_cells(hostile, prose(RUNS), prose(RUNS, "raw"), code(shows), hangs))
    roster = (
        f'id,first_name,last_name\n{MAI},Mai,Nguyễn Thị\n{HOSTILE},{MARKUP},"</a><script>window.__pwned=1</script>"\n'
    )
    (course.folder / "roster.csv").write_text(roster, "utf-8")
    ran(course.folder, "db", "student", "import", "roster.csv")
    course.formgrader("manage_assignments")
    title, said = course.press(LESSON, "collect")
    assert title == "Success", said
    assert {path.name for path in (course.folder / "submitted").iterdir()} == {student, MAI, HOSTILE, MARKUP}


def autograde(course: Course, student: str) -> None:
    """One submission by a button; a name that nbgrader's pages would run is refused; the class, as the page says."""
    course.formgrader(f"manage_submissions/{LESSON}")
    for who in (student, MAI, HOSTILE, MARKUP):
        assert "needs autograding" in course.row(who).inner_text()
    title, said = course.press(MAI, "autograde")
    assert title == "Success", said
    assert "Unrolled grades by the cases" in said
    course.row(MAI).locator(".label-info").wait_for()
    grades = course.grades(MAI)
    judged = {name: points for name, (points, _, _) in grades.items() if name.startswith("test_")}
    assert judged == {f"test_{name}": {"rnn_step_backward": 25}.get(name, judged[f"test_{name}"]) for name in FUNCTIONS}
    assert 90 <= sum(judged.values()) < 100
    assert grades["why"] == (None, None, True)
    title, said = course.press(MARKUP, "autograde")
    assert title == "Error" and "Not graded, because nbgrader's pages would take such a name" in said
    ran(course.folder, "autograde", LESSON)
    course.formgrader(f"manage_submissions/{LESSON}")
    course.shot("submissions")
    assert "needs autograding" in course.row(MARKUP).inner_text()
    for who in (student, MAI, HOSTILE):
        assert "needs manual grading" in course.row(who).inner_text()
        assert (course.folder / "autograded" / who / LESSON / f"{LESSON}.ipynb").exists()
    assert sum(course.grades(student)[f"test_{name}"][0] for name in FUNCTIONS) == 100
    assert course.grades(HOSTILE)["test_rnn_forward"][0] == 0
    assert [course.grades(who)["own_test"][::2] for who in (student, MAI, HOSTILE)] == [(2, False)] * 3
    course.assert_harmless()


def grade_by_hand(course: Course, student: str) -> None:
    """Points and messages of the judge are to be seen on the page, and it takes points and a comment."""
    for who in (student, MAI, HOSTILE):
        frame = course.grading_page(who)
        course.whole_shot(f"grading_{who}")
        course.assert_harmless()
        assert frame.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
        assert not frame.evaluate("""() => [...document.querySelectorAll('.text_cell_render pre, .output_html')]
            .some(part => part.scrollWidth > part.clientWidth + 2)""")
        text = frame.locator("body").inner_text()
        if who == HOSTILE:
            assert text.count(RUNS) >= 4 and FORMULA in text  # as they were written
            assert frame.locator(".output_html:not(:has(.tex2jax_ignore))").count() == 0
        else:
            assert ESSAY.strip() in text
    frame = course.grading_page(MAI)
    cell = frame.locator(".nbgrader_cell", has=frame.locator("#test_rnn_step_backward"))
    assert cell.locator(".score").get_attribute("placeholder") == "25"
    text = frame.locator("body").inner_text()
    assert "rnn_step_backward: 25 of 30 points" in text and "It looks like: dWh from the state after." in text
    answer = frame.locator(".nbgrader_cell", has=frame.locator("#why"))
    assert "needs_manual_grade" in answer.locator(".score").get_attribute("class")
    _fill(course, answer.locator(".score"), "4.5", "grade")
    _fill(course, answer.locator(".comment"), "Say *why* they are small.", "comment")
    with course.page.expect_response(lambda response: "/api/grade/" in response.url):
        frame.locator(".nbgrader_cell", has=frame.locator("#test_rnn_backward")).locator(".full-credit").click()
    assert course.grades(MAI)["why"] == (None, 4.5, False)
    assert course.grades(MAI)["test_rnn_backward"][1:] == (30, False)
    with book(course.folder) as gradebook:
        submission = gradebook.find_submission_notebook(LESSON, LESSON, MAI)
        assert submission.score == sum(one.score for one in submission.grades) and not submission.needs_manual_grade
        assert [one.comment for one in submission.comments if one.name == "why"] == ["Say *why* they are small."]
    course.formgrader(f"manage_submissions/{LESSON}")
    assert "graded" in course.row(MAI).locator(".label-success").inner_text()


def _fill(course: Course, box: Any, text: str, kind: str) -> None:
    with course.page.expect_response(lambda one: f"/api/{kind}/" in one.url and one.request.method == "PUT"):
        box.fill(text)
        box.blur()


def give_feedback(course: Course, student: str) -> None:
    """Pages are made and released; the student fetches one from the list, and it opens."""
    course.formgrader("manage_assignments")
    title, said = course.press(LESSON, "generate-feedback")
    assert title == "Success", said
    for who in (student, MAI, HOSTILE):
        assert (course.folder / "feedback" / who / LESSON / f"{LESSON}.html").exists()
    title, said = course.press(LESSON, "release-feedback")
    assert title == "Success", said
    assert len(list((course.exchange / "unrolled" / "feedback").glob("*.html"))) == 3
    page = course.page
    page.evaluate(RUN, "nbgrader:open-assignment-list")
    page.locator("#refresh_assignments_list").click()
    page.locator("#submitted_assignments_list button", has_text="Fetch Feedback").first.click()
    page.locator("#submitted_assignments_list a", has_text="view feedback").first.wait_for()
    course.shot("feedback_fetched")
    (fetched,) = course.desk.glob("feedback/*/*.html")
    hostile = course.folder / "feedback" / HOSTILE / LESSON / f"{LESSON}.html"
    for name, path in (("fetched", fetched), ("hostile", hostile)):
        shown = page.context.browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        shown.route(re.compile(f"^(?!{re.escape(course.address)}|data:|file:)"), lambda route: _refuse(course, route))
        shown.on("dialog", lambda dialog: (course.dialogs.append(dialog.message), dialog.dismiss()))
        shown.goto(path.as_uri())
        assert shown.evaluate("() => window.__pwned") is None
        assert ("102 of 107 points" if name == "fetched" else RUNS) in shown.locator("body").inner_text()
        keep_slices(shown, f"formgrader_feedback_{name}", 700, WIDTH)
        shown.close()
    course.assert_harmless()


def look_around(course: Course) -> None:
    """The other pages, with a class in them."""
    for path, wanted in (
        ("gradebook", LESSON),
        (f"gradebook/{LESSON}", LESSON),
        (f"gradebook/{LESSON}/{LESSON}", "/ 107"),
        ("manage_students", MAI),
        (f"manage_students/{MAI}", LESSON),
        (f"manage_students/{MAI}/{LESSON}", LESSON),
        (f"manage_students/{HOSTILE}", LESSON),
    ):
        frame = course.formgrader(path)
        with contextlib.suppress(Exception):
            frame.locator("#toggle_names").click(timeout=200)
        course.shot(path.replace("/", "_"))
        assert wanted in frame.locator("#main-table").inner_text()
        course.assert_harmless()
    course.formgrader("manage_students")
    with book(course.folder) as gradebook:
        total = round(gradebook.find_submission(LESSON, MAI).score, 2)
    assert f"{total:g} / 107" in course.row(MAI).inner_text()


def test_a_course_from_the_first_cell_to_the_page_of_feedback(course: Course) -> None:
    create(course)
    generate_and_release(course)
    fetch(course)
    validate(course)
    student = submit(course)
    collect(course, student)
    autograde(course, student)
    grade_by_hand(course, student)
    give_feedback(course, student)
    look_around(course)


# ------------------------------------------------------------------------------ what is not the course's own, or wrong

TWICE = """
() => Promise.all([1, 2].map(() =>
  $.post(base_url + '/formgrader/api/submission/homework/ada/autograde').then(text => JSON.parse(text).success)))
"""


def homework(answer: str) -> dict[str, Any]:
    """Return a notebook that no lesson knows: an answer, its test and a question."""
    function = f"def square(x):\n    ### BEGIN SOLUTION\n    return {answer}\n    ### END SOLUTION"
    cells = [
        marked("square", "code", function, solution=True),
        marked("test_square", "code", "assert square(3) == 9", grade=True, locked=True, points=4),
        marked("essay", "markdown", "Because.", grade=True, solution=True, points=6),
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}


def test_an_assignment_of_two_notebooks_that_are_not_unrolleds_and_a_course_file_that_is_wrong(course: Course) -> None:
    for folder, first, second in (("solutions", "x * x", "x**2"), ("submitted/ada", "x * x", "x + x")):
        place = course.folder / folder / "homework"
        place.mkdir(parents=True)
        for name, answer in (("first", first), ("second", second)):
            (place / f"{name}.ipynb").write_text(json.dumps(homework(answer)), "utf-8")
    course.formgrader("manage_assignments")
    title, said = course.press("homework", "assign")
    assert title == "Success", said

    settings = course.folder / "unrolled.toml"
    right = settings.read_text()
    settings.write_text(right + '[points]\nvanilla_rnn = "all"\n')
    course.formgrader("manage_submissions/homework")
    title, said = course.press("ada", "autograde")
    assert title == "Error" and "[ERROR] " in said and "unrolled.toml" in said.partition("Traceback")[0]
    assert "During handling" not in said
    assert not (course.folder / "autograded" / "ada").exists()
    settings.write_text(right)

    title, said = course.press("ada", "autograde")  # the same server and page: what was wrong has left nothing behind
    assert title == "Success", said
    expected = {"test_square": (4, None, False), "essay": (None, None, True)}
    assert course.grades("ada", "first", "homework") == expected
    assert course.grades("ada", "second", "homework") == {**expected, "test_square": (0, None, False)}
    assert course.frame.evaluate(TWICE) == [True, True]  # as from two windows at once
    assert course.grades("ada", "first", "homework") == expected
    course.formgrader("gradebook/homework")
    course.shot("gradebook_homework")
    assert "4 / 10" in course.row("first").inner_text() and "0 / 10" in course.row("second").inner_text()
