"""The search for the smallest call that shows a fault: up the ladder, in steps, within a budget of CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from ..exercises.model import Check, Exercise
from ..sandbox.host import Death
from . import following
from .batch import Batch
from .counterexample import Found, simpler
from .growth import TIMES, growing, sentence_on_growth
from .ladder import HEIGHTS
from .references import NotRecorded, References
from .verdicts import Outcome
from .wording import failures

__all__ = ["Ladders", "Search"]

STEPS = (8, 40)  # the calls of a ladder are made in three steps, since most faults show among the first
LONG = 3  # where some size is larger than this in every case of a check, what another check has found is shorter

Key = tuple[str, tuple[str, ...], int]


class Ladders:
    """The small calls of an assignment's exercises, the same for every submission."""

    def __init__(self, references: References) -> None:
        self.references = references
        self._batches: dict[Key, list[Batch]] = {}
        self._growing: dict[str, Batch | None] = {}

    def steps(self, exercise: Exercise, groups: tuple[str, ...]) -> Iterator[Batch]:
        """Yield the calls of some groups, smallest first, then larger ones."""
        for height in range(len(HEIGHTS)):
            key = exercise.name, groups, height
            if key not in self._batches:
                cases = self.references.ladder(exercise, groups, height)
                bounds = (0, *STEPS, len(cases))
                parts = [cases[low:high] for low, high in zip(bounds, bounds[1:], strict=False)]
                self._batches[key] = [Batch(self.references, exercise, part) for part in parts if part]
            yield from self._batches[key]

    def growing(self, exercise: Exercise) -> Batch | None:
        """Return the calls by which it is told how an error grows with time; None for what has no steps."""
        if exercise.name not in self._growing:
            self._growing[exercise.name] = growing(self.references, exercise)
        return self._growing[exercise.name]


class Search:
    """Looks for calls that show what is wrong with one exercise of a submission; `ended` says that time was up."""

    def __init__(self, ladders: Ladders, exercise: Exercise, outcome: Outcome) -> None:
        self.ladders = ladders
        self.exercise = exercise
        self.submission = outcome.submission
        self.ended = False
        self._left = min(outcome.submission.limits.search, outcome.submission.limits.cpu)
        self._answers: dict[int, list[list[Any]] | Death] = {}
        self._found: list[Found] = []
        self._told: set[str] = set()

    def answers(self, batch: Batch) -> list[list[Any]]:
        """Return the submission's answers to some calls, which are made once. Raises `Death`."""
        key = id(batch.calls)
        if key not in self._answers:
            self.submission.sandbox.keep(batch.calls)  # for the next student who needs it
            try:
                self._answers[key] = self._call(batch)
            except Death as death:
                self._answers[key] = death
        answers = self._answers[key]
        if isinstance(answers, Death):
            raise answers
        return answers

    def _call(self, batch: Batch) -> list[list[Any]]:
        if self._left <= 0 or self.ended:
            self.ended = True
            raise Death("timeout", "The time for the search was up.")
        try:
            run = self.submission.run(batch.calls, self._left)
        except Death as death:
            self.ended = self.ended or death.status == "timeout"
            raise
        start = time.process_time()
        answers = batch.answers(run.results(len(batch.calls)))
        self._left -= run.cpu + time.process_time() - start  # to read what a worker sends takes time, too
        return answers

    def find(self, check: Check, outcome: Outcome) -> Found | None:
        """Return the smallest call found that shows a failure of a check."""
        exercise = self.exercise
        groups = check.groups or tuple(group.name for group in exercise.groups)

        def failing(batch: Batch) -> Iterator[Found | None]:
            return failures(exercise, check, batch, self._call(batch), outcome)

        found = None
        if all(max((low for low, _ in exercise.group(name).sizes.values()), default=0) > LONG for name in groups):
            found = next(
                (one for one in self._found if one.part in (check.outputs or (one.part,)) and not one.verdict.values),
                None,
            )
        try:
            for batch in self.ladders.steps(exercise, groups) if found is None else ():
                faults = failures(exercise, check, batch, self.answers(batch), outcome)
                found = next((one for one in faults if one is not None), None)
                if found is not None:
                    found = self._simpler(found, failing)
                    break
        except (Death, following.NotComparable, *following.NONSENSE):
            pass
        if found is not None:
            self._found.append(found)
        return found

    def growth(self, check: Check, found: Found, outcome: Outcome) -> str:
        """Return in a sentence how the error that was found grows with time, once for each part; or nothing."""
        batch = self.ladders.growing(self.exercise)
        if batch is None or found.verdict.fault != "value" or len(found.case) > 1 or found.part in self._told:
            return ""
        sizes = [self.exercise.group(name).sizes for name in check.groups]
        if sizes and not any(one[time][1] > 1 for one in sizes for time in TIMES if time in one):
            return ""  # a check of one step
        self._told.add(found.part)
        try:
            text = sentence_on_growth(self.exercise, found.part, batch, self.answers(batch), outcome)
        except (Death, NotRecorded, following.NotComparable, *following.NONSENSE):
            return ""
        return f" {text}" if text else ""

    def _simpler(self, found: Found, failing: Callable[[Batch], Iterator[Found | None]]) -> Found:
        try:
            return simpler(self.ladders.references, self.exercise, found, failing)
        except (Death, following.NotComparable, *following.NONSENSE):
            return found  # as it was found it is an example all the same
