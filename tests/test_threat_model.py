"""What graders/threat_model.md promises and no other test shows, and that what it names is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Grade

from graders.sandbox.host import can_fork

PROJECT = Path(__file__).resolve().parent.parent

# Looks for what a worker was born with, as a submission can: in the frames below its own.
LOOK = """
import sys

def hidden_calls():
    frame, found = sys._getframe(), []
    while frame is not None:
        found += frame.f_locals.get("kept") or []
        frame = frame.f_back
    return f"hidden calls: {len(found)}"
"""
OF_THE_QUIZ = LOOK + "\n\ndef answers():\n    raise ValueError(hidden_calls())\n"


@pytest.mark.skipif(not can_fork(), reason="only a zygote keeps calls")
def test_nothing_that_is_shown_comes_from_where_hidden_calls_are(grade: Grade) -> None:
    raising = f"{LOOK}\n\nraise ValueError(hidden_calls())\n"
    assert "ValueError: hidden calls: 0" in grade(raising).message
    hanging = f"{LOOK}\n\nwhile 'hidden calls: 0' != hidden_calls():\n    pass\n\nraise ValueError(hidden_calls())\n"
    told = grade(hanging, statement=0.2, top_level=2.0).message
    assert "was left out. It used more than 0.2 s of CPU time" in told and "ValueError: hidden calls: 0" in told
    marks = grade(OF_THE_QUIZ, "concepts").exercises[0].checks
    assert {"hidden calls: 0" in one.message for one in marks} == {True}, marks[0].message
