"""The student's kit: the judge with a recording of its answers, in a small wheel without any reference.

`record` grades every known mistake with the public practice cases and keeps what the references answered on the way;
`wheel` packs that with the judge. With it `unrolled grade` gives on a student's own machine the table and the messages
of the real thing, as far as the recording goes.
"""

from __future__ import annotations

import ast
import base64
import concurrent.futures
import hashlib
import inspect
import io
import multiprocessing
import signal
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from importlib.metadata import metadata
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from . import __version__
from .collect import Entry
from .course import Course
from .exercises import ASSIGNMENTS, assignment
from .exercises.model import OWN, Assignment
from .grade import Grader
from .judge.batch import Batch
from .judge.cases import CaseFile
from .judge.diagnosis import wrong_versions
from .judge.drawing import draw
from .judge.growth import growing
from .judge.own_forward import right_dependence
from .judge.reading import Reading
from .judge.recording import Recorder
from .misconceptions import misconceptions
from .own import register
from .pool import cores
from .release.lesson import plain_imports
from .sandbox.host import can_fork, end_with_parent

__all__ = ["CannotMakeKit", "record", "wheel"]

# What computes answers, or makes a course: none of it is in a kit.
LEFT_OUT = (
    "alternatives/", "audit/", "author.py", "demo.py", "explain.py", "init.py", "judge/drawing.py", "judge/evidence.py",
    "kit.py", "misconceptions/", "nbgrader_plugin/", "notebooks.py", "practice.cases", "pseudonyms.py",
    "pytest_plugin.py", "release/", "report/explanation.py", "report/html.py", "report/outputs.py", "report/page.py",
    "report/prose.py", "sandbox/files.py", "sandbox/recorded.py", "sandbox/shell.py",
)  # fmt: skip
KEPT = ("misconceptions/__init__.py",)
SECONDS = 0.5  # between two reports of progress
SUMMARY = "Grade your own work of the course Unrolled, an autograded course on recurrent networks"


class CannotMakeKit(ValueError):
    """A kit cannot hold an assignment; the text says why, in a sentence."""


def record(progress: Callable[[int, int, str], None], names: Sequence[str]) -> dict[str, bytes]:
    """Grade a right submission, each known mistake and each missing function; return what was answered, by assignment.

    Of a quiz nothing is recorded: what tells right from wrong there is the answers themselves, and hashes of so few
    possible ones would be no better. Practice cases of a course's own assignments are drawn here.
    `progress` is told how many submissions are graded, of how many, and which assignments are not finished: each is
    recorded in a process of its own, on all cores. Raises `CannotMakeKit`.
    """
    names = [name for name in names if assignment(name).quiz is None]
    for name in names:
        if name in OWN:
            _check_that_it_stands_alone(name)
    sizes = {name: sum(1 for _ in _submissions(assignment(name))) for name in names}
    context = multiprocessing.get_context("fork" if can_fork() else "spawn")
    graded = context.Value("l")
    pool = concurrent.futures.ProcessPoolExecutor(cores(), context, _start, (graded,))
    first = sorted(names, key=lambda name: -sizes[name])  # the longest, so that no process is alone with it at the end
    futures = {name: pool.submit(_record, name, OWN.get(name)) for name in first}
    try:
        while left := [name for name in names if not futures[name].done()]:
            progress(graded.value, sum(sizes.values()), ", ".join(left))
            concurrent.futures.wait(futures.values(), SECONDS, concurrent.futures.FIRST_EXCEPTION)
        return {name: futures[name].result() for name in names}
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


_graded: Any = None  # how many submissions all processes have graded


def _start(graded: Any) -> None:
    global _graded
    _graded = graded
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()


def _record(name: str, own: Path | None) -> bytes:
    """Return the recording of one assignment."""
    if own is not None and name not in OWN:  # where this process was not forked
        register(own)
    one, cases = assignment(name), CaseFile.public()
    if name in OWN:
        cases.drawn.update(draw(1, [name]))
    recorder = Recorder(one)
    cases.references_of[name] = recorder
    with tempfile.TemporaryDirectory() as folder, Grader(Course(require="none"), cases) as grader:
        _ladders(cases, recorder)
        for source in _submissions(one):
            path = Path(folder) / f"{name}.py"
            path.write_text(source, encoding="utf-8")
            grader.grade(Entry("kit", str(path), name, folder))
            with _graded.get_lock():
                _graded.value += 1
    return recorder.dumps(cases.drawn[name])


def _check_that_it_stands_alone(name: str) -> None:
    text = (OWN[name] / "exercises.py").read_text(encoding="utf-8")
    for one in ast.parse(text).body:
        if isinstance(one, ast.ImportFrom) and one.level:
            raise CannotMakeKit(
                f"{name}/exercises.py, line {one.lineno}, imports a file that no kit may hold; import it inside the "
                "function that needs it."
            )


def _ladders(cases: CaseFile, recorder: Recorder) -> None:
    """Record what is asked of every submission: all cases, in float32 too, what known mistakes give, small calls."""
    for exercise in recorder.assignment.exercises:
        prepared = cases.prepared(recorder.assignment, exercise)
        for batch in prepared.batches:
            batch.single  # noqa: B018
        for wrong in wrong_versions(prepared):
            for place in wrong.places:
                wrong.answers(place)
        steps = growing(recorder, exercise)
        if steps is not None:
            for place in range(len(steps.cases)):
                steps.reference(place)
        if exercise.forward:
            right_dependence(recorder.assignment.exercise(exercise.forward), recorder.functions)
        for name in {*exercise.uses, exercise.forward} - {""}:
            Reading.drawn(recorder, recorder.assignment.exercise(name)).right  # noqa: B018
        for groups in {check.groups or tuple(group.name for group in exercise.groups) for check in exercise.checks}:
            small = Batch(
                recorder, exercise, recorder.ladder(exercise, groups, 0)
            )  # higher up: what the known mistakes need
            for place in range(len(small.cases)):
                small.reference(place)


def _submissions(one: Assignment) -> Iterator[str]:
    """Yield a right submission, then it without each function, then with each known mistake."""
    right = plain_imports(inspect.getsource(one.reference))
    yield right
    for exercise in one.exercises:
        yield f"{right}\n\ndel {exercise.name}\n"
    for misconception in misconceptions(one.name):
        yield f"{right}\n\n{misconception.submission_source()}"


def wheel(recordings: dict[str, bytes]) -> tuple[str, bytes]:
    """Return the kit's file name and its bytes: the judge and the recordings, installable with pip."""
    about = metadata("unrolled")
    needed = [text for text in about.get_all("Requires-Dist") or [] if text.startswith(("numpy", "rich"))]
    info = f"unrolled_kit-{__version__}.dist-info"
    files = {f"graders/{name}": data for name, data in _sources(resources.files("graders"), "")}
    files |= {f"graders/recordings/{name}.answers": data for name, data in recordings.items()}
    for name in ASSIGNMENTS:
        if name in OWN and name not in recordings:
            continue
        place = f"graders/recordings/{name}" if name in OWN else "graders/recordings"
        if name in OWN:
            files[f"{place}/exercises.py"] = (OWN[name] / "exercises.py").read_bytes()
        files |= {f"{place}/{one}.py": text.encode() for one, text in assignment(name).modules.items()}
    head = ["Metadata-Version: 2.1", "Name: unrolled-kit", f"Version: {__version__}", f"Summary: {SUMMARY}"]
    head += ["Requires-Python: >=3.11", "License: MIT", *(f"Requires-Dist: {text}" for text in needed)]
    files[f"{info}/METADATA"] = "\n".join([*head, ""]).encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: unrolled\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/entry_points.txt"] = b"[console_scripts]\nunrolled = graders.cli:main\n"
    lines = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # its date is always the same
    return f"unrolled_kit-{__version__}-py3-none-any.whl", packed.getvalue()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{path}{item.name}"
        if item.is_dir():
            yield from _sources(item, f"{name}/")
        elif item.name.endswith((".py", ".typed")) and (name in KEPT or not name.startswith(LEFT_OUT)):
            yield name, item.read_bytes()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
