"""`unrolled init`: a course's folder from nothing, with its settings, its secret cases and what students get."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from importlib import resources
from pathlib import Path

from .course import Course
from .exercises import ASSIGNMENTS, assignment
from .exercises.model import PRICED
from .judge.cases import CaseFile
from .judge.drawing import draw_file
from .release import default_solutions, release
from .release.lesson import parse

__all__ = ["CannotInit", "course_file", "init", "nbgrader_config"]

SETTINGS = """\
# The course's settings. A line that begins with # shows a default: take the # away to change it.

cases = "course.cases"       # the course's secret cases; keep a copy of the file in another place

# feedback = "full"          # or "hints" (no failing call), "names" (only which checks), "score" (only scores)
# require = "strict"         # the least isolation that you accept: "strict", "partial" or "none"

# In the quiz, numbers of their own for each student of a roster (a CSV file): students = "roster.csv"
# Another level of feedback after the deadline: feedback_after = "full" (then the quiz's right answers are shown, too).
# With nbgrader, a deadline is the gradebook's due date. Without it, or for another time, name it below, without the #:
#   [deadlines]
#   vanilla_rnn = 2026-12-01T23:59:00+01:00      (without +01:00 it is a time of the grading machine's zone)

# [limits]
# cpu = 10                   # seconds an exercise may use
# statement = 10             # seconds a statement or cell at top level may use
# top_level = 30             # seconds the whole top level may use
# search = 3                 # seconds of looking, in a wrong exercise, for a small call that shows the mistake; 0: none
# memory = 1024              # MiB

# What is found apart from right and wrong: the percent of an exercise's points that it costs.
# [findings]
{findings}
# Points. After a change, `unrolled release` writes them into the notebooks.
"""
IGNORED = """\
# The secret: into a private repository alone, with `git add --force course.cases`.
/course.cases
# The key of the pseudonyms, if you have one.
/pseudonyms.key
# What each student got and handed in, and their grades.
/handed_out/
/submitted/
/autograded/
/pages/
/feedback/
gradebook.db*
/downloaded/
/grades*
"""
MADE = ("unrolled.toml", "course.cases", "nbgrader_config.py", ".gitignore", "assignments", "solutions")


class CannotInit(OSError):
    """The folder cannot be made a course's; the text says why, in a sentence."""


def init(folder: Path) -> list[str]:
    """Make a course in a folder, which may be there already, and return what was made.

    Raises `CannotInit` before anything is written, and `ReleaseError`.
    """
    there = [name for name in MADE if os.path.lexists(folder / name)]
    if there:
        raise CannotInit(f"{str(folder / there[0])!r} is already there, and nothing is replaced; name another folder.")
    if os.path.lexists(folder) and not folder.is_dir():
        raise CannotInit(f"{str(folder)!r} is not a folder; name another.")
    parse(default_solutions() / f"{next(iter(ASSIGNMENTS))}.py")  # finds out at once if what it takes is not installed
    with tempfile.TemporaryDirectory() as elsewhere:  # so that whoever is stopped leaves nothing half done
        released = Path(elsewhere)
        cases = draw_file(secrets.randbits(63))
        variant = Course().variant(CaseFile.from_bytes(cases).variant)
        release(default_solutions(), released, variant=variant)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("assignments", "solutions"):
            shutil.copytree(released / name, folder / name)
    descriptor = os.open(folder / "course.cases", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(cases)
    texts = {"unrolled.toml": course_file(), "nbgrader_config.py": nbgrader_config(), ".gitignore": IGNORED}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return list(MADE)


def course_file() -> str:
    """Return the text of a course file that shows every default."""
    text = SETTINGS.format(findings="".join(f'# "{name}" = 0\n' for name in PRICED))
    for name in ASSIGNMENTS:
        text += f"\n# [points.{name}]\n"
        text += "".join(f"# {one.name} = {one.points:g}\n" for one in assignment(name).exercises)
    return text


def nbgrader_config() -> str:
    """Return nbgrader's settings for a course."""
    return resources.files("graders").joinpath("nbgrader_config.txt").read_text(encoding="utf-8")
