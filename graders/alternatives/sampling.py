"""What the drawing of `sample`'s cases asks: how long a name gets, and how near a draw comes to deciding otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from solutions.char_rnn import softmax

__all__ = ["length", "nearest_boundary"]


def length(problem: dict[str, Any], most: int) -> int:
    """Return how many characters are drawn for a problem of `sample`, `most` at the most."""
    return len(list(_distances(problem, most)))


def nearest_boundary(problem: dict[str, Any], most: int) -> float:
    """Return how near a uniform draw of a problem of `sample` comes to a boundary between two characters."""
    return min(_distances(problem, most))


def _distances(problem: dict[str, Any], most: int) -> Iterator[float]:
    """Yield, for each character drawn, the distance of the uniform draw from the nearest boundary."""
    weights, seed = problem["parameters"], problem["seed"]
    x, a = np.zeros_like(weights["by"]), np.zeros_like(weights["b"])
    for counter in range(most):
        a = np.tanh(weights["Wax"] @ x + weights["Waa"] @ a + weights["b"])
        boundaries = np.cumsum(softmax(weights["Wya"] @ a + weights["by"]))
        drawn = np.random.RandomState(seed + 2 * counter).random_sample()
        yield float(np.min(np.abs(boundaries - drawn)))
        index = int(np.searchsorted(boundaries, drawn, side="right"))
        if index == problem["char_to_ix"]["\n"]:
            return
        x = np.zeros_like(x)
        x[index] = 1
