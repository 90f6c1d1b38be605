"""Case files: drawn once, with Hypothesis, admitted only where right answers agree; read back as plain arrays.

A case file holds, for each assignment, exercise and group, a list of cases. It is the secret of a course and its
identity: reports name it by its hash. Grading only reads it.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from ..exercises import ASSIGNMENTS, assignment
from ..exercises.model import Assignment, Case, Exercise, Group, Numbers, Problem
from ..sandbox import wire
from .answers import FLOOR, GRADIENT_TOLERANCE, VALUE_TOLERANCE, parts, tree

__all__ = ["BadCaseFile", "CaseFile", "Prepared", "call_list", "draw_file", "evaluate", "outcomes"]

FOLLOWED = 4  # cases of a group
MAGIC = b"unrolled cases 1\n"
Calls = list[tuple[str, list[Any], int, list[int]]]


class BadCaseFile(ValueError):
    """The case file cannot be used; the text says why, in a sentence."""


# Cases as calls


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
        with np.errstate(all="ignore"):
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


def functions(assignment: Assignment) -> dict[str, Any]:
    """Return the reference's functions by name."""
    return {exercise.name: getattr(assignment.reference, exercise.name) for exercise in assignment.exercises}


def outcomes(assignment: Assignment, exercise: Exercise, functions: Mapping[str, Any], case: Case) -> list[Any]:
    """Return one answer for each problem of a case, by trusted functions."""
    calls, places = call_list(assignment, exercise, case, 0)
    results = evaluate(functions, calls)
    return [results[place] for place in places]


# Drawing


def draw_file(seed: int, names: Iterable[str] = ASSIGNMENTS) -> bytes:
    """Return a new case file for the assignments; the same seed and Hypothesis give the same file."""
    drawn: dict[str, Any] = {}
    for name in names:
        one = assignment(name)
        drawn[name] = {
            exercise.name: {group.name: list(_draw(one, exercise, group, seed)) for group in exercise.groups}
            for exercise in one.exercises
        }
    return MAGIC + zlib.compress(wire.dumps(drawn), 9)


def _draw(assignment: Assignment, exercise: Exercise, group: Group, seed: int) -> Iterator[Case]:
    from hypothesis import HealthCheck, Phase, assume, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    admitted: list[Case] = []
    seen: set[bytes] = set()

    @st.composite
    def cases(draw: Any) -> Case:
        sizes = {name: draw(st.integers(low, high)) for name, (low, high) in group.sizes.items()}
        assume(not group.distinct or len(set(sizes.values())) == len(sizes))
        return exercise.draw(group, sizes, Numbers(draw(st.integers(0, 2**32 - 1)), group.scale))

    @seeded(f"{seed}/{assignment.name}/{exercise.name}/{group.name}")
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

    collect()
    if len(admitted) < group.count:
        raise RuntimeError(
            f"only {len(admitted)} of {group.count} cases of {exercise.name}/{group.name} are admissible"
        )
    return iter(admitted)


def admissible(assignment: Assignment, exercise: Exercise, case: Case) -> bool:
    """Tell whether right answers obtained in different ways agree within a tenth of the case's tolerance.

    The ways are the assignment's alternative (sums reordered, the derivative in another form, activations computed
    again) and the reference itself in float32, at float32's tolerance.
    """
    reference = functions(assignment)
    answers = outcomes(assignment, exercise, reference, case)
    others = outcomes(assignment, exercise, assignment.alternative, case)
    single = outcomes(assignment, exercise, reference, [_single(problem) for problem in case])
    return all(
        _close(exercise, problem, answer, other, False) and _close(exercise, problem, answer, low, True)
        for problem, answer, other, low in zip(case, answers, others, single, strict=True)
    )


def _single(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    if isinstance(value, dict):
        return {key: _single(item) for key, item in value.items()}
    return value


def _close(exercise: Exercise, problem: Problem, want: Any, got: Any, single: bool) -> bool:
    for a, b in parts(tree(got), tree(want), exercise.outputs, exercise.kept).values():
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        if exercise.upstream is None:
            if not np.all(np.abs(a - b) <= VALUE_TOLERANCE[single] / 10 * (1 + np.abs(b))):
                return False
            continue
        scale = max(float(np.linalg.norm(a) + np.linalg.norm(b)), FLOOR * exercise.upstream(problem))
        if float(np.linalg.norm(a - b)) > GRADIENT_TOLERANCE[single] / 10 * scale:
            return False
    return True


# Reading


@dataclass
class CaseFile:
    """The cases of a course, with what the references answer, worked out when first asked for."""

    name: str
    drawn: dict[str, Any]
    _prepared: dict[tuple[str, str], Prepared] = field(default_factory=dict)

    @classmethod
    def public(cls) -> CaseFile:
        """Return the practice cases that the package ships."""
        file = cls.from_bytes(resources.files("graders").joinpath("practice.cases").read_bytes())
        file.name = "public"
        return file

    @classmethod
    def read(cls, path: Path) -> CaseFile:
        """Return the cases in a file. Raises `BadCaseFile`."""
        try:
            return cls.from_bytes(path.read_bytes())
        except OSError as error:
            raise BadCaseFile(f"The case file {path} cannot be read: {error.strerror or error}.") from None
        except BadCaseFile as error:
            raise BadCaseFile(
                f"The case file {path} {error}; draw a new one with `unrolled cases` or restore it from a copy."
            ) from None

    @classmethod
    def from_bytes(cls, data: bytes) -> CaseFile:
        """Return the cases in a file's bytes. Raises `BadCaseFile`."""
        if not data.startswith(MAGIC):
            raise BadCaseFile("is not a case file")
        try:
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(data[len(MAGIC) :], wire.MAX_FRAME)
            if not unpacker.eof or unpacker.unused_data:
                raise BadCaseFile("is damaged")
            drawn = wire.loads(text)
        except (zlib.error, ValueError) as error:
            raise BadCaseFile("is damaged") from error
        file = cls("sha256:" + hashlib.sha256(data).hexdigest(), drawn)
        for name in drawn if isinstance(drawn, dict) else ("",):
            if name not in ASSIGNMENTS:
                raise BadCaseFile("was drawn for other assignments than this version has")
            for exercise in assignment(name).exercises:
                groups = drawn[name].get(exercise.name) if isinstance(drawn[name], dict) else None
                if not isinstance(groups, dict) or set(groups) != {group.name for group in exercise.groups}:
                    raise BadCaseFile("was drawn by another version of the graders")
        return file

    def prepared(self, assignment: Assignment, exercise: Exercise) -> Prepared:
        """Return an exercise's cases, ready to be sent. Raises `BadCaseFile` where the file has none."""
        key = assignment.name, exercise.name
        if key not in self._prepared:
            if assignment.name not in self.drawn:
                raise BadCaseFile(f"has no cases of {assignment.name}")
            self._prepared[key] = Prepared(assignment, exercise, self.drawn[assignment.name][exercise.name])
        return self._prepared[key]


class Batch:
    """Some cases of one exercise as one request, and what is expected of it."""

    def __init__(self, assignment: Assignment, exercise: Exercise, cases: list[tuple[str, Case]]) -> None:
        self.assignment = assignment
        self.exercise = exercise
        self.cases = cases
        self.calls: Calls = []
        self.part_names: tuple[str, ...] = ()
        self._reference: dict[int, list[Any]] = {}
        self.places: list[list[int]] = []  # of each case: the calls that answer its problems
        self._forwards: list[list[int]] = []  # of each case: the calls that made the caches
        for _, case in cases:
            calls, places = call_list(assignment, exercise, case, len(self.calls))
            self.places.append([len(self.calls) + place for place in places])
            self._forwards.append([len(self.calls) + place for place in range(len(case))] if exercise.forward else [])
            self.calls.extend(calls)

    @cached_property
    def packed(self) -> bytes:
        """What the reference answers, packed as a worker packs its answers."""
        return wire.dumps([_settled(result) for result in evaluate(functions(self.assignment), self.calls)])

    @cached_property
    def expected(self) -> list[list[Any]]:
        """What the reference answers: for each case, for each problem."""
        results = wire.loads(self.packed)
        return [[tree(results[place]) for place in places] for places in self.places]

    def reference(self, place: int) -> list[Any]:
        """What the reference answers to one case, worked out when first asked for."""
        if place not in self._reference:
            answers = outcomes(self.assignment, self.exercise, functions(self.assignment), self.cases[place][1])
            self._reference[place] = [tree(answer) for answer in answers]
        return self._reference[place]

    @cached_property
    def single(self) -> list[list[Any]]:
        """What the reference answers in float32."""
        low = functions(self.assignment)
        return [
            [tree(one) for one in outcomes(self.assignment, self.exercise, low, [_single(p) for p in case])]
            for _, case in self.cases
        ]

    def answers(self, results: list[Any]) -> list[list[Any]]:
        """Sort the results of all calls by case and problem. Without a cache there is no backward pass to judge."""
        return [
            [
                results[place] if not forwards or _has_cache(results[forwards[j]]) else NO_CACHE
                for j, place in enumerate(places)
            ]
            for places, forwards in zip(self.places, self._forwards, strict=True)
        ]

    @cached_property
    def _segments(self) -> _Segments | None:
        """Where each array starts in the buffer, and how it is judged; None where the buffer holds other things."""
        header, body = wire.split(self.packed)
        if b'"a","|' in header or b'"a","<i' in header or b"[0" in header or not len(body):
            return None
        owners: list[tuple[int, int] | None] = [None] * len(self.calls)
        for i, places in enumerate(self.places):
            for j, place in enumerate(places):
                owners[place] = i, j
        starts, floors, parts_of = [], [], []
        offset = 0
        upstream = self.exercise.upstream
        for owner, result in zip(owners, wire.loads(self.packed), strict=True):
            names: list[str] = []
            floor = -1.0
            if owner is not None:
                i, j = owner
                names = list(parts(result, tree(result), self.exercise.outputs, self.exercise.kept))
                floor = FLOOR * upstream(self.cases[i][1][j]) if upstream is not None else -1.0
            sizes = _sizes(result)
            if owner is not None and len(names) != len(sizes):
                return None
            for k, size in enumerate(sizes):
                starts.append(offset)
                floors.append(floor)
                parts_of.append((*owner, names[k]) if owner is not None else None)
                offset += size
        want = np.frombuffer(body, np.float64)
        norms = np.sqrt(np.add.reduceat(want**2, starts))
        return _Segments(np.array(starts), np.array(floors), norms, want, parts_of)

    def all_right(self, packed: bytes) -> bool:
        """Tell at once whether a worker's packed answers are right throughout; False means: look closer."""
        if packed == self.packed:
            return True
        right = self._right(packed)
        return right is not None and bool(right.all())

    def exact(self, packed: bytes | None) -> bool:
        """Tell whether answers are the reference's to the last digits, so that what is built on them is too."""
        if packed == self.packed:
            return True
        if packed is None or self._right(packed) is None:
            return False
        want = self._segments.want if self._segments is not None else np.zeros(0)
        got = np.frombuffer(wire.split(packed)[1], np.float64)
        return bool(np.all(np.abs(got - want) <= 1e-12 * (1 + np.abs(want))))

    def rounded_to_single(self, packed: bytes | None) -> bool:
        """Tell whether answers are near the reference and exact in float32, though their type is float64."""
        if packed is None or packed == self.packed or self._right(packed) is None or self._segments is None:
            return False
        got = np.frombuffer(wire.split(packed)[1], np.float64)
        ends = np.append(self._segments.starts[1:], got.size)
        ours = [
            np.arange(a, b)
            for a, b, owner in zip(self._segments.starts, ends, self._segments.parts, strict=True)
            if owner
        ]
        numbers = got[np.concatenate(ours)]
        with np.errstate(all="ignore"):
            return not self.exact(packed) and bool(np.all(numbers == numbers.astype(np.float32)))

    def wrong_parts(self, packed: bytes) -> set[tuple[int, int, str]] | None:
        """Return which parts (case, problem, name) are not right; None where the answers have another structure."""
        right = self._right(packed)
        if right is None or self._segments is None:
            return None
        owners = self._segments.parts
        return {owner for owner, ok in zip(owners, right, strict=True) if owner is not None and not ok}

    def distances(self, packed: bytes) -> tuple[float, float] | None:
        """Return how far the wrong parts are from the reference in float32 and in float64; None as in `wrong_parts`.

        Numbers that are all exact in float32 are float32 work, whatever their type says: they are not far from it at
        all.
        """
        right = self._right(packed)
        if right is None or self._segments is None:
            return None
        one = self._segments
        got = np.frombuffer(wire.split(packed)[1], np.float64)
        wrong = ~right & np.array([owner is not None for owner in one.parts])
        with np.errstate(all="ignore"):
            exact = np.logical_and.reduceat(got == got.astype(np.float32), one.starts)[wrong]
            if exact.size and exact.all():
                return 0.0, 1.0
            near, far = (
                float(np.sqrt(np.add.reduceat((got - other) ** 2, one.starts))[wrong].sum())
                for other in (self._low, one.want)
            )
        return near, far

    @cached_property
    def _low(self) -> np.ndarray:
        """The reference's answers in float32, laid out as `_Segments.want`."""
        assert self._segments is not None
        low = self._segments.want.copy()
        for start, owner in zip(self._segments.starts, self._segments.parts, strict=True):
            if owner is not None:
                i, j, name = owner
                answer = self.single[i][j]
                value = np.ravel(parts(answer, answer, self.exercise.outputs, self.exercise.kept)[name][0])
                low[start : start + value.size] = value
        return low

    def _right(self, packed: bytes) -> np.ndarray | None:
        try:
            header, body = wire.split(packed)
        except wire.WireError:
            return None
        if self._segments is None or header != wire.split(self.packed)[0] or len(body) != self._segments.want.nbytes:
            return None
        one = self._segments
        got = np.frombuffer(body, np.float64)
        with np.errstate(all="ignore"):
            difference = got - one.want
            worst = np.maximum.reduceat(np.abs(difference) / (1 + np.abs(one.want)), one.starts)
            error = np.sqrt(np.add.reduceat(difference**2, one.starts))
            scale = np.maximum(np.sqrt(np.add.reduceat(got**2, one.starts)) + one.norms, one.floors)
            finite = np.logical_and.reduceat(np.isfinite(got), one.starts)
            gradient = error <= GRADIENT_TOLERANCE[False] * scale
            right: np.ndarray = finite & np.where(one.floors >= 0, gradient, worst <= VALUE_TOLERANCE[False])
        return right


@dataclass(frozen=True)
class _Segments:
    """The arrays of a batch's answers in one buffer: starts, gradient floors (−1 for values), norms, numbers,
    owners."""

    starts: np.ndarray
    floors: np.ndarray
    norms: np.ndarray
    want: np.ndarray
    parts: list[tuple[int, int, str] | None]


def _has_cache(result: Any) -> bool:
    return isinstance(result, tuple) and any(isinstance(item, wire.Handle) for item in result)


NO_CACHE = wire.Odd("nothing, as the forward pass gave no cache")


def _settled(result: Any) -> Any:
    """Return a reference's result as the plain data that a worker would make of it."""
    if isinstance(result, np.generic):
        return np.asarray(result) if result.dtype.kind == "f" else result.item()
    if isinstance(result, np.ndarray):
        return np.ascontiguousarray(result).reshape(result.shape)
    if isinstance(result, list | tuple):
        return type(result)(_settled(item) for item in result)
    if isinstance(result, dict):
        return {key: _settled(item) for key, item in result.items()}
    return result


def _sizes(value: Any) -> list[int]:
    if isinstance(value, np.ndarray):
        return [value.size]
    if isinstance(value, float):
        return [1]
    if isinstance(value, list | tuple):
        return [size for item in value for size in _sizes(item)]
    if isinstance(value, dict):
        return [size for item in value.values() for size in _sizes(item)]
    return []


class Prepared:
    """An exercise's hidden cases in two requests: the ordinary ones, and the wide ones by themselves."""

    def __init__(self, assignment: Assignment, exercise: Exercise, drawn: dict[str, list[Case]]) -> None:
        self.assignment = assignment
        self.exercise = exercise
        wide = {group.name for group in exercise.groups if group.wide}
        pairs = [(name, case) for name, cases in drawn.items() for case in cases]
        self.main = Batch(assignment, exercise, [pair for pair in pairs if pair[0] not in wide])
        self.wide = Batch(assignment, exercise, [pair for pair in pairs if pair[0] in wide])

    @cached_property
    def followed(self) -> list[set[int]]:
        """For each batch, the cases by which follow-through is judged: the first few of each group.

        There the judge calls the student's functions one at a time, which is slow.
        """
        chosen = []
        for batch in self.batches:
            seen: dict[str, int] = {}
            places = set()
            for place, (group, _) in enumerate(batch.cases):
                seen[group] = seen.get(group, 0) + 1
                if seen[group] <= FOLLOWED:
                    places.add(place)
            chosen.append(places)
        return chosen

    @property
    def batches(self) -> list[Batch]:
        """The batches that hold any case."""
        return [batch for batch in (self.main, self.wide) if batch.cases]
