"""The glossary: in alphabetical order, in two languages, and about words that the lessons use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graders.release import default_solutions, parse, release

SOLUTIONS = default_solutions()
LESSONS = (
    "vanilla_rnn", "sequence_model", "lstm", "gru", "character_model", "binary_adder", "deep_bidirectional",
    "attention", "stability", "concepts",
)  # fmt: skip
THERE = [name for name in LESSONS if (SOLUTIONS / f"{name}.py").exists()]
GLOSSARY = (SOLUTIONS / "glossary.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in GLOSSARY.splitlines() if line[:2] == "| "][1:]
# In bold in the beginning of a lesson, and no terms.
PLAIN_WORDS = {"cats", "form", "measures", "were"}


def text_of(name: str) -> str:
    """Return a lesson's text in small letters, with a space between any two words."""
    text = re.sub("^# ?", "", (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return re.sub(r"[\s_]+", " ", text).lower()


def forms(term: str) -> list[str]:
    """Return the forms of a term: those between commas, without what is in brackets."""
    return re.sub(r" \(.*\)", "", term).lower().split(", ")


def test_every_row_has_a_term_its_chinese_a_meaning_and_a_lesson() -> None:
    assert len(ROWS) >= 70
    for term, chinese, meaning, lesson in ROWS:
        assert re.search("[\u4e00-\u9fff]", chinese), term
        assert len(meaning.split()) >= 4 and not re.search("[\u4e00-\u9fff]{8}", meaning), term
        assert lesson.strip("`") in LESSONS, term
    terms = [row[0].lower() for row in ROWS]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("name", THERE)
def test_a_lesson_uses_the_terms_that_the_glossary_sends_to_it(name: str) -> None:
    text = text_of(name)
    for term, *_, lesson in ROWS:
        if lesson == f"`{name}`":
            assert any(re.search(rf"\b{re.escape(form)}(s|es)?\b", text) for form in forms(term)), term


@pytest.mark.parametrize("name", THERE)
def test_the_terms_that_a_lesson_begins_with_are_in_the_glossary(name: str) -> None:
    known = {form for term, *_ in ROWS for form in forms(term)}
    bold = re.findall(r"\*\*([a-z]+(?:[ -][a-z]+)?)\*\*", parse(SOLUTIONS / f"{name}.py").cells[0].source)
    assert {word.removesuffix("s") for word in bold} - {word.removesuffix("s") for word in known | PLAIN_WORDS} == set()


def test_students_get_it(tmp_path: Path) -> None:
    release(SOLUTIONS, tmp_path, ["vanilla_rnn"])
    assert (tmp_path / "assignments" / "vanilla_rnn" / "GLOSSARY.md").read_text("utf-8") == GLOSSARY
