"""`unrolled init`: from nothing to a course's folder, and never over what is there."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from graders.course import Course, read_course
from graders.exercises import ASSIGNMENTS, assignment
from graders.init import MADE, course_file, init, nbgrader_config
from graders.judge.cases import CaseFile

PROJECT = Path(__file__).resolve().parent.parent


def run(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "graders", *map(str, words)],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def made(new_course: Path) -> Path:
    """A course's folder."""
    return new_course


def test_it_says_what_to_do_next(made: Path) -> None:
    said = (made.parent / "said.txt").read_text("utf-8")
    assert re.findall(r"^(\d)\. ", said, re.MULTILINE) == ["1", "2", "3"]
    assert "unrolled grade 'a course'" in said


def test_a_course_has_all_that_is_needed(made: Path) -> None:
    assert sorted(os.listdir(made)) == sorted(MADE)
    course = read_course(made / "unrolled.toml")
    assert course.cases == made / "course.cases"
    assert CaseFile.read(course.cases).name.startswith("sha256:")
    assert "/course.cases\n" in (made / ".gitignore").read_text("utf-8")  # the secret is not pushed by accident
    if os.name == "posix":
        assert stat.S_IMODE((made / "course.cases").stat().st_mode) == 0o600


def test_a_course_has_what_release_writes(made: Path, tmp_path: Path) -> None:
    for name in ("unrolled.toml", "course.cases"):  # by which the quiz has the course's own numbers
        shutil.copy(made / name, tmp_path)
    assert run("release", "--target", tmp_path, folder=tmp_path).returncode == 0
    released = everything(tmp_path)
    assert len(released) > 2 and released.items() <= everything(made).items()


def test_every_line_of_the_course_file_is_a_default_and_every_setting_is_in_it(tmp_path: Path) -> None:
    text = course_file()
    (tmp_path / "unrolled.toml").write_text(re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE))
    course, default = read_course(tmp_path / "unrolled.toml"), Course()
    assert (course.limits, course.feedback, course.require) == (default.limits, default.feedback, default.require)
    for name in ASSIGNMENTS:
        assert course.points[name] == {one.name: one.points for one in assignment(name).exercises}
    assert {"feedback", "require", *vars(default.limits)} <= set(re.findall(r"^# (\w+) = ", text, re.MULTILINE))


def test_nbgraders_settings_are_those_of_this_repository() -> None:
    assert nbgrader_config() == (PROJECT / "nbgrader_config.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", MADE)
def test_what_is_there_is_not_replaced(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    done = run("init", tmp_path, folder=tmp_path)
    assert done.returncode == 2 and there in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert everything(tmp_path) == {there: b"mine"}


def test_a_file_is_no_folder_for_a_course(tmp_path: Path) -> None:
    (tmp_path / "course").write_text("mine")
    done = run("init", "course", folder=tmp_path)
    assert done.returncode == 2 and "is not a folder" in done.stderr


def test_whoever_is_stopped_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(seed: int) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("graders.init.draw_file", stopped)
    with pytest.raises(KeyboardInterrupt):
        init(tmp_path / "course")
    assert not (tmp_path / "course").exists()


def test_release_writes_the_points_of_the_course_file_beside(made: Path, tmp_path: Path) -> None:
    (tmp_path / "unrolled.toml").write_text("[points.vanilla_rnn]\nrnn_forward = 33\n")
    assert run("release", "vanilla_rnn", folder=tmp_path).returncode == 0
    notebook = tmp_path / "assignments" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    before = (made / "assignments" / "vanilla_rnn" / "vanilla_rnn.ipynb").read_text("utf-8")
    assert notebook.read_text("utf-8").count('"points": 33') == 1 and '"points": 33' not in before
    (tmp_path / "unrolled.toml").write_text("points = 3")
    done = run("release", folder=tmp_path)
    assert done.returncode == 2 and "points must be a table" in done.stderr
