"""Cases as lists of calls, and making them in this process, on trusted functions."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..exercises.model import Assignment, Case, Exercise, Problem
from ..sandbox import wire

__all__ = ["Calls", "arguments", "as_single", "call_list", "evaluate", "outcomes", "settled"]

Calls = list[tuple[str, list[Any], int, list[int]]]  # function, arguments, place of the cache, arguments to send back


def call_list(assignment: Assignment, exercise: Exercise, case: Case, base: int) -> tuple[Calls, list[int]]:
    """Return the calls of one case, and which of them answer each problem.

    For a backward function all forward passes come first and the backward passes follow in the other order, each with
    its own cache. `base` is the number of the first call, by which caches are named.
    """
    if not exercise.forward:
        kept = [exercise.inputs.index(name) for name in exercise.kept]
        calls: Calls = [(exercise.name, arguments(exercise, problem), exercise.cache, kept) for problem in case]
        return calls, list(range(len(case)))
    forward = assignment.exercise(exercise.forward)
    calls = [(forward.name, arguments(forward, problem), forward.cache, []) for problem in case]
    for place in reversed(range(len(case))):
        upstream = [case[place][name] for name in exercise.inputs[:-1]]
        calls.append((exercise.name, [*upstream, wire.Handle(base + place)], -1, []))
    return calls, [2 * len(case) - 1 - place for place in range(len(case))]


def arguments(exercise: Exercise, problem: Problem) -> list[Any]:
    """Return a problem's inputs by position; trailing ones with a default may be left out."""
    return [problem[name] for name in exercise.inputs if name in problem]


def evaluate(functions: Mapping[str, Any], calls: Calls, base: int = 0) -> list[Any]:
    """Run calls in this process, on trusted functions, and answer as a worker would."""
    handles: dict[int, Any] = {}
    results: list[Any] = []
    for number, (name, given, opaque, kept) in enumerate(calls):
        given = [handles.pop(item.number) if isinstance(item, wire.Handle) else _copy(item) for item in given]
        with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):  # `model` prints as it trains
            result = functions[name](*given)
        if opaque >= 0:
            handles[base + number] = result[opaque]
            result = tuple(wire.Handle(base + number) if i == opaque else item for i, item in enumerate(result))
        if kept:
            result = (result, [given[place] for place in kept])
        results.append(result)
    return results


def _copy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_copy(item) for item in value)
    return value


def outcomes(assignment: Assignment, exercise: Exercise, functions: Mapping[str, Any], case: Case) -> list[Any]:
    """Return one answer for each problem of a case, by trusted functions."""
    calls, places = call_list(assignment, exercise, case, 0)
    results = evaluate(functions, calls)
    return [results[place] for place in places]


def as_single(value: Any) -> Any:
    """Return plain data with its float64 arrays as float32."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    if isinstance(value, dict):
        return {key: as_single(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_single(item) for item in value]
    return value


def settled(result: Any) -> Any:
    """Return a reference's result as the plain data that a worker would make of it."""
    if isinstance(result, np.generic):
        return np.asarray(result) if result.dtype.kind == "f" else result.item()
    if isinstance(result, np.ndarray):
        return np.ascontiguousarray(result).reshape(result.shape)
    if isinstance(result, list | tuple):
        return type(result)(settled(item) for item in result)
    if isinstance(result, dict):
        return {key: settled(item) for key, item in result.items()}
    return result
