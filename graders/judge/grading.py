"""Judging one submission: each exercise as it is, then by follow-through, then the explanation of what is wrong."""

from __future__ import annotations

import ast
import contextlib
import random
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..exercises.model import Assignment, Check, Exercise
from ..exercises.quiz import Question
from ..sandbox import wire
from ..sandbox.host import Death, Sandbox
from . import findings, following, own_forward
from .answers import numbers_in, tree
from .batch import Batch, Prepared
from .calls import Calls, arguments, outcomes
from .cases import CaseFile
from .counterexample import source
from .diagnosis import Bank, Diagnosis, Naming
from .findings import Finding
from .points import shared, summed
from .quiz import Mark, answer_of, mark
from .reading import Reading
from .references import NotRecorded
from .search import Ladders, Search
from .submission import ALLOWED, Submission
from .verdicts import (
    Answers,
    Judged,
    Outcome,
    Seen,
    does_nothing,
    holding,
    is_single,
    judge_all,
    returns_single,
    total,
)  # fmt: skip
from .wording import NOT_EARNED, lost_already, sentence, without_example, wrong_in

__all__ = ["CheckResult", "ExerciseResult", "Judge"]

UNSURE = (
    "It may be right together with your own other functions, one of which is wrong in a way that this kit does not "
    "know. Mend that one first; the course's grader judges both."
)
LOOKS, SMALL = 4, 2000  # cases on which it is seen what a composition reads, and numbers in one at the most
WORST = ("killed", "timeout", "error")


@dataclass
class CheckResult:
    """One check's outcome, as in the report."""

    name: str
    score: float
    max_score: float
    passed: bool
    message: str
    counterexample: str | None = None
    diagnosis: Diagnosis | None = None

    def __post_init__(self) -> None:
        # Not part of the report: a question's right answer, where another was given; and the message without what the
        # student's code said, where it said something.
        self.answer = ""
        self.quiet = ""


@dataclass
class ExerciseResult:
    """One exercise's outcome, as in the report."""

    name: str
    score: float
    max_score: float
    status: str
    message: str
    checks: list[CheckResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Not part of the report: the reference's answers to the last digits; ended in every call by this death.
        # `mistake` is the misconception that explains every answer, `outcome` the evidence for a grade.
        self.right = False
        self.lost_to: Death | None = None
        self.mistake: str | None = None
        self.outcome: Outcome | None = None

    @property
    def unusable(self) -> bool:
        """Whether others that use it get a working one lent."""
        return self.status in ("missing", *WORST)


class Judge:
    """Judges the exercises of one assignment by one case file. What does not depend on the student is kept.

    `prices` are percents of each exercise's points by the name of a finding. With `keep_outcomes` each result holds its
    `outcome`, answers and verdicts, which is much.
    """

    def __init__(
        self,
        assignment: Assignment,
        cases: CaseFile,
        points: Mapping[str, float] | None = None,
        keep_outcomes: bool = False,
        prices: Mapping[str, float] | None = None,
    ) -> None:
        self.assignment = findings.priced(assignment, prices or {})
        self.cases = cases
        self.keep_outcomes = keep_outcomes
        self.references = cases.references(assignment)
        self.points = points or {}
        self.shown = _as_parsed(self.references.shown())
        self._ladders = Ladders(self.references)
        self._banks: dict[str, Bank] = {}
        self._interplay: dict[str, tuple[bytes, bytes]] = {}
        self._readings: dict[str, Reading] = {}
        self._looks: dict[str, Reading] = {}
        self._charged: set[str] = set()  # sentences of findings that have cost this submission something
        self._unsure = False  # whether a recording lacks what the exercise at hand may be right by

    def exercise_points(self, exercise: Exercise) -> float:
        """Return an exercise's points in this course."""
        return float(self.points.get(exercise.name, exercise.points))

    def _missing(self, exercise: Exercise, message: str) -> ExerciseResult:
        worths = self._worths(exercise)
        checks = [
            CheckResult(check.name, 0.0, worth, False, message)
            for check, worth in zip(exercise.checks, worths, strict=True)
        ]
        return ExerciseResult(exercise.name, 0.0, self.exercise_points(exercise), "missing", message, checks)

    def _worths(self, exercise: Exercise) -> list[float]:
        return shared(self.exercise_points(exercise), [check.points for check in exercise.checks])

    def keep(self, sandbox: Sandbox) -> None:
        """Leave the hidden calls with the sandbox, before the first submission is loaded."""
        for exercise in self.assignment.exercises:
            for batch in self.cases.prepared(self.assignment, exercise).batches if exercise.groups else ():
                sandbox.keep(batch.calls)

    def judge(self, submission: Submission, questions: Sequence[Question] = ()) -> Iterator[ExerciseResult]:
        """Yield the results of a loaded submission's exercises, in the assignment's order.

        `questions` are those of a quiz, as they were put to this student.
        """
        earlier: dict[str, ExerciseResult] = {}
        self._charged = set()
        for exercise in self.assignment.exercises:
            try:
                submission.left = ALLOWED * submission.limits.cpu
                result = self._missing_function(submission, exercise)
                if result is None and exercise.parts:
                    result = self._quiz(submission, exercise, questions)
                if result is None:
                    result = self._exercise(submission, exercise, earlier)
            finally:
                submission.ask = None
            earlier[exercise.name] = result
            yield result

    # One exercise

    def _missing_function(self, submission: Submission, exercise: Exercise) -> ExerciseResult | None:
        """Return the result of a function that cannot be called; None of one that can."""
        name = exercise.name
        if name in submission.candidate.stubs:
            return self._missing(exercise, f"{name} is not written yet: its body is still the one that was handed out.")
        if name not in submission.callable:
            if submission.candidate.unparsed:
                reason = submission.candidate.unparsed
                return self._missing(exercise, f"{name} is missing, because Python cannot read the file: {reason}")
            if not submission.ended:
                return self._missing(exercise, f"{name} was not reached: the code outside of functions does not end.")
            defined = name in submission.candidate.defined
            return self._missing(exercise, f"{name} is {'not a function' if defined else 'not defined'}.")
        return None

    def _exercise(
        self, submission: Submission, exercise: Exercise, earlier: dict[str, ExerciseResult]
    ) -> ExerciseResult:
        name = exercise.name
        prepared = self.cases.prepared(self.assignment, exercise)
        if exercise.forward and exercise.forward in earlier and earlier[exercise.forward].status == "missing":
            reason = f"{name} needs the cache of your {exercise.forward}, which is missing."
            return self._score(exercise, _nothing(exercise, submission), reason)
        if exercise.forward and exercise.forward in earlier and earlier[exercise.forward].lost_to is not None:
            death = earlier[exercise.forward].lost_to
            reason = f"{name} needs the cache of your {exercise.forward}, which ended before it returned one. {death}"
            return self._score(exercise, _nothing(exercise, submission, death), reason)
        self._unsure = False
        seen = self._run(submission, prepared)
        best = self._as_is(submission, exercise, prepared, seen)
        if not all(best.holds.values()):
            if does_nothing(exercise, prepared, seen):
                nothing = {check.name: False for check in exercise.checks}
                return self._score(exercise, replace(best, holds=nothing, score=0.0, idle=True), "")
            for other in self._follow_through(submission, exercise, prepared, seen, earlier):
                if other.score > best.score or (best.score == other.score == 0 and other.how.startswith("with")):
                    best, other = other, best
                other.submission.close() if other.submission is not submission else None
                if all(best.holds.values()):
                    break
        below = (*exercise.uses, *((exercise.forward,) if exercise.forward else ()))
        best.on = tuple(one for one in dict.fromkeys(below) if one in earlier and not _full(earlier[one]))
        try:
            return self._score(exercise, best, "")
        finally:
            if best.submission is not submission:
                best.submission.close()

    def _quiz(self, submission: Submission, exercise: Exercise, questions: Sequence[Question]) -> ExerciseResult:
        """Judge a quiz: its function is called twice, and each question is a check.

        Its answers are shown, so it is called apart: other workers have the hidden calls of what was graded before.
        """
        calls: Calls = [(exercise.name, [], -1, [])] * 2
        results: list[Any] = []
        death = None
        try:
            with submission.apart():
                try:
                    results = submission.calls(calls)
                except Death:
                    with submission.sandbox.turns.alone():
                        results = submission.calls(calls)
        except Death as ended:
            death = ended
        marks = mark(questions, results) if death is None else [Mark(False, str(death)) for _ in questions]
        checks = [
            CheckResult(
                check.name, worth if one.right else 0.0, worth, one.right, check.title if one.right else one.message,
                None, one.diagnosis,
            )
            for check, worth, one in zip(exercise.checks, self._worths(exercise), marks, strict=True)
        ]  # fmt: skip
        for check, question in zip(checks, questions, strict=True):
            check.answer = "" if check.passed else answer_of(question)
        most = self.exercise_points(exercise)
        wrong = [check for check in checks if not check.passed]
        score = summed(check.score for check in checks) if wrong else most
        status = "passed" if not wrong else "partial" if score else "failed"
        message = f"{len(checks) - len(wrong)} of {len(checks)} answers are right." if wrong else ""
        if death is not None:
            status, message = death.status, str(death)
        elif any(isinstance(result, wire.Raised) for result in results):
            status, message = "error", wrong[0].message
        return ExerciseResult(exercise.name, score, most, status, message, checks)

    def _run(self, submission: Submission, prepared: Prepared) -> Seen:
        """Run all cases; a death or a time-out is repeated once, alone, then by groups to save what can be saved."""
        seen = Seen([], [])
        left = submission.limits.cpu
        name = prepared.exercise.name
        if name not in self._interplay:
            self._interplay[name] = findings.interplay(self.assignment, prepared.exercise, prepared)
        for batch in prepared.batches:
            if any(death.status == "timeout" for death in seen.deaths):
                seen.answers.append(batch.answers([_dead(seen.deaths[-1])] * len(batch.calls)))
                seen.packed.append(None)
                continue
            try:
                try:
                    extra = self._interplay[name][0] if batch is prepared.main else b""
                    run = submission.run(batch.calls, left, interplay=extra)
                except Death:  # of a busy machine, perhaps, or of the extra calls, which may cost nothing
                    with submission.sandbox.turns.alone():
                        run = submission.run(batch.calls, left)
            except Death as death:
                seen.deaths.append(death)
                seen.packed.append(None)
                seen.answers.append(self._by_group(submission, batch, left, death))
                continue
            left = max(0.1, left - run.cpu)
            seen.packed.append(run.packed)
            seen.changed += run.changed
            seen.overflows += run.overflows
            seen.facts += run.facts
            seen.answers.append(_Lazy(batch, run))  # type: ignore[arg-type]
        return seen

    def _by_group(self, submission: Submission, batch: Batch, cpu: float, death: Death) -> list[list[Any]]:
        answers: list[list[Any]] = [[_dead(death)] * len(case) for _, case in batch.cases]
        groups = {name for name, _ in batch.cases}
        if death.status == "timeout" or len(groups) == 1:
            return answers
        for group in sorted(groups):
            places = [place for place, (name, _) in enumerate(batch.cases) if name == group]
            part = Batch(batch.references, batch.exercise, [batch.cases[place] for place in places])
            try:
                run = submission.run(part.calls, cpu)
            except Death as other:
                if other.status == "timeout":
                    break
                continue
            for place, case in zip(places, part.answers(run.results(len(part.calls))), strict=True):
                answers[place] = case
        return answers

    def _as_is(self, submission: Submission, exercise: Exercise, prepared: Prepared, seen: Seen) -> Outcome:
        if all(
            packed is not None and batch.all_right(packed)
            for packed, batch in zip(seen.packed, prepared.batches, strict=True)
        ):
            holds = {check.name: True for check in exercise.checks}
            return Outcome(
                "as it is", holds, [], exercise.points, seen, submission, single=returns_single(prepared, seen)
            )
        return self._compared("as it is", submission, exercise, prepared, seen, None)

    def _compared(
        self,
        how: str,
        submission: Submission,
        exercise: Exercise,
        prepared: Prepared,
        seen: Seen,
        expected: Answers | None,
        functions: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Compare with what is expected, None being the reference's own answers, in float64 or else in float32."""
        judged = judge_all(exercise, prepared, seen, expected, False)
        holds = holding(exercise, judged)
        single = lenient = False
        if not all(holds.values()) and is_single(exercise, prepared, seen, judged):
            low = judge_all(exercise, prepared, seen, expected, True)
            held = holding(exercise, low)
            if sum(held.values()) > sum(holds.values()):
                judged, holds, single, lenient = low, held, True, True
        single = single or returns_single(prepared, seen)
        return Outcome(
            how, holds, judged, total(exercise, holds), seen, submission, functions, single, lenient, expected
        )

    # Follow-through

    def _follow_through(
        self,
        submission: Submission,
        exercise: Exercise,
        prepared: Prepared,
        seen: Seen,
        earlier: dict[str, ExerciseResult],
    ) -> Iterator[Outcome]:
        """Yield the other ways in which the exercise may be right."""
        used = {name: earlier[name] for name in (*exercise.uses, *exercise.aside) if name in earlier}
        unusable = {name for name, result in used.items() if result.unusable}
        own = [name for name in used if name not in unusable and name not in exercise.aside]
        wrong = any(not used[name].right for name in own)
        if unusable:
            lent = following.lending(self.assignment, exercise, unusable, set(own))
            own = [name for name in own if name not in lent] if wrong else []
            yield from self._lent(submission, exercise, prepared, lent, own, earlier)
        elif wrong:
            try:
                composed = self._composed(submission, prepared, own, [], earlier)
            except NotRecorded:
                composed, self._unsure = None, True
                mistaken = {name for name in own if earlier[name].score < earlier[name].max_score}
                lent = following.lending(self.assignment, exercise, mistaken, set(own) - mistaken)
                yield from self._lent(submission, exercise, prepared, lent, [], earlier)
            if composed is not None:
                functions, expected = composed
                yield self._compared("own", submission, exercise, prepared, seen, expected, functions)
        if exercise.forward and exercise.forward in earlier and not earlier[exercise.forward].right:
            yield from self._own_forward(submission, exercise, prepared, seen)

    def _lent(
        self,
        submission: Submission,
        exercise: Exercise,
        prepared: Prepared,
        lent: dict[str, str],
        own: list[str],
        earlier: dict[str, ExerciseResult],
    ) -> Iterator[Outcome]:
        cases = [case for batch in prepared.batches for _, case in batch.cases]
        lender = following.Lender(self.assignment, self.references.functions, lent, cases)
        other = Submission(
            submission.sandbox, self.assignment, submission.candidate, submission.limits, submission.shown,
            lent=lender.request(), skip=submission.skip,
        )  # fmt: skip
        other.ask = lender
        try:
            other.load()
        except Death:
            return
        seen = self._run(other, prepared)
        outcomes = [] if own else [self._compared("lent", other, exercise, prepared, seen, None)]
        # The student's may call what is lent, which works by itself, or repeat it on top of their own other functions.
        for apart in (list(lent), [name for name, on_own in lent.items() if on_own]) if own else ():
            composed = None
            with contextlib.suppress(NotRecorded):  # they may use what is lent, too
                composed = self._composed(other, prepared, own, apart, earlier)
            if composed is not None:
                functions, expected = composed
                outcomes.append(self._compared("lent", other, exercise, prepared, seen, expected, functions))
                if all(outcomes[-1].holds.values()):
                    break
        if not outcomes:
            other.close()
            return
        outcome = max(outcomes, key=lambda one: one.score)
        outcome.how = "with a working " + " and ".join(sorted(lent)) + " lent"
        yield outcome

    def _composed(
        self,
        submission: Submission,
        prepared: Prepared,
        own: list[str],
        lent: list[str],
        earlier: dict[str, ExerciseResult],
    ) -> tuple[Mapping[str, Any], Answers] | None:
        """Return what the reference answers with the student's own functions in it, or None if they answer nonsense.

        A function that reads little is not followed: what is built on it would earn points for nothing.
        Raises `NotRecorded`.
        """
        try:
            if not all(self._reads_half(submission, name) for name in own if self._has_right_cache(name, earlier)):
                return None
            known = {name: earlier[name].mistake for name in own if earlier[name].score < earlier[name].max_score}
            functions = self.references.composed(submission, own, lent, known)
            expected = self._composed_answers(functions, prepared)
        except NotRecorded:
            raise
        except (Death, following.NotComparable, *following.NONSENSE):
            return None
        return None if expected is None else (functions, expected)

    def _composed_answers(self, functions: Mapping[str, Any], prepared: Prepared) -> Answers | None:
        """Return what the composition answers to the cases that are followed, or None if it reads little.

        What it reads is seen between the cases, in an order that nobody knows who does not know the cases: no function
        can tell when it is looked at.
        """
        followed = [
            (b, place, batch.cases[place][1])
            for b, (batch, places) in enumerate(zip(prepared.batches, prepared.followed, strict=True))
            for place in sorted(places)
        ]
        secret = zlib.crc32(prepared.main.packed)
        name = prepared.exercise.name
        if name not in self._looks:
            known = not self.references.sampled  # a recording knows nothing of changed cases
            small = [case for _, _, case in followed if known and numbers_in(case[0]) <= SMALL]
            looked_at = random.Random(secret).sample(small, min(LOOKS, len(small)))
            self._looks[name] = Reading.on(self.references, prepared.exercise, looked_at)
        reading = self._looks[name]
        jobs = followed + [(-1, place, case) for place, case in enumerate(reading.cases)]
        random.Random(secret).shuffle(jobs)
        expected: Answers = [[[] for _ in batch.cases] for batch in prepared.batches]
        read: list[Any] = [[] for _ in reading.cases]
        for b, place, case in jobs:
            (read if b < 0 else expected[b])[place] = self._composed_case(functions, prepared.exercise, case)
        return expected if reading.shows_half(read) else None

    def _has_right_cache(self, name: str, earlier: dict[str, ExerciseResult]) -> bool:
        """Tell whether what a function reads can be seen: a backward pass's on the cache of a right function only."""
        forward = self.assignment.exercise(name).forward
        return forward not in earlier or _full(earlier[forward])

    def _reads_half(self, submission: Submission, name: str) -> bool:
        """Tell whether a student's function reads at least half of what the right one reads. Raises `Death`."""
        if name not in self._readings:
            self._readings[name] = Reading.drawn(self.references, self.assignment.exercise(name))
        return self._readings[name].is_half(submission)

    def _composed_case(self, functions: Mapping[str, Any], exercise: Exercise, case: Any) -> list[Any]:
        """Return what the composition answers to one case; None for each problem if it cannot."""
        try:
            answers = outcomes(self.assignment, exercise, functions, case)
            return [tree(answer) if following.is_finite(answer) else None for answer in answers]
        except (following.NotComparable, *following.NONSENSE):
            return [None] * len(case)

    def _own_forward(
        self, submission: Submission, exercise: Exercise, prepared: Prepared, seen: Seen
    ) -> Iterator[Outcome]:
        forward = self.assignment.exercise(exercise.forward)
        try:
            if forward.name not in submission.callable or not self._reads_half(submission, forward.name):
                return
            try:
                formula = self._by_formula(submission, exercise, forward, prepared)
            except NotRecorded:
                self._unsure = True
            else:
                yield self._compared("formula", submission, exercise, prepared, seen, formula)
            if not own_forward.is_attempt(submission, forward, self.references.functions):
                return
            judged: Judged = []
            for b, batch in enumerate(prepared.batches):
                places = sorted(prepared.followed[b])
                found = own_forward.gradient_of_own_forward(
                    submission,
                    exercise,
                    [batch.cases[i] for i in places],
                    [seen.answers[b][i] for i in places],
                    [batch.expected[i] for i in places],
                )
                judged += [
                    (batch.cases[i][0], b, i, j, verdicts)
                    for i, case in zip(places, found, strict=True)
                    for j, verdicts in enumerate(case)
                ]
        except (Death, following.NotComparable, *following.NONSENSE):
            return
        holds = holding(exercise, judged)
        yield Outcome("gradient", holds, judged, total(exercise, holds), seen, submission)

    def _by_formula(self, submission: Submission, exercise: Exercise, forward: Exercise, prepared: Prepared) -> Answers:
        """Return the reference's formula evaluated on what the student's forward pass returned."""
        expected: Answers = []
        for batch in prepared.batches:
            calls: Calls = [
                (forward.name, arguments(forward, problem), forward.cache, [])
                for _, case in batch.cases
                for problem in case
            ]
            results = iter(submission.calls(calls))
            answers = []
            for _, case in batch.cases:
                row = []
                for problem in case:
                    want = self.references.functions[forward.name](*arguments(forward, problem))
                    shown = following.shown(next(results), want, forward)
                    row.append(tree(self.references.by_formula(exercise, problem, shown)))
                answers.append(row)
            expected.append(answers)
        return expected

    # The result

    def _score(self, exercise: Exercise, outcome: Outcome, reason: str) -> ExerciseResult:
        noticed = {one.name: one for one in (self._noticed(exercise, outcome) if not reason else ())}
        with contextlib.nullcontext() if reason or all(outcome.holds.values()) else outcome.submission.apart():
            search = Search(self._ladders, exercise, outcome)
            checks = [
                CheckResult(check.name, worth, worth, True, check.title)
                if outcome.holds[check.name]
                else self._explain(exercise, check, worth, outcome, reason, search)
                for check, worth in zip(exercise.checks, self._worths(exercise), strict=True)
            ]
        self._charge(exercise, checks, noticed)
        most = self.exercise_points(exercise)
        full = all(check.passed for check in checks)
        score = most if full else summed(check.score for check in checks)
        status = "passed" if full else self._status(outcome, score)
        found_here = list(noticed.values())
        message = self._message(outcome, checks, reason, found_here)
        result = ExerciseResult(exercise.name, score, most, status, message, checks, found_here)
        only = outcome.naming.only if outcome.naming is not None else None
        result.mistake = only.name if only is not None else None
        result.lost_to = next((death for death in outcome.seen.deaths if score == 0), None)
        result.outcome = outcome if self.keep_outcomes else None
        batches = self.cases.prepared(self.assignment, exercise).batches
        result.right = (
            full
            and outcome.how == "as it is"
            and all(batch.exact(packed) for batch, packed in zip(batches, outcome.seen.packed, strict=True))
        )
        return result

    def _charge(self, exercise: Exercise, checks: list[CheckResult], noticed: dict[str, Finding]) -> None:
        """Let each check that stands on a finding have its share of what the others have; with the finding, none.

        So a price takes a part of what was earned, and gives nothing to anybody. What an earlier function has paid for,
        in the same words, is not paid for again.
        """
        pairs = list(zip(exercise.checks, checks, strict=True))
        own = [result for check, result in pairs if not check.finding]
        most = sum(result.max_score for result in own)
        share = sum(result.score for result in own) / most if most else 0.0
        for check, result in pairs:
            found = noticed.get(check.finding)
            if not check.finding:
                continue
            worth = result.max_score if share == 1 else round(share * result.max_score, 6)
            if found is None or found.message in self._charged:
                result.score, result.passed = worth, share == 1
                result.message = check.title if share else result.message
                continue
            noticed[found.name] = replace(found, cost=summed([found.cost, worth]))
            result.score, result.passed, result.message = 0.0, False, found.message
            self._charged.add(found.message)

    def _status(self, outcome: Outcome, score: float) -> str:
        seen = {death.status for death in outcome.seen.deaths}
        if any(v.fault == "raised" for *_, verdicts in outcome.judged for v in verdicts.values()):
            seen.add("error")
        for status in WORST:
            if status in seen:
                return status
        return "partial" if score > 0 else "failed"

    def _noticed(self, exercise: Exercise, outcome: Outcome) -> list[Finding]:
        """Return the findings; where a backward pass is not right, what becomes of the steps' caches is looked at."""
        steps = self._interplay[exercise.name][1]
        if steps and not outcome.seen.deaths and not (outcome.how == "as it is" and all(outcome.holds.values())):
            with contextlib.suppress(Death):
                outcome.seen.facts += outcome.submission.run([], interplay=steps).facts
        return findings.findings(self.assignment, exercise, self.cases.prepared(self.assignment, exercise), outcome)

    def _message(self, outcome: Outcome, checks: list[CheckResult], reason: str, found: list[Finding]) -> str:
        sentences = [reason] if reason else []
        sentences += [str(death) for death in outcome.seen.deaths[:1] if not reason]
        told = {one.message for one in found}  # at the end
        failed = [check.message for check in checks if not check.passed and check.message not in {*sentences, *told}]
        sentences += sorted(failed, key=lambda message: message.startswith(NOT_EARNED))[:1]
        if outcome.how == "own":
            sentences.append("Judged by what follows from your own functions.")
        elif outcome.how.startswith("with"):
            sentences.append(f"Judged {outcome.how}, because yours cannot be used.")
        elif outcome.on and failed:
            sentences.append(f"It builds on your own {' and '.join(outcome.on)}, not right either: mend that first.")
        if outcome.naming is not None and not outcome.on and not found:  # a finding may be the cause
            sentences.append(outcome.naming.unnamed())
        if self._unsure and failed:
            sentences.append(UNSURE)
        last = findings.sentences(found)
        text = " ".join(filter(None, sentences))
        return " ".join([*([text[: 3999 - len(last)]] if text else []), last]).strip()

    def _explain(
        self, exercise: Exercise, check: Check, worth: float, outcome: Outcome, reason: str, search: Search
    ) -> CheckResult:
        if reason or check.finding:
            return CheckResult(check.name, 0.0, worth, False, reason or without_example(exercise, check, outcome))
        already = lost_already(exercise, check, outcome) if outcome.judged else ""
        if already:
            return CheckResult(check.name, 0.0, worth, False, already)
        fatal = next((death for death in outcome.seen.deaths if death.status == "timeout"), None)
        found, by = None, outcome
        wrong = wrong_in(check, outcome)
        if fatal is None and (wrong or not check.shapes):  # shapes may fail only since nothing else holds
            if outcome.functions is None or wrong:
                found = search.find(check, outcome)
            if found is None and outcome.functions is not None:  # what they compose to shows nothing
                by = replace(outcome, functions=None)
                found = search.find(check, by)
        text = source(self.assignment, exercise, found) if found is not None else None
        if found is not None and found.verdict.fault == "raised" and outcome.how.startswith("with"):
            text = None  # what it raises on top of a function that is lent, it need not raise on the student's own
        seen_by = by if found is not None else outcome
        message = sentence(exercise, check, found, seen_by, search.ended)
        if found is not None and (not outcome.on or by.functions is not None):
            message += search.growth(check, found, by)
        known = outcome.how == "as it is" and not message.startswith(NOT_EARNED)
        diagnosis = self._diagnose(exercise, check, outcome) if known else None
        if text is not None and len(text) > 4000:
            text = None
        result = CheckResult(check.name, 0.0, worth, False, message[:4000], text, diagnosis)
        if found is not None and found.verdict.fault == "raised":
            result.quiet = sentence(exercise, check, found, seen_by, search.ended, quiet=True)
        return result

    def _diagnose(self, exercise: Exercise, check: Check, outcome: Outcome) -> Diagnosis | None:
        if any(exercise.group(name).wide for name in check.groups) or not outcome.seen.answers:
            return None
        if outcome.naming is None:
            if exercise.name not in self._banks:
                self._banks[exercise.name] = Bank(self.cases.prepared(self.assignment, exercise))
            wrong = {
                (i, j, name): verdict.fault
                for _, b, i, j, verdicts in outcome.judged
                for name, verdict in verdicts.items()
                if b == 0 and verdict.fault
            }
            outcome.naming = Naming(
                self._banks[exercise.name], outcome.seen.answers[0], wrong, outcome.single, bool(outcome.on)
            )
        return outcome.naming.of(check)


def _full(result: ExerciseResult) -> bool:
    return result.score == result.max_score


def _as_parsed(shown: list[str]) -> list[str]:
    """Return statements as they parse; a visible test with the line that runs it."""
    found = []
    for statement in (ast.parse(text).body[0] for text in shown):
        found.append(ast.dump(statement))
        if isinstance(statement, ast.FunctionDef):
            found.append(ast.dump(ast.parse(f"{statement.name}()").body[0]))
    return found


class _Lazy:
    """A batch's answers by case and problem, unpacked when first looked at: a right answer never is."""

    def __init__(self, batch: Batch, run: Any) -> None:
        self._make: Callable[[], list[list[Any]]] = lambda: batch.answers(run.results(len(batch.calls)))
        self._answers: list[list[Any]] | None = None

    def __getitem__(self, place: int) -> list[Any]:
        if self._answers is None:
            self._answers = self._make()
        return self._answers[place]


def _dead(death: Death) -> wire.Odd:
    return wire.Odd("nothing (Python had ended)" if death.status == "killed" else "nothing (time was up)")


def _nothing(exercise: Exercise, submission: Submission, death: Death | None = None) -> Outcome:
    seen = Seen([], [], [] if death is None else [death])
    return Outcome("as it is", {check.name: False for check in exercise.checks}, [], 0.0, seen, submission)
