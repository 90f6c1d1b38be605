"""A class of random broken submissions ends in a report with a row for each; see `fuzz/submissions.py`.

Sixty of them take about thirty seconds of CPU time; with UNROLLED_FULL=1 there are 5,000.
"""

from __future__ import annotations

import copy
import os
import sys
from pathlib import Path

import pytest
from conftest import FULL
from fuzz.submissions import faults_of, made, tried

COUNT = 5000 if FULL else 60
JOBS = (os.cpu_count() or 1) if FULL else 2


@pytest.mark.skipif(sys.platform != "linux", reason="strict isolation needs Linux")
def test_a_class_of_broken_submissions_is_graded(tmp_path: Path) -> None:
    result, wrong, text = tried(COUNT, 1, tmp_path, JOBS)
    assert wrong == [], text
    assert len(result.report["submissions"]) == COUNT
    check_that_it_could_fail(result.report["submissions"], tmp_path)


def check_that_it_could_fail(rows: list[dict], folder: Path) -> None:
    """A report that is not as it should be is noticed."""
    graded = next(row for row in rows if row["exercises"])
    for key, value in (("score", float("nan")), ("score", 101), ("status", "refused"), ("message", "x" * 4001)):
        assert list(faults_of(copy.deepcopy(graded) | {key: value})), key
    spoilt = copy.deepcopy(graded)
    spoilt["exercises"][0]["score"] = -1
    assert list(faults_of(spoilt))


def test_the_same_seed_makes_the_same_class() -> None:
    assert [made(number, 3) for number in range(20)] == [made(number, 3) for number in range(20)]
