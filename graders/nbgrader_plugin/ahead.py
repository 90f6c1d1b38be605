"""A class's feedback pages, made on all cores ahead of nbgrader's own loop.

nbgrader's loop stays: it decides whose page is made, runs hooks, sets permissions, and says what went wrong. Where it
would make a page, the page has been made, in a process forked before; all that is left is to write it. A page that
could not be made there is made here, so that what is said of it is what nbgrader says.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import logging
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from traitlets.config import Application

from ..sandbox.host import can_fork, end_with_parent
from .bar import bar

__all__ = ["MadeAhead", "cores"]

AHEAD = 8  # pages for each process that may wait to be written

Made = tuple[str, Any, list[tuple[int, str]]]  # a page, its resources, and the lines of the log


class MadeAhead(GenerateFeedback):  # type: ignore[misc]
    """nbgrader's GenerateFeedback, on all cores."""

    known: Any  # what all pages share, read once; see `Known`
    _pool: _Pool | None = None

    def convert_notebooks(self) -> None:
        """Make the pages of all that were found. Raises `NbGraderException`."""
        wanted = [] if self.pre_convert_hook else self._wanted()  # a hook may change what a page is made of
        on_terminal = isinstance(self.parent, Application)
        with bar(self.log, len(wanted) if on_terminal else 0) as self._done, _pool(self, wanted) as self._pool:
            super().convert_notebooks()

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Write the page that was made of a notebook, or make it."""
        made = self._pool.page(notebook_filename) if self._pool else None
        if made is None:
            super().convert_single_notebook(notebook_filename)
        else:
            self.log.info("Converting notebook %s", notebook_filename)
            page, resources, lines = made
            for level, line in lines:
                self.log.log(level, "%s", line)
            self.write_single_notebook(page, resources)
        self._done(self.init_single_notebook_resources(notebook_filename)["nbgrader"]["student"])

    def write_single_notebook(self, output: str, resources: Any) -> None:
        """Write a page whole, or not at all."""
        about = resources["nbgrader"]
        folder = self._format_dest(about["assignment"], about["student"])
        self.writer.build_directory = folder
        name = f"{resources['unique_key']}{resources['output_extension']}"
        part = Path(folder, f".{name}")
        try:
            self.writer.write(output, resources, notebook_name=part.stem)
            os.replace(part, Path(folder, name))
        finally:
            part.unlink(missing_ok=True)

    def _wanted(self) -> list[str]:
        """Return the notebooks of which nbgrader is about to make pages. A wrong guess costs time only."""
        left_out = (self.coursedir.student_id_exclude or "").split(",")
        wanted = []
        for folder, notebooks in sorted(self.assignments.items()):
            about = self.init_single_notebook_resources(notebooks[0])["nbgrader"]
            made = self._format_dest(about["assignment"], about["student"])
            times = [self.coursedir.get_existing_timestamp(path) for path in (made, folder)]
            newer = None not in times and times[0] < times[1]
            if about["student"] not in left_out and (self.force or newer or not os.path.exists(made)):
                wanted += sorted(notebooks)
        return wanted


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return min(allowed, os.cpu_count() or 1)


@contextlib.contextmanager
def _pool(converter: MadeAhead, wanted: list[str]) -> Iterator[_Pool | None]:
    jobs = min(cores(), len(wanted) - 1)
    if jobs <= 1 or not can_fork():
        yield None
        return
    pool = _Pool(converter, wanted, jobs)
    try:
        yield pool
    finally:
        pool.close()


class _Pool:
    """Processes that make pages, in order, no more ahead than can be held in memory."""

    def __init__(self, converter: MadeAhead, wanted: list[str], jobs: int) -> None:
        # The first page is made here, and with it what all pages have in common: the processes find it made.
        self.made: dict[str, Made | None] = {wanted[0]: _made(converter, wanted[0])}
        context = multiprocessing.get_context("fork")
        self.executor = concurrent.futures.ProcessPoolExecutor(jobs, context, _start, (converter,))
        self.left = collections.deque(wanted[1:])
        self.futures: dict[str, concurrent.futures.Future[Made | None]] = {}
        self.most = AHEAD * jobs

    def page(self, notebook: str) -> Made | None:
        """Return a page and what was said about it; None if it could not be made."""
        while self.left and len(self.futures) < self.most:
            one = self.left.popleft()
            self.futures[one] = self.executor.submit(_make, one)
        if notebook in self.made:
            return self.made.pop(notebook)
        future = self.futures.pop(notebook, None)
        try:
            return future.result() if future else None
        except Exception:  # the process was killed, or what was made cannot be sent
            return None

    def close(self) -> None:
        """End the processes."""
        for process in list((self.executor._processes or {}).values()):
            process.terminate()
        self.executor.shutdown(cancel_futures=True)


_converter: MadeAhead | None = None


def _start(converter: MadeAhead) -> None:
    global _converter
    _converter = converter
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()


def _make(notebook: str) -> Made | None:
    assert _converter is not None
    return _made(_converter, notebook)


def _made(converter: MadeAhead, notebook: str) -> Made | None:
    """Return a page, its resources and what was said; None if it could not be made."""
    with _kept_lines(converter.log) as lines:
        try:
            resources = converter.init_single_notebook_resources(notebook)
            page, resources = converter.exporter.from_filename(notebook, resources=resources)
        except Exception:  # which is met again, and said, where nbgrader would meet it
            return None
    return page, resources, lines


@contextlib.contextmanager
def _kept_lines(log: Any) -> Iterator[list[tuple[int, str]]]:
    """Keep what is logged, and show it nowhere."""
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
