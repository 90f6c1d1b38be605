"""A class's feedback pages, made on all cores ahead of nbgrader's own loop.

nbgrader's loop stays: it decides whose page is made, runs hooks, sets permissions, and says what went wrong. Where it
would make a page, the page has been made, in a process forked before; all that is left is to write it. A page that
could not be made there is made here, so that what is said of it is what nbgrader says.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from traitlets.config import Application

from ..claims import Claims
from ..pool import cores, side_by_side
from ..report.text import escape
from ..sandbox.host import can_fork
from .bar import bar, kept_lines
from .pages import claims_of

__all__ = ["MadeAhead"]


class MadeAhead(GenerateFeedback):  # type: ignore[misc]
    """nbgrader's GenerateFeedback, on all cores."""

    known: Any  # what all pages share, read once; see `Known`

    def convert_notebooks(self) -> None:
        """Make the pages of all that were found. Raises `NbGraderException`."""
        wanted = [] if self.pre_convert_hook else self._wanted()  # a hook may change what a page is made of
        total = len(wanted) if isinstance(self.parent, Application) else 0  # else nobody looks at this terminal
        with (
            contextlib.closing(claims_of(self.coursedir)) as claims,
            self._alone(claims),
            bar(self.log, total) as self._tell,
            contextlib.closing(self._coming(wanted)) as self._rest,
        ):
            self._ready: dict[str, bytes | None] = {}
            super().convert_notebooks()
        if total > 1:  # on a terminal the lines for each are not shown
            self.log.info("The pages are in %s.", self.coursedir.format_path(self._output_directory, "", ""))

    def _alone(self, claims: Claims) -> contextlib.AbstractContextManager[None]:
        """Wait while another process makes the pages of the assignment: each takes away what it makes anew."""
        name = f"the pages of {self.coursedir.assignment_id}"
        if not claims.take(name, wait=False):
            self.log.info("Another process makes these pages; waiting for it.")
        return claims.claimed(name)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Write the page that was made of a notebook, or make it."""
        for notebook, made in self._rest if notebook_filename not in self._ready else ():
            self._ready[notebook] = made
            if notebook == notebook_filename:
                break
        made = self._ready.pop(notebook_filename, b"")
        if made is None:
            raise RuntimeError("The process that made this page was killed twice.")
        if made:
            page, resources, lines = pickle.loads(made)  # which a copy of this process wrote
            self.log.info("Converting notebook %s", notebook_filename)
            for level, line in lines:
                self.log.log(level, "%s", line)
            self.write_single_notebook(page, resources)
        else:
            super().convert_single_notebook(notebook_filename)
        self._tell(escape(self.init_single_notebook_resources(notebook_filename)["nbgrader"]["student"]))

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
            times = [_time_in(self.coursedir, path) for path in (made, folder)]
            newer = None not in times and times[0] < times[1]
            if about["student"] not in left_out and (self.force or newer or not os.path.exists(made)):
                wanted += sorted(notebooks)
        return wanted

    def _coming(self, wanted: list[str]) -> Generator[tuple[str, bytes | None], None, None]:
        """Yield notebooks with their pages; see `_made`, and None for one that twice killed who made its page.

        The first is made here, and with it what all pages have in common: the processes, which are forked, find it.
        """
        jobs = min(cores(), len(wanted) - 1)
        if jobs > 1 and can_fork():
            yield wanted[0], self._made(wanted[0])
            yield from side_by_side(wanted[1:], jobs, partial(getattr, self, "_made"))

    def _made(self, notebook: str) -> bytes:
        """Return a page, its resources and what was said, packed; nothing if it could not be made."""
        with kept_lines(self.log) as lines:
            try:
                resources = self.init_single_notebook_resources(notebook)
                page, resources = self.exporter.from_filename(notebook, resources=resources)
                return pickle.dumps((page, resources, lines))
            except Exception:  # which is met again, and said, where nbgrader would meet it
                return b""


def _time_in(course: Any, folder: str) -> Any:
    try:
        return course.get_existing_timestamp(folder)
    except Exception:  # nbgrader meets it again, and says so
        return None
