"""Case files: the same seed draws the same, and two courses have nothing in common."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import run_here

from graders.exercises import assignment
from graders.judge.cases import PRACTICE, CaseFile
from graders.judge.drawing import CannotDraw, draw_file


def arrays(value: Any) -> list[np.ndarray]:
    if isinstance(value, np.ndarray):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [found for item in items for found in arrays(item)]


@pytest.mark.parametrize("name", ["vanilla_rnn", "character_model"])
def test_no_weights_of_one_course_are_in_another(name: str) -> None:
    """What would be alike could be looked up in the public practice cases."""
    drawn = []
    for seed in (1, 2):
        found = CaseFile.from_bytes(draw_file(seed, [name])).drawn[name]
        telling = [one for one in arrays(found) if one.size > 3 and len(np.unique(one)) > 3]
        drawn.append({one.tobytes() for one in telling})
    assert len(drawn[0]) > 500 or name == "character_model"
    assert not drawn[0] & drawn[1]
    public = CaseFile.public().drawn[name]
    assert not drawn[1] & {one.tobytes() for one in arrays(public) if one.size > 3 and len(np.unique(one)) > 3}


def test_the_same_seed_draws_the_same() -> None:
    assert draw_file(5, ["binary_adder"]) == draw_file(5, ["binary_adder"])
    assert assignment("binary_adder").name in CaseFile.from_bytes(draw_file(5, ["binary_adder"])).drawn


def test_an_exercise_without_a_second_right_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(assignment("stability").alternative, "clip_by_norm")
    with pytest.raises(CannotDraw, match="^graders/alternatives/stability.py: ALTERNATIVE has no clip_by_norm; add a"):
        draw_file(1, ["stability"])
    monkeypatch.setitem(sys.modules, "graders.alternatives.stability", None)
    with pytest.raises(CannotDraw, match="^graders/alternatives/stability.py is missing; it holds a second right"):
        draw_file(1, ["stability"])


def test_a_courses_cases_are_called_its_secret_and_the_practice_cases_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "some.cases"
    for public in (False, True):
        monkeypatch.setattr("graders.judge.cases.PRACTICE", path if public else PRACTICE)
        done = run_here("cases", path, "--only", "concepts", "--force")
        assert done.code == 0 and ("the course's secret. Keep a copy" not in done.out) == public
        assert bool(path.stat().st_mode & 0o044) == (public and os.name == "posix")
