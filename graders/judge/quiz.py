"""Marking a quiz: what was answered in two calls, against the questions as they were put to this student.

Nothing is compared in the student's process, and the right answers never go there. A message says what was answered;
the diagnosis says what may have led there. Neither names the right answer; `answer_of` does, for when the deadline is
over.
"""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..exercises.quiz import Answer, Question, is_whole
from ..sandbox.wire import Odd, Raised
from .answers import describe
from .diagnosis import Diagnosis

__all__ = ["Mark", "answer_of", "key_of", "mark"]

SHOWN = 60  # characters of an answer
MOST = 1000  # numbers in an array that may be an answer: one with an axis of length 0 makes lists without end
INCOMPLETE = (
    "something that holds is missing",
    "Everything that you chose holds, but you have not chosen everything that holds.",
)


@dataclass(frozen=True)
class Mark:
    """Whether a question was answered rightly, and what to say where it was not."""

    right: bool
    message: str = ""
    diagnosis: Diagnosis | None = None


def mark(questions: Sequence[Question], calls: Sequence[Any]) -> list[Mark]:
    """Return a mark for each question, from what each call returned: an answer counts if it is right every time."""
    return [_mark(question, [_given(question, result) for result in calls]) for question in questions]


def answer_of(question: Question) -> str:
    """Return a question's right answer and its reason, in sentences for a student."""
    return f"The right answer is {_shown(question.right)}. {question.why}"


def key_of(question: Question) -> str:
    """Return a question's right answer and its reason, with its numbers: for the instructor."""
    numbers = ", ".join(f"{name} = {value}" for name, value in question.numbers.items())
    return f"{question.title}{f' ({numbers})' if numbers else ''}: {_shown(question.right)}. {question.why}"


def _given(question: Question, result: Any) -> Answer | Mark:
    """Return what a call answered to a question, in the contract's form; a mark where it has another form."""
    name = question.name
    if isinstance(result, Raised):
        line = f" ({result.place})" if result.line else ""
        return Mark(False, f"answers raises {result.type}{line}{f': {result.text}' if result.text else ''}"[:1000])
    if isinstance(result, Odd) or not isinstance(result, dict):
        return Mark(False, f"answers returns {describe(result)}; a dict was asked for.")
    if result.get(name) is None:
        return Mark(False, f"{name} is not answered.")
    value = result[name]
    answer, form = _read(question, value)
    if answer is None:
        what = _shown(value) if isinstance(value, bool | int | float | str | list | tuple) else describe(value)
        return Mark(False, f"{name} is {what}; {form} was asked for.")
    return answer


def _read(question: Question, value: Any) -> tuple[Answer | None, str]:
    """Return an answer in the contract's form, None if it is in none that can be taken for it; and the form in words.

    Capital letters, letters in another order and lists for tuples are the same answer.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist() if value.ndim < 2 and value.size <= MOST else None
    last = max(question.choices, default="")
    if question.kind == "one":
        return _letter(question, value), f'a letter from "a" to "{last}"'
    if question.kind == "number":
        return _whole(value), "a whole number"
    items = list(value) if isinstance(value, list | tuple) else [None]
    if question.kind == "several":
        letters = [_letter(question, item) for item in items]
        found = None if None in letters else sorted({letter for letter in letters if letter})
        return found, f'a list of letters from "a" to "{last}"'
    sizes = [_whole(item) for item in items]
    return None if None in sizes else tuple(size for size in sizes if size is not None), "a tuple of whole numbers"


def _letter(question: Question, value: Any) -> str | None:
    letter = value.strip().lower() if isinstance(value, str) else ""
    return letter if letter in question.choices else None


def _whole(value: Any) -> int | None:
    """Return a whole number, of whatever type; True is none."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if is_whole(value) else None


def _mark(question: Question, given: Sequence[Answer | Mark]) -> Mark:
    first = given[0]
    if all(answer == question.right for answer in given):
        return Mark(True)
    if any(answer != first for answer in given):
        return Mark(False, f"{question.name} is not the same each time that answers is called.")
    if isinstance(first, Mark):
        return first
    return Mark(False, f"{question.name}: {_shown(first)} is not right.", _diagnosis(question, first))


def _diagnosis(question: Question, answer: Answer) -> Diagnosis | None:
    """Return what is known of a wrong answer; of several choices, of each that does not hold."""
    hint = f"{question.see}."
    chosen = answer if isinstance(answer, list) else [answer]
    found = {one: question.mistakes[one] for one in chosen if one in question.mistakes}
    if not found:
        incomplete = isinstance(answer, list) and answer
        return Diagnosis(f"{question.name}: {INCOMPLETE[0]}", INCOMPLETE[1], hint) if incomplete else None
    name = "; ".join(mistake.name for mistake in found.values())
    explanation = " ".join(mistake.explanation for mistake in found.values())
    if len(found) > 1:
        explanation = " ".join(f"({one}) {mistake.explanation}" for one, mistake in found.items())
    return Diagnosis(f"{question.name}: {name}", explanation, hint)


def _shown(value: Any) -> str:
    """Return an answer as Python source, cut short. However long it is, no more of it than that is read."""
    brief = reprlib.Repr()
    brief.maxlevel = 2
    brief.maxlist = brief.maxtuple = brief.maxdict = SHOWN
    brief.maxstring = brief.maxlong = brief.maxother = 2000
    text = brief.repr(value).replace("'", '"')
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
