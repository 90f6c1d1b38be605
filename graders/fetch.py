"""Fetching what students pushed: the sources of one commit of each repository, for grading, without running anything.

Nothing is checked out. Git fetches one commit into an empty repository that is thrown away, and the regular files that
grading reads are taken out of it, so that no hook, filter, link, submodule or large file of a student's has any effect.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from .collect import MAX_SIZE, is_source
from .exercises import ASSIGNMENTS
from .report import write_json
from .report.text import escape
from .roster import is_name, same_name

__all__ = ["BadList", "Fetched", "Student", "fetch", "read_students"]

RECORD = "fetched.json"
SECONDS = 120  # for one repository
BLOCKS = 400_000  # of 512 bytes (of 1024 in some shells): the largest file that git may write
MOST_FILES = 20  # of one assignment
LISTING = 1_000_000  # bytes of a folder's list
COMMIT = re.compile(r"[0-9A-Za-z_][0-9A-Za-z._/-]{0,199}")
SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.bigFileThreshold": "10m",  # larger ones are not held in memory
    "core.fsmonitor": "false",
    "fetch.unpackLimit": "1",  # one pack, whose size the limit on files bounds
    "gc.auto": "0",
    "maintenance.auto": "false",
    "pack.threads": "1",
    "protocol.ext.allow": "never",
}


class BadList(ValueError):
    """The list of students cannot be used; the text says why, in a sentence."""


class _Failed(Exception):
    """One repository cannot be had; the text says why."""


@dataclass(frozen=True)
class Student:
    """A line of the list. An empty `commit` is the repository's default branch as it stands."""

    name: str
    repository: str
    commit: str = ""


@dataclass
class Fetched:
    """What a student's folder holds, as in the record. An empty `commit` means nothing: it could not be fetched."""

    student: str
    repository: str
    commit: str = ""
    committed: str = ""
    files: list[str] = field(default_factory=list)
    message: str = ""


# The list


def read_students(path: Path) -> list[Student]:
    """Return the students of a CSV file with the columns student, repository and perhaps commit. Raises `BadList`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            columns = [name for name in ("student", "repository") if name not in (rows.fieldnames or ())]
            if columns:
                raise BadList(f"The list {path} has no column {columns[0]!r} in its first line.")
            found = [(rows.line_num, _student(row)) for row in rows if any(row.values())]
    except OSError as error:
        raise BadList(f"The list {path} cannot be read: {error.strerror or error}.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadList(f"The list {path} is not CSV in UTF-8: {error}.") from None
    seen: dict[str, int] = {}
    for line, student in found:
        problem = _problem(student)
        if problem:
            raise BadList(f"The list {path}, line {line}: {problem}.")
        same = same_name(student.name)
        if same in seen:
            raise BadList(f"The list {path}, line {line}: {student.name!r} is already in line {seen[same]}.")
        seen[same] = line
    return [student for _, student in found]


def _student(row: dict[str, str | None]) -> Student:
    return Student(*((row.get(name) or "").strip() for name in ("student", "repository", "commit")))


def _problem(student: Student) -> str:
    if not is_name(student.name) or student.name.casefold() == RECORD:
        return f"{student.name!r} cannot be the name of a folder"
    if not student.repository or student.repository.startswith("-") or not student.repository.isprintable():
        return f"{student.repository!r} is not the address of a repository"
    if student.commit and (not COMMIT.fullmatch(student.commit) or ".." in student.commit):
        return f"{student.commit!r} is neither a whole commit hash nor a branch nor a tag"
    return ""


# Fetching


def fetch(students: Sequence[Student], into: Path, done: Callable[[Fetched], None]) -> list[Fetched]:
    """Fetch every student's sources into `into`/STUDENT/ASSIGNMENT/, and write a record of the commits beside them.

    `done` is called with each result as it is there. Who could not be fetched keeps what was fetched before, or gets an
    empty folder. Raises `OSError` if nothing can be written.
    """
    if shutil.which("git") is None:
        raise FileNotFoundError(None, "the program git is not installed")
    into.mkdir(parents=True, exist_ok=True)
    record = _earlier(into)
    results = []
    try:
        for student in students:
            with tempfile.TemporaryDirectory(dir=into, prefix=".fetching-", ignore_cleanup_errors=True) as workplace:
                result = _one(student, into / student.name, Path(workplace), record.get(student.name))
            results.append(result)
            record[student.name] = result
            done(result)
    finally:  # what was fetched before a Ctrl-C is recorded too
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        write_json({"fetched": now, "students": [asdict(one) for one in record.values()]}, str(into / RECORD))
    return results


def _earlier(into: Path) -> dict[str, Fetched]:
    """Return what an earlier fetch put there, by student."""
    try:
        found = json.loads((into / RECORD).read_text(encoding="utf-8"))
        return {one["student"]: Fetched(**one) for one in found["students"] if one["commit"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _one(student: Student, target: Path, workplace: Path, earlier: Fetched | None) -> Fetched:
    """Fetch one student's sources to `target`, which is replaced if it is empty or was fetched `earlier`."""
    shown = _without_password(student.repository)
    try:
        if earlier is None and os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
            raise _Failed(f"{target} is already there and was not fetched; move it away first.")
        git, found = f"--git-dir={workplace / 'git'}", workplace / "found"
        found.mkdir()
        _git(git, "init", "--quiet", "--bare", "--template=")
        _git(
            git, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance",
            "--", student.repository, student.commit or "HEAD",
        )  # fmt: skip
        facts = _git(git, "log", "-1", "--no-show-signature", "--format=%H %cI", "FETCH_HEAD").decode(errors="replace")
        commit, _, committed = facts.strip().partition(" ")
        result = Fetched(student.name, shown, commit, committed)
        result.message = " ".join(_take(git, result, found))[:4000]
        shutil.rmtree(target, ignore_errors=True)
        os.rename(found, target)
        return result
    except (_Failed, OSError) as error:
        reason = str(error) if isinstance(error, _Failed) else f"It cannot be written: {error.strerror or error}."
        if earlier is not None:
            return replace(earlier, message=f"It could not be fetched again, so this is the earlier state. {reason}")
        with contextlib.suppress(OSError):
            target.mkdir(exist_ok=True)  # so that grading names it
        return Fetched(student.name, shown, message=reason)


def _without_password(text: str) -> str:
    return re.sub(r"//[^/\s]*@", "//", text)


def _take(git: str, result: Fetched, found: Path) -> Iterator[str]:
    """Write what grading would read to `found`; yield a sentence for each file that was left out.

    An assignment's sources lie in ASSIGNMENT/ or assignments/ASSIGNMENT/; or ASSIGNMENT.ipynb and ASSIGNMENT.py lie in
    the top folder.
    """
    for assignment in ASSIGNMENTS:
        for folder in (f"{assignment}/", f"assignments/{assignment}/", ""):
            files = 0
            for kind, blob, size, name in _listed(git, folder):
                if not is_source(name) or (not folder and os.path.splitext(name)[0] != assignment):
                    continue
                if kind not in ("100644", "100755"):
                    yield f"{folder}{name} is no regular file and was not fetched."
                elif size > MAX_SIZE:
                    yield f"{folder}{name} has {size / 1e6:.0f} MB, more than the 10 MB that are read."
                elif files == MOST_FILES or not is_name(name):
                    yield f"{folder}{name} was not fetched: its name is odd or there are too many files."
                else:
                    data = _git(git, "cat-file", "blob", blob, most=MAX_SIZE)
                    (found / assignment).mkdir(exist_ok=True)
                    with open(found / assignment / name, "xb") as file:
                        file.write(data)
                    result.files.append(f"{folder}{name}")
                    files += 1
            if files:
                break


def _listed(git: str, folder: str) -> Iterator[tuple[str, str, int, str]]:
    """Yield mode, hash, size and name of what lies in a folder of the fetched commit, and in it alone."""
    for line in _git(git, "ls-tree", "-z", "-l", "FETCH_HEAD", "--", *([folder] if folder else [])).split(b"\0"):
        facts, _, path = line.partition(b"\t")
        if facts.count(b" ") >= 3:
            mode, _, blob, size = facts.decode().split()
            yield mode, blob, int(size) if size.isdigit() else 0, os.fsdecode(path[len(folder.encode()) :])


def _git(*words: str, most: int = LISTING) -> bytes:
    """Run git and return what it says, at most so many bytes. Raises `_Failed`."""
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = ["git", *settings, *words]
    if os.name == "posix":  # the limit is inherited by git's own helpers
        command = ["sh", "-c", f'ulimit -f {BLOCKS}; exec "$@"', "sh", *command]
    kept = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    environment = {
        "GIT_ALLOW_PROTOCOL": "https:ssh", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes", **kept,
        "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
    }  # fmt: skip
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            start_new_session=True,
        ) as process,
    ):  # fmt: skip
        late = threading.Event()

        def end() -> None:
            late.set()
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()

        timer = threading.Timer(SECONDS, end)
        timer.start()
        try:
            assert process.stdout is not None
            said = process.stdout.read(most + 1)
            if len(said) > most:
                end()
            process.wait()
        except BaseException:
            end()
            raise
        finally:
            timer.cancel()
        if len(said) > most:
            raise _Failed("It holds more than a student's repository should.")
        if late.is_set():
            raise _Failed(f"It took more than {SECONDS} seconds.")
        if process.returncode:
            errors.seek(0)
            raise _Failed(_reason(errors.read(20_000).decode(errors="replace")))
    return said


def _reason(said: str) -> str:
    """Return git's own sentence for why it failed, which may hold a server's words."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    text = (fatal or lines or ["git failed"])[0].removeprefix("fatal: ").removeprefix("error: ")
    if "index-pack" in said or "file too large" in said.lower():  # which died of the limit on files
        text = "git could not unpack it; it may be larger than a student's repository should be"
    if text.startswith("transport"):
        text += "; https and ssh are, and others where GIT_ALLOW_PROTOCOL names them"
    return f"{escape(_without_password(text))[:300].rstrip('.')}."
