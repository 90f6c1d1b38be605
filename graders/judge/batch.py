"""Some cases as one request, and its answers compared as one flat buffer: a right submission needs no closer look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..exercises.model import Case, Exercise
from ..sandbox import wire
from .answers import FLOOR, GRADIENT_TOLERANCE, VALUE_TOLERANCE, layers, parts, tree
from .calls import Calls, as_single, call_list, evaluate, outcomes, settled
from .references import Functions, References

__all__ = ["Batch", "Prepared"]

FOLLOWED = 4  # cases of a group
SAMPLE = 4000  # bytes of a group's answers


class Batch:
    """Some cases of one exercise as one request, and what is expected of it."""

    def __init__(self, references: References, exercise: Exercise, cases: list[tuple[str, Case]]) -> None:
        self.references = references
        self.assignment = references.assignment
        self.exercise = exercise
        self.cases = cases
        self.calls: Calls = []
        self._reference: dict[int, list[Any]] = {}
        self.places: list[list[int]] = []  # of each case: the calls that answer its problems
        self._forwards: list[list[int]] = []  # of each case: the calls that made the caches
        for _, case in cases:
            calls, places = call_list(self.assignment, exercise, case, len(self.calls))
            self.places.append([len(self.calls) + place for place in places])
            self._forwards.append([len(self.calls) + place for place in range(len(case))] if exercise.forward else [])
            self.calls.extend(calls)

    @cached_property
    def reads_floats(self) -> bool:
        """Whether any call is given float64 arrays: without them, float32 answers are nobody's finding."""
        return b'"<f8"' in wire.split(wire.dumps([given for _, given, *_ in self.calls]))[0]

    @cached_property
    def packed(self) -> bytes:
        """What the reference answers, packed as a worker packs its answers."""
        return wire.dumps([settled(result) for result in evaluate(self.references.functions, self.calls)])

    @cached_property
    def expected(self) -> list[list[Any]]:
        """What the reference answers: for each case, for each problem."""
        results = wire.loads(self.packed)
        return [[tree(results[place]) for place in places] for places in self.places]

    def reference(self, place: int) -> list[Any]:
        """What the reference answers to one case, worked out when first asked for."""
        if place not in self._reference:
            self._reference[place] = self.answered(self.references.functions, self.cases[place][1])
        return self._reference[place]

    def answered(self, functions: Functions, case: Case) -> list[Any]:
        """What functions answer to one case: for each problem."""
        return [tree(one) for one in outcomes(self.assignment, self.exercise, functions, case)]

    @cached_property
    def part_names(self) -> list[list[tuple[str, ...]]]:
        """The names of the parts of each answer, by case and problem; a dict's keys may differ from case to case."""
        outputs, kept = self.exercise.outputs, self.exercise.kept
        return [[tuple(parts(want, want, outputs, kept)) for want in wanted] for wanted in self.expected]

    @cached_property
    def single(self) -> list[list[Any]]:
        """What the reference answers in float32."""
        functions = self.references.functions
        return [self.answered(functions, [as_single(problem) for problem in case]) for _, case in self.cases]

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
            if (owner is not None and len(names) != len(sizes)) or 0 in sizes:
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
            if exact.size and exact.all() and bool(np.add.reduceat(np.abs(got), one.starts)[wrong].all()):
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
        one = self._segments
        try:
            header, body = wire.split(packed)
        except wire.WireError:
            return None
        if one is None or header != wire.split(self.packed)[0] or len(body) != one.want.nbytes:
            return None
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


NO_CACHE = wire.Odd("nothing (the forward pass gave no cache)")


def _sizes(value: Any) -> list[int]:
    if isinstance(value, np.ndarray):
        return [value.size]
    if isinstance(value, float):
        return [1]
    if layers(value):
        return [sum(item.size for item in value)]
    if isinstance(value, list | tuple):
        return [size for item in value for size in _sizes(item)]
    if isinstance(value, dict):
        return [size for item in value.values() for size in _sizes(item)]
    return []


class Prepared:
    """An exercise's hidden cases in two requests: the ordinary ones, and the wide ones by themselves."""

    def __init__(self, references: References, exercise: Exercise, drawn: dict[str, list[Case]]) -> None:
        self.exercise = exercise
        wide = {group.name for group in exercise.groups if group.wide}
        pairs = [(name, case) for name, cases in drawn.items() for case in cases]
        self.main = Batch(references, exercise, [pair for pair in pairs if pair[0] not in wide])
        self.wide = Batch(references, exercise, [pair for pair in pairs if pair[0] in wide])

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

    @cached_property
    def sample(self) -> list[int]:
        """The ordinary cases by which a recording knows a misconception: the first few of a group, more if small."""
        places = []
        sizes: dict[str, int] = {}
        for place, (group, _) in enumerate(self.main.cases):
            if place in self.followed[0] or sizes[group] < SAMPLE:
                places.append(place)
                sizes[group] = sizes.get(group, 0) + len(wire.dumps(self.main.reference(place)))
        return places

    @property
    def batches(self) -> list[Batch]:
        """The batches that hold any case."""
        return [batch for batch in (self.main, self.wide) if batch.cases]
