"""How an error grows with time: the same sizes with one, two, three and four steps, or step by step in one sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..exercises.model import Case, Exercise, SmallNumbers
from .answers import as_array, listed, parts
from .batch import Batch
from .references import References
from .verdicts import Outcome, verdict_on

__all__ = ["TIMES", "from_step_to_step", "growing", "sentence_on_growth", "with_length"]

TIMES = ("T", "T_y")  # what a number of steps is called among a group's sizes
LENGTHS = (1, 2, 3, 4)
DRAWS = 3
WORDS = ("one step", "two", "three", "four")


def growing(references: References, exercise: Exercise) -> Batch | None:
    """Return calls of one step to four, the same for every submission; None where an exercise has no steps."""
    for group in exercise.groups:
        time = next((name for name in TIMES if name in group.sizes and group.sizes[name][1] > 1), None)
        if time is None or group.wide or group.change is not None or group.case is not None:
            continue
        bounds = [one.sizes[time] for one in exercise.groups if time in one.sizes]
        if not all(any(low <= steps <= high for low, high in bounds) for steps in LENGTHS):
            continue
        cases: list[tuple[str, Case]] = []
        for steps in LENGTHS:
            for draw in range(DRAWS):
                numbers = SmallNumbers(draw)
                numbers.VALUES = np.array([0.5, -0.5, 0.25, 1.0, -0.25, -1.0])  # nothing saturated
                sizes = {name: max(low, min(high, 2)) for name, (low, high) in group.sizes.items()}
                cases.append((group.name, exercise.draw(group, {**sizes, time: steps}, numbers)))
        return Batch(references, exercise, cases)
    return None


def sentence_on_growth(exercise: Exercise, part: str, batch: Batch, answers: list[list[Any]], outcome: Outcome) -> str:
    """Return how the error of one part grows with the number of steps, or from step to step; "" if that tells nothing.

    Raises `NotRecorded`.
    """
    whole: list[float] = []
    by_step: list[list[float]] = []  # in sequences of the last length
    first: tuple[int, ...] = ()
    for i, (_, (problem,)) in enumerate(batch.cases):
        (want,) = batch.reference(i) if outcome.functions is None else batch.answered(outcome.functions, [problem])
        got, true = parts(answers[i][0], want, exercise.outputs, exercise.kept).get(part, (None, None))
        array = as_array(got)
        if array is None or not isinstance(true, np.ndarray) or array.shape != true.shape or not true.size:
            return ""
        if array.dtype.kind not in "fiu" or not np.all(np.isfinite(array)):
            return ""
        wrong = bool(verdict_on(exercise, problem, got, true, outcome.single).fault)
        error = np.where(wrong, np.abs(array - true), 0.0)
        whole.append(_share(error, true))
        first = first or true.shape
        axis = _axis(first, true.shape)
        if axis is not None and LENGTHS[i // DRAWS] == true.shape[axis] == LENGTHS[-1]:
            steps = zip(np.moveaxis(error, axis, 0), np.moveaxis(true, axis, 0), strict=True)
            by_step.append([_share(*step) for step in steps])
    if len(by_step) == DRAWS:
        return from_step_to_step(np.max(by_step, axis=0).tolist(), bool(exercise.forward))
    return with_length(np.max(np.reshape(whole, (len(LENGTHS), DRAWS)), axis=1).tolist())


def _share(error: np.ndarray, true: np.ndarray) -> float:
    """Return how large an error is beside what is right, never less than a thousandth of one."""
    return float(np.linalg.norm(error) / max(float(np.linalg.norm(true)), 1e-3))


def _axis(one: tuple[int, ...], other: tuple[int, ...]) -> int | None:
    """Return the axis by which the shapes of two lengths differ."""
    found = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return found[0] if len(one) == len(other) and len(found) == 1 else None


def _percent(share: float) -> str:
    return f"{float(f'{100 * share:.2g}'):g} %"


def _listed(shares: Sequence[float]) -> str:
    said = [_percent(share) for share in shares]
    return said[0] if len(set(said)) == 1 else listed(said)


SMALL = 1e-7  # a share that is right


def with_length(shares: list[float]) -> str:
    wrong = [share > SMALL for share in shares]
    if not any(wrong):
        return ""
    first = wrong.index(True)
    if all(wrong[first:]) and first:
        right, not_right = listed(WORDS[:first]), listed(WORDS[first:])
        return (
            f"With {right} it is right; with {not_right} the error is {_listed(shares[first:])}: look at what links "
            "the steps."
        )
    if all(wrong) and max(shares) < 1.5 * min(shares):
        both = f"{_percent(shares[0])} with one step, {_percent(shares[-1])} with four"
        return f"The error is {both}: look at a single step."
    if all(wrong) and shares == sorted(shares):
        return f"The error grows with the length: with one step to four it is {_listed(shares)}."
    return ""


def from_step_to_step(shares: list[float], backward: bool) -> str:
    wrong = [share > SMALL for share in shares]
    if not any(wrong):
        return ""
    if all(wrong):
        if max(shares) < 1.5 * min(shares):
            return f"In a sequence of four steps the error is about the same at each, {_percent(shares[0])}."
        return f"In a sequence of four steps the error is {_listed(shares)}, from the first to the last."
    if backward and not wrong[-1] and all(wrong[:-1]):
        return (
            "In a sequence of four steps it is right at the last; at those before, from the last on back, the error is "
            f"{_listed(shares[-2::-1])}: look at what is carried from step t + 1 to step t."
        )
    if not backward and not wrong[0] and all(wrong[1:]):
        return (
            "In a sequence of four steps it is right at the first; at those after it the error is "
            f"{_listed(shares[1:])}: look at what is carried from one step to the next."
        )
    if sum(wrong) == 1 and (wrong[0] or wrong[-1]):
        return f"In a sequence of four steps it is wrong at the {'first' if wrong[0] else 'last'} only."
    return ""
