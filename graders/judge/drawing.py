"""Drawing a case file: once for a course, with Hypothesis, admitting only cases on which right answers agree."""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..exercises import ASSIGNMENTS, assignment
from ..exercises.model import Assignment, Case, Exercise, Group, Numbers, Problem, module_of
from ..sandbox import wire
from .answers import FLOOR, GRADIENT_TOLERANCE, VALUE_TOLERANCE, compare, parts, tree
from .calls import as_single, outcomes
from .cases import MAGIC, NUMBERS
from .references import References

__all__ = ["CannotDraw", "admissible", "draw", "draw_file", "packed"]


class CannotDraw(ValueError):
    """There are no cases on which right answers agree; the text says of which group, in a sentence."""


def draw_file(seed: int, names: Iterable[str] = ASSIGNMENTS) -> bytes:
    """Return a new case file for the assignments; the same seed and Hypothesis give the same file."""
    return packed(draw(seed, names))


def packed(drawn: dict[str, Any]) -> bytes:
    """Return the bytes of a case file that holds these cases."""
    return MAGIC + zlib.compress(wire.dumps(drawn), 9)


def draw(seed: int, names: Iterable[str]) -> dict[str, Any]:
    """Return new cases, by assignment, exercise and group, and with a quiz what its numbers come from.

    Raises `CannotDraw`.
    """
    drawn: dict[str, Any] = {}
    for name in names:
        one = assignment(name)
        _check_alternatives(one)
        if one.quiz is not None:
            drawn[NUMBERS] = hashlib.sha256(f"{seed}/{NUMBERS}".encode()).hexdigest()
        drawn[name] = {
            exercise.name: {group.name: list(_draw(one, exercise, group, seed)) for group in exercise.groups}
            for exercise in one.exercises
        }
    return drawn


def _check_alternatives(one: Assignment) -> None:
    """Raise `CannotDraw` where there is no second right version of a function that has cases."""
    wanted = [exercise.name for exercise in one.exercises if exercise.groups]
    place = module_of(one.name, "alternatives").replace(".", "/") + ".py"
    try:
        lacking = [name for name in wanted if name not in one.alternative] if wanted else []
    except ModuleNotFoundError:
        raise CannotDraw(f"{place} is missing; it holds a second right version of each function.") from None
    if lacking:
        raise CannotDraw(f"{place}: ALTERNATIVE has no {' and no '.join(lacking)}; add a second right version of it.")


def _draw(assignment: Assignment, exercise: Exercise, group: Group, seed: int) -> Iterator[Case]:
    from hypothesis import HealthCheck, Phase, assume, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st
    from hypothesis.errors import Unsatisfiable

    admitted: list[Case] = []
    seen: set[bytes] = set()

    @st.composite
    def cases(draw: Any) -> Case:
        sizes = {name: draw(st.integers(low, high)) for name, (low, high) in group.sizes.items()}
        assume(not group.distinct or len(set(sizes.values())) == len(sizes))
        # Hypothesis tries the simplest draws first, whatever its seed is: no two courses may have those in common.
        drawn = hashlib.sha256(f"{secret}/{draw(st.integers(0, 2**32 - 1))}".encode()).digest()
        return exercise.draw(group, sizes, Numbers(int.from_bytes(drawn), group.scale))

    secret = f"{seed}/{assignment.name}/{exercise.name}/{group.name}"

    @seeded(secret)
    @settings(
        max_examples=group.count,  # those that are not admitted do not count
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: Case) -> None:
        packed = wire.dumps(case)
        assume(packed not in seen)
        assume(admissible(assignment, exercise, case))
        seen.add(packed)
        admitted.append(case)

    with contextlib.suppress(Unsatisfiable):  # not one case: it is said below
        collect()
    if len(admitted) < group.count:
        raise CannotDraw(
            f"Only {len(admitted)} of {group.count} cases of {exercise.name}, group {group.name!r}, can be drawn: on "
            f"the others the lesson and the alternative of {assignment.name} differ, or its sizes allow no more."
        )
    return iter(admitted)


def admissible(assignment: Assignment, exercise: Exercise, case: Case) -> bool:
    """Tell whether right answers obtained in different ways agree within a tenth of the case's tolerance.

    The ways are the assignment's alternative (sums reordered, the derivative in another form, activations computed
    again) and the reference itself in float32, at float32's tolerance. What the exercise itself asks for comes first.
    """
    if exercise.admit is not None and not all(map(exercise.admit, case)):
        return False
    reference = References(assignment).functions
    answers = outcomes(assignment, exercise, reference, case)
    others = outcomes(assignment, exercise, assignment.alternative, case)
    single = outcomes(assignment, exercise, reference, [as_single(problem) for problem in case])
    return all(
        _close(exercise, problem, answer, other, False) and _close(exercise, problem, answer, low, True)
        for problem, answer, other, low in zip(case, answers, others, single, strict=True)
    )


def _close(exercise: Exercise, problem: Problem, want: Any, got: Any, single: bool) -> bool:
    for a, b in parts(tree(got), tree(want), exercise.outputs, exercise.kept).values():
        if isinstance(b, dict):
            if compare(a, b, single).fault:
                return False
            continue
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        if a.shape != b.shape:
            return False
        if exercise.upstream is None:
            if not np.all(np.abs(a - b) <= VALUE_TOLERANCE[single] / 10 * (1 + np.abs(b))):
                return False
            continue
        scale = max(float(np.linalg.norm(a) + np.linalg.norm(b)), FLOOR * exercise.upstream(problem))
        if float(np.linalg.norm(a - b)) > GRADIENT_TOLERANCE[single] / 10 * scale:
            return False
    return True
