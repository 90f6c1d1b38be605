"""The other right answers: follow-through, by which a mistake costs its points once.

A function is right when it equals the reference, or the reference's composition with the student's own functions in
the place of the reference's. A backward pass is right, too, when it is the reference's formula evaluated on what the
student's forward pass returned, or the true gradient of the student's own forward pass. Functions that cannot be used
at all are lent. See `Judging` in the grading rules.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..exercises.model import Assignment, Case, Exercise, Numbers, Problem, SmallNumbers
from ..sandbox import wire
from .answers import Verdict, as_array, comparable, parts, tree
from .cases import Calls, arguments, functions
from .submission import Submission

__all__ = [
    "Composed",
    "Lender",
    "NotComparable",
    "compose",
    "gradient_of_own_forward",
    "is_attempt",
    "lending",
    "reads_both",
]

STEP = 1e-6
DRAWS = 6  # pairs of draws that tell whether an answer depends on something
MUCH = 8  # times larger than in any case: too large for the judge to compute with
DIRECTION_TOLERANCE = 1e-6


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

    def __init__(self, submission: Submission, own: list[str], lent: list[str]) -> None:
        self.assignment = submission.assignment
        self.submission = submission
        self.reference = functions(self.assignment)
        replaced: dict[str, Callable[..., Any]] = {name: self._proxy(name) for name in own}
        for name in lent:
            if self.assignment.exercise(name).forward in own:
                replaced[name] = self._on_students_cache(name)
        self.functions = compose(self.assignment, replaced)

    def _proxy(self, name: str) -> Callable[..., Any]:
        exercise = self.assignment.exercise(name)

        def student(*given: Any) -> Any:
            inputs = [_settle(value) for value in given]
            sent = [value.handle if isinstance(value, _Cache) else value for value in inputs]
            result = self.submission.one(name, sent, exercise.cache)
            want = self._shape_of(exercise, list(given))
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
        result = self.reference[exercise.name](*given)
        return result

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
    array = as_array(got)
    if array is None or array.size > MUCH * (np.size(want) + 1) or not np.all(np.isfinite(array)):
        raise NotComparable
    return array.item() if array.ndim == 0 and not isinstance(want, np.ndarray) else np.array(array)


def shown(result: Any, want: Any, exercise: Exercise) -> dict[str, Any]:
    """Return the named outputs of a student's forward pass, shaped like the reference's. Raises `NotComparable`."""
    named = parts(result, _wanted(tree(want), exercise), exercise.outputs, ())
    found = {name: comparable(got, wanted)[0] for name, (got, wanted) in named.items()}
    if any(array is None for array in found.values()):
        raise NotComparable
    return found


def _wanted(want: Any, exercise: Exercise) -> Any:
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
    for name in exercise.uses:
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

    def __init__(self, assignment: Assignment, lent: Mapping[str, str], largest: int) -> None:
        self.assignment = assignment
        self.lent = lent
        self.largest = MUCH * largest  # no argument may be larger: it is computed on the judge's side
        self.functions = functions(assignment)
        self.caches: dict[int, Any] = {}
        self.count = 0

    def request(self) -> dict[str, Any]:
        """Return the message that puts the proxies in place."""
        forward = {own: self.assignment.exercise(own).cache for own in self.lent.values() if own}
        return {"do": "lend", "names": dict(self.lent), "forward": forward}

    def __call__(self, message: dict[str, Any]) -> bytes:
        try:
            value, error = self._compute(message), ""
        except Exception:
            value, error = None, "the arguments are not those of this function"
        return wire.dumps({"value": value, "error": error})

    def _compute(self, message: dict[str, Any]) -> Any:
        self.count += 1
        name, given, inputs = message["ask"], list(message["arguments"]), message.get("inputs")
        if name not in self.lent or self.count > self.MOST or _largest([given, inputs]) > self.largest:
            raise ValueError
        exercise = self.assignment.exercise(name)
        if exercise.forward:
            if inputs is not None:
                cache = self.functions[exercise.forward](*inputs)[self.assignment.exercise(exercise.forward).cache]
            else:
                cache = self.caches.pop(given[-1].number)
            given[-1] = cache
        with np.errstate(all="ignore"):
            result = self.functions[name](*given)
        if exercise.cache >= 0:
            items = list(result)
            self.caches[self.count] = items[exercise.cache]
            items[exercise.cache] = wire.Handle(self.count)
            result = tuple(items)
        return _settle(result)


def _largest(value: Any) -> int:
    """Return the largest length or integer in some arguments."""
    if isinstance(value, np.ndarray):
        return max(value.shape, default=1)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return max([len(value), *map(_largest, value)])
    return abs(value) if isinstance(value, int) else 1


def largest_in(cases: list[tuple[str, Case]]) -> int:
    """Return the largest length or integer in some cases."""
    return max((_largest(case) for _, case in cases), default=1)


# The student's own forward pass


def reads_both(submission: Submission, exercise: Exercise) -> bool:
    """Tell whether a function's answer depends on its data and on its parameters at all: it is more than a constant."""
    calls: Calls = []
    for seed in range(DRAWS):
        one, other = (_probe_problem(exercise, Numbers(2 * seed + k, 3.0)) for k in (0, 1))
        other_data = {**one, **{name: other[name] for name in exercise.variables}}
        other_parameters = {**one, **{name: other[name] for name in exercise.parameters}}
        calls += [
            (exercise.name, arguments(exercise, problem), exercise.cache, [])
            for problem in (one, other_data, other_parameters)
        ]
    results = submission.calls(calls)
    shown = [wire.dumps(_without_cache(result, exercise)) for result in results]
    moved = [
        any(shown[place] != shown[place + by] for place in range(0, len(shown), 3))
        for by, names in ((1, exercise.variables), (2, exercise.parameters))
        if names
    ]
    return all(moved)


def _without_cache(result: Any, exercise: Exercise) -> Any:
    if exercise.cache < 0 or not isinstance(result, tuple):
        return result
    return tuple(item for place, item in enumerate(result) if place != exercise.cache)


def is_attempt(submission: Submission, exercise: Exercise) -> bool:
    """Tell whether a forward pass is an attempt at the right one.

    Its output entries depend on exactly the entries of data and state that the right one's do, on no entry of a
    parameter that the right one's do not, and on at least half of the parameters.
    """
    assignment = submission.assignment
    reference = functions(assignment)
    data, parameters = _dependence(assignment, exercise, submission.calls)
    right_data, right_parameters = _dependence(
        assignment, exercise, lambda calls: [tree(reference[name](*given)) for name, given, *_ in calls]
    )
    if data.shape != right_data.shape or parameters.shape != right_parameters.shape:
        return False
    return bool(
        np.array_equal(data, right_data)
        and not np.any(parameters & ~right_parameters)
        and parameters.any(axis=1).sum() * 2 >= right_parameters.any(axis=1).sum()
    )


PROBES = 3  # an entry may not matter at one point (a rectified unit that is off)


def _dependence(
    assignment: Assignment, exercise: Exercise, run: Callable[[Calls], list[Any]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which output entries change with each entry of the data, and of the parameters (rows: entries)."""
    reference = functions(assignment)[exercise.name]
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
        want = _wanted(tree(reference(*calls[0][1])), exercise)
        flat: list[np.ndarray] = []
        for result in run(calls):
            arrays = [as_array(got) for got, _ in parts(result, want, exercise.outputs, ()).values()]
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
            verdict = Verdict("value", False, array, want)
        found[i][j][name] = verdict
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
