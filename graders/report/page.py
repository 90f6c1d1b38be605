"""A page of feedback: the points, what was found in each exercise, and below it the notebook as it was handed in.

The page is one file that loads nothing, and has no script; its policy forbids both. What is shown of the exercises are
the parts that `html.py` made; anything else that it is given counts as written by anybody.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup
from nbconvert.filters import strip_ansi

from .prose import as_code, as_prose, cleaned
from .text import escape, points

__all__ = ["feedback_page"]

FENCED = re.compile(r"(`{3,})text\n(.*)\n\1", re.DOTALL)  # how a student's Markdown is kept
STYLES = re.compile(r' style="[^"]*"')  # of our own parts, in which every other quotation mark is escaped
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
MOST_OF_AN_OUTPUT = 20_000  # characters
TITLE = re.compile(r"^#{1,3} +(.+)$", re.MULTILINE)
FULL, SOME, NONE, WAITS = ("✓", "all points"), ("◐", "some points"), ("✗", "no points"), ("…", "to be graded")


def feedback_page(
    notebook: Mapping[str, Any], about: Mapping[str, Any], shown: Mapping[str, str], lessons: Mapping[str, str]
) -> str:
    """Return a page as HTML.

    `about` is what nbgrader knows: the notebook's name, score, max_score and late_penalty. `shown` holds our own parts
    by grade cell, `lessons` the prose that the course handed out, by what is left of it in what was handed in.
    """
    cells = [_cell(place, cell, shown, lessons) for place, cell in enumerate(notebook["cells"], 1)]
    rows = [cell for cell in cells if cell["points"] is not None]
    notes = []
    if about["late_penalty"]:
        notes.append(
            f"Handed in late: {points(about['late_penalty'])} points are taken off; the total is what is left."
        )
    if any(cell["state"] == WAITS[1] for cell in rows):
        notes.append("Not all is graded yet: a grader may still change the points of what is to be graded.")
    template, policy = _template()
    return str(template.render(
        name=about["notebook"], score=about["score"], most=about["max_score"], late=about["late_penalty"],
        cells=cells, rows=rows, notes=notes, policy=policy,
    ))  # fmt: skip


@functools.cache
def _template() -> tuple[Template, str]:
    """Return the template, and the policy that allows its own style and pictures within the page, and nothing else."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(points=lambda number: points(float(number)), prose=as_prose, parted=_parted)
    source = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    style = source.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return environment.from_string(source), policy


def _visible(text: str) -> str:
    return escape(text.replace("\t", "    "), lines=True)


def _parted(name: str) -> Markup:
    """Return a name that may be broken behind its underscores, where there is no room for it."""
    return Markup("_<wbr>").join(escape(name).split("_"))


def _cell(place: int, cell: Mapping[str, Any], shown: Mapping[str, str], lessons: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template needs to know of a cell."""
    marks = cell["metadata"].get("nbgrader", {})
    source = cell["source"]
    name = str(marks.get("grade_id", ""))
    graded = bool(marks.get("grade") or marks.get("task"))
    made: dict[str, Any] = {
        "place": place, "name": name.removeprefix("test_"), "comment": marks.get("comment") or "", "points": None,
        "kind": "code", "said": None, "outputs": (), "answered": bool(marks.get("solution")),
    }  # fmt: skip
    if graded:
        made.update(_points(marks))
    outputs = list(cell.get("outputs", ()))
    if marks.get("grade") and not marks.get("solution") and cell["cell_type"] == "code":
        made["kind"] = "checks"
        ours = next((one for one in outputs if one["output_type"] == "execute_result"), None)
        if ours is not None:
            outputs.remove(ours)
            html = "".join(ours["data"].get("text/html", ""))
            made["said"] = Markup(STYLES.sub("", shown[name])) if name in shown else cleaned(html)
    if cell["cell_type"] == "code":
        made["html"] = as_code(_visible(source))
        made["outputs"] = [one for output in outputs for one in _output(output)]
        return made
    fenced = FENCED.fullmatch(source)
    text = fenced[2] if fenced else source
    if text in lessons or not fenced:
        made["html"] = as_prose(lessons.get(text) or _visible(text))
        made["kind"] = "task" if marks.get("task") else "answer" if marks.get("solution") else "lesson"
        title = TITLE.search(text)
        made["title"] = title[1].replace("*", "").replace("`", "") if title else "Text of the lesson"
    else:
        made["html"], made["kind"] = _visible(text), "text"
    return made


def _points(marks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the points of a cell, a sign and words for them, and what a grader had to do with them."""
    score, most = float(marks.get("score") or 0), float(marks.get("points") or 0)
    given = marks.get("given", {})
    notes = []
    if given.get("manual") is not None and given["manual"] != given.get("auto"):
        before = f" The automatic score was {points(given['auto'])}." if given.get("auto") is not None else ""
        notes.append(f"Given by hand: {points(given['manual'])}.{before}")
    if given.get("extra"):
        notes.append(f"Extra credit: {points(given['extra'])}.")
    waits = bool(given.get("waits"))
    state = WAITS if waits else FULL if score >= most else SOME if score > 0 else NONE
    return {"score": score, "points": most, "sign": state[0], "state": state[1], "notes": notes}


def _output(output: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield what is to be seen of one output of a student's own run."""
    kind = output["output_type"]
    if kind == "stream":
        yield _text("errors and warnings" if output.get("name") == "stderr" else "", "".join(output["text"]))
    elif kind == "error":
        trace = "\n".join(output.get("traceback", ())) or f"{output.get('ename')}: {output.get('evalue')}"
        yield _text("error", trace)
    elif kind in ("execute_result", "display_data"):
        data = {name: "".join(value) for name, value in output["data"].items() if isinstance(value, str | list)}
        picture = next((name for name in PICTURES if name in data), None)
        if picture is not None:
            content = data[picture]
            if picture == "image/svg+xml":
                content = base64.b64encode(content.encode()).decode()
            yield {"picture": f"data:{picture};base64,{''.join(content.split())}"}
        elif len(data.get("text/html", "")) in range(1, MOST_OF_AN_OUTPUT):
            yield {"rich": cleaned(data["text/html"])}
        elif "text/plain" in data:
            yield _text("", data["text/plain"])


def _text(title: str, text: str) -> dict[str, Any]:
    shown = strip_ansi(text)
    if len(shown) > MOST_OF_AN_OUTPUT:
        rest = len(shown) - MOST_OF_AN_OUTPUT
        shown = f"{shown[:MOST_OF_AN_OUTPUT]}\n(Too long to be shown: {rest} more characters.)"
    return {"title": title, "text": _visible(shown)}
