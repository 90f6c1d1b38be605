"""The exercises: what is asked, how its cases are drawn, its checks and their points.

A module an assignment, in the words of `model`; this is the part that an author of the course reads and writes.
Adding an exercise is one `Exercise` in its assignment's module, beside its place in solutions/ and its
misconceptions. A course file may name assignments of its own, which `graders.own` adds to `ASSIGNMENTS`.
"""

from __future__ import annotations

import importlib
from functools import cache

from .model import Assignment, Check, Exercise, Group, Numbers, module_of

__all__ = ["ASSIGNMENTS", "Assignment", "Check", "Exercise", "Group", "Numbers", "assignment"]

ASSIGNMENTS = [
    "vanilla_rnn",
    "sequence_model",
    "lstm",
    "gru",
    "character_model",
    "binary_adder",
    "deep_bidirectional",
    "attention",
    "stability",
    "concepts",
]


@cache
def assignment(name: str) -> Assignment:
    """Return the assignment of that name; raises `KeyError` when there is none."""
    if name not in ASSIGNMENTS:
        raise KeyError(name)
    found: Assignment = importlib.import_module(module_of(name, "exercises")).ASSIGNMENT
    return found
