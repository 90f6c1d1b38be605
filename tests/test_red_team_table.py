"""The table of the red team beside nbgrader: its hidden tests know right from wrong, and its rows say what happened.

The table itself takes half an hour and is made by hand: `python tests/benchmarks/red_team_table.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import chosen
from red_team import bare

from graders.exercises import ASSIGNMENTS
from graders.judge.cases import CaseFile

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
import red_team_table as table  # noqa: E402
import stock_course  # noqa: E402

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the table is made on Linux")

ROW = table.Row("show_first", "stability", "forged reports", "Shows a score.", earns=60, ours=60, fair=50)
FOUND = {"exit": 0, "said": "", "seconds": 3.0, "kept": True, "scores": {table.BEFORE: 100, table.AFTER: 100, "x": 50}}


def points(source: dict[str, Any], text: str) -> float:
    """Return the points of the cells that raise nothing, as nbgrader gives them, for a text in the solution cell."""
    space: dict[str, Any] = {}
    exec(text, space)
    total = 0.0
    for cell in source["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            try:
                exec(cell["source"], space)
            except Exception:
                continue
            total += marks["points"]
    return total


@pytest.mark.parametrize("name", [name for name in ASSIGNMENTS if name == "stability" or chosen(name, 8)])
def test_stock_course_gives_right_answers_all_points_and_a_stub_none(name: str, grader: Any) -> None:
    source = stock_course.source_notebook(name, grader.cases)
    assert points(source, stock_course.right_answer(name)) == 100
    assert points(source, "") == 0


def test_stock_course_gives_a_wrong_function_less() -> None:
    source = stock_course.source_notebook("stability", CaseFile.public())
    without = points(source, bare("stability", "clip_by_norm"))
    assert 0 < without < 100


def read(**about: Any) -> table.Row:
    """Return the row of an attack of which nbgrader made this."""
    return table.read_stock(replace(ROW), "x", {**FOUND, **about})


def test_attack_gains_beyond_what_it_earned_and_what_its_functions_get_anyway() -> None:
    assert not read().gained and not read().lost
    scores = {**FOUND["scores"], "x": 100}
    assert read(scores=scores).gained
    assert read(scores={**scores, "x": 49}).lost
    assert "100, gained" in table.verdict(read(scores=scores))


def test_attack_without_a_grade_says_why() -> None:
    died = read(kept=False, said="nbclient.exceptions.DeadKernelError: Kernel died", exit=1)
    assert died.stock is None and died.lost
    assert table.verdict(died) == "no grade: the kernel died, lost"
    assert "hung" in table.verdict(table.read_stock(replace(ROW), "x", {"hung": True, "seconds": 240.0}))


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"scores": {table.BEFORE: 100, "x": 50}}, "the next student was not graded"),
        ({"scores": {**FOUND["scores"], table.AFTER: 0}}, "the next student: 0 of 100"),
        ({"honest rows changed": True}, "a grade that was given"),
        ({"changed": ["source/x.ipynb"]}, "the course's file source/x.ipynb"),
    ],
)
def test_what_befalls_others_is_seen(about: dict[str, Any], words: str) -> None:
    row = read(**about)
    assert any(words in one for one in row.honest)
    for one, count in ((row, 1), (read(), 0)):
        assert {what: theirs for what, theirs, _ in table.sums([one])}[table.COST] == count


def test_rows_survive_being_stopped(tmp_path: Path) -> None:
    row = read(traces=["a file: tmp/left_by_magic"])
    (tmp_path / "rows.jsonl").write_text(json.dumps(table.asdict(row)) + "\n")
    attack = table.Attack(row.name, row.assignment, row.kind, row.what, row.earns)
    again: Callable[..., Any] = table.rows_of
    assert list(again([attack], tmp_path, 1, table.Console())) == [row]
    assert "| show\\_first | forged reports | 60 | 60 | 50 | a file |" in table.markdown([row], "Versions.")
