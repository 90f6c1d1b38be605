"""Two mistakes in one function: two wrong versions merged into one that makes both, where their sources can be.

It is the three-way merge of version control, on syntax trees: where only one of the two differs from their common base,
its text counts. The base is the reference or, where that is written in another way, a third wrong version: at the place
of its own mistake the other two agree.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..misconceptions import Misconception

__all__ = ["Merging", "merged", "as_nodes", "as_tuples"]

BASES = 8  # bases that are tried for two versions


class _Conflict(Exception):
    """Two versions differ from their base at the same place."""


class Merging:
    """Merges any two of a function's misconceptions.

    A function with a `while` is left as it is: with two mistakes it may not end.
    """

    def __init__(self, reference: Callable[..., Any], wrong: Sequence[Misconception]) -> None:
        trees = {"": _tree(reference), **{one.name: _tree(one.run) for one in wrong}}
        self._trees = {name: tree for name, tree in trees.items() if tree and ast.While not in _kinds(tree)}

    def __call__(self, one: Misconception, other: Misconception) -> Callable[..., Any] | None:
        """Return the function that makes both mistakes; None where they cannot be merged."""
        left, right = self._trees.get(one.name), self._trees.get(other.name)
        if left is None or right is None or one.run.__globals__ is not other.run.__globals__:
            return None
        bases = [tree for name, tree in self._trees.items() if name not in (one.name, other.name)]
        for base in bases[:BASES]:
            both = merged(base, left, right)
            if both is not None and both not in (left, right):
                return _function(both, one.run.__globals__)
        return None


def merged(base: Any, one: Any, other: Any) -> Any:
    """Return the tree with the changes that `one` and `other` make to `base`; None if they change the same place."""
    try:
        return _merged(base, one, other)
    except _Conflict:
        return None


def _merged(base: Any, one: Any, other: Any) -> Any:
    if one in (base, other):
        return other
    if other == base:
        return one
    if not isinstance(base, tuple) or not isinstance(one, tuple) or not isinstance(other, tuple):
        raise _Conflict
    if base[0] is one[0] is other[0] is list:
        try:
            return (list, *_sequence(base[1:], one[1:], other[1:], lambda item: item))
        except _Conflict:
            return (list, *_sequence(base[1:], one[1:], other[1:], _head))
    if not base[0] == one[0] == other[0]:
        raise _Conflict
    return tuple(_merged(*items) for items in zip(base, one, other, strict=True))


def _sequence(
    base: Sequence[Any], one: Sequence[Any], other: Sequence[Any], key: Callable[[Any], Any]
) -> Iterator[Any]:
    """Merge statements or expressions between the places at which all three have the same key."""
    left, right = (dict(_matches(base, version, key)) for version in (one, other))
    a = b = c = 0
    for place in [*(place for place in range(len(base)) if place in left and place in right), len(base)]:
        i, j = left.get(place, len(one)), right.get(place, len(other))
        old, new, newer = base[a:place], one[b:i], other[c:j]
        if new in (old, newer):
            yield from newer
        elif newer == old:
            yield from new
        elif len(old) == len(new) == len(newer):
            yield from map(_merged, old, new, newer)
        else:
            raise _Conflict
        if place < len(base):
            yield _merged(base[place], one[i], other[j])
        a, b, c = place + 1, i + 1, j + 1


def _matches(base: Sequence[Any], version: Sequence[Any], key: Callable[[Any], Any]) -> Iterator[tuple[int, int]]:
    keys = [key(item) for item in base], [key(item) for item in version]
    for i, j, size in difflib.SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks():
        yield from zip(range(i, i + size), range(j, j + size), strict=True)


def _head(item: Any) -> Any:
    """Return what a statement does and the name it gives to it: so much stays where its right side is changed."""
    if not isinstance(item, tuple) or not isinstance(item[0], type) or not issubclass(item[0], ast.stmt):
        return item
    if item[0] is not ast.Assign:
        return item[0]
    target = item[1][1]
    return ast.Assign, target if target[0] is ast.Name else target[0]


# Syntax trees as plain tuples, which are compared at once: (type, field, …) of a node, (list, item, …) of a list.


def _tree(function: Callable[..., Any]) -> Any:
    """Return a function's parameters and body; without its name, its decorators and its docstring. None if it has no
    source of its own.
    """
    try:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, TypeError, ValueError):
        return None
    if not isinstance(definition, ast.FunctionDef):
        return None
    body = definition.body[1:] if ast.get_docstring(definition) is not None else definition.body
    return as_tuples(definition.args), as_tuples(body)


def as_tuples(node: Any) -> Any:
    """Return a syntax tree, or a list of them, as plain tuples."""
    if isinstance(node, list):
        return (list, *map(as_tuples, node))
    if isinstance(node, ast.AST):
        return (type(node), *(as_tuples(getattr(node, name, None)) for name in node._fields))
    return (type(node), node) if isinstance(node, int | float) else node  # 1, 1.0 and True are equal


def as_nodes(tree: Any) -> Any:
    """Return the syntax tree, or the list of them, from the tuples that were made of it."""
    if not isinstance(tree, tuple):
        return tree
    kind, *items = tree
    if kind is list:
        return [as_nodes(item) for item in items]
    if not issubclass(kind, ast.AST):
        return items[0]
    place = dict.fromkeys(kind._attributes, 1)
    return kind(*map(as_nodes, items), **place)


def _kinds(tree: Any) -> Iterator[Any]:
    if isinstance(tree, tuple):
        yield tree[0]
        for item in tree:
            yield from _kinds(item)


def _function(tree: Any, namespace: dict[str, Any]) -> Callable[..., Any]:
    parameters, body = map(as_nodes, tree)
    module = ast.Module([ast.FunctionDef("both", parameters, body, [], lineno=1, col_offset=1)], [])
    made: dict[str, Any] = {}
    exec(compile(module, "<two mistakes>", "exec"), namespace, made)
    both: Callable[..., Any] = made["both"]
    return both
