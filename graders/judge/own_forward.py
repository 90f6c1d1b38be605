"""What a student's own forward pass depends on, and gradients judged against it by central differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..exercises.model import Case, Exercise, Numbers, Problem, SmallNumbers
from .answers import Verdict, as_array, comparable, compare_gradient, most_items, parts, tree
from .calls import Calls, arguments
from .following import wanted_of
from .submission import Submission

__all__ = ["gradient_of_own_forward", "is_attempt", "right_dependence"]

STEP = 1e-6
DIRECTION_TOLERANCE = 1e-6


def is_attempt(submission: Submission, exercise: Exercise, reference: Mapping[str, Any]) -> bool:
    """Tell whether a forward pass is an attempt at the right one.

    Its output entries depend on exactly the entries of data and state that the right one's do, on no entry of a
    parameter that the right one's do not, and on at least half of the parameters.
    """
    data, parameters = _dependence(exercise, reference, submission.calls)
    right_data, right_parameters = right_dependence(exercise, reference)
    if data.shape != right_data.shape or parameters.shape != right_parameters.shape:
        return False
    return bool(
        np.array_equal(data, right_data)
        and not np.any(parameters & ~right_parameters)
        and parameters.any(axis=1).sum() * 2 >= right_parameters.any(axis=1).sum()
    )


def right_dependence(exercise: Exercise, reference: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return which output entries of the right forward pass depend on each entry of data, and of parameters."""
    return _dependence(exercise, reference, lambda calls: [tree(reference[name](*given)) for name, given, *_ in calls])


PROBES = 3  # an entry may not matter at one point (a rectified unit that is off)


def _dependence(
    exercise: Exercise, reference: Mapping[str, Any], run: Callable[[Calls], list[Any]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which output entries change with each entry of the data, and of the parameters (rows: entries)."""
    found = None
    for seed in range(PROBES):
        numbers = SmallNumbers(seed)
        numbers.VALUES = np.array([0.3, -0.2, 0.45, 0.15, -0.35])  # nothing saturated, no zero
        problem = _probe_problem(exercise, numbers)
        changed, rows = [problem], []
        for name in (*exercise.variables, *exercise.parameters):
            for path, entry in _entries(problem[name], (name,)):
                changed.append(_moved(problem, path, entry))
                rows.append(name in exercise.parameters)
        calls: Calls = [(exercise.name, arguments(exercise, one), exercise.cache, []) for one in changed]
        want = wanted_of(tree(reference[exercise.name](*calls[0][1])), exercise)
        flat: list[np.ndarray] = []
        for result in run(calls):
            pairs = parts(result, want, exercise.outputs, ()).values()
            arrays = [as_array(got, most_items(right)) for got, right in pairs]
            if any(array is None for array in arrays):
                return np.zeros((0, 0), bool), np.zeros((0, 0), bool)
            row = np.concatenate([np.ravel(array).astype(float) for array in arrays if array is not None])
            flat.append(row if not flat or row.shape == flat[0].shape else np.full(flat[0].shape, np.inf))
        differs = np.stack(flat[1:]) != flat[0]
        found = differs if found is None else found | differs
    assert found is not None
    mask = np.array(rows)
    return found[~mask], found[mask]


def _probe_problem(exercise: Exercise, numbers: Numbers) -> Problem:
    """Return a small problem of other sizes for neighbouring dimensions."""
    sizes = {name: 2 + place % 2 for place, name in enumerate(exercise.groups[0].sizes)}
    return exercise.build(sizes, numbers)


def _entries(value: Any, path: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        return [entry for key, item in value.items() for entry in _entries(item, (*path, key))]
    if isinstance(value, np.ndarray):
        return [(path, index) for index in np.ndindex(value.shape)]
    return [(path, 1), (path, 2)] if isinstance(value, int) else [(path, None)]  # two bits of an integer


def _moved(problem: Problem, path: tuple[Any, ...], entry: Any, by: float = 0.37) -> Problem:
    if len(path) > 1:
        return {**problem, path[0]: _moved(problem[path[0]], path[1:], entry, by)}
    value = problem[path[0]]
    if isinstance(value, int):
        return {**problem, path[0]: value ^ entry}
    if entry is None:
        return problem
    value = value.copy()
    value[entry] = value[entry] ^ 1 if value.dtype == np.uint8 else value[entry] + by
    return {**problem, path[0]: value}


def gradient_of_own_forward(
    submission: Submission,
    exercise: Exercise,
    cases: list[tuple[str, Case]],
    answers: list[list[Any]],
    expected: list[list[Any]],
) -> list[list[dict[str, Verdict]]]:
    """Judge gradients against central differences of the student's own forward pass.

    One random direction for each argument (never a complex step: an assignment into a real array drops it).
    """
    forward = submission.assignment.exercise(exercise.forward)
    assert exercise.objective is not None
    calls: Calls = []
    wanted = []
    random = np.random.default_rng(0)
    for i, (_, case) in enumerate(cases):
        for j, problem in enumerate(case):
            for name, path in exercise.with_respect_to.items():
                value = _at(problem, path)
                direction = random.standard_normal(value.shape)
                direction /= np.linalg.norm(direction) or 1.0
                for sign in (STEP, -STEP):
                    moved = _replaced(problem, path, value + sign * direction)
                    calls.append((forward.name, arguments(forward, moved), forward.cache, []))
                wanted.append((i, j, name, direction, problem))
    results = submission.calls(calls)
    found: list[list[dict[str, Verdict]]] = [[{} for _ in case] for _, case in cases]
    named: dict[tuple[int, int], dict[str, tuple[Any, Any]]] = {}
    for k, (i, j, name, direction, problem) in enumerate(wanted):
        if (i, j) not in named:
            named[i, j] = parts(answers[i][j], expected[i][j], exercise.outputs, ())
        got, want = named[i, j][name]
        array, verdict = comparable(got, want)
        sides = [_objective(exercise, forward, problem, result) for result in results[2 * k : 2 * k + 2]]
        if array is None or any(side is None for side in sides):
            found[i][j][name] = verdict if array is None else Verdict("value", False, got, want)
            continue
        slope = (sides[0] - sides[1]) / (2 * STEP)  # type: ignore[operator]
        claimed = float(np.sum(array * direction))
        assert exercise.upstream is not None
        scale = max(abs(slope), abs(claimed), exercise.upstream(problem))
        if abs(slope - claimed) > DIRECTION_TOLERANCE * scale:
            slopes = f"has slope {claimed:.9g} in a random direction; the forward pass has {slope:.9g}"
            verdict = Verdict("value", False, array, want, slopes)
        upstream = exercise.upstream(problem)
        nothing = not compare_gradient(np.zeros_like(want), want, upstream).fault  # the right one is zero here, too
        found[i][j][name] = replace(verdict, telling=nothing or abs(slope) > DIRECTION_TOLERANCE * upstream)
    return found


def _objective(exercise: Exercise, forward: Exercise, problem: Problem, result: Any) -> float | None:
    """Return the scalar whose gradient the backward pass is, for what a forward pass answered."""
    assert exercise.objective is not None
    if not isinstance(result, tuple):
        return None
    outputs = {}
    items = [item for place, item in enumerate(result) if place != forward.cache]
    for name, item in zip(forward.outputs, items, strict=False):
        array = as_array(item)
        if array is None:
            return None
        outputs[name] = array
    try:
        return float(exercise.objective(problem, outputs))
    except (KeyError, ValueError, TypeError):
        return None


def _at(problem: Any, path: str) -> Any:
    for key in path.split("."):
        problem = problem[key]
    return problem


def _replaced(problem: Problem, path: str, value: Any) -> Problem:
    head, _, rest = path.partition(".")
    return {**problem, head: _replaced(problem[head], rest, value) if rest else value}
