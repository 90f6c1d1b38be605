"""The course file, `unrolled.toml`: which cases, how many points, which limits, how much feedback before and after the
deadline, which isolation, and which assignments of the course's own."""

from __future__ import annotations

import importlib.util
import math
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .exercises import ASSIGNMENTS, assignment
from .exercises.model import PRICED
from .feedback import FEEDBACK, WITH_ANSWERS
from .judge.cases import CaseFile
from .judge.isolation import LEVELS
from .judge.submission import Limits
from .own import BadAssignment, add
from .roster import BadRoster, NotOnRoster, Roster, read_roster

__all__ = [
    "BadCourse",
    "Course",
    "Limits",
    "course_file_of",
    "course_in",
    "course_of",
    "find_course",
    "read_course",
]

SETTINGS = tuple(
    "cases points limits findings feedback feedback_after deadlines require students assignments "
    "outputs packages".split()
)
OUTPUTS = ("all", "own", "none")
UNSHARED = ("graders", "solutions", "nbgrader", "assignments")  # what holds answers, or leads to them
EXAMPLE = "2026-12-01T23:59:00+01:00"


class BadCourse(ValueError):
    """The course file cannot be used; the text says why, in a sentence."""


@dataclass(frozen=True)
class Course:
    """What an instructor may choose. `cases` is the path of the case file; without it, the public practice cases.

    `points` maps an assignment to points by exercise, `findings` the name of a finding to the percent of an exercise's
    points that it costs, `feedback` is one of "full", "hints", "names", "score", and
    `require` the least isolation ("strict", "partial", "none"). With a `roster`, each student on it has a quiz with
    numbers of their own. Once an assignment's deadline is over, `feedback_after` stands in the place of `feedback`;
    the time that counts is `now`, the same for a whole class.

    `outputs` says of which cells nbgrader's pages show what they show when they run: of "all", of the students' "own"
    (those of the release, if unchanged, are left out), or of "none"; cells may import `packages` there.
    """

    cases: Path | None = None
    points: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    feedback: str = "full"
    require: str = "strict"
    roster: Roster | None = None
    findings: Mapping[str, float] = field(default_factory=dict)
    feedback_after: str | None = None
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    outputs: str = "all"
    packages: tuple[str, ...] = ()

    def level(self, name: str, due: datetime | None = None) -> str:
        """Return how much of an assignment's results is shown now.

        `due` is the deadline where the course file names none.
        """
        deadline = self.deadlines.get(name, due)
        if self.feedback_after is None or deadline is None or self.now < deadline:
            return self.feedback
        has_answers = self.feedback_after == "full" and name in ASSIGNMENTS and assignment(name).quiz is not None
        return WITH_ANSWERS if has_answers else self.feedback_after

    def variant(self, cases: str, student: str | None = None) -> str:
        """Return whose numbers a quiz has: a student's own if there is a roster, else the course's.

        `cases` is the case file's own variant. Without a student it is what all get who are on no roster. Raises
        `NotOnRoster`.
        """
        if self.roster is None or student is None:
            return "" if cases == "public" else cases
        if student not in self.roster.students:
            raise NotOnRoster(
                f"{student!r} is not on the roster {self.roster.path.name}, so it is not known which numbers the "
                "questions had; add the name there, as in submitted/, or rename the folder."
            )
        return f"{cases}/{student}"

    def case_file(self) -> CaseFile:
        """Return the course's cases. Raises `BadCaseFile`."""
        return CaseFile.public() if self.cases is None else CaseFile.read(self.cases)


def find_course(path: Path) -> Path | None:
    """Return the course file beside the class that a path is or lies in, or else that of the class where one works.

    A class is a folder that holds `submitted`. A student's folder may look like one, and may lie in one: then the outer
    one counts, and else the class in which somebody works.
    """
    full = Path(os.path.abspath(path))
    folders, here = (full, *full.parents), Path.cwd()
    around = [folder.parent for folder in folders if folder.name == "submitted"]
    if not around and here in folders and _course_file(here):
        around = [here]
    for course in (*reversed(around), *folders):
        if (course / "submitted").is_dir():
            return _course_file(course) or _stood_in()
    return _stood_in()


def _stood_in() -> Path | None:
    """Return the course file of the class in which somebody works, unless that lies among what students handed in."""
    here = Path.cwd()
    return None if "submitted" in here.parts else _course_file(here)


def _course_file(folder: Path) -> Path | None:
    """Return the course file of a class, if it has one."""
    path = folder / "unrolled.toml"
    return path if (folder / "submitted").is_dir() and path.is_file() else None


def course_file_of(places: Iterable[Path]) -> Path | None:
    """Return the course file that counts for all of some paths. Raises `BadCourse` where there are two.

    A report names one case file. And a folder that somebody sent must not bring settings of its own into the course of
    whoever grades it: so where somebody works in a class, that is one of the two.
    """
    found = {place: find_course(place) for place in places}
    found |= {Path.cwd(): mine} if (mine := _stood_in()) else {}
    for place, file in found.items():
        for other, another in found.items():
            if file is not None and file != another:
                raise BadCourse(
                    f"The course file {file} is that of {place}, and {another or 'none'} that of {other}; grade one "
                    "after the other, or say with --config which file counts for all."
                )
    return next(iter(found.values()), None)


def course_of(places: Iterable[Path], config: str | None) -> Course | None:
    """Return the course of a named file, or that all the paths belong to; None without a file. Raises `BadCourse`.

    A folder with submissions may have come from somebody else, settings and all. So what a file says counts in full
    only if it was named, or lies in the folder in which somebody works: another that brings code is refused, and its
    `require` is not taken, so that nobody's folder can ask for less than strict isolation.
    """
    path = Path(config) if config else course_file_of(places)
    if path is None:
        return None
    trusted = bool(config) or path.parent == Path.cwd()
    course = read_course(path, with_code=trusted)
    return course if trusted else replace(course, require="strict")


def course_in(folder: Path) -> Course:
    """Return the course whose folder this is, or one with all defaults. Raises `BadCourse`."""
    path = folder / "unrolled.toml"
    return read_course(path) if path.is_file() else Course()


def read_course(path: Path, with_code: bool = True) -> Course:
    """Return the course that a file describes, and add its own assignments to those that are known.

    Without `with_code` a file that names any is refused. Raises `BadCourse`.
    """
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise BadCourse(f"The course file {path} cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCourse(f"The course file {path} is not valid TOML: {error}.") from None
    try:
        if table.get("assignments") and not with_code:
            raise BadCourse(
                "it names assignments of its own, whose code runs with your rights; if the file is yours, type this in "
                "its folder, or say --config and its path"
            )
        return _course(table, path.parent)
    except BadCourse as error:
        raise BadCourse(f"The course file {path}: {error}.") from None


def _course(table: dict[str, Any], folder: Path) -> Course:
    _known(table, SETTINGS, "")
    _add_own(table.get("assignments", []), folder)
    cases, students = table.get("cases"), table.get("students")
    if cases is not None and not isinstance(cases, str):
        raise BadCourse('cases must be a path in quotes, like cases = "course.cases"')
    if students is not None and (not isinstance(students, str) or not students):
        raise BadCourse('students must be a path in quotes, like students = "students.csv"')
    try:
        roster = None if students is None else read_roster(folder / students)
    except BadRoster as error:
        raise BadCourse(str(error).removesuffix(".")) from None
    return Course(
        cases=None if cases is None else folder / cases,
        points=_points(_table(table, "points")),
        limits=_limits(_table(table, "limits")),
        feedback=_choice(table, "feedback", FEEDBACK, "full"),
        require=_choice(table, "require", LEVELS, "strict"),
        roster=roster,
        findings=_findings(_table(table, "findings")),
        feedback_after=_choice(table, "feedback_after", FEEDBACK) if "feedback_after" in table else None,
        deadlines=_deadlines(_table(table, "deadlines"), "feedback_after" in table),
        outputs=_choice(table, "outputs", OUTPUTS, "all"),
        packages=_packages(table.get("packages", [])),
    )


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise BadCourse(f"{name} must be a table, [{name}]")
    return value


def _add_own(paths: Any, folder: Path) -> None:
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise BadCourse('assignments must be a list of folders, like assignments = ["own/ema"]')
    for path in paths:
        own = (folder / path).resolve()
        if own.is_relative_to((folder / "submitted").resolve()):
            raise BadCourse(f"the folder {path} lies in submitted, among what students handed in; move it out")
        try:
            add(own)
        except BadAssignment as error:
            raise BadCourse(str(error)) from None


def _known(table: dict[str, Any], names: Iterable[str], where: str) -> None:
    for name in table:
        if name not in names:
            raise BadCourse(f"{where}{name!r} is not a setting; there are {', '.join(names)}")


def _number(value: Any, name: str, least: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < least:
        raise BadCourse(f"{name} must be a number, at least {least:g}")
    return float(value)


def _choice(table: dict[str, Any], name: str, options: tuple[str, ...], default: str = "") -> str:
    value = table.get(name, default)
    if not isinstance(value, str) or value not in options:
        raise BadCourse(f"{name} must be one of {', '.join(options)}")
    return value


def _points(table: dict[str, Any]) -> dict[str, dict[str, float]]:
    _known(table, ASSIGNMENTS, "points: ")
    points: dict[str, dict[str, float]] = {}
    for name, exercises in table.items():
        if not isinstance(exercises, dict):
            raise BadCourse(f"points of {name} must be a table, [points.{name}]")
        _known(exercises, tuple(assignment(name).functions), f"points.{name}: ")
        points[name] = {exercise: _number(n, f"points of {exercise}", 0) for exercise, n in exercises.items()}
    return points


def _packages(names: Any) -> tuple[str, ...]:
    """Return what notebooks may import besides NumPy, matplotlib and the standard library, all of it installed here."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadCourse('packages must be a list of names, like packages = ["scipy", "pandas"]')
    for name in names:
        if name in UNSHARED or not name.isidentifier():
            raise BadCourse(f"packages: {name!r} is no package that students may have")
        if importlib.util.find_spec(name) is None:
            raise BadCourse(f"packages: {name!r} is not installed here; install it, or take it out of the list")
    return tuple(names)


def _findings(table: dict[str, Any]) -> dict[str, float]:
    _known(table, PRICED, "findings: ")
    prices = {name: _number(price, f"findings: {name!r}", 0) for name, price in table.items()}
    if sum(prices.values()) > 50:
        raise BadCourse("findings: all together may cost 50 percent, not more; they are apart from right answers")
    return prices


def _deadlines(table: dict[str, Any], used: bool) -> dict[str, datetime]:
    """Return the deadlines by assignment; one without an offset is a time of this machine's zone."""
    _known(table, ASSIGNMENTS, "deadlines: ")
    if table and not used:
        raise BadCourse('the deadlines change nothing without feedback_after, like feedback_after = "full"')
    for name, value in table.items():
        if not isinstance(value, datetime):
            raise BadCourse(f"the deadline of {name} must be a date and a time, like {name} = {EXAMPLE}")
    return {name: value.astimezone() if value.tzinfo is None else value for name, value in table.items()}


def _limits(table: dict[str, Any]) -> Limits:
    _known(table, ("cpu", "statement", "top_level", "search", "memory"), "limits: ")
    least = {"cpu": 0.1, "statement": 0.1, "top_level": 0.1, "search": 0.0}
    given = {name: _number(table[name], f"limits.{name}", low) for name, low in least.items() if name in table}
    memory = int(_number(table.get("memory", 1024), "limits.memory (MiB)", 64)) << 20
    return Limits(**given, memory=memory)
