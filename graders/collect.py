"""Finding submissions: which students, which assignments, which files; and reading a file without trusting its name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .exercises import ASSIGNMENTS, assignment

__all__ = ["MAX_SIZE", "Entry", "NoSuchPath", "Refused", "collect", "is_source", "pick", "read_file"]

MAX_SIZE = 10_000_000
SOURCES = (".ipynb", ".py")


class NoSuchPath(OSError):
    """The path that was named does not exist, or can hold no submission; the text is one line."""


class Refused(OSError):
    """A file may not be read; the text says why, in a sentence for the student."""


@dataclass(frozen=True)
class Entry:
    """One submission: a student's folder (or single file) of one assignment, or of one yet to be found out ("")."""

    student: str
    path: str
    assignment: str
    root: str


def collect(paths: Sequence[str | Path], only: str | None = None) -> tuple[list[Entry], list[str]]:
    """Return the submissions below the paths, in order, and warnings. Raises `NoSuchPath`."""
    entries: list[Entry] = []
    warnings: list[str] = []
    for path in [os.fspath(one) for one in paths]:
        if not os.path.lexists(path):
            raise NoSuchPath(f"There is no such file or folder: {path!r}.")
        if not os.path.isdir(path) and not path.endswith(SOURCES):
            raise NoSuchPath(f"{path!r} is neither a notebook (.ipynb) nor a .py file, so it can be no submission.")
        if _is_empty(path):
            warnings.append(f"Nothing to grade: the folder {path!r} is empty.")
            continue
        found = list(_below(path, only, warnings))
        if not found:
            warnings.append(
                f"Nothing to grade in {path!r}: what students hand in is a .ipynb or .py file in "
                f"submitted/STUDENT/ASSIGNMENT/{f' (only {only} was asked for)' if only else ''}."
            )
        entries += found
    return entries, warnings


def _is_empty(path: str) -> bool:
    try:
        return os.path.isdir(path) and not os.listdir(path)
    except OSError as error:
        raise NoSuchPath(f"The folder {path!r} cannot be read: {error.strerror}.") from None


def _below(path: str, only: str | None, warnings: list[str]) -> Iterator[Entry]:
    full = os.path.abspath(path)
    if not os.path.isdir(full) or os.path.islink(full):
        yield Entry(_owner(full), path, only or _named(os.path.basename(full)), os.path.dirname(full))
        return
    name, inner = os.path.basename(full), os.path.join(path, "submitted")
    if _is_handed_in(full):  # whatever it holds
        classes = None
    elif os.path.isdir(inner):
        classes = inner
    else:
        classes = path if name == "submitted" or _is_class(path) else None
    if classes is not None:
        yield from _class(classes, only, warnings)
    elif name in ASSIGNMENTS:
        if _sources(path):
            yield Entry(_owner(full), path, only or name, full)
    elif _in_submitted(os.path.dirname(full)) and _lessons(path):
        yield from _of_several(os.path.basename(os.path.dirname(full)), path, full, only, warnings, {})
    else:
        yield from _student(name, path, full, only, warnings)


def _is_handed_in(full: str) -> bool:
    """Tell whether a folder is a student's, or one of an assignment: it may hold what looks like somebody else's."""
    folder, name = os.path.split(full)
    if name in ASSIGNMENTS:
        return bool(_sources(full)) or _in_submitted(folder)
    return _in_submitted(full) or (_in_submitted(folder) and bool(_lessons(full)))


def _in_submitted(full: str) -> bool:
    """Tell whether a folder is a student's, in submitted/."""
    return os.path.basename(os.path.dirname(full)) == "submitted"


def _owner(full: str) -> str:
    """Return the name of the student's folder that a file or an assignment's folder lies in."""
    folder = os.path.dirname(full)
    name = os.path.basename(folder)
    return os.path.basename(os.path.dirname(folder)) if name in ASSIGNMENTS else name


def _named(name: str) -> str:
    """Return the assignment that a file's name says, if any."""
    stem = os.path.splitext(name)[0]
    return stem if stem in ASSIGNMENTS else ""


def _folders(path: str) -> list[str]:
    return sorted(
        name for name in os.listdir(path) if not name.startswith(".") and _is_folder(os.path.join(path, name))
    )


def _is_folder(path: str) -> bool:
    # Links too, wherever they lead: they are handed in, and refused with a sentence.
    return os.path.isdir(path) or (os.path.islink(path) and os.path.basename(path) in ASSIGNMENTS)


def _sources(path: str) -> list[str]:
    return sorted(name for name in os.listdir(path) if is_source(name))


def _lessons(path: str) -> list[str]:
    """Return the assignments after which files of a folder of another name are named, in the course's order.

    That is so below submitted/, as nbgrader has it; elsewhere a folder is one submission at the most.
    """
    if os.sep + "submitted" + os.sep not in os.path.abspath(path):
        return []
    try:
        stems = set() if os.path.islink(path) else {_named(name) for name in _sources(path)}
    except OSError:
        return []
    return [name for name in ASSIGNMENTS if name in stems]


def is_source(name: str) -> bool:
    """Tell whether a file of this name may be a submission."""
    return name.endswith(SOURCES) and not name.startswith((".", "test_")) and name != "conftest.py"


def _is_class(path: str) -> bool:
    """Tell whether a folder holds students' folders, each with folders of assignments."""
    if _sources(path) or any(name in ASSIGNMENTS for name in _folders(path)):
        return False
    return any(name in ASSIGNMENTS for student in _folders(path) for name in _folders(os.path.join(path, student)))


def _class(path: str, only: str | None, warnings: list[str]) -> Iterator[Entry]:
    for student in _folders(path):
        yield from _student(student, os.path.join(path, student), os.path.abspath(path), only, warnings)


def _student(student: str, path: str, root: str, only: str | None, warnings: list[str]) -> Iterator[Entry]:
    if os.path.islink(path):
        yield Entry(student, path, only or "", root)
        return
    try:
        folders, sources = _folders(path), _sources(path)
    except OSError as error:
        warnings.append(f"The folder of {student!r} cannot be read: {error.strerror}.")
        return
    given = {name: name for name in folders if name in ASSIGNMENTS}
    for name in given:
        if only in (None, name):
            yield Entry(student, os.path.join(path, name), name, root)
    for name in folders if not sources else ():
        if name not in ASSIGNMENTS:
            yield from _of_several(student, os.path.join(path, name), root, only, warnings, given)
    if given:
        return
    if len(_lessons(path)) > 1:
        yield from _of_several(student, path, root, only, warnings, given)
    elif sources:
        yield Entry(student, path, only or "", root)
    elif not folders:
        warnings.append(f"The folder of {student!r} is empty.")


def _of_several(
    student: str, path: str, root: str, only: str | None, warnings: list[str], given: dict[str, str]
) -> Iterator[Entry]:
    """Yield what a folder holds that is not named after an assignment: lessons whose files are.

    `given` says in which folder the student handed in a lesson; each counts once.
    """
    name, lessons = os.path.basename(path), _lessons(path)
    if not lessons:
        warnings.append(f"{student!r} handed in a folder {name!r}, which is not an assignment.")
    for lesson in lessons:
        if lesson in given:
            warnings.append(f"{student!r} handed in {lesson} in {given[lesson]!r}, so that in {name!r} was not read.")
        else:
            given[lesson] = name
            if only in (None, lesson):
                yield Entry(student, path, lesson, root)


def pick(entry: Entry) -> tuple[list[str], str]:
    """Return the files of an entry that may be its submission, by the rules of "What is read", or a sentence why none.

    The two named after the assignment go before any other.
    """
    if os.path.islink(entry.path) or not os.path.isdir(entry.path):
        return [entry.path], ""
    try:
        names = _sources(entry.path)
    except OSError as error:
        return [], f"The folder cannot be read: {error.strerror}."
    assignments = [entry.assignment] if entry.assignment else list(ASSIGNMENTS)
    named = [name for one in assignments for name in (f"{one}.ipynb", f"{one}.py") if name in names]
    if named:
        return [os.path.join(entry.path, name) for name in named], ""
    shipped = {f"{module}.py" for one in assignments for module in assignment(one).modules}
    names = [name for name in names if name not in shipped]
    if len(names) == 1:
        return [os.path.join(entry.path, names[0])], ""
    if names:
        shown = ", ".join(repr(name) for name in names[:10])
        wanted = entry.assignment or "the assignment"
        return [], f"There are several files ({shown}), and none is named after {wanted}; rename the one that counts."
    return [], "There is no notebook and no .py file in the folder."


def read_file(path: str, root: str) -> bytes:
    """Return the bytes of a regular file of at most 10 MB, reached from `root` without a symbolic link.

    Raises `Refused`.
    """
    full = os.path.abspath(path)
    part = full
    while len(part) > len(root):
        if os.path.islink(part):
            raise Refused("The file is a symbolic link or lies behind one, and links are not followed.")
        part = os.path.dirname(part)
    try:
        fd = os.open(
            full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from None
    facts = os.fstat(fd)
    if not stat.S_ISREG(facts.st_mode):
        os.close(fd)
        kind = "a folder" if stat.S_ISDIR(facts.st_mode) else "something that is no regular file"
        raise Refused(f"In the place of a notebook or .py file there is {kind}.")
    with os.fdopen(fd, "rb") as file:
        if facts.st_size > MAX_SIZE:
            raise Refused(
                f"The file has {facts.st_size / 1e6:.0f} MB, more than the 10 MB that are read; "
                "clear its outputs and hand it in again."
            )
        data = file.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise Refused("The file has more than the 10 MB that are read.")
    return data
