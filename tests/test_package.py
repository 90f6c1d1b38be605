"""The package: what a wheel holds and installs, that it grades as the checkout does, and that the README is right.

The wheel is built from a copy and installed into an empty environment with the NumPy of this one.
"""

from __future__ import annotations

import email
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

import graders
from graders.misconceptions import misconceptions

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CORE = ("hypothesis", "numpy", "platformdirs", "rich")
WRONG = {
    "vanilla_rnn": ("the_bias_is_forgotten", "dWh_from_the_state_after", "nothing_is_carried_back"),
    "gru": ("update_gate_of_the_other_convention", "weights_of_the_candidate_with_the_whole_memory"),
    "sequence_model": ("everything_in_small_letters", "one_maximum_for_all_columns"),
    "binary_adder": ("least_significant_bit_first", "no_future_term"),
    "deep_bidirectional": ("backward_states_left_in_reading_order", "every_layer_starts_from_the_first_a0"),
    "attention": ("softmax_of_each_column", "maps_one_step_early"),
    "concepts": (),
}
OFFLINE = ("No matching distribution", "Could not find a version", "NewConnectionError", "name resolution")
INSTALLED = """
import importlib.metadata, json, re
def plain(text):
    return re.sub("[-_.]+", "-", re.match("[A-Za-z0-9._-]+", text)[0]).lower()
print(json.dumps({
    plain(one.name): [plain(text) for text in one.requires or () if "extra ==" not in text]
    for one in importlib.metadata.distributions()
}))
"""


def lacking(what: str) -> None:
    """Skip the test, naming what this computer lacks; under UNROLLED_CI nothing may be lacking."""
    if os.environ.get("UNROLLED_CI"):
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


def run(*command: str | Path, cwd: Path, python_path: Path | None = None) -> str:
    """Run a program and return its output; its messages are shown if it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    environment |= {"PYTHONUTF8": "1", "COLUMNS": "100"}
    if python_path is not None:
        environment["PYTHONPATH"] = str(python_path)
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    if done.returncode and any(sign in done.stderr for sign in OFFLINE):
        lacking("a package index")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return build_wheel(tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel"))


def build_wheel(copy: Path, out: Path) -> Path:
    """Build the wheel in `out`, from a copy of what it is made of."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    for name in ("graders", "solutions"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", out, copy, cwd=copy)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment in which nothing but the wheel was installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    same = [f"{name}=={importlib.metadata.version(name)}" for name in CORE]
    run(programs / "python", "-m", "pip", "install", wheel, *same, cwd=folder)
    return programs


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small class: right, wrong in known ways, not begun, and not even Python."""
    folder = tmp_path_factory.mktemp("course")

    def hand_in(student: str, name: str, text: str) -> None:
        place = folder / "submitted" / student / name
        place.mkdir(parents=True)
        (place / f"{name}.py").write_text(text, encoding="utf-8")

    for name, titles in WRONG.items():
        right = (PROJECT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
        hand_in("right", name, right)
        hand_in("stub", name, (PROJECT / "assignments" / name / f"{name}.py").read_text(encoding="utf-8"))
        for found in misconceptions(name):
            if found.name in titles:
                hand_in(found.name, name, f"{right}\n\n{found.submission_source()}")
    hand_in("unclosed", "vanilla_rnn", "def rnn_forward(x, h0, Wx, Wh, b:\n    return x\n")
    return folder


def report(*command: str | Path, python_path: Path | None = None, course: Path) -> dict[str, Any]:
    """Grade a class and return the report without the seconds."""
    level = "strict" if sys.platform == "linux" else "none"
    given = run(*command, "grade", course, "--json", "-", "--require", level, cwd=course, python_path=python_path)
    graded: dict[str, Any] = json.loads(given)
    for one in graded["submissions"]:
        assert one.pop("seconds") > 0
    return graded


def test_wheel_holds_the_package_its_data_and_its_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    data = {
        "graders/nbgrader_config.txt", "graders/practice.cases", "graders/py.typed",
        "graders/report/page.html", "graders/threat_model.md",
        "solutions/concepts.toml", "solutions/dinosaurs.txt", "solutions/glossary.md", "solutions/py.typed",
    }  # fmt: skip
    source = {
        path.relative_to(PROJECT).as_posix()
        for package in ("graders", "solutions")
        for path in (PROJECT / package).rglob("*")
        if path.suffix in (".py", ".png")
    }
    held = {name for name in names if ".dist-info/" not in name}
    assert held == source | data


def test_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about: Message = email.message_from_bytes(archive.read(name))
        assert any(name.endswith("/licenses/LICENSE") for name in archive.namelist())
    assert (about["Name"], about["Version"]) == ("unrolled", graders.__version__)
    assert about["License-Expression"] == "MIT"
    assert about["Requires-Python"] == ">=3.11"
    core = {text for text in about.get_all("Requires-Dist", []) if "extra ==" not in text}
    assert {re.split("[^a-z]", text)[0] for text in core} == set(CORE)
    assert set(about.get_all("Provides-Extra", [])) == {
        "dev", "fuzz", "jupyter", "nbgrader", "postgresql", "release", "test",
    }  # fmt: skip
    assert "# Unrolled" in str(about.get_payload())


def test_core_install_brings_only_what_grading_needs(scripts: Path, tmp_path: Path) -> None:
    installed = json.loads(run(scripts / "python", "-c", INSTALLED, cwd=tmp_path))
    wanted, queue = set(), ["unrolled"]
    while queue:
        name = queue.pop()
        if name in installed and name not in wanted:
            wanted.add(name)
            queue += installed[name]
    assert set(installed) - wanted <= {"pip", "setuptools"}
    assert not wanted & {"pytest", "jupytext", "nbformat", "nbgrader", "notebook"}


def test_program_and_module_know_the_version(scripts: Path, tmp_path: Path) -> None:
    expected = f"unrolled {graders.__version__}\n"
    assert run(scripts / "unrolled", "--version", cwd=tmp_path) == expected
    assert run(scripts / "python", "-m", "graders", "--version", cwd=tmp_path) == expected


def test_pytest_finds_the_plugin(tmp_path: Path) -> None:
    assert "--submission=FILE" in run(sys.executable, "-m", "pytest", "--help", cwd=tmp_path)


def test_wheel_grades_as_the_checkout_does(scripts: Path, course: Path) -> None:
    checkout = report(sys.executable, "-m", "graders", python_path=PROJECT, course=course)
    installed = report(scripts / "unrolled", course=course)
    assert installed == checkout
    found = {(one["student"], one["assignment"]): one for one in installed["submissions"]}
    assert len(found) == len(installed["submissions"]) == 2 * len(WRONG) + sum(map(len, WRONG.values())) + 1
    for (student, _), one in found.items():
        assert one["status"] == "graded"
        if student == "right":
            assert one["score"] == one["max_score"] == 100
        elif student in ("stub", "unclosed"):
            assert one["score"] == 0
        else:
            assert 0 < one["score"] < 100


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_readme_sets_up_the_demo_and_the_tests() -> None:
    demo, tests = (block.splitlines() for block in blocks("sh")[:2])
    assert demo == ["python3 -m venv .venv", ". .venv/bin/activate", "pip install .", "unrolled demo"]
    assert tests[0].startswith("python3 -m venv ")
    assert tests[1] == f". {tests[0].split()[-1]}/bin/activate"
    assert tests[2:] == ['pip install -e ".[test]"', "pytest -n 4 --dist worksteal"]


def test_readme_names_only_verbs_and_options_that_exist(tmp_path: Path) -> None:
    def options(*words: str) -> set[str]:
        text = run(sys.executable, *words, "--help", cwd=tmp_path, python_path=PROJECT)
        return set(re.findall(r"--[a-z][a-z-]*", text))

    code = [line for block in blocks("sh") for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", README)
    calls = [words for line in code if (words := line.split()) and words[0] == "unrolled" and len(words) > 1]
    assert {words[1] for words in calls} == {"audit", "cases", "demo", "explain", "fetch", "grade", "init", "release"}
    known = {words[1]: options("-m", "graders", words[1]) for words in calls}
    for words in calls:
        assert {word for word in words if word.startswith("--")} <= known[words[1]], words
    everything = set().union(*known.values(), options("-m", "pytest"))
    assert set(re.findall(r"(?<![-\w])--[a-z][a-z-]*", "\n".join(code))) <= everything


def test_readme_course_file_is_read_and_names_every_key(tmp_path: Path) -> None:
    from graders.course import read_course

    (text,) = blocks("toml")
    path = tmp_path / "unrolled.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "roster.csv").write_text("id\nada\n", encoding="utf-8")
    course = read_course(path)
    assert course.cases == tmp_path / "course.cases"
    assert course.roster is not None and course.roster.students == ("ada",)
    settings = "points limits findings cases feedback feedback_after deadlines require roster outputs packages"
    assert set(settings.split()) == set(vars(course)) - {"now"}
    defaults = read_course(_empty(tmp_path))
    assert (course.limits, course.feedback, course.require) == (defaults.limits, defaults.feedback, defaults.require)
    keys = ["cases", "feedback", "feedback_after", "require", "students", "outputs", "packages", *vars(course.limits)]
    assert all(f"\n{key} = " in f"\n{text}" for key in keys)


def _empty(folder: Path) -> Path:
    path = folder / "empty.toml"
    path.touch()
    return path
