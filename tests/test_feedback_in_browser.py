"""Feedback pages in a real browser: by day and by night, on a desk and on a phone, whatever was handed in.

`UNROLLED_SCREENSHOTS=FOLDER` keeps pictures of every page, one of them in grey.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Grade, reference_source, submission
from lab import chromium

from graders.feedback import FEEDBACK, reduced
from graders.judge.grading import ExerciseResult
from graders.misconceptions import misconceptions

ROOT = Path(__file__).parent.parent
PHONE, DESK = 360, 1000
MISTAKES = ("dWh_from_the_state_after", "nothing_is_carried_back")
LONG = "x" * 3000
HOSTILE = (
    "<script>document.title = 'taken'</script>"
    "<img src='https://example.org/a.png' onerror=\"document.title = 'taken'\">"
    "<style>@import 'https://example.org/a.css'; main { display: none }</style>"
    "<meta http-equiv='refresh' content='0;url=https://example.org'><base href='https://example.org/'>"
    "<table style='position: fixed; top: 0; width: 5000px'><tr><td background='https://example.org/b.png'>cell</td>"
    + "<td>wide</td>" * 80
    + "</tr></table>"
)
PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='1500' height='100'><script>document.title = 'taken'</script>"
    "<image href='https://example.org/c.png' width='9' height='9'/><rect width='1500' height='100' fill='teal'/></svg>"
)
OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": f"{LONG}\n{HOSTILE}\n" + "a line\n" * 200},
    {"output_type": "display_data", "metadata": {}, "data": {"text/html": HOSTILE}},
    {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": PICTURE}},
    {"output_type": "error", "ename": "ValueError", "evalue": HOSTILE, "traceback": [f"ValueError: {HOSTILE}"]},
]
# What is wrong with a page as it is laid out, in words.
LOOK = """
() => {
  const found = [];
  document.querySelectorAll('details').forEach(part => { part.open = true; });
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${wide} pixels wide`);
  document.querySelectorAll('body *').forEach(part => {
    const box = part.closest('.wide, .code, .out, math');
    if (!box && !part.matches('.skip') && part.getBoundingClientRect().right > innerWidth + 1)
      found.push(`too wide: ${part.tagName} ${part.textContent.substr(0, 60)}`);
  });
  document.querySelectorAll('img').forEach(part => {
    if (!part.complete || !part.naturalWidth || !part.alt) found.push(`picture: ${part.alt}`);
  });
  document.querySelectorAll('math').forEach(part => {
    if (part.getBoundingClientRect().height < 4) found.push(`formula: ${part.textContent}`);
  });
  let before = 0;
  document.querySelectorAll('h1, h2, h3, h4, h5, h6').forEach(part => {
    const level = Number(part.tagName[1]);
    if (level > before + 1) found.push(`heading: ${part.tagName} ${part.textContent}`);
    before = level;
  });
  for (const one of ['html[lang]', 'header h1', 'main', 'meta[name=viewport]'])
    if (document.querySelectorAll(one).length !== 1) found.push(`not once: ${one}`);
  if (document.querySelector('script, base, iframe, link')) found.push('what a page has no use for');
  if (document.title === 'taken') found.push('a script ran');
  return found;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def pages(grade: Grade, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of all kinds, as files."""
    if os.environ.get("UNROLLED_CI") != "1":
        pytest.importorskip("nbgrader")
    from graders.report.html import note_page
    from graders.report.page import feedback_page

    folder = tmp_path_factory.mktemp("pages")
    functions = {one.function: one.submission_source() for one in misconceptions("vanilla_rnn") if one.name in MISTAKES}
    wrong = grade(submission("vanilla_rnn", **functions))
    quiz = grade(reference_source("concepts").replace('return "', 'return "x', 9), "concepts")
    questions = [
        ExerciseResult(check.name, check.score, check.max_score, "partial", check.message, [check])
        for check in quiz.exercises[0].checks
    ]
    made = {level: _page("vanilla_rnn", wrong.exercises, level) for level in FEEDBACK}
    made["quiz"] = _page("concepts", questions, "full")
    hostile = _page("vanilla_rnn", wrong.exercises, "full")
    hostile[0]["cells"] += [
        {"cell_type": "markdown", "metadata": {}, "source": f"```text\n{LONG}{HOSTILE}\n```"},
        {"cell_type": "markdown", "metadata": {}, "source": f"{HOSTILE} ![a](https://example.org/d.png) {LONG}"},
        {"cell_type": "code", "metadata": {}, "source": f"print('{LONG}')", "outputs": OUTPUTS},
    ]
    for cell in hostile[0]["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            marks["comment"] = f"Please *shorten* it: $O(T^2)$. {HOSTILE} {LONG}"
        if marks.get("grade"):
            marks["given"] = {
                "auto": 20.0,
                "manual": 12.5,
                "extra": 2.0,
                "waits": marks["grade_id"].endswith("forward"),
            }
    hostile[1]["late_penalty"] = 12.25
    made["hostile"] = hostile
    damaged = _page("vanilla_rnn", [], "full")
    for cell in damaged[0]["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            html = note_page("The notebook was damaged on its way. Please hand it in again.")
            data = {"text/html": html, "text/plain": "0.0"}
            cell["outputs"] = [{"output_type": "execute_result", "metadata": {}, "data": data}]
    made["damaged"] = damaged
    for name, (notebook, about, shown) in made.items():
        (folder / f"{name}.html").write_text(feedback_page(notebook, about, shown, {}), "utf-8")
    return {name: folder / f"{name}.html" for name in made}


def _page(
    name: str, results: list[ExerciseResult], level: str
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Return a graded notebook, what nbgrader knows of it, and our own parts."""
    from graders.report.html import exercise_page

    notebook = copy.deepcopy(json.loads((ROOT / "assignments" / name / f"{name}.ipynb").read_text("utf-8")))
    by_name = {f"test_{one.name}": one for one in results}
    shown = {}
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        marks = cell["metadata"].get("nbgrader", {})
        one = by_name.get(marks.get("grade_id"))
        if marks.get("grade"):
            marks["score"] = one.score if one else 0.0
            cell["outputs"] = [{"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "0"}}]
        if one is not None:
            shown[marks["grade_id"]] = exercise_page(reduced(one, level), one.score, one.max_score)
    total = sum(one.score for one in results)
    return notebook, {"notebook": name, "score": total, "max_score": 100.0, "late_penalty": 0}, shown


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Callable[..., Any]]:
    """A function that opens a page; at the end, nothing had been asked of the network."""
    asked: list[str] = []
    contexts = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    def one(name: str, width: int, scheme: str = "light") -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.route(re.compile("^https?:"), refuse)
        page.on("console", lambda message: page.complaints.append(message.text))
        page.complaints = []
        page.goto(pages[name].as_uri())
        return page

    yield one
    for context in contexts:
        context.close()
    assert asked == []


def keep(page: Any, name: str) -> None:
    """Keep a picture of a page, where an environment variable names a folder for it."""
    if "UNROLLED_SCREENSHOTS" in os.environ:
        path = Path(os.environ["UNROLLED_SCREENSHOTS"], f"feedback_{name}.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("name", [*FEEDBACK, "quiz", "hostile", "damaged"])
def test_a_page_fits_a_desk_and_a_phone_and_asks_for_nothing(
    name: str, opened: Callable[..., Any], pages: dict[str, Path]
) -> None:
    for width in (DESK, PHONE):
        page = opened(name, width)
        keep(page, f"{name}_{width}")
        assert page.evaluate(LOOK) == [], width
        assert page.complaints == []
    if name == "hostile":
        keep(page, "hostile_open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_read_without_colour(scheme: str, opened: Callable[..., Any]) -> None:
    page = opened("full", DESK, scheme)
    ink, paper = page.evaluate("() => ['color', 'backgroundColor'].map(one => getComputedStyle(document.body)[one])")
    assert ink != paper
    page.evaluate("() => { document.documentElement.style.filter = 'grayscale(1)'; }")
    keep(page, f"grey_{scheme}")
    rows = page.locator(".points tbody tr").all_inner_texts()
    assert [row.split("\t")[-1].split(maxsplit=1) for row in rows] == [
        ["✓", "all points"], ["◐", "some points"], ["✓", "all points"], ["◐", "some points"],
    ]  # fmt: skip
    marks = page.locator(".checks [role=img]").all()
    assert {(mark.inner_text(), mark.get_attribute("aria-label")) for mark in marks} == {
        ("✓", "passed"), ("✗", "not passed"),
    }  # fmt: skip


def test_a_row_leads_to_what_was_found_and_on_to_the_code(opened: Callable[..., Any]) -> None:
    page = opened("full", PHONE)
    page.get_by_role("link", name="rnn_backward", exact=True).first.click()
    title = page.get_by_role("heading", name="rnn_backward")
    assert title.evaluate("part => part.getBoundingClientRect().top >= 0 && part.getBoundingClientRect().top < 200")
    page.get_by_role("article", name="rnn_backward").get_by_role("link", name="Your code").click()
    assert page.locator(":target .code").count() == 1
    assert page.evaluate("() => document.querySelector(':target').getBoundingClientRect().top < 200")


def test_the_policy_stops_what_would_get_past_everything_else(opened: Callable[..., Any]) -> None:
    page = opened("full", DESK)
    page.evaluate("""
        () => {
          const main = document.querySelector('main');
          const script = document.createElement('script');
          script.textContent = "document.title = 'taken'";
          main.append(script);
          main.insertAdjacentHTML('beforeend', `<img src="https://example.org/e.png" onerror="document.title = 'taken'">
            <p id="styled" style="position: fixed">text</p><iframe src="https://example.org/"></iframe>`);
        }
    """)
    page.wait_for_timeout(500)
    assert len(page.complaints) >= 4 and all("Content Security Policy" in line for line in page.complaints)
    assert page.title() == "Feedback: vanilla_rnn"
    assert page.evaluate("() => getComputedStyle(document.getElementById('styled')).position") == "static"


def test_what_is_wrong_with_a_page_is_seen(opened: Callable[..., Any]) -> None:
    page = opened("full", PHONE)
    page.evaluate("""
        () => document.querySelector('main').insertAdjacentHTML('beforeend',
          '<h6>deep</h6><img src="data:image/png;base64,AA=="><table><tr><td>' + 'x '.repeat(9) + '</td>'
          + '<td>wide_word_wide_word</td>'.repeat(30) + '</tr></table>')
    """)
    found = " ".join(page.evaluate(LOOK))
    assert "pixels wide" in found and "too wide: TABLE" in found and "picture:" in found and "heading: H6" in found
