"""Misconceptions: wrong functions that people write, each with the sentence that explains it.

They serve three ends. They prove the checks, since each of them must fail; they name a student's
mistake, when its outputs equal the student's on every case; and they tell a class report what to
teach again. There is a module an assignment, and adding a misconception is writing one plain
function there: its name is the title, its docstring says what is wrong, the decorator's `hint` says
what to look at.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..exercises.model import module_of

__all__ = ["Misconception", "misconception", "misconceptions"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Misconception:
    """A wrong version of one function of an assignment.

    `name` is the wrong function's own name (shown with spaces for underscores), `function` the
    function of the contract that it stands for, `explanation` its docstring, `hint` what to look
    at, and `source` where it was seen, or why it is likely. `run` is the function itself; a
    backward pass reads the reference's cache.
    """

    name: str
    function: str
    explanation: str
    hint: str
    source: str
    run: Callable[..., Any]

    def submission_source(self) -> str:
        """Return the text under the contract's name, to be pasted below a right solution."""
        text = textwrap.dedent(inspect.getsource(self.run))
        definition = ast.parse(text).body[0]
        lines = text.splitlines()[definition.lineno - 1 :]
        lines[0] = lines[0].replace(f"def {self.name}(", f"def {self.function}(", 1)
        return "\n".join(lines) + "\n"


_REGISTERED: dict[str, dict[str, Misconception]] = {}


def misconception(function: str, *, hint: str, source: str = "") -> Callable[[_Function], _Function]:
    """Register what is decorated as a wrong version of `function`, by its module's name."""

    def register(run: _Function) -> _Function:
        explanation = " ".join((run.__doc__ or "").split())
        found = Misconception(run.__name__, function, explanation, hint, source, run)
        _REGISTERED.setdefault(run.__module__, {})[found.name] = found
        return run

    return register


def misconceptions(assignment: str) -> list[Misconception]:
    """Return an assignment's misconceptions, in its module's order; there may be none."""
    module = module_of(assignment, "misconceptions")
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
    return list(_REGISTERED.get(module, {}).values())
