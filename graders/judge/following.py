"""The other right answers: follow-through, by which a mistake costs its points once.

A function is right when it equals the reference, or the reference's composition with the student's own functions in
the place of the reference's. A backward pass is right, too, when it is the reference's formula evaluated on what the
student's forward pass returned, or the true gradient of the student's own forward pass. Functions that cannot be used
at all are lent. See `Judging` in the grading rules.
"""

from __future__ import annotations

import math
import time
import types
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from ..exercises.model import Assignment, Case, Exercise
from ..sandbox import wire
from ..sandbox.plain import put_back
from .answers import as_array, comparable, most_items, numbers_in, parts, tree
from .submission import Submission

__all__ = [
    "NONSENSE",
    "Composed",
    "Lender",
    "NotComparable",
    "compose",
    "is_finite",
    "lending",
    "shown",
    "wanted_of",
]

MUCH = 8  # times larger than in any case: too large for the judge to compute with


NONSENSE = (ArithmeticError, LookupError, TypeError, ValueError)  # what the reference raises on a wrong helper's answer


class NotComparable(Exception):
    """A student's function raised or answered nonsense where the reference's composition needs a number."""


def compose(assignment: Assignment, replaced: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """Return the reference's functions with some of them replaced, also where the others call them."""
    namespace = dict(vars(assignment.reference))
    for name, value in vars(assignment.reference).items():
        if isinstance(value, types.FunctionType) and value.__module__ == assignment.reference.__name__:
            copy = types.FunctionType(value.__code__, namespace, name, value.__defaults__, value.__closure__)
            copy.__kwdefaults__ = value.__kwdefaults__
            namespace[name] = copy
    namespace.update(replaced)
    return namespace


class _Cache:
    """A cache that the student's function made, and the arguments it was made from."""

    def __init__(self, handle: Any, inputs: list[Any]) -> None:
        self.handle = handle
        self.inputs = inputs


class Composed:
    """The reference's composition with some of the student's own functions, called in a worker.

    `own` are the names of the student's functions; `lent` those that the reference stands in for. Each result is shaped
    like the reference's, or `NotComparable` is raised.
    """

    def __init__(self, submission: Submission, own: list[str], lent: list[str], reference: Mapping[str, Any]) -> None:
        self.assignment = submission.assignment
        self.submission = submission
        self.reference = reference
        replaced: dict[str, Callable[..., Any]] = {name: self._proxy(name) for name in own}
        for name in lent:
            on_own = self.assignment.exercise(name).forward in own
            replaced[name] = self._on_students_cache(name) if on_own else reference[name]
        self.functions = compose(self.assignment, replaced)

    def _proxy(self, name: str) -> Callable[..., Any]:
        exercise = self.assignment.exercise(name)

        def student(*given: Any) -> Any:
            inputs = [_settle(value) for value in given]
            sent = [value.handle if isinstance(value, _Cache) else value for value in inputs]
            result = self.submission.one(name, sent, exercise.cache, exercise.in_place)
            want = self._shape_of(exercise, deepcopy(inputs) if exercise.in_place else list(given))
            if exercise.in_place:
                if not isinstance(result, tuple) or len(result) != 2:
                    raise NotComparable
                result, left = result
                for argument, value in zip(given, left, strict=True):
                    if isinstance(argument, dict | np.ndarray):
                        put_back(argument, _numbers(value, argument))
            answer = _like(result, want, exercise)
            if exercise.cache >= 0:
                items = list(answer)
                items[exercise.cache] = _Cache(items[exercise.cache], inputs)
                return tuple(items)
            return answer

        return student

    def _shape_of(self, exercise: Exercise, given: list[Any]) -> Any:
        """Return what the reference answers to the same call, for its structure."""
        if exercise.forward:
            forward = self.assignment.exercise(exercise.forward)
            cache = self.reference[forward.name](*given[-1].inputs)[forward.cache]
            return self.reference[exercise.name](*given[:-1], cache)
        return self.reference[exercise.name](*given)

    def _on_students_cache(self, name: str) -> Callable[..., Any]:
        exercise = self.assignment.exercise(name)
        forward = self.assignment.exercise(exercise.forward)

        def lent(*given: Any) -> Any:
            cache = self.reference[forward.name](*given[-1].inputs)[forward.cache]
            return self.reference[name](*given[:-1], cache)

        return lent


def _settle(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value).reshape(value.shape)
    if isinstance(value, dict):
        return {key: _settle(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_settle(item) for item in value)
    return value


def _like(result: Any, want: Any, exercise: Exercise) -> Any:
    """Return a student's result in the structure of the reference's. Raises `NotComparable`."""
    if exercise.cache >= 0:
        if not isinstance(result, tuple) or len(result) != len(want):
            raise NotComparable
        return tuple(
            item if place == exercise.cache else _numbers(item, want[place]) for place, item in enumerate(result)
        )
    if isinstance(want, dict):
        if not isinstance(result, dict):
            raise NotComparable
        return {key: _numbers(result.get(key), item) for key, item in want.items()}
    if isinstance(want, tuple):
        if not isinstance(result, tuple | list) or len(result) != len(want):
            raise NotComparable
        return tuple(_numbers(a, b) for a, b in zip(result, want, strict=True))
    return _numbers(result, want)


def _numbers(got: Any, want: Any) -> Any:
    """Return a student's numbers as arrays, in the shapes they have: a wrong shape is followed like a wrong number."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            raise NotComparable
        return {key: _numbers(got.get(key), item) for key, item in want.items()}
    array = as_array(got, MUCH * most_items(want))
    if array is None or array.size > MUCH * (np.size(want) + 1) or not np.all(np.isfinite(array)):
        raise NotComparable
    return array.item() if array.ndim == 0 and not isinstance(want, np.ndarray) else np.array(array)


def is_finite(value: Any) -> bool:
    """Tell whether all numbers of an answer are finite, and integers short enough for an array."""
    if isinstance(value, dict):
        return all(map(is_finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(is_finite, value))
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return not isinstance(value, np.ndarray | float) or (
        np.asarray(value).dtype.kind in "biuf" and bool(np.all(np.isfinite(value)))
    )


def shown(result: Any, want: Any, exercise: Exercise) -> dict[str, Any]:
    """Return the named outputs of a student's forward pass, shaped like the reference's. Raises `NotComparable`."""
    named = parts(result, wanted_of(tree(want), exercise), exercise.outputs, ())
    found = {name: comparable(got, wanted)[0] for name, (got, wanted) in named.items()}
    if any(array is None for array in found.values()):
        raise NotComparable
    return found


def wanted_of(want: Any, exercise: Exercise) -> Any:
    if exercise.cache < 0:
        return want
    return tuple(wire.Handle(0) if place == exercise.cache else item for place, item in enumerate(want))


# Lending


def lending(assignment: Assignment, exercise: Exercise, unusable: set[str], usable: set[str]) -> dict[str, str]:
    """Return which functions are lent to `exercise`, each with the student's own forward function it works on ("" for
    none).

    A forward function is lent together with its backward function; a backward function alone leaves the student's
    forward function and its caches in place.
    """
    lent: dict[str, str] = {}
    for name in (*exercise.uses, *exercise.aside):
        forward = assignment.exercise(name).forward
        if name in unusable or (forward and forward in unusable):
            own = forward if forward in usable and forward in exercise.uses else ""
            lent[name] = own
            if forward and not own and forward in exercise.uses:
                lent[forward] = ""
    return lent


class Lender:
    """Computes lent functions on the judge's side; the student's side only ever sees numbers and numbered caches."""

    MOST = 100_000  # calls in one run
    MOST_HELD = 20_000_000  # numbers in caches that were not given back
    ROOM = 5_000_000  # numbers that the arguments of a call may always be made into
    SECONDS = 10.0  # of the judge's own time, for all calls together

    def __init__(
        self, assignment: Assignment, functions: Mapping[str, Any], lent: Mapping[str, str], cases: Iterable[Case]
    ) -> None:
        self.assignment = assignment
        self.lent = lent
        # It is computed on the judge's side: no length may be much larger than in any case, nor all of them together.
        cases = list(cases)
        self.largest = MUCH * max(map(_largest, cases))
        self.volume = max(MUCH**2 * max(map(_volume, cases)), self.ROOM)
        self.seconds = 0.0
        self.functions = functions
        self.caches: dict[int, Any] = {}
        self.count = 0
        self.held = 0

    def request(self) -> dict[str, Any]:
        """Return the message that puts the proxies in place."""
        forward = {own: self.assignment.exercise(own).cache for own in self.lent.values() if own}
        return {"do": "lend", "names": dict(self.lent), "forward": forward}

    def __call__(self, message: dict[str, Any]) -> bytes:
        start = time.process_time()
        try:
            value, left = self._compute(message)
            error = ""
        except Exception:
            value, left, error = None, [], "the arguments are not those of this function"
        self.seconds += time.process_time() - start
        return wire.dumps({"value": value, "left": left, "error": error})

    def _compute(self, message: dict[str, Any]) -> tuple[Any, list[Any]]:
        """Return the answer, and what the call left in its arguments where it may change them."""
        self.count += 1
        name, given, inputs = message["ask"], deepcopy(list(message["arguments"])), message.get("inputs")
        if name not in self.lent or self.count > self.MOST or self.seconds > self.SECONDS:
            raise ValueError
        if _largest([given, inputs]) > self.largest or _volume([given, inputs]) > self.volume:
            raise ValueError
        exercise = self.assignment.exercise(name)
        if exercise.forward:
            if inputs is not None:
                cache = self.functions[exercise.forward](*inputs)[self.assignment.exercise(exercise.forward).cache]
            else:
                cache = self.caches.pop(given[-1].number)
                self.held -= numbers_in(cache)
            given[-1] = cache
        with np.errstate(all="ignore"):
            result = self.functions[name](*given)
        if exercise.cache >= 0:
            items = list(result)
            held = numbers_in(items[exercise.cache])
            if self.held + held > self.MOST_HELD:
                raise ValueError
            self.held += held
            self.caches[self.count] = items[exercise.cache]
            items[exercise.cache] = wire.Handle(self.count)
            result = tuple(items)
        return _settle(result), _settle(given) if exercise.in_place else []


def _largest(value: Any) -> int:
    """Return the largest length or integer in some arguments."""
    if isinstance(value, np.ndarray):
        return max(value.shape, default=1)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return max([len(value), *map(_largest, value)])
    return abs(value) if isinstance(value, int) else 1


def _volume(value: Any) -> int:
    """Return the product of all lengths in some arguments, each length once: the largest that they may be made into."""
    return math.prod(_lengths(value))


def _lengths(value: Any) -> set[int]:
    if isinstance(value, np.ndarray):
        return {length for length in value.shape if length}
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        own = {len(value)} if value and not isinstance(value[0], dict | list | tuple | np.ndarray) else set()
        return own.union(*map(_lengths, value))
    return set()
