"""A report as Markdown, for a code host's pages: one student's exercises with what went wrong, or a class in a table.

What a student named, printed or raised can neither end its cell, paragraph or block of code, nor become a link, a
picture, a formula or a mention of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..feedback import told
from ..judge.findings import without_sentences
from ..judge.grading import ExerciseResult
from ..results import Report, SubmissionResult
from .terminal import losses
from .text import costs, diagnoses, earned, escape

__all__ = ["summary"]

MOST = 900_000  # bytes; GitHub shows a summary of at most one mebibyte

SPECIAL = re.compile(r"[\\`*_{}\[\]|$~^]")
HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What a host makes links of after Markdown is done, `@user`, `#1`, `!1`, `:smile:`, `https://…`, is taken apart by a
# space without width, as is usual.
REFERENCE = re.compile(r"([@#!%:]|\bwww)(?=\S)")


def summary(report: Report, explain: bool = False) -> str:
    """Return the report as Markdown; `explain` shows every submission of a class in full."""
    text, size = "", 0
    for part in _parts(report, explain):
        size += len(part.encode())
        if size > MOST:
            return text + "\n**There is more than fits on this page; the JSON report holds all.**\n"
        text += part
    return text


def _parts(report: Report, explain: bool) -> Iterator[str]:
    """Yield the report in pieces, after each of which it may end."""
    yield "## Unrolled\n\n"
    for warning in report.warnings:
        yield _paragraph(f"**Warning:** {prose(warning)}")
    if report.left:
        yield _paragraph(f"**The run was stopped before {report.left} submissions were graded.**")
    if len({one.student for one in report.submissions}) != 1 or len(report.submissions) > 1:
        yield from _table(("student", "assignment", "score", "status", "points lost in"), _rows(report.submissions))
    if explain or len({one.student for one in report.submissions}) == 1:
        for one in report.submissions:
            yield from _submission(one)
    cases = "the public practice cases" if report.cases == "public" else f"`{report.cases[:19]}…`"
    yield _paragraph(f"Isolation: {report.isolation.level}. Cases: {cases}. {told(report.feedback)}".rstrip())


def prose(text: str) -> str:
    """Return text as Markdown that shows it as it is, in one line; for the middle of a line, not for its beginning."""
    text = REFERENCE.sub("\\1\0", escape(" ".join(text.split("\n"))))
    text = "".join(HTML.get(char, char) for char in text)
    return SPECIAL.sub(r"\\\g<0>", text).replace("\0", "&#8203;")


def code(text: str, language: str = "") -> str:
    """Return text as a block of code whose fence is longer than any in the text."""
    shown = escape(text, lines=True)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}{language}\n{shown.rstrip()}\n{fence}"


def _paragraph(text: str) -> str:
    return f"{text}\n\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(row)} |\n"
    yield "\n"


def _rows(submissions: Iterable[SubmissionResult]) -> Iterator[tuple[str, ...]]:
    for one in submissions:
        yield prose(one.student), one.assignment or "?", earned(one), one.status, prose(losses(one).plain)


def _submission(one: SubmissionResult) -> Iterator[str]:
    yield _paragraph(f"### Student {prose(one.student)}, {one.assignment or 'unknown assignment'}: {earned(one)}")
    for line in one.message.splitlines():
        yield _paragraph(f"**Note:** {prose(line)}")
    marks = {True: "✓", False: "✗"}
    rows = [(f"`{e.name}`", earned(e), f"{marks[e.status == 'passed']} {e.status}") for e in one.exercises]
    if rows:
        yield from _table(("exercise", "points", "status"), rows)
    for exercise in one.exercises:
        if exercise.status != "passed" and (exercise.checks or exercise.message):
            yield from map(_paragraph, _exercise(exercise))
    noticed = [
        f"- `{exercise.name}`: **{found.name}** ({costs(found)}){'' if found.cost else f' {prose(found.message)}'}"
        for exercise in one.exercises
        for found in exercise.findings
    ]
    if noticed:
        yield _paragraph("**Noticed, apart from right and wrong:**")
        yield _paragraph("\n".join(noticed))


def _exercise(exercise: ExerciseResult) -> Iterator[str]:
    """Yield what went wrong in an exercise: the checks, each misunderstanding once, one call that shows the fault."""
    yield f"#### `{exercise.name}`"
    failed = [check for check in exercise.checks if not check.passed]
    message = without_sentences(exercise.message, exercise.findings)
    if message and (exercise.status == "missing" or all(message != one.message for one in failed)):
        yield f"**In short:** {prose(message)}"
    if exercise.status == "missing":
        return
    yield "\n".join(f"- ✗ `{check.name}` ({earned(check)}): {prose(check.message)}" for check in failed)
    for diagnosis in diagnoses(failed):
        yield f"**It looks like:** {prose(diagnosis.misconception)}. {prose(diagnosis.explanation)}"
        yield f"**Look at:** {prose(diagnosis.hint)}"
    first = next((check.counterexample for check in failed if check.counterexample), None)
    if first:
        yield "A call that shows it, to paste below your code:"
        yield code(first, "python")
