"""A student's way through a released folder: what `pytest` says there, from the stubs to the end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from xml.etree import ElementTree

import pytest

from graders.release import default_solutions, parse, release

SOLUTIONS = default_solutions()
NAMES = sorted(path.stem for path in SOLUTIONS.glob("*.py") if "### BEGIN SOLUTION" in path.read_text("utf-8"))
RNN = ["rnn_step_forward", "rnn_step_backward", "rnn_forward", "rnn_backward"]
HOLE = '    # YOUR CODE HERE\n    raise NotImplementedError("not written yet")\n'


class Student:
    """Works in a folder, and runs pytest there."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        self.file = folder / f"{self.name}.py"
        # Students need no plug-in; those that happen to be here take most of the time.
        self.environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        self.environment |= {"COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
        self.environment.pop("PYTEST_ADDOPTS", None)  # those of this run are not theirs

    def write(self, *functions):
        """Put the reference's bodies into functions."""
        solution = (SOLUTIONS / f"{self.name}.py").read_text("utf-8")
        for function in functions:
            body = re.search(rf"def {function}\(.*?### BEGIN SOLUTION\n(.*?) *### END SOLUTION\n", solution, re.S)[1]
            before, start, rest = self.file.read_text("utf-8").partition(f"def {function}(")
            assert HOLE in rest
            self.file.write_text(before + start + rest.replace(HOLE, body, 1), "utf-8")

    def edit(self, old, new):
        """Change one place of the file."""
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new, 1), "utf-8")

    def write_in_notebook(self, function, source):
        """Fill in a function's cell."""
        path = self.file.with_suffix(".ipynb")
        notebook = json.loads(path.read_text("utf-8"))
        (cell,) = [cell for cell in notebook["cells"] if f"def {function}(" in "".join(cell["source"])]
        cell["source"] = source
        path.write_text(json.dumps(notebook), "utf-8")

    def command(self, *options):
        """Return the command that runs pytest."""
        return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]

    def pytest(self, *options, **environment):
        """Run pytest; return its exit status and what it printed."""
        done = subprocess.run(
            self.command(*options),
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout


def told(text):
    """Return the lines of an output without indents and double spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A fresh release of the whole course."""
    target = tmp_path_factory.mktemp("course")
    release(SOLUTIONS, target)
    return target / "assignments"


@pytest.fixture
def student(course, tmp_path):
    """Return a student of an assignment, `vanilla_rnn` if not said."""

    def begin(name="vanilla_rnn"):
        shutil.copytree(course / name, tmp_path / name)
        return Student(tmp_path / name)

    return begin


@pytest.mark.parametrize("name", NAMES)
def test_the_stubs_are_a_list_of_what_to_write_and_one_next_step(student, name, record_property):
    one = student(name)
    started = time.perf_counter()
    status, said = one.pytest()
    seconds = time.perf_counter() - started
    record_property("seconds", round(seconds, 2))
    print(f"{name}: {seconds:.2f} s on the stubs")  # under 2 on a machine that does nothing else
    exercises = parse(SOLUTIONS / f"{name}.py").exercises
    dots, *states = told(said)[: len(exercises) + 1]
    assert status == 1
    assert set(dots.split()[0]) == {"-"}
    assert states == [f"… {function} not written yet" for function in exercises]
    assert re.search(
        rf"not written yet Next: write {exercises[0]} in {name}\.py \(section [^()]+\), then run pytest again\. "
        rf"Only its tests: pytest -m {exercises[0]} \d+ not written in [\d.]+s$",
        " ".join(said.split()),
    )


@pytest.mark.parametrize("name", NAMES)
def test_from_the_first_function_to_the_last(student, name):
    one = student(name)
    lesson = parse(SOLUTIONS / f"{name}.py")
    first, *others = lesson.exercises
    one.write(first)
    status, said = one.pytest()
    assert status == 1
    holds = "answered, in the right form" if lesson.made else "right so far"  # of a quiz nothing more is known here
    assert told(said)[1].startswith(f"✓ {first} {holds} (")
    assert f"Next: write {others[0]} in {name}.py" in said
    one.write(*others)
    status, said = one.pytest()
    assert status == 0
    assert [line.split()[0] for line in told(said)[1 : len(others) + 2]] == ["✓"] * (len(others) + 1)
    assert f"Next: hand in {name}.py." in said


def test_a_wrong_function_is_told_with_the_tests_own_sentence(student):
    one = student()
    one.write(*RNN[:2])
    one.edit("@ Wh + b)", "@ Wh)")
    status, said = one.pytest()
    lines = told(said)
    assert status == 1
    assert lines[1].startswith("✗ rnn_step_forward next_h is [[0.6]], expected 0.8.")
    assert lines[2].startswith("✗ rnn_step_backward dx is [[1.14")
    assert lines[5].startswith("Next: mend rnn_step_forward in vanilla_rnn.py (section 1. One step forward), then run")
    where, title = lines[6].split(": ", 1)
    assert re.fullmatch(r"test_vanilla_rnn\.py:\d+", where)
    assert title == "The three terms of the example add up to ln 3, so the new state is 0.8."
    assert "next_h is [[0.6]], expected 0.8. If it is 0.976, the past is missing;" in said
    assert "assert False" not in said and "np.allclose" not in said


def test_an_exception_is_told_with_the_students_line_and_nothing_of_pytest(student):
    one = student()
    one.write(*RNN)
    one.edit("x @ Wx", "Wx @ x")
    status, said = one.pytest("-m", "rnn_step_forward")
    number = next(n for n, line in enumerate(one.file.read_text("utf-8").splitlines(), 1) if "Wx @ x" in line)
    assert status == 1
    assert "ValueError: operands could not be broadcast together with shapes (3,3) (2,2)" in said
    assert f"    vanilla_rnn.py:{number}: next_h = np.tanh(Wx @ x + prev_h @ Wh + b)" in said
    assert "_pytest" not in said and "Traceback" not in said
    assert "in test_rnn_step_forward" in one.pytest("--tb=short")[1]  # for those who want to see the way there


def test_a_function_that_returns_nothing_is_asked_for_its_return(student):
    one = student()
    one.write("rnn_step_forward")
    one.edit("    return next_h", "    kept = next_h")
    status, said = one.pytest()
    assert status == 1
    assert "the test cannot use it. Does it end with `return`?" in said
    assert re.search(r"    test_vanilla_rnn\.py:\d+: next_h, _ = rnn_step_forward\(x, prev_h, Wx, Wh, b\)\n", said)


def test_code_below_the_stubs_last_line_is_work_whose_line_is_still_there(student):
    one = student()
    one.edit(HOLE, f"{HOLE}    return 0\n")
    status, said = one.pytest()
    assert status == 1
    assert "it still raises NotImplementedError: take that line out." in said


def test_a_later_function_waits_for_the_one_that_it_needs(student):
    one = student()
    one.write("rnn_step_backward")
    status, said = one.pytest("-m", "rnn_step_backward")
    assert status == 1
    assert told(said)[:3] == [
        "??? [100%]",
        "? rnn_step_backward waits for rnn_step_forward",
        "Next: write rnn_step_forward in vanilla_rnn.py (section 1. One step forward), then run pytest again.",
    ]


def test_a_deleted_function_leaves_the_others_alone(student):
    one = student()
    one.write(*RNN)
    text = one.file.read_text("utf-8")
    start = text.index("def rnn_step_backward(")
    one.file.write_text(text[:start] + text[text.index("# %%", start) :], "utf-8")
    status, said = one.pytest()
    assert status == 1
    assert told(said)[1:5] == [
        "✓ rnn_step_forward right so far (3 tests)",
        "… rnn_step_backward not in vanilla_rnn.py",
        "✓ rnn_forward right so far (3 tests)",
        "? rnn_backward waits for rnn_step_backward",
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    next_h = np.tanh(", "    next_h = np.tanh((", "is not Python: '(' was never closed."),
        ("import numpy as np", "from numpy import tangh", "ImportError: cannot import name 'tangh' from 'numpy'"),
        ("import numpy as np", "zeros(3)", "NameError: name 'zeros' is not defined"),
        ("import numpy as np", "raise SystemExit", "SystemExit"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_with_the_line(student, old, new, sentence):
    one = student()
    one.write(*RNN)
    text = one.file.read_text("utf-8")
    one.edit(old, new)
    status, said = one.pytest()
    assert status == 1
    assert told(said)[1].startswith(f"line {text[: text.index(old)].count(chr(10)) + 1} of vanilla_rnn.py ")
    assert sentence in said
    assert told(said)[-2] == "Next: mend that line."
    assert len(told(said)) <= 7


def test_a_pasted_call_that_was_left_in_the_file_is_named(student):
    one = student()
    one.write(*RNN)
    with one.file.open("a", encoding="utf-8") as file:
        file.write('\nexpected = np.ones(2)\nprint("got", 3)\nnp.testing.assert_allclose(3 * expected, expected)\n')
    status, said = one.pytest()
    number = len(one.file.read_text("utf-8").splitlines())
    assert status == 1
    assert told(said)[1:3] == [
        f"line {number} of vanilla_rnn.py raises when the file is read:",
        "np.testing.assert_allclose(3 * expected, expected)",
    ]
    assert "AssertionError: Not equal to tolerance" in said
    assert told(said)[-2] == "Next: take out what you pasted or tried there."


def test_a_file_that_is_gone_is_missed(student):
    one = student()
    one.file.unlink()
    status, said = one.pytest()
    assert status == 1
    assert told(said)[1] == "vanilla_rnn.py is not in this folder."


def test_work_in_the_notebook_is_seen_and_never_run(student):
    one = student()
    one.write_in_notebook("rnn_step_forward", ["def rnn_step_forward():\n", "    return 1\n", "exit()"])
    status, said = one.pytest()
    assert status == 1
    assert "Next: go on in vanilla_rnn.ipynb, where you have written rnn_step_forward." in said
    one.write("rnn_step_forward")
    assert "If you hand in both, the notebook counts." in one.pytest()[1]


def test_a_loop_that_does_not_end_is_told_of_and_named_at_ctrl_c(student):
    one = student()
    one.write(*RNN)
    one.edit("    for t in range(", "    while True:\n        pass\n    for t in range(")
    conftest = one.folder / "conftest.py"
    conftest.write_text(conftest.read_text("utf-8").replace("PATIENCE = 10 ", "PATIENCE = 1 "), "utf-8")
    process = subprocess.Popen(
        one.command(), cwd=one.folder, env=one.environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    guard = threading.Timer(60, process.kill)
    guard.start()
    line = next((line for line in process.stdout if "takes long" in line), "")
    guard.cancel()
    assert line == "test_rnn_forward_remembers_the_first_input takes long. Ctrl-C stops it and says where it was.\n"
    process.send_signal(signal.SIGINT)
    try:
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 2
    assert "✓ rnn_step_backward  right so far" in said
    assert "Stopped while rnn_forward ran." in said


def test_signs_that_a_terminal_cannot_print_have_plain_ones(student):
    one = student()
    one.write("rnn_step_forward")
    for encoding in ("ascii", "cp1252"):
        _, said = one.pytest(PYTHONIOENCODING=encoding)
        assert [line.split()[0] for line in told(said)[1:5]] == ["+", "-", "-", "-"]
        assert said.isascii()


def test_plug_ins_and_several_processes_change_nothing(student):
    one = student()
    one.write("rnn_step_backward")
    _, alone = one.pytest()
    del one.environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]  # xdist, Hypothesis and Unrolled itself
    status, together = one.pytest("-n", "2")
    assert status == 1
    assert told(together)[-7:-1] == told(alone)[-7:-1]
    status, said = one.pytest("--submission", one.file.name, "--submission-require", "none")
    assert status == 1
    assert "Next:" not in said


def test_two_assignments_at_once_have_a_plan_each(course, tmp_path):
    for name in NAMES[:2]:
        shutil.copytree(course / name, tmp_path / name)
    one = Student(tmp_path / NAMES[0])
    one.folder = tmp_path
    status, said = one.pytest("-W", "error", "--tb=no", "-rN")
    assert status == 1
    assert said.count("Next: write ") == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_names_what_is_there(course, name):
    text = (course / name / "README.md").read_text("utf-8")
    assert {f"{name}.py", f"{name}.ipynb"} <= set(re.findall(r"`([\w.]+)`", text))
    for file in re.findall(r"`(\w+\.\w+)`", text):
        assert (course / name / file).exists()
    assert f"`pytest -m {parse(SOLUTIONS / f'{name}.py').exercises[0]}`" in text
    assert text.count("\n") < 30


def test_results_for_machines_say_the_same(student):
    one = student()
    one.write("rnn_step_forward")
    one.edit("@ Wh + b)", "@ Wh)")
    one.pytest("--junitxml=report.xml")
    suite = ElementTree.parse(one.folder / "report.xml").getroot().find("testsuite")
    first, *_, last = suite.iter("testcase")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("11", "10", "0")
    assert first.find("failure").get("message").startswith("next_h is [[0.6]], expected 0.8.")
    assert last.find("failure").text == "not written yet"
