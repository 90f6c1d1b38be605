"""What a function reads: one of the student's own that reads little is not followed by what is built on it.

A function may read much when it is asked by itself and little when it is followed, if it can tell the one from the
other. So what a composition with it reads is seen as well, on the cases themselves (`Reading.on`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..exercises.model import Case, Exercise, Numbers, Problem, SmallNumbers
from .batch import Batch
from .references import References
from .submission import Submission

__all__ = ["Reading"]

DRAWS = 6
SCALE = 3.0  # numbers so far apart that rounded answers differ, too
LITTLE = 1e-3  # of the right answer's norm

Argument = tuple[str, ...]  # a name, with a key where it is a dict


class Reading:
    """Which of its arguments a right function reads, and whether a student's own reads at least half of those.

    An array is read if the answer moves when its numbers change their places, so that a sum over everything reads
    nothing; another argument, if the answer moves when it becomes that of another draw. Entries of a dict count one by
    one. A backward function reads the arguments of its forward function, too. `draws` are pairs of problems.
    """

    def __init__(self, references: References, exercise: Exercise, draws: Iterable[tuple[Problem, Problem]]) -> None:
        self.arguments: list[tuple[int, int, Argument]] = []  # the places of a problem and of the same with it changed
        problems: list[Problem] = []
        for draw, (one, other) in enumerate(draws):
            start = len(problems)
            problems.append(one)
            for argument in _arguments(references, exercise, one, other):
                self.arguments.append((start, len(problems), argument))
                problems.append(_changed(one, other, argument, draw))
        self._batch = Batch(references, exercise, [("", [problem]) for problem in problems])

    @classmethod
    def drawn(cls, references: References, exercise: Exercise) -> Reading:
        """Return one on small problems of its own."""
        draws = [tuple(_problem(exercise, draw, 2 * draw + k) for k in (0, 1)) for draw in range(DRAWS)]
        return cls(references, exercise, draws)  # type: ignore[arg-type]

    @classmethod
    def on(cls, references: References, exercise: Exercise, cases: Sequence[Case]) -> Reading:
        """Return one on some cases."""
        problems = [case[0] for case in cases]
        return cls(references, exercise, zip(problems, [*problems[1:], *problems[:1]], strict=True))

    @property
    def cases(self) -> list[Case]:
        """Its problems, which `shows_half` takes the answers to."""
        return [case for _, case in self._batch.cases]

    @cached_property
    def _right(self) -> list[np.ndarray | None]:
        return [_numbers(self._reference(place)) for place in range(len(self._batch.cases))]

    def _reference(self, place: int) -> Any:
        try:
            return self._batch.reference(place)
        except Exception:  # arguments of two draws need not go together
            return None

    @cached_property
    def right(self) -> set[Argument]:
        """What the right function reads."""
        return self._read(self._right)

    def is_half(self, submission: Submission) -> bool:
        """Tell whether the student's function reads at least half of what the right one reads. Raises `Death`."""
        return self.shows_half(self._batch.answers(submission.calls(self._batch.calls)))

    def shows_half(self, answers: Sequence[Any]) -> bool:
        """Tell whether answers to the `cases` come from half of what the right ones come from."""
        return 2 * len(self.right & self._read([_numbers(one) for one in answers])) >= len(self.right)

    def _read(self, answers: list[np.ndarray | None]) -> set[Argument]:
        found = set()
        for before, after, argument in self.arguments:
            old, new, right = answers[before], answers[after], self._right[before]
            if old is not None and new is not None and right is not None:
                least = LITTLE * float(np.linalg.norm(right))
                if old.shape != new.shape or float(np.linalg.norm(new - old)) > least:
                    found.add(argument)
        return found


class _AnyNumbers(SmallNumbers):
    """Normal numbers that are the same in every version of NumPy, as a recording needs them."""

    data = Numbers.data
    weights = Numbers.weights


def _problem(exercise: Exercise, draw: int, seed: int) -> Problem:
    """Return a small problem, of other sizes in every draw and inside the bounds of the exercise's groups."""
    bounds = [(name, *ends) for group in exercise.groups if not group.wide for name, ends in group.sizes.items()]
    sizes = {
        name: max(
            min(low for other, low, _ in bounds if other == name),
            min(max(high for other, _, high in bounds if other == name), 2 + (place + draw) % 3),
        )
        for place, name in enumerate(dict.fromkeys(name for name, *_ in bounds))
    }
    return exercise.build(sizes, _AnyNumbers(seed, SCALE))


def _arguments(references: References, exercise: Exercise, one: Problem, other: Problem) -> list[Argument]:
    """Return the arguments, or their entries, that both problems have."""
    names = exercise.inputs
    if exercise.forward:
        names = (*references.assignment.exercise(exercise.forward).inputs, *exercise.inputs[:-1])
    found: list[Argument] = []
    for name in [name for name in names if name in one and name in other]:
        if isinstance(one[name], dict):
            found += [(name, key) for key in one[name] if key in other[name]]
        else:
            found.append((name,))
    return found


def _changed(problem: Problem, other: Problem, argument: Argument, seed: int) -> Problem:
    """Return a problem with the numbers of one argument in other places, or with another one's if it is no array."""
    name, *keys = argument
    if keys:
        return {**problem, name: _changed(problem[name], other[name], (keys[0],), seed)}
    value = problem[name]
    if not isinstance(value, np.ndarray):
        return {**problem, name: other[name]}
    order = np.random.RandomState(seed).permutation(value.size)
    return {**problem, name: value.ravel()[order].reshape(value.shape)}


def _numbers(answer: Any) -> np.ndarray | None:
    """Return all numbers of an answer in a row, None if there are none or not all are finite."""
    row = np.concatenate([np.zeros(0), *_arrays(answer)])
    return row if row.size and np.all(np.isfinite(row)) else None


def _arrays(answer: Any) -> list[np.ndarray]:
    if isinstance(answer, dict):
        answer = [answer[key] for key in sorted(answer)]
    if isinstance(answer, list | tuple):
        return [array for item in answer for array in _arrays(item)]
    return [np.ravel(answer).astype(float)] if isinstance(answer, np.ndarray | bool | int | float) else []
