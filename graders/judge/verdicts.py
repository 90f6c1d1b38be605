"""From answers to verdicts, and from verdicts to the checks that hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..exercises.model import Exercise
from ..sandbox import wire
from ..sandbox.host import Death
from .answers import RIGHT, Verdict, compare, compare_gradient, parts
from .batch import Prepared
from .diagnosis import Naming
from .submission import Submission

__all__ = [
    "Answers",
    "Judged",
    "Outcome",
    "Seen",
    "does_nothing",
    "holding",
    "is_single",
    "judge_all",
    "returns_single",
    "total",
    "verdict_on",
]

WRONG = Verdict("value", False)
Answers = list[list[list[Any]]]  # by batch, case, problem


@dataclass
class Seen:
    """What a run of all cases brought: the answers, unpacked and packed, what killed the process, and, as a worker
    tells it, which functions changed an input, in which a number overflowed, and the facts of the extra calls."""

    answers: Answers
    packed: list[bytes | None]
    deaths: list[Death] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    overflows: list[Any] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)


Judged = list[tuple[str, int, int, int, dict[str, Verdict]]]  # group, batch, case, problem, verdicts by part


@dataclass
class Outcome:
    """One way to judge an exercise: which checks hold, and what is needed to explain those that do not."""

    how: str
    holds: dict[str, bool]
    judged: Judged
    score: float
    seen: Seen
    submission: Submission
    functions: Mapping[str, Any] | None = None  # what is expected, where it is not the reference
    single: bool = False
    lenient: bool = False  # at float32's tolerances
    expected: Answers | None = None  # what was expected in each case, where it is not the reference's own answers
    naming: Naming | None = None  # the answers compared with the known mistakes', once that is asked for
    on: tuple[str, ...] = ()  # the student's own functions that it builds on and that are not right
    idle: bool = False  # every answer is what a function that does nothing would return


def total(exercise: Exercise, holds: dict[str, bool]) -> float:
    return sum(check.points for check in exercise.checks if holds[check.name])


def verdict_on(exercise: Exercise, problem: dict[str, Any], got: Any, want: Any, single: bool) -> Verdict:
    if exercise.upstream is None:
        return compare(got, want, single)
    return compare_gradient(got, want, exercise.upstream(problem), single)


def judge_all(exercise: Exercise, prepared: Prepared, seen: Seen, expected: Answers | None, single: bool) -> Judged:
    """Return a verdict on every part of every answer.

    With `expected`, a case that has no answer there ([]) is not looked at, and a problem whose answer is None cannot be
    judged: the student's own functions lead nowhere there.
    """
    judged: Judged = []
    stuck = _stuck(exercise, prepared, expected) if expected is not None else set()
    for b, batch in enumerate(prepared.batches):
        packed = seen.packed[b]
        wrong = batch.wrong_parts(packed) if expected is None and packed is not None and not single else None
        for i, (group, case) in enumerate(batch.cases):
            wanted = batch.expected[i] if expected is None else expected[b][i]
            for j, (problem, want) in enumerate(zip(case, wanted, strict=bool(wanted))):
                if wrong is not None:
                    names = batch.part_names[i][j]
                    judged.append((group, b, i, j, {n: WRONG if (i, j, n) in wrong else RIGHT for n in names}))
                    continue
                if want is None:
                    judged.append((group, b, i, j, {}))
                    continue
                pairs = parts(seen.answers[b][i][j], want, exercise.outputs, exercise.kept)
                verdicts = {
                    name: verdict_on(exercise, problem, got, value, single) for name, (got, value) in pairs.items()
                }
                if expected is not None:
                    right = parts(batch.expected[i][j], batch.expected[i][j], exercise.outputs, exercise.kept)
                    for name, (_, value) in pairs.items():
                        telling = _beyond_zeros(exercise, problem, value) or not _beyond_zeros(
                            exercise, problem, right[name][1]
                        )
                        verdicts[name] = replace(verdicts[name], telling=telling and name not in stuck)
                judged.append((group, b, i, j, verdicts))
    return judged


def does_nothing(exercise: Exercise, prepared: Prepared, seen: Seen) -> bool:
    """Tell whether every answer is the input that a function which does nothing would return."""
    return bool(exercise.idle) and not any(
        compare(got, want).fault
        for b, batch in enumerate(prepared.batches)
        for i, (_, case) in enumerate(batch.cases)
        for problem, answer in zip(case, seen.answers[b][i], strict=True)
        for got, want in parts(answer, problem[exercise.idle], exercise.outputs, exercise.kept).values()
    )


def _stuck(exercise: Exercise, prepared: Prepared, expected: Answers) -> set[str]:
    """Return the parts that stay as they are where the right ones change: what is built on constants earns nothing.

    They are compared between problems in which they have the same shape, but for a factor (a number of steps, say).
    """
    seen: dict[tuple[str, tuple[int, ...]], list[tuple[np.ndarray, np.ndarray]]] = {}
    same: dict[str, list[bool]] = {}
    for batch, answers in zip(prepared.batches, expected, strict=True):
        for i, wanted in enumerate(answers):
            for want, right in zip(wanted, batch.expected[i] if wanted else (), strict=True):
                if want is None or exercise.group(batch.cases[i][0]).wide:
                    continue
                found = parts(want, want, exercise.outputs, exercise.kept)
                true = parts(right, right, exercise.outputs, exercise.kept)
                for name, (value, _) in found.items():
                    if np.asarray(value).dtype.kind != "f":  # counts are few, and often alike
                        continue
                    pair = _direction(value), _direction(true[name][0])
                    others = seen.setdefault((name, pair[0].shape), [])
                    for other in others:
                        if pair[1].shape == other[1].shape and not np.allclose(pair[1], other[1], 1e-3, 1e-3):
                            same.setdefault(name, []).append(np.allclose(pair[0], other[0], 1e-5, 1e-5))
                    others.append(pair)
    return {name for name, pairs in same.items() if sum(pairs) > 0.9 * len(pairs)}


MANY = 6  # numbers, of which two answers do not have the same direction by chance


def _direction(value: Any) -> np.ndarray:
    numbers: np.ndarray = np.asarray(value, float)
    norm = float(np.linalg.norm(numbers))
    return np.asarray(numbers / norm) if numbers.size >= MANY and norm > 0 else numbers


def _beyond_zeros(exercise: Exercise, problem: dict[str, Any], want: Any) -> bool:
    """Tell whether zeros would be a wrong answer."""
    if isinstance(want, dict):
        return True
    return bool(verdict_on(exercise, problem, np.zeros_like(want), want, False).fault)


def _tells(verdicts: list[dict[str, Verdict]], outputs: tuple[str, ...]) -> bool:
    """Tell whether each output was compared with more than zeros: what leads to nothing must not earn anything."""
    for name in outputs or tuple(dict.fromkeys(name for one in verdicts for name in one)):
        telling = [one[name].telling for one in verdicts if name in one]
        if 4 * sum(telling) < len(telling):
            return False
    return True


def holding(exercise: Exercise, judged: Judged) -> dict[str, bool]:
    """Return which checks hold.

    A check of shapes, one `beside` others and one on a finding counts beside another that holds only. The second looks
    at the outputs whose own checks hold, so that a wrong gradient does not cost its points there again; whether there
    is the finding is asked later.
    """
    holds: dict[str, bool] = {}
    wrong_parts: set[str] = set()
    ordinary = [check for check in exercise.checks if check.ordinary]
    for check in ordinary:
        here = [verdicts for group, *_, verdicts in judged if group in check.groups]
        if not _tells(here, check.outputs):
            holds[check.name] = False
            continue
        holds[check.name] = 2 * sum(map(bool, here)) >= len(here) > 0 and all(
            verdict.values
            for verdicts in here
            for name, verdict in verdicts.items()
            if not check.outputs or name in check.outputs
        )
        if not holds[check.name] and check.outputs:
            wrong_parts.update(check.outputs)
    any_right = any(holds.values())
    for check in exercise.checks:
        if check.finding:
            holds[check.name] = any_right
        elif check.shapes:
            holds[check.name] = any_right and all(
                verdict.fault not in ("shape", "structure", "raised")
                for group, *_, verdicts in judged
                if not exercise.group(group).wide
                for verdict in verdicts.values()
            )
        elif check.beside:
            verdicts_here = [
                verdict
                for group, *_, verdicts in judged
                if group in check.groups
                for name, verdict in verdicts.items()
                if name not in wrong_parts
            ]
            holds[check.name] = any_right and bool(verdicts_here) and all(v.values for v in verdicts_here)
    return {check.name: holds[check.name] for check in exercise.checks}


def returns_single(prepared: Prepared, seen: Seen) -> bool:
    """Tell whether answers are float32, by their type or by their numbers; those of wide cases are coarse, and may be
    exact in float32 by chance."""
    return any(
        packed is not None
        and batch.reads_floats
        and (b'"<f4"' in packed[: wire.MAX_HEADER] or (batch is prepared.main and batch.rounded_to_single(packed)))
        for batch, packed in zip(prepared.batches, seen.packed, strict=True)
    )


def _exact_in_single(got: np.ndarray) -> bool:
    """Tell whether numbers, not all of them zero, are float32 numbers whatever their type says."""
    with np.errstate(all="ignore"):
        return bool(np.any(got)) and np.array_equal(got, got.astype(np.float32))


def is_single(exercise: Exercise, prepared: Prepared, seen: Seen, judged: Judged) -> bool:
    """Tell whether the work is float32: a returned array is, or it equals the float32 reference better."""
    near = far = 0.0
    flat: dict[int, tuple[float, float] | None] = {}
    for b, (batch, packed) in enumerate(zip(prepared.batches, seen.packed, strict=True)):
        flat[b] = batch.distances(packed) if packed is not None else None
        near, far = near + (flat[b] or (0, 0))[0], far + (flat[b] or (0, 0))[1]
    for _, b, i, j, verdicts in judged:
        if flat[b] is not None:
            continue
        for name, verdict in verdicts.items():
            if isinstance(verdict.got, np.ndarray) and verdict.got.dtype == np.float32:
                return True
            if verdict.fault != "value" or not isinstance(verdict.got, np.ndarray):
                continue
            low = prepared.batches[b].single[i][j]
            want = parts(low, low, exercise.outputs, exercise.kept)[name][1]
            got = np.asarray(verdict.got, float)
            if got.shape == np.shape(want):
                near += 0.0 if _exact_in_single(got) else float(np.linalg.norm(got - want))
                far += float(np.linalg.norm(got - verdict.want))
    return 2 * near < far  # clearly: an error of another kind is as far from both
