"""The program `unrolled`, also `python -m graders`."""

from __future__ import annotations

import argparse
import errno
import math
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .console import Problem, Stopped, closing, console_of, graded
from .exercises import ASSIGNMENTS, assignment
from .feedback import FEEDBACK
from .judge.cases import in_kit, know_recorded
from .judge.isolation import LEVELS

if TYPE_CHECKING:
    from .course import Course
    from .pseudonyms import Pseudonyms
    from .results import Report

__all__ = ["main"]

DETAILED = 1  # so many submissions are shown in full
REPORTS = {"json": "JSON", "junit": "JUnit XML", "summary": "Summary"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that has no ✓ shows an escape, not an error
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        if in_kit():
            know_recorded()
        status: int = arguments.run(arguments)
        return status
    except Problem as problem:
        print(f"unrolled: {problem}", file=sys.stderr)
        return problem.status
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left to be written would fail once more
        print(f"unrolled: Standard output cannot be written to: {error.strerror}.", file=sys.stderr)
        return Problem.status
    except KeyboardInterrupt:
        print("unrolled: stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("unrolled", description="An autograded course on recurrent networks in NumPy.")
    parser.add_argument("--version", action="version", version=f"unrolled {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    grade = verbs.add_parser("grade", help="grade a file, a student's folder or a class")
    grade.add_argument("paths", nargs="+", metavar="PATH", help="a .py or .ipynb file, a student's folder, or a class")
    grade.add_argument("--assignment", metavar="NAME", help="grade only this assignment, or as this assignment")
    grade.add_argument("--json", metavar="FILE", help='write the report as JSON; "-" is standard output')
    grade.add_argument("--junit", metavar="FILE", help="write the report as JUnit XML, which code hosts show")
    grade.add_argument("--summary", metavar="FILE", help="write the report as Markdown, for a code host's pages")
    grade.add_argument("--config", metavar="FILE", help="the course file (default: unrolled.toml beside the class)")
    grade.add_argument("--cases", metavar="FILE", help="the course's case file, in the place of the course file's")
    grade.add_argument("--require", choices=LEVELS, help="the least isolation that is accepted (default: strict)")
    grade.add_argument("--fail-under", type=_score, metavar="SCORE", help="exit with 1 if a score is below this")
    grade.add_argument("--feedback", choices=FEEDBACK, help="how much is shown (default: what the course file says)")
    grade.add_argument("--jobs", type=_positive, metavar="N", help="so many processes (default: all cores)")
    grade.add_argument(
        "--fresh", action="store_true", help="grade again, too, what has not changed since an earlier run"
    )
    grade.add_argument("--explain", action="store_true", help="show every submission in full")
    grade.set_defaults(run=_grade, pseudonyms=None)
    if in_kit():  # what is left makes and runs a course
        return parser

    grade.add_argument(
        "--pseudonyms", metavar="FILE", help="name no student; FILE is the course's key, made if it is not there"
    )

    names = verbs.add_parser("names", help="tell who is behind the pseudonyms, as CSV")
    names.add_argument("paths", nargs="+", metavar="PATH", help="a class, or a student's folder")
    names.add_argument("--pseudonyms", metavar="FILE", required=True, help="the course's key")
    names.add_argument("--csv", metavar="FILE", default="-", help="where to write it (default: standard output)")
    names.add_argument("--config", metavar="FILE", help="the course file (default: unrolled.toml beside the class)")
    names.set_defaults(run=_names, assignment=None, cases=None, require=None)

    init = verbs.add_parser("init", help="make a course's folder: settings, secret cases, assignments")
    init.add_argument("folder", metavar="FOLDER", help="where to make it")
    init.set_defaults(run=_init)

    cases = verbs.add_parser("cases", help="draw a course's secret cases")
    cases.add_argument("file", nargs="?", default="course.cases", help="where to write them (default: course.cases)")
    cases.add_argument("--seed", type=int, help="draw the cases of this number (default: a random one)")
    cases.add_argument("--only", metavar="NAME", action="append", help="draw this assignment's, and keep the others'")
    cases.add_argument("--force", action="store_true", help="replace what is already there")
    cases.add_argument("--config", metavar="FILE", help="the course file (default: unrolled.toml beside the case file)")
    cases.set_defaults(run=_cases)

    explain = verbs.add_parser("explain", help="reproduce one grade with all its evidence, for an appeal")
    explain.add_argument("student", metavar="STUDENT", help="the student's folder in submitted/")
    explain.add_argument("exercise", metavar="EXERCISE", help="a function, or ASSIGNMENT.FUNCTION")
    explain.add_argument("--course", metavar="FOLDER", default=".", help="the course's folder (default: this one)")
    explain.add_argument("--assignment", metavar="NAME", help="the assignment, where several have the function")
    explain.add_argument("--report", metavar="FILE", help="an earlier JSON report: is its grade reproduced?")
    explain.add_argument("--json", metavar="FILE", help='write everything as JSON; "-" is standard output')
    explain.add_argument("--config", metavar="FILE", help="the course file (default: unrolled.toml in the folder)")
    explain.add_argument("--cases", metavar="FILE", help="the course's case file, in the place of the course file's")
    explain.add_argument("--require", choices=LEVELS, help="the least isolation that is accepted (default: strict)")
    explain.set_defaults(run=_explain)

    check = verbs.add_parser("check", help="check an assignment of your own before students meet it")
    check.add_argument("folder", metavar="FOLDER", help="the assignment's folder")
    check.set_defaults(run=_check)

    audit = verbs.add_parser("audit", help="prove the graders: what is wrong loses points, what is right loses none")
    audit.add_argument("names", nargs="*", metavar="ASSIGNMENT", help="only these assignments")
    audit.add_argument("--short", action="store_true", help="try a part of it, in some minutes")
    audit.add_argument("--case-files", type=_count, metavar="N", help="draw so many for what is right (default: 100)")
    audit.add_argument("--draws", type=_count, metavar="N", help="wide draws for a mutant (default: 10000)")
    audit.add_argument("--right", metavar="FOLDER", help="what else is right, in NAME/right/*.py (default: the tests')")
    audit.add_argument("--json", metavar="FILE", help='write everything as JSON; "-" is standard output')
    audit.add_argument("--html", metavar="FILE", help="write the report as a page")
    audit.add_argument("--config", metavar="FILE", help="the course file that names assignments of your own")
    audit.add_argument("--jobs", type=_positive, metavar="N", help="so many processes (default: all cores)")
    audit.add_argument("--messages", action="store_true", help="list every sentence that a student may read, no more")
    audit.set_defaults(run=_audit)

    fetch = verbs.add_parser("fetch", help="fetch what students pushed, for grading")
    fetch.add_argument("list", metavar="LIST", help="a CSV file: student, repository, perhaps commit")
    fetch.add_argument("--into", metavar="FOLDER", help="where to put it (default: submitted, beside the list)")
    fetch.set_defaults(run=_fetch)

    release = verbs.add_parser("release", help="write assignments/ from solutions/")
    release.add_argument("names", nargs="*", metavar="ASSIGNMENT", help="only these assignments")
    release.add_argument("--target", default=".", help="the folder that gets assignments/ (default: this one)")
    release.add_argument(
        "--students", metavar="FILE", help="write each student's own quiz, too; FILE is the roster in the course file"
    )
    release.add_argument("--force", action="store_true", help="write over what was changed since it was released")
    release.add_argument("--kit", metavar="FOLDER", help="write the student's kit, a wheel, into this folder instead")
    release.set_defaults(run=_release)

    demo = verbs.add_parser("demo", help="make a class, grade it, show the result")
    demo.add_argument("--keep", metavar="FOLDER", help="make the class in this folder (default: a temporary one)")
    demo.set_defaults(run=_demo)
    return parser


def _score(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a score; give a number, 0 or more")
    return number


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; give a whole number, 1 or more")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; give a whole one, 0 or more")
    return int(text)


# grade


def _grade(arguments: argparse.Namespace) -> int:
    from .course import course_file_of
    from .grade import refusal
    from .report.terminal import detail, say, table
    from .report.text import points

    course = _course(arguments, arguments.paths)
    if arguments.feedback:
        course = replace(course, feedback=arguments.feedback, feedback_after=None)
    settings = arguments.config or course_file_of(map(Path, arguments.paths))  # a folder may have come with its own
    console = console_of(to_stderr="-" in _files(arguments))
    _check_files(arguments)
    pseudonyms = _pseudonyms(arguments.pseudonyms, make=True) if arguments.pseudonyms else None
    try:
        report = graded(
            arguments.paths, course, console, assignment=arguments.assignment, jobs=arguments.jobs,
            keep=not in_kit(), fresh=arguments.fresh,  # a student grades what was changed a moment ago
            called=pseudonyms.of if pseudonyms else str,
        )  # fmt: skip
    except Stopped as stopped:
        if not stopped.report.submissions or not _files(arguments) or any(map(_is_file, _files(arguments))):
            raise  # a whole report is not replaced by a part
        _write(pseudonyms.report(stopped.report) if pseudonyms else stopped.report, arguments)
        raise Stopped(stopped.report, stopped.kept, written=True) from None
    if pseudonyms:
        report = pseudonyms.report(report)
    unwritten = None
    try:
        _write(report, arguments)  # first: whoever reads the table may go away
    except Problem as problem:
        unwritten = problem
    for warning in report.warnings:
        say(console, f"Warning: {warning}", "yellow")
    if report.submissions:
        console.print(table(report))
    if report.submissions and (arguments.explain or len(report.submissions) <= DETAILED):
        for one in report.submissions:
            console.print(detail(one), soft_wrap=True)
            console.print()
    say(console, closing(report))
    if report.again:
        say(
            console,
            f"{report.again} of {len(report.submissions)} have not changed since an earlier run and have its results; "
            f"--fresh grades them again.",
        )
    if settings:
        say(console, f"Settings: {settings}")
    if pseudonyms:
        say(console, f"Pseudonyms: by the key in {arguments.pseudonyms}; `unrolled names` tells who is who.")
    for name, title in REPORTS.items():
        file = getattr(arguments, name)
        if file and file != "-" and not unwritten:
            say(console, f"{title}: {file}")
    if unwritten:
        raise unwritten
    if not report.isolation.reaches(course.require):
        raise Problem(refusal(report.isolation, course.require))
    low = [one for one in report.submissions if one.score < (arguments.fail_under or 0)]
    if low:
        least = points(arguments.fail_under)
        say(console, f"Below {least}: {', '.join(repr(one.student) for one in low[:10])}.", "red")
    return 1 if low else 0


def _files(arguments: argparse.Namespace) -> list[str]:
    """Return the files that were asked for."""
    return [file for name in REPORTS if (file := getattr(arguments, name))]


def _is_file(path: str) -> bool:
    return path != "-" and os.path.isfile(path)


def _check_files(arguments: argparse.Namespace) -> None:
    from .report import CannotWrite, check_writable

    files = _files(arguments)
    for file in files:
        if files.count(file) > 1:
            where = "standard output" if file == "-" else file
            raise Problem(f"Two reports cannot both go to {where}.")
        try:
            check_writable(file)
        except CannotWrite as error:
            raise Problem(str(error)) from None


def _write(report: Report, arguments: argparse.Namespace) -> None:
    """Write the reports that were asked for, each of them that can be. Raises `Problem`."""
    from .report import CannotWrite

    failed = []
    for name in REPORTS:
        if path := getattr(arguments, name):
            try:
                _write_one(name, report, path, arguments.explain)
            except CannotWrite as error:
                failed.append(str(error))
    if failed:
        raise Problem(" ".join(failed))


def _write_one(name: str, report: Report, path: str, explain: bool) -> None:
    from .report import write, write_json

    if name == "json":
        write_json(report.to_dict(), path)
    elif name == "junit":
        from .report.junit import junit

        write(junit(report), path)
    else:
        from .report.summary import summary

        write(summary(report, explain), path)


def _course(arguments: argparse.Namespace, places: Sequence[str]) -> Course:
    """Return the course that some places belong to, with what the command line changes."""
    from .course import BadCourse, Course, course_of

    try:
        found = course_of(map(Path, places), arguments.config)
    except BadCourse as error:
        raise Problem(str(error)) from None
    course = found or Course()
    if in_kit() and found is None:
        course = replace(course, require="none")  # for one's own code
    _check_names([arguments.assignment] if arguments.assignment else [])
    if arguments.cases:
        course = replace(course, cases=Path(arguments.cases))
    if arguments.require:
        course = replace(course, require=arguments.require)
    return course


# names


def _names(arguments: argparse.Namespace) -> int:
    from .collect import NoSuchPath, collect
    from .report import CannotWrite, check_writable, write

    _course(arguments, arguments.paths)  # so that its own assignments are known
    pseudonyms = _pseudonyms(arguments.pseudonyms)
    try:
        check_writable(arguments.csv)
        entries, _ = collect(arguments.paths)
        write(pseudonyms.table(one.student for one in entries), arguments.csv)
    except (NoSuchPath, CannotWrite) as error:
        raise Problem(str(error)) from None
    return 0


def _pseudonyms(key: str, make: bool = False) -> Pseudonyms:
    from .pseudonyms import BadKey, Pseudonyms

    try:
        return Pseudonyms.of_file(Path(key), make)
    except BadKey as error:
        raise Problem(str(error)) from None


# explain


def _explain(arguments: argparse.Namespace) -> int:
    from .explain import NotFound, explain
    from .judge.cases import BadCaseFile
    from .report import CannotWrite, check_writable, write_json
    from .report.explanation import show_explanation

    course = _course(arguments, [arguments.course])
    report = Path(arguments.report) if arguments.report else None
    try:
        if arguments.json:
            check_writable(arguments.json)
        found = explain(
            Path(arguments.course), arguments.student, arguments.exercise, course, arguments.assignment, report
        )
        if arguments.json:
            write_json(found.to_dict(), arguments.json)
    except (NotFound, BadCaseFile, CannotWrite) as error:
        raise Problem(str(error)) from None
    show_explanation(found, console_of(to_stderr=arguments.json == "-"))
    return 0 if found.holds else 1


# the other verbs


def _init(arguments: argparse.Namespace) -> int:
    import shlex

    from .init import CannotInit, init
    from .release import ReleaseError

    folder = Path(arguments.folder)
    print("This takes a minute: cases are drawn, and assignments written.", flush=True)
    try:
        made = init(folder)
    except (CannotInit, ReleaseError) as error:
        raise Problem(str(error)) from None
    except OSError as error:
        raise Problem(f"{error.filename or folder} cannot be written: {error.strerror or error}.") from None
    print(f"{folder}: {', '.join(made)}")
    print("Next:")
    print(
        "1. Copy course.cases to a safe place: it is the course's secret, and it makes later grades equal to today's."
    )
    print("2. Read unrolled.toml, change what you want, and give students what is in assignments/.")
    command = f"unrolled grade {shlex.quote(str(folder))}"
    print(f"3. Put what they hand in into submitted/STUDENT/ASSIGNMENT/ and type: {command}")
    return 0


def _cases(arguments: argparse.Namespace) -> int:
    from .author import faults
    from .exercises.model import OWN
    from .judge.cases import NUMBERS, PRACTICE, BadCaseFile, CaseFile
    from .judge.drawing import CannotDraw, draw, packed

    path = Path(arguments.file)
    public = path.resolve() == Path(str(PRACTICE)).resolve()
    _know_own(path.parent, arguments.config)
    _check_names(arguments.only or ())
    names = arguments.only or ASSIGNMENTS
    seed = secrets.randbits(63) if arguments.seed is None else arguments.seed
    try:
        before = {}
        if arguments.only and path.exists():
            before = CaseFile.unpacked(path.read_bytes())
            before.setdefault(NUMBERS, CaseFile.hash_of(path.read_bytes()))  # of a file from before there was a secret
        if path.exists() and not arguments.only and not arguments.force:
            raise Problem(f"{path} is already there; it may be a course's only copy. Add --force to replace it.")
        if any(name in before for name in names) and not arguments.force:
            raise Problem(f"{path} holds cases of {' and '.join(names)}; other cases, other grades. Add --force.")
        for fault in (fault for name in names if name in OWN for fault in faults(name)):
            raise Problem(fault)
        data = packed({**before, **draw(seed, names)})
        drawn = CaseFile.from_bytes(data)
        path.touch(mode=0o600)
        path.chmod(0o644 if public else 0o600)
        path.write_bytes(data)
    except BadCaseFile as error:
        raise Problem(f"The case file {path} {error}.") from None
    except CannotDraw as error:
        raise Problem(str(error)) from None
    except OSError as error:
        raise Problem(f"The cases cannot be written to {path}: {error.strerror or error}.") from None
    print(f"{path}: {drawn.name}")
    if public:
        print("These are the practice cases that everybody may read; a course's secret ones are in a file of its own.")
    else:
        print("This file is the course's secret. Keep a copy; name it in unrolled.toml: cases = " + f'"{path}"')
    return 0


def _know_own(folder: Path, config: str | None = None) -> Course:
    """Return the course in a folder of the teacher's, whose own assignments are known from then on."""
    from .course import BadCourse, course_in, read_course

    try:
        return read_course(Path(config)) if config else course_in(folder)
    except BadCourse as error:
        raise Problem(str(error)) from None


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if name not in ASSIGNMENTS:
            raise Problem(f"There is no assignment {name!r}; there is {', '.join(ASSIGNMENTS)}.")


def _check(arguments: argparse.Namespace) -> int:
    from .author import check
    from .misconceptions import misconceptions
    from .own import BadAssignment, add

    try:
        name = add(Path(arguments.folder).resolve())
    except BadAssignment as error:
        raise Problem(f"{error}.") from None
    found = False
    for fault in check(name):
        found = True
        print(fault, flush=True)
    if found:
        return 1
    exercises = assignment(name).exercises
    checks = sum(len(one.checks) for one in exercises)
    print(
        f"{name}: {len(exercises)} exercises with {checks} checks. What is right has all points; each of "
        f"{len(misconceptions(name))} misconceptions loses some and is called by its name."
    )
    return 0


def _audit(arguments: argparse.Namespace) -> int:
    from .audit.trial import SHORT, Extent, audit, right_submissions
    from .console import progress_of
    from .pool import cores
    from .report import CannotWrite, check_writable, write, write_json
    from .report.audit import audit_page, show_audit

    if arguments.config:
        _know_own(Path(arguments.config).parent, arguments.config)
    _check_names(arguments.names)
    names = [name for name in ASSIGNMENTS if name in arguments.names or not arguments.names]
    if arguments.messages:
        _show_messages(names)
        return 0
    changes = {"files": arguments.case_files, "draws": arguments.draws}
    extent = replace(SHORT if arguments.short else Extent(), **{k: n for k, n in changes.items() if n is not None})
    folder = Path(arguments.right) if arguments.right else Path(__file__).parent.parent / "tests" / "submissions"
    if arguments.right and not folder.is_dir():
        raise Problem(f"{folder} is not a folder.")
    right = {name: right_submissions(name, folder) for name in names}
    try:
        for file in filter(None, (arguments.json, arguments.html)):
            check_writable(file)
        with progress_of("the audit") as tell:
            found = audit(names, extent, right, arguments.jobs or cores(), tell)
        if arguments.json:
            write_json(found.to_dict(), arguments.json)
        if arguments.html:
            write(audit_page(found), arguments.html)
    except CannotWrite as error:
        raise Problem(str(error)) from None
    show_audit(found, console_of(to_stderr=arguments.json == "-"))
    return 1 if found.faults else 0


def _show_messages(names: Sequence[str]) -> None:
    from .audit.messages import messages
    from .report.text import escape

    before, count = "", 0
    for where, text in messages(names):
        if where != before:
            print(f"\n{where}")
        before, count = where, count + 1
        print(f"  {escape(text)}")
    print(f"\n{count} sentences.")


def _fetch(arguments: argparse.Namespace) -> int:
    from .fetch import BadList, Fetched, fetch, read_students
    from .report.text import escape

    into = Path(arguments.into) if arguments.into else Path(arguments.list).parent / "submitted"

    _know_own(Path(arguments.list).parent)

    def tell(one: Fetched) -> None:
        what = f"{one.commit[:12]}, {', '.join(one.files) or 'no assignment in it'}." if one.commit else "not fetched."
        print(escape(f"{one.student}: {what} {one.message}".rstrip()), flush=True)

    try:
        results = fetch(read_students(Path(arguments.list)), into, tell)
    except BadList as error:
        raise Problem(str(error)) from None
    except OSError as error:
        raise Problem(f"Nothing can be fetched into {into}: {error.strerror or error}.") from None
    came = sum(bool(one.commit) for one in results)
    print(f"{came} of {len(results)} fetched into {into}; fetched.json there says which commits.")
    return 0 if came or not results else 1


def _release(arguments: argparse.Namespace) -> int:
    from .judge.cases import BadCaseFile
    from .release import HANDED_OUT, ReleaseError, default_solutions, release, release_to

    target, lessons = Path(arguments.target), default_solutions()
    settings = target / "unrolled.toml"
    course = _know_own(target)
    if arguments.kit:
        return _kit(arguments)
    try:
        students = _students(arguments.students, course, settings)
        cases = course.case_file().variant
        variant = course.variant(cases)
        written = release(lessons, target, arguments.names or None, course.points, variant, arguments.force)
        for path in written:
            print(path)
        for student in students:
            names = arguments.names or ASSIGNMENTS
            if release_to(student, lessons, target, names, course.points, course.variant(cases, student)):
                print(target / HANDED_OUT / student)
    except (BadCaseFile, ReleaseError) as error:
        raise Problem(str(error)) from None
    except OSError as error:
        raise Problem(f"{error.filename or arguments.target} cannot be written: {error.strerror}.") from None
    if course.roster is not None and not students:
        print(f"By {settings}, each student has a quiz of their own: `--students {course.roster.path}` writes them.")
    return 0


def _students(roster: str | None, course: Course, settings: Path) -> Sequence[str]:
    """Return the students on a roster, which must be the one that grading reads."""
    if roster is None:
        return ()
    if course.roster is None or course.roster.path.resolve() != Path(roster).resolve():
        raise Problem(
            f"{settings} does not name the roster {roster}, so grading would not know whose numbers are whose; "
            f'write students = "{Path(roster).name}" into it, with the path as seen from there.'
        )
    return course.roster.students


def _kit(arguments: argparse.Namespace) -> int:
    from .console import recorded
    from .kit import CannotMakeKit, record, wheel

    folder = Path(arguments.kit)
    _check_names(arguments.names)
    names = [name for name in arguments.names or ASSIGNMENTS if assignment(name).quiz is None]
    if not names:
        raise Problem("A kit holds no quiz: whoever can tell a right answer has it. Name another assignment, too.")
    if not folder.is_dir():
        raise Problem(f"There is no folder {folder} for the kit; make it first.")
    try:
        name, data = wheel(recorded(lambda progress: record(progress, names)))
        (folder / name).write_bytes(data)
    except CannotMakeKit as error:
        raise Problem(str(error)) from None
    except OSError as error:
        raise Problem(f"The kit cannot be written to {folder}: {error.strerror or error}.") from None
    print(f"{folder / name} ({len(data) / 1e6:.0f} MB): {', '.join(names)}")
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from .demo import demo

    return demo(Path(arguments.keep) if arguments.keep else None)
