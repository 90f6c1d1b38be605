"""Comparing what a function answered with what was expected, part by part: shape, finite, values, in that order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..sandbox.wire import Handle, Odd, Raised

__all__ = [
    "Verdict",
    "as_array",
    "comparable",
    "compare",
    "compare_gradient",
    "describe",
    "error",
    "lacks_key",
    "layers",
    "listed",
    "most_items",
    "numbers_in",
    "parts",
    "tolerances",
    "tree",
]

VALUE_TOLERANCE = {False: 1e-6, True: 1e-4}  # relative and absolute; True for float32 work
GRADIENT_TOLERANCE = {False: 1e-9, True: 1e-5}  # of ‖a − b‖ / max(‖a‖ + ‖b‖, 1e-6 ‖upstream‖)
FLOOR = 1e-6
MOST_AXES = 32  # as on the wire; NumPy computes with more in some places only
WITHOUT_KEY = "a dict without the key"


def tolerances(single: bool) -> tuple[float, float]:
    """Return the tolerance of values and of gradients, for float64 or float32 (`single`) work."""
    return VALUE_TOLERANCE[single], GRADIENT_TOLERANCE[single]


@dataclass(frozen=True)
class Verdict:
    """What was found about one part of one answer.

    `fault` is "" or one of "raised", "structure", "shape", "finite", "value"; a part of the wrong shape with the right
    numbers has `fault` "shape" and `values` true.
    """

    fault: str = ""
    values: bool = True
    got: Any = None
    want: Any = None
    sentence: str = ""
    telling: bool = True  # zeros would have failed here


RIGHT = Verdict()


def layers(value: Any) -> bool:
    """Tell whether this is a list of arrays of one shape, which is compared as one array."""
    return (
        isinstance(value, list)
        and all(isinstance(item, np.ndarray) for item in value)
        and len({item.shape for item in value}) == 1
    )


def tree(value: Any) -> Any:
    """Return the reference's answer with plain lists of numbers or alike arrays as one: the parts that are compared."""
    if isinstance(value, Handle):
        return value
    if layers(value):
        return np.stack(value)
    if isinstance(value, list) and value and all(isinstance(item, int | float) for item in value):
        return np.array(value)
    if isinstance(value, list) and not value:
        return np.zeros(0, int)
    if isinstance(value, dict):
        return {key: tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(tree(item) for item in value)
    return np.asarray(value)


def parts(got: Any, want: Any, names: tuple[str, ...], kept: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    """Return pairs (got, want) by the part's name, for one answer.

    `want` is the reference's answer, with what it left in the `kept` arguments beside it; a part that `got` lacks is an
    `Odd` or a `Raised`, which no comparison accepts.
    """
    if not kept:
        return _parts(got, want, names)
    want, given_want = want
    given_got: Any = None
    if isinstance(got, tuple) and len(got) == 2:
        got, given_got = got
    found = _parts(got, want, names)
    for place, name in enumerate(kept):
        item = given_got[place] if isinstance(given_got, list | tuple) and len(given_got) > place else got
        _named("given" if len(kept) == 1 else f"given {name}", item, given_want[place], found)
    return found


def _parts(got: Any, want: Any, names: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    if isinstance(want, dict) and set(want) == set(names):
        for name in names:
            _named(name, _key(got, name), want[name], found)
        return found
    if len(names) == 1 and not isinstance(want, tuple):
        if isinstance(want, dict) and all(np.ndim(item) == 0 for item in want.values()):
            found[names[0]] = (got, want)  # a table of numbers is one part, and its keys belong to the answer
        else:
            _named(names[0], got, want, found)
        return found
    items = list(want)
    got = _sequence(got, len(items))
    plain = [place for place, item in enumerate(items) if not isinstance(item, Handle)]
    for name, place in zip(names, plain, strict=True):
        _named(name, got[place], items[place], found)
    return found


def _named(name: str, got: Any, want: Any, found: dict[str, tuple[Any, Any]]) -> None:
    if isinstance(want, dict):
        for key, item in want.items():
            _named(f"{name}.{key}", _key(got, key), item, found)
    else:
        found[name] = (got, want)


def _key(got: Any, key: str) -> Any:
    if isinstance(got, Raised | Odd):
        return got
    if not isinstance(got, dict):
        return Odd(f"{describe(got)} in the place of a dict")
    return got.get(key, Odd(f"{WITHOUT_KEY} '{key}'"))


def lacks_key(got: Any) -> bool:
    """Tell whether this part was not in the dict that it should be in."""
    return isinstance(got, Odd) and got.what.startswith(WITHOUT_KEY)


def _sequence(got: Any, length: int) -> list[Any]:
    if isinstance(got, np.ndarray) and got.ndim > 0 and got.shape[0] == length:
        got = list(got)
    if isinstance(got, tuple | list) and len(got) == length:
        return list(got)
    if not isinstance(got, Raised | Odd):
        got = Odd(f"{describe(got)} in the place of a tuple of length {length}")
    return [got] * length


def describe(value: Any) -> str:
    """Return a few words for a value: "an array of shape (2, 3)"."""
    if isinstance(value, Odd):
        return value.what
    if isinstance(value, Raised):
        return value.type
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else "a number"
    if isinstance(value, bool | int | float):
        return "a number"
    if isinstance(value, Handle):
        return "a cache"
    kind = type(value).__name__
    if isinstance(value, dict):
        return f"a dict with {len(value)} keys"
    return f"a {kind} of length {len(value)}" if isinstance(value, tuple | list) else f"a {kind}"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def numbers_in(value: Any) -> int:
    """Return how many numbers plain data holds; what it holds twice counts twice."""
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(numbers_in, value)) if isinstance(value, list | tuple) else int(np.size(value))


def as_array(value: Any, most: int = 1_000_000) -> np.ndarray | None:
    """Return nested lists of numbers and arrays as one array, or None where they do not make one, or are longer than
    `most` items in all: what no right answer is, is not even read."""
    return None if _longer(value, most) else _as_array(value)


def _longer(value: Any, most: int) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list | tuple):
            most -= len(one)
            if most < 0:
                return True
            waiting += one
    return False


def _as_array(value: Any) -> np.ndarray | None:
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool | int | float):
        return np.asarray(value)
    if isinstance(value, list | tuple):
        items = [_as_array(item) for item in value]
        if not items:
            return np.zeros(0)
        if any(item is None or item.ndim >= MOST_AXES for item in items):
            return None
        if len({item.shape for item in items if item is not None}) > 1:
            return None
        try:
            return np.stack([item for item in items if item is not None])
        except (ValueError, TypeError):
            return None
    return None


def most_items(want: Any) -> int:
    """Return how many items lists may have that are compared with some numbers: in any shape, and then some."""
    return 8 * int(np.size(want)) + 64


def comparable(got: Any, want: np.ndarray) -> tuple[np.ndarray | None, Verdict]:
    """Return the answer as an array that can be compared with `want` number by number, or a verdict."""
    if isinstance(got, Raised):
        return None, Verdict("raised", False, got, want, f"raised {got.type}")
    array = as_array(got, most_items(want))
    if array is None:
        wanted = f"an array of shape {want.shape}" if want.ndim else "a number"
        return None, Verdict("structure", False, got, want, f"is {describe(got)}, not {wanted}")
    shape = RIGHT
    if array.shape != want.shape:
        sentence = (
            f"has shape {array.shape}, not {want.shape}" if want.ndim else f"has shape {array.shape}, not one number"
        )
        shape = Verdict("shape", True, array, want, sentence)
        try:
            if math.prod(np.broadcast_shapes(array.shape, want.shape)) != want.size or array.size > want.size:
                raise ValueError
            array = np.broadcast_to(array.reshape(array.shape[max(0, array.ndim - want.ndim) :]), want.shape)
        except ValueError:
            return None, Verdict("shape", False, got, want, sentence + _swapped(array.shape, want.shape))
    if array.dtype.kind == "f" and not np.all(np.isfinite(array)):
        return None, Verdict("finite", False, array, want, "holds NaN or inf")
    return array, shape


def _swapped(shape: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """Return what to add where the lengths are right and their order is not."""
    if sorted(shape) != sorted(wanted):
        return ""
    return ": the axes are swapped" if len(wanted) == 2 else ": the axes are in another order"


def compare(got: Any, want: Any, single: bool = False) -> Verdict:
    """Compare values: integers exactly, floats at 1e-6 (1e-4 in float32), relative and absolute.

    Where a dict is wanted whole, its keys are compared first, then what they lead to.
    """
    if isinstance(want, dict):
        return _compare_entries(got, want, single)
    array, verdict = comparable(got, want)
    if array is None:
        return verdict
    if want.dtype.kind in "iu":
        right = bool(np.all(array == want))
    else:
        tolerance = VALUE_TOLERANCE[single]
        with np.errstate(over="ignore", invalid="ignore"):
            right = bool(np.all(np.abs(array - want) <= tolerance * (1 + np.abs(want))))
    return verdict if right else Verdict("value", False, array, want)


def _compare_entries(got: Any, want: dict[str, Any], single: bool) -> Verdict:
    if isinstance(got, Raised):
        return Verdict("raised", False, got, want, f"raised {got.type}")
    if not isinstance(got, dict):
        return Verdict("structure", False, got, want, f"is {describe(got)}, not a dict")
    for lacking in [key for key in want if key not in got]:
        return Verdict("structure", False, got, want, f"lacks the key {lacking!r}")
    for extra in [key for key in got if key not in want]:
        return Verdict("structure", False, got, want, f"has the key {extra!r}, which does not belong there")
    for key, item in want.items():
        verdict = compare(got[key], item, single)
        if verdict.fault:
            shown = got[key] if isinstance(got[key], bool | int | float) else describe(got[key])
            return Verdict(verdict.fault, verdict.values, got, want, f"has {shown} for {key!r}; expected {item}")
    return RIGHT


def compare_gradient(got: Any, want: np.ndarray, upstream: float, single: bool = False) -> Verdict:
    """Compare gradients by ‖a − b‖ / max(‖a‖ + ‖b‖, 1e-6 ‖upstream‖), one number an argument."""
    array, verdict = comparable(got, want)
    if array is None:
        return verdict
    # The verdict keeps the array's type: it tells float32 work.
    difference, scale = _difference(array.astype(np.float64), want, upstream)
    right = difference <= GRADIENT_TOLERANCE[single] * scale
    return verdict if right else Verdict("value", False, array, want)


def _difference(got: np.ndarray, want: np.ndarray, upstream: float) -> tuple[float, float]:
    with np.errstate(over="ignore", invalid="ignore"):
        scale = max(float(np.linalg.norm(got)) + float(np.linalg.norm(want)), FLOOR * upstream)
        return float(np.linalg.norm(got - want)), scale


def error(got: np.ndarray, want: np.ndarray, upstream: float | None) -> float:
    """Return the number that is held against the tolerance, for numbers of one shape; `upstream` is a gradient's."""
    got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
    if upstream is not None:
        difference, scale = _difference(got, want, upstream)
        return difference / scale if scale else 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.max(np.abs(got - want) / (1 + np.abs(want)), initial=0.0))
