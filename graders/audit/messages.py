"""Every sentence that a student may read, once: what `unrolled audit --messages` prints.

No sentence is copied here. Those of exercises, misconceptions and the quiz are asked of them; the graders' own are
found in their source, the visible checks' in the lessons'; and what comes out in the end is seen by grading submissions
that are wrong in the usual ways, with numbers and names made alike, so that each template shows once.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import re
import tempfile
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from ..collect import Entry
from ..course import Course, Limits
from ..exercises import assignment
from ..exercises.model import Assignment
from ..grade import Grader
from ..misconceptions import misconceptions
from ..results import SubmissionResult
from .trial import reference_source

__all__ = ["graded_messages", "messages", "written_messages"]

# Where the graders' own sentences stand, below graders/.
SOURCES = (
    "collect.py", "feedback.py", "grade.py", "notebooks.py", "roster.py", "nbgrader_plugin/judged.py",
    "nbgrader_plugin/own.py", "nbgrader_plugin/reader.py", "judge/answers.py", "judge/grading.py",
    "judge/own_forward.py", "judge/quiz.py", "judge/submission.py", "judge/verdicts.py", "judge/wording.py",
    "sandbox/host.py", "sandbox/plain.py", "sandbox/reading.py", "sandbox/surroundings.py", "sandbox/worker.py",
    "report/page.py", "report/terminal.py", "report/summary.py", "report/junit.py", "release/student_conftest.py",
)  # fmt: skip
LEAST = 3  # words, from which on a text in the source is taken for a sentence; something filled in counts for one

# What a wrong function may do, given the right one as `right`; each is tried in the place of all of an assignment's.
WRONG = {
    "returns None": "return None",
    "raises": "raise ValueError('what the student says')",
    "exits": "import sys; sys.exit(3)",
    "ends the process": "import os; os._exit(3)",
    "does not end": "while True: pass",
    "takes all memory": "return bytearray(1 << 40)",
    "returns text": "return 'text'",
    "returns nothing in a tuple": "return ()",
    "returns an iterator": "return iter(())",
    "returns a set": "return {1, 2}",
    "changes its inputs": "answer = right(*given); [spoil(one) for one in given]; return answer",
    "adds up from call to call": "calls.append(1); return changed(right(*given), lambda a: a * len(calls))",
    "is NaN": "return changed(right(*given), lambda a: a * np.nan)",
    "is wrong everywhere": "return changed(right(*given), lambda a: a * 1.5 + 0.1)",
    "is zero": "return changed(right(*given), np.zeros_like)",
    "is in float16": "return changed(right(*given), lambda a: a.astype(np.float16))",
    "is in float32": "return changed(right(*given), lambda a: a.astype(np.float32))",
    "has an axis more": "return changed(right(*given), lambda a: a[..., None])",
    "has another shape": "return changed(right(*given), lambda a: np.append(a, 1.0))",
    "is masked": "return changed(right(*given), np.ma.masked_array)",
    "is complex": "return changed(right(*given), lambda a: a + 0j)",
    "is of objects": "return changed(right(*given), lambda a: a.astype(object))",
    "lacks a part": "answer = right(*given); return less(answer)",
    "gives back an input": "return given[0]",
}
# What a whole file may be; {right} is a right one, {name} its last function.
FILES = {
    "empty": "",
    "the stub": "def {name}(*given):\n    raise NotImplementedError('not written yet')\n",
    "not a function": "{right}\n{name} = 3\n",
    "without a function": "{right}\ndel {name}\n",
    "not Python": "def {name}(:\n",
    "raising": "{right}\nimport torch\ninput('?')\n1 / 0\n",
    "without end": "{right}\nwhile True: pass\n",
}
HEAD = """
import numpy as np

calls = []

def changed(answer, by):
    if isinstance(answer, np.ndarray | np.floating) and np.asarray(answer).dtype.kind == "f":
        return by(np.asarray(answer))
    if isinstance(answer, dict):
        return {key: changed(one, by) for key, one in answer.items()}
    if isinstance(answer, list | tuple):
        return type(answer)(changed(one, by) for one in answer)
    return answer

def less(answer):
    return dict(list(answer.items())[1:]) if isinstance(answer, dict) else answer[1:]

def spoil(one):
    for array in one.values() if isinstance(one, dict) else [one]:
        if isinstance(array, np.ndarray) and array.dtype.kind == "f":
            array += 1
"""


def messages(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield where each sentence stands and its text, sentence by sentence, for the assignments that are named."""
    said: set[str] = set()
    course = Course(require="none", limits=Limits(cpu=0.5, statement=0.5, top_level=1.0))
    with Grader(course, course.case_file()) as grader:
        for where, text in itertools.chain(written_messages(names), graded_messages(grader, names)):
            if text and text not in said:
                said.add(text)
                yield where, text


# As they are written


def written_messages(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentences that are written somewhere, in the order in which they stand there."""
    for name in names:
        one = assignment(name)
        for exercise in one.exercises:
            yield from ((f"checks of {name}.{exercise.name}", check.title) for check in exercise.checks)
        for wrong in misconceptions(name):
            where = f"misconceptions of {name}.{wrong.function}"
            yield where, wrong.name.replace("_", " ")
            yield where, wrong.explanation
            yield where, wrong.hint
        yield from _quiz(one)
        yield from _texts(f"visible checks of {name}", _lesson(one), only=ast.Assert)
    graders = resources.files("graders")
    for source in SOURCES:
        yield from _texts(f"graders/{source}", graders.joinpath(source).read_text(encoding="utf-8"))


def _lesson(one: Assignment) -> str:
    return inspect.getsource(one.reference) if one.quiz is None else ""


def _quiz(one: Assignment) -> Iterator[tuple[str, str]]:
    for question in one.quiz.questions("") if one.quiz is not None else ():
        where = f"quiz {question.name}"
        yield from ((where, text) for text in (question.title, question.ask, *question.choices.values()))
        for mistake in question.mistakes.values():
            yield where, mistake.name
            yield where, mistake.explanation
        yield where, question.why
        yield where, question.see


def _texts(where: str, source: str, only: type[ast.AST] = ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the texts of some words in a source that are not its docstrings; "…" stands for what is filled in."""
    tree = ast.parse(source)
    left_out = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}  # docstrings
    for parent in ast.walk(tree):
        if not isinstance(parent, only):
            continue
        for one in ast.walk(parent.msg if isinstance(parent, ast.Assert) and parent.msg else parent):
            if id(one) in left_out:
                continue
            left_out.add(id(one))
            if isinstance(one, ast.JoinedStr):
                left_out.update(id(part) for part in one.values)
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in one.values)
            elif isinstance(one, ast.Constant) and isinstance(one.value, str):
                text = one.value
            else:
                continue
            if len(re.findall(r"\b[a-zA-Z]{2,}\b", text)) + min(1, text.count("…")) >= LEAST and "\\b" not in text:
                yield where, " ".join(text.split())
        if only is ast.AST:
            break


# As they come out


def graded_messages(
    grader: Grader, names: Sequence[str], kinds: Sequence[str] = (*FILES, *WRONG)
) -> Iterator[tuple[str, str]]:
    """Yield the sentences that a grader says of submissions which are wrong in the usual ways, made alike."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            one = assignment(name)
            for kind, text in _submissions(one):
                if kind in kinds:
                    path = Path(folder, f"{name}.py")
                    path.write_text(text, encoding="utf-8")
                    result = grader.grade(Entry("student", str(path), name, folder))
                    yield from ((f"what grading says: {kind}", alike(said, one)) for said in _said(result))


def _submissions(one: Assignment) -> Iterator[tuple[str, str]]:
    right = reference_source(one.name)
    for kind, text in FILES.items():
        yield kind, text.replace("{right}", right).replace("{name}", one.written[-1])
    for kind, body in WRONG.items():
        wrapped = "".join(
            f"def wrong(right):\n    def {name}(*given):\n        {body}\n    return {name}\n{name} = wrong({name})\n"
            for name in one.written
        )
        yield kind, f"{right}\n{HEAD}\n{wrapped}"


def _said(result: SubmissionResult) -> Iterator[str]:
    yield from result.message.splitlines()
    for exercise in result.exercises:
        failed = [check.message for check in exercise.checks if not check.passed]
        message = exercise.message
        for said in failed:
            message = message.replace(said, "").strip()
        yield from (*failed, message)


def alike(text: str, one: Assignment) -> str:
    """Return a message with the assignment's names and with numbers made alike."""
    text = re.sub(r"\bq\d\d(: .*(?= is not right)| is .*(?=; .* was asked for))", "QUESTION is …", text)
    text = re.sub(r"\bq\d\d\b", "QUESTION", text)
    text = re.sub(r"-?\b\d+(\.\d*)?(e[+-]?\d+)?\b", "0", text)
    text = re.sub(r"\b(nan|inf)\b", "0", text)
    text = re.sub(r"(\(|\[)0(, 0)*,?(\)|\])", r"\g<1>…\3", text)
    for exercise in sorted(one.exercises, key=lambda each: -len(each.name)):
        text = re.sub(rf"\b{exercise.name}\b", "FUNCTION", text)
        for part in (*exercise.outputs, *exercise.inputs):
            text = re.sub(rf"(?<![\w']){re.escape(part)}\b(?= (is|has|holds|lacks)\b|\[|\.\w+ )", "PART", text)
    text = re.sub(r"'[^' ]+'|\"[^\" ]*\"", "'…'", text)
    return re.sub(r"FUNCTION( and FUNCTION)+", "FUNCTION", re.sub(r"(\w+\.)?PART(\.\w+)*(\[…\])?", "PART", text))
