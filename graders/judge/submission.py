"""A submission with its workers: reading, loading, calling, and going on after a death."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..exercises.model import Assignment
from ..sandbox import wire
from ..sandbox.host import Death, Sandbox, Worker

__all__ = ["Candidate", "Limits", "Run", "Submission", "read_candidates"]

READING = 10.0  # CPU seconds to parse a file of ten megabytes
ALLOWED = 3  # times the CPU time of an exercise: the run, its repetition, and what follows from other functions
MOST_LINES = 10_000_000
MOST_WORDS = 200  # items of a list, and characters of a text, of what a worker says beside its results
CELL = re.compile(r"the file|cell [1-9][0-9]{0,5}")  # what a worker calls a place in the code
MOST_TEXT = 3000  # characters of a sentence that is shown
LOADING = 3  # times the time of the top level, for all that is tried until it has run once
MOST_WORKERS = 8  # while loading: so many statements of the top level may die or hang before the rest is left out


@dataclass(frozen=True)
class Limits:
    """What a submission may use: CPU seconds an exercise, a statement at top level and the whole top level; bytes of
    memory; and, in each exercise that is wrong, CPU seconds while a small call is looked for that shows it.

    The wall time is always five times the CPU time plus five seconds.
    """

    cpu: float = 10.0
    statement: float = 10.0
    top_level: float = 30.0
    search: float = 3.0
    memory: int = 1 << 30

    def whole(self, exercises: int) -> float:
        """Return the CPU seconds that one worker may live at the most: more than all that is asked of it may take."""
        return READING + self.top_level + ALLOWED * self.cpu * (exercises + 1)


@dataclass
class Candidate:
    """A file that may be the submission, and what reading it found."""

    name: str
    kind: str
    data: bytes
    error: str = ""
    defined: dict[str, list[str]] = field(default_factory=dict)
    stubs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def work(self) -> list[str]:
        """The functions that are defined and no longer stubs."""
        return [name for name in self.defined if name not in self.stubs]

    @property
    def unparsed(self) -> str:
        """Why a `.py` file, which is parsed as a whole, has no statements; empty if it has."""
        return self.notes[0].removeprefix("the file: ") if self.kind == "py" and self.notes else ""


def read_candidates(
    worker: Worker, candidates: Sequence[Candidate], assignments: Sequence[Assignment], shown: list[str]
) -> None:
    """Have a worker parse the files and fill in what it found. Raises `Death`."""
    exercises = [exercise for assignment in assignments for exercise in assignment.exercises]
    names = list(dict.fromkeys(name for exercise in exercises for name in (exercise.name, *exercise.parts)))
    files = [{"kind": one.kind, "data": np.frombuffer(one.data, np.uint8)} for one in candidates]
    request = {"do": "read", "files": files, "names": names, "demonstrations": shown}
    read = worker.request(wire.dumps(request), READING).get("files")
    if not isinstance(read, list) or len(read) != len(candidates) or not all(map(_is_read, read)):
        worker.end()
        raise Death("killed", "What came back from Python does not say what the file holds.")
    for candidate, found in zip(candidates, read, strict=True):
        candidate.error = found["error"][:MOST_TEXT]
        candidate.defined = found["defined"]
        candidate.stubs = found["stubs"]
        candidate.notes = _sentences(found["notes"])
        for exercise in exercises:  # a function that the release gives is the stub as long as all its parts are
            if exercise.parts and set(exercise.parts) <= set(candidate.stubs):
                candidate.stubs.append(exercise.name)


def _is_read(found: Any) -> bool:
    """Tell whether this is what a worker says about a file: a sentence, what is defined, stubs, and notes."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("error"), str)
        and isinstance(found.get("defined"), dict)
        and all(map(_is_texts, (*found["defined"].values(), found.get("stubs"), found.get("notes"))))
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _sentences(value: Any) -> list[str]:
    return [item[:MOST_TEXT] for item in value[:MOST_WORDS] if isinstance(item, str)] if isinstance(value, list) else []


@dataclass
class Run:
    """The results of one request: each call's result as plain data, which functions changed an argument in place, and
    in which a number overflowed, and the facts of the extra calls. What is noticed is as the worker tells it, in texts
    and whole numbers. `cpu` is what it took in seconds: of CPU time, or a fifth of the other time if that is more.
    """

    packed: bytes
    output: str
    cpu: float
    changed: list[Any]
    overflows: list[Any]
    facts: list[Any]

    def results(self, count: int) -> list[Any]:
        """Return `count` results; whatever else came is a `Raised` at each place. Never raises."""
        try:
            results = wire.loads(self.packed)
        except wire.WireError:
            results = None
        if not isinstance(results, list) or len(results) != count:
            return [wire.Odd("an answer that cannot be read")] * count
        return results


def _plain_words(value: Any, depth: int = 4) -> list[Any]:
    """Return what a list from a worker holds of texts, whole numbers and such lists; a worker may send anything."""
    found: list[Any] = []
    for item in value[:MOST_WORDS] if isinstance(value, list) else ():
        if type(item) is str or type(item) is int:
            found.append(item[:MOST_WORDS] if isinstance(item, str) else item)
        elif isinstance(item, list) and depth:
            found.append(_plain_words(item, depth - 1))
    return found


class Submission:
    """One file being judged: a loaded worker whenever one is needed.

    `callable` are the functions that its top level left callable; none if it has not `ended`.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        assignment: Assignment,
        candidate: Candidate,
        limits: Limits,
        shown: list[str],
        lent: dict[str, Any] | None = None,
        skip: Sequence[int] = (),
    ) -> None:
        self.sandbox = sandbox
        self.assignment = assignment
        self.candidate = candidate
        self.limits = limits
        self.shown = shown
        self.lent = lent  # the request that lends functions, if any
        self.ask: Callable[[dict[str, Any]], bytes] | None = None
        self.skip: list[int] = list(skip)
        self.callable: list[str] = []
        self.ended = True
        self._notes: list[str] = []
        self._abandoned: list[str] = []
        self.loading = LOADING * limits.top_level  # seconds left for running the top level, in one worker after another
        self.is_loaded = False
        self.left = ALLOWED * limits.cpu  # of what the exercise at hand may take in all requests together
        self._worker: Worker | None = None
        self._apart: Worker | None = None
        self._calls = 0

    def close(self) -> None:
        """End the workers."""
        for worker in (self._worker, self._apart):
            if worker is not None:
                worker.end()
        self._worker = self._apart = None

    @contextlib.contextmanager
    def apart(self) -> Iterator[None]:
        """Make all calls meanwhile in a worker of its own, in which no hidden case has been: what is found is shown."""
        hidden = self.sandbox, self._worker
        self.sandbox, self._worker = self.sandbox.twin(), self._apart
        try:
            yield
        finally:
            self._apart = self._worker
            self.sandbox, self._worker = hidden

    def load(self) -> None:
        """Run the top level in a new worker; statements that kill it or go over their time are left out."""
        deaths: dict[int, int] = {}
        self._abandoned = []
        again = False
        for _ in range(MOST_WORKERS):
            if self.loading <= 0:
                break
            place: dict[str, Any] = {"at": 0, "cell": "the file", "line": 0}
            worker = self.sandbox.worker()
            try:
                with self.sandbox.turns.alone() if again else contextlib.nullcontext():
                    self._load(worker, place)
            except Death as death:
                at = place["at"]
                deaths[at] = deaths.get(at, 0) + 1
                again = deaths[at] < 2
                if again:
                    continue
                if at == 0:
                    break
                self.skip.append(at)
                self._abandoned.append(f"{place['cell']}, line {place['line']} was left out. {death}")
                continue
            finally:
                self.loading -= worker.spent_in_all
            if not self.is_loaded:  # it may be run anew after each death, in as much time as this once
                self.is_loaded = True
                self.loading = (2 * len(self.assignment.exercises) + 2) * (1 + worker.spent_in_all)
            self._worker = worker
            return
        self.callable, self._notes, self.ended = [], [], False
        self._abandoned.append("The code outside of functions does not end, so nothing of the file could be graded.")

    def notes(self) -> list[str]:
        """Return sentences about what went wrong at the top level that was loaded.

        What the student's code raises there may say anything, and the hidden calls are in the memory of the workers
        that will make them; so it is raised once more in a worker apart, which has none.
        """
        if not self._notes:
            return self._abandoned
        before = self.callable, self.skip, self._abandoned
        self.skip = list(self.skip)
        with self.apart():
            self.load()
        self.callable, self.skip, abandoned = before
        return abandoned + self._notes

    def _load(self, worker: Worker, place: dict[str, Any]) -> None:
        read_candidates(worker, [self.candidate], [self.assignment], self.shown)
        if self.candidate.error:
            return
        request = {
            "do": "load",
            "file": 0,
            "name": self.assignment.name,
            "modules": dict(self.assignment.modules),
            "skip": [(place,) for place in self.skip],
            "names": list(self.assignment.functions),
        }

        def progress(message: dict[str, Any]) -> None:
            at, cell, line = message.get("at"), message.get("cell"), message.get("line")
            if type(at) is int and type(cell) is str and type(line) is int and CELL.fullmatch(cell):
                place.update(at=at, cell=cell, line=min(max(line, 0), MOST_LINES))

        answer = worker.request(wire.dumps(request), self.limits.top_level, progress, statement=self.limits.statement)
        names, notes = answer.get("callable"), answer.get("notes")
        self.callable = [name for name in self.assignment.functions if name in _plain_words(names)]
        self._notes = _sentences(notes)
        if self.lent is not None:
            worker.request(wire.dumps(self.lent), self.limits.cpu)

    def run(
        self, calls: list[Any], cpu: float | None = None, base: int = 0, output: bool = False, interplay: bytes = b""
    ) -> Run:
        """Make a list of calls, whose caches are numbered from `base`, and return what came; with `interplay`, after
        them the extra calls by which findings are made.

        Raises `Death`; the next calls get a new worker.
        """
        if self._worker is None:
            self.load()
        if self._worker is None:
            raise Death("timeout", "The code outside of functions does not end.")
        worker = self._worker
        if self.left <= 0:
            raise Death("timeout", "All of the time for this function, and for what is judged with it, is used up.")
        extra = {"interplay": np.frombuffer(interplay, np.uint8)} if interplay else {}
        message = wire.dumps({"do": "call", "base": base, "output": output, **extra, **worker.calls(calls)})
        try:
            answer = worker.request(message, min(self.left, self.limits.cpu if cpu is None else cpu), self.ask)
        except Death:
            self._worker = None
            raise
        finally:
            self.left -= worker.spent
        packed, printed = answer.get("results"), answer.get("output")
        noticed = {name: answer.get(name) for name in ("changed", "overflows", "facts")}
        return Run(
            packed if isinstance(packed, bytes) else b"",
            printed if isinstance(printed, str) else "",
            worker.spent,
            **{name: _plain_words(found) for name, found in noticed.items()},
        )

    def calls(self, calls: list[Any]) -> list[Any]:
        """Make a list of calls and return their results. Raises `Death`."""
        return self.run(calls).results(len(calls))

    def one(self, name: str, arguments: list[Any], opaque: int, left: bool = False) -> Any:
        """Make one call whose cache, if any, gets a number of its own; `left` asks for the arguments too, as the call
        left them. Raises `Death`.
        """
        self._calls += 1
        kept = list(range(len(arguments))) if left else []
        return self.run([(name, arguments, opaque, kept)], base=1_000_000 + self._calls).results(1)[0]
