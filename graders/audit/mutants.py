"""Mechanical mutants of a function: one small change each, by rules over its syntax tree.

The rules are those of mutation testing (DeMillo, Lipton and Sayward 1978, "Hints on test data selection"; Offutt et al.
1996 for the operators), with what goes wrong in array code besides: axes, transposes, the order of a product, a term
that is left out, an index that is off by one. No tool that mutates whole packages fits: a mutant here is a submission,
which the judge grades like any other.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Mutant", "mutants"]

Path = tuple[tuple[str, int | None], ...]  # fields and places from a function's definition to a node

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.And: ast.Or, ast.Or: ast.And, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
FUNCTIONS = {
    "zeros": "ones", "zeros_like": "ones_like", "ones": "zeros", "ones_like": "zeros_like", "sum": "mean",
    "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum", "argmax": "argmin",
    "vstack": "hstack", "hstack": "vstack", "tanh": "sin", "exp": "expm1", "log": "log1p", "append": "remove",
}  # fmt: skip
ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)


@dataclass(frozen=True)
class Mutant:
    """One change of one function.

    `rule` is its kind, `line` the changed statement's text before and `change` that text after, `source` the whole
    function with the change in it.
    """

    function: str
    rule: str
    line: str
    change: str
    source: str

    @property
    def title(self) -> str:
        """What was changed, in one line; no two mutants of a function have the same."""
        return f"{self.rule}: {self.line} → {self.change}"


def mutants(source: str, functions: Iterable[str]) -> Iterator[Mutant]:
    """Yield the mutants of the functions that a module's source defines at top level, each once."""
    for definition in ast.parse(source).body:
        if isinstance(definition, ast.FunctionDef) and definition.name in functions:
            yield from _mutants_of(definition)


def _mutants_of(definition: ast.FunctionDef) -> Iterator[Mutant]:
    if ast.get_docstring(definition) is not None:
        definition.body = definition.body[1:]
    seen = {ast.unparse(definition)}
    for path, node, others in _nodes(definition, (), []):
        for rule, new in (*_changes(node), *_names(node, others)):
            changed = copy.deepcopy(definition)
            _put(changed, path, new)
            try:
                text = ast.unparse(ast.fix_missing_locations(changed))
                compile(text, "mutant", "exec")
            except (SyntaxError, ValueError):  # a target that cannot be assigned to, say
                continue
            if text not in seen:
                seen.add(text)
                before, after = _lines(definition, changed)
                yield Mutant(definition.name, rule, before, after, text + "\n")


def _lines(before: ast.FunctionDef, after: ast.FunctionDef) -> tuple[str, str]:
    """Return the statements in which two versions differ, as one line each."""
    old, new = (ast.unparse(one).splitlines() for one in (before, after))
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return tuple(" ".join(" ".join(lines).split()) or "nothing" for lines in (old, new))  # type: ignore[return-value]


def _nodes(node: ast.AST, path: Path, names: list[str]) -> Iterator[tuple[Path, ast.AST, list[str]]]:
    """Yield what may be changed in a function, its body and its arguments' defaults, outside in.

    With each comes what the innermost statement around it reads: the names that may be taken for one another.
    """
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Return | ast.Expr):
        read = (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))
        names = [name for name in dict.fromkeys(read) if name not in ("np", *vars(builtins))]
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for place, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(item, ast.AST) and not isinstance(item, ast.expr_context):
                here = (*path, (name, place))
                yield here, item, names
                yield from _nodes(item, here, names)


def _put(node: ast.AST, path: Path, new: ast.AST | None) -> None:
    """Put something else at a path; nothing in the place of a statement or a keyword takes it away."""
    *above, (name, place) = path
    for field, number in above:
        node = getattr(node, field) if number is None else getattr(node, field)[number]
    if place is None:
        setattr(node, name, new)
    elif new is not None:
        getattr(node, name)[place] = copy.deepcopy(new)
    else:
        items = getattr(node, name)
        del items[place]
        if not items and name in ("body", "orelse", "finalbody") and isinstance(node, ast.stmt):
            items += [ast.Pass()] if name == "body" else []


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Yield the changes of one node, each with its rule."""
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass):
        yield "statement removed", None
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield from _operator(node)
            yield "term dropped", left
            yield "term dropped", right
            if isinstance(op, ORDERED):
                yield "operands exchanged", ast.BinOp(right, op, left)
        case ast.BoolOp(values=values):
            yield from _operator(node)
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                yield "term dropped", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.Compare(ops=[op], left=left, comparators=[right]):
            if type(op) in OPERATORS:
                yield "operator", ast.Compare(left, [OPERATORS[type(op)]()], [right])  # type: ignore[list-item]
            yield "condition", ast.UnaryOp(ast.Not(), node)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield "sign", operand
        case ast.AugAssign(target=target, op=op, value=value):
            yield from _operator(node)
            yield "assigned for added", ast.Assign([_stored(target)], value)
        case ast.Constant(value=bool(value)):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield "constant", ast.Constant(value + 1)
            yield "constant", ast.Constant(value - 1)
        case ast.Constant(value=float(value)):
            yield "constant", ast.Constant(2 * value or 1.0)
            yield "constant", ast.Constant(0.0)
        case ast.keyword(arg=str()):
            yield "argument dropped", None
        case ast.Call():
            yield from _call(node)
        case ast.Attribute(attr="T", value=value):
            yield "transpose dropped", value
        case ast.Subscript(slice=index):
            yield from _index(node, index)
        case ast.Slice(lower=lower, upper=upper, step=step):
            for part, bound in (("lower", lower), ("upper", upper), ("step", step)):
                if bound is not None:
                    yield "slice", _with(node, **{part: None})
                    if part != "step":
                        yield "slice", _with(node, **{part: _moved(bound, 1)})
                        yield "slice", _with(node, **{part: _moved(bound, -1)})
        case ast.Tuple(elts=items) | ast.List(elts=items):
            for place in range(len(items) - 1):
                yield "exchanged", _with(node, elts=_exchanged(items, place))
        case ast.Dict(values=values):
            for place in range(len(values) - 1):
                yield "exchanged", _with(node, values=_exchanged(values, place))
        case ast.IfExp(body=body, orelse=orelse):
            yield "branch", body
            yield "branch", orelse
        case ast.If(test=test):
            yield "condition", _with(node, test=ast.UnaryOp(ast.Not(), test))


def _names(node: ast.AST, others: list[str]) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in others:
        yield from (("another name", ast.Name(other, ast.Load())) for other in others if other != node.id)


def _operator(node: Any) -> Iterator[tuple[str, ast.AST]]:
    if type(node.op) in OPERATORS:
        yield "operator", _with(node, op=OPERATORS[type(node.op)]())


def _call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    given = node.args
    for place in range(len(given) - 1):
        yield "arguments exchanged", _with(node, args=_exchanged(given, place))
    if len(given) == 1 and not isinstance(given[0], ast.Starred | ast.GeneratorExp):
        yield "call dropped", given[0]
    if isinstance(node.func, ast.Attribute):
        if not given:
            yield "call dropped", node.func.value  # x.copy(), x.sum(axis=0)
        if node.func.attr in FUNCTIONS:
            yield "function", _with(node, func=_with(node.func, attr=FUNCTIONS[node.func.attr]))
    elif isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        yield "function", _with(node, func=ast.Name(FUNCTIONS[node.func.id], ast.Load()))


def _index(node: ast.Subscript, index: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    """Yield a subscript with each of its indices one further and one back; slices are nodes of their own."""
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    for place, item in enumerate(items):
        if isinstance(item, ast.Slice | ast.Tuple) or (isinstance(item, ast.Constant) and not _is_number(item)):
            continue
        for by in (1, -1):
            moved = [*items[:place], _moved(item, by), *items[place + 1 :]]
            new = _with(index, elts=moved) if isinstance(index, ast.Tuple) else moved[0]
            yield "index", _with(node, slice=new)


def _is_number(node: ast.Constant) -> bool:
    return isinstance(node.value, int) and not isinstance(node.value, bool)


def _moved(node: ast.expr, by: int) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value + by)
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def _exchanged(items: list[Any], place: int) -> list[Any]:
    return [*items[:place], items[place + 1], items[place], *items[place + 2 :]]


def _stored(target: Any) -> Any:
    return _with(target, ctx=ast.Store())


def _with(node: Any, **fields: Any) -> Any:
    """Return a node with some fields replaced."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})
