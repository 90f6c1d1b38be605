"""The audit finds what it is there for: mutants are made by its rules, and a fault of the graders is called one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graders.audit import trial
from graders.audit.mutants import mutants
from graders.audit.trial import Audit, Extent, audit, right_submissions
from graders.cli import main
from graders.exercises import ASSIGNMENTS, assignment
from graders.exercises.model import OWN
from graders.misconceptions import Misconception, misconceptions
from graders.report.audit import audit_page

FUNCTION = '''
def mean(x, w=0.5):
    """Return a mean."""
    total = 0
    for t in range(len(x)):
        total += w * x[t, :-1].T
    return total, x
'''
MADE = {
    "statement removed: total = 0 → nothing",
    "constant: total = 0 → total = 1",
    "call dropped: for t in range(len(x)): → for t in len(x):",
    "operator: total += w * x[t, :-1].T → total -= w * x[t, :-1].T",
    "assigned for added: total += w * x[t, :-1].T → total = w * x[t, :-1].T",
    "term dropped: total += w * x[t, :-1].T → total += w",
    "operator: total += w * x[t, :-1].T → total += w / x[t, :-1].T",
    "transpose dropped: total += w * x[t, :-1].T → total += w * x[t, :-1]",
    "index: total += w * x[t, :-1].T → total += w * x[t - 1, :-1].T",
    "slice: total += w * x[t, :-1].T → total += w * x[t, :].T",
    "exchanged: total += w * x[t, :-1].T → total += w * x[:-1, t].T",
    "exchanged: return (total, x) → return (x, total)",
}


def test_mutants_are_made_by_the_rules() -> None:
    made = list(mutants(FUNCTION, ["mean"]))
    assert {one.title for one in made} >= MADE
    assert len({one.source for one in made}) == len(made)
    assert not [one for one in made if '"""' in one.source]


@pytest.mark.parametrize("name", [name for name in ASSIGNMENTS if assignment(name).quiz is None])
def test_every_function_of_the_course_has_mutants(name: str) -> None:
    one = assignment(name)
    assert {mutant.function for mutant in mutants(trial.reference_source(name), one.functions)} == set(one.functions)


def quick(name: str, right: list[tuple[str, str]] = (), share: int = 40) -> Audit:
    """Audit a small part of an assignment, in this process."""
    return audit([name], Extent(share, 30, 1), {name: list(right)}, 1, lambda *done: None)


@pytest.fixture(scope="module")
def found() -> Audit:
    """An audit in which three things go wrong."""

    def right_all_the_same(gradients, parameters, strength):
        """It is held for wrong and is not."""
        return {
            name: one + strength * parameters[name[1:]] if name.startswith("dW") else one
            for name, one in gradients.items()
        }

    planted = Misconception(
        "right_all_the_same", "weight_decay", "It is held for wrong.", "Look.", "", right_all_the_same
    )
    patch = pytest.MonkeyPatch()
    patch.setattr(trial, "misconceptions", lambda name: [planted, *misconceptions(name)[:2]])
    patch.setattr(trial, "reason_for", lambda title: "")
    patch.setattr(Extent, "holds", lambda self, title: "mutant" not in title and "max(norm, max_norm)" in title
                  or not title.count(":"))  # fmt: skip
    wrong = "def gradient_norms(h, Wh, dh_last):\n    return 0\n"
    try:
        return quick("stability", [("reference", trial.reference_source("stability")), ("wrong", wrong)])
    finally:
        patch.undo()


def test_a_right_function_held_for_wrong_is_a_false_accept(found: Audit) -> None:
    assert found.accepted == ["stability.weight_decay: right_all_the_same"]


def test_a_right_submission_that_loses_points_is_a_false_reject(found: Audit) -> None:
    assert [one.submission for one in found.rejected] == ["wrong"]
    assert found.graded_right == 2


def test_a_mutant_that_never_differs_needs_a_reason(found: Audit) -> None:
    assert any("max(max_norm, norm)" in title for title in found.unexplained)
    assert {one.draws for one in found.survivors if not one.difference} == {30}


def test_what_is_caught_is_counted_and_named(found: Audit) -> None:
    counts = found.counts("stability")
    assert counts["misconceptions"] == 3
    assert counts["misconceptions caught"] == counts["misconceptions named"] == 2
    assert counts["mutants"] == counts["mutants caught"] + counts["mutants equivalent"] > 1


def test_a_mutant_that_differs_is_a_false_accept() -> None:
    source = "def weight_decay(gradients, weights, lam):\n    return dict(gradients)\n"
    one = trial._new("mutant", "stability", "weight_decay", "term dropped", source)
    (survivor,) = trial._compared([one], 30)
    assert survivor.difference.startswith("another decayed") and survivor.draws < 30


def test_the_report_is_strict_json_and_an_escaped_page(found: Audit) -> None:
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["faults"]
    page = audit_page(found)
    assert "<script" not in page and "1 false accepts" in page
    assert "max(max_norm, norm)" in page


def test_right_submissions_are_the_reference_and_the_files_in_a_folder(tmp_path: Path) -> None:
    assert [title for title, _ in right_submissions("lstm", None)] == ["reference"]
    (tmp_path / "lstm" / "right").mkdir(parents=True)
    (tmp_path / "lstm" / "right" / "other.py").write_text("x = 1\n")
    assert [title for title, _ in right_submissions("lstm", tmp_path)] == ["reference", "other"]
    assert not OWN


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "There is no assignment 'nothing'"),
        (["--right", "no/such/folder"], "is not a folder"),
        (["--json", "no/such/folder/file"], "cannot be written"),
        (["--draws", "many"], "'many' is not a number"),
    ],
)
def test_bad_arguments_get_a_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        assert main(["audit", *arguments]) == 2
    except SystemExit as end:
        assert end.code == 2
    assert sentence in capsys.readouterr().err
