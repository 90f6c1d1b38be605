"""Kinds of cases that many exercises have: something is zero, the last input is another, two problems at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .model import Case, Check, Numbers, Problem

__all__ = ["another_future", "gradient_checks", "last_example_alone", "silent_end", "twice", "without"]

Change = Callable[[Problem], Problem]
ToCase = Callable[[Problem, Numbers], Case]


def without(*names: str) -> Change:
    """Return a change that sets some inputs, or some of the parameters, to zero."""

    def change(problem: Problem) -> Problem:
        return {
            name: change(value) if isinstance(value, dict) else np.zeros_like(value) if name in names else value
            for name, value in problem.items()
        }

    return change


def silent_end(name: str, time: int) -> Change:
    """Return a change after which no gradient arrives at the last step; `time` is the axis of the upstream gradient."""

    def change(problem: Problem) -> Problem:
        upstream = problem[name].copy()
        np.moveaxis(upstream, time, 0)[-1] = 0
        return {**problem, name: upstream}

    return change


def another_future(time: int) -> ToCase:
    """Return the case of a sequence `x`, then the same with another last input; `time` is the axis of `x`."""

    def case(problem: Problem, numbers: Numbers) -> Case:
        x = problem["x"].copy()
        steps = np.moveaxis(x, time, 0)
        steps[-1] = numbers.data(*steps[-1].shape)
        return [problem, {**problem, "x": x}]

    return case


def last_example_alone(*names: str) -> ToCase:
    """Return the case of all examples, then of the last column of the named inputs by itself."""

    def case(problem: Problem, numbers: Numbers) -> Case:
        return [problem, {**problem, **{name: problem[name][:, -1:] for name in names}}]

    return case


def twice(problem: Problem, numbers: Numbers) -> Case:
    """Two problems of the same sizes, both forward passes before the two backward passes."""

    def again(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: again(item) for name, item in value.items()}
        return numbers.data(*value.shape)

    return [problem, again(problem)]


def gradient_checks(
    points: Mapping[str, float], where: Mapping[str, str], groups: tuple[str, ...]
) -> tuple[Check, ...]:
    """Return a check a gradient; `where` says what each is the gradient of."""
    return tuple(
        Check(name, value, f"{name} is right: {where[name]}.", groups, (name,)) for name, value in points.items()
    )
