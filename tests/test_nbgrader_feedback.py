"""`nbgrader generate_feedback`: what a student's page shows and what it cannot do, and that making many is no other."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import run_nbgrader
from nbgrader_course import (
    MISTAKE,
    PAGES_BY_ITS_LOOP,
    PAGES_BY_TWO,
    SETTINGS,
    book,
    code,
    files,
    hand_in,
    make_course,
    marked,
    mistaken,
    name_of,
    need_nbgrader,
    prose,
    ran,
    solved,
)

HOSTILE = (
    "<script>alert(1)</script><img src=https://example.org/a.png onerror=alert(1)><style>body{display:none}</style>"
    "<a href='javascript:alert(1)'>here</a><iframe src='https://example.org'></iframe><svg onload=alert(1)></svg>"
    "<p style='position:fixed;top:0' class='total' id='points' onclick=alert(1)>100 of 100 points</p>\x1b[31m\u202e"
)
TABLE = "<style scoped>td{}</style><table border=1 class='dataframe'><tr><td colspan=2>0.25</td></tr></table>"
OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": f"loss 0.5 {HOSTILE}"},
    {"output_type": "stream", "name": "stderr", "text": "RuntimeWarning: overflow"},
    {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}},
    {"output_type": "display_data", "metadata": {}, "data": {"text/html": TABLE + HOSTILE, "text/plain": "x"}},
    {"output_type": "display_data", "metadata": {}, "data": {"application/javascript": "alert(1)", "text/plain": "js"}},
    {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["\x1b[31mValueError\x1b[0m: no"]},
]
OWN = (
    marked("essay", "markdown", "What did you learn?", grade=True, solution=True, points=10),
    marked("project", "markdown", "Describe a project with $E = mc^2$.", task=True, locked=True, points=5),
)
OF_THE_INSTRUCTOR = """
import os
def shout(notebook, resources):
    notebook.cells[1].source += "\\n# made in process " + ("0" if os.getpid() == BEGAN else "1")
    return notebook, resources
BEGAN = os.getpid()
c.GenerateFeedback.preprocessors = [shout, *c.GenerateFeedback.preprocessors]
"""


@pytest.fixture(scope="module", autouse=True)
def _nbgrader_is_here():
    need_nbgrader()


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class that has been graded, by hand too; its outputs are those that a kernel leaves."""
    folder = make_course(
        tmp_path_factory.mktemp("graded"), SETTINGS, 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    )
    source = folder / "solutions" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    notebook = json.loads(source.read_text("utf-8"))
    notebook["cells"] += [{**cell, "id": name_of(cell)} for cell in OWN]
    source.write_text(json.dumps(notebook), encoding="utf-8")
    ran(folder, "generate_assignment", "vanilla_rnn")
    raising = f"def rnn_forward(x, h0, Wx, Wh, b):\n    raise ValueError({HOSTILE!r})\n"
    hostile = solved(folder, rnn_forward=raising)
    hostile["cells"] += [prose(HOSTILE + " [a](https://example.org) $x$"), prose(HOSTILE, "raw"), code("print(1)")]
    for student, made in {
        "Ada Nowak": solved(folder),
        "bob": solved(folder, **mistaken()),
        "eve": hostile,
        "late": solved(folder),
        "mangled": json.dumps(solved(folder))[:-2000],
        "stub": json.loads((folder / "assignments/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8")),
    }.items():
        for cell in made["cells"] if isinstance(made, dict) else ():
            if name_of(cell) == "essay":
                cell["source"] = "That *gradients* explode: $W^T$."
        hand_in(folder, student, made)
    with book(folder) as gradebook:
        gradebook.update_or_create_assignment("vanilla_rnn", duedate="2024-02-01 00:00:00 UTC")
    (folder / "submitted" / "late" / "vanilla_rnn" / "timestamp.txt").write_text("2024-03-01 12:00:00 UTC")
    ran(folder, "autograde", "vanilla_rnn")
    with book(folder) as gradebook:
        for name, score, extra in (("essay", 7, None), ("project", 4, 2), ("test_rnn_forward", 11.5, None)):
            grade = gradebook.find_grade(name, "vanilla_rnn", "vanilla_rnn", "Ada Nowak")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = score, extra, False
        comment = gradebook.find_comment("rnn_forward", "vanilla_rnn", "vanilla_rnn", "Ada Nowak")
        comment.manual_comment = "**Name** it: $h_t = \\tanh(a_t)$ <script>alert(1)</script>"
        gradebook.db.commit()
    path = folder / "autograded" / "eve" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    next(cell for cell in notebook["cells"] if "".join(cell["source"]) == "print(1)")["outputs"] = OUTPUTS
    path.chmod(0o644)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(graded):
    """The pages of the class, by student, and what was said when they were made."""
    said = ran(graded, "generate_feedback", "vanilla_rnn")
    return {path.parent.parent.name: path.read_text("utf-8") for path in graded.glob("feedback/*/*/*.html")}, said


def words(page):
    """Return what is to be read on a page."""
    from html.parser import HTMLParser

    found = []
    reader = HTMLParser()
    reader.handle_data = found.append
    reader.feed(page.partition("</head>")[2])
    return " ".join("".join(found).split())


def copy_of(folder, place, config=""):
    """Return a copy of a course, with more settings."""
    copy = shutil.copytree(folder, place, ignore=shutil.ignore_patterns(".home"))
    (copy / "nbgrader_config.py").write_text((folder / "nbgrader_config.py").read_text() + config)
    return copy


def test_the_points_stand_first_with_what_a_grader_gave_and_what_is_still_to_come(pages):
    made, _ = pages
    ada = words(made["Ada Nowak"])
    assert ada.startswith("To what was found Feedback: vanilla_rnn 104.5 of 115 points")
    assert "rnn_forward Given by hand: 11.5. The automatic score was 20. 11.5 of 20 ◐ some points" in ada
    assert "essay Given by hand: 7. 7 of 10 ◐ some points" in ada
    assert "project Given by hand: 4. Extra credit: 2. 6 of 5 ✓ all points" in ada
    assert "Comments of a grader: on rnn_forward." in ada
    assert "Not all is graded yet" not in ada
    assert "essay 0 of 10 … to be graded" in words(made["bob"])
    assert "Not all is graded yet: a grader may still change" in words(made["bob"])
    assert "rnn_forward 0 of 20 ✗ no points" in words(made["stub"])
    late = words(made["late"])
    assert late.startswith(
        "To what was found Feedback: vanilla_rnn 0 of 115 points Handed in late: 100 points are taken"
    )
    assert "Handed in late−100" in late


def test_each_row_leads_to_what_was_found_and_from_there_to_the_code(pages):
    for page in pages[0].values():
        targets = re.findall(r'href="#([^"]*)"', page)
        identities = re.findall(r'\bid="([^"]*)"', page)
        assert set(targets) <= set(identities)
        assert len(identities) == len(set(identities))
    ada = pages[0]["Ada Nowak"]
    found = ada.partition('id="found-')[2]
    assert {"Your code", "The visible checks", "All points"} <= set(re.findall(r'<a href="#[^"]*">([^<]*)</a>', found))


def test_what_was_found_is_there_check_by_check(pages):
    bob = words(pages[0]["bob"])
    assert "✗ dWh (0 of 5) dWh[0, 0] (the gradient with respect to Wh) is" in bob
    assert "A call that shows it, to paste below your code: import numpy as np" in bob
    assert f"It looks like: {MISTAKE.replace('_', ' ')}." in bob and "Look at:" in bob
    assert bob.index("is 0.31985; expected 0.") < bob.index("A call that shows it") < bob.index("✓ db (4 of 4)")
    assert "could not be read" in words(pages[0]["mangled"]) and "was damaged on its way" in words(pages[0]["mangled"])


def test_the_notebook_is_below_with_the_lessons_formulas_and_pictures(pages):
    ada = pages[0]["Ada Nowak"]
    assert '<details class="lesson"><summary>1. One step forward</summary>' in ada
    assert '<img src="data:image/png;base64,' in ada and 'alt=""' not in ada
    assert "<msub><mi>h</mi>" in ada and "<mi>tanh</mi>" in ada.replace("<mo>tanh</mo>", "<mi>tanh</mi>")
    assert "$" not in re.sub(r"<pre.*?</pre>", "", ada.partition("</head>")[2], flags=re.DOTALL)
    assert "<pre>That *gradients* explode: $W^T$.</pre>" in ada  # a student's own text is shown as it was written
    assert "<strong>Name</strong> it: <math" in ada and "&lt;script&gt;alert(1)&lt;/script&gt;" in ada


def test_own_outputs_are_shown(pages):
    eve = pages[0]["eve"]
    seen = words(eve)
    assert "loss 0.5" in seen and "RuntimeWarning: overflow" in seen and "ValueError: no" in seen
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="Picture 3 that the code above drew">' in eve
    assert "<table>" in eve and '<td colspan="2">0.25</td>' in eve


def test_a_page_loads_nothing_and_runs_nothing_whatever_was_handed_in(pages):
    from html.parser import HTMLParser

    allowed = {"href", "id", "class", "lang", "charset", "http-equiv", "content", "name", "src", "alt", "scope", "role"}
    allowed |= {
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "open",
        "tabindex",
        "border",
        "colspan",
        "rowspan",
        "rel",
    }
    tags, seen = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.append(tag)
            seen.extend((tag, *one) for one in attrs)

    for page in pages[0].values():
        Reader().feed(page)
        odd = {"\x1b", "\u202e", "\x00"} & set(page)
        assert not odd, [page[page.index(one) - 80 :][:160] for one in odd]
    assert not {"script", "iframe", "object", "embed", "link", "base", "form", "input", "svg"} & set(tags)
    assert tags.count("style") == len(pages[0])
    for tag, name, value in seen:
        if tag not in ("math", "mo", "mi", "mn", "mtext", "mrow", "mtd", "mtable", "mspace", "mstyle", "mfrac"):
            assert name in allowed, (tag, name)
        assert name != "src" or value.startswith("data:image/")
        assert name != "href" or value.startswith(("#", "https://")), value
        assert name != "href" or "example.org" not in value
        assert not (tag == "p" and (name, value) == ("class", "total") and "100 of 100" in value)
    assert words(pages[0]["eve"]).count("Feedback: vanilla_rnn") == 1
    for page in pages[0].values():
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-") and "unsafe" not in policy
        assert page.count('class="total"') == page.count('id="points"') == 1


def test_no_page_holds_a_solution_or_a_hidden_test(pages, graded):
    secret = json.loads((graded / "solutions/vanilla_rnn/vanilla_rnn.ipynb").read_text("utf-8"))
    right = next("".join(cell["source"]) for cell in secret["cells"] if name_of(cell) == "rnn_backward")
    body = right.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
    lines = [line.strip() for line in body.splitlines() if len(line.strip()) > 20]
    assert lines
    for student in ("stub", "mangled"):
        shown = re.sub("<[^>]*>", "", pages[0][student])
        assert not [line for line in lines if line in shown]
    assert not [page for page in pages[0].values() if "HIDDEN TESTS" in page or "practice.cases" in page]


@pytest.mark.parametrize("level", ["hints", "names", "score"])
def test_a_level_shows_no_more_than_it_says(graded, tmp_path, level):
    folder = copy_of(graded, tmp_path / "course")
    (folder / "unrolled.toml").write_text(f'feedback = "{level}"\n{SETTINGS}')
    ran(folder, "generate_feedback", "vanilla_rnn", "--student", "bob")
    page = words((folder / "feedback" / "bob" / "vanilla_rnn" / "vanilla_rnn.html").read_text("utf-8"))
    assert "rnn_step_backward 25 of 30 ◐ some points" in page
    assert "A call that shows it" not in page and "; expected" not in page
    assert ("It looks like" in page) == (level == "hints")
    assert ("✗ dWh (0 of 5)" in page) == (level != "score")
    assert ("✗ dWh (0 of 5) Not passed." in page) == (level == "names")


def test_many_pages_are_those_that_nbgraders_own_loop_makes(graded, tmp_path):
    broken = "autograded/mangled/vanilla_rnn/vanilla_rnn.ipynb"
    outcomes = []
    for name, config in (("many", PAGES_BY_TWO), ("alone", PAGES_BY_ITS_LOOP)):
        folder = copy_of(graded, tmp_path / name / "course", config)
        (folder / broken).chmod(0o644)
        (folder / broken).write_text("{")
        (folder / "autograded" / "bob" / "vanilla_rnn" / "beside.txt").write_text("kept")
        outcomes.append((*run_nbgrader(folder, "generate_feedback", "vanilla_rnn"), folder))
    (status, said, many), (_, said_alone, alone) = outcomes
    assert [one[0] for one in outcomes] == [1, 1] and status == 1
    for text in (said, said_alone):
        assert "There was an error processing assignment 'vanilla_rnn' for student 'mangled'" in text
        assert "Notebook does not appear to be JSON" in text
    assert files(many / "feedback") == files(alone / "feedback")
    assert {path.parent.parent.name for path in (many / "feedback").rglob("*.html")} == {
        "Ada Nowak", "bob", "eve", "late", "stub",
    }  # fmt: skip
    assert (many / "feedback" / "bob" / "vanilla_rnn" / "beside.txt").read_text() == "kept"
    modes = [
        {path.relative_to(folder): path.stat().st_mode for path in (folder / "feedback").rglob("*")}
        for folder in (many, alone)
    ]
    assert modes[0] == modes[1]

    def told(text, folder):
        lines = [line.replace(str(folder), "") for line in text.splitlines() if "App |" in line]
        return [line.replace("/.vanilla_rnn.html", "/vanilla_rnn.html") for line in lines if "Removing" not in line]

    assert told(said, many) == told(said_alone, alone)
    again = run_nbgrader(many, "generate_feedback", "vanilla_rnn", "--GenerateFeedback.force=False")
    assert again[0] == 1 and again[1].count("Skipping existing assignment") == 5


def test_an_instructors_own_preprocessor_is_run_in_every_process(graded, tmp_path):
    folder = copy_of(graded, tmp_path / "course", PAGES_BY_TWO + OF_THE_INSTRUCTOR)
    ran(folder, "generate_feedback", "vanilla_rnn")
    where = [re.search("made in process (.)", path.read_text("utf-8")) for path in folder.glob("feedback/*/*/*.html")]
    assert {found[1] for found in where if found} == {"0", "1"} and len(where) == 6


def test_a_hook_that_changes_the_notebooks_is_obeyed(graded, tmp_path):
    folder = copy_of(
        graded, tmp_path / "course",
        PAGES_BY_TWO + "from pathlib import Path\ndef hook(assignment, student, notebooks):\n"
        "    path = Path(notebooks[0])\n    path.chmod(0o644)\n"
        "    path.write_text(path.read_text().replace('import numpy as np', 'import numpy as hooked', 1))\n"
        "c.GenerateFeedback.pre_convert_hook = hook\n",
    )  # fmt: skip
    ran(folder, "generate_feedback", "vanilla_rnn")
    made = {path.parent.parent.name: path.read_text("utf-8") for path in folder.glob("feedback/*/*/*.html")}
    assert "hooked" in made["bob"] and "hooked" in made["stub"]


def test_formgraders_api_makes_the_same_pages(graded, pages, tmp_path):
    folder = copy_of(graded, tmp_path / "course")
    shutil.rmtree(folder / "feedback", ignore_errors=True)
    (folder / "nbgrader_config.py").write_text(
        (folder / "nbgrader_config.py").read_text()
        + "import nbgrader.apps.api as api\nfrom nbgrader.apps import NbGraderApp\nimport json\n"
        "def start(self):\n    self.coursedir.course_id = 'unrolled'\n"
        "    print(json.dumps(api.NbGraderAPI(self.coursedir, parent=self).generate_feedback('vanilla_rnn')))\n"
        "from nbgrader.apps.exportapp import ExportApp\nExportApp.start = start\n"
    )
    said = ran(folder, "export")
    assert '"success": true' in said, said
    made = {path.parent.parent.name: path.read_text("utf-8") for path in folder.glob("feedback/*/*/*.html")}
    assert made == pages[0]


def test_a_page_that_cannot_be_written_leaves_nothing_of_itself(tmp_path):
    from graders.nbgrader_plugin.ahead import MadeAhead

    (tmp_path / "vanilla_rnn.html").write_text("the page before")

    def stop(page, resources, notebook_name):
        (tmp_path / f"{notebook_name}.html").write_text(page[:10])
        raise OSError("No space left on device")

    converter = SimpleNamespace(writer=SimpleNamespace(write=stop), _format_dest=lambda *_: str(tmp_path))
    about = {"unique_key": "vanilla_rnn", "output_extension": ".html", "nbgrader": {"assignment": "a", "student": "b"}}
    with pytest.raises(OSError, match="No space"):
        MadeAhead.write_single_notebook(converter, "the page of today", about)
    assert files(tmp_path) == {"vanilla_rnn.html": b"the page before"}


def test_marks_are_those_that_nbgrader_gives(graded):
    from nbformat import read
    from nbgrader.preprocessors import GetGrades

    from graders.nbgrader_plugin.marks import read_marks

    url = f"sqlite:///{graded / 'gradebook.db'}"
    marks = read_marks(url, "vanilla_rnn")
    assert {key[0] for key in marks} == {"Ada Nowak", "bob", "eve", "late", "mangled", "stub"}
    for (student, notebook), one in marks.items():
        about = {"notebook": notebook, "assignment": "vanilla_rnn", "student": student, "db_url": url}
        nb = read(graded / "autograded" / student / "vanilla_rnn" / "vanilla_rnn.ipynb", as_version=4)
        nb, resources = GetGrades()(nb, {"nbgrader": about})
        late = one.late_penalty or 0
        assert resources["nbgrader"]["score"] == one.score - late
        assert (one.max_score, late) == tuple(resources["nbgrader"][name] for name in ("max_score", "late_penalty"))
        for cell in nb.cells:
            own = cell.metadata.get("nbgrader", {})
            if own.get("grade") or own.get("task"):
                assert (own["score"], own["points"]) == tuple(
                    one.grades[own["grade_id"]][n] for n in ("score", "points")
                )
            if own.get("solution") or own.get("task"):
                assert own["comment"] == one.comments[own["grade_id"]]
    assert read_marks(url, "vanilla_rnn", "bob") == {("bob", "vanilla_rnn"): marks["bob", "vanilla_rnn"]}


# ------------------------------------------------------------------------------ text, without a class


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\texttt{<script>alert(1)</script>}", "&lt;script&gt;"),
        (r"\text{a & b < c}", "a"),
        (r"\href{javascript:alert(1)}{x}", "<code>"),
        (r"\begin{cases} 1", "<code>"),
        (r"\notacommand{x}", "notacommand"),
        ("a < b", "&lt;"),
    ],
)
def test_a_formula_is_mathematics_or_text(latex, shown):
    from graders.report.prose import as_prose

    html = as_prose(f"${latex}$")
    assert shown in html.replace("\xa0", " ")
    assert "<script" not in html and 'javascript:alert(1)"' not in html


def test_all_formulas_of_the_lessons_are_shown_as_formulas():
    from graders.report.prose import as_prose

    for path in sorted(Path(__file__).parent.parent.glob("assignments/*/*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                source = "".join(cell["source"])
                html = as_prose(source)
                left = re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)
                assert "$" not in left and "\\" not in left, path
                assert html.count("<img ") == len(re.findall(r"!\[", source)), path


def contrast(one, other):
    """Return the contrast of two colours, as the Web Content Accessibility Guidelines 2.1 define it."""

    def light(colour):
        colour = colour if len(colour) == 7 else "#" + "".join(2 * sign for sign in colour[1:])
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_has_enough_contrast_by_day_and_by_night():
    import graders.report

    style = (Path(graders.report.__file__).parent / "page.html").read_text("utf-8")
    schemes = [dict(re.findall(r"--(\w+): (#\w+)", part)) for part in re.findall(r":root \{(.*?)\}", style, re.DOTALL)]
    assert len(schemes) == 3  # and on paper
    for scheme in schemes:
        for text in ("ink", "faint", "link", "mark"):
            for ground in ("paper", "shade"):
                assert contrast(scheme[text], scheme[ground]) >= 7 - 2.5 * (text in ("faint", "link")), (text, scheme)
    assert contrast("#fff", "#000000") == pytest.approx(21)
