"""docs/authoring.md, followed word for word: an assignment of a teacher's own goes through everything that ours do."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import run_nbgrader

from graders import author, own
from graders.cli import main
from graders.course import BadCourse, course_file_of, course_of, find_course
from graders.exercises import ASSIGNMENTS, assignment
from graders.exercises.model import OWN
from graders.grade import Grader
from graders.init import nbgrader_config
from graders.judge.cases import BadCaseFile, CaseFile
from graders.judge.drawing import draw_file, packed
from graders.kit import CannotMakeKit, record, wheel
from graders.release import default_solutions, release
from graders.sandbox import wire

PROJECT = Path(__file__).resolve().parent.parent
PAGE = (PROJECT / "docs" / "authoring.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^(?P<before>[^\n]*)\n\n```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
WRITE = re.compile(r"Write this (as|at the end of|at the top of|in the place of the last line of) `([\w./]+)`.*")
FILES = ("lesson.py", "exercises.py", "alternatives.py", "misconceptions.py")
INIT = "unrolled init course\n"
PUBLIC = PROJECT / "graders" / "practice.cases"
BREAKS = "raise RuntimeError('the code of an assignment ran')\n"

posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell")


def write(folder: Path, how: str, name: str, text: str) -> None:
    """Do with a block of the page what the line above it says."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if how != "as" else ""
    if how == "in the place of the last line of":
        before = before[: before.rstrip().rindex("\n") + 1]
    path.write_text(text + before if how == "at the top of" else before + text, "utf-8")


def shell(text: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    environment |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(
        ["sh", "-e", "-c", text], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{text}\n{done.stdout}"
    assert "Traceback" not in done.stdout
    return done.stdout


@pytest.fixture
def ema(tmp_path: Path) -> Iterator[Path]:
    """The folder of the page's assignment, as it is before the third exercise. What was added is forgotten after."""
    for block in BLOCK.finditer(PAGE):
        order = WRITE.fullmatch(block["before"])
        if order and order[1] == "as":
            write(tmp_path, *order.groups(), block["text"])
    yield tmp_path / "own" / "ema"
    for name in list(OWN):
        ASSIGNMENTS.remove(name)
        del OWN[name]
    for module in [name for name in sys.modules if name.startswith("own.")]:
        del sys.modules[module]
    assignment.cache_clear()


def follow(outside: Path, settings: str) -> tuple[Path, list[str]]:
    """Do what the page says, and return the course that it makes and what its commands say."""
    course, said = outside / "course", []
    for block in BLOCK.finditer(PAGE):
        if block["language"] == "sh":
            text = block["text"]
            if text.startswith(INIT):  # tests/test_init.py shows it; here its cases would be drawn for nothing
                make_course(course, settings)
                text = text.removeprefix(INIT)
            said.append(shell(text, outside if text.startswith("cd ") else course))
        elif block["language"] == "text":
            assert " ".join(block["text"].split()) in " ".join(said[-1].split())
        else:
            order = WRITE.fullmatch(block["before"])
            assert order, block["before"]
            write(course, *order.groups(), block["text"])
    return course, said


def make_course(folder: Path, settings: str = "", cases: bytes = b"") -> None:
    """Write what `unrolled init` does, but for the released assignments."""
    folder.mkdir(exist_ok=True)
    (folder / "course.cases").write_bytes(cases or PUBLIC.read_bytes())
    (folder / "unrolled.toml").write_text(f'cases = "course.cases"\n{settings}')
    (folder / "nbgrader_config.py").write_text(nbgrader_config())


@pytest.fixture
def settings(grader: Grader) -> str:
    """What a course file needs here, where a system may have no strict isolation."""
    return "" if grader.isolation().level == "strict" else 'require = "none"\n'


@posix
def test_the_page_works_word_for_word(tmp_path: Path, settings: str) -> None:
    course, said = follow(tmp_path, settings)
    (explained,) = [text for text in said if "Hidden case: for the instructor" in text]
    assert "decay and its complement exchanged" in explained
    assert "The grade is the same." in explained
    graded = {one["student"]: one for one in json.loads((course / "grades.json").read_text("utf-8"))["submissions"]}
    assert {student: one["score"] for student, one in graded.items()} == {"ada": 100, "bob": 60}
    assert "ema: 3 exercises" in said[-1]
    assert "90/100" in said[-1]  # Ada has not written the third
    before, after = (CaseFile.unpacked(path.read_bytes()) for path in (PUBLIC, course / "course.cases"))
    assert set(after["ema"]) == {"ema_forward", "ema_backward", "half_life"}
    assert wire.dumps({name: after[name] for name in before}) == wire.dumps(before)  # the others are as they were


def test_students_get_what_they_get_of_ours(ema: Path, tmp_path: Path) -> None:
    release(default_solutions(), tmp_path, [own.add(ema), "lstm"])
    folder = tmp_path / "assignments" / "ema"
    names = {path.name for path in (tmp_path / "assignments" / "lstm").iterdir() if path.is_file()} - {"GLOSSARY.md"}
    ours = {path.name for path in folder.iterdir() if path.is_file()}
    assert ours == {name.replace("lstm", "ema") for name in names - {"GLOSSARY.md"}}
    assert (folder / "pictures" / "mixture.svg").is_file()
    assert "BEGIN SOLUTION" not in (folder / "ema.py").read_text("utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Next: write ema_forward" in done.stdout and "passed" not in done.stdout
    shutil.copy(ema / "lesson.py", folder / "ema.py")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@posix
def test_nbgrader_grades_it_with_the_shipped_settings(ema: Path, tmp_path: Path, settings: str) -> None:
    pytest.importorskip("nbgrader")
    from nbgrader.api import Gradebook

    name = own.add(ema)
    make_course(tmp_path, f'{settings}assignments = ["own/ema"]\n', draw_file(1, [name]))
    release(default_solutions(), tmp_path, [name])
    shutil.rmtree(tmp_path / "assignments")
    folder = tmp_path / "submitted" / "cem" / "ema"
    folder.mkdir(parents=True)
    right = (tmp_path / "solutions" / "ema" / "ema.ipynb").read_text("utf-8")
    wrong = right.replace("delta = dh[:, t] + decay * delta", "delta = dh[:, t]")
    assert wrong != right
    (folder / "ema.ipynb").write_text(wrong, "utf-8")
    for words in (["generate_assignment", name], ["autograde", name, "--create"], ["generate_feedback", name]):
        status, said = run_nbgrader(tmp_path, *words)
        assert status == 0 and "Traceback" not in said, said
    assert (tmp_path / "assignments" / "ema" / "test_ema.py").is_file()
    page = (tmp_path / "feedback" / "cem" / "ema" / "ema.html").read_text("utf-8")
    assert "what later steps did with the state is left out" in page
    (graded,) = json.loads(shell("unrolled grade . --json - 2>/dev/null", tmp_path))["submissions"]
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        score = gradebook.find_submission("ema", "cem").score
    assert 40 < score == graded["score"] < 100


def test_the_students_kit_holds_it_without_its_solutions(ema: Path, tmp_path: Path) -> None:
    _, kit = wheel(record(lambda *progress: None, [own.add(ema)]))
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        archive.extractall(tmp_path / "site")
    held = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    for secret in (b"ddecay = ddecay + np.sum", b"_powers", b"np.mean(delta"):
        assert secret in b"".join((ema / name).read_bytes() for name in FILES)
        assert not any(secret in data for data in held)
    (tmp_path / "ema.py").write_text((ema / "lesson.py").read_text("utf-8").replace("+ decay * delta", "+ delta"))
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\nfrom graders.cli import main\nsys.exit(main())"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, "-c", program, "grade", "ema.py", "--json", "-"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (graded,) = json.loads(done.stdout)["submissions"]
    assert (graded["status"], graded["assignment"]) == ("graded", "ema")
    assert [one["status"] for one in graded["exercises"]] == ["passed", "partial"]


def test_exercises_that_need_a_solution_cannot_be_in_a_kit(ema: Path) -> None:
    path = ema / "exercises.py"
    path.write_text(path.read_text("utf-8").replace("import numpy", "from .lesson import ema_forward\nimport numpy", 1))
    with pytest.raises(
        CannotMakeKit, match=r"ema/exercises.py, line 3, imports a file that no kit may hold; import it"
    ):
        record(lambda *progress: None, [own.add(ema)])


# What an author may get wrong


def faults(folder: Path) -> list[str]:
    try:
        name = own.add(folder)
    except own.BadAssignment as error:
        return [str(error)]
    return list(author.check(name))


# Of each: the file, what is replaced in it and by what, and what must be said.
SPOILED = {
    "no Python": ("exercises.py", "FORWARD = ", "FORWARD == = ", "ema/exercises.py, line 37 raises SyntaxError: "),
    "an unknown import": ("exercises.py", "import Assignment,", "import Asignment,", "line 5 raises ImportError"),
    "points in words": (
        "exercises.py",
        '"sequence", 14',
        '"sequence", "14"',
        "\"sequence\" are '14'; make them a number",
    ),
    "one exercise": ("exercises.py", "(FORWARD, BACKWARD)", "(FORWARD)", "write exercises=(FIRST,) with a comma if"),
    "no formula": (
        "exercises.py",
        "    formula=cache_of,\n",
        "",
        "is a backward function without formula; give all of",
    ),
    "another formula": (
        "exercises.py",
        'outputs["h"]\n',
        'outputs["h"] + 1\n',
        "the formula of ema_backward builds, d",
    ),
    "another objective": (
        "exercises.py",
        '* outputs["h"]',
        '* outputs["y"]',
        "is not the gradient of the objective with",
    ),
    "a gradient of nothing": (
        "exercises.py",
        '"dx": "x"',
        '"dx": "y"',
        'with_respect_to names "y"; there is x, h0, decay',
    ),
    "a gradient less": (
        "exercises.py",
        'with_respect_to={"dx": "x", "dh0": "h0", "ddecay": "decay"}',
        "with_respect_to={}",
        "without with_respect_to; give all of",
    ),
    "too little drawn": (
        "exercises.py",
        '        "dh": numbers.data(N, T, D),\n',
        "",
        'returns no "dh"; add it to its dict',
    ),
    "random numbers": (
        "exercises.py",
        "numbers.data(N, T, D)",
        "np.random.rand(N, T, D)",
        "something else each time; draw",
    ),
    "other arguments": (
        "exercises.py",
        '("x", "h0", "decay"),',
        '("h0", "x", "decay"),',
        "takes x, h0, decay, but exercises",
    ),
    "sizes that cannot differ": (
        "exercises.py",
        '{"N": (2, 4), "T": (2, 6), "D": (2, 5)}',
        '{"N": (2, 2), "T": (2, 2), "D": (2, 2)}',
        "Only 0 of 24 cases of ema_forward, group 'general', can be drawn",
    ),
    "another name": ("exercises.py", 'name="ema",', 'name="emma",', 'is named "emma"; call it "ema"'),
    "no description": ("exercises.py", "ASSIGNMENT = ", "ASIGNMENT = ", "must end with ASSIGNMENT = Assignment("),
    "points": ("exercises.py", '"sequence", 14', '"sequence", 15', "of all its checks add up to 101; make them 100"),
    "an unknown group": ("exercises.py", '("general",)),', '("genral",)),', 'names the group "genral"; there is one, '),
    "an unknown output": ("exercises.py", '("dh0",)', '("dh",)', 'names the output "dh"; there is dx, dh0, ddecay'),
    "a check of nothing": ("exercises.py", ', ("start",))', ")", 'check "start" looks at no case; name its groups'),
    "an unknown forward": ("exercises.py", 'd="ema_forward"', 'd="ema"', "builds on ema, which is no exercise above"),
    "no cache": ("exercises.py", "cache=1", "cache=-1", "the cache of ema_forward, which has none; say cache=1 there"),
    "a build that raises": ("exercises.py", 'sizes["D"]', 'sizes["H"]', "exercises.py, line 12 raises KeyError: 'H'."),
    "no alternative": ("alternatives.py", ', "ema_backward": _backward', "", 'ALTERNATIVE has no "ema_backward"; add'),
    "another alternative": (
        "alternatives.py",
        "h0 * powers[t + 1]",
        "h0 * powers[t]",
        "disagree on h, and one of them",
    ),
    "the same again": (
        "alternatives.py",
        'ALTERNATIVE = {"ema_forward": _forward',
        'from .lesson import ema_forward\n\nALTERNATIVE = {"ema_forward": ema_forward',
        "has ema_forward of lesson.py again; write one that computes otherwise.",
    ),
    "no docstring": (
        "misconceptions.py",
        '    """The whole input is added to the kept state, so the result is a sum that leaks, not an average."""\n',
        "",
        "the_input_is_not_scaled has no docstring; say in it what is wrong.",
    ),
    "a misconception that lacks a name": (
        "misconceptions.py",
        "states.append((1 - decay)",
        "states.append((ONE - decay)",
        "line 13 raises NameError: name 'ONE' is not defined.",
    ),
    "a wrong solution": ("lesson.py", "states = [h0]", "states = [2 * h0]", "disagree on h, and one of them"),
    "no solution": ("lesson.py", "def ema_backward", "def ema_backwards", "defines no function ema_backward, which"),
    "another result": ("lesson.py", "return dx, decay * delta,", "return dx,", "does not return dx, dh0, ddecay, as"),
    "no visible check": (
        "lesson.py",
        "def test_ema_backward",
        "def tests_ema_backward",
        "must define a function `test",
    ),
    "a check that fails": ("lesson.py", "[[[2.0], [1.0]]]", "[[[2.0], [3.0]]]", "does not pass test_ema_forward_gives"),
    "an unknown picture": (
        "lesson.py",
        "pictures/mixture.svg",
        "pictures/blend.svg",
        "shows pictures/blend.svg,",
    ),
    "a picture that raises": (
        "pictures/lesson.py",
        "d.gate(",
        "d.gates(",
        "pictures/lesson.py, line 10 raises Attr",
    ),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_what_an_author_gets_wrong_is_said_in_a_sentence(ema: Path, kind: str) -> None:
    file, old, new, sentence = SPOILED[kind]
    path = ema / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = faults(ema)
    assert any(sentence in fault for fault in found), found
    assert all("\n" not in fault for fault in found)


def test_two_solutions_that_are_wrong_alike_are_found(ema: Path) -> None:
    for file, right, wrong in (
        ("lesson.py", "return dx, decay * delta, ddecay", "return dx, decay * delta, 2 * ddecay"),
        ("alternatives.py", "decay * delta[:, 0], ddecay", "decay * delta[:, 0], 2 * ddecay"),
    ):
        text = (ema / file).read_text("utf-8")
        assert right in text
        (ema / file).write_text(text.replace(right, wrong), "utf-8")
    (found,) = faults(ema)
    assert found.startswith("ema: ddecay of ema_backward is not the gradient of the objective with respect to decay;")


def test_practice_cases_that_lack_an_exercise_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    one = assignment("stability")
    more = replace(one, exercises=(*one.exercises, replace(one.exercises[0], name="another")))
    monkeypatch.setattr("graders.judge.cases.assignment", lambda name: more if name == one.name else assignment(name))
    with pytest.raises(
        BadCaseFile, match=r"^graders/practice.cases was drawn by .* draw it again with `unrolled cases"
    ):
        CaseFile.public()


def test_a_misconception_with_a_helper_of_its_own_is_said(ema: Path) -> None:
    path = ema / "misconceptions.py"
    text = path.read_text("utf-8").replace("x.shape[1]", "_steps(x)", 1)
    path.write_text(f"{text}\n\ndef _steps(x):\n    return x.shape[1]\n", "utf-8")
    (found,) = faults(ema)
    assert "decay_and_its_complement_exchanged cannot be recognised, because it raises an error" in found
    assert "Below lesson.py: ema_forward raises NameError" in found and "'_steps' is not defined" in found


def test_a_file_that_is_missing_is_said_with_what_it_holds(ema: Path) -> None:
    (ema / "alternatives.py").unlink()
    assert faults(ema) == [
        "ema/alternatives.py is missing; it holds a second right version of each function, which rounds differently"
    ]


WRONG_VERSIONS = '''


@misconception("ema_forward", hint="None.")
def this_is_right(x, h0, decay):
    """It is right."""
    states = [h0]
    for t in range(x.shape[1]):
        states.append(decay * (states[-1] - x[:, t]) + x[:, t])
    h = np.stack(states[1:], axis=1)
    return h, (x, h0, decay, h)


@misconception("ema_forward", hint="None.")
def this_is_another(x, h0, decay):
    """It is wrong in a way that has a name."""
    states = [h0]
    for t in range(x.shape[1]):
        states.append(x[:, t] + decay * states[-1])
    h = np.stack(states[1:], axis=1)
    return h, (x, h0, decay, h)


@misconception("ema_forward", hint="None.")
def this_raises(x, h0, decay):
    """It calls itself, once it is pasted below the lesson."""
    h, cache = ema_forward(x, h0, decay)
    return -h, cache


@misconception("ema", hint="None.")
def this_is_of_nothing(x):
    """There is no such exercise."""
'''


def test_wrong_versions_and_right_answers_are_tried(ema: Path) -> None:
    (ema / "right").mkdir()
    lesson = (ema / "lesson.py").read_text("utf-8")
    (ema / "right" / "wrong.py").write_text(lesson.replace("dx[:, t] = (1 - decay) * d", "dx[:, t] = d"), "utf-8")
    with (ema / "misconceptions.py").open("a", encoding="utf-8") as file:
        file.write(WRONG_VERSIONS)
    right, first, second, third, fourth = faults(ema)
    assert right.startswith("ema/right/wrong.py has ") and "should have all. ema_backward, check " in right
    assert "this_is_right keeps all points of ema_forward; add a group of cases that shows it" in first
    assert "this_is_another answers as the_input_is_not_scaled does; take one of them out." in second
    assert "this_raises cannot be recognised, because it raises an error" in third
    assert "this_is_of_nothing is a version of ema, which is no exercise." in fourth


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("lstm", "there is already an assignment lstm; rename the folder"),
        ("random", "random is also a module that students import; rename the folder"),
        ("My ema", "'My ema' cannot be an assignment's name: use small letters"),
        ("nowhere", "there is no folder"),
    ],
)
def test_a_name_that_cannot_be_is_refused(ema: Path, name: str, sentence: str) -> None:
    if name != "nowhere":
        ema.rename(ema.with_name(name))
    assert sentence in faults(ema.with_name(name))[0]


WITHOUT_FORK = """
import sys
import graders.grade
from graders.cli import main

if __name__ == "__main__":
    graders.grade.can_fork = lambda: False
    sys.exit(main(["grade", ".", "--require", "none", "--jobs", "2", "--json", "-"]))
"""


def test_a_class_is_graded_where_no_process_can_be_forked(ema: Path, tmp_path: Path) -> None:
    own.add(ema)
    make_course(tmp_path, 'assignments = ["own/ema"]\n', draw_file(1, ["ema"]))
    for student in ("ada", "bob"):
        (tmp_path / "submitted" / student / "ema").mkdir(parents=True)
        shutil.copy(ema / "lesson.py", tmp_path / "submitted" / student / "ema" / "ema.py")
    (tmp_path / "grade.py").write_text(WITHOUT_FORK)
    done = subprocess.run(
        [sys.executable, "grade.py"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [one["score"] for one in json.loads(done.stdout)["submissions"]] == [100, 100]


# Its cases in the course's file


def test_cases_are_not_drawn_again_unasked(ema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "unrolled.toml").write_text('assignments = ["own/ema"]\n')
    path = tmp_path / "course.cases"
    command = ["cases", str(path), "--only"]
    assert main([*command, "ema"]) == 0
    drawn = path.read_bytes()
    capsys.readouterr()
    assert main([*command, "ema"]) == main([*command, "emma"]) == main(command[:2]) == 2
    again, unknown, whole = capsys.readouterr().err.splitlines()
    assert again.endswith("course.cases holds cases of ema; other cases, other grades. Add --force.")
    assert "There is no assignment 'emma'; there is vanilla_rnn" in unknown
    assert "is already there; it may be a course's only copy" in whole
    assert path.read_bytes() == drawn
    found = CaseFile.unpacked(drawn)
    path.write_bytes(packed({"emma": found["ema"]}))
    with pytest.raises(
        BadCaseFile, match="holds cases of emma, which is not known here; if it is yours, name its folder"
    ):
        CaseFile.read(path)
    found["ema"]["ema_forward"]["other"] = found["ema"]["ema_forward"].pop("start")
    path.write_bytes(packed(found))
    with pytest.raises(
        BadCaseFile, match=r"was drawn before ema/exercises.py was changed; draw those cases again with"
    ):
        CaseFile.read(path)


# Whose code it is


def grade(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "graders", "grade", *map(str, words), "--require", "none"], cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def foreign(ema: Path) -> Path:
    """A folder that looks like a course and names an assignment, whose code says that it ran."""
    course = ema.parent.parent
    (ema / "exercises.py").write_text(BREAKS)
    (course / "unrolled.toml").write_text('assignments = ["own/ema"]\n')
    (course / "submitted" / "ada" / "lstm").mkdir(parents=True)
    return course


def test_code_is_taken_only_from_where_one_stands_or_points(foreign: Path, tmp_path_factory) -> None:
    done = grade(tmp_path_factory.mktemp("elsewhere"), foreign)
    assert done.returncode == 2
    assert "names assignments of its own, whose code runs with your rights" in done.stderr
    assert done.stderr.count("\n") == 1
    for one in (grade(foreign, "."), grade(foreign.parent, foreign, "--config", foreign / "unrolled.toml")):
        assert one.returncode == 2 and "the code of an assignment ran" in one.stderr  # it was asked for
        assert "Traceback" not in one.stderr


def test_a_students_folder_that_looks_like_a_course_is_none(foreign: Path, tmp_path_factory) -> None:
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(foreign, course / "submitted" / "ada")
    inner = course / "submitted" / "ada" / "submitted" / "ada"
    for place in (course, course / "submitted", course / "submitted" / "ada", inner, inner / "lstm"):
        assert find_course(place) is None
        done = grade(place, ".")
        assert "the code of an assignment ran" not in done.stdout + done.stderr
    (course / "unrolled.toml").write_text("")
    assert find_course(inner) == course / "unrolled.toml"
    (course / "unrolled.toml").write_text('assignments = ["submitted/ada/own/ema"]\n')
    done = grade(course, ".")
    assert done.returncode == 2 and "lies in submitted, among what students handed in; move it out" in done.stderr


def test_a_lone_folder_cannot_ask_for_less_isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a student sends may look like a whole course: a class, and settings of its own."""
    sent = tmp_path / "downloaded" / "ada"
    (sent / "submitted" / "ada" / "lstm").mkdir(parents=True)
    (sent / "unrolled.toml").write_text('require = "none"\nfeedback = "score"\n')
    monkeypatch.chdir(tmp_path)
    for place in (sent, sent / "submitted", sent / "submitted" / "ada" / "lstm"):
        course = course_of([place], None)
        assert course is not None and (course.require, course.feedback) == ("strict", "score")
    named = course_of([sent], str(sent / "unrolled.toml"))
    assert named is not None and named.require == "none"
    monkeypatch.chdir(sent)
    stood_in = course_of([Path(".")], None)
    assert stood_in is not None and stood_in.require == "none"
    assert f"Settings:{sent / 'unrolled.toml'}" in "".join(grade(sent, sent).stdout.split())  # however it is broken


def test_the_class_in_which_one_works_counts_for_all_that_is_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = tmp_path / "downloaded" / "ada"
    for course in (tmp_path, sent):
        (course / "submitted" / "ada" / "lstm").mkdir(parents=True)
        (course / "unrolled.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    assert find_course(sent) == find_course(Path(".")) == tmp_path / "unrolled.toml"
    assert find_course(Path("submitted/ada")) == tmp_path / "unrolled.toml"
    monkeypatch.chdir(sent.parent)
    assert find_course(Path("../submitted")) == tmp_path / "unrolled.toml"
    assert find_course(sent) == sent / "unrolled.toml"


def test_paths_of_two_courses_have_no_report_in_common(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs, file = (tmp_path / name for name in ("ours", "theirs", "a.py"))
    for course in (ours, theirs):
        (course / "submitted" / "ada" / "lstm").mkdir(parents=True)
        (course / "unrolled.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    assert course_file_of([ours, ours / "submitted"]) == ours / "unrolled.toml"
    assert course_file_of([file]) is None
    for places in ([ours, theirs], [ours, file], [file, theirs]):
        with pytest.raises(BadCourse, match=r"The course file .* is that of .*, and .* that of .*; grade one after"):
            course_file_of(places)
    monkeypatch.chdir(ours)  # what students sent, wherever it lies, does not decide here
    (tmp_path / "bare" / "submitted").mkdir(parents=True)
    for place in (file, Path("."), tmp_path / "bare"):
        assert course_file_of([place]) == ours / "unrolled.toml"
    with pytest.raises(BadCourse, match="say with --config which file counts for all"):
        course_file_of([theirs])
    assert course_of([theirs], str(ours / "unrolled.toml")) is not None


# The page itself


def test_what_the_page_quotes_is_what_the_tools_say() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (PROJECT / "graders").rglob("*.py"))
    sources = re.sub(r"[\"']\n\s*f?[\"']", "", sources)
    sources = re.sub(r"\{[^{}]*\}", "…", sources)
    quoted = [line.split("|")[1].strip() for line in PAGE[PAGE.index("| it says | do |") :].splitlines()[2:]]
    assert len(quoted) > 10
    for text in quoted:
        for part in filter(None, re.split(" ?… ?", text.strip("`"))):
            assert part in sources, part


def test_every_field_of_an_exercise_is_explained_or_rare() -> None:
    from dataclasses import fields

    from graders.exercises.model import Exercise, Group

    explained = set(re.findall(r"`(\w+)", PAGE[PAGE.index("## What the fields mean") :]))
    rare = {"aside", "in_place", "admit", "count", "idle", "name", "parts"}
    assert {one.name for kind in (Exercise, Group) for one in fields(kind)} <= explained | rare
