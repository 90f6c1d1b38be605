"""What graders/threat_model.md promises and no other test shows, and that what it names is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from graders.collect import Entry
from graders.course import Course, Limits
from graders.grade import Grader
from graders.results import SubmissionResult
from graders.sandbox.host import can_fork

PROJECT = Path(__file__).resolve().parent.parent
PAGES = ("graders/threat_model.md", "SECURITY.md")

# Looks for what a worker was born with, as a submission can: in the frames below its own.
LOOK = """
import sys

def hidden_calls():
    frame, found = sys._getframe(), []
    while frame is not None:
        found += frame.f_locals.get("kept") or []
        frame = frame.f_back
    return f"hidden calls: {len(found)}"
"""
OF_THE_QUIZ = LOOK + "\n\ndef answers():\n    raise ValueError(hidden_calls())\n"


@pytest.mark.skipif(not can_fork(), reason="only a zygote keeps calls")
def test_nothing_that_is_shown_comes_from_where_hidden_calls_are(grader: Grader, tmp_path: Path) -> None:
    def graded(text: str, name: str = "vanilla_rnn") -> SubmissionResult:
        (tmp_path / f"{name}.py").write_text(text)
        return one.grade(Entry("student", str(tmp_path / f"{name}.py"), name, str(tmp_path)))

    raising = f"{LOOK}\n\nraise ValueError(hidden_calls())\n"
    hanging = f"{LOOK}\n\nwhile 'hidden calls: 0' != hidden_calls():\n    pass\n\nraise ValueError(hidden_calls())\n"
    course = Course(require="none", limits=Limits(statement=0.2))
    with Grader(course, grader.cases) as one:  # in whose second sandbox no small calls are yet
        assert "ValueError: hidden calls: 0" in graded(raising).message
        told = graded(hanging).message
        assert "was left out. It used more than 0.2 s of CPU time" in told and "ValueError: hidden calls: 0" in told
        (answers,) = graded(OF_THE_QUIZ, "concepts").exercises
        assert all("hidden calls: 0" in check.message for check in answers.checks)


@pytest.mark.parametrize("page", PAGES)
def test_whatever_the_page_names_is_there(page: str) -> None:
    text = (PROJECT / page).read_text("utf-8")
    tests = "\n".join(path.read_text("utf-8") for path in (PROJECT / "tests").glob("test_*.py"))
    named = re.findall(r"`([^`\n]+)`|\]\(([^)]+)\)", text)
    for name in (code or link for code, link in named):
        if name.startswith("test_"):
            assert f"\ndef {name}(" in tests, name
        elif "/" in name and not name.startswith("unrolled ") and name != "submitted/":
            assert (PROJECT / name).exists(), name
    assert page == "SECURITY.md" or len(named) > 30


def test_the_page_is_one_page_and_readers_are_led_to_it() -> None:
    assert len((PROJECT / PAGES[0]).read_text("utf-8").splitlines()) <= 100
    for page, link in (("README.md", "graders/threat_model.md"), ("docs/guide.md", "../graders/threat_model.md")):
        assert f"]({link})" in (PROJECT / page).read_text("utf-8")
    assert "](SECURITY.md)" in (PROJECT / "README.md").read_text("utf-8")


def test_pytest_runs_nothing_that_lies_beside_a_submission(tmp_path: Path) -> None:
    folder, mark = tmp_path / "submitted" / "bob" / "vanilla_rnn", tmp_path / "mark"
    folder.mkdir(parents=True)
    (folder / "vanilla_rnn.py").write_bytes(b"\xff")
    for place in (folder, folder.parent):
        (place / "conftest.py").write_text(f"open({str(mark)!r}, 'w')\n")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist"]
        command += [*words, "--submission-require=none"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)

    done = run(f"--submission={folder / 'vanilla_rnn.py'}")
    assert done.returncode == 1 and "not text in UTF-8" in done.stdout
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    done = run("--submission", str(folder / "vanilla_rnn.py"))
    assert done.returncode == 4 and "type --submission=FILE" in done.stderr
    assert not mark.exists()
