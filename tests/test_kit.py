"""The student's kit: the same tables and messages as the real thing, and nothing in it that computes an answer.

A kit of one assignment is recorded here and unpacked beside the project; it runs in processes of its own. Of the known
mistakes one in three is recorded, and all with UNROLLED_FULL=1.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import FULL, SUBMISSIONS, Grade, made_once, reference_source

from graders.cli import main
from graders.exercises import assignment
from graders.kit import wheel
from graders.misconceptions import misconceptions

PROJECT = Path(__file__).resolve().parent.parent
NAME = "vanilla_rnn"
SHORT = 16  # characters of a statement that anybody may write, like `prev_h = h0`
# Wrong in ways that no misconception knows: what was wrong, what is written in its place.
UNKNOWN = {
    "a little more of the input": ("x @ Wx + prev_h @ Wh + b)", "1.01 * x @ Wx + prev_h @ Wh + b)"),
    "the fourth power": ("(1 - next_h**2)\n    return", "(1 - next_h**4)\n    return"),
    "states a little larger": ("np.stack(states, axis=1), cache", "np.stack(states, axis=1) * 1.001, cache"),
}


SHARE = 1 if FULL else 3  # of the known mistakes, one in so many
KNOWN = misconceptions(NAME)[::SHARE]
RECORD = """
import sys
from graders import cli, kit
known, share = kit.misconceptions, int(sys.argv.pop(1))
kit.misconceptions = lambda name: known(name)[::share]
sys.exit(cli.main())
"""


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit, unpacked."""
    return made_once(tmp_path_factory, "kit", make_kit) / "site"


def make_kit(folder: Path) -> None:
    folder.mkdir()
    words = ["-c", RECORD, str(SHARE), "release", "--kit", str(folder), NAME, "concepts"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    assert done.stdout.startswith(f"{made} (") and done.stdout.endswith(f" MB): {NAME}\n")  # and no quiz
    said = [line.split() for line in done.stderr.splitlines()]
    assert said[-1][:3] == ["recording", "submissions,", "not"] and 2 <= len(said) <= 11
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "site")


def in_kit(kit: Path, *command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run Python with the kit's modules, and without the project's."""
    code = f"import sys; sys.path[:0] = [{str(kit)!r}]; sys.argv[0] = 'unrolled'; {command[0]}"
    environment = {**os.environ, "PYTHONPATH": str(kit)}
    return subprocess.run(
        [sys.executable, "-c", code, *command[1:]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def unrolled(kit: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the kit's program."""
    return in_kit(kit, "from graders.cli import main; sys.exit(main())", *arguments, **options)


def submissions() -> Iterator[tuple[str, str]]:
    right = reference_source(NAME)
    yield "right", right
    for path in sorted((SUBMISSIONS / NAME / "right").glob("*.py")):
        yield path.stem, path.read_text("utf-8")
    for misconception in KNOWN:
        yield misconception.name, f"{right}\n\n{misconception.submission_source()}"
    for exercise in assignment(NAME).exercises:
        yield f"without {exercise.name}", f"{right}\n\ndel {exercise.name}\n"


@pytest.fixture(scope="session")
def graded(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The kit's report on a class with the known mistakes, and some unknown ones, by student."""
    path = made_once(tmp_path_factory, "graded-by-the-kit", lambda folder: grade_a_class(kit, folder)) / "kit.json"
    report = json.loads(path.read_text("utf-8"))
    assert report["grader"]["cases"] == "public"
    return {one["student"]: one for one in report["submissions"]}


def grade_a_class(kit: Path, folder: Path) -> None:
    unknown = {name: reference_source(NAME).replace(old, new, 1) for name, (old, new) in UNKNOWN.items()}
    for student, source in [*submissions(), *unknown.items()]:
        place = folder / "submitted" / student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.py").write_text(source, "utf-8")
    done = unrolled(kit, "grade", str(folder), "--json", str(folder / "kit.json"), "--jobs", "2")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("student", "source"), [pytest.param(*one, id=one[0]) for one in submissions()])
def test_what_is_known_gets_the_same_table_and_messages(
    graded: dict[str, Any], grade: Grade, student: str, source: str
) -> None:
    mine, full = graded[student], asdict(grade(source, NAME))
    for exercise in full["exercises"]:
        del exercise["findings"]  # the messages tell them
    for key in ("score", "status", "message", "exercises"):
        assert mine[key] == json.loads(json.dumps(full[key])), key


@pytest.mark.parametrize("student", UNKNOWN)
def test_an_unknown_mistake_is_shown_by_a_call_and_what_hangs_on_it_is_not_blamed(
    graded: dict[str, Any], grade: Grade, student: str
) -> None:
    old, new = UNKNOWN[student]
    assert reference_source(NAME).count(old) >= 1
    full = grade(reference_source(NAME).replace(old, new, 1), NAME)
    mine = graded[student]
    assert full.score < 100
    for one, other in zip(mine["exercises"], full.exercises, strict=True):
        assert one["score"] == other.score or (one["score"] < other.score and "Mend that one first" in one["message"])
    wrong = [check for one in mine["exercises"] for check in one["checks"] if not check["passed"]]
    assert any(check["counterexample"] for check in wrong)
    assert not any(check["diagnosis"] for check in wrong)


def statements(source: str) -> set[str]:
    """Return the statements of all functions in a text, as the parser writes them, but for short ones."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("test_"):
            for node in ast.walk(function):
                if isinstance(node, ast.stmt) and not isinstance(node, ast.Expr | ast.FunctionDef | ast.For | ast.If):
                    found.add(ast.unparse(node))
    return {text for text in found if len(text) > SHORT}


def secrets() -> dict[str, set[str]]:
    """Return what computes answers: the statements of the references, of the second answers, of the wrong versions."""
    one = assignment(NAME)
    second = inspect.getsource(sys.modules[next(iter(one.alternative.values())).__module__])
    wrong = "\n\n".join(misconception.submission_source() for misconception in misconceptions(NAME))
    return {"reference": statements(reference_source(NAME)), "second": statements(second), "wrong": statements(wrong)}


def test_no_statement_of_an_answer_is_in_the_kit(kit: Path) -> None:
    sources = {path: path.read_text("utf-8") for path in kit.rglob("*.py")}
    assert len(sources) > 30
    ours = set.union(*(statements(text) for text in sources.values()))
    texts = [path.read_bytes() for path in kit.rglob("*") if path.is_file()]
    for what, lines in secrets().items():
        assert len(lines) >= 10, what
        assert not lines & ours, what
        # In no other file either: as it was written, not as it was parsed
        for line in lines:
            assert not any(line.encode() in text for text in texts), (what, line)


def test_no_module_of_answers_is_in_the_kit(kit: Path) -> None:
    done = in_kit(kit, f"import pkgutil, graders; print(*(one.name for one in pkgutil.walk_packages([{str(kit)!r}])))")
    modules = done.stdout.split()
    assert "graders.judge.recording" in modules, done.stderr
    assert not [name for name in modules if name.startswith("solutions") or "alternatives" in name]
    assert [name for name in modules if "misconceptions" in name] == ["graders.misconceptions"]


def test_the_recording_answers_only_what_was_recorded(kit: Path) -> None:
    code = """
import numpy as np
from graders.judge.cases import CaseFile
from graders.judge.references import NotRecorded
from graders.exercises import assignment
from graders.exercises.model import Numbers
one = assignment('vanilla_rnn')
references = CaseFile.public().references(one)
for exercise in one.exercises:
    if exercise.forward:
        continue
    for functions in [references.functions, *map(references.mistaken, references.misconceptions(exercise))]:
        problem = exercise.build({name: 3 for name in exercise.groups[0].sizes}, Numbers(987654321))
        try:
            functions[exercise.name](*[problem[name] for name in exercise.inputs])
        except NotRecorded:
            print('nothing')
        else:
            print('AN ANSWER')
"""
    done = in_kit(kit, f"exec({code!r})")
    assert set(done.stdout.splitlines()) == {"nothing"}, done.stderr


def test_the_kit_grades_and_does_nothing_else(kit: Path, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.py").write_text(reference_source(NAME), "utf-8")
    done = unrolled(kit, "grade", f"{NAME}.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "100/100" in done.stdout
    assert "Your own code needs no sandbox" in done.stdout
    done = unrolled(kit, "--help")
    assert re.search(r"\n    grade ", done.stdout)
    for verb in ("cases", "demo", "explain", "fetch", "init", "release"):
        assert not re.search(rf"\n    {verb} ", done.stdout)
        assert unrolled(kit, verb).returncode == 2


def test_an_assignment_that_is_not_in_the_kit_is_said(kit: Path, tmp_path: Path) -> None:
    (tmp_path / "binary_adder.py").write_text(reference_source("binary_adder"), "utf-8")
    done = unrolled(kit, "grade", "binary_adder.py", "--json", "-", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)["submissions"]
    assert one["status"] == "unreadable" and "no cases of binary_adder; ask for a newer one" in one["message"]


def test_what_a_kit_cannot_hold_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, said in (("concepts", "A kit holds no quiz"), ("lstn", "There is no assignment 'lstn'")):
        assert main(["release", "--kit", str(tmp_path), name]) == 2
        assert said in capsys.readouterr().err
    assert main(["release", "--kit", str(tmp_path / "nowhere"), NAME]) == 2
    assert "nowhere for the kit; make it first." in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_two_kits_are_the_same_bytes() -> None:
    recorded = {NAME: b"a recording"}
    assert wheel(recorded) == wheel(recorded)
