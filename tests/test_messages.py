"""The list of all sentences that students may read: it is whole, says each once, and no sentence in it blames."""

from __future__ import annotations

import re

import pytest

from graders.audit.messages import graded_messages, messages, written_messages
from graders.cli import main
from graders.exercises import ASSIGNMENTS
from graders.grade import Grader
from graders.misconceptions import misconceptions

BANNED = {
    "blames": r"\byou (forgot|forget|failed|must|have to|should|did not|dropped|ignored|confused|misunderstood)\b",
    "belittles": r"\b(obviously|simply|trivial|of course|stupid|silly|careless)\b",
    "says nothing": r"wrong (values?|answers?|results?|output)\b|\bincorrect\b|leads nowhere|not earned",
    "needs the source code": r"\breference's?\b|\bstub\b|\bdoes not parse\b|\btop level\b|__\w+__",
}
CHEAP = ("the stub", "not Python", "returns None", "is NaN")


@pytest.fixture(scope="module")
def written() -> list[tuple[str, str]]:
    return list(written_messages(tuple(ASSIGNMENTS)))


@pytest.fixture(scope="module")
def graded(grader: Grader) -> list[tuple[str, str]]:
    return list(graded_messages(grader, ["vanilla_rnn"], CHEAP))


@pytest.mark.parametrize("fault", BANNED)
def test_no_sentence_has_words_that_no_tired_student_should_read(
    fault: str, written: list[tuple[str, str]], graded: list[tuple[str, str]]
) -> None:
    pattern = re.compile(BANNED[fault], re.IGNORECASE)
    assert [(where, text) for where, text in (*written, *graded) if pattern.search(text)] == []


def test_the_list_holds_what_is_written_and_what_comes_out(
    written: list[tuple[str, str]], graded: list[tuple[str, str]]
) -> None:
    texts = {text for _, text in written}
    for name in ASSIGNMENTS:
        for one in misconceptions(name):
            assert {one.explanation, one.hint, one.name.replace("_", " ")} <= texts
    assert any(where == "graders/judge/wording.py" and "; expected …" in text for where, text in written)
    said = {text for _, text in graded}
    assert {
        "FUNCTION is not written yet: its body is still the one that was handed out.",
        "PART holds NaN or 0.",
    } <= said
    assert not [text for text in said if re.search(r"[1-9]\d*\.\d|rnn_step_forward", text)]


def test_every_sentence_is_listed_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("graders.audit.messages.graded_messages", lambda grader, names: iter(()))
    found = [text for _, text in messages(["gru"])]
    assert len(found) == len(set(found)) > 300
    assert main(["audit", "--messages", "gru"]) == 0
    assert capsys.readouterr().out.endswith(f"\n{len(found)} sentences.\n")
