"""One grade with its evidence on the terminal, for the instructor. What a student wrote is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from ..explain import Evidence, Explanation
from ..judge.evidence import HiddenCase
from ..judge.findings import without_sentences
from ..judge.grading import CheckResult
from .terminal import detail_of_exercise, noticed
from .text import earned, escape

__all__ = ["show_explanation"]

LONGEST = 20_000  # characters of one hidden case on a terminal
LONG = "# It has {} characters; --json FILE holds it."


def show_explanation(found: Explanation, console: Console) -> None:
    """Print the whole explanation; source goes out line by line as it is, so that it can be pasted."""
    for part in _parts(found):
        console.print(part, soft_wrap=True)


def _parts(found: Explanation) -> Iterator[RenderableType]:
    one = found.submission
    yield Text.assemble(
        (escape(one.student), "bold"), f"  {one.assignment or '?'}  {found.asked}  ",
        (earned(found.exercise or one), "bold"), f"  {(found.exercise or one).status}",
    )  # fmt: skip
    yield from _facts(found)
    if one.message:
        yield Text(escape(one.message, lines=True))
    if found.exercise is None:
        return
    yield Text()
    if found.judged:
        yield Text(found.judged)
    message = without_sentences(found.exercise.message, found.exercise.findings)
    if message:
        yield Text(escape(message))
    by_check = {evidence.check: evidence for evidence in found.evidence}
    shown: set[str] = set()
    for check in found.exercise.checks:
        yield from _check(check, by_check.get(check.name), shown)
    yield from noticed(found.exercise)
    yield Text()
    yield Text(f"What the student sees (feedback: {found.feedback}):", "bold")
    if found.shown is not None:
        yield from detail_of_exercise(found.shown)


def _facts(found: Explanation) -> Iterator[RenderableType]:
    one, read = found.submission, found.submission.read
    facts = [("submission", one.path)]
    if read is not None:
        facts += [("read", f"{read.name}, {read.size} bytes, sha256 {read.sha256}")]
    facts += [("not read", f"{name}: {why.removeprefix(f'{name}: ')}") for name, why in found.files.items()]
    grader = found.grader()
    facts += [
        ("cases", "the public practice cases" if found.cases == "public" else found.cases),
        ("versions", f"Unrolled {grader['version']}, Python {grader['python']}, NumPy {grader['numpy']}"),
        ("isolation", str(found.isolation)),
        ("submission's points", f"{earned(one)}, {one.status}"),
        ("graded twice", "Both runs agree." if not found.differs else "The two runs differ."),
        *(("", text) for text in found.differs),
    ]
    if found.differs:
        facts += [("", "The submission does not give the same answers each time: random numbers, time, or memory.")]
    if found.reproduced is not None:
        told = "The grade is the same." if found.reproduced else "The grade is not the same."
        facts += [("earlier report", told), *(("", text) for text in found.changes)]
    width = max(len(name) for name, _ in facts)
    for name, text in facts:
        yield Text.assemble((f"{name:<{width}}  ", "dim"), escape(" ".join(text.splitlines())))


def _check(check: CheckResult, evidence: Evidence | None, shown: set[str]) -> Iterator[RenderableType]:
    """Yield a check with its evidence; of calls that were `shown` before, only what this check compares."""
    mark = Text("✓ " if check.passed else "✗ ", "green" if check.passed else "red")
    yield Text.assemble(mark, f"{check.name} ", (f"{earned(check)}  ", "dim"), escape(check.message))
    if evidence is None:
        return
    if evidence.key:
        if not check.passed:
            yield Text(f"    For the instructor, not for the student: {evidence.key}", "yellow")
        return
    counts = []
    for tally in evidence.groups:
        rest = f" (of {tally.cases}, the others not judged)" if tally.judged < tally.cases else ""
        counts.append(f"{tally.group} {tally.right}/{tally.judged}{rest}")
    yield Text("    hidden cases that are right: " + ", ".join(counts), "dim")
    if evidence.hidden is not None:
        yield from _hidden(evidence.hidden, shown)
    elif not check.passed:
        yield Text(
            "    No hidden case decides this: the check counts only where others hold, or answers can be judged."
        )


def _hidden(case: HiddenCase, shown: set[str]) -> Iterator[RenderableType]:
    what = f"the first that fails, number {case.number} of {case.group}"
    yield Text(f"    Hidden case: for the instructor, not for the student ({what}).", "yellow")
    if case.error is not None:
        yield Text(f"    {case.part}{case.where}: error {case.error:.3g}, allowed {case.tolerance:g}: {case.measure}.")
    else:
        yield Text(f"    {escape(case.measure)}")
    call, expected, rest = case.source.partition("\nexpected = ")
    source = f"# The call is the one above.{expected}{rest}" if call in shown else case.source
    shown.add(call)
    for line in (source if len(source) <= LONGEST else LONG.format(len(source))).splitlines():
        yield Text(line)
    got = escape(case.got)
    yield Text(f"# graded: {got if len(got) <= LONGEST else LONG.format(len(got))}")
    yield Text()
