"""What the character model asks of the judge beyond the other assignments: its shipped module, its draws, its dicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Grade, check_of, exercise_of, lost, reference_source, submission

from graders.collect import Entry
from graders.exercises import assignment
from graders.exercises.character_model import CLOSE, DRAWS, far_from_boundaries
from graders.grade import Grader
from graders.judge.cases import CaseFile
from graders.judge.drawing import admissible
from graders.misconceptions import misconceptions
from graders.sandbox import wire
from solutions import char_rnn, character_model

NAME = "character_model"


def cases_of(exercise: str, group: str) -> list[dict[str, Any]]:
    """Return the practice problems of a group."""
    return [problem for case in CaseFile.public().drawn[NAME][exercise][group] for problem in case]


# The shipped module


def test_the_shipped_module_is_the_judges_and_not_the_one_handed_in(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "character_model.py").write_text(reference_source(NAME), encoding="utf-8")
    (tmp_path / "char_rnn.py").write_text("raise RuntimeError('the student changed this')\n", encoding="utf-8")
    assert grader.grade(Entry("student", str(tmp_path), NAME, str(tmp_path))).score == 100


def test_the_shipped_module_is_never_taken_for_the_submission(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "char_rnn.py").write_text(Path(str(char_rnn.__file__)).read_text(encoding="utf-8"), encoding="utf-8")
    entry = Entry("student", str(tmp_path), NAME, str(tmp_path))
    assert grader.grade(entry).status == "unreadable"
    (tmp_path / "names.py").write_text(reference_source(NAME), encoding="utf-8")
    assert grader.grade(entry).score == 100


def test_the_shipped_module_is_there_for_the_other_assignments_no_more_than_before(grade: Grade) -> None:
    result = grade("import char_rnn\n" + reference_source("vanilla_rnn"))
    assert "char_rnn" in result.message and result.score == 100


# Drawn cases


def test_no_draw_lies_near_a_boundary() -> None:
    problems = [
        problem for group in assignment(NAME).exercise("sample").groups for problem in cases_of("sample", group.name)
    ]
    assert len(problems) > 100
    assert all(map(far_from_boundaries, problems))


@pytest.mark.parametrize("by", [CLOSE / 10, -CLOSE / 10, 0.0])
def test_a_draw_near_a_boundary_is_not_admitted(by: float) -> None:
    """Two characters, and the first random number falls on the boundary between them."""
    first = np.random.RandomState(3).random_sample() + by
    weights = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1)), "b": np.zeros((1, 1))}
    case = {"parameters": {**weights, "by": np.log([[first], [1 - first]])}, "char_to_ix": {"\n": 0, "a": 1}, "seed": 3}
    one = assignment(NAME)
    assert not far_from_boundaries(case)
    assert not admissible(one, one.exercise("sample"), [case])
    assert far_from_boundaries({**case, "seed": 4})


def test_the_ends_after_fifty_draws_are_among_the_cases() -> None:
    for problem in cases_of("sample", "fifty"):
        indices = character_model.sample(**problem)
        assert len(indices) == DRAWS + 1
        assert indices.index(problem["char_to_ix"]["\n"]) == DRAWS
    for problem in cases_of("sample", "fiftieth"):
        indices = character_model.sample(**problem)
        assert len(indices) == DRAWS + 1
        assert indices.index(problem["char_to_ix"]["\n"]) == DRAWS - 1


def test_clipping_acts_in_every_steep_case_and_in_no_other() -> None:
    for group in ("step", "one", "steep"):
        for problem in cases_of("optimize", group):
            _, cache = char_rnn.rnn_forward(problem["X"], problem["Y"], problem["a_prev"], problem["parameters"])
            gradients, _ = char_rnn.rnn_backward(problem["X"], problem["Y"], problem["parameters"], cache)
            assert (max(np.abs(value).max() for value in gradients.values()) > 5) == (group == "steep")


# Dicts: those with integer keys go to the worker and never come back; those that were given are looked at afterwards


def test_a_dict_with_integer_keys_is_an_input_and_no_answer() -> None:
    value = {"ix_to_char": {0: "\n", 7: "a", -3: "b"}, "X": [None, 3]}
    packed = wire.dumps(value)
    assert wire.loads(packed, inputs=True) == value
    with pytest.raises(wire.WireError):
        wire.loads(packed)
    with pytest.raises(wire.WireError):
        wire.dumps({0: "a", "b": 1})


@pytest.mark.parametrize("header", [b'["d",1]', b'["d","a",1]', b'["d",true,1]', b'["d",1,["d",0]]'])
def test_a_damaged_dict_with_integer_keys_is_refused(header: bytes) -> None:
    header += b" " * (-(len(header) + 8) % 8)
    packed = len(header).to_bytes(4, "little") + bytes(4) + header
    with pytest.raises(wire.WireError):
        wire.loads(packed, inputs=True)


def test_an_answer_with_integer_keys_is_a_wrong_answer(grade: Grade) -> None:
    text = submission(
        NAME, clip="def clip(gradients, maxValue):\n    return dict(enumerate(gradients.values()))", optimize=None
    )
    result = grade(text, NAME)
    assert exercise_of(result, "clip").score == 0
    assert "keys that are not strings" in exercise_of(result, "clip").message


def test_changing_what_may_be_changed_is_no_finding(grade: Grade) -> None:
    clip = """
    def clip(gradients, maxValue):
        for gradient in gradients.values():
            np.clip(gradient, -maxValue, maxValue, out=gradient)
        return gradients
    """
    result = grade(submission(NAME, clip=clip), NAME)
    assert lost(result) == {}
    assert not [one.message for one in result.exercises if "in place" in one.message]


def test_a_state_that_is_overwritten_loses_what_asks_to_keep_it(grade: Grade) -> None:
    text = submission(NAME)
    text = text.replace("    loss, cache = rnn_forward(X, Y, a_prev, parameters)\n", "    given = a_prev.copy()\n"
                        "    loss, cache = rnn_forward(X, Y, given, parameters)\n    a_prev *= 0\n")  # fmt: skip
    result = grade(text, NAME)
    assert lost(result) == {"optimize": 1}
    check = check_of(result, "optimize", "kept")
    assert not check.passed and "given a_prev" in check.message
    assert check.counterexample and 'print("got", a_prev)' in check.counterexample


def test_a_state_that_is_not_carried_shows_in_float32_too(grade: Grade) -> None:
    slip = next(one for one in misconceptions(NAME) if one.name == "each_name_starts_from_zeros").submission_source()
    slip = slip.replace(
        "return parameters, loss",
        "return {name: weight.astype(np.float32) for name, weight in parameters.items()}, loss",
    )
    result = grade(submission(NAME, model=slip), NAME)
    assert not check_of(result, "model", "carried").passed
    assert check_of(result, "model", "first").passed


def test_what_a_reference_prints_is_seen_nowhere(grade: Grade, capfd: pytest.CaptureFixture[str]) -> None:
    """The judge runs the reference's model too, and a report may be on its standard output."""
    grade(submission(NAME, optimize=None), NAME)
    assert capfd.readouterr().out == ""
