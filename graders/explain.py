"""`unrolled explain`: one grade with everything that it rests on, for an appeal.

The submission is found and graded as `unrolled grade` does it, by the same judge, which keeps its outcomes here. What
this shows holds hidden cases: it is for the instructor.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from . import __version__
from .collect import Entry, collect, is_source, pick
from .course import Course
from .exercises import ASSIGNMENTS, assignment
from .feedback import reduced
from .grade import Grader, refusal
from .judge.evidence import HiddenCase, Tally, first_wrong, rule, tallies
from .judge.grading import ExerciseResult
from .judge.isolation import Isolation
from .judge.quiz import key_of
from .results import SubmissionResult, utf8

__all__ = ["Evidence", "Explanation", "NotFound", "explain"]


class NotFound(ValueError):
    """What was asked for is not there or not one thing; the text says so in a sentence, with what there is."""


@dataclass(frozen=True)
class Evidence:
    """What one check's result rests on. `hidden` is the first hidden case that fails, if one does; of a question, `key`
    is the right answer and its reason.
    """

    check: str
    groups: list[Tally]
    hidden: HiddenCase | None
    key: str = ""


@dataclass
class Explanation:
    """One grade and its evidence.

    `exercise` is its result in full, None where the submission could not be graded; `shown` the same as the student
    sees it now, at the course's `feedback` level. `judged` says how it was judged. `differs` are sentences about a
    second run that differs from the first, `reproduced` and `changes` about an earlier report, if one was named.
    """

    submission: SubmissionResult
    asked: str
    files: dict[str, str]
    isolation: Isolation
    cases: str
    feedback: str
    exercise: ExerciseResult | None = None
    shown: ExerciseResult | None = None
    judged: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    reproduced: bool | None = None
    changes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether both runs agree, and agree with the earlier report."""
        return not self.differs and self.reproduced is not False

    def grader(self) -> dict[str, str]:
        """Return what graded, as in a report."""
        return {
            "version": __version__,
            "python": ".".join(map(str, sys.version_info[:3])),
            "numpy": np.__version__,
            "cases": self.cases,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as a JSON object."""
        one = self.submission
        found = {
            "schema": 1, "for": "the instructor: it holds hidden cases", "student": one.student, "path": one.path,
            "assignment": one.assignment, "asked": self.asked, "status": one.status, "message": one.message,
            "score": one.score, "max_score": one.max_score, "read": asdict(one.read) if one.read else None,
            "not_read": self.files, "isolation": self.isolation.level, "grader": self.grader(),
            "judged": self.judged, "exercise": asdict(self.exercise) if self.exercise else None,
            "evidence": [asdict(one) for one in self.evidence], "feedback": self.feedback,
            "student_sees": asdict(self.shown) if self.shown else None, "second_run_differs": self.differs,
            "report": None if self.reproduced is None else {"reproduced": self.reproduced, "changes": self.changes},
        }  # fmt: skip
        plain: dict[str, Any] = utf8(found)
        return plain


def explain(
    folder: Path, student: str, asked: str, course: Course, only: str | None = None, report: Path | None = None
) -> Explanation:
    """Grade one submission of the class in a folder twice and return the evidence for one exercise.

    `asked` is FUNCTION or ASSIGNMENT.FUNCTION; `report` an earlier JSON report. Raises `NotFound` and `BadCaseFile`.
    """
    if not (folder / "submitted").is_dir():
        raise NotFound(f"There is no folder submitted in {str(folder)!r}; name the course's folder with --course.")
    entries, _ = collect([folder])
    entry, function = _asked(entries, student, asked, only)
    earlier = _earlier(report, student) if report is not None else None
    cases = course.case_file()
    with Grader(replace(course, feedback="full", feedback_after=None), cases, keep_outcomes=True) as grader:
        isolation = grader.isolation()
        if not isolation.reaches(course.require):
            raise NotFound(refusal(isolation, course.require))
        first, second = grader.grade(entry), grader.grade(entry)
        level = course.level(first.assignment)
        found = Explanation(first, function, _not_read(entry, first), isolation, cases.name, level)
        if first.status == "graded":
            _explain_exercise(found, grader)
    found.differs = list(_differences(first, second, function))
    if earlier is not None:
        _compare(found, earlier)
    return found


# What was asked for


def _asked(entries: Sequence[Entry], student: str, asked: str, only: str | None) -> tuple[Entry, str]:
    """Return the submission and the function that are meant. Raises `NotFound`."""
    named, _, function = asked.rpartition(".")
    if named and only and named != only:
        raise NotFound(f"{asked!r} and --assignment {only} name two assignments.")
    named = named or only or ""
    if named and named not in ASSIGNMENTS:
        raise NotFound(f"There is no assignment {named!r}{_near(named, ASSIGNMENTS)}")
    having = [name for name in ([named] if named else ASSIGNMENTS) if function in assignment(name).functions]
    if not having:
        known = [one for name in ([named] if named else ASSIGNMENTS) for one in assignment(name).functions]
        raise NotFound(f"There is no exercise {function!r}{f' in {named}' if named else ''}{_near(function, known)}")
    own = [one for one in entries if one.student == student]
    if not own:
        names = dict.fromkeys(one.student for one in entries)
        raise NotFound(f"Nobody called {student!r} has handed in anything{_near(student, names)}")
    found = [one for one in own if one.assignment in having or not one.assignment]
    if not found:
        there = ", ".join(one.assignment for one in own)
        raise NotFound(f"{student!r} handed in {there}, and {function} is an exercise of {', '.join(having)}.")
    if len(found) > 1:
        choices = " or ".join(f"{one.assignment}.{function}" for one in found)
        raise NotFound(f"{student!r} handed in several assignments with an exercise {function}: say {choices}.")
    return replace(found[0], assignment=found[0].assignment or named), function


def _near(name: str, names: Iterable[str]) -> str:
    """Return the end of a sentence: the names that are most like one that does not exist."""
    known = list(names)
    near = difflib.get_close_matches(name, known, 3, 0.5) or known[:10]
    return "; there is " + ", ".join(map(repr, near)) + "." if near else "."


def _not_read(entry: Entry, result: SubmissionResult) -> dict[str, str]:
    """Return the files of a submission that were not graded, each with the reason."""
    if not os.path.isdir(entry.path) or os.path.islink(entry.path):
        return {}
    looked_at = {os.path.basename(path) for path in pick(entry)[0]}
    reasons = {}
    for name in sorted(os.listdir(entry.path)):
        if result.read is not None and name == result.read.name:
            continue
        if name in looked_at:
            said = [line for line in result.message.splitlines() if line.startswith((f"{name}:", f"{name} "))]
            reasons[name] = said[0] if said else result.message
        elif not is_source(name):
            reasons[name] = "It is not a notebook or .py file that could be the submission."
        elif looked_at:
            reasons[name] = f"It is not looked at, because there is {' and '.join(sorted(looked_at))}."
        else:
            reasons[name] = result.message
    return reasons


# The evidence


def _explain_exercise(found: Explanation, grader: Grader) -> None:
    judge = grader.judge(found.submission.assignment)
    if found.asked not in judge.assignment.functions:
        raise NotFound(
            f"{found.submission.student!r} handed in {found.submission.assignment}, which has no exercise "
            f"{found.asked!r}{_near(found.asked, judge.assignment.functions)}"
        )
    result = next(one for one in found.submission.exercises if one.name == found.asked)
    found.exercise = result
    found.shown = reduced(result, found.feedback)
    questions = grader.questions(found.submission.assignment, found.submission.student)
    if questions and result.status != "missing":
        roster = grader.course.roster
        whose = "the course's own" if roster is None else f"{found.submission.student}'s own, by {roster.path.name}"
        found.judged = f"Judged by the questions as they were put: their numbers are {whose}."
        found.evidence = [Evidence(one.name, [], None, key_of(one)) for one in questions]
    outcome = result.outcome
    if outcome is None or not (outcome.judged or all(outcome.holds.values())):  # nothing could be called
        return
    exercise = judge.assignment.exercise(found.asked)
    prepared = grader.cases.prepared(judge.assignment, exercise)
    found.judged = rule(outcome)
    for check in exercise.checks:
        hidden = None
        if not outcome.holds[check.name]:
            hidden = first_wrong(judge.assignment, exercise, check, prepared, outcome)
        found.evidence.append(Evidence(check.name, tallies(exercise, check, prepared, outcome), hidden))


def _differences(first: SubmissionResult, second: SubmissionResult, function: str) -> Iterable[str]:
    """Yield in sentences how two runs of one submission differ."""
    if (first.status, first.score) != (second.status, second.score):
        yield (
            f"The submission has {first.score:g} points ({first.status}) in the first run and {second.score:g} "
            f"({second.status}) in the second."
        )
    for one, other in zip(first.exercises, second.exercises, strict=False):
        if (one.status, one.score) != (other.status, other.score):
            yield (
                f"{one.name} has {one.score:g} points ({one.status}) in the first run and {other.score:g} "
                f"({other.status}) in the second."
            )
        elif one.name == function and one != other:
            yield f"{one.name} has the same points in both runs, but the messages or the counterexamples differ."
        elif one.name == function and _answers(one) != _answers(other):
            yield f"{one.name} has the same points in both runs, but its answers to the hidden cases differ."


def _answers(result: ExerciseResult) -> list[bytes | None]:
    return result.outcome.seen.packed if result.outcome is not None else []


# An earlier report


def _earlier(path: Path, student: str) -> dict[str, Any]:
    """Return what an earlier report says of one student: the submissions by assignment. Raises `NotFound`."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        own = {one["assignment"]: one for one in report["submissions"] if one["student"] == utf8(student)}
        for one in own.values():
            one["exercises"] = {part["name"]: part for part in one["exercises"]}
            for part in (one, *one["exercises"].values()):
                part.update(score=float(part["score"]), max_score=float(part["max_score"]), status=str(part["status"]))
        graders = {name: str(report["grader"][name]) for name in ("version", "python", "numpy", "cases")}
        earlier = {"isolation": str(report["isolation"]), "grader": graders, "own": own}
    except OSError as error:
        raise NotFound(f"The report {str(path)!r} cannot be read: {error.strerror or error}.") from None
    except (AttributeError, ValueError, KeyError, TypeError):
        raise NotFound(f"The report {str(path)!r} is not a JSON report of `unrolled grade`.") from None
    if not own:
        raise NotFound(f"The report {str(path)!r} holds nothing of {student!r}.")
    return earlier


def _compare(found: Explanation, earlier: dict[str, Any]) -> None:
    """Fill in whether an earlier report's grade is reproduced, and what differs."""
    now = found.submission
    own = earlier["own"].get(now.assignment)
    if own is None:
        raise NotFound(f"The report holds nothing of {now.student!r} on {now.assignment or found.asked}.")
    before = own["exercises"].get(found.asked)
    changes = []
    if found.exercise is None or before is None:
        found.reproduced = (own["status"], own["score"]) == (now.status, now.score)
        changes.append(f"Then {own['score']:g} points, {own['status']}; now {now.score:g}, {now.status}.")
    else:
        after = found.exercise
        names = ("score", "max_score", "status")
        found.reproduced = [before[name] for name in names] == [getattr(after, name) for name in names]
        changes.append(
            f"Then {before['score']:g} of {before['max_score']:g} points, {before['status']}; now {after.score:g} of "
            f"{after.max_score:g}, {after.status}."
        )
    if found.reproduced:
        return
    of_grader = {"version": "Unrolled", "python": "Python", "numpy": "NumPy", "cases": "the case file"}
    settings = [f"{of_grader[name]}: {earlier['grader'][name]}, now {one}" for name, one in found.grader().items()
                if earlier["grader"][name] != one]  # fmt: skip
    if earlier["isolation"] != found.isolation.level:
        settings.append(f"isolation: {earlier['isolation']}, now {found.isolation.level}")
    changes += [f"Changed since: {one}." for one in settings]
    if not settings:
        changes.append(
            "Case file and versions are the same, so what was handed in has changed, or the points, limits or prices "
            "of unrolled.toml have, or the submission does not answer the same twice."
        )
    found.changes = changes
