"""Runs a notebook's cells in a shell of the sandbox, for what they show and for an instructor's own grade cells.

What is shown decides no grade. One worker runs a notebook's cells one after the other, as a kernel does; a cell that
ends it costs itself alone, since another worker runs the cells before it once more and goes on after it.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import json
import os
import secrets
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from .judge.isolation import ATTEMPTS, Isolation, found, targets
from .judge.submission import Limits
from .report.outputs import Shown
from .sandbox import wire
from .sandbox.host import ENVIRONMENT, Death, Sandbox, Worker, can_fork, python
from .sandbox.reading import is_shown
from .sandbox.turns import Turns

__all__ = ["NotebookRunner", "Ran", "demonstrations", "why_not"]

MOST_DEATHS = 3  # of a notebook's cells; the rest is not run
MOST_CELLS = 1000
MOST_GRADE_CELLS = 50  # for which a worker's whole life has time
AGAIN = 2.0  # times the time that a cell took, in which it must run once more
MOST_MESSAGE = 8 << 20  # bytes of one message from a worker
MOST_MESSAGES = 5000
MOST_EVENTS = 20_000
STARTING = 1.0  # CPU seconds that a cell may always have

NOT_HERE = "What the cells show is not made on this system: it needs Linux."
NO_SHELL = "What the cells show is not made: IPython is not installed (pip install 'unrolled[nbgrader]' brings it)."
DEATHS = "It was not run, because so many cells before it ended Python."
LATE = "It was not run, because the notebook's time was used up."


@dataclass
class Ran:
    """What came of a cell: `outputs` as nbformat has them, safe to show; its number, if it was run; how it ended.

    `status` is "ok", "error", "timeout", "killed" or "skipped"; `line` is where in the cell an error was raised, 0 if
    that is not known; `sentence` says why a cell did not come to its end. `value` is that of its last expression, if
    it is a plain finite number.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    count: int | None = None
    status: str = "ok"
    line: int = 0
    sentence: str = ""
    value: float | None = None


def why_not() -> str:
    """Return a sentence on why cells cannot be run here, or nothing."""
    if not can_fork():
        return NOT_HERE
    return "" if importlib.util.find_spec("IPython") else NO_SHELL


def demonstrations(released: Iterable[str], shown: Collection[str]) -> frozenset[str]:
    """Return those of a release's code cells that only demonstrate or check: what the judge does not run either.

    `shown` are the statements that do, dumped by `ast.dump`. A student's cell of the same text is not their own.
    """
    found, statements = set(), set(shown)
    for text in released:
        with contextlib.suppress(SyntaxError, ValueError):  # a magic
            body = ast.parse(text).body
            if body and all(is_shown(one, statements) for one in body):
                found.add(text.strip())
    return frozenset(found)


class _Shells(Sandbox):
    """A source of workers that are IPython shells."""

    def __init__(
        self, limits: Limits, packages: Sequence[str], folder: Path | None, modules: Mapping[str, str]
    ) -> None:
        super().__init__(limits.memory, 2 * limits.top_level + (MOST_GRADE_CELLS + 1) * limits.cpu)
        self.about = (
            list(packages),
            str(folder.resolve()) if folder is not None and folder.is_dir() else "",
            dict(modules),
        )
        fonts = user_cache_path("unrolled") / "matplotlib"  # where it keeps the list of its fonts
        self.environment = {
            **ENVIRONMENT,
            "MPLCONFIGDIR": str(fonts),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }

    def program(self, control: int) -> list[str]:
        with contextlib.suppress(OSError):
            Path(self.environment["MPLCONFIGDIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
        return python("shell", "main", ", ".join(map(repr, (control, _installed(), *self.about))))


def _installed() -> list[str]:
    """Return the folders in which packages are installed, in Python's order."""
    homes = {"site-packages", "dist-packages"}
    paths = [path for path in sys.path if os.path.basename(path) in homes and os.path.isdir(path)]
    numpy = os.path.dirname(os.path.dirname(np.__file__))
    return list(dict.fromkeys([*paths, numpy]))


class NotebookRunner:
    """Runs notebooks, each in a worker of its own; a context manager, whose zygote starts with the first notebook.

    It takes a second to start (0.6 s of CPU time, 60 MB of memory), a notebook 10 ms besides what its cells take.
    Cells find the files of `folder` beside them, where the isolation has a place for files, and can import its modules
    everywhere; besides NumPy, matplotlib and the standard library they may import `packages`.

    A cell may use `limits.statement` seconds of CPU time, as a statement at top level may where a submission is graded,
    and all cells `limits.top_level`; a grade cell may use `limits.cpu`, as an exercise may, and only that. Nothing is
    run with less isolation than `require` asks for.
    """

    def __init__(
        self,
        folder: Path | None = None,
        packages: Sequence[str] = (),
        limits: Limits | None = None,
        turns: Turns | None = None,
        require: str = "strict",
    ) -> None:
        self.require = require
        self._isolation: Isolation | None = None
        self.limits = limits = limits or Limits()
        self.sandbox = _Shells(limits, packages, folder, _modules(folder))
        if turns is not None:
            self.sandbox.turns = turns

    def __enter__(self) -> NotebookRunner:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote, and all that it has made."""
        self.sandbox.close()

    def isolation(self) -> Isolation:
        """Return what a shell holds, found by trying: it makes the attempts that a worker of the judge makes."""
        if self._isolation is None:
            results: Any = None
            other = self.sandbox.worker()  # another student's
            try:
                with targets(getattr(other, "pid", os.getpid())) as facts:
                    cells = [ATTEMPTS.read_text("utf-8"), f"import json\nprint(json.dumps(attempts({facts!r})))"]
                    ran = _Notebook(self.sandbox, Limits(), cells, frozenset()).run()
                with contextlib.suppress(ValueError, LookupError):
                    results = json.loads(ran[1].outputs[0]["text"])
            finally:
                other.end()
            self._isolation = found(results)
        return self._isolation

    def run(self, sources: Sequence[str], grade: Collection[int] = (), asked: Collection[str] = ()) -> list[Ran]:
        """Run a notebook's code cells, of which those at the places in `grade` are grade cells; return what came.

        In these a builtin function is Python's, whatever the notebook calls so, but for the names that students were
        `asked` to define.
        """
        reason = why_not()
        if not reason and not self.isolation().reaches(self.require):
            reason = f"What the cells show is not made: their sandbox would be {self.isolation()}, not {self.require}."
        if reason:
            return [Ran(status="skipped", sentence=reason) for _ in sources]
        return _Notebook(self.sandbox, self.limits, list(sources), frozenset(grade), sorted(asked)).run()


def _modules(folder: Path | None) -> dict[str, str]:
    """Return the text of the modules in a folder that students import: not the stub, nor the tests."""
    found = {}
    if folder is not None and folder.is_dir():
        left = {folder.name, "conftest", f"test_{folder.name}"}
        for path in sorted(folder.glob("*.py")):
            if path.stem not in left and path.stem.isidentifier() and path.is_file():
                found[path.stem] = path.read_text(encoding="utf-8")
    return found


class _Notebook:
    """One run of a notebook."""

    def __init__(
        self,
        sandbox: Sandbox,
        limits: Limits,
        sources: list[str],
        grade: frozenset[int] = frozenset(),
        asked: Sequence[str] = (),
    ) -> None:
        self.asked = list(asked)
        self.sandbox = sandbox
        self.limits = limits
        self.sources = sources
        self.grade = grade
        self.ran = [Ran() for _ in sources]
        self.shown = Shown()
        self.left = limits.top_level
        self.again = AGAIN * limits.top_level  # seconds that cells may run once more, after a death
        self.deaths = 0
        self.took: dict[int, float] = {}  # seconds, of the cells that ended
        self.worker: Worker | None = None

    def run(self) -> list[Ran]:
        places = [place for place, source in enumerate(self.sources) if source.strip()]
        for number, place in enumerate(places[:MOST_CELLS], 1):
            self.ran[place].count = number
        try:
            for place in places:
                reason = self._reason(place)
                if reason:
                    self.ran[place].status, self.ran[place].sentence, self.ran[place].count = "skipped", reason, None
                else:
                    self._cell(place)
        finally:
            if self.worker is not None:
                self.worker.end()
        for place, outputs in enumerate(self.shown.outputs([ran.count for ran in self.ran])):
            self.ran[place].outputs = outputs
        return self.ran

    def _reason(self, place: int) -> str:
        """Return why a cell is not run, if it is not: grade cells always are, as far as that can be."""
        graded = place in self.grade
        if self.ran[place].count is None or self.again <= 0 or (self.left <= 0 and not graded):
            return LATE
        return DEATHS if self.deaths >= MOST_DEATHS and not graded else ""

    def _cell(self, place: int) -> None:
        """Run a cell. A death that need not be its own is tried once more."""
        ran = self.ran[place]
        for attempt in (1, 2):
            before = len(self.sandbox.mishaps)
            try:
                if self.worker is None:
                    self.worker = self._worker_before(place)
                self._ask(self.worker, place, quiet=False)
                return
            except Death as death:
                self.worker = None
                ran.status, ran.sentence = death.status, death.sentence
                if attempt == 2 or len(self.sandbox.mishaps) == before:
                    break
                self.shown.forget(place)
        self.deaths += place not in self.grade

    def _worker_before(self, place: int) -> Worker:
        """Return a new worker, in which the cells before one have run, but for those that did not come to an end."""
        worker = self.sandbox.worker()
        worker.limit = MOST_MESSAGE
        for earlier in sorted(self.took):
            if earlier < place:
                self._ask(worker, earlier, quiet=True)
        return worker

    def _ask(self, worker: Worker, place: int, quiet: bool) -> None:
        """Have a worker run a cell. Raises `Death`."""
        graded, ran, key = place in self.grade, self.ran[place], secrets.token_hex(16)
        request = {
            "source": self.sources[place].encode("utf-8", "replace").decode("utf-8"),
            "count": ran.count,
            "grade": graded,
            "quiet": quiet,
            "asked": self.asked,
            "key": key,
        }
        cpu = self.limits.cpu if graded else min(self.limits.statement, max(self.left, STARTING))
        if quiet:
            cpu = AGAIN * self.took[place] + STARTING
        messages = 0

        def progress(message: dict[str, Any]) -> None:
            nonlocal messages
            messages += 1
            events = message.get("events")
            if messages > MOST_MESSAGES or not isinstance(events, list) or len(events) > MOST_EVENTS:
                raise wire.WireError("more than a cell may show")
            if not quiet:
                try:
                    self.shown.take(place, events)
                except Exception:  # it is made of what a student's code may have sent
                    raise wire.WireError("something that no cell shows") from None

        try:
            answer = worker.request(wire.dumps(request), cpu, progress, interrupt=True)
        finally:
            if quiet:
                self.again -= worker.spent
            elif not graded:
                self.left -= worker.spent
        said, ended = answer.get("key"), answer.get("ended")
        if type(said) is not str or said != key or type(ended) is not str or ended not in ("ok", "error"):
            worker.end()
            raise Death("killed", "What came back from Python does not say how the cell ended.")
        if quiet:
            return
        line, value = answer.get("line"), answer.get("value")
        ran.status, ran.sentence = ended, ""
        ran.line = line if type(line) is int and 0 < line <= self.sources[place].count("\n") + 1 else 0
        ran.value = value if type(value) is float and np.isfinite(value) and ran.status == "ok" else None
        if worker.interrupted:
            ran.status, ran.sentence, ran.value = "timeout", worker.interrupted, None
        else:
            self.took[place] = worker.spent
