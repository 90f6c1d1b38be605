"""Points and pages of an instructor's own grade cells: plain asserts, which ran in the sandbox beside students' code.

All that counts of such a run is how the cell ended, in which line, and its last number: text that comes from it may
hold what hidden tests say. So each sentence is ours, with the instructor's own words where they are in lines that
students see.
"""

from __future__ import annotations

import ast

from ..feedback import SHOWN
from ..notebooks import Ran
from ..release.notebook import hidden_lines
from ..report.html import note_page

__all__ = ["judged", "visible_message"]

MOST = 1000  # characters of a line, or of an instructor's message


def judged(name: str, source: str, ran: Ran, points: float) -> tuple[float, dict[str, str]]:
    """Return the points of a grade cell and, by level of feedback, its page.

    `source` is the cell's text with its hidden tests, and `ran` what came of running that. A cell that ends has all of
    its points, or as many as the number says in which it ends; whatever else happens costs its own points and no more.
    """
    score = 0.0
    if ran.status == "ok":
        score = points if ran.value is None else min(max(ran.value, 0.0), points)
    head = f"{name}: {round(score, 2):g} of {round(points, 2):g} points."
    said = _said(source, ran, score, points)
    pages = {level: note_page(f"{head} {said.get(level, said['full'])}".strip()) for level in SHOWN}
    return score, pages


def _said(source: str, ran: Ran, score: float, points: float) -> dict[str, str]:
    """Return what is said besides the points, by level."""
    if ran.status == "skipped":
        sentence = f"The cell was not run. {ran.sentence}".strip()
        return {"full": sentence, "score": ""}
    if ran.status == "ok":
        sentence = "" if ran.value is None else "So says the number in which the cell ends."
        return {
            "full": sentence or "The cell ran to its end.",
            "names": "Passed." if score >= points else "Not all passed.",
            "score": "",
        }
    if ran.status in ("killed", "timeout"):
        sentence = f"The cell did not come to its end. {ran.sentence}".strip()
        return {"full": sentence, "names": "Not passed.", "score": ""}
    if ran.line in hidden_lines(source):
        return {"full": "A hidden test of this cell did not pass.", "names": "Not passed.", "score": ""}
    lines = source.split("\n")  # as `hidden_lines` counts them
    if not 0 < ran.line <= len(lines):
        return {"full": "The cell ended in an error.", "names": "Not passed.", "score": ""}
    message = visible_message(source, ran.line)
    where = f"Line {ran.line} of the cell did not pass"
    hint = f"{where}: {message}" if message else f"{where}."
    line = lines[ran.line - 1].strip()[:MOST]
    full = f"{where}, {line}" + (f": {message}" if message else "")
    return {"full": full, "hints": hint, "names": "Not passed.", "score": ""}


def visible_message(source: str, line: int) -> str:
    """Return the message of the `assert` on a line, if it is a plain text in the cell's own source."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic, say
        return ""
    found = [
        one for one in ast.walk(tree) if isinstance(one, ast.Assert) and one.lineno <= line <= (one.end_lineno or 0)
    ]
    hidden = hidden_lines(source)
    for one in found:
        is_text = isinstance(one.msg, ast.Constant) and isinstance(one.msg.value, str)
        if is_text and hidden.isdisjoint(range(one.lineno, (one.end_lineno or one.lineno) + 1)):
            return str(one.msg.value)[:MOST]  # type: ignore[union-attr]
    return ""
