"""Small calls with round numbers, smallest first, in which a counterexample is looked for: the same for everybody."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from ..exercises.model import Case, Exercise, SmallNumbers

__all__ = ["HEIGHTS", "ladder"]

HEIGHTS = ((12, 2), (40, 6), (40, 24))  # sizes tried for each group, and calls for each of them: first a few, then more


def ladder(exercise: Exercise, groups: Iterable[str], height: int) -> list[tuple[str, Case]]:
    """Return small cases of the groups, smallest first, the same each time; `height` counts from 0."""
    rungs: list[tuple[int, int, str, Case]] = []
    sizes_tried, draws = HEIGHTS[height]
    for name in groups:
        group = exercise.group(name)
        if group.wide:
            continue
        for sizes in itertools.islice(group.small_sizes(), sizes_tried):
            for draw in range(draws):
                case = exercise.draw(group, sizes, SmallNumbers(draw, group.scale))
                rungs.append((sum(sizes.values()) * len(case), len(rungs), name, case))
    return [(name, case) for _, _, name, case in sorted(rungs, key=lambda rung: rung[:2])]
