"""Whatever is handed in, the class is graded, and who handed it in reads one clear sentence.

Everything goes through the command line, as an instructor would call it; but for what is about processes, in this one.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Outcome, run_here, within
from red_team import bare

from graders.collect import collect

PROJECT = Path(__file__).resolve().parent.parent
BARE = bare("vanilla_rnn", "rnn_forward")
RIGHT = BARE + '\ngained("nothing: this submission is right")\n'
STUB = PROJECT / "assignments" / "vanilla_rnn" / "vanilla_rnn.py"
LINES = RIGHT.count("\n")

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX file names and file kinds")


# The command line


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1", "COLUMNS": "100"}


def refuse_constant(name: str) -> None:
    """Raise on the NaN and Infinity that Python's own JSON would let pass."""
    raise ValueError(f"{name} is not strict JSON")


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, kept: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `unrolled VERB …` in an empty folder; nothing it says may ever be a traceback."""
    workplace = tmp_path / "cwd"
    workplace.mkdir()
    monkeypatch.chdir(workplace)
    monkeypatch.setenv("COLUMNS", "100")

    def outcome(*words: str | os.PathLike[str], timeout: int = 240) -> Outcome:
        with within(timeout):
            return run_here(*words)

    return outcome


@pytest.fixture
def grade(run: Run, tmp_path: Path) -> Run:
    """Run `unrolled grade …` with a JSON report, which is strict."""

    def outcome(*words: str | os.PathLike[str], timeout: int = 240) -> Outcome:
        report_file = tmp_path / "report.json"
        report_file.unlink(missing_ok=True)
        done = run("grade", *words, "--json", report_file, timeout=timeout)
        if report_file.exists():
            text = report_file.read_bytes().decode("utf-8")
            done.report = json.loads(text, parse_constant=refuse_constant)
        return done

    return outcome


def assert_one_sentence(text: str) -> None:
    """Assert that a text is one line that can be read aloud: no list of them, no dump."""
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert 10 < len(lines[0]) < 400, text


def assert_refused(done: Outcome, *named: str) -> None:
    """Assert that a run ended with one sentence that names what is at fault, and no report."""
    assert done.code not in {0, 1}
    assert_one_sentence(done.err)
    for name in named:
        assert name in done.err
    assert done.report is None


# A class with one bad submission in it


@dataclass
class Classroom:
    """A class laid out as nbgrader has it: ann and zoe are right, and somebody else is not."""

    folder: Path
    grade: Run

    def place(self, student: str | bytes = "mallory", assignment: str = "vanilla_rnn") -> Path:
        """Make and return a student's folder for an assignment."""
        submitted = os.path.join(os.fsencode(self.folder), b"submitted")
        folder = Path(os.fsdecode(os.path.join(submitted, os.fsencode(student), os.fsencode(assignment))))
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(self, data: str | bytes, name: str = "vanilla_rnn.py") -> None:
        path = self.place() / name
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)

    def mallory(self, *words: str) -> dict[str, Any]:
        """Grade the class; return mallory's submission if the others are as right as alone."""
        done = self.grade(self.folder, *words)
        assert done.code == 0, done.err
        submissions = done.submissions
        assert submissions.keys() == {"ann", "mallory", "zoe"}
        assert_right(submissions["ann"])
        assert_right(submissions["zoe"])
        return submissions["mallory"]


def assert_right(submission: dict[str, Any]) -> None:
    """Assert that a submission was graded as RIGHT is when it is graded alone."""
    assert submission["status"] == "graded"
    assert submission["score"] == submission["max_score"] == 100
    assert [exercise["status"] for exercise in submission["exercises"]] == ["passed"] * 4
    assert submission["message"] == ""


def assert_unreadable(submission: dict[str, Any], *named: str) -> None:
    """Assert that no source could be had, and that one sentence says why."""
    assert submission["status"] == "unreadable"
    assert submission["score"] == 0
    assert_one_sentence(submission["message"])
    for name in named:
        assert name in submission["message"]


def assert_readable_or_unreadable(submission: dict[str, Any]) -> None:
    """Assert that a submission was read rightly, or not at all: never half."""
    if submission["status"] == "unreadable":
        assert_unreadable(submission)
    else:
        assert submission["score"] == 100


@pytest.fixture
def classroom(tmp_path: Path, grade: Run) -> Classroom:
    classroom = Classroom(tmp_path / "course", grade)
    for student in ("ann", "zoe"):
        (classroom.place(student) / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    return classroom


def notebook(*cells: object, **others: object) -> dict[str, object]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **others}


def code(source: object) -> dict[str, object]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }


# Paths


def test_path_that_does_not_exist_is_one_line_and_exit_2(grade: Run, tmp_path: Path) -> None:
    done = grade(tmp_path / "nowhere")
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert "nowhere" in done.err
    assert done.report is None


def test_path_that_does_not_exist_beside_one_that_does_is_exit_2(grade: Run, tmp_path: Path) -> None:
    good = tmp_path / "vanilla_rnn.py"
    good.write_text(RIGHT, encoding="utf-8")
    assert_refused(grade(good, tmp_path / "nowhere"), "nowhere")


@pytest.mark.parametrize("name", ["notes.txt", "vanilla_rnn"])
def test_file_that_can_be_no_submission_is_one_line_and_exit_2(grade: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RIGHT, encoding="utf-8")
    done = grade(tmp_path / name)
    assert_refused(done, name, "neither a notebook (.ipynb) nor a .py file")
    assert done.out == "" and done.report is None


@pytest.mark.parametrize("inside", ["", "submitted"])
def test_empty_class_is_an_empty_list_and_a_warning(grade: Run, tmp_path: Path, inside: str) -> None:
    (tmp_path / "deserted" / inside).mkdir(parents=True)
    done = grade(tmp_path / "deserted")
    assert done.code == 0
    assert done.report is not None
    assert done.report["submissions"] == []
    said = " ".join((done.out + done.err).split())
    assert said.count("Warning") == 1 and "deserted" in said
    assert ("submitted/STUDENT/ASSIGNMENT" if inside else "deserted' is empty.") in said


def test_empty_folder_of_a_student_is_named_in_a_warning(classroom: Classroom) -> None:
    classroom.place("mallory")
    done = classroom.grade(classroom.folder)
    assert done.code == 0
    assert "mallory" in done.out + done.err
    assert_right(done.submissions["ann"])
    assert_right(done.submissions["zoe"])


def test_unknown_assignment_is_named_in_a_warning(classroom: Classroom) -> None:
    (classroom.place("mallory", "juggling") / "juggling.py").write_text(RIGHT, encoding="utf-8")
    done = classroom.grade(classroom.folder)
    assert done.code == 0
    assert "juggling" in done.out + done.err
    assert done.submissions.keys() == {"ann", "zoe"}


# Notebooks

CELLS = json.dumps(notebook(code(RIGHT)))

UNREADABLE_NOTEBOOKS = {
    "empty": b"",
    "no JSON": b"print('hello')",
    "HTML of a login page": b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "cut off": CELLS.encode()[: len(CELLS) // 2],
    "binary": bytes(range(256)) * 64,
    "zip": b"PK\x03\x04" + bytes(1000),
    "JSON list": b"[1, 2, 3]",
    "JSON number": b"5",
    "JSON null": b"null",
    "JSON text": b'"cells"',
    "no cells": json.dumps({"nbformat": 4, "metadata": {}}).encode(),
    "cells that are a number": json.dumps(notebook() | {"cells": 5}).encode(),
    "cells that are null": json.dumps(notebook() | {"cells": None}).encode(),
    "deep nesting": b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep nesting without an end": b'{"cells":' * 200_000,
    "UTF-16": CELLS.encode("utf-16"),
}


@pytest.mark.parametrize("kind", UNREADABLE_NOTEBOOKS)
def test_notebook_without_a_source_is_unreadable(classroom: Classroom, kind: str) -> None:
    classroom.hand_in(UNREADABLE_NOTEBOOKS[kind], "vanilla_rnn.ipynb")
    assert_unreadable(classroom.mallory())


READABLE_NOTEBOOKS = {
    "source as a text": CELLS,
    "source as a list of lines": json.dumps(notebook(code(RIGHT.splitlines(keepends=True)))),
    "byte order mark": "\ufeff" + CELLS,
    "CRLF inside": json.dumps(notebook(code(RIGHT.replace("\n", "\r\n")))),
    "metadata of a wrong kind": json.dumps(notebook(code(RIGHT)) | {"metadata": [5], "nbformat": "x"}),
    "duplicate metadata": CELLS.replace('"metadata": {}', '"metadata": 1, "metadata": {}'),
    "cells of a wrong kind between": json.dumps(
        notebook(
            1,
            None,
            [],
            {"cell_type": "code"},
            {"cell_type": 7, "source": "x"},
            code(5),
            code(RIGHT),
        )
    ),
    "outputs that lie": json.dumps(notebook({**code(RIGHT), "outputs": [{"text": "100"}, 5, None]})),
    "points that lie": json.dumps(notebook({**code(RIGHT), "metadata": {"nbgrader": {"grade": True, "points": 1e9}}})),
}


@pytest.mark.parametrize("kind", READABLE_NOTEBOOKS)
def test_notebook_with_oddities_counts_in_full(classroom: Classroom, kind: str) -> None:
    classroom.hand_in(READABLE_NOTEBOOKS[kind], "vanilla_rnn.ipynb")
    submission = classroom.mallory()
    assert submission["status"] == "graded"
    assert submission["score"] == 100


AMBIGUOUS_NOTEBOOKS = {
    "nbformat 3": {
        "nbformat": 3,
        "metadata": {},
        "worksheets": [{"cells": [{"cell_type": "code", "input": RIGHT, "language": "python"}]}],
    },
    "list of lines with a number in it": notebook(code([*RIGHT.splitlines(keepends=True), 5])),
}


@pytest.mark.parametrize("kind", AMBIGUOUS_NOTEBOOKS)
def test_notebook_of_another_age_is_read_rightly_or_not_at_all(classroom: Classroom, kind: str) -> None:
    classroom.hand_in(json.dumps(AMBIGUOUS_NOTEBOOKS[kind]), "vanilla_rnn.ipynb")
    assert_readable_or_unreadable(classroom.mallory())


def test_notebook_with_two_lists_of_cells_does_not_count_as_both(classroom: Classroom) -> None:
    twice = CELLS.replace('"cells": [', '"cells": [], "cells": [')
    classroom.hand_in(twice, "vanilla_rnn.ipynb")
    assert_readable_or_unreadable(classroom.mallory())


# Sources


def status_by_exercise(submission: dict[str, Any]) -> dict[str, str]:
    return {exercise["name"]: exercise["status"] for exercise in submission["exercises"]}


def test_file_that_does_not_parse_is_graded_and_the_line_is_named(classroom: Classroom) -> None:
    classroom.hand_in(RIGHT + "\nif x = 1:\n    pass\n")
    submission = classroom.mallory()
    assert submission["status"] == "graded"
    assert submission["score"] == 0
    assert set(status_by_exercise(submission).values()) == {"missing"}
    assert_one_sentence(submission["message"])
    assert f"line {LINES + 2}" in submission["message"]


def test_cell_that_does_not_parse_costs_only_what_it_defines(classroom: Classroom) -> None:
    good, _, rest = RIGHT.partition("def rnn_step_backward")
    broken = "def rnn_step_backward(dnext_h, cache:\n    pass\n"
    _, _, after = rest.partition("def rnn_forward")
    cells = notebook(code(good), code(broken), code("def rnn_forward" + after))
    classroom.hand_in(json.dumps(cells), "vanilla_rnn.ipynb")
    submission = classroom.mallory()
    assert submission["status"] == "graded"
    status = status_by_exercise(submission)
    assert status["rnn_step_forward"] == "passed"
    assert status["rnn_step_backward"] == "missing"
    assert status["rnn_forward"] == "passed"
    assert "cell 2" in submission["message"]


UNPARSABLE = {
    "null character": RIGHT.encode() + b"\nx = 1\0\n",
    "deep nesting": b"x = " + b"(" * 100_000 + b")" * 100_000 + b"\n" + RIGHT.encode(),
    "many operators": b"x = " + b"-" * 300_000 + b"1\n" + RIGHT.encode(),
    "tabs and spaces": RIGHT.encode() + b"\nif True:\n\tx = 1\n        y = 2\n",
}


@pytest.mark.parametrize("kind", UNPARSABLE)
def test_file_that_python_cannot_parse_is_one_sentence_and_no_points(classroom: Classroom, kind: str) -> None:
    classroom.hand_in(UNPARSABLE[kind])
    submission = classroom.mallory()
    assert submission["score"] == 0
    assert_one_sentence(submission["message"])


UNDECODABLE = {
    "UTF-16": RIGHT.encode("utf-16"),
    "latin-1 without saying so": RIGHT.encode() + "# é\n".encode("latin-1"),
    "an encoding that does not exist": b"# -*- coding: klingon -*-\n" + RIGHT.encode(),
    "an encoding that is no text": b"# -*- coding: zlib_codec -*-\n" + RIGHT.encode(),
    "UTF-8 and another encoding at once": b"\xef\xbb\xbf# coding: latin-1\n" + RIGHT.encode(),
}


@pytest.mark.parametrize("kind", UNDECODABLE)
def test_file_in_a_wrong_encoding_is_unreadable(classroom: Classroom, kind: str) -> None:
    classroom.hand_in(UNDECODABLE[kind])
    assert_unreadable(classroom.mallory())


DECODABLE = {
    "latin-1 that says so": "# -*- coding: latin-1 -*-\n# é\n".encode("latin-1") + RIGHT.encode(),
    "byte order mark": b"\xef\xbb\xbf" + RIGHT.encode(),
    "CRLF": RIGHT.replace("\n", "\r\n").encode(),
    "CR": RIGHT.replace("\n", "\r").encode(),
    "no newline at the end": RIGHT.rstrip("\n").encode(),
    "form feeds": RIGHT.replace("\n\n\n", "\n\x0c\n\n").encode(),
    "a comment of 9 MB": RIGHT.encode() + b"#" * (9 << 20) + b"\n",
}


@pytest.mark.parametrize("kind", DECODABLE)
def test_file_that_python_would_read_counts_in_full(classroom: Classroom, kind: str) -> None:
    classroom.hand_in(DECODABLE[kind])
    submission = classroom.mallory()
    assert submission["status"] == "graded"
    assert submission["score"] == 100


@pytest.mark.parametrize("name", ["vanilla_rnn.py", "vanilla_rnn.ipynb"])
def test_file_of_20_megabytes_is_unreadable(classroom: Classroom, name: str) -> None:
    classroom.hand_in(RIGHT.encode() + b"#" * (20 << 20), name)
    assert_unreadable(classroom.mallory(), "10 MB")


def test_empty_file_is_graded_and_every_exercise_missing(classroom: Classroom) -> None:
    classroom.hand_in("")
    submission = classroom.mallory()
    assert submission["status"] == "graded"
    assert set(status_by_exercise(submission).values()) == {"missing"}


# Kinds of files


@posix
@pytest.mark.parametrize("target", ["real.py", "nowhere.py", "vanilla_rnn.py", "/dev/zero"])
def test_symbolic_link_is_unreadable(classroom: Classroom, tmp_path: Path, target: str) -> None:
    (tmp_path / "real.py").write_text(RIGHT, encoding="utf-8")
    link = classroom.place() / "vanilla_rnn.py"
    link.symlink_to(tmp_path / target if target == "real.py" else target)
    assert_unreadable(classroom.mallory(), "link")


@posix
@pytest.mark.parametrize("level", ["student", "assignment"])
def test_linked_folder_is_unreadable(classroom: Classroom, tmp_path: Path, level: str) -> None:
    real = tmp_path / "real" / "vanilla_rnn"
    real.mkdir(parents=True)
    (real / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    student = classroom.folder / "submitted" / "mallory"
    if level == "student":
        student.symlink_to(tmp_path / "real")
    else:
        student.mkdir()
        (student / "vanilla_rnn").symlink_to(real)
    assert_unreadable(classroom.mallory(), "link")


@pytest.mark.parametrize("place", ["submitted/ada", "ada", "concepts/submitted/ada"])
def test_a_students_folder_is_nobody_elses_whatever_it_holds(place: str, tmp_path: Path) -> None:
    handed_in = tmp_path / "submitted" / "mallory"
    for folder in (handed_in / "concepts", handed_in / place / "concepts"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "concepts.py").write_text("def answers(): return {}\n", encoding="utf-8")
    for path in (handed_in, handed_in / "concepts"):
        entries, _ = collect([path])
        assert [(one.student, one.path) for one in entries] == [("mallory", str(handed_in / "concepts"))]


@posix
def test_link_to_another_students_folder_earns_nothing(classroom: Classroom) -> None:
    (classroom.folder / "submitted" / "mallory").symlink_to("ann")
    assert_unreadable(classroom.mallory(), "link")


@posix
@pytest.mark.parametrize("name", ["vanilla_rnn.py", "vanilla_rnn.ipynb"])
def test_fifo_does_not_hang(classroom: Classroom, name: str) -> None:
    os.mkfifo(classroom.place() / name)
    assert_unreadable(classroom.mallory())


@posix
def test_fifo_named_on_the_command_line_does_not_hang(grade: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "vanilla_rnn.py")
    done = grade(tmp_path / "vanilla_rnn.py", timeout=60)
    [submission] = done.submissions.values()
    assert_unreadable(submission)


@pytest.mark.parametrize("name", ["vanilla_rnn.py", "vanilla_rnn.ipynb"])
def test_folder_named_like_a_file_is_unreadable(classroom: Classroom, name: str) -> None:
    (classroom.place() / name).mkdir()
    assert_unreadable(classroom.mallory())


# Which file


def test_notebook_counts_where_both_have_work_and_the_other_is_named(classroom: Classroom) -> None:
    classroom.hand_in(BARE)
    classroom.hand_in(CELLS, "vanilla_rnn.ipynb")
    submission = classroom.mallory()
    assert submission["score"] == 100
    assert "vanilla_rnn.py" in submission["message"]


def test_notebook_of_stubs_does_not_count_beside_a_file_with_work(classroom: Classroom) -> None:
    classroom.hand_in(RIGHT)
    stubs = notebook(code(STUB.read_text(encoding="utf-8")))
    classroom.hand_in(json.dumps(stubs), "vanilla_rnn.ipynb")
    submission = classroom.mallory()
    assert submission["score"] == 100
    assert "vanilla_rnn.ipynb" in submission["message"]


def test_file_of_stubs_does_not_count_beside_a_notebook_with_work(classroom: Classroom) -> None:
    classroom.hand_in(STUB.read_bytes())
    classroom.hand_in(CELLS, "vanilla_rnn.ipynb")
    submission = classroom.mallory()
    assert submission["score"] == 100


def test_released_stub_is_graded_and_every_exercise_missing(classroom: Classroom) -> None:
    classroom.hand_in(STUB.read_bytes())
    submission = classroom.mallory()
    assert submission["status"] == "graded"
    assert submission["score"] == 0
    assert set(status_by_exercise(submission).values()) == {"missing"}


def test_one_file_of_another_name_counts(classroom: Classroom) -> None:
    classroom.hand_in(RIGHT, "final (2).py")
    submission = classroom.mallory()
    assert submission["score"] == 100


def test_two_files_of_other_names_are_unreadable_and_both_are_named(classroom: Classroom) -> None:
    classroom.hand_in(RIGHT, "final.py")
    classroom.hand_in(RIGHT, "final2.py")
    assert_unreadable(classroom.mallory(), "final.py", "final2.py")


@posix
def test_files_of_the_longest_names_make_no_longer_message_than_there_may_be(classroom: Classroom) -> None:
    for number in range(10):
        classroom.hand_in(RIGHT, "\x01" * 250 + f"{number}.py")
    assert len(classroom.mallory()["message"]) == 4000


# Names

NAMES = {
    "newline": "two\nlines",
    "carriage return": "ann\rzoe",
    "terminal command": "\x1b[2J\x1b[31mred",
    "title of the terminal": "\x1b]0;owned\x07",
    "rich markup": "[red]mallory[bold]",
    "broken rich markup": "[link=[]]\\[",
    "HTML": "<script>alert(1)<&amp;",
    "formula": "=1+1",
    "dash": "-rf",
    "option": "--json",
    "format": "%s{0}${HOME}",
    "reversed": "\u202enna",
    "wide": "学生 😀",
    "combining": "e\u0301" * 20,
    "spaces": "  mallory  ",
    "quotes": "a'b\"c`d",
    "long": "m" * 200,
}


@posix
@pytest.mark.parametrize("kind", NAMES)
def test_student_of_any_name_is_graded_under_it_and_shown_safely(classroom: Classroom, kind: str) -> None:
    name = NAMES[kind]
    (classroom.place(name) / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    done = classroom.grade(classroom.folder)
    assert done.code == 0
    assert done.submissions.keys() == {"ann", name, "zoe"}
    for submission in done.submissions.values():
        assert_right(submission)
    dangerous = {sign for sign in done.out + done.err if unicodedata.category(sign) in {"Cc", "Cf"}}
    assert dangerous <= {"\n"}


@posix
def test_markup_in_a_name_is_shown_as_it_is(classroom: Classroom) -> None:
    (classroom.place("[red]mallory[bold]") / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    assert "[red]mallory[bold]" in classroom.grade(classroom.folder).out


@posix
def test_name_that_is_no_text_is_graded_and_the_report_is_utf_8(classroom: Classroom) -> None:
    try:
        folder = classroom.place(b"caf\xe9-\xff")
    except OSError:
        pytest.skip("this file system takes no such name")
    (folder / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    done = classroom.grade(classroom.folder)
    assert done.code == 0
    [odd] = done.submissions.keys() - {"ann", "zoe"}
    assert odd.startswith("caf")
    odd.encode("utf-8")
    assert_right(done.submissions[odd])


@posix
def test_hidden_and_stray_files_beside_students_are_no_students(classroom: Classroom) -> None:
    (classroom.folder / "submitted" / ".DS_Store").write_bytes(bytes(10))
    (classroom.folder / "submitted" / "notes.txt").write_text("late: nobody", encoding="utf-8")
    (classroom.folder / "submitted" / ".ipynb_checkpoints").mkdir()
    done = classroom.grade(classroom.folder)
    assert done.code == 0
    assert done.submissions.keys() == {"ann", "zoe"}


# The course file

COURSE_FILES = {
    "not TOML": "[points\n",
    "not UTF-8": "cases = '\udcff'\n",
    "unknown key": "colour = 'red'\n",
    "unknown limit": "[limits]\npatience = 3\n",
    "unknown assignment": "[points.juggling]\nthrow = 5\n",
    "points of a wrong type": "[points.vanilla_rnn]\nrnn_forward = 'many'\n",
    "negative points": "[points.vanilla_rnn]\nrnn_forward = -5\n",
    "infinite points": "[points.vanilla_rnn]\nrnn_forward = inf\n",
    "limits of a wrong type": "limits = 'none'\n",
    "negative limit": "[limits]\ncpu = -1\n",
    "limit that is no number": "[limits]\ncpu = nan\n",
    "unknown isolation": "require = 'very'\n",
    "cases of a wrong type": "cases = 5\n",
}


@pytest.mark.parametrize("kind", COURSE_FILES)
@pytest.mark.parametrize("how", ["beside the class", "named"])
def test_broken_course_file_is_one_sentence_that_names_it(
    classroom: Classroom, tmp_path: Path, kind: str, how: str
) -> None:
    path = classroom.folder / "unrolled.toml" if how == "beside the class" else tmp_path / "our.toml"
    path.write_bytes(COURSE_FILES[kind].encode("utf-8", "surrogateescape"))
    words = [] if how == "beside the class" else ["--config", str(path)]
    assert_refused(classroom.grade(classroom.folder, *words), path.name)


def test_missing_course_file_is_one_sentence_that_names_it(classroom: Classroom, tmp_path: Path) -> None:
    done = classroom.grade(classroom.folder, "--config", tmp_path / "nowhere.toml")
    assert done.code == 2
    assert_refused(done, "nowhere.toml")


def test_folder_as_course_file_is_one_sentence_that_names_it(classroom: Classroom, tmp_path: Path) -> None:
    assert_refused(classroom.grade(classroom.folder, "--config", tmp_path), tmp_path.name)


# The case file


@pytest.fixture(scope="module")
def cases() -> bytes:
    return (PROJECT / "graders" / "practice.cases").read_bytes()


def use_cases(classroom: Classroom, data: bytes | None) -> Outcome:
    """Grade the class with a case file of its own."""
    classroom.folder.joinpath("unrolled.toml").write_text('cases = "our.cases"\n', encoding="utf-8")
    if data is not None:
        classroom.folder.joinpath("our.cases").write_bytes(data)
    return classroom.grade(classroom.folder)


def test_whole_case_file_of_a_course_is_used_and_not_called_public(classroom: Classroom, cases: bytes) -> None:
    done = use_cases(classroom, cases)
    assert done.code == 0
    assert_right(done.submissions["ann"])
    assert done.report is not None
    assert done.report["grader"]["cases"] != "public"


def test_missing_case_file_is_one_sentence_that_names_it(classroom: Classroom) -> None:
    assert_refused(use_cases(classroom, None), "our.cases")


def without_magic(data: bytes) -> bytes:
    return data.partition(b"\n")[2]


BROKEN_CASES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut after its name": lambda data: data.partition(b"\n")[0] + b"\n",
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the last byte": lambda data: data[:-1],
    "longer than it should be": lambda data: data + b"more",
    "another version": lambda data: data.replace(b"cases 1\n", b"cases 2\n", 1),
    "no name": without_magic,
    "a notebook": lambda _: CELLS.encode(),
    "zeros": lambda data: data.partition(b"\n")[0] + b"\n" + bytes(1000),
}


@pytest.mark.parametrize("kind", BROKEN_CASES)
def test_broken_case_file_is_one_sentence_that_names_it(classroom: Classroom, cases: bytes, kind: str) -> None:
    assert_refused(use_cases(classroom, BROKEN_CASES[kind](cases)), "our.cases")


@pytest.mark.parametrize("seed", range(6))
def test_case_file_with_one_flipped_byte_is_refused(classroom: Classroom, cases: bytes, seed: int) -> None:
    chance = random.Random(seed)
    flipped = bytearray(cases)
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    assert_refused(use_cases(classroom, bytes(flipped)), "our.cases")


# Options


@pytest.mark.parametrize("place", ["no/such/folder/out.json", "."])
def test_report_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path, place: str) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(RIGHT, encoding="utf-8")
    done = run("grade", source, "--json", tmp_path / place)
    assert done.code not in {0, 1}
    assert_one_sentence(done.err)
    assert str((tmp_path / place).name) in done.err


def test_report_on_standard_output_is_all_there_is_on_it(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(RIGHT, encoding="utf-8")
    done = run("grade", source, "--json", "-")
    assert done.code == 0
    report = json.loads(done.out, parse_constant=refuse_constant)
    assert_right(report["submissions"][0])


@posix
def test_report_is_readable_by_its_owner_alone(classroom: Classroom, tmp_path: Path) -> None:
    classroom.grade(classroom.folder)
    assert (tmp_path / "report.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("text", "least", "code"), [(RIGHT, "100", 0), (BARE, "100", 1), (BARE, "1", 0)])
def test_fail_under_turns_a_low_score_into_a_failure(
    grade: Run, tmp_path: Path, text: str, least: str, code: int
) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(text, encoding="utf-8")
    done = grade(source, "--fail-under", least)
    assert done.code == code
    assert len(done.submissions) == 1


@pytest.mark.parametrize("least", ["high", "nan", ""])
def test_fail_under_something_that_is_no_score_is_a_wrong_call(grade: Run, tmp_path: Path, least: str) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(RIGHT, encoding="utf-8")
    done = grade(source, "--fail-under", least)
    assert done.code == 2
    assert "--fail-under" in done.err
    assert done.report is None


def test_unknown_assignment_on_the_command_line_is_a_wrong_call(grade: Run, tmp_path: Path) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(RIGHT, encoding="utf-8")
    done = grade(source, "--assignment", "juggling")
    assert done.code == 2
    assert "juggling" in done.err
    assert done.report is None


# Interruption


def processes_under(ancestor: int) -> set[int]:
    """Return the process ids of every living descendant of a process."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    found = {ancestor}
    for _ in parents:
        grown = found | {pid for pid, parent in parents.items() if parent in found}
        if grown == found:
            break
        found = grown
    return found - {ancestor}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
@pytest.mark.parametrize("to", ["the process group", "the grader alone"])
def test_interrupt_ends_a_class_soon_and_leaves_nobody_behind(classroom: Classroom, tmp_path: Path, to: str) -> None:
    sleeper = RIGHT + "\nimport time\n\n\ndef attack():\n    time.sleep(3600)\n"
    for number in range(8):
        place = classroom.place(f"sleeper{number}")
        (place / "vanilla_rnn.py").write_text(sleeper, encoding="utf-8")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "graders",
            "grade",
            classroom.folder,
            "--json",
            tmp_path / "report.json",
        ],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    started: set[int] = set()
    try:
        time.sleep(5)
        assert process.poll() is None
        started = processes_under(process.pid)
        assert started
        send = os.killpg if to == "the process group" else os.kill
        send(process.pid, signal.SIGINT)
        # Ends only when nobody who inherited its output is left.
        out, err = process.communicate(timeout=8)
        time.sleep(0.5)
        assert not {pid for pid in started if is_alive(pid)}
    finally:
        for pid in {process.pid, *started}:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=8)
    said = (out + err).decode("utf-8")
    assert process.returncode != 0
    assert "Traceback" not in said
    # What was done: how many of the ten, whatever the words.
    assert "10" in said


# Systems without POSIX

WITHOUT_POSIX = """
import importlib.abc, os, runpy, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname in {"fcntl", "resource", "pwd", "grp", "termios"}:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None

for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
del os.fork
sys.argv[0] = "unrolled"
runpy.run_module("graders", run_name="__main__", alter_sys=True)
"""


@pytest.fixture
def run_without_posix(tmp_path: Path) -> Run:
    """Run `unrolled VERB …` where there is no fork, no resource and no fcntl, as on Windows."""
    pytest.importorskip("rich")

    def outcome(*words: str | os.PathLike[str]) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_POSIX, *words],
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return Outcome(done.returncode, done.stdout, done.stderr, None)

    return outcome


def test_release_works_without_posix(run_without_posix: Run, tmp_path: Path) -> None:
    done = run_without_posix("release", "--target", tmp_path / "course")
    assert done.code == 0, done.err
    assert (tmp_path / "course" / "assignments" / "vanilla_rnn" / "vanilla_rnn.py").is_file()


def test_grading_without_a_sandbox_is_said_where_it_was_asked_for(run_without_posix: Run, tmp_path: Path) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(RIGHT, encoding="utf-8")
    report_file = tmp_path / "report.json"
    done = run_without_posix("grade", source, "--require", "none", "--json", report_file)
    assert done.code == 0, done.err
    report = json.loads(report_file.read_text(encoding="utf-8"))
    assert_right(report["submissions"][0])
    assert report["isolation"] == "none"
    assert "Isolation: none" in done.out + done.err


def test_grading_without_a_sandbox_is_refused_where_it_was_not_asked_for(
    run_without_posix: Run, tmp_path: Path
) -> None:
    source = tmp_path / "vanilla_rnn.py"
    source.write_text(RIGHT, encoding="utf-8")
    done = run_without_posix("grade", source)
    assert done.code != 0
    assert_one_sentence(done.err)
    assert "--require none" in done.err
