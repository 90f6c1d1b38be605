"""`unrolled check`: what the author of an assignment may get wrong, found before any student meets it.

First everything is called once on small cases; then cases are drawn, and what the author holds for right must have all
points, and what the author knows to be wrong must lose some.
"""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from .collect import Entry
from .course import Course
from .exercises import assignment
from .exercises.model import OWN, Assignment, Exercise, Group, Numbers, SmallNumbers
from .grade import Grader
from .judge.answers import compare, parts, tree
from .judge.calls import evaluate, outcomes
from .judge.cases import CaseFile
from .judge.drawing import CannotDraw, draw_file
from .judge.own_forward import gradient_of_own_forward
from .judge.references import References
from .judge.submission import Submission
from .misconceptions import Misconception, misconceptions
from .own import BadAssignment, blamed, imported
from .release import ReleaseError, default_solutions, lesson_of
from .release.lesson import plain_imports
from .results import SubmissionResult
from .sandbox import wire

__all__ = ["check", "faults"]


def check(name: str) -> Iterator[str]:
    """Yield what is not as it should be in an own assignment, in sentences. Nothing is yielded if all is well."""
    found = list(faults(name)) or list(_lesson_faults(name))
    yield from found
    if found:  # what follows would only repeat it
        return
    try:
        cases = CaseFile.from_bytes(draw_file(1, [name]))
    except CannotDraw as error:
        yield str(error)
        return
    with tempfile.TemporaryDirectory() as folder, Grader(Course(require="none"), cases) as grader:

        def graded(source: str) -> SubmissionResult:
            path = Path(folder, f"{name}.py")
            path.write_text(source, encoding="utf-8")
            return grader.grade(Entry("author", str(path), name, folder))

        yield from _right_answers(name, graded)
        yield from _wrong_answers(name, graded)


def faults(name: str) -> Iterator[str]:
    """Yield why no cases can be drawn: the two right answers are asked for a small case of each group.

    Each fault is a sentence that names the file.
    """
    one, folder = assignment(name), OWN[name]
    try:
        lesson, second = imported(folder, "lesson"), getattr(imported(folder, "alternatives"), "ALTERNATIVE", {})
        if (folder / "misconceptions.py").exists():
            imported(folder, "misconceptions")
    except BadAssignment as error:
        yield f"{error}."
        return
    missing = []
    for function in one.functions:
        if not callable(getattr(lesson, function, None)):
            missing.append(f"{name}/lesson.py defines no function {function}, which exercises.py describes.")
        if not callable(second.get(function)):
            missing.append(
                f'{name}/alternatives.py: ALTERNATIVE has no "{function}"; add a second right version of it.'
            )
    yield from missing
    for exercise in one.exercises if not missing else ():
        names = tuple(inspect.signature(getattr(lesson, exercise.name)).parameters)
        if names != tuple(exercise.inputs):
            yield (
                f"{name}/lesson.py: {exercise.name} takes {', '.join(names)}, but exercises.py says the inputs "
                f"{', '.join(exercise.inputs)}; make them the same, in the same order."
            )
            continue
        if second[exercise.name] is getattr(lesson, exercise.name):
            yield f"{name}/alternatives.py has {exercise.name} of lesson.py again; write one that computes otherwise."
        for group in exercise.groups:
            try:
                fault = _tried(one, exercise, group)
            except Exception as error:  # it is the author's code: whatever it raises
                fault = f"{blamed(error, folder)}."
            if fault:
                yield f"{exercise.name}, group {group.name!r}: {fault}"
                break
        else:
            try:
                groups = [group for group in exercise.groups if exercise.forward and not group.wide]
                yield from next(filter(None, (list(_gradient_faults(one, exercise, group)) for group in groups)), [])
            except Exception as error:  # it is the author's code: whatever it raises
                yield f"{exercise.name}: {blamed(error, folder)}."


def _tried(one: Assignment, exercise: Exercise, group: Group) -> str:
    """Return how the two right answers to a group's smallest case differ, or nothing."""
    case, again = (exercise.draw(group, next(group.small_sizes()), SmallNumbers(0, group.scale)) for _ in range(2))
    if wire.dumps(case) != wire.dumps(again):
        return "exercises.py draws something else each time; draw everything with `numbers`, nothing with np.random."
    forward = one.exercise(exercise.forward) if exercise.forward else exercise
    taken = [*forward.inputs, *(exercise.inputs[:-1] if exercise.forward else ())]
    for absent in [what for what in taken if any(what not in problem for problem in case)]:
        if not _has_default(References(one).functions[forward.name], absent):
            return f'build in exercises.py returns no "{absent}"; add it to its dict.'
    right = outcomes(one, exercise, References(one).functions, case)
    other = outcomes(one, exercise, one.alternative, case)
    for want, got in zip(right, other, strict=True):
        try:
            pairs = parts(tree(got), tree(want), exercise.outputs, exercise.kept)
        except (KeyError, TypeError, ValueError):
            return f"the solution in lesson.py does not return {', '.join(exercise.outputs)}, as exercises.py says."
        for part, (mine, wanted) in pairs.items():
            if compare(mine, np.asarray(wanted)).fault:
                return f"lesson.py and alternatives.py disagree on {part}, and one of them is wrong; mend that one."
    return ""


def _has_default(function: Callable[..., Any], argument: str) -> bool:
    parameter = inspect.signature(function).parameters.get(argument)
    return parameter is not None and parameter.default is not inspect.Parameter.empty


def _gradient_faults(one: Assignment, exercise: Exercise, group: Group) -> Iterator[str]:
    """Yield why a backward function could not be judged on top of a wrong forward function.

    Its formula must give what the solution gives, and the solution must be the gradient of its objective.
    """
    references = References(one)
    problem = exercise.draw(group, list(group.small_sizes())[-1], Numbers(0))[0]
    forward = one.exercise(exercise.forward)
    answer = outcomes(one, forward, references.functions, [problem])[0]
    shown = dict(zip(forward.outputs, (item for i, item in enumerate(answer) if i != forward.cache), strict=False))
    want = tree(outcomes(one, exercise, references.functions, [problem])[0])
    got = tree(references.by_formula(exercise, problem, shown))
    for part, (mine, wanted) in parts(got, want, exercise.outputs, ()).items():
        if compare(mine, np.asarray(wanted)).fault:
            yield (
                f"{one.name}/exercises.py: with the cache that the formula of {exercise.name} builds, {part} is wrong; "
                f"build the cache that {forward.name} in lesson.py returns."
            )
            return
    itself = SimpleNamespace(assignment=one, calls=lambda calls: evaluate(references.functions, calls))
    verdicts = gradient_of_own_forward(
        cast(Submission, itself), exercise, [(group.name, [problem])], [[want]], [[want]]
    )
    for part, verdict in verdicts[0][0].items():
        if not verdict.values:
            yield (
                f"{one.name}: {part} of {exercise.name} is not the gradient of the objective with respect to "
                f"{exercise.with_respect_to[part]}; mend both solutions, or objective and with_respect_to in "
                f"exercises.py."
            )


def _lesson_faults(name: str) -> Iterator[str]:
    """Yield why students cannot be given the lesson: its form, and the visible checks that its solutions fail."""
    try:
        written = lesson_of(name, default_solutions()).exercises
    except ReleaseError as error:
        yield str(error)
        return
    for function in assignment(name).functions:
        if function not in written:
            yield f"{name}/lesson.py has no cell tagged `exercise` for {function}."
    for function in written:
        if function not in assignment(name).functions:
            yield f"{name}/exercises.py describes no exercise {function}, which lesson.py asks for."
    for title, test in vars(imported(OWN[name], "lesson")).items():
        if title.startswith("test_") and callable(test):
            try:
                test()
            except Exception as error:
                said = " ".join(f"{type(error).__name__}: {error}".split())
                yield f"{name}/lesson.py: the solution does not pass {title}. {said}"


def _right_answers(name: str, graded: Callable[[str], Any]) -> Iterator[str]:
    files = [OWN[name] / "lesson.py", *sorted(OWN[name].glob("right/*.py"))]
    for file in files:
        result = graded(plain_imports(file.read_text(encoding="utf-8")))
        lost = [(one.name, check) for one in result.exercises for check in one.checks if not check.passed]
        if lost or result.status != "graded":
            why = f"{lost[0][0]}, check {lost[0][1].name!r}: {lost[0][1].message}" if lost else result.message
            yield f"{file.relative_to(OWN[name].parent)} has {result.score:g} points and should have all. {why}"


def _wrong_answers(name: str, graded: Callable[[str], Any]) -> Iterator[str]:
    lesson = plain_imports((OWN[name] / "lesson.py").read_text(encoding="utf-8"))
    for one in misconceptions(name):
        where = f"{name}/misconceptions.py: {one.name}"
        if one.function not in assignment(name).functions:
            yield f"{where} is a version of {one.function}, which is no exercise."
            continue
        result = graded(f"{lesson}\n\n{one.submission_source()}")
        mine = next(found for found in result.exercises if found.name == one.function)
        if not one.explanation:
            yield f"{where} has no docstring; say in it what is wrong."
        called = [check.diagnosis.misconception for check in mine.checks if check.diagnosis]
        if mine.score == mine.max_score:
            yield f"{where} keeps all points of {one.function}; add a group of cases that shows it, or take it out."
        elif called and one.name.replace("_", " ") not in called:
            yield f"{where} answers as {called[0].replace(' ', '_')} does; take one of them out."
        elif not called:
            failed = next(check.message for check in mine.checks if not check.passed)
            yield (
                f"{where} cannot be recognised, because it raises an error; it may use what it imports from .lesson, "
                f"but not {one.function}. {_raised(name, one) or f'Below lesson.py: {failed}'}"
            )


def _raised(name: str, wrong: Misconception) -> str:
    """Return in a sentence what a wrong version raises where it is, or nothing."""
    one = assignment(name)
    exercise = one.exercise(wrong.function)
    for group in exercise.groups:
        case = exercise.draw(group, next(group.small_sizes()), SmallNumbers(0, group.scale))
        try:
            outcomes(one, exercise, References(one).mistaken(wrong), case)
        except Exception as error:  # it is the author's code: whatever it raises
            return f"{blamed(error, OWN[name])}."
    return ""
