"""What a check's result rests on: how many hidden cases of each group are right, and the first wrong one in full.

For the instructor alone: hidden cases are the course's secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..exercises.model import Assignment, Check, Exercise
from ..sandbox.wire import Raised
from .answers import FLOOR, Verdict, describe, error, parts, tolerances
from .batch import Prepared
from .counterexample import Found, call_source, literal, part_source
from .own_forward import DIRECTION_TOLERANCE
from .verdicts import Outcome, verdict_on

__all__ = ["HiddenCase", "Tally", "first_wrong", "rule", "tallies"]


@dataclass(frozen=True)
class Tally:
    """How many cases of a group are right for a check, of how many that could be judged, of how many there are."""

    group: str
    right: int
    judged: int
    cases: int


@dataclass(frozen=True)
class HiddenCase:
    """A hidden case that a check fails: the `number`-th of its group, as Python source with all digits.

    `part` is what was compared, `where` its worst entry; `error` is held against `tolerance` by what `measure` says,
    and both are None where there are no numbers to compare.
    """

    group: str
    number: int
    part: str
    where: str
    fault: str
    got: str
    expected: str
    error: float | None
    tolerance: float | None
    measure: str
    source: str


def rule(outcome: Outcome, reason: str = "") -> str:
    """Return how an exercise was judged, with the rule that allows it."""
    how, functions = outcome.how, ""
    if how.startswith("with"):
        how, functions = "lent", how.removeprefix("with a working ").removesuffix(" lent")
    sentences = {
        "as it is": "Judged as it is: its answers are compared with the reference's.",
        "own": "Judged on top of the student's own functions: a mistake costs its points once, so right is what the "
        "reference gives with the student's own functions in the place of the reference's.",
        "lent": f"Judged with a working {functions} lent: where the student's own is missing, raises or hangs, a "
        "working one is lent, so that it does not cost points twice. To replay a case, put a working one in its place.",
        "formula": "Judged by formula: a backward pass is right, too, if it is the reference's formula evaluated on "
        "what the student's own forward pass returned.",
        "gradient": "Judged by the student's own forward pass: a backward pass is right, too, if it is the true "
        "gradient of the student's own forward pass, by central differences.",
    }
    if outcome.lenient:
        value, gradient = tolerances(True)
        return (
            f"{sentences[how]} It works in float32: then {value:g} is allowed for values, {gradient:g} for gradients."
        )
    return sentences[how]


def tallies(exercise: Exercise, check: Check, prepared: Prepared, outcome: Outcome) -> list[Tally]:
    """Return a check's groups, each with how many of its cases are right."""
    everything_right = all(outcome.holds.values())
    found = []
    for group in _groups(exercise, check):
        places = [
            (b, i)
            for b, batch in enumerate(prepared.batches)
            for i, (name, _) in enumerate(batch.cases)
            if name == group
        ]
        if everything_right:
            found.append(Tally(group, len(places), len(places), len(places)))
            continue
        verdicts: dict[tuple[int, int], list[bool]] = {}
        for name, b, i, _, one in outcome.judged:
            looked_at = _looked_at(exercise, check, outcome, one) if name == group else {}
            if looked_at:
                right = not any(_fails(check, verdict) for verdict in looked_at.values())
                verdicts.setdefault((b, i), []).append(right)
        found.append(Tally(group, sum(map(all, verdicts.values())), len(verdicts), len(places)))
    return found


def first_wrong(
    assignment: Assignment, exercise: Exercise, check: Check, prepared: Prepared, outcome: Outcome
) -> HiddenCase | None:
    """Return the first hidden case that a check fails, or None where it fails for another reason than a case."""
    groups = _groups(exercise, check)
    for group, b, i, j, verdicts in outcome.judged:
        if group not in groups:
            continue
        for part, verdict in _looked_at(exercise, check, outcome, verdicts).items():
            if _fails(check, verdict):
                case = prepared.batches[b].cases[i][1]
                if verdict.want is None:  # known to be wrong by a glance at all answers
                    verdict = _closer(exercise, prepared, outcome, (b, i, j), part)
                number = 1 + sum(name == group for name, _ in prepared.batches[b].cases[:i])
                return _in_full(assignment, exercise, group, number, Found(case, j, part, verdict), outcome)
    return None


def _groups(exercise: Exercise, check: Check) -> list[str]:
    if check.shapes:
        return [group.name for group in exercise.groups if not group.wide]
    return [group.name for group in exercise.groups if group.name in check.groups]


def _looked_at(exercise: Exercise, check: Check, outcome: Outcome, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """Return the parts of one answer that a check looks at, as `holding` decides."""
    if check.beside:
        ordinary = [one for one in exercise.checks if one.ordinary]
        lost = {name for one in ordinary if not outcome.holds[one.name] for name in one.outputs}
        return {name: verdict for name, verdict in verdicts.items() if name not in lost}
    named = () if check.shapes else check.outputs
    return {name: verdict for name, verdict in verdicts.items() if not named or name in named}


def _fails(check: Check, verdict: Verdict) -> bool:
    return verdict.fault in ("shape", "structure", "raised") if check.shapes else not verdict.values


def _closer(
    exercise: Exercise, prepared: Prepared, outcome: Outcome, place: tuple[int, int, int], part: str
) -> Verdict:
    b, i, j = place
    case, expected = prepared.batches[b].cases[i][1], prepared.batches[b].expected[i][j]
    got, want = parts(outcome.seen.answers[b][i][j], expected, exercise.outputs, exercise.kept)[part]
    return verdict_on(exercise, case[j], got, want, outcome.lenient)


def _in_full(
    assignment: Assignment, exercise: Exercise, group: str, number: int, found: Found, outcome: Outcome
) -> HiddenCase:
    verdict = found.verdict
    want = verdict.want if isinstance(verdict.want, dict) else np.asarray(verdict.want)
    upstream = exercise.upstream(found.case[found.problem]) if exercise.upstream is not None else None
    size = tolerance = None
    measure = ending = ""
    name = part_source(exercise, found)
    if verdict.fault != "value" or isinstance(want, dict):
        measure = _sentence(found.part, verdict)
    elif outcome.how == "gradient":
        tolerance = DIRECTION_TOLERANCE
        measure = f"{found.part} {verdict.sentence}; what is expected is the reference's gradient, to compare"
    else:
        got = np.broadcast_to(np.asarray(verdict.got), want.shape)
        values, gradients = tolerances(outcome.lenient)
        size, tolerance = error(got, want, upstream), values if upstream is None else gradients
        if upstream is not None:
            measure = "‖got − expected‖ / max(‖got‖ + ‖expected‖, 1e-6 ‖upstream‖)"
            norms = f"np.linalg.norm({name}) + np.linalg.norm(expected)"
            ending = f"np.linalg.norm({name} - expected) / max({norms}, {FLOOR * upstream!r})"
        elif want.dtype.kind in "iu":
            measure, tolerance = "whole numbers must be equal", 0.0
        else:
            measure = "the largest of |got − expected| / (1 + |expected|)"
        ending = ending or f"np.max(np.abs({name} - np.asarray(expected, float)) / (1 + np.abs(expected)))"
    lines = [*call_source(assignment, exercise, found.case, exact=True), "", f"expected = {literal(want, exact=True)}"]
    lines += [f'print("got", {name})', 'print("expected", expected)']
    lines += [f'print("error", {ending}, "allowed", {tolerance!r})'] if ending else []
    return HiddenCase(
        group, number, found.part, _worst(verdict, want), verdict.fault, _shown(verdict.got),
        literal(want, exact=True), size, tolerance, measure, "\n".join(lines),
    )  # fmt: skip


def _worst(verdict: Verdict, want: Any) -> str:
    """Return the index of the worst entry, in brackets."""
    if isinstance(want, dict) or verdict.fault not in ("value", "finite") or not want.ndim or not want.size:
        return ""
    got = np.asarray(verdict.got, float)
    if got.shape != want.shape and verdict.fault == "value":
        got = np.broadcast_to(got, want.shape)
    far = np.abs(got - want) if verdict.fault == "value" else ~np.isfinite(got)
    return f"[{', '.join(str(int(k)) for k in np.unravel_index(int(np.argmax(far)), got.shape))}]"


def _sentence(part: str, verdict: Verdict) -> str:
    if isinstance(verdict.got, Raised):
        return f"The call {_shown(verdict.got)}."
    return f"{part} {verdict.sentence}."


def _shown(got: Any) -> str:
    """Return an answer as Python source, or in words where it is no plain data; they may be the student's."""
    if isinstance(got, Raised):
        line = f" in {got.place}" if got.line else ""
        return f"raises {got.type}{line}" + (f": {got.text}" if got.text else "")
    if isinstance(got, np.ndarray | bool | int | float | tuple | list):
        return literal(got, exact=True)
    return describe(got)
