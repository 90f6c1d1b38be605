"""Grading in front of somebody: the terminal, the progress bar, Ctrl-C, the closing sentence."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from .judge.cases import in_kit

if TYPE_CHECKING:
    from rich.console import Console

    from .course import Course
    from .results import Report, SubmissionResult

__all__ = ["Problem", "Stopped", "closing", "console_of", "graded", "progress_of", "recorded"]


class Problem(Exception):
    """Something the person who runs the program can mend: one line, exit status 2."""

    status = 2


def console_of(to_stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=to_stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 120
    return console


def closing(report: Report) -> str:
    from .feedback import told

    isolation = f"Isolation: {report.isolation}."
    if report.isolation.level == "none":
        isolation = "Isolation: none. Student code ran with your rights; grade only work that you trust this way."
    if in_kit():
        isolation = (
            f"Your own code needs no sandbox on your own machine (here it ran in one: {report.isolation.level})."
        )
        if report.isolation.level == "none":
            isolation = "Your own code needs no sandbox on your own machine, and ran in none."
    cases = "Cases: the public practice cases." if report.cases == "public" else f"Cases: {report.cases[:19]}…"
    return f"{isolation} {cases} {told(report.feedback)}".rstrip()


def graded(
    paths: Sequence[str],
    course: Course,
    console: Console,
    *,
    assignment: str | None = None,
    jobs: int | None = None,
    keep: bool = False,
    fresh: bool = False,
    called: Callable[[str], str] = str,
) -> Report:
    """Grade with a progress bar, as `grade_paths` does; Ctrl-C ends every process and says how far it came.

    `called` says what a student is called in the bar.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from .collect import NoSuchPath
    from .grade import Interrupted, grade_paths
    from .judge.cases import BadCaseFile
    from .report.text import escape

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=console, transient=True)
    task = progress.add_task("grading")

    def begin(total: int) -> None:
        progress.update(task, total=total)
        if total > 1 and console.is_terminal:
            progress.start()

    def done(result: SubmissionResult) -> None:
        progress.update(task, advance=1, description=escape(called(result.student))[:20])

    try:
        with _interruptible():
            return grade_paths(
                paths, assignment=assignment, config=course, jobs=jobs, keep=keep, fresh=fresh, begin=begin, done=done
            )
    except (NoSuchPath, BadCaseFile) as error:
        raise Problem(str(error)) from None
    except Interrupted as stopped:
        raise Stopped(stopped.report, keep and not fresh) from None
    finally:
        if progress.live.is_started:
            progress.stop()


def recorded(record: Callable[[Callable[[int, int, str], None]], dict[str, bytes]]) -> dict[str, bytes]:
    """Record a student's kit with a progress bar; where there is no terminal, with a line at each tenth."""
    with progress_of("recording") as tell:
        return record(lambda done, total, left: tell(f"recording submissions, not finished: {left}", done, total))


@contextlib.contextmanager
def progress_of(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far something has come: a bar, or where there is no terminal, a line at each tenth.

    What is yielded is called with what is being done, how much of it is done, and of how much.
    """
    from rich.progress import Progress

    console = console_of(to_stderr=True)
    with _interruptible(), Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title)
        said = ("", -1)

        def tell(what: str, done: int, total: int) -> None:
            nonlocal said
            progress.update(task, completed=done, total=total, description=what)
            if not console.is_terminal and (what.split(",")[0], 10 * done // total) != said:
                said = what.split(",")[0], 10 * done // total
                console.print(f"{what}: {done} of {total}", soft_wrap=True)

        yield tell


class Stopped(Problem):
    """Grading was stopped; `report` holds what had been graded, and is in a file if it was `written`.

    If it is `kept`, too, a second run goes on from there.
    """

    status = 130

    def __init__(self, report: Report, kept: bool = False, written: bool = False) -> None:
        done = len(report.submissions)
        rest = "the report holds only these" if written else "no report was written"
        rest += "; the same command goes on from there" if kept else ", run it again" if not written else ""
        super().__init__(f"stopped after {done} of {done + report.left} submissions; {rest}.")
        self.report = report
        self.kept = kept


@contextlib.contextmanager
def _interruptible():  # type: ignore[no-untyped-def]
    """Let SIGTERM and SIGHUP end the run as Ctrl-C does, so that no process stays behind."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
