"""A report on the terminal. Everything that a student named, printed or raised is escaped before it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from ..judge.findings import without_sentences
from ..judge.grading import ExerciseResult
from ..results import Report, SubmissionResult
from .text import costs, diagnoses, earned, escape

__all__ = ["detail", "detail_of_exercise", "losses", "noticed", "say", "table"]

STYLES = {
    "passed": "green", "partial": "yellow", "failed": "red", "missing": "dim", "error": "red", "timeout": "magenta",
    "killed": "magenta", "graded": "", "unreadable": "red", "refused": "red",
}  # fmt: skip


def table(report: Report) -> RenderableType:
    """Return the class as a table: a row a submission, with what cost points in a few words."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("student", overflow="fold", ratio=3)
    shown.add_column("assignment", overflow="fold", ratio=2)
    shown.add_column("score", justify="right", no_wrap=True)
    shown.add_column("status", no_wrap=True)
    shown.add_column("points lost in", overflow="fold", ratio=6)
    for one in report.submissions:
        shown.add_row(
            Text(escape(one.student)),
            Text(one.assignment or "?"),
            Text(earned(one), "bold" if one.score == one.max_score else ""),
            Text(one.status, STYLES[one.status]),
            losses(one),
        )
    return shown


def losses(one: SubmissionResult) -> Text:
    if one.status != "graded":
        return Text(_short(one.message, 300))
    lost = [exercise for exercise in one.exercises if exercise.status != "passed"]
    if lost and all(exercise.status == "missing" for exercise in lost) and len(lost) == len(one.exercises):
        return Text(f"no function can be called. {_short(one.message, 200)}".rstrip())
    text = Text()
    for exercise in lost:
        text.append(", " if text else "")
        text.append(f"{exercise.name} ")
        text.append(exercise.status, STYLES[exercise.status])
    return text


def _short(message: str, most: int) -> str:
    """Return the first line of a message, or as much of it as there is room for."""
    line = escape(message.split("\n", 1)[0])
    return line if len(line) <= most else f"{line[: most - 1]}…"


def detail(one: SubmissionResult) -> RenderableType:
    """Return one submission in full: each exercise, each check, the counterexample and the diagnosis."""
    parts: list[RenderableType] = [
        Text.assemble(
            (escape(one.student), "bold"), f"  {one.assignment or '?'}  ", (earned(one), "bold"),
            f"  {one.status}",
        )
    ]  # fmt: skip
    if one.message:
        parts.append(Padding(_prose(escape(one.message, lines=True)), (0, 0, 0, 2), expand=False))
    for exercise in one.exercises:
        parts += detail_of_exercise(exercise)
    return Group(*parts)


def detail_of_exercise(exercise: ExerciseResult) -> list[RenderableType]:
    """Return one exercise in full."""
    parts = [_exercise(exercise), *(Padding(part, (0, 0, 0, 4), expand=False) for part in _checks(exercise))]
    call = next((check.counterexample for check in exercise.checks if check.counterexample), None)
    if call:  # from the first column on and never cut, so that it can be copied
        title = Text("A call that shows it, to paste below your code:", "yellow")
        code = Syntax("", "python", theme="ansi_dark", background_color="default").highlight(call)
        parts += [Padding(title, (0, 0, 0, 4), expand=False), code]
    return parts


def _exercise(exercise: ExerciseResult) -> RenderableType:
    text = Text.assemble(
        "  ", (exercise.name, "bold"), f"  {earned(exercise)}  ",
        (exercise.status, STYLES[exercise.status]),
    )  # fmt: skip
    said = {check.message for check in exercise.checks if exercise.status != "missing"}
    message = without_sentences(exercise.message, exercise.findings)
    if message and message not in said:
        text.append("\n    " + escape(message))
    return text


def _checks(exercise: ExerciseResult) -> Iterable[RenderableType]:
    """Yield a line for each check, and what is known of each mistake once."""
    if exercise.status == "missing":
        return
    before = ""
    for check in exercise.checks:
        mark = Text("✓ " if check.passed else "✗ ", "green" if check.passed else "red")
        message = "the same" if check.message == before != "" else escape(check.message)
        before = check.message
        yield _prose(mark, f"{check.name} ", (f"{earned(check)}  ", "dim"), message)
    for diagnosis in diagnoses(exercise.checks):
        yield _prose(
            ("It looks like: ", "yellow"), f"{diagnosis.misconception}. {diagnosis.explanation}\n",
            ("Look at: ", "yellow"), diagnosis.hint,
        )  # fmt: skip
    yield from noticed(exercise)


def noticed(exercise: ExerciseResult) -> Iterable[RenderableType]:
    """Yield a line for each finding; what one that cost points says stands at its check."""
    for one in exercise.findings:
        told = "" if one.cost else f"  {escape(one.message)}"
        yield _prose(("Noticed: ", "yellow"), one.name, (f"  {costs(one)}", "dim"), told)


def _prose(*parts: Any) -> Text:
    """Return text that is wrapped, also among lines that are not: what is indented would be cut off at the edge."""
    return Text.assemble(*parts, no_wrap=False, overflow="fold")


def say(console: Console, text: str, style: str = "") -> None:
    """Print one line of ours that may hold a student's words."""
    console.print(Text(escape(text), style))
