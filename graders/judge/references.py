"""Everything right or known to be wrong that the judge compares with: the references, the misconceptions, what they
compose to with the student's own functions.

Nothing else in the judge calls a reference, so that a recording of these answers can stand in their place.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..exercises.model import Assignment, Case, Exercise, Problem
from ..misconceptions import Misconception, misconceptions
from .following import Composed, compose
from .ladder import ladder
from .pairs import Merging
from .submission import Submission

__all__ = ["Functions", "NotRecorded", "References"]

Functions = Mapping[str, Any]


class NotRecorded(LookupError):
    """A recording does not hold this answer."""


class References:
    """The right functions of one assignment, by name, and the known wrong ones.

    `sampled` says that a misconception's answers are known for a few cases of each group only.
    """

    sampled = False

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.functions: Functions = {one.name: getattr(assignment.reference, one.name) for one in assignment.exercises}

    def misconceptions(self, exercise: Exercise) -> Iterable[Misconception]:
        """Return the known mistakes in a function."""
        return [one for one in misconceptions(self.assignment.name) if one.function == exercise.name]

    def mistaken(self, misconception: Misconception) -> Functions:
        """Return the references with one of them replaced by its wrong version, also where the others call it."""
        return compose(self.assignment, {misconception.function: misconception.run})

    def merging(self, exercise: Exercise) -> Callable[[Misconception, Misconception], Functions | None]:
        """Return what merges two of a function's misconceptions: the references with both mistakes in that function."""
        merge = Merging(self.functions[exercise.name], list(self.misconceptions(exercise)))

        def both(one: Misconception, other: Misconception) -> Functions | None:
            run = merge(one, other)
            return None if run is None else compose(self.assignment, {exercise.name: run})

        return both

    def composed(
        self, submission: Submission, own: list[str], lent: list[str], known: Mapping[str, str | None]
    ) -> Functions:
        """Return the references with a student's own functions in their place, which are called in a worker.

        `known` holds those that are wrong, each with the name of the misconception that it is, None for no known one.
        Raises `NotRecorded`.
        """
        return Composed(submission, own, lent, self.functions).functions

    def ladder(self, exercise: Exercise, groups: tuple[str, ...], height: int) -> list[tuple[str, Case]]:
        """Return small cases of the groups, smallest first, in which a counterexample is looked for."""
        return ladder(exercise, groups, height)

    def shown(self) -> list[str]:
        """Return the source of the statements that the release itself holds: visible checks and demonstrations."""
        from ..release.lesson import guarded

        source = inspect.getsource(self.assignment.reference)
        released = guarded(source)
        return [
            "\n".join(text.splitlines()[one.lineno - 1 : one.end_lineno])
            for text in (source, released)
            for one in ast.parse(text).body
            if isinstance(one, ast.If)
            or (text is source and isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))
        ]

    def by_formula(self, exercise: Exercise, problem: Problem, shown: dict[str, Any]) -> Any:
        """Return what a backward function's formula gives on what a forward pass has shown."""
        assert exercise.formula is not None
        cache = exercise.formula(problem, shown)
        return self.functions[exercise.name](*[problem[name] for name in exercise.inputs[:-1]], cache)
