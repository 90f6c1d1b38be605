"""The trial: what is known to be wrong is graded as a student's submission is, and so is what is known to be right.

Wrong are the misconceptions, the mechanical mutants of the references and the wrong answers to a quiz, each below a
right solution. A mutant that keeps all points is compared with the reference on many wide draws: either it differs, and
the graders have accepted what is wrong, or nobody could tell it from a right answer. Right are the references and the
submissions that are right in another way; they are graded again by many freshly drawn case files.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import inspect
import multiprocessing
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..collect import Entry
from ..course import Course, Limits
from ..exercises import assignment
from ..exercises.model import OWN, Assignment, Exercise, Numbers
from ..grade import Grader, grade_entries
from ..judge.answers import parts, tree
from ..judge.calls import outcomes
from ..judge.cases import NUMBERS, CaseFile
from ..judge.drawing import admissible, draw
from ..judge.following import compose
from ..judge.verdicts import verdict_on
from ..misconceptions import misconceptions
from ..release.lesson import plain_imports
from ..results import SubmissionResult
from ..sandbox.host import can_fork
from .mutants import mutants
from .reasons import SPOILS, reason_for

__all__ = [
    "SHORT",
    "Audit",
    "Extent",
    "Rejected",
    "Survivor",
    "Wrong",
    "audit",
    "reference_source",
    "right_submissions",
]

DRAW_SECONDS = 600.0  # of CPU for the survivors of one function, after which they are compared no longer
CPU = 2.0  # seconds that a wrong function may take: a mutant may never end


@dataclass(frozen=True)
class Extent:
    """How much is tried: one in `share` of the wrong functions, `draws` for a survivor, `files` for what is right.

    What is right is graded by the public cases, too, where all is tried; the tests do that anyhow.
    """

    share: int = 1
    draws: int = 10_000
    files: int = 100

    def holds(self, title: str) -> bool:
        """Tell whether something belongs to the share, the same each time."""
        return zlib.crc32(title.encode()) % self.share == 0


SHORT = Extent(share=20, draws=200, files=1)


@dataclass
class Wrong:
    """A wrong function below a right solution, and what it earned.

    `lost` are the points it cost in its own function, `elsewhere` those in others and `reason` why they may be;
    `failed` names the checks that failed in its own function, `named` the misconceptions that the judge saw there.
    `shown` tells whether there was a call that shows the mistake.
    """

    kind: str  # "misconception", "mutant" or "answer"
    assignment: str
    function: str
    name: str
    lost: float
    most: float
    elsewhere: dict[str, float]
    reason: str
    failed: list[str]
    named: list[str]
    shown: bool
    status: str
    seconds: float
    source: str = field(repr=False, default="")

    @property
    def title(self) -> str:
        return f"{self.assignment}.{self.function}: {self.name}"

    @property
    def recognised(self) -> bool:
        """Whether the judge called it by its name."""
        name = self.name.replace("_", " ") if self.kind == "misconception" else self.name
        return any(name in one for one in self.named)

    @property
    def caught(self) -> bool:
        """Whether it cost points: in its own function or, where only its cache is wrong, in the one that reads it."""
        return self.lost > 0 or (self.kind == "mutant" and bool(self.elsewhere))


@dataclass
class Survivor:
    """A mutant that kept all points: on how many draws it was compared, how it differed if it did, or why not."""

    assignment: str
    function: str
    name: str
    draws: int
    difference: str
    reason: str

    @property
    def title(self) -> str:
        return f"{self.assignment}.{self.function}: {self.name}"


@dataclass
class Rejected:
    """A right submission that lost points, by which case file and why."""

    assignment: str
    submission: str
    cases: str
    message: str


@dataclass
class Audit:
    """Everything that the trial found. What is in one of the properties below, `double` apart, is a fault."""

    names: list[str]
    extent: Extent
    wrong: list[Wrong] = field(default_factory=list)
    survivors: list[Survivor] = field(default_factory=list)
    right: dict[str, int] = field(default_factory=dict)
    graded_right: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def accepted(self) -> list[str]:
        """False accepts: what is wrong and kept all points."""
        kept = [one.title for one in self.wrong if one.kind != "mutant" and not one.caught]
        return kept + [f"{one.title} ({one.difference})" for one in self.survivors if one.difference]

    @property
    def unexplained(self) -> list[str]:
        """Mutants that never differ from the reference, for no reason that anybody has given."""
        return [one.title for one in self.survivors if not one.difference and not one.reason]

    @property
    def double(self) -> list[str]:
        """Misconceptions that cost points in other functions, without a reason."""
        return [
            f"{one.title} also costs points in {', '.join(one.elsewhere)}"
            for one in self.wrong
            if one.kind != "mutant" and one.elsewhere and not one.reason
        ]

    @cached_property
    def idle(self) -> list[str]:
        """Checks that no wrong function fails."""
        failed = {(one.assignment, one.function, check) for one in self.wrong for check in one.failed}
        return [
            f"{name}.{exercise.name}: {check.name}"
            for name, exercise in self._exercises()
            for check in exercise.checks
            if (name, exercise.name, check.name) not in failed
        ]

    @cached_property
    def never_alone(self) -> list[str]:
        """Checks that fail only together with others: they share out points, and catch nothing by themselves."""
        alone = {(one.assignment, one.function, one.failed[0]) for one in self.wrong if len(one.failed) == 1}
        return [
            f"{name}.{exercise.name}: {check.name}"
            for name, exercise in self._exercises()
            for check in exercise.checks
            if len(exercise.checks) > 1 and (name, exercise.name, check.name) not in alone
        ]

    @property
    def misnamed(self) -> list[str]:
        """Misconceptions that the judge takes for others."""
        return [
            f"{one.title} is called {' and '.join(one.named)}"
            for one in self.wrong
            if one.kind == "misconception" and one.named and not one.recognised
        ]

    @property
    def nameless(self) -> list[str]:
        """Misconceptions that the judge does not recognise."""
        return [one.title for one in self.wrong if one.kind == "misconception" and not one.named]

    @property
    def unshown(self) -> list[str]:
        """Misconceptions that no small call was found to show."""
        return [one.title for one in self.wrong if one.kind == "misconception" and not one.shown]

    @property
    def faults(self) -> list[tuple[str, list[str]]]:
        """What is wrong with the graders, by kind."""
        found = [
            ("false accepts", self.accepted),
            (
                "false rejects",
                [f"{one.assignment}/{one.submission}, {one.cases}: {one.message}" for one in self.rejected],
            ),
            ("mistakes that cost points twice", self.double),
            ("mutants without a reason", self.unexplained),
            ("misconceptions called by another's name", self.misnamed),
            ("checks that decide nothing", self.idle if self.extent.share == 1 else []),
        ]
        return [(title, items) for title, items in found if items]

    def _exercises(self) -> Iterator[tuple[str, Exercise]]:
        for name in self.names:
            if assignment(name).quiz is None:
                for exercise in assignment(name).exercises:
                    yield name, exercise

    def counts(self, name: str) -> dict[str, int]:
        """Return the numbers of one assignment."""
        mine = [one for one in self.survivors if one.assignment == name]
        known = [one for one in self.wrong if one.assignment == name and one.kind != "mutant"]
        changed = [one for one in self.wrong if one.assignment == name and one.kind == "mutant"]
        one = assignment(name)
        return {
            "functions": len(one.exercises),
            "checks": sum(len(exercise.checks) for exercise in one.exercises),
            "misconceptions": len(known),
            "misconceptions caught": sum(one.caught for one in known),
            "misconceptions named": sum(one.recognised for one in known),
            "mutants": len(changed),
            "mutants caught": sum(one.caught for one in changed),
            "mutants equivalent": sum(not one.difference for one in mine),
            "mutants named": sum(bool(one.named) for one in changed),
            "right": self.right.get(name, 0),
            "rejected": sum(one.assignment == name for one in self.rejected),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as a JSON object."""
        return {
            "version": __version__,
            "python": ".".join(map(str, sys.version_info[:3])),
            "numpy": np.__version__,
            "extent": asdict(self.extent),
            "seconds": round(self.seconds, 1),
            "assignments": {name: self.counts(name) for name in self.names},
            "right submissions graded": self.graded_right,
            "faults": dict(self.faults),
            "not recognised": self.nameless,
            "no call shows it": self.unshown,
            "never the only check to fail": self.never_alone,
            "survivors": [asdict(one) for one in self.survivors],
            "wrong": [{key: value for key, value in asdict(one).items() if key != "source"} for one in self.wrong],
            "rejected": [asdict(one) for one in self.rejected],
        }


Tell = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much
Sources = list[tuple[str, str]]  # names and texts


def audit(names: Sequence[str], extent: Extent, right: dict[str, Sources], jobs: int, tell: Tell) -> Audit:
    """Try the graders of these assignments and return what was found.

    `right` are the submissions that must have full marks, by assignment.
    """
    start = time.monotonic()
    found = Audit(list(names), extent, right={name: len(right[name]) for name in names})
    course = Course(require="none", limits=Limits(cpu=CPU))
    with tempfile.TemporaryDirectory() as place, Grader(course, course.case_file()) as grader:
        wrong = [one for name in names for one in _wrong_ones(name, extent, grader)]
        for kind in ("misconception", "answer", "mutant"):
            if kind == "mutant":  # that a call shows what is wrong is tried with the others
                grader.course = replace(course, limits=replace(course.limits, search=0.0))
            ones = [one for one in wrong if one.kind == kind]
            for one, result in zip(ones, _graded(grader, ones, Path(place, kind), jobs, tell), strict=True):
                _note(one, result)
                found.wrong.append(one)
    kept: dict[tuple[str, str], list[Wrong]] = {}
    for one in found.wrong:
        if one.kind == "mutant" and not one.caught:
            kept.setdefault((one.assignment, one.function), []).append(one)
    compared = [(ones, extent.draws) for ones in kept.values()]
    for survivors in _in_parallel(_compared, compared, jobs, tell, "comparing what kept its points"):
        found.survivors += survivors
    public = [(None, right)] if extent.share == 1 else []
    files = [*public, *((seed, right) for seed in range(extent.files))]
    for count, rejected in _in_parallel(_right_by_a_file, files, jobs, tell, "right by fresh cases"):
        found.graded_right += count
        found.rejected += rejected
    found.seconds = time.monotonic() - start
    return found


def right_submissions(name: str, folder: Path | None) -> Sources:
    """Return what must have full marks: the reference, and the submissions in NAME/right/ of a folder."""
    sources = [("reference", reference_source(name))]
    place = OWN[name] if name in OWN else folder / name if folder is not None else None
    files = sorted((place / "right").glob("*.py")) if place is not None else []
    return sources + [(file.stem, plain_imports(file.read_text(encoding="utf-8"))) for file in files]


@cache
def reference_source(name: str) -> str:
    """Return the reference of an assignment as a submission."""
    return plain_imports(inspect.getsource(assignment(name).reference))


# What is wrong


def _wrong_ones(name: str, extent: Extent, grader: Grader) -> Iterator[Wrong]:
    """Yield what is wrong in an assignment, not graded yet."""
    one = assignment(name)
    for known in misconceptions(name):
        if extent.holds(f"{name} {known.name}"):
            yield _new("misconception", name, known.function, known.name, known.submission_source())
    if one.quiz is not None:
        yield from _wrong_answers(one, extent, grader)
        return
    for mutant in mutants(reference_source(name), one.functions):
        if extent.holds(f"{name} {mutant.title}"):
            yield _new("mutant", name, mutant.function, mutant.title, mutant.source)


def _wrong_answers(one: Assignment, extent: Extent, grader: Grader) -> Iterator[Wrong]:
    """Yield a quiz with one wrong answer, for each that is foreseen."""
    questions = grader.questions(one.name, "author")
    right = {question.name: question.right for question in questions}
    (exercise,) = one.exercises
    for question in questions:
        for answer, mistake in question.mistakes.items():
            given = {**right, question.name: [answer] if question.kind == "several" else answer}
            if extent.holds(f"{one.name} {question.name} {answer}"):
                yield _new("answer", one.name, exercise.name, f"{question.name}: {mistake.name}", _answers(one, given))


def _answers(quiz: Assignment, given: dict[str, Any]) -> str:
    return f"def {quiz.exercises[0].name}():\n    return {given!r}\n"


def _new(kind: str, name: str, function: str, title: str, source: str) -> Wrong:
    return Wrong(kind, name, function, title, 0.0, 0.0, {}, "", [], [], False, "", 0.0, source)


def _graded(grader: Grader, wrong: list[Wrong], place: Path, jobs: int, tell: Tell) -> Iterator[SubmissionResult]:
    """Yield the grades of wrong functions below the reference, as a class hands them in."""
    entries = []
    for number, one in enumerate(wrong):
        folder = place / str(number)
        folder.mkdir(parents=True)
        path = folder / f"{one.assignment}.py"
        path.write_text(f"{reference_source(one.assignment)}\n\n\n{one.source}", encoding="utf-8")
        entries.append(Entry("author", str(path), one.assignment, str(folder)))
    results = {}
    for entry, result in grade_entries(grader, entries, jobs):
        results[entry] = result
        tell(f"grading each {wrong[0].kind}", len(results), len(entries))
    for entry in entries:
        yield results[entry]


def _note(one: Wrong, result: SubmissionResult) -> None:
    """Note in a wrong function what it earned."""
    if result.status != "graded":
        raise RuntimeError(f"{one.title}: {result.message}")
    for exercise in result.exercises:
        if exercise.name != one.function:
            if exercise.score < exercise.max_score:
                one.elsewhere[exercise.name] = round(exercise.max_score - exercise.score, 6)
            continue
        one.lost, one.most = round(exercise.max_score - exercise.score, 6), exercise.max_score
        one.failed = [check.name for check in exercise.checks if not check.passed]
        one.named = list(dict.fromkeys(check.diagnosis.misconception for check in exercise.checks if check.diagnosis))
        one.shown = any(check.counterexample for check in exercise.checks)
        one.status = exercise.status
    spoilt, why = SPOILS.get((one.assignment, one.name), (set(), ""))
    one.reason = why if set(one.elsewhere) <= spoilt else ""
    one.seconds = result.seconds


# What survives


def _compared(mutants: list[Wrong], draws: int) -> list[Survivor]:
    """Compare mutants of one function that kept their points with the reference, on cases of all kinds and sizes."""
    it = assignment(mutants[0].assignment)
    exercise = it.exercise(mutants[0].function)
    right = compose(it, {})
    left = []
    for one in mutants:
        functions = compose(it, {})
        exec(compile(one.source, "mutant", "exec"), functions)
        survivor = Survivor(one.assignment, one.function, one.name, 0, "", reason_for(one.title))
        left.append((survivor, functions))
    survivors = [survivor for survivor, _ in left]
    start = time.process_time()
    for seed in range(draws):
        if not left or time.process_time() - start > DRAW_SECONDS:
            break
        group = exercise.groups[seed % len(exercise.groups)]
        if group.wide and seed >= len(exercise.groups):  # one of them is enough
            group = exercise.groups[0]
        random = np.random.default_rng(seed)
        sizes = {name: int(random.integers(low, high + 1)) for name, (low, high) in group.sizes.items()}
        case = exercise.draw(group, sizes, Numbers(seed, group.scale * random.choice([0.1, 1.0, 3.0])))
        if exercise.admit is not None and not all(map(exercise.admit, case)):
            continue
        wanted = outcomes(it, exercise, right, case)
        for survivor, functions in left:
            survivor.draws += 1
            survivor.difference = _difference(it, exercise, wanted, functions, case)
            if survivor.difference and not admissible(it, exercise, case):
                survivor.difference = ""
        left = [pair for pair in left if not pair[0].difference]
    return survivors


def _difference(it: Assignment, exercise: Exercise, wanted: list[Any], wrong: Any, case: Any) -> str:
    """Return how a version's answers to a case differ from those wanted, or nothing."""
    try:
        with np.errstate(all="ignore"), _alarm(10):
            answers = outcomes(it, exercise, wrong, case)
    except Exception as error:
        return f"raises {type(error).__name__}"
    for problem, got, want in zip(case, answers, wanted, strict=True):
        try:
            pairs = parts(tree(got), tree(want), exercise.outputs, exercise.kept)
            faults = [name for name, (a, b) in pairs.items() if verdict_on(exercise, problem, a, b, False).fault]
        except (AttributeError, IndexError, RecursionError, TypeError, ValueError) as error:
            return f"has another structure ({type(error).__name__})"
        if faults:
            return f"another {faults[0]}"
    return ""


@contextlib.contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# What is right


def _right_by_a_file(seed: int | None, right: dict[str, Sources]) -> tuple[int, list[Rejected]]:
    """Grade everything that is right by a freshly drawn case file, or by the public one."""
    if seed is None:
        cases = CaseFile.public()
    else:
        drawn = draw(seed, list(right))
        cases = CaseFile(f"seed {seed}", drawn, drawn.pop(NUMBERS, ""))
    rejected, count = [], 0
    with tempfile.TemporaryDirectory() as place, Grader(Course(require="none"), cases) as grader:
        for name, sources in right.items():
            path = Path(place, f"{name}.py")
            if assignment(name).quiz is not None:  # its numbers come with the cases
                answers = {question.name: question.right for question in grader.questions(name, "author")}
                sources = [("reference", _answers(assignment(name), answers))]
            for title, text in sources:
                path.write_text(text, encoding="utf-8")
                result = grader.grade(Entry("author", str(path), name, place))
                count += 1
                lost = [f"{one.name}: {one.message}" for one in result.exercises if one.score != one.max_score]
                if lost or result.status != "graded":
                    rejected.append(Rejected(name, title, cases.name, " ".join([*lost, result.message])))
    return count, rejected


def _in_parallel(
    run: Callable[..., Any], items: Sequence[tuple[Any, ...]], jobs: int, tell: Tell, what: str
) -> Iterator[Any]:
    """Yield what a function returns for each item, in their order, from several processes."""
    if jobs <= 1 or len(items) <= 1:
        for done, item in enumerate(items, 1):
            yield run(*item)
            tell(what, done, len(items))
        return
    context = multiprocessing.get_context("fork" if can_fork() else "spawn")
    with concurrent.futures.ProcessPoolExecutor(min(jobs, len(items)), context) as pool:
        futures = [pool.submit(run, *item) for item in items]
        try:
            for done, future in enumerate(futures, 1):
                yield future.result()
                tell(what, done, len(items))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
