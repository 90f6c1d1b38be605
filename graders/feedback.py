"""How much of a result a student is shown: four levels, and another one after the deadline if the course says so.

| | full | hints | names | score |
|---|---|---|---|---|
| points of each exercise, its status, why a function could not be called | yes | yes | yes | yes |
| each check's name and points | yes | yes | yes | no |
| what is wrong and where; the misconception and its hint | yes | yes | no | no |
| the number that was expected; a failing call | yes | no | no | no |

The points never depend on the level. No level shows a hidden case, and none a quiz's right answer, but for "full" after
the deadline where the course file asks for just that.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .judge.grading import CheckResult, ExerciseResult

__all__ = ["FEEDBACK", "SHOWN", "WITH_ANSWERS", "reduced", "told"]

FEEDBACK = ("full", "hints", "names", "score")  # what a course may ask for
WITH_ANSWERS = "full with answers"  # "full" for a quiz, after the deadline
SHOWN = (*FEEDBACK, WITH_ANSWERS)
EXPECTED = re.compile(r"; expected .*?(?=\.(?:\s|$)|$)", re.DOTALL)


def reduced(exercise: ExerciseResult, level: str) -> ExerciseResult:
    """Return a copy of a full result with only what a level shows."""
    shown = copy.copy(exercise)
    shown.checks = [] if level == "score" else [_reduced(check, level) for check in exercise.checks]
    if level == "hints":
        message = exercise.message
        for check in exercise.checks:
            message = message.replace(check.message, check.quiet) if check.quiet else message
        shown.message = _unspoilt(message)
    elif level in ("names", "score"):
        shown.message = exercise.message if exercise.status == "missing" else ""
        shown.findings = [replace(one, message="") for one in exercise.findings] if level == "names" else []
    return shown


def told(levels: Mapping[str, str]) -> str:
    """Return the sentence that says which level was used, by assignment where they differ; "" where there is none."""
    used = [level for level in SHOWN if level in levels.values()]
    if len(used) > 1:
        used = [f"{level} ({', '.join(name for name in levels if levels[name] == level)})" for level in used]
    return f"Feedback: {'; '.join(used)}." if used else ""


def _reduced(check: CheckResult, level: str) -> CheckResult:
    if level == "names":
        message = check.message if check.passed else "Not passed."
        return replace(check, message=message, counterexample=None, diagnosis=None)
    if level == "hints":
        return replace(check, message=_unspoilt(check.quiet or check.message), counterexample=None)
    if level == WITH_ANSWERS and check.answer:
        return replace(check, message=f"{check.message} {check.answer}"[:4000])
    return check


def _unspoilt(message: str) -> str:
    """Return a message that says what is wrong and where, without what is right."""
    return EXPECTED.sub(", which is not right", message)
