"""The exercises: what is asked, how its cases are drawn, its checks and their points.

A module an assignment, in the words of `model`; this is the part that an author of the course reads and writes.
Adding an exercise is one `Exercise` in its assignment's module, beside its place in solutions/ and its
misconceptions.
"""

from __future__ import annotations

import importlib
from functools import cache

from .model import Assignment, Check, Exercise, Group, Numbers

__all__ = ["ASSIGNMENTS", "Assignment", "Check", "Exercise", "Group", "Numbers", "assignment"]

ASSIGNMENTS = (
    "vanilla_rnn",
    "lstm",
    "character_model",
    "binary_adder",
    "deep_bidirectional",
    "attention",
)


@cache
def assignment(name: str) -> Assignment:
    """Return the assignment of that name; raises `KeyError` when there is none."""
    if name not in ASSIGNMENTS:
        raise KeyError(name)
    found: Assignment = importlib.import_module(f"{__name__}.{name}").ASSIGNMENT
    return found
