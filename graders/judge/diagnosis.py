"""Naming the misconception: a wrong version of the function whose outputs equal the student's on every case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..exercises.model import Check
from ..misconceptions import Misconception
from .answers import as_array, compare, parts, tree
from .batch import Batch, Prepared
from .calls import outcomes, settled

__all__ = ["Diagnosis", "Wrong", "wrong_versions"]


@dataclass(frozen=True)
class Diagnosis:
    """The name of a misconception, what is wrong, and what to look at."""

    misconception: str
    explanation: str
    hint: str


class Wrong:
    """What one misconception answers to a batch of cases."""

    def __init__(self, batch: Batch, misconception: Misconception, places: Iterable[int]) -> None:
        self.misconception = misconception
        self.diagnosis = Diagnosis(misconception.name.replace("_", " "), misconception.explanation, misconception.hint)
        self.batch = batch
        functions = batch.references.mistaken(misconception)
        self.answers: dict[int, list[Any]] | None = {}
        try:
            for place in places:
                answers = outcomes(batch.assignment, batch.exercise, functions, batch.cases[place][1])
                self.answers[place] = [tree(settled(one)) for one in answers]
        except Exception:  # it cannot run on these cases
            self.answers = None

    def explains(self, check: Check | None, answers: list[list[Any]]) -> bool:
        """Tell whether the student's answers to a check's cases are this misconception's, and not the reference's.

        Without a check: all answers to all cases.
        """
        if self.answers is None:
            return False
        exercise = self.batch.exercise
        wrong = False
        for i, wrong_answers in self.answers.items():
            group, case = self.batch.cases[i]
            if check is not None and check.groups and group not in check.groups:
                continue
            for j in range(len(case)):
                right = self.batch.expected[i][j]
                try:
                    mine = parts(answers[i][j], wrong_answers[j], exercise.outputs, exercise.kept)
                except (TypeError, ValueError, IndexError, KeyError):
                    return False
                true = parts(wrong_answers[j], right, exercise.outputs, exercise.kept)
                for name, (got, want) in mine.items():
                    if check is not None and check.outputs and name not in check.outputs:
                        continue
                    if not _same(got, want):
                        return False
                    wrong = wrong or bool(compare(want, true[name][1]).fault)
        return wrong


def _same(got: Any, want: Any) -> bool:
    """Tell whether an answer is a misconception's, whose numbers may overflow: then in the same places."""
    if isinstance(want, np.ndarray) and want.dtype.kind == "f" and not np.all(np.isfinite(want)):
        array = as_array(got)
        if array is None or array.shape != want.shape or not np.array_equal(np.isfinite(array), np.isfinite(want)):
            return False
        got, want = (np.where(np.isfinite(want), one, 0.0) for one in (array, want))
    return not compare(got, want).fault


def wrong_versions(prepared: Prepared) -> Iterator[Wrong]:
    """Yield what each misconception of an exercise's function answers to the ordinary cases."""
    batch = prepared.main
    places = prepared.sample if batch.references.sampled else range(len(batch.cases))
    for misconception in batch.references.misconceptions(batch.exercise):
        yield Wrong(batch, misconception, places)
