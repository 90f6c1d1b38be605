"""A recording of what `References` answers, which stands in its place where no reference may be: in a student's kit.

It holds results and no function. Each is found under a digest of the call: the misconception in it, if any, the
function's name, the arguments rounded to nine decimals, so that another rounding in a student's code finds it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ..exercises.model import Assignment, Case, Exercise, Problem
from ..misconceptions import Misconception
from ..sandbox import wire
from .calls import settled
from .references import Functions, NotRecorded, References
from .submission import Submission

__all__ = ["Recorded", "Recorder"]

DECIMALS = 9
DIGEST = 10  # bytes


class _Cache:
    """What stands for a cache: the digest of the call that made it, and, while recording, the cache itself."""

    def __init__(self, digest: bytes, value: Any = None) -> None:
        self.digest = digest
        self.value = value


class _Recording(References):
    """What recording and playing have in common: a student's own function counts as the misconception it is."""

    sampled = True

    def merging(self, exercise: Exercise) -> Callable[[Misconception, Misconception], Functions | None]:
        """Merge nothing: there are no functions to merge."""
        return lambda one, other: None

    def composed(
        self, submission: Submission, own: list[str], lent: list[str], known: Mapping[str, str | None]
    ) -> Functions:
        if not known:
            return self.functions
        named = [(function, name) for function, name in known.items() if name is not None]
        if len(named) != 1:  # others may have lost points by it alone
            raise NotRecorded
        ((function, name),) = named
        exercise = self.assignment.exercise(function)
        return self.mistaken(next(one for one in self.misconceptions(exercise) if one.name == name))


class Recorder(_Recording):
    """Answers as `References` does and keeps every answer in `results`."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self.results: dict[bytes, Any] = {}
        self.ladders: dict[str, list[tuple[str, Case]]] = {}
        self._live = self.functions
        self.functions = self._recording(self._live, "")

    def mistaken(self, misconception: Misconception) -> Functions:
        return self._recording(super().mistaken(misconception), misconception.name)

    def ladder(self, exercise: Exercise, groups: tuple[str, ...], height: int) -> list[tuple[str, Case]]:
        key = _rungs(exercise, groups, height)
        if key not in self.ladders:
            self.ladders[key] = super().ladder(exercise, groups, height)
        return self.ladders[key]

    def by_formula(self, exercise: Exercise, problem: Problem, shown: dict[str, Any]) -> Any:
        assert exercise.formula is not None
        given = [problem[name] for name in exercise.inputs[:-1]]
        result = self._live[exercise.name](*given, exercise.formula(problem, shown))
        self.results[_digest("formula", exercise.name, [problem, shown])] = settled([result, []])
        return result

    def _recording(self, functions: Functions, variant: str) -> Functions:
        return {one.name: self._recorded(functions[one.name], variant, one) for one in self.assignment.exercises}

    def _recorded(self, function: Callable[..., Any], variant: str, exercise: Exercise) -> Callable[..., Any]:
        def recorded(*given: Any) -> Any:
            digest = _digest(variant, exercise.name, given)
            before = [_packed(one) for one in given]
            result = function(*[one.value if isinstance(one, _Cache) else one for one in given])
            changed = [[place, one] for place, one in enumerate(given) if _packed(one) != before[place]]
            self.results[digest] = settled([_with_cache(result, exercise.cache, None), changed])
            return _with_cache(result, exercise.cache, lambda cache: _Cache(digest, cache))

        return recorded

    def dumps(self, drawn: Any) -> bytes:
        """Return the recording as bytes, with the cases that were drawn for the assignment."""
        packed = [wire.split(wire.dumps(_short(result))) for result in self.results.values()]
        numbers = np.frombuffer(b"".join(body for _, body in packed), np.uint8)
        return wire.dumps(
            {
                "cases": drawn,
                "ladders": {key: np.frombuffer(wire.dumps(cases), np.uint8) for key, cases in self.ladders.items()},
                "shown": self.shown(),
                "known": [
                    [one.name, one.function, one.explanation, one.hint]
                    for exercise in self.assignment.exercises
                    for one in self.misconceptions(exercise)
                ],
                "digests": np.frombuffer(b"".join(self.results), np.uint8),
                "headers": np.frombuffer(b"".join(header for header, _ in packed), np.uint8),
                "numbers": np.ascontiguousarray(numbers.reshape(-1, 8).T),  # first bytes first: that packs better
                "ends": np.cumsum([[len(header), len(body)] for header, body in packed], axis=0),
            }
        )


class Recorded(_Recording):
    """Answers from the bytes of a recording; raises `NotRecorded` where it holds no answer."""

    def __init__(self, assignment: Assignment, data: bytes) -> None:
        self.assignment = assignment
        found = wire.loads(data, inputs=True)
        self.cases = found["cases"]
        self._shown = found["shown"]
        self._ladders = found["ladders"]
        self._known = [
            Misconception(name, function, explanation, hint, "", _no_function)
            for name, function, explanation, hint in found["known"]
        ]
        digests = found["digests"].tobytes()
        places = range(0, len(digests), DIGEST)
        self._places = {digests[place : place + DIGEST]: place // DIGEST for place in places}
        self._headers = found["headers"].tobytes()
        self._numbers = np.ascontiguousarray(found["numbers"].T).tobytes()
        self._ends = np.concatenate([np.zeros((1, 2), int), found["ends"]])
        self.functions = self._playing("")

    def misconceptions(self, exercise: Exercise) -> list[Misconception]:
        return [one for one in self._known if one.function == exercise.name]

    def mistaken(self, misconception: Misconception) -> Functions:
        return self._playing(misconception.name)

    def ladder(self, exercise: Exercise, groups: tuple[str, ...], height: int) -> list[tuple[str, Case]]:
        packed = self._ladders.get(_rungs(exercise, groups, height))
        return [] if packed is None else wire.loads(packed.tobytes(), inputs=True)

    def shown(self) -> list[str]:
        return list(self._shown)

    def by_formula(self, exercise: Exercise, problem: Problem, shown: dict[str, Any]) -> Any:
        return self._result(_digest("formula", exercise.name, [problem, shown]))[0]

    def _playing(self, variant: str) -> Functions:
        return {one.name: self._played(variant, one) for one in self.assignment.exercises}

    def _played(self, variant: str, exercise: Exercise) -> Callable[..., Any]:
        def played(*given: Any) -> Any:
            digest = _digest(variant, exercise.name, given)
            result, changed = self._result(digest)
            for place, value in changed:
                _change(given[place], value)
            return _with_cache(result, exercise.cache, lambda _: _Cache(digest))

        return played

    def _result(self, digest: bytes) -> Any:
        if digest not in self._places:
            raise NotRecorded
        place = self._places[digest]
        (header, body), (header_end, body_end) = self._ends[place : place + 2].tolist()
        return _long(wire.loads(wire.join(self._headers[header:header_end], self._numbers[body:body_end])))


def _rungs(exercise: Exercise, groups: tuple[str, ...], height: int) -> str:
    return "/".join([exercise.name, str(height), *groups])


def _no_function(*given: Any) -> Any:
    raise NotRecorded


LARGE = 5000  # numbers of an array that is stored by its factors, if its rank is low


def _short(value: Any) -> Any:
    """Return an answer as it is stored."""
    if isinstance(value, np.ndarray):
        if value.dtype == np.float64 and value.ndim == 2 and value.size > LARGE:
            u, s, v = np.linalg.svd(value, full_matrices=False)
            rank = max(1, int(np.sum(s > 1e-14 * s[0])))
            if 2 * rank * sum(value.shape) < value.size:
                return {"factors": [u[:, :rank] * s[:rank], v[:rank]]}
        return value
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items()}
    return type(value)(_short(item) for item in value) if isinstance(value, list | tuple) else value


def _long(value: Any) -> Any:
    """Return an answer from what is stored."""
    if isinstance(value, dict):
        return (
            value["factors"][0] @ value["factors"][1] if "factors" in value else {k: _long(v) for k, v in value.items()}
        )
    return type(value)(_long(item) for item in value) if isinstance(value, list | tuple) else value


def _with_cache(result: Any, place: int, make: Callable[[Any], Any] | None) -> Any:
    """Return a function's result with what `make` makes of its cache, or with nothing there."""
    if place < 0:
        return result
    items = [item if i == place else settled(item) for i, item in enumerate(result)]
    items[place] = make(items[place]) if make is not None else None
    return tuple(items)


def _packed(value: Any) -> bytes:
    """Return an argument that a function may change as bytes."""
    return wire.dumps(value) if isinstance(value, np.ndarray | dict) else b""


def _change(old: Any, new: Any) -> None:
    """Make an argument what a function has left of it."""
    if isinstance(old, dict):
        old.clear()
        old.update(new)
    else:
        old[...] = new


def _digest(variant: str, name: str, given: Iterable[Any]) -> bytes:
    digest = hashlib.blake2b(f"{variant}/{name}".encode(), digest_size=DIGEST)
    _feed(digest.update, list(given))
    return digest.digest()


def _feed(update: Callable[[bytes], None], value: Any) -> None:
    """Feed plain data to a digest, its numbers rounded."""
    if isinstance(value, _Cache):
        update(b"c" + value.digest)
    elif isinstance(value, dict):
        update(b"d%d" % len(value))
        for key in sorted(value, key=repr):
            update(repr(key).encode())
            _feed(update, value[key])
    elif isinstance(value, list | tuple):
        update(b"l%d" % len(value))
        for item in value:
            _feed(update, item)
    elif isinstance(value, np.ndarray | float | np.generic):
        array = np.asarray(value)
        update(f"{array.dtype.str}{array.shape}".encode())
        update((np.round(array, DECIMALS) + 0.0 if array.dtype.kind == "f" else array).tobytes())  # 0.0: no minus zero
    else:
        update(repr(value).encode())
