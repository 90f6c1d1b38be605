"""What grading gives: a result for each submission, and the report of them all."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from . import __version__
from .judge.grading import ExerciseResult
from .judge.isolation import Isolation

__all__ = ["FAULT", "Read", "Report", "SubmissionResult", "utf8"]

FAULT = "The grader itself failed"  # so begins the message of a result that is no grade


@dataclass(frozen=True)
class Read:
    """The file that was graded."""

    name: str
    size: int
    sha256: str


@dataclass
class SubmissionResult:
    """One student's submission of one assignment, as in the report."""

    student: str
    path: str
    assignment: str
    score: float
    max_score: float
    seconds: float
    status: str
    message: str
    exercises: list[ExerciseResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Not part of the report: the file; whether the result is an earlier run's; why it could not be kept, if not.
        self.read: Read | None = None
        self.is_kept = False
        self.not_kept = ""


@dataclass
class Report:
    """Everything a grading run found.

    `warnings` are for the person who ran it and not part of the JSON; neither is `left`, how many submissions were not
    graded because the run was stopped, nor `feedback`, how much is shown of each assignment's results.
    """

    isolation: Isolation
    cases: str
    submissions: list[SubmissionResult]
    warnings: list[str] = field(default_factory=list)
    left: int = 0
    feedback: dict[str, str] = field(default_factory=dict)

    @property
    def again(self) -> int:
        """How many results are those of an earlier run."""
        return sum(one.is_kept for one in self.submissions)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON object of the grading rules, in which a finding is told by the message."""
        return {
            "schema": 1,
            "isolation": self.isolation.level,
            "grader": {
                "version": __version__,
                "python": ".".join(map(str, sys.version_info[:3])),
                "numpy": np.__version__,
                "cases": self.cases,
            },
            "submissions": [utf8(_in_schema(asdict(one))) for one in self.submissions],
        }


def _in_schema(submission: dict[str, Any]) -> dict[str, Any]:
    for exercise in submission["exercises"]:
        del exercise["findings"]
    return submission


def utf8(value: Any) -> Any:
    """Return the same with every text valid UTF-8: a name in another encoding keeps its bytes as escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: utf8(item) for key, item in value.items()}
    if isinstance(value, list):
        return [utf8(item) for item in value]
    return value
