"""Grading: from paths to a report, one submission after the other or a class on all cores."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing.util
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .collect import Entry, Refused, collect, pick, read_file
from .course import Course
from .exercises import ASSIGNMENTS, assignment
from .exercises.model import OWN
from .exercises.quiz import Question
from .feedback import reduced
from .judge.cases import BadCaseFile, CaseFile
from .judge.grading import Judge
from .judge.isolation import MOST, Isolation, probe
from .judge.points import summed
from .judge.submission import Candidate, Submission, read_candidates
from .own import register
from .pool import cores, side_by_side
from .results import FAULT, Read, Report, SubmissionResult
from .roster import NotOnRoster
from .sandbox.host import Death, Sandbox, can_fork
from .sandbox.turns import Turns

if TYPE_CHECKING:
    from .kept import Kept

__all__ = ["Grader", "Interrupted", "grade_entries", "grade_paths", "in_process", "refusal"]


QUICK = 60.0  # seconds: what takes longer is not graded once more while all others wait


class Interrupted(KeyboardInterrupt):
    """Grading was stopped, as by Ctrl-C; `report` holds what had been graded."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class Grader:
    """Grades submissions one by one; a context manager that owns a sandbox.

    With `keep_outcomes` each exercise's result holds the evidence for it. What is `kept` of earlier runs is not graded
    again.
    """

    def __init__(self, course: Course, cases: CaseFile, keep_outcomes: bool = False, kept: Kept | None = None) -> None:
        self.course = course
        self.cases = cases
        most = max(len(assignment(name).exercises) for name in ASSIGNMENTS)
        self.sandbox = Sandbox(course.limits.memory, course.limits.whole(most))
        self.judges: dict[str, Judge] = {}
        self.keep_outcomes = keep_outcomes
        self.kept = kept

    def __enter__(self) -> Grader:
        self.sandbox.warm()
        return self

    def __exit__(self, *details: object) -> None:
        self.sandbox.close()

    def isolation(self) -> Isolation:
        """Return what the sandbox holds, by trying."""
        found = probe(self.sandbox)
        return probe(self.sandbox) if self.sandbox.mishaps else found  # something was killed

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
            result = self.fault(entry, type(error).__name__)
        if not result.seconds:
            result.seconds = round(time.perf_counter() - start, 6)
        result.exercises = [reduced(one, self.course.level(result.assignment)) for one in result.exercises]
        return result

    def _without(self, entry: Entry, message: str, status: str = "unreadable") -> SubmissionResult:
        name = entry.assignment
        exercises = assignment(name).exercises if name in ASSIGNMENTS else ()
        points = self.course.points.get(name, {})
        most = summed(points.get(one.name, one.points) for one in exercises) if exercises else 100.0
        return SubmissionResult(entry.student, entry.path, name, 0.0, most, 0.0, status, message[:4000])

    def fault(self, entry: Entry, what: str) -> SubmissionResult:
        """Return the result of a submission on which the grader itself failed."""
        return self._without(
            entry,
            f"{FAULT} ({what}), so there is no grade, and this is not the student's fault. A second run tries again; "
            "if it fails too, please report it; UNROLLED_DEBUG=1 shows where it happened.",
        )

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
        if self.kept is None:
            return self._surely(entry, candidates, refused)
        handed_in = (part for one in candidates for part in (one.name, one.data))
        key = self.kept.key(entry.student, entry.assignment, *refused, *handed_in)
        with self.kept.claims.claimed(key):
            found = self.kept.get(key, entry.path)
            if found is not None:
                return found
            start = time.perf_counter()
            result = self._surely(entry, candidates, refused)
            result.seconds = round(time.perf_counter() - start, 6)
            result.not_kept = self.kept.put(key, result)
        return result

    def _surely(self, entry: Entry, candidates: list[Candidate], refused: list[str]) -> SubmissionResult:
        """Grade; once more, afresh and alone, if the system lacked something on the way, or something was killed."""
        self.sandbox.mishaps.clear()
        start = time.monotonic()
        with contextlib.suppress(OSError, MemoryError):
            result = self._decided(entry, [replace(one) for one in candidates], refused)
            if not self.sandbox.mishaps:
                return result
        self.sandbox.close()
        quick = time.monotonic() - start < QUICK
        with self.sandbox.turns.alone() if quick else contextlib.nullcontext():
            return self._decided(entry, candidates, refused)

    def _decided(self, entry: Entry, candidates: list[Candidate], refused: list[str]) -> SubmissionResult:
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
        try:
            self._read(candidates, names)
        except Death:
            with self.sandbox.turns.alone():
                self._read(candidates, names)
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

    def _read(self, candidates: list[Candidate], names: list[str]) -> None:
        worker = self.sandbox.worker()
        try:
            read_candidates(worker, candidates, [assignment(name) for name in names], [])
        finally:
            worker.end()

    def _judged(self, entry: Entry, name: str, chosen: Candidate, notes: list[str]) -> SubmissionResult:
        judge, questions = self.judge(name), self.questions(name, entry.student)
        submission = Submission(self.sandbox, judge.assignment, chosen, self.course.limits, judge.shown)
        judge.keep(self.sandbox)
        try:
            submission.load()
            if chosen.error:
                return self._without(replace(entry, assignment=name), " ".join([*notes, chosen.error]))
            notes += chosen.notes + submission.notes()
            exercises = list(judge.judge(submission, questions))
        finally:
            submission.close()
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


def grade_entries(
    grader: Grader, entries: Sequence[Entry], jobs: int, begin: Callable[[int], None] = lambda total: None
) -> Iterator[tuple[Entry, SubmissionResult]]:
    """Yield the entries with their results as these are ready, from `jobs` processes.

    `begin` is called with their number once the processes are there.
    """
    jobs = min(jobs, len(entries))
    if jobs <= 1:
        begin(len(entries))
        for entry in entries:
            yield entry, grader.grade(entry)
        return
    for name in {entry.assignment for entry in entries if entry.assignment}:
        grader.prepare(name)  # what the references answer is worked out once, and shared by the processes forked here
    with contextlib.closing(Turns(os.memfd_create("turns") if can_fork() else -1)) as turns:
        mother = grader.sandbox if can_fork() else None  # started to find the isolation, and since then unused
        start = partial(_start, grader.course, grader.cases, tuple(OWN.values()), grader.kept, turns, mother)
        for entry, result in side_by_side(entries, jobs, start, lambda: begin(len(entries))):
            yield entry, result or grader.fault(entry, "it was killed twice")


def _start(
    course: Course, cases: CaseFile, own: Iterable[Path], kept: Kept | None, turns: Turns, mother: Sandbox | None
) -> Callable[[Entry], SubmissionResult]:
    for folder in own:
        if folder.name not in OWN:  # where this process was not forked
            register(folder)
    return in_process(Grader(course, cases, kept=kept), turns, mother).grade


def in_process(grader: Grader, turns: Turns, mother: Sandbox | None) -> Grader:
    """Return a grader that is at work in a process of its own, and takes turns with others of the same mother."""
    grader.sandbox.turns = turns
    grader.sandbox.mother = mother
    grader.sandbox.warm()
    multiprocessing.util.Finalize(None, grader.sandbox.close, exitpriority=10)
    return grader


def grade_paths(
    paths: Sequence[str | Path],
    *,
    assignment: str | None = None,
    config: Course | None = None,
    jobs: int | None = None,
    keep: bool = False,
    fresh: bool = False,
    begin: Callable[[int], None] = lambda total: None,
    done: Callable[[SubmissionResult], None] = lambda result: None,
) -> Report:
    """Grade everything below the paths and return the report.

    With `keep` each result is kept as soon as it is there, and what is kept already is not graded again, unless all is
    to be `fresh`. `begin` is called with the number of submissions, once the processes are forked (so it may start a
    thread), and `done` with each result as it is ready. Raises `NoSuchPath`, `BadCaseFile` and, on Ctrl-C,
    `Interrupted`.
    """
    course = config or Course()
    entries, warnings = collect(paths, assignment)
    cases = course.case_file()
    with Grader(course, cases) as grader:
        isolation = grader.isolation()
        if not isolation.reaches(course.require):
            message = refusal(isolation, course.require)
            return Report(isolation, cases.name, [grader.refuse(entry, message) for entry in entries], warnings)
        if keep:
            from .kept import kept_results

            grader.kept = kept_results(course, cases.name, isolation.level, fresh)
        finished: dict[Entry, SubmissionResult] = {}
        try:
            for entry, result in grade_entries(grader, entries, jobs or cores(), begin):
                finished[entry] = result
                done(result)
            results = [finished[entry] for entry in entries]
        except KeyboardInterrupt:
            results = [finished[entry] for entry in entries if entry in finished]
            left, levels = len(entries) - len(results), _levels(course, results)
            raise Interrupted(Report(isolation, cases.name, results, warnings, left, levels)) from None
    warnings += sorted({one.not_kept for one in results} - {""})[:1]
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
