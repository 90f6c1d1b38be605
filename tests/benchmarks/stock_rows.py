"""The outcome of hostile submissions under nbgrader as it is: what runs inside a namespace of its own.

`red_team_table.py` starts this as root, in new mount, process, network and IPC namespaces and with the Python that has
nbgrader. It reads one order a line, runs it as an ordinary user in a file system in memory that ends with it, kills
whatever is left of it, and answers with one line of JSON. It needs the standard library and nbgrader alone.

nbgrader is imported once and each run is a copy of this process, since it takes seconds to start. From there on
everything is its own: its `autograde`, its settings, its kernels.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import fcntl
import hashlib
import importlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import stat
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when it is run as a file
from canary import watch

FIRST_USER = 61234  # from here on nobody's numbers, so that a signal to all of a user's processes reaches nobody's
SPACE = "768m"  # of the file system in memory
LIMITS = {"AS": 6 << 30, "FSIZE": 256 << 20, "NPROC": 2048, "CORE": 0, "NOFILE": 1024}
BEFORE, AFTER = "aaa-right", "zzz-right"  # the right students: one was graded before, one is graded after the attack
TIMED_OUT = "CellTimeoutError"
SAYS_NOTHING = re.compile(r"^\[\w+ \| (INFO|WARNING)\]")  # about why there is no grade


def main() -> None:
    """Carry out orders until there are no more."""
    for part in ("apps", "converters", "plugins", "preprocessors"):
        importlib.import_module(f"nbgrader.{part}")
    loopback_up()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(carried_out(json.loads(line))), flush=True)


def loopback_up() -> None:
    """Have this namespace's own network work with itself."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        get_flags, set_flags, up = 0x8913, 0x8914, 0x1
        request = array.array("B", struct.pack("16sh14x", b"lo", 0))
        fcntl.ioctl(door, get_flags, request, True)
        flags = struct.unpack("16sh14x", request)[1]
        fcntl.ioctl(door, set_flags, struct.pack("16sh14x", b"lo", flags | up))


def carried_out(order: dict[str, Any]) -> dict[str, Any]:
    """Run one order in a process of its own, for so many seconds at most; return what it found."""
    room = Path(order["room"])
    options = f"size={SPACE},mode=755,uid={order['user']},gid={order['user']}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(room)], check=True)
    (room / "tmp").mkdir()
    (room / "tmp").chmod(0o1777)
    subprocess.run(["mount", "--bind", str(room / "tmp"), "/tmp"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=1777", "tmpfs", "/dev/shm"], check=True)
    begin = time.monotonic()
    reader, writer = os.pipe()
    try:
        runner = os.fork()
        if not runner:
            os.close(reader)
            be_runner(order, writer)
        os.close(writer)
        return received(reader, runner, order["patience"]) | {"seconds": round(time.monotonic() - begin, 1)}
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)  # all of this namespace but ourselves, who are its first process
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        for path in Path("/var/tmp").iterdir():  # where everybody may write, too
            if path.lstat().st_uid == order["user"]:
                subprocess.run(["rm", "-rf", "--", str(path)], check=True)
        subprocess.run(["umount", "-l", "/dev/shm", "/tmp", str(room)], check=True)


def received(reader: int, runner: int, patience: float) -> dict[str, Any]:
    """Return what a runner writes before it ends, or that it did not end in time."""
    end = time.monotonic() + patience
    text = b""
    os.set_blocking(reader, False)
    while time.monotonic() < end:
        with contextlib.suppress(BlockingIOError):
            if not (piece := os.read(reader, 1 << 16)):
                break
            text += piece
            continue
        time.sleep(0.02)
    try:
        return dict(json.loads(text))
    except ValueError:
        late = time.monotonic() >= end
        return {"hung": True} if late else {"crashed": "the process that started nbgrader was ended"}


def be_runner(order: dict[str, Any], writer: int) -> NoReturn:
    """Be the instructor: an ordinary user who has a course and runs nbgrader on it."""
    try:
        room = Path(order["room"])
        for name, most in LIMITS.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
        os.setgroups([])
        os.setresgid(*[order["user"]] * 3)
        os.setresuid(*[order["user"]] * 3)
        os.umask(0o022)
        os.setsid()
        libc = ctypes.CDLL(None)
        set_dumpable, set_child_subreaper = 4, 36
        libc.prctl(set_dumpable, 1, 0, 0, 0)  # as any process that was started by its user
        libc.prctl(set_child_subreaper, 1, 0, 0, 0)  # none that loses its parent is lost to us
        (room / "home").mkdir()
        os.environ.clear()
        path = os.pathsep.join([os.path.dirname(sys.executable), "/usr/local/bin:/usr/bin:/bin"])
        os.environ.update(HOME=str(room / "home"), USER="instructor", LOGNAME="instructor", LANG="C.UTF-8", PATH=path)
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads that wait for each other take time on a busy machine
        os.chdir(room)
        found = judged(order, room)
    except BaseException as error:
        found = {"fault": f"{type(error).__name__}: {error}\n{traceback.format_exc()}"}
    with open(writer, "w") as out:
        out.write(json.dumps(found))
    os._exit(0)


def judged(order: dict[str, Any], room: Path) -> dict[str, Any]:
    """Hand the submission in, run nbgrader, and return what became of it, of the others and of the canary."""
    course = room / "course"
    subprocess.run(["cp", "-a", "--no-preserve=ownership", order["course"], str(course)], check=True)
    shutil.copytree(order["project"], room / "project" / "solutions")
    name, student = order["assignment"], order["student"]
    with watch(project=room / "project") as canary:
        os.environ["COURSE_TOKEN"] = f"token {canary.mark}"
        if order["submission"]:
            place = course / "submitted" / student / name
            place.parent.mkdir(parents=True)
            subprocess.run(["cp", "-a", "--no-preserve=ownership", order["submission"], str(place)], check=True)
            for file in place.glob("*.ipynb") if not place.is_symlink() else ():
                if file.is_file() and not file.is_symlink():
                    file.write_text(canary.fill(file.read_text("utf-8", "surrogatepass")), "utf-8", "surrogatepass")
        before, rows = looks(course, student), grades(course)
        status, said = nbgrader(course, name, order["timeout"], room / "said.txt")
        traces = canary.traces()
        traces += [f"a file: {path}" for path in marked(room, canary.mark)]
        after = looks(course, student)
        changed = sorted(path for path in before if before[path] != after.get(path))
        new = sorted(path for path in after.keys() - before.keys() if not path.startswith(f"autograded/{AFTER}/"))
    outcome = {
        "exit": status,
        "said": "\n".join(line for line in said.splitlines() if not SAYS_NOTHING.search(line))[-20_000:],
        "traces": traces,
        "changed": changed,
        "new": new[:10],
    }
    outcome |= {"timed out": 0, "scores": {}}
    with contextlib.suppress(sqlite3.Error):
        now = grades(course)
        outcome["scores"] = {one: sum(row.values()) for one, row in now.items()}
        outcome["honest rows changed"] = now.get(BEFORE) != rows.get(BEFORE)
    graded = course / "autograded" / student / name / f"{name}.ipynb"
    outcome["kept"] = graded.is_file()
    if outcome["kept"]:
        outcome["timed out"] = graded.read_text("utf-8", "replace").count(f'"ename": "{TIMED_OUT}"')
    return outcome


def nbgrader(course: Path, name: str, timeout: int, said: Path) -> tuple[int, str]:
    """Run `nbgrader autograde` on all of a course's submissions; return its exit status and what it said."""
    copy = os.fork()
    if not copy:
        code = 1
        try:
            os.chdir(course)
            log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            for number, descriptor in enumerate((os.open(os.devnull, os.O_RDONLY), log, log)):
                os.dup2(descriptor, number)
            sys.stdout = sys.stderr = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
            os.closerange(3, 256)
            words = ["autograde", name, f"--Execute.timeout={timeout}"]
            importlib.import_module("nbgrader.apps").NbGraderApp.launch_instance(words)
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(copy, 0)
    text = said.read_text("utf-8", "replace") if said.is_file() else ""
    return os.waitstatus_to_exitcode(status), text


def grades(course: Path) -> dict[str, dict[str, float]]:
    """Return each student's points by grade cell, as the gradebook has them; nobody who has no grade yet."""
    found: dict[str, dict[str, float]] = {}
    with contextlib.closing(sqlite3.connect(f"file:{course / 'gradebook.db'}?mode=ro", uri=True)) as book:
        rows = book.execute(
            "SELECT submitted_assignment.student_id, base_cell.name, "
            "COALESCE(grade.manual_score, grade.auto_score, 0) + COALESCE(grade.extra_credit, 0) FROM grade "
            "JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "WHERE grade.auto_score IS NOT NULL OR grade.manual_score IS NOT NULL"
        )
        for student, cell, points in rows:
            found.setdefault(student, {})[cell] = points
    return found


def looks(course: Path, student: str) -> dict[str, str]:
    """Return a hash of each file of the course that is not this student's own, by its path."""
    own = (f"submitted/{student}", f"autograded/{student}")
    found = {}
    for path in sorted(course.rglob("*")):
        name = str(path.relative_to(course))
        mine = any(name == one or name.startswith(f"{one}/") for one in own)
        if mine or name.startswith((".", "gradebook.db")) or not stat.S_ISREG(path.lstat().st_mode):
            continue
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def marked(room: Path, mark: str) -> Iterator[Path]:
    """Yield what lies about with an attack's mark in its name, but in the canary, which is watched by itself."""
    for path in room.rglob("*"):
        if (mark in path.name or path.name.startswith("left_by_")) and "canary-" not in str(path):
            yield path.relative_to(room)


if __name__ == "__main__":
    main()
