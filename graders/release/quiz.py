"""The lesson of a quiz, made from its questions: text in the form in which every other lesson is written by hand."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..exercises.quiz import Question, Quiz, Section

__all__ = ["quiz_lesson"]

WIDTH = 96
HEAD = """\
# ---
# jupyter:
#   unrolled:
#     made_from: {name}.toml
# ---
"""
SETUP = """\
# %% tags=["setup"]
import re

import numpy as np
"""
ANSWERS = '''
# %% tags=["helper"]
def answers():
    """Collect your answers; this is what is graded.

    A question that is not answered yet, or raises, is left out and costs its own points only.

    Returns
    -------
    dict
        From a question's name to what your function of that name returns.
    """
    found = {{}}
    for name in sorted(globals()):
        if re.fullmatch(r"q\\d\\d", name):
            try:
                found[name] = globals()[name]()
            except Exception:
                continue
    return found


# %% tags=["demo"]
if __name__ == "__main__":
    collected = answers()
    print(len(collected), "of {count} questions are answered.")
    for name, answer in collected.items():
        print(name, answer)
'''
HANDING_IN = """\
## Before you hand in

`answers` is written for you: it collects what your functions return, and grading calls it. Below
it, you see what you would hand in.
"""
KINDS = {"one": "One choice", "several": "Several choices", "number": "A number", "shape": "A shape"}
# The visible checks look at the form of an answer and are the same whatever the numbers are.
FORMS = {
    "one": '''\
def test_{name}_is_a_letter():
    """{name} is a letter from "a" to "{last}"."""
    answer = {name}()
    letters = {letters}
    assert answer in letters, f'return a letter in quotes, "a" to "{last}", not {{answer!r}}'
''',
    "several": '''\
def test_{name}_is_a_list_of_letters():
    """{name} is a list of letters from "a" to "{last}", in the order of the alphabet."""
    answer = {name}()
    letters = {letters}
    assert isinstance(answer, list), f'return a list of letters, like ["a", "b"], not {{answer!r}}'
    for one in answer:
        assert one in letters, f'each is a letter in quotes, "a" to "{last}", not {{one!r}}'
    assert answer == sorted(set(answer)), "write each letter once, in the order of the alphabet"
''',
    "number": '''\
def test_{name}_is_a_whole_number():
    """{name} is a whole number."""
    answer = {name}()
    whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    assert whole, f"return a whole number, not {{answer!r}}"
''',
    "shape": '''\
def test_{name}_is_a_tuple_of_whole_numbers():
    """{name} is a tuple of whole numbers."""
    answer = {name}()
    assert isinstance(answer, tuple), f"return a tuple, like (3, 4), not {{answer!r}}"
    for one in answer:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        assert whole, f"each entry is a whole number, not {{one!r}}"
''',
}
RETURNS = {
    "one": 'Return a letter from "a" to "{last}".',
    "several": 'Return a list of letters from "a" to "{last}".',
    "number": "Return a whole number.",
    "shape": "Return a tuple of whole numbers.",
}


def quiz_lesson(name: str, quiz: Quiz, variant: str) -> str:
    """Return the text of a quiz's lesson with a variant's numbers and answers."""
    blocks = [HEAD.format(name=name), _markdown(f"# {quiz.heading}\n\n{quiz.text}"), SETUP]
    for section in quiz.sections(variant):
        blocks += _section(section)
    blocks += [_markdown(HANDING_IN), ANSWERS.lstrip("\n").format(count=len(quiz.templates))]
    return "\n".join(blocks)


def _section(section: Section) -> Iterator[str]:
    text = f"## {section.heading}\n\n{section.text}"
    for question in section.questions:
        yield _markdown(f"{text}\n\n{_asked(question)}".strip())
        yield _function(question)
        yield _check(question)
        text = ""


def _asked(question: Question) -> str:
    lines = [f"### {question.name}. {question.title}", "", question.ask, ""]
    for letter, text in question.choices.items():
        lines += textwrap.wrap(f"- **{letter}**: {text}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    lines += [""] if question.choices else []
    return "\n".join([*lines, f"*{KINDS[question.kind]}. To look up: {question.see}.*"])


def _function(question: Question) -> str:
    reason = textwrap.wrap(question.why, WIDTH - 6, break_on_hyphens=False)
    returns = RETURNS[question.kind].format(last=max(question.choices, default=""))
    lines = [f"def {question.name}():", f'    """{returns}"""', "    ### BEGIN SOLUTION"]
    lines += [f"    # {line}" for line in reason]
    lines += [f"    return {_literal(question.right)}", "    ### END SOLUTION"]
    return "\n".join(['\n# %% tags=["exercise"]', *lines, "\n"])


def _check(question: Question) -> str:
    letters = f"({', '.join(map(_literal, question.choices))})"
    text = FORMS[question.kind].format(name=question.name, last=max(question.choices, default=""), letters=letters)
    return f'# %% tags=["check"]\n{text}'


def _literal(value: object) -> str:
    return repr(value).replace("'", '"')


def _markdown(text: str) -> str:
    return "\n".join(["# %% [markdown]", *(f"# {line}".rstrip() for line in text.strip().splitlines()), ""])
