"""What a failed check says: what, where, got, expected; in the student's terms."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..exercises.model import Check, Exercise
from ..sandbox import wire
from .answers import Verdict, describe, lacks_key, parts
from .batch import Batch
from .counterexample import Found
from .references import NotRecorded
from .verdicts import Outcome, verdict_on

__all__ = ["NOT_EARNED", "failures", "lost_already", "sentence", "wrong_in"]

NOT_EARNED = "No points here yet:"


def failures(
    exercise: Exercise, check: Check, batch: Batch, answers: list[list[Any]], outcome: Outcome
) -> Iterator[Found | None]:
    """Yield, for each case of a batch, how it fails the check, or None."""
    functions = outcome.functions
    for i, (_, case) in enumerate(batch.cases):
        try:
            expected = batch.reference(i) if functions is None else batch.answered(functions, case)
        except NotRecorded:
            yield None
            continue
        found = None
        for j, problem in enumerate(case):
            for name, (got, want) in parts(answers[i][j], expected[j], exercise.outputs, exercise.kept).items():
                if check.outputs and name not in check.outputs:
                    continue
                verdict = verdict_on(exercise, problem, got, want, outcome.single)
                fails = verdict.fault in ("shape", "structure", "raised") if check.shapes else not verdict.values
                if fails and found is None:
                    found = Found(case, j, name, verdict)
        yield found


def sentence(
    exercise: Exercise, check: Check, found: Found | None, outcome: Outcome, ended: bool = False, quiet: bool = False
) -> str:
    """Return what is wrong: what, where, got, expected; `ended` says that the search for an example was cut short.

    A `quiet` sentence has nothing that the student's code says: that could repeat the call.
    """
    if found is None:
        return without_example(exercise, check, outcome, ended)
    verdict, name = found.verdict, _in_words(exercise, found.part)
    if verdict.fault == "raised":
        error = verdict.got
        # Where a function was lent, the text could tell what it answered.
        lent = outcome.how.startswith("with")
        text = f": {error.text}" if error.text and not quiet and not lent else ""
        where = f" ({error.place})" if error.line else ""
        cause = " It may look into a cache, and that of a lent function shows nothing." if lent else ""
        return f"{exercise.name} raises {error.type}{where}{text}"[:1000].rstrip(".") + "." + cause
    if lacks_key(verdict.got) and not found.part.startswith("given"):
        return f"{exercise.name} returns {describe(verdict.got)}."
    if isinstance(verdict.got, wire.Odd) and " in the place of " in verdict.got.what:
        return f"{exercise.name} returns {verdict.got.what}."
    if verdict.fault in ("shape", "structure", "finite") or isinstance(verdict.want, dict):
        return f"{name} {verdict.sentence}."
    got, want = np.asarray(verdict.got, float), np.asarray(verdict.want, float)
    if got.shape != want.shape:
        got = np.broadcast_to(got, want.shape)
    place = np.unravel_index(int(np.argmax(np.abs(got - want))), want.shape) if want.ndim else ()
    index = f"[{', '.join(str(int(k)) for k in place)}]" if want.ndim else ""
    shown, expected = _apart(float(got[place]), float(want[place]))
    wrt = exercise.with_respect_to.get(name, "")
    which = f" (the gradient with respect to {_argument(wrt)})" if wrt else ""
    below = f", on top of your own {' and '.join(outcome.on)}" if outcome.functions is not None and outcome.on else ""
    return f"{name}{index}{which} is {shown}{_which_call(exercise, found)}; expected {expected}{below}."


def _argument(path: str) -> str:
    """Return an argument, or one of the parameters in it, as a student writes it."""
    head, *keys = path.split(".")
    return head + "".join(f"[{key!r}]" for key in keys)


def _which_call(exercise: Exercise, found: Found) -> str:
    """Return which of two calls goes wrong."""
    if len(found.case) == 1:
        return ""
    if not exercise.forward:
        return f" in the {'second' if found.problem else 'first'} call of two"
    first = "second" if found.problem else "first"
    return f" for the {first} of two sequences, both run forward before either runs back"


def _in_words(exercise: Exercise, part: str) -> str:
    """Return a part's name for a sentence; of an argument that the call may change, what it holds then."""
    if not part.startswith("given"):
        return part
    head, dot, rest = part.partition(".")
    return f"after the call, the given {head.removeprefix('given').strip() or exercise.kept[0]}{dot}{rest}"


def _apart(got: float, want: float) -> tuple[str, str]:
    """Return two numbers with as many digits as it takes to tell them apart, six at least."""
    for digits in range(6, 17):
        shown, expected = f"{got:.{digits}g}", f"{want:.{digits}g}"
        if shown != expected:
            break
    return shown, expected


def _looked_at(check: Check, outcome: Outcome) -> list[tuple[str, Verdict]]:
    return [
        (name, verdict)
        for group, *_, verdicts in (outcome.judged if not check.finding else ())
        if not check.groups or group in check.groups
        for name, verdict in verdicts.items()
        if not check.outputs or name in check.outputs
    ]


def wrong_in(check: Check, outcome: Outcome) -> list[tuple[str, Verdict]]:
    """Return the wrong parts that a check has seen, by name; none where it fails only for telling nothing."""
    return [
        (name, verdict)
        for name, verdict in _looked_at(check, outcome)
        if (verdict.fault in ("shape", "structure", "raised") if check.shapes else not verdict.values)
    ]


def without_example(exercise: Exercise, check: Check, outcome: Outcome, ended: bool = False) -> str:
    judged, bad = _looked_at(check, outcome), wrong_in(check, outcome)
    for death in outcome.seen.deaths:
        if death.status == "timeout" or (bad and isinstance(bad[0][1].got, wire.Odd)):
            return str(death)
    if not bad and outcome.idle:
        return f"{NOT_EARNED} in every case {exercise.name} returns the {exercise.idle} just as they were given."
    if check.ordinary and not bad:
        return (
            f"{exercise.name} cannot be judged yet: it builds on your other functions, and what they return cannot be "
            "used in most cases."
        )
    if not bad:
        return f"{NOT_EARNED} this counts as soon as another check of {exercise.name} is passed."
    none = f"no small call that shows it was found{' in time' if ended else ''}"
    name, verdict = _in_words(exercise, bad[0][0]), bad[0][1]
    # All this was seen in hidden cases: nothing of them is told, not by a shape, nor by a name that the student chose.
    count = f"in {len(bad)} of {len(judged)} comparisons"
    if verdict.fault == "raised":
        known = isinstance(getattr(builtins, verdict.got.type, None), type)
        return f"{exercise.name} raises {verdict.got.type if known else 'an exception'} {count}; {none}."
    what = {"shape": "has another shape", "structure": "is not of the right form", "finite": "holds NaN or inf"}
    return f"{name} {what.get(verdict.fault, 'is not right')} {count}; {none}."


def lost_already(exercise: Exercise, check: Check, outcome: Outcome) -> str:
    """Return why a check `beside` others has no points where all that is wrong in it fails its own check, or nothing
    in it could be compared; "" for another one.
    """
    own = [one for one in exercise.checks if one.ordinary]
    lost = {name for one in own if not outcome.holds[one.name] for name in one.outputs}
    if not (check.beside and {name for name, _ in wrong_in(check, outcome)} <= lost):
        return ""
    if any(outcome.holds.values()) and not _looked_at(check, outcome):
        return f"{NOT_EARNED} {exercise.name} builds on your other functions, and what they return cannot be used here."
    return f"{NOT_EARNED} what is wrong here fails its own check already."
