"""What one of nbgrader's commands says: how far it has come, on a terminal; elsewhere its log."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..console import console_of

__all__ = ["bar", "kept_lines"]


@contextlib.contextmanager
def bar(log: Any, total: int) -> Iterator[Callable[[str], None]]:
    """Show a bar with the name of who was done last, and an estimate of the time that is left.

    What is yielded is called with the name of each. As long as the bar stands, no more than warnings are logged on the
    terminal. It has no thread of its own, so that processes may be forked under it.
    """
    console = console_of(to_stderr=True)
    if total < 2 or not console.is_terminal:
        yield lambda name: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        progress.refresh()
        with _above(getattr(log, "logger", log)):

            def tell(name: str) -> None:
                progress.update(task, advance=1, description=name[:20], refresh=True)

            yield tell


@contextlib.contextmanager
def _above(logger: logging.Logger) -> Iterator[None]:
    """Have warnings appear above the bar: written to the standard error that rich has put in its place."""
    handlers = [one for one in logger.handlers if isinstance(one, logging.StreamHandler) and one.stream.isatty()]
    before = [(one, one.level, one.stream) for one in handlers]
    for one in handlers:
        one.setLevel(max(one.level, logging.WARNING))
        one.setStream(sys.stderr)
    try:
        yield
    finally:
        for one, level, stream in before:
            one.setLevel(level)
            one.setStream(stream)


@contextlib.contextmanager
def kept_lines(log: Any) -> Iterator[list[tuple[int, str]]]:
    """Keep what is logged, with its level, for the process that has the terminal; show it nowhere."""
    logger: logging.Logger = getattr(log, "logger", log)
    lines: list[tuple[int, str]] = []
    keeper = logging.Handler()
    keeper.emit = lambda record: lines.append((record.levelno, record.getMessage()))  # type: ignore[method-assign]
    before = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [keeper], False
    try:
        yield lines
    finally:
        logger.handlers, logger.propagate = before
