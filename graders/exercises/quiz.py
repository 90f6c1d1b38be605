"""The words in which a quiz is written: its questions, their answers, and what each wrong answer tells.

A quiz is a TOML file beside the lessons; the head of `solutions/concepts.toml` says how it is written. Its numbers
vary: by the course, and by the student where the course has a roster. Whose numbers are meant is a *variant*, a text:
the public quiz's is empty, a course's is a secret in its case file, a student's is that and the student's name. Equal
variants give equal questions, everywhere and for ever.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

__all__ = ["Answer", "BadQuiz", "Mistake", "Question", "Quiz", "Section", "Template", "public_quiz", "read_quiz"]

Answer = str | list[str] | int | tuple[int, ...]
KINDS = ("one", "several", "number", "shape")
PLACE = re.compile(r"\{\{(.+?)\}\}")


class BadQuiz(ValueError):
    """The quiz cannot be used; the text says why, in a sentence."""


@dataclass(frozen=True)
class Mistake:
    """What a wrong answer tells: the belief behind it, in a few words, and why it is tempting and wrong."""

    name: str
    explanation: str


@dataclass(frozen=True)
class Question:
    """A question as it is put to somebody, its numbers filled in.

    `choices` are texts by letter. `right` is the answer in the contract's form, `why` its reason. `mistakes` are the
    wrong answers that are known: by letter, or by number or shape.
    """

    name: str
    title: str
    kind: str
    points: float
    ask: str
    choices: Mapping[str, str]
    right: Answer
    why: str
    see: str
    mistakes: Mapping[str | int | tuple[int, ...], Mistake]
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A heading and a text, and the questions below it."""

    heading: str
    text: str
    questions: tuple[Question, ...]


class Template:
    """A question as its author wrote it, its numbers left open."""

    def __init__(self, name: str, table: Mapping[str, Any]) -> None:
        self.name = name
        self.table = table
        self.title: str = table["title"]
        self.kind: str = table["kind"]
        self.points = float(table.get("points", 3))
        self.numbers: Mapping[str, list[int]] = table.get("numbers", {})
        self.letters = [key for key in table if len(key) == 1]

    def asked(self, variant: str) -> Question:
        """Return the question with a variant's numbers."""
        chosen = {}
        for number, options in self.numbers.items():
            key = f"{variant}/{self.name}/{number}".encode("utf-8", "surrogateescape")
            place = int.from_bytes(hashlib.sha256(key).digest()) if variant else 0
            chosen[number] = options[place % len(options)]
        return self.with_numbers(chosen)

    def possible(self) -> Iterator[Question]:
        """Yield the question with all numbers that it may have."""
        for chosen in itertools.product(*self.numbers.values()):
            yield self.with_numbers(dict(zip(self.numbers, chosen, strict=True)))

    def with_numbers(self, numbers: Mapping[str, int]) -> Question:
        """Return the question with these numbers."""

        def value(expression: str) -> Any:
            return eval(expression, {"__builtins__": {}}, dict(numbers))  # the course's own text, as a lesson is

        def filled(text: str) -> str:
            return PLACE.sub(lambda place: str(value(place[1])), text).strip()

        table, choices = self.table, {letter: self.table[letter] for letter in self.letters}
        texts = {letter: filled(choice["text"]) for letter, choice in choices.items()}
        mistakes: dict[Any, Mistake]
        if choices:
            holding = [letter for letter, choice in choices.items() if "right" in choice]
            right: Answer = holding[0] if self.kind == "one" else holding
            why = " ".join(f"{letter}: {one_line(choices[letter]['right'])}" for letter in holding)
            mistakes = {
                letter: Mistake(texts[letter], one_line(filled(choice["wrong"])))
                for letter, choice in choices.items()
                if "wrong" in choice
            }
        else:
            right, why = value(table["right"]), one_line(filled(table["why"]))
            mistakes = {
                value(one["value"]): Mistake(one["name"], one_line(filled(one["why"]))) for one in table["wrong"]
            }
        return Question(
            self.name, self.title, self.kind, self.points, filled(table["ask"]), texts, right, why, table["see"],
            mistakes, numbers,
        )  # fmt: skip


@dataclass(frozen=True)
class Quiz:
    """A heading and a text, then sections: of each a heading, a text and its questions as they were written."""

    heading: str
    text: str
    parts: tuple[tuple[str, str, tuple[Template, ...]], ...]

    @property
    def templates(self) -> list[Template]:
        """All questions, in their order."""
        return [template for *_, templates in self.parts for template in templates]

    def sections(self, variant: str) -> list[Section]:
        """Return the sections with a variant's questions."""
        return [
            Section(heading, text, tuple(template.asked(variant) for template in templates))
            for heading, text, templates in self.parts
        ]

    def questions(self, variant: str) -> list[Question]:
        """Return a variant's questions, in their order."""
        return [template.asked(variant) for template in self.templates]


def one_line(text: str) -> str:
    """Return a text without its line ends."""
    return " ".join(text.split())


def public_quiz(name: str) -> Quiz | None:
    """Return the quiz that the package ships, or None in a student's kit, which holds no answers."""
    if resources.files("graders").joinpath("recordings").is_dir():
        return None
    return read_quiz(resources.files("solutions").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def read_quiz(text: str) -> Quiz:
    """Return the quiz that a TOML text holds. Raises `BadQuiz`, which names the question."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadQuiz(f"The quiz is not valid TOML: {error}.") from None
    parts: list[tuple[str, str, list[Template]]] = []
    for name, table in tables.items():
        if "heading" in table:
            parts.append((table["heading"], table["text"].strip(), []))
        elif not parts:
            raise BadQuiz(f"[{name}] stands above the first table with a heading.")
        else:
            parts[-1][2].append(_template(name, table))
    if not parts or not any(templates for *_, templates in parts):
        raise BadQuiz("The quiz has no question below a table with a heading.")
    (heading, introduction, first), *rest = parts
    if first:
        raise BadQuiz(f"[{first[0].name}] must stand in a section, below a second table with a heading.")
    return Quiz(heading, introduction, tuple((title, text, tuple(found)) for title, text, found in rest))


def _template(name: str, table: Mapping[str, Any]) -> Template:
    """Return one question. Raises `BadQuiz`."""
    if not re.fullmatch(r"q\d\d", name):
        raise BadQuiz(f"[{name}] is neither a question, which is called q01 to q99, nor a section with a heading.")
    missing = [key for key in ("title", "kind", "ask", "see") if not isinstance(table.get(key), str)]
    if missing:
        raise BadQuiz(f"{name} needs {missing[0]!r}, a text.")
    if table["kind"] not in KINDS:
        raise BadQuiz(f"{name}: {table['kind']!r} is not a kind; there are {', '.join(KINDS)}.")
    template = Template(name, table)
    (_check_choices if table["kind"] in ("one", "several") else _check_values)(template)
    return template


def _check_choices(template: Template) -> None:
    letters = template.letters
    if len(letters) < 2 or letters != list("abcdefgh"[: len(letters)]):
        raise BadQuiz(f"{template.name} needs choices [{template.name}.a], [{template.name}.b] and so on.")
    for letter in letters:
        choice = template.table[letter]
        if "text" not in choice or ("right" in choice) == ("wrong" in choice):
            raise BadQuiz(f"{template.name}, choice {letter}, needs a 'text' and either 'right' or 'wrong'.")
    holding = [letter for letter in letters if "right" in template.table[letter]]
    if not holding or (template.kind == "one" and len(holding) > 1):
        raise BadQuiz(f"{template.name} has {len(holding)} right choices.")


def _check_values(template: Template) -> None:
    name, table = template.name, template.table
    if "right" not in table or "why" not in table or not table.get("wrong"):
        raise BadQuiz(f"{name} needs 'right', 'why' and at least one [[{name}.wrong]].")
    if not all(options and all(type(one) is int for one in options) for options in template.numbers.values()):
        raise BadQuiz(f"{name}: 'numbers' needs a list of whole numbers for each name.")
    if any({"value", "name", "why"} - set(one) for one in table["wrong"]):
        raise BadQuiz(f"{name}: each [[{name}.wrong]] needs 'value', 'name' and 'why'.")
    try:
        possible = list(template.possible())
    except Exception as error:
        raise BadQuiz(f"{name}: an expression in it cannot be computed ({error}).") from None
    for one in possible:
        values = [one.right, *one.mistakes]
        if not all(map(is_whole if template.kind == "number" else _is_shape, values)):
            raise BadQuiz(f"{name}: with {one.numbers}, an answer is no {template.kind}: {values}.")
        if len(set(map(str, values))) < 1 + len(table["wrong"]):
            raise BadQuiz(f"{name}: with {one.numbers}, two of its answers are the same: {values}.")


def is_whole(value: Any) -> bool:
    """Tell whether a value is a whole number, and no bool."""
    return type(value) is int


def _is_shape(value: Any) -> bool:
    return isinstance(value, tuple) and all(map(is_whole, value))
