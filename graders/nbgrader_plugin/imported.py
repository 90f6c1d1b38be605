"""What an assignment's notebooks import and students' code will not find where it is graded."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

from .handed_out import cells_of

__all__ = ["not_to_be_had"]

THERE = {"IPython", "matplotlib", "mpl_toolkits", "numpy", *sys.stdlib_module_names}


def not_to_be_had(folder: Path, notebooks: Iterable[str]) -> set[str]:
    """Return the packages that released notebooks import and that a shell has only where a course says so.

    That is all but what shells have anyhow, and the modules that lie beside the notebooks in their folder.
    """
    found: set[str] = set()
    for name in notebooks:
        for text in cells_of(folder, name, "code"):
            found |= _imported(text)
    return found - THERE - {path.stem for path in folder.glob("*.py")}


def _imported(text: str) -> set[str]:
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(("%", "!"))]
    try:
        statements = list(ast.walk(ast.parse("\n".join(lines))))
    except (SyntaxError, ValueError, RecursionError):
        return set()
    names = [one.name for part in statements if isinstance(part, ast.Import) for one in part.names]
    names += [part.module for part in statements if isinstance(part, ast.ImportFrom) and part.module and not part.level]
    return {name.partition(".")[0] for name in names}
