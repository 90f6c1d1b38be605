"""Points: shared out so that the parts sum to the whole, and summed without the noise of binary fractions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

__all__ = ["shared", "summed"]


def shared(most: float, weights: Sequence[float]) -> list[float]:
    """Share points out in proportion to weights, in hundredths (or finer, if a share is less than one); the last gets
    the rest."""
    total = sum(weights)
    digits = 2 if min(weights) * most >= 0.01 * total else 6
    marks = [0.0, *(round(most * upto / total, digits) for upto in itertools.accumulate(weights[:-1])), most]
    return [round(after - before, 9) for before, after in itertools.pairwise(marks)]


def summed(scores: Iterable[float]) -> float:
    """Return the sum without binary noise: 0.1 + 0.2 is 0.3."""
    return round(sum(scores), 9)
