"""How calls touch each other: one small call made twice, with another in between, and what they share on the way.

What comes out are facts, lists of plain data: the kind, then a path of keys and places to what it is about. As all that
runs in a worker they are in the student's reach, and nothing rests on them but what is said about the student's work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .plain import members

__all__ = ["backward_facts", "difference", "facts"]

MOST = 1000  # arrays looked at in one value
WORK = 10_000  # steps to find out whether two arrays overlap
CLOSE = 1e-9  # a sum may round in another way where an array lies elsewhere in memory

Path = tuple[Any, ...]
Function = Callable[..., Any]
Given = Callable[[str], list[Any]]


def facts(function: Function, opaque: int, given: Given) -> Iterator[list[Any]]:
    """Yield what is found by calling a function on its `first` inputs, on the `second`, and on the first again.

    `given` makes fresh inputs. The kinds are `shared` (path in the result, path in the inputs), `later` and `twice`
    (path in the result): it changed when the next call came, it was another one the second time.
    """
    inputs = given("first")
    result = function(*inputs)
    before = _snapshot(result, opaque)
    yield from _shared(_visible(result, opaque), inputs)
    function(*given("second"))
    yield from _found("later", difference(before, _snapshot(result, opaque)))
    yield from _found("twice", difference(before, _snapshot(function(*given("first")), opaque)))


def backward_facts(forward: Function, backward: Function, opaque: int, given: Given) -> Iterator[list[Any]]:
    """Yield what is found by two forward passes with both backward passes after them, and by one pair alone.

    `given` makes fresh inputs of a forward pass, and of a backward pass (`upstream first`). Beside the kinds of `facts`
    there are `written` (path in the inputs of the forward pass) and `returned` (path in its result): the backward pass
    changed it; `spoilt` and `between` (path in the result): with another pass in between it is another one, since the
    cache was overwritten, or with the same cache.
    """
    inputs = given("first")
    out = forward(*inputs)
    other = _cache(forward(*given("second")), opaque)
    first = backward(*given("upstream second"), other)
    gradients, before, returned = _copy(first), _copy(inputs), _snapshot(out, opaque)
    upstream = given("upstream first")
    result = backward(*upstream, _cache(out, opaque))
    interleaved = _copy(result)
    yield from _shared(result, upstream)
    yield from _found("written", difference(before, _copy(inputs)))
    yield from _found("returned", difference(returned, _snapshot(out, opaque)))
    yield from _found("later", difference(gradients, _copy(first)))
    alone = _copy(backward(*given("upstream first"), _cache(forward(*given("first")), opaque)))
    path = difference(alone, interleaved)
    if path is not None:
        cache = _cache(forward(*given("first")), opaque)
        stored = [(array, array.copy()) for array in arrays(cache)]
        backward(*given("upstream second"), _cache(forward(*given("second")), opaque))
        yield from _found("spoilt" if any(not _same(*pair) for pair in stored) else "between", path)


def step_facts(forward: Function, given: Given, steps: Steps) -> Iterator[list[Any]]:
    """Yield a `step` (the function) for each that makes a cache in a step of a forward pass, if the cache is no longer
    what it was when the pass has ended."""
    with steps:
        forward(*given("first"))
    for name in steps.changed():
        yield ["step", name]


class Steps:
    """Watches the caches of the steps that a forward pass makes, while it is open.

    A step's cache that holds a view of an array which is filled later says another thing when the pass has ended.
    """

    def __init__(self, namespace: dict[str, Any], opaque: dict[str, int]) -> None:
        self.namespace = namespace
        self.opaque = {name: place for name, place in opaque.items() if callable(namespace.get(name))}
        self.own: dict[str, Any] = {}
        self.made: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {name: [] for name in self.opaque}

    def __enter__(self) -> None:
        for name, place in self.opaque.items():
            self.own[name] = self.namespace[name]
            self.namespace[name] = self._watched(self.own[name], place, self.made[name])

    def __exit__(self, *details: object) -> None:
        self.namespace.update(self.own)

    def _watched(self, function: Function, place: int, made: list[tuple[np.ndarray, np.ndarray]]) -> Function:
        def watched(*given: Any, **named: Any) -> Any:
            result = function(*given, **named)
            made.extend((array, array.copy()) for array in arrays(_cache(result, place)))
            return result

        return watched

    def changed(self) -> Iterator[str]:
        """Yield the functions one of whose caches has changed."""
        for name, made in self.made.items():
            if any(not _same(array, copy) for array, copy in made):
                yield name


def arrays(value: Any) -> Iterator[np.ndarray]:
    """Yield the arrays that plain containers or a plain object hold."""
    stack = [value]
    for _ in range(MOST):
        if not stack:
            return
        one = stack.pop()
        if isinstance(one, np.ndarray):
            yield one
        elif isinstance(one, tuple | list):
            stack += members(one)[:MOST]
        elif isinstance(one, dict):
            stack += list(dict.values(one))[:MOST]
        elif type(getattr(one, "__dict__", None)) is dict and not callable(one):
            stack += list(vars(one).values())[:MOST]


def difference(old: Any, new: Any) -> Path | None:
    """Return the path to the first place where two plain values differ, or None."""
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        same = isinstance(old, np.ndarray) and isinstance(new, np.ndarray) and old.shape == new.shape
        return None if same and _close(old, new) else ()
    pairs: list[tuple[Any, tuple[Any, Any]]]
    if isinstance(old, list | tuple) and isinstance(new, list | tuple) and len(new) == len(old):
        pairs = list(enumerate(zip(old, new, strict=True)))
    elif isinstance(old, dict) and isinstance(new, dict) and set(old) == set(new):
        pairs = [(key, (old[key], new[key])) for key in old]
    else:
        close = isinstance(old, float) and isinstance(new, float) and _close(np.array(old), np.array(new))
        return None if close or old == new else ()
    for key, (a, b) in pairs:
        found = difference(a, b)
        if found is not None:
            return (key, *found)
    return None


def _close(old: np.ndarray, new: np.ndarray) -> bool:
    if old.dtype == new.dtype and old.tobytes() == new.tobytes():
        return True
    if old.dtype.kind != "f" or new.dtype.kind != "f":
        return np.array_equal(old, new)
    with np.errstate(all="ignore"):
        near = np.abs(old - new) <= CLOSE * (1 + np.abs(old))
    return bool(np.all(near | (old == new) | (np.isnan(old) & np.isnan(new))))


def _same(array: np.ndarray, copy: np.ndarray) -> bool:
    return array.shape == copy.shape and array.tobytes() == copy.tobytes()


def _visible(result: Any, opaque: int) -> Any:
    """Return a result without its cache."""
    if opaque < 0 or not isinstance(result, tuple | list):
        return result
    return [None if place == opaque else item for place, item in enumerate(members(result))]


def _snapshot(result: Any, opaque: int) -> Any:
    """Return what a result is at this moment, without its cache."""
    return _copy(_visible(result, opaque))


def _copy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.array(value)
    if isinstance(value, tuple | list):
        return [_copy(item) for item in members(value)]
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in dict.items(value)}
    return value


def _cache(result: Any, opaque: int) -> Any:
    items = members(result) if isinstance(result, tuple | list) else []
    return items[opaque] if opaque < len(items) else None


def _shared(result: Any, inputs: list[Any]) -> Iterator[list[Any]]:
    """Yield the first array of a result that shares memory with one of the inputs."""
    known = list(_placed(inputs, ()))
    for path, one in _placed(result, ()):
        for place, other in known:
            if np.may_share_memory(one, other) and _overlap(one, other):
                yield ["shared", list(path), list(place)]
                return


def _placed(value: Any, path: Path) -> Iterator[tuple[Path, np.ndarray]]:
    """Yield the arrays of plain data, each with its path."""
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, dict | list | tuple):
        for key, item in dict.items(value) if isinstance(value, dict) else enumerate(members(value)):
            yield from _placed(item, (*path, key))


def _overlap(one: np.ndarray, other: np.ndarray) -> bool:
    try:
        return bool(np.shares_memory(one, other, WORK))  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return False


def _found(kind: str, path: Path | None) -> Iterator[list[Any]]:
    if path is not None:
        yield [kind, list(path)]
