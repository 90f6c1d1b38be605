"""A report under pseudonyms names nobody, is the same each time, and can be turned back by the course alone."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest
from conftest import Outcome, reference_source, run_here
from rich.console import Console

import graders.cli
from graders.console import Stopped, graded
from graders.course import Course
from graders.judge.isolation import Isolation
from graders.pseudonyms import Pseudonyms
from graders.report.text import cell, escape
from graders.results import Report, SubmissionResult, utf8

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs names that not every system can have")

RIGHT = reference_source("vanilla_rnn")
WRONG = RIGHT + "\n\ndef rnn_step_forward(x, prev_h, Wx, Wh, b):\n    return x\n"
STUB = "def answers():\n    raise NotImplementedError\n"
BROKEN = '{"cells": ['
# What the report says of one it says of no other.
HANDED_IN: dict[str, dict[str, str]] = {
    "Ada Nowak": {"vanilla_rnn/vanilla_rnn.py": WRONG},
    "=cmd|'calc'!Bob": {"bobs_first_try.py": WRONG, "bobs 'second' try.py": WRONG},
    "**carol**<b>\u202egnp.exe": {"vanilla_rnn/vanilla_rnn.py": RIGHT, "vanilla_rnn/vanilla_rnn.ipynb": BROKEN},
    "dan\x1b[2J\tdiallo": {"concepts/concepts.py": STUB},
    os.fsdecode(b"\xe9ve-lorenz"): {"vanilla_rnn/lorenz_final.ipynb": BROKEN},
    "frank" * 40: {"concepts/concepts.py": STUB},
    "gina": {"homework of gina/notes.txt": ""},
    "hugo": {},
    "a": {"vanilla_rnn/a.py": "x = 1\n", "vanilla_rnn/extra_of_a.py": "x = 1\n"},
}
SAID = [
    "There are several files", "is not on the roster", "vanilla_rnn.ipynb was not read", "not valid JSON",
]  # fmt: skip


@pytest.fixture
def course(tmp_path: Path, kept: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class of strange names in names of folders, of files and on the roster; its folder is the working one."""
    folder = tmp_path / "course"
    for student, files in HANDED_IN.items():
        (folder / "submitted" / student).mkdir(parents=True)
        for name, text in files.items():
            path = folder / "submitted" / student / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    (folder / "roster.csv").write_text(f"id\n{'frank' * 40}\n", encoding="utf-8")
    (folder / "unrolled.toml").write_text('students = "roster.csv"\nrequire = "none"\n[limits]\nsearch = 0\n')
    monkeypatch.chdir(folder)
    return folder


def names_in(text: str) -> list[str]:
    """Return what students and their files are called that occurs in a text, however it is written."""
    files = {part for given in HANDED_IN.values() for name in given for part in name.split("/")}
    files -= {"vanilla_rnn", "vanilla_rnn.py", "vanilla_rnn.ipynb", "concepts", "concepts.py"}
    wanted = {name for name in {*HANDED_IN, *files} if len(name) > 1}
    forms = {form for name in wanted for form in (name, escape(name), utf8(name), repr(name)[1:-1])}
    parts = {"Nowak", "Bob", "bobs", "carol", "gnp.exe", "diallo", "lorenz", "frankfrank", "gina", "hugo", "'a'"}
    return sorted(form for form in forms | parts if form in text)


def written(*words: str) -> tuple[Outcome, dict[str, str]]:
    """Grade the class in the working folder and return all that came of it."""
    places = {kind: f"../report.{kind}" for kind in ("json", "junit", "summary")}
    done = run_here("grade", ".", *(word for kind in places for word in (f"--{kind}", places[kind])), *words)
    assert done.code in (0, 1), done.err
    return done, {kind: Path(place).read_text("utf-8") for kind, place in places.items()}


def test_no_name_is_in_any_output_and_every_grade_is_the_same(course: Path) -> None:
    named, plain = written()
    assert all(names_in(text) for text in (named.out, *plain.values())), "names would be found"
    assert all(sentence in plain["json"] for sentence in SAID)

    done, texts = written("--pseudonyms", "pseudonyms.key", "--explain", "--fail-under", "50")

    for kind, text in {"out": done.out, "err": done.err, **texts}.items():
        assert names_in(text) == [], kind
        assert "student-" in text or kind == "err"
    assert all(sentence in texts["json"] for sentence in SAID)
    found = json.loads(texts["json"])["submissions"]
    assert [one["student"] for one in found] == sorted(one["student"] for one in found)
    assert {one["path"] for one in found} == {f"{one['student']}/{one['assignment']}".rstrip("/") for one in found}
    assert "What could name a student is left out here (2 of these lines)" in done.out

    table = run_here("names", ".", "--pseudonyms", "pseudonyms.key").out
    who = dict(list(csv.reader(io.StringIO(table)))[1:])
    assert grades(texts["json"], who) == grades(plain["json"], {utf8(name): cell(name) for name in HANDED_IN})


def grades(report: str, called: dict[str, str]) -> list[str]:
    """Return what each student earned and where, in the order of what they are called."""
    facts = ("assignment", "score", "max_score", "status", "exercises")
    found = json.loads(report)["submissions"]
    return sorted(repr([called[one["student"]], *(one[fact] for fact in facts)]) for one in found)


def test_a_progress_bar_names_nobody(course: Path) -> None:
    shown = io.StringIO()
    alone = [
        path for path in sorted(Path("submitted").iterdir()) if path.name in ("gina", "hugo") or "Bob" in path.name
    ]
    graded(
        [*map(str, alone), str(Path("submitted") / os.fsdecode(b"\xe9ve-lorenz"))], Course(require="none"),
        Console(file=shown, force_terminal=True), jobs=1, called=Pseudonyms(b"key").of,
    )  # fmt: skip
    assert "student-" in shown.getvalue() and names_in(shown.getvalue()) == []


def report_on(*students: str) -> Report:
    results = [SubmissionResult(name, f"submitted/{name}", "gru", 0, 100, 0, "unreadable", "") for name in students]
    return Report(Isolation("none"), "public", results)


def test_pseudonyms_are_the_same_each_time_by_one_key_and_others_by_another(tmp_path: Path) -> None:
    students = [*HANDED_IN, "A", "a ", "ada nowak"]
    one, again, other = (Pseudonyms.of_file(tmp_path / name, make=True) for name in ("one", "one", "other"))
    found = [one.of(student) for student in students]
    assert found == [again.of(student) for student in students]
    assert len({*found, *map(other.of, students)}) == 2 * len(students)
    assert not set(found) & {Pseudonyms(b"").of(student) for student in students}


def test_the_order_of_a_report_tells_nothing() -> None:
    students = [f"student {number:02}" for number in range(20)]
    found = [one.student for one in Pseudonyms(b"key").report(report_on(*students)).submissions]
    assert found == sorted(found) and found == [
        one.student for one in Pseudonyms(b"key").report(report_on(*reversed(students))).submissions
    ]
    assert found != [Pseudonyms(b"key").of(student) for student in students]


def test_a_name_that_is_cut_off_at_the_end_of_a_message_is_none(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"ada's work number {number}.py").touch()
    named = ", ".join(map(repr, sorted(os.listdir(tmp_path))))
    for end in range(len(named)):
        text = f"There are several files ({named[:end]}".rjust(4000, ".")
        one = SubmissionResult("ada", str(tmp_path), "gru", 0, 100, 0, "unreadable", text)
        (shown,) = Pseudonyms(b"key").report(Report(Isolation("none"), "public", [one])).submissions
        assert "ad" not in shown.message and "number" not in shown.message


def test_a_stopped_run_names_nobody_in_what_it_leaves(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*given: object, **options: object) -> Report:
        raise Stopped(report_on(*HANDED_IN))

    monkeypatch.setattr(graders.cli, "graded", stop)
    done = run_here("grade", ".", "--json", "../report.json", "--pseudonyms", "pseudonyms.key")
    assert done.code == 130
    text = Path("../report.json").read_text("utf-8")
    assert text.count('"student": "student-') == len(HANDED_IN) and names_in(text + done.err) == []


def test_the_key_is_made_once_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    before = Pseudonyms.of_file(path, make=True).of("ada")
    text = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Pseudonyms.of_file(path, make=True).of("ada") == before and path.read_bytes() == text


@pytest.mark.parametrize("there", ["", "id\nada\n", "\0\xff", None])
def test_a_file_that_is_no_key_is_a_sentence_and_stays_as_it_is(there: str | None, course: Path) -> None:
    path = Path("roster.csv")
    if there is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(there.encode("latin-1"))
    for words in (["grade", ".", "--config", "nothing.toml"], ["names", "."]):
        Path("nothing.toml").touch()
        done = run_here(*words, "--pseudonyms", "roster.csv")
        assert (done.code, done.out) == (2, "")
        assert len(done.err.splitlines()) == 1 and "roster.csv" in done.err
    assert path.is_dir() if there is None else path.read_bytes() == there.encode("latin-1")


def test_names_makes_no_key_and_writes_a_table_that_is_its_owners_and_no_formula(course: Path) -> None:
    done = run_here("names", ".", "--pseudonyms", "no.key")
    assert done.code == 2 and "no.key" in done.err and not Path("no.key").exists()
    pseudonyms = Pseudonyms.of_file(Path("pseudonyms.key"), make=True)
    assert run_here("names", ".", "--pseudonyms", "pseudonyms.key", "--csv", "who.csv").code == 0
    assert stat.S_IMODE(Path("who.csv").stat().st_mode) == 0o600
    head, *rows = csv.reader(io.StringIO(Path("who.csv").read_text("utf-8")))
    assert head == ["pseudonym", "student"]
    assert sorted(rows) == sorted(
        [pseudonyms.of(name), cell(name)] for name in HANDED_IN if name not in ("gina", "hugo")
    )
    for _, shown in rows:
        assert shown[0] not in "=+-@" and escape(shown) == shown
