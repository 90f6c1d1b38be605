"""nbgrader's Autograde on all cores, over one connection to the gradebook, by any number of processes at once.

What nbgrader does with one submission after the other is done here by the same parts in another order: processes read,
judge and make the notebooks; meanwhile this one saves what they have finished. A submission's rows are written in one
transaction, and then its folder appears, whole. So whatever stops a run, and whenever, each submission is either done
or as it was, and the next run does what is left.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from nbformat import v4, validate
from nbgrader.api import InvalidEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import rmtree
from sqlalchemy.exc import DBAPIError

from ..claims import Claims
from ..exercises import ASSIGNMENTS
from ..grade import Grader, in_process
from ..pool import cores, side_by_side
from ..report.text import escape
from ..sandbox.host import can_fork
from ..sandbox.turns import Turns
from .bar import bar, kept_lines
from .gradebook import one_gradebook
from .judged import Judged
from .pages import claims_of

__all__ = ["take_over"]

AHEAD = 2  # submissions for each process that are claimed before there is room for them
ATTEMPTS = 3  # to write a submission's rows, where another process is in the way


def take_over(converter: Autograde) -> None:
    """Have a converter that is about to start grade side by side, unless the judge has no part in what it does."""
    names = [step.rpartition(".")[2] if isinstance(step, str) else step.__name__ for step in
             converter.autograde_preprocessors]  # fmt: skip
    if Judged.__name__ in names:
        converter.__class__ = SideBySide


@dataclass
class Made:
    """A graded notebook as nbgrader writes it, and what goes with it; or why there is none.

    `about` is for the preprocessors that save it, `beside` are files that go with it, `log` is what was logged on the
    way.
    """

    notebook: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    beside: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[int, str]] = field(default_factory=list)
    failed: str = ""


@dataclass
class Handed:
    """What a student handed in for an assignment: the folder, the notebooks in it, and what was made of them."""

    student: str
    assignment: str
    folder: str
    notebooks: list[str]  # paths
    made: dict[str, Made] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """By what it is claimed, wherever a machine has the course's folder."""
        return f"{self.assignment}/{self.student}"


class SideBySide(Autograde):  # type: ignore[misc]
    """nbgrader's Autograde, which grades submissions side by side."""

    def convert_notebooks(self) -> None:
        """Grade what has not been graded, or with `force` everything. Raises `NbGraderException`."""
        handed_in = [self._handed_in(folder) for folder in sorted(self.assignments)]
        self._prepare(handed_in)
        failed: list[Handed] = []
        done = 0
        try:
            with (
                contextlib.closing(claims_of(self.coursedir)) as claims,
                one_gradebook(self.coursedir.db_url, self.coursedir.course_id) as self.rows,
                bar(self.log, len(handed_in)) as tell,
            ):
                for one, problem in self._graded(handed_in, claims, tell):
                    if problem:
                        self.log.error("'%s' of '%s': %s", one.assignment, escape(one.student), problem)
                        failed.append(one)
                    else:
                        self.log.info("Autograded '%s' of '%s'", one.assignment, escape(one.student))
                        done += 1
        except KeyboardInterrupt:
            self._stop(f"Stopped. What was graded is saved ({done} of {len(handed_in)} submissions in this run).")
        before = len(handed_in) - done - len(failed)
        self.log.info(
            "Autograded %d submissions%s.", done, f"; {before} were graded before, or are left out" if before else ""
        )
        if failed:
            students = ", ".join(f"'{escape(one.student)}'" for one in failed)
            self._stop(
                f"{len(failed)} of {len(handed_in)} submissions have no new grade: {students}. Why, stands above."
            )

    def _stop(self, sentence: str) -> None:
        self.log.error(sentence)
        raise NbGraderException(sentence)

    def _handed_in(self, folder: str) -> Handed:
        about = self.init_single_notebook_resources(self.assignments[folder][0])["nbgrader"]
        return Handed(about["student"], about["assignment"], folder, sorted(self.assignments[folder]))

    def _prepare(self, handed_in: Iterable[Handed]) -> None:
        """Do once what the processes, which are forked, then need not do."""
        for name in sorted({one.assignment for one in handed_in}):
            assigned = self.exporter.assigned(name)
            if assigned is None or not assigned.notebooks:
                self._stop(f"The gradebook knows no notebook of {name!r}. Type: nbgrader generate_assignment {name}")
            for notebook in assigned.notebooks:
                if notebook in ASSIGNMENTS:
                    self.exporter.grader.prepare(notebook)
                    self.exporter.grader.judge(notebook)
        validate(v4.new_notebook(cells=[v4.new_code_cell(outputs=[v4.new_output("stream")])]))  # reads the schema
        self.exporter._preprocessors = []
        for step in [*self.sanitize_preprocessors, *self.autograde_preprocessors]:
            self.exporter.register_preprocessor(step)
        steps = self.exporter._preprocessors
        judged = max(place for place, step in enumerate(steps) if isinstance(step, Judged))
        self._making, self._saving = steps[: judged + 1], steps[judged + 1 :]

    # Who grades what

    def _graded(
        self, handed_in: list[Handed], claims: Claims, tell: Callable[[str], None]
    ) -> Iterator[tuple[Handed, str]]:
        """Grade what nobody else grades now; then what others have left, and so on.

        Yields each submission that was graded with why it could not be saved, or "".
        """
        left, self.began = handed_in, claims.now()
        while left:
            others: list[Handed] = []
            for one in self._made(self._claimed(left, others, claims, tell), len(left)):
                problem = self._save(one)
                one.made.clear()
                claims.leave(one.name)
                tell(escape(one.student))
                yield one, problem
            if len(others) == len(left):
                self.log.info("Other processes are at work on what is left (%d); waiting for them.", len(left))
                with claims.claimed(left[0].name):
                    pass
            left = others

    def _claimed(
        self, handed_in: list[Handed], others: list[Handed], claims: Claims, tell: Callable[[str], None]
    ) -> Iterator[Handed]:
        for one in handed_in:
            if not claims.take(one.name, wait=False):
                others.append(one)
            elif self._is_wanted(one):
                yield one
            else:
                claims.leave(one.name)
                tell(escape(one.student))

    def _is_wanted(self, one: Handed) -> bool:
        """Tell whether a submission is to be graded, as `init_destination` does; nothing is removed yet.

        With `force` one that another process has graded since this one began is not.
        """
        if one.student in self.coursedir.student_id_exclude.split(","):
            return False
        place = self._place(one)
        files = [place] if self.coursedir.notebook_id == "*" else [place / Path(path).name for path in one.notebooks]
        if not all(file.exists() for file in files):
            return True
        if self.force and min(file.stat().st_mtime for file in files) <= self.began:
            return True
        new, old = (self.coursedir.get_existing_timestamp(str(folder)) for folder in (one.folder, place))
        if new is not None and old is not None and new > old:
            return True
        self.log.info("Skipping existing assignment: %s", place)
        return False

    def _place(self, one: Handed) -> Path:
        return Path(os.path.normpath(self._format_dest(one.assignment, one.student)))

    # Side by side

    def _made(self, handed_in: Iterator[Handed], most: int) -> Iterator[Handed]:
        """Yield submissions when all of their notebooks are made."""
        at_work: dict[str, Handed] = {}

        def paths() -> Iterator[str]:
            for one in handed_in:
                known = self.exporter.assigned(one.assignment).notebooks
                self.notebooks = one.notebooks
                self.run_pre_convert_hook()
                one.made = {path: Made() for path in one.notebooks if Path(path).stem in known}
                for path in list(one.made):
                    at_work[path] = one
                    yield path

        left: dict[str, int] = {}
        for path, made in self._side_by_side(paths(), min(cores(), most)):
            one = at_work.pop(path)
            one.made[path] = made
            left[one.folder] = left.get(one.folder, len(one.made)) - 1
            if not left[one.folder]:
                yield one

    def _side_by_side(self, paths: Iterator[str], jobs: int) -> Iterator[tuple[str, Made]]:
        if jobs <= 1 or not can_fork():
            for path in paths:
                yield path, self._make(path)
            return
        self.exporter.be_mother()
        with contextlib.closing(Turns(os.memfd_create("turns"))) as turns:
            for path, made in side_by_side(paths, jobs, partial(self._begin, turns), ahead=AHEAD):
                if made is None:
                    about = self.init_single_notebook_resources(path)["nbgrader"]
                    self.exporter.give_up(self.exporter.entry(about), "it was killed twice")
                    made = self._make(path)
                yield path, made

    def _begin(self, turns: Turns) -> Callable[[str], Made]:
        """Be a process of its own, and return what it does with a notebook."""
        grader = self.exporter.grader
        self.exporter.grader = in_process(Grader(grader.course, grader.cases), turns, grader.sandbox)
        self.exporter.grader.judges = grader.judges

        def make(path: str) -> Made:
            with kept_lines(self.log) as lines:
                made = self._make(path)
            made.log = lines
            with contextlib.suppress(AttributeError, OSError):  # where the C library has it
                ctypes.CDLL(None).malloc_trim(0)  # what a submission needed is not needed again
            return made

        return make

    def _make(self, path: str) -> Made:
        """Return the notebook with its grades, through the preprocessors up to the judge."""
        try:
            resources = self.exporter._init_resources(self.init_single_notebook_resources(path))
            notebook = self.exporter.read(path)
            for step in self._making:
                notebook, resources = step(notebook, resources)
            validate(notebook, relax_add_props=True)
            return Made(v4.writes(notebook), resources["nbgrader"], dict(resources["outputs"]))
        except Exception as error:  # also that of a preprocessor which is the instructor's own
            if os.environ.get("UNROLLED_DEBUG"):
                raise
            return Made(failed=f"{type(error).__name__}: {error}")

    # Saving

    def _save(self, one: Handed) -> str:
        """Write a submission's rows and files; return why that could not be done, or ""."""
        for path, made in one.made.items():
            for level, message in made.log:
                self.log.log(level, message)
            if made.failed:
                return f"{Path(path).name}: {made.failed}"
        problem = ""
        for _ in range(ATTEMPTS):
            new = self._place(one).with_name(f".{one.assignment}.new")
            try:
                self._write(one, new)
                self.rows.commit()
                self._publish(one, new)
                self.run_post_convert_hook()
                return ""
            except (InvalidEntry, DBAPIError) as error:
                problem = f"The gradebook could not be written ({getattr(error, 'orig', error)}). If you have a new "
                problem += "version of nbgrader: save a copy of the gradebook, then type: nbgrader db upgrade"
                self.rows.rollback()
            except Exception as error:
                if os.environ.get("UNROLLED_DEBUG"):
                    raise
                self.rows.rollback()
                return str(error) if isinstance(error, NbGraderException) else f"{type(error).__name__}: {error}"
            finally:
                if new.exists():
                    rmtree(str(new))
        return problem

    def _write(self, one: Handed, new: Path) -> None:
        """Send the rows, and write the files into a folder that nobody else looks at."""
        for left in (new, new.with_suffix(".old")):  # by a run that was killed
            if left.exists():
                rmtree(str(left))
        new.mkdir(parents=True)
        self.notebooks = list(one.notebooks)
        self.init_assignment(one.assignment, one.student)
        for path in self.notebooks:
            made = one.made[path]
            resources = self.exporter._init_resources(self.init_single_notebook_resources(path))
            resources["nbgrader"].update(made.about)
            notebook = v4.reads(made.notebook)
            for step in self._saving:
                notebook, resources = step(notebook, resources)
            (new / f"{resources['unique_key']}.ipynb").write_text(f"{v4.writes(notebook)}\n", encoding="utf-8")
            for name, data in made.beside.items():
                (new / name).write_bytes(data)

    def _publish(self, one: Handed, new: Path) -> None:
        """Put the files where they belong, in the place of what was there."""
        place, old = self._place(one), new.with_suffix(".old")
        if self.coursedir.notebook_id != "*":
            place.mkdir(exist_ok=True)
            for file in new.iterdir():
                file.replace(place / file.name)
        else:
            if place.exists():
                self.log.info("Updating existing assignment: %s", place)
                place.rename(old)
            new.rename(place)
            if old.exists():
                rmtree(str(old))
        self.set_permissions(one.assignment, one.student)
