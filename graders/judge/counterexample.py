"""The smallest call that shows a fault, as Python source that runs below the student's code.

The search is fresh: it never shows a hidden case. It goes up a ladder of small calls with round numbers, the same for
every submission, then makes the first call that fails simpler, input by input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..exercises.model import Assignment, Case, Exercise
from .answers import Verdict, as_array, lacks_key
from .batch import Batch
from .following import is_finite
from .references import References

__all__ = ["Found", "call_source", "literal", "part_source", "simpler", "source"]


MOST_DIGITS, FEW_DIGITS = 10, 7
CLEARLY = 1e-3  # relative: such an error is seen in few digits


@dataclass(frozen=True)
class Found:
    """A small call that shows a fault: its case, the problem in it, the part that is wrong, and how."""

    case: Case
    problem: int
    part: str
    verdict: Verdict


def simpler(
    references: References,
    exercise: Exercise,
    found: Found,
    failing: Callable[[Batch], Iterator[Found | None]],
) -> Found:
    """Return a simpler call that still fails in the same part: input by input, zeros or else ones in its place.

    `failing` runs a batch and yields for each of its cases how it fails, if it does.
    """
    inputs = [(place, *one) for place, problem in enumerate(found.case) for one in _arrays(problem, ())]
    for place, path, value in inputs:
        cases = [
            [_put(one, path, simple) if k == place else one for k, one in enumerate(found.case)]
            for simple in (np.zeros_like(value), np.ones_like(value))
            if not np.array_equal(value, simple) and (value.any() or not simple.any())
        ]
        cases = [case for case in cases if exercise.admit is None or all(map(exercise.admit, case))]
        if cases:
            results = failing(Batch(references, exercise, [("", case) for case in cases]))
            found = next((one for one in results if one is not None and _as_before(one, found)), found)
    return found


def _as_before(one: Found, found: Found) -> bool:
    """Tell whether the same part is wrong in the same way, where the right numbers are finite and no more to read."""
    same = one.part == found.part and one.verdict.fault == found.verdict.fault and is_finite(one.verdict.want)
    return same and np.size(one.verdict.want) <= np.size(found.verdict.want)


def _arrays(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], np.ndarray]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _arrays(item, (*path, key))
    elif isinstance(value, np.ndarray) and value.dtype == np.float64:
        yield path, value


def _put(problem: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a problem with another array at a path of keys and places."""
    if not path:
        return value
    changed = problem.copy()
    changed[path[0]] = _put(problem[path[0]], path[1:], value)
    return changed


# As source


def source(assignment: Assignment, exercise: Exercise, found: Found) -> str:
    """Return Python source that repeats the call below the student's code and compares the part that is wrong."""
    return "\n".join([*call_source(assignment, exercise, found.case), "", *_comparison(exercise, found)])


def call_source(assignment: Assignment, exercise: Exercise, case: Case, exact: bool = False) -> list[str]:
    """Return the lines that repeat a case's calls; `exact` gives every digit of their inputs."""
    lines = ["import numpy as np", ""]
    suffixes = _suffixes(case)
    forward = assignment.exercise(exercise.forward) if exercise.forward else None
    cache = exercise.inputs[-1] if forward else ""
    for problem, suffix in zip(case, suffixes, strict=True):
        names = [*(forward.inputs if forward else ()), *(n for n in exercise.inputs if n in problem)]
        lines += [f"{name}{suffix} = {literal(problem[name], exact)}" for name in names if name in problem]
    if forward is not None:
        for problem, suffix in zip(case, suffixes, strict=True):
            given = ", ".join(f"{name}{suffix}" for name in forward.inputs if name in problem)
            outputs = "".join(f"{name}{suffix}, " for name in forward.outputs)
            lines.append(f"{outputs}{cache}{suffix} = {forward.name}({given})")
    order = list(zip(case, suffixes, strict=True))
    for problem, suffix in reversed(order) if forward else order:
        given = ", ".join(f"{n}{suffix}" for n in exercise.inputs if n in problem or n == cache)
        target = _target(exercise, suffix)
        lines.append(f"{target} = {exercise.name}({given})" if target else f"{exercise.name}({given})")
    return lines


def _suffixes(case: Case) -> list[str]:
    """Return what distinguishes the names of a case's problems."""
    return [""] if len(case) == 1 else [str(k + 1) for k in range(len(case))]


def _target(exercise: Exercise, suffix: str) -> str:
    if exercise.keyed:
        return f"gradients{suffix}" if "gradients" not in exercise.inputs else f"new_gradients{suffix}"
    names = [f"{name}{suffix}" if name not in exercise.inputs else f"new_{name}{suffix}" for name in exercise.outputs]
    if exercise.cache >= 0:
        names.insert(exercise.cache, f"cache{suffix}")
    return ", ".join(names)


def part_source(exercise: Exercise, found: Found) -> str:
    """Return the expression for the part that is wrong, after the lines of `call_source`."""
    suffix = _suffixes(found.case)[found.problem]
    head, *keys = found.part.split(".")
    if head.startswith("given"):
        name = f"{head.removeprefix('given').strip() or exercise.kept[0]}{suffix}"
    elif exercise.keyed:
        name, keys = _target(exercise, suffix), [found.part]
    else:
        name = f"{head}{suffix}" if head not in exercise.inputs else f"new_{head}{suffix}"
    return name + "".join(f"[{key!r}]" for key in keys)


def _comparison(exercise: Exercise, found: Found) -> list[str]:
    name = part_source(exercise, found)
    if lacks_key(found.verdict.got):
        answer, _, key = name.rpartition("[")
        return [f"assert {key.removesuffix(']')} in {answer}"]
    lines = [
        f"expected = {literal(found.verdict.want, digits=_digits(found.verdict))}",
        f'print("got", {name})',
        'print("expected", expected)',
    ]
    if isinstance(found.verdict.want, dict):
        return [*lines, f"assert {name} == expected"]
    lines.append(f"assert np.shape({name}) == np.shape(expected), (np.shape({name}), np.shape(expected))")
    return [*lines, f"np.testing.assert_allclose({name}, expected, rtol=1e-6, atol=1e-6)"]


def _digits(verdict: Verdict) -> int:
    """Return how many digits of what is expected are needed to tell what came from it: few, if it is far off."""
    got, want = as_array(verdict.got), as_array(verdict.want)
    if got is None or want is None or got.shape != want.shape or "f" not in got.dtype.kind + want.dtype.kind:
        return MOST_DIGITS
    far = np.max(np.abs(got - want) / (1 + np.abs(want)), initial=0.0) > CLEARLY
    return FEW_DIGITS if far else MOST_DIGITS


def literal(value: Any, exact: bool = False, digits: int = MOST_DIGITS) -> str:
    """Return Python source for plain data; arrays with some digits, or with all (`exact`)."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return repr(value.item()) if exact else _short(value.item(), digits)
    if isinstance(value, np.ndarray):
        dtype = "" if value.dtype in (np.float64, np.int64) else f", dtype=np.{value.dtype}"
        if not value.any() and (not value.size or value.size > 2 * value.ndim):
            return f"np.zeros({value.shape}{dtype})"
        return f"np.array({_exact(value.tolist()) if exact else _short(value.tolist(), digits)}{dtype})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {literal(item, exact)}" for key, item in value.items()) + "}"
    if isinstance(value, list) and any(isinstance(item, np.ndarray | dict) for item in value):
        return "[" + ", ".join(literal(item, exact) for item in value) + "]"
    return _exact(value) if exact else repr(value)


def _exact(value: Any) -> str:
    if isinstance(value, list | tuple):
        start, end = "[]" if isinstance(value, list) else "()"
        return start + ", ".join(map(_exact, value)) + ("," if start == "(" and len(value) == 1 else "") + end
    if isinstance(value, np.ndarray):
        return literal(value, exact=True)
    return f'float("{value}")' if isinstance(value, float) and not np.isfinite(value) else repr(value)


def _short(value: Any, digits: int) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_short(item, digits) for item in value) + "]"
    if isinstance(value, float):
        text = f"{value:.{digits}g}"
        return text if "e" in text or "." in text else f"{value:.1f}"
    return repr(value)
