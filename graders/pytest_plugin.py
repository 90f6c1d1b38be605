"""`pytest --submission FILE`: one item for each check, so that -k, -x, JUnit XML and IDEs work on a submission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .judge.grading import CheckResult, ExerciseResult
    from .results import Report

__all__: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `unrolled grade` that make sense here."""
    group = parser.getgroup("unrolled", "grading submissions")
    group.addoption("--submission", action="append", metavar="FILE", help="grade a .py or .ipynb file or a folder")
    group.addoption("--submission-config", metavar="FILE", help="the course file, unrolled.toml")
    group.addoption("--submission-require", metavar="LEVEL", help="the least isolation: strict, partial, none")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Run no conftest.py, as one that lies beside a submission would run with the rights of whoever grades.

    pytest takes what follows an option that it does not know yet for a path of its own, and reads settings there.
    """
    options, settings = early_config.known_args_namespace, early_config.inipath
    if not options.submission:
        return
    options.noconftest = True
    if settings is not None and not options.inifilename and settings.parent not in (Path.cwd(), *Path.cwd().parents):
        raise pytest.UsageError(
            f"pytest has read settings from {settings}, which may be a student's; type --submission=FILE, with the =."
        )


def pytest_configure(config: pytest.Config) -> None:
    """Collect the submissions and nothing else."""
    if config.getoption("--submission"):
        config.args[:] = [str(Path(path)) for path in config.getoption("--submission")]


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a folder that was named as a submission as one."""
    return _submission(path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file that was named as a submission as one."""
    return _submission(file_path, parent)


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Any:
    """Never import a submission here, as an ordinary test module would be."""
    result = yield
    return None if _named(module_path, parent) else result


def _named(path: Path, parent: pytest.Collector) -> bool:
    named = parent.config.getoption("--submission") or []
    return any(Path(one).absolute() == path.absolute() for one in named)


def _submission(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if not _named(path, parent):
        return None
    collector: pytest.Collector = _Submission.from_parent(parent, path=path)
    return collector


class _Submission(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        report = self._grade()
        for one in report.submissions:
            prefix = "" if len(report.submissions) == 1 else f"{one.student}::{one.assignment}::"
            if not one.exercises:
                yield _Check.from_parent(self, name=f"{prefix}{one.status}", outcome=(one.message, None, None))
            for exercise in one.exercises:
                if not exercise.checks:  # the course shows no more than scores
                    yield _Check.from_parent(self, name=f"{prefix}{exercise.name}::score", outcome=("", exercise, None))
                for check in exercise.checks:
                    name = f"{prefix}{exercise.name}::{check.name}"
                    yield _Check.from_parent(self, name=name, outcome=("", exercise, check))

    def _grade(self) -> Report:
        from dataclasses import replace

        from .collect import NoSuchPath
        from .course import BadCourse, Course, course_of
        from .grade import grade_paths, refusal
        from .judge.cases import BadCaseFile

        option = self.config.getoption
        try:
            course = course_of([self.path], option("--submission-config")) or Course()
            if option("--submission-require"):
                course = replace(course, require=option("--submission-require"))
            report = grade_paths([self.path], config=course)
        except (BadCourse, BadCaseFile, NoSuchPath, ValueError) as error:
            raise pytest.UsageError(str(error)) from None
        if not report.isolation.reaches(course.require):
            advice = f"add --submission-require {report.isolation.level}"
            raise pytest.UsageError(refusal(report.isolation, course.require, advice))
        return report


class _Check(pytest.Item):
    def __init__(self, *, outcome: tuple[str, ExerciseResult | None, CheckResult | None], **options: Any) -> None:
        super().__init__(**options)
        self.outcome = outcome

    def runtest(self) -> None:
        from .report.text import points

        message, exercise, check = self.outcome
        if exercise is None:
            raise _NotPassed(message)
        if check.passed if check is not None else exercise.status == "passed":
            return
        if check is None:
            earned = f"{points(exercise.score)} of {points(exercise.max_score)} points."
            raise _NotPassed(f"{earned} {exercise.message}".rstrip())
        if exercise.status == "missing":
            raise _NotPassed(check.message)
        parts = [f"{check.message}  ({points(check.score)} of {points(check.max_score)} points)"]
        if check.diagnosis is not None:
            parts.append(f"It looks like: {check.diagnosis.explanation}\nLook at: {check.diagnosis.hint}")
        if check.counterexample:
            parts.append(check.counterexample)
        raise _NotPassed("\n\n".join(parts))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from .report.text import escape

        if isinstance(excinfo.value, _NotPassed):
            return escape(str(excinfo.value), lines=True)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class _NotPassed(Exception):
    """A check does not hold."""
