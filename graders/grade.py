"""Grading: from paths to a report, one submission after the other or a class on all cores."""

from __future__ import annotations

import concurrent.futures
import concurrent.futures.process
import hashlib
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from . import __version__
from .collect import Entry, Refused, collect, pick, read_file
from .course import Course
from .exercises import ASSIGNMENTS, assignment
from .exercises.model import OWN
from .exercises.quiz import Question
from .feedback import reduced
from .judge.cases import BadCaseFile, CaseFile
from .judge.grading import ExerciseResult, Judge
from .judge.isolation import MOST, Isolation, probe
from .judge.points import summed
from .judge.submission import Candidate, Submission, read_candidates
from .own import register
from .roster import NotOnRoster
from .sandbox.host import Death, Sandbox, can_fork, end_with_parent

__all__ = [
    "FAULT",
    "Grader",
    "Interrupted",
    "Read",
    "Report",
    "SubmissionResult",
    "grade_entries",
    "grade_paths",
    "refusal",
    "utf8",
]

FAULT = "The grader itself failed"  # so begins the message of a result that is no grade


@dataclass(frozen=True)
class Read:
    """The file that was graded."""

    name: str
    size: int
    sha256: str


@dataclass
class SubmissionResult:
    """One student's submission of one assignment, as in the report."""

    student: str
    path: str
    assignment: str
    score: float
    max_score: float
    seconds: float
    status: str
    message: str
    exercises: list[ExerciseResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.read: Read | None = None  # not part of the report


@dataclass
class Report:
    """Everything a grading run found.

    `warnings` are for the person who ran it and not part of the JSON; neither is `left`, how many submissions were not
    graded because the run was stopped, nor `feedback`, how much is shown of each assignment's results.
    """

    isolation: Isolation
    cases: str
    submissions: list[SubmissionResult]
    warnings: list[str] = field(default_factory=list)
    left: int = 0
    feedback: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON object of the grading rules, in which a finding is told by the message."""
        return {
            "schema": 1,
            "isolation": self.isolation.level,
            "grader": {
                "version": __version__,
                "python": ".".join(map(str, sys.version_info[:3])),
                "numpy": np.__version__,
                "cases": self.cases,
            },
            "submissions": [utf8(_in_schema(asdict(one))) for one in self.submissions],
        }


def _in_schema(submission: dict[str, Any]) -> dict[str, Any]:
    for exercise in submission["exercises"]:
        del exercise["findings"]
    return submission


def utf8(value: Any) -> Any:
    """Return the same with every text valid UTF-8: a name in another encoding keeps its bytes as escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: utf8(item) for key, item in value.items()}
    if isinstance(value, list):
        return [utf8(item) for item in value]
    return value


class Interrupted(KeyboardInterrupt):
    """Grading was stopped, as by Ctrl-C; `report` holds what had been graded."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class Grader:
    """Grades submissions one by one; a context manager that owns a sandbox.

    With `keep_outcomes` each exercise's result holds the evidence for it.
    """

    def __init__(self, course: Course, cases: CaseFile, keep_outcomes: bool = False) -> None:
        self.course = course
        self.cases = cases
        most = max(len(assignment(name).exercises) for name in ASSIGNMENTS)
        self.sandbox = Sandbox(course.limits.memory, course.limits.whole(most))
        self.judges: dict[str, Judge] = {}
        self.keep_outcomes = keep_outcomes

    def __enter__(self) -> Grader:
        self.sandbox.warm()
        return self

    def __exit__(self, *details: object) -> None:
        self.sandbox.close()

    def isolation(self) -> Isolation:
        """Return what the sandbox holds, by trying."""
        return probe(self.sandbox)

    def grade(self, entry: Entry) -> SubmissionResult:
        """Grade one submission. Whatever it does, this returns its result; a fault of the grader's own says so."""
        start = time.perf_counter()
        try:
            with np.errstate(all="ignore"):  # a student's infinities are no warnings of ours
                result = self._grade(entry)
        except (KeyboardInterrupt, SystemExit):
            raise
        except (BadCaseFile, NotOnRoster) as error:
            result = self._without(entry, f"Not graded, through no fault of the student's: {error}")
        except Exception as error:
            if os.environ.get("UNROLLED_DEBUG"):
                raise
            result = self._without(
                entry,
                f"{FAULT} ({type(error).__name__}), so there is no grade, and this is not the "
                "student's fault. Please report it; UNROLLED_DEBUG=1 shows where it happened.",
            )
        result.seconds = round(time.perf_counter() - start, 6)
        return result

    def _without(self, entry: Entry, message: str, status: str = "unreadable") -> SubmissionResult:
        name = entry.assignment
        exercises = assignment(name).exercises if name in ASSIGNMENTS else ()
        points = self.course.points.get(name, {})
        most = summed(points.get(one.name, one.points) for one in exercises) if exercises else 100.0
        return SubmissionResult(entry.student, entry.path, name, 0.0, most, 0.0, status, message)

    def refuse(self, entry: Entry, message: str) -> SubmissionResult:
        """Return the result of a submission that is not graded because the isolation is too weak."""
        return self._without(entry, message, "refused")

    def prepare(self, name: str) -> None:
        """Work out what the references answer to an assignment's cases."""
        one = assignment(name)
        for exercise in one.exercises:
            for batch in self.cases.prepared(one, exercise).batches if exercise.groups else ():
                batch.all_right(b"")

    def judge(self, name: str) -> Judge:
        """Return the judge of an assignment."""
        if name not in self.judges:
            points = self.course.points.get(name)
            prices = self.course.findings
            self.judges[name] = Judge(assignment(name), self.cases, points, self.keep_outcomes, prices)
        return self.judges[name]

    def questions(self, name: str, student: str) -> list[Question]:
        """Return the questions of a quiz as they were put to a student; none of another assignment.

        Raises `NotOnRoster`.
        """
        quiz = assignment(name).quiz
        if quiz is None:
            return []
        return quiz.questions(self.course.variant(self.cases.variant, student))

    def _grade(self, entry: Entry) -> SubmissionResult:
        files, reason = pick(entry)
        if reason:
            return self._without(entry, reason)
        candidates, refused = [], []
        for path in files:
            try:
                data = read_file(path, entry.root)
            except Refused as error:
                refused.append(f"{os.path.basename(path)}: {error}" if len(files) > 1 else str(error))
                continue
            kind = "ipynb" if path.endswith(".ipynb") else "py"
            candidates.append(Candidate(os.path.basename(path), kind, data))
        if not candidates:
            return self._without(entry, " ".join(refused))
        try:
            name, chosen, notes = self._choose(entry, candidates)
        except Death as death:
            return self._without(entry, f"Reading the file failed: {death}")
        notes = refused + notes
        if chosen is None:
            return self._without(entry, " ".join(notes))
        return self._judged(entry, name, chosen, notes)

    def _choose(self, entry: Entry, candidates: list[Candidate]) -> tuple[str, Candidate | None, list[str]]:
        """Return which assignment and which file count, and sentences about what was not read."""
        if entry.assignment and len(candidates) == 1:
            return entry.assignment, candidates[0], []
        names = [entry.assignment] if entry.assignment else list(ASSIGNMENTS)
        worker = self.sandbox.worker()
        try:
            read_candidates(worker, candidates, [assignment(name) for name in names], [])
        finally:
            worker.end()
        readable = [one for one in candidates if not one.error]
        if not readable:
            return names[0], None, [candidates[0].error]
        name = entry.assignment or _most_alike(candidates[0].name, readable)
        if not name:
            return "", None, [f"It defines no function of any assignment ({', '.join(ASSIGNMENTS)})."]
        wanted = assignment(name).functions
        working = [one for one in readable if set(one.work) & set(wanted)]
        chosen = (working or readable)[0]
        notes = []
        for one in candidates:
            if one is not chosen:
                why = " because it is damaged" if one.error else ""
                notes.append(f"{one.name} was not read{why}; {chosen.name} counts.")
        return name, chosen, notes

    def _judged(self, entry: Entry, name: str, chosen: Candidate, notes: list[str]) -> SubmissionResult:
        judge, questions = self.judge(name), self.questions(name, entry.student)
        submission = Submission(self.sandbox, judge.assignment, chosen, self.course.limits, judge.shown)
        judge.keep(self.sandbox)
        try:
            submission.load()
            if chosen.error:
                return self._without(replace(entry, assignment=name), " ".join([*notes, chosen.error]))
            notes += chosen.notes + submission.notes
            exercises = list(judge.judge(submission, questions))
        finally:
            submission.close()
        level = self.course.level(name)
        exercises = [reduced(one, level) for one in exercises]
        most = summed(one.max_score for one in exercises)
        score = summed(one.score for one in exercises)
        message = "\n".join(notes)[:4000]
        result = SubmissionResult(entry.student, entry.path, name, score, most, 0.0, "graded", message, exercises)
        result.read = Read(chosen.name, len(chosen.data), hashlib.sha256(chosen.data).hexdigest())
        return result


def _most_alike(filename: str, candidates: Iterable[Candidate]) -> str:
    """Return the assignment with the most functions that the files define, ties by the parameters' names."""

    def likeness(name: str) -> tuple[int, int]:
        functions = assignment(name).functions
        found = [(f, one.defined[f]) for one in candidates for f in functions if f in one.defined]
        return len(found), sum(tuple(given) == functions[f] for f, given in found)

    best = max(ASSIGNMENTS, key=likeness)
    return best if likeness(best)[0] else ""


# A class


_worker: Grader | None = None


def _start(course: Course, cases: CaseFile, own: Iterable[Path]) -> None:
    global _worker
    for folder in own:
        if folder.name not in OWN:  # where this process was not forked
            register(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    _worker = Grader(course, cases)
    _worker.sandbox.warm()
    multiprocessing.util.Finalize(None, _worker.sandbox.close, exitpriority=10)


def _grade_one(entry: Entry) -> SubmissionResult:
    assert _worker is not None
    return _worker.grade(entry)


def grade_entries(
    grader: Grader,
    entries: Sequence[Entry],
    jobs: int,
    begin: Callable[[int], None],
    done: Callable[[SubmissionResult], None],
) -> Generator[SubmissionResult, None, None]:
    """Yield the results of the entries, in their order, from `jobs` processes."""
    if jobs <= 1 or len(entries) <= 1:
        begin(len(entries))
        for entry in entries:
            result = grader.grade(entry)
            done(result)
            yield result
        return
    for name in {entry.assignment for entry in entries if entry.assignment}:
        grader.prepare(name)  # what the references answer is worked out once, and shared by the processes forked here
    context = multiprocessing.get_context("fork" if can_fork() else "spawn")
    pool = concurrent.futures.ProcessPoolExecutor(
        min(jobs, len(entries)), context, _start, (grader.course, grader.cases, tuple(OWN.values()))
    )
    futures = [pool.submit(_grade_one, entry) for entry in entries]

    def report(future: concurrent.futures.Future[SubmissionResult]) -> None:
        if not future.cancelled() and future.exception() is None:
            done(future.result())

    begin(len(entries))
    try:
        for future in futures:
            future.add_done_callback(report)
        for entry, future in zip(entries, futures, strict=True):
            try:
                yield future.result()
            except concurrent.futures.process.BrokenProcessPool:  # a judge was killed: its share is graded here
                result = grader.grade(entry)
                done(result)
                yield result
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def grade_paths(
    paths: Sequence[str | Path],
    *,
    assignment: str | None = None,
    config: Course | None = None,
    jobs: int | None = None,
    begin: Callable[[int], None] = lambda total: None,
    done: Callable[[SubmissionResult], None] = lambda result: None,
) -> Report:
    """Grade everything below the paths and return the report.

    `begin` is called with the number of submissions, once the processes are forked (so it may start a thread), and
    `done` with each result as it is ready. Raises `NoSuchPath` and `BadCaseFile`, and `Interrupted` on Ctrl-C.
    """
    course = config or Course()
    entries, warnings = collect(paths, assignment)
    cases = course.case_file()
    with Grader(course, cases) as grader:
        isolation = grader.isolation()
        if not isolation.reaches(course.require):
            message = refusal(isolation, course.require)
            return Report(isolation, cases.name, [grader.refuse(entry, message) for entry in entries], warnings)
        finished: list[SubmissionResult] = []

        def note(result: SubmissionResult) -> None:
            finished.append(result)
            done(result)

        try:
            results = list(grade_entries(grader, entries, jobs or os.cpu_count() or 1, begin, note))
        except KeyboardInterrupt:
            place = {entry.path: number for number, entry in enumerate(entries)}
            finished.sort(key=lambda result: place[result.path])
            left = len(entries) - len(finished)
            levels = _levels(course, finished)
            raise Interrupted(Report(isolation, cases.name, finished, warnings, left, levels)) from None
    return Report(isolation, cases.name, results, warnings, feedback=_levels(course, results))


def _levels(course: Course, results: Iterable[SubmissionResult]) -> dict[str, str]:
    """Return how much is shown of each assignment that was graded."""
    return {one.assignment: course.level(one.assignment) for one in results if one.status == "graded"}


def refusal(isolation: Isolation, required: str, advice: str = "") -> str:
    """Return the sentence that says why nothing is graded, and what goes on: a flag, or `advice`."""
    return (
        f"Not graded: isolation '{required}' is required, and here a submission could {isolation.told(MOST)}. "
        f"To grade all the same, {advice or f'add --require {isolation.level}'}."
    )
