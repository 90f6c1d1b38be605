"""Findings: what was noticed about a function apart from whether its answers are right.

A finding has a name and a sentence, and costs nothing, unless somebody has priced it: an author by a check that stands
on it (`Check(..., finding="overflow")`), an instructor for the whole course in unrolled.toml. Then it is one more check
of its exercise. What a worker says about them is in the student's reach, so that a finding never earns anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..exercises.model import PRICED, Assignment, Case, Check, Exercise, Problem
from ..sandbox import wire
from .answers import listed, numbers_in, parts
from .calls import arguments

if TYPE_CHECKING:
    from .batch import Prepared
    from .verdicts import Outcome

__all__ = ["Finding", "findings", "interplay", "priced", "sentences", "without_sentences"]

SUSPECTED = "numerical differentiation suspected"  # a suspicion has no price
MANY = 6  # names in a sentence


@dataclass(frozen=True)
class Finding:
    """What was noticed, in a name and a sentence, and the points it cost: most often none."""

    name: str
    message: str
    cost: float = 0.0


# Prices


def priced(assignment: Assignment, prices: Mapping[str, float]) -> Assignment:
    """Return an assignment in whose exercises each priced finding is a check of so many percent of the points.

    An exercise that has a check on a finding already, or in which it cannot be, stays as it is.
    """
    if not any(prices.values()):
        return assignment
    return replace(assignment, exercises=tuple(_priced(exercise, prices) for exercise in assignment.exercises))


def _priced(exercise: Exercise, prices: Mapping[str, float]) -> Exercise:
    own = {check.finding for check in exercise.checks}
    wanted = {name: price for name, price in prices.items() if price and name not in own and _can_be(name, exercise)}
    left = 100 - sum(wanted.values())
    checks = tuple(
        Check(name, exercise.points * price / 100, PRICED[name], finding=name) for name, price in wanted.items()
    )
    return replace(
        exercise, checks=(*(replace(one, points=one.points * left / 100) for one in exercise.checks), *checks)
    )


def _can_be(name: str, exercise: Exercise) -> bool:
    if name in ("input changed in place", "result aliases an input"):
        return bool(exercise.groups) and not exercise.in_place
    return bool(exercise.groups) and (name != "cache spoilt by a view" or bool(exercise.forward))


# The extra calls


def interplay(assignment: Assignment, exercise: Exercise, prepared: Prepared) -> tuple[bytes, bytes]:
    """Return what a worker needs for the extra calls, packed: for the calls of each function, and for the steps in a
    forward pass where the backward pass is wrong (nothing, if there are none)."""
    forward = assignment.exercise(exercise.forward) if exercise.forward else exercise
    if not prepared.main.cases:
        return b"", b""
    first, second = _pair(forward.inputs[0] if forward.inputs else "", prepared.main.cases)
    given = {"first": arguments(forward, first), "second": arguments(forward, second)}
    if exercise.forward:
        given["upstream first"] = [first[name] for name in exercise.inputs[:-1]]
        given["upstream second"] = [second[name] for name in exercise.inputs[:-1]]
    request = {"function": exercise.name, "forward": exercise.forward, "opaque": forward.cache, "given": given}
    used = {*exercise.uses, *forward.uses} if exercise.forward else set()
    steps = {one.name: one.cache for one in assignment.exercises if one.name in used and one.cache >= 0}
    packed = wire.dumps({**request, "steps": {}})
    return packed, wire.dumps({**request, "steps": steps}) if steps else b""


def _pair(data: str, cases: list[tuple[str, Case]]) -> tuple[Problem, Problem]:
    """Return a small problem, where `data` is an array one of several steps and examples, and another of its sizes."""
    every = sorted((case[0] for _, case in cases), key=_size)
    several = [one for one in every if min(getattr(one.get(data), "shape", ()), default=1) > 1]
    first: Problem = several[0] if several else every[len(every) // 4]
    form = _form(first)
    for second in every:
        if second is not first and _form(second) == form and not _equal(first, second):
            return first, second
    return first, _halved(first)


def _size(problem: Problem) -> int:
    """Return how many numbers a problem has, where an int counts for as many: of steps, perhaps."""
    return sum(abs(value) if isinstance(value, int) else numbers_in(value) for value in problem.values())


def _form(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _form(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [_form(item) for item in value]
    return value.shape if isinstance(value, np.ndarray) else type(value)


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return all(_equal(item, other[key]) for key, item in one.items())
    if isinstance(one, list | tuple):
        return all(map(_equal, one, other))
    return bool(np.all(one == other))


def _halved(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _halved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_halved(item) for item in value]
    return value / 2 if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


# From facts to sentences


def findings(assignment: Assignment, exercise: Exercise, prepared: Prepared, outcome: Outcome) -> list[Finding]:
    """Return what was noticed about an exercise."""
    found: dict[str, str] = {}
    words = _Words(assignment, exercise, prepared, outcome)
    for name, sentence in (*words.of_runs(), *words.of_facts(), *words.of_answers()):
        found.setdefault(name, sentence)
    return [Finding(name, found[name]) for name in (*PRICED, SUSPECTED) if name in found]


class _Words:
    """Puts what was noticed about one exercise into sentences. Nothing that a worker says is shown as it came."""

    def __init__(self, assignment: Assignment, exercise: Exercise, prepared: Prepared, outcome: Outcome) -> None:
        self.exercise = exercise
        self.forward = assignment.exercise(exercise.forward) if exercise.forward else None
        self.assignment = assignment
        self.prepared = prepared
        self.outcome = outcome
        self.right = all(outcome.holds.values())

    def of_runs(self) -> Iterable[tuple[str, str]]:
        """Yield what was noticed while the graded calls ran."""
        for item in self.outcome.seen.changed if not self.exercise.in_place else ():
            if isinstance(item, list) and len(item) == 2 and item[0] == self.exercise.name:
                yield (
                    "input changed in place",
                    f"It changes an input in place, {self._input(item[1])}, which the caller may not expect. Work on a "
                    "copy of it.",
                )
        for item in self.outcome.seen.overflows if self.right else ():
            if isinstance(item, list) and len(item) == 3 and item[0] == self.exercise.name:
                yield (
                    "overflow",
                    f"A number overflows{_where(item[1], item[2])} and becomes infinite; the answer is right all the "
                    "same. Look at how large the numbers may be that go in there.",
                )

    def of_facts(self) -> Iterable[tuple[str, str]]:
        """Yield what the extra calls brought."""
        for fact in self.outcome.seen.facts:
            if not isinstance(fact, list) or len(fact) < 2 or not isinstance(fact[0], str):
                continue
            sentence = getattr(self, f"_{fact[0]}", None) if fact[0] in KINDS else None
            if sentence is not None:
                text = sentence(*fact[1:3])
                if text:
                    yield KINDS[fact[0]], text

    def _shared(self, result: Any, given: Any = None) -> str:
        argument = self._input(given)
        if self.exercise.in_place or (self.exercise.idle and argument.startswith(self.exercise.idle)):
            return ""
        return (
            f"The output {self._output(result)} and the input {argument} are the same memory: who changes one of them "
            "later changes the other. Return a copy."
        )

    def _later(self, result: Any, *rest: Any) -> str:
        return (
            f"{self._output(result)} of one call changes when the function is called again: both calls return the same "
            "memory. Make a new array in each call."
        )

    def _twice(self, result: Any, *rest: Any) -> str:
        return (
            f"The same call gives another {self._output(result)} the second time. Look for what stays from one call to "
            "the next: a global, a default argument that is a list or a dict, random numbers without a seed."
        )

    def _between(self, result: Any, *rest: Any) -> str:
        return (
            f"With another {self.exercise.forward} in between, the same cache gives another {self._output(result)}. "
            "Look for what stays from one call to the next, outside the cache: a global, or an attribute."
        )

    def _spoilt(self, result: Any, *rest: Any) -> str:
        return (
            f"A second {self.exercise.forward} overwrites arrays in the cache of the first, and with it "
            f"{self._output(result)}. What a cache holds must be made anew in each call, or be copied."
        )

    def _step(self, name: Any, *rest: Any) -> str:
        known = [one.name for one in self.assignment.exercises if one.name == name]
        if not known or self.forward is None:
            return ""
        return (
            f"The cache that {known[0]} makes in a step holds an array that is overwritten later, in "
            f"{self.forward.name}: it shows what the array holds now. Put a copy into the cache."
        )

    def _written(self, given: Any, *rest: Any) -> str:
        return (
            f"It changes an input of {self.exercise.forward} in place, {self._input(given, self.forward)}, which the "
            "cache holds. Work on a copy of it."
        )

    def _returned(self, result: Any, *rest: Any) -> str:
        return (
            f"It changes {self._output(result, self.forward)}, which {self.exercise.forward} has returned, because the "
            "cache holds the same array. Work on a copy of it."
        )

    def of_answers(self) -> Iterable[tuple[str, str]]:
        """Yield what the answers themselves show."""
        if self.outcome.single:
            yield "float64 lost", self._single()
        parts_of = [pair for *_, verdicts in self.outcome.judged for pair in verdicts.items()]
        wrong = {name for name, verdict in parts_of if not verdict.values}  # and its shape only as wrong as that
        for name, verdict in parts_of:
            if verdict.fault == "shape" and name not in wrong:
                yield "shape by broadcasting", f"{name} has the right numbers, {_axes(verdict)}"
        wide = {group.name for group in self.exercise.groups if group.wide}
        stopped = [death for death in self.outcome.seen.deaths if death.status == "timeout"]
        others = [check for check in self.exercise.checks if not wide & set(check.groups)]
        if self.forward and wide and stopped and all(self.outcome.holds[check.name] for check in others):
            yield (
                SUSPECTED,
                "All gradients are right, but a wide layer is not done in time. That is so where each weight is moved "
                "a little, one after the other; the formula gives all of them at once.",
            )

    def _single(self) -> str:
        batch = self.prepared.main
        for answers, wanted in zip(self.outcome.seen.answers[0], batch.expected, strict=True):
            for answer, want in zip(answers, wanted, strict=True):
                pairs = parts(answer, want, self.exercise.outputs, self.exercise.kept)
                low = [name for name, (got, _) in pairs.items() if getattr(got, "dtype", None) == np.float32]
                if low:
                    return f"The inputs are float64, and as float32 came {_and(low)}. Look at each dtype= and astype."
        where = f", and in {self.forward.name}" if self.forward else ""
        return (
            "The inputs are float64, and the numbers that come are only as precise as float32. Look at each dtype= and "
            f"astype on the way{where}."
        )

    def _output(self, path: Any, exercise: Exercise | None = None) -> str:
        """Return the name of the part of a result to which a path leads, as far as the contract names it."""
        exercise = exercise or self.exercise
        keys = path if isinstance(path, list) else []
        if exercise.keyed:
            name = keys[0] if keys and keys[0] in exercise.outputs else ""
            return name or "answer"
        names = list(exercise.outputs)
        if exercise.cache >= 0:
            names.insert(exercise.cache, "the cache")
        if len(names) == 1:
            return names[0]
        place = keys[0] if keys and type(keys[0]) is int and 0 <= keys[0] < len(names) else None
        return names[place] if place is not None else "answer"

    def _input(self, path: Any, exercise: Exercise | None = None) -> str:
        """Return the name of the argument, or of its part, to which a path leads."""
        exercise = exercise or self.exercise
        keys = path if isinstance(path, list) else []
        if not keys or type(keys[0]) is not int or not 0 <= keys[0] < len(exercise.inputs):
            return "one of them"
        name = exercise.inputs[keys[0]]
        value = self.prepared.main.cases[0][1][0].get(name)
        for key in keys[1:]:
            if not (isinstance(value, dict) and isinstance(key, str) and key in value):
                break
            name, value = f"{name}.{key}", value[key]
        return name


KINDS = {
    "shared": "result aliases an input",
    "later": "result changes later",
    "twice": "state kept between calls",
    "between": "state kept between calls",
    "spoilt": "cache spoilt by a view",
    "step": "cache spoilt by a view",
    "written": "input changed in place",
    "returned": "result changes later",
}


def _where(text: Any, line: Any) -> str:
    """Return where a number overflowed, by NumPy's own names alone."""
    name = str(text).rpartition(" ")[2]
    at = f" in np.{name}" if isinstance(vars(np).get(name), np.ufunc) else ""
    return at + (f" (line {line})" if type(line) is int and 0 < line < 100_000 else "")


def _axes(verdict: Any) -> str:
    got, want = np.shape(verdict.got), np.shape(verdict.want)
    if len(got) != len(want):
        shown = [f"{len(one)} {'axis' if len(one) == 1 else 'axes'}" for one in (got, want)]
        return f"but {shown[0]} in the place of {shown[1]}: it is right only because it broadcasts."
    return "but fewer of them than it should have: it is right only because it broadcasts."


def _and(names: list[str]) -> str:
    names = names if len(names) <= MANY else [*names[: MANY - 1], f"{len(names) - MANY + 1} more"]
    return listed(names)


# In a report


def sentences(found: Iterable[Finding]) -> str:
    """Return what all findings say, as it ends the message of an exercise."""
    return " ".join(one.message for one in found)


def without_sentences(message: str, found: Iterable[Finding]) -> str:
    """Return the message of an exercise without what its findings say at the end, for reports that list them."""
    return message.removesuffix(sentences(found)).rstrip()
