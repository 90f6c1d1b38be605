"""What students get: stubs without solutions, and visible tests that can pass and can fail."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graders.cli import main
from graders.exercises import assignment
from graders.judge.cases import CaseFile
from graders.judge.grading import Judge
from graders.release import NOTE, ReleaseError, default_solutions, parse, release
from graders.release.lesson import guarded, plain_imports
from graders.sandbox.reading import read

ROOT = Path(__file__).parent.parent
SOLUTIONS = default_solutions()
NAMES = sorted(path.stem for path in SOLUTIONS.glob("*.py") if "### BEGIN SOLUTION" in path.read_text("utf-8"))

LESSON = '''# %% [markdown]
# # A lesson

# %% tags=["setup"]
import numpy as np

LIMIT = 5

# %% tags=["exercise"]
def clip(x):
    """Clip."""
    ### BEGIN SOLUTION
    return min(x, LIMIT)
    ### END SOLUTION

# %% tags=["exercise"]
def clip_by_norm(x):
    """Clip by norm."""
    if x:
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION

# %% tags=["check"]
def test_clip_clips():
    """Clipping clips."""
    assert clip(LIMIT + 1) == LIMIT

# %% tags=["check"]
def test_clip_by_norm_scales():
    """Clipping by norm scales."""
    assert clip_by_norm(LIMIT) == 1
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A fresh release of the whole course."""
    target = tmp_path_factory.mktemp("course")
    release(SOLUTIONS, target)
    return target


@pytest.fixture
def lesson(tmp_path):
    """Write a lesson's text to a file and parse it."""

    def write(text):
        path = tmp_path / "lesson.py"
        path.write_text(text, encoding="utf-8")
        return parse(path)

    return write


def files(folder):
    """Return the bytes of all files below a folder, without what running them leaves behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", ".pytest_cache"} & set(path.parts)
    }


def load(path):
    """Import a file as a module of its name."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_visible_tests(folder, cwd, *options):
    """Run an assignment's visible tests in a process of their own; return it and its results."""
    report = cwd / "report.xml"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}"]
    command += ["-W", "error", "--strict-markers", *options, str(folder)]
    # Students need no plug-in, and loading those that happen to be here takes most of the time.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    return done, ElementTree.parse(report).getroot().find("testsuite")


# ------------------------------------------------------------------------------ what is written


def test_the_committed_assignments_are_what_release_writes(course):
    written = files(course)
    assert set(json.loads(written.pop(NOTE))) == set(written)
    committed = files(ROOT / "assignments")
    assert sorted(committed) == sorted(files(course / "assignments")), "run `unrolled release`"
    stale = [name for name, data in written.items() if (ROOT / name).read_bytes() != data]
    assert not stale, "run `unrolled release`"


def test_releasing_twice_writes_the_same_bytes(course, tmp_path):
    first = release(SOLUTIONS, tmp_path)
    before = files(tmp_path)
    assert release(SOLUTIONS, tmp_path) == first
    assert files(tmp_path) == before == files(course)


def test_what_an_instructor_changed_is_not_written_over_unasked(course, tmp_path, capsys):
    for part in ("assignments", "solutions"):
        shutil.copytree(course / part, tmp_path / part)
    changed = tmp_path / "solutions" / "stability" / "stability.ipynb"
    released = changed.read_bytes()
    changed.write_bytes(released.replace(b"gradient", b"GRADIENT", 1))
    assert changed.read_bytes() != released
    before = files(tmp_path)
    command = ["release", "attention", "stability", "--target", str(tmp_path)]
    assert main(command) == 2
    assert files(tmp_path) == before
    assert f"{changed} was changed since the release, and this would write over it" in capsys.readouterr().err
    assert main([*command, "--force"]) == main(command) == 0
    assert changed.read_bytes() == released


def test_a_notebook_holds_the_courses_points(tmp_path):
    (tmp_path / "unrolled.toml").write_text("[points.vanilla_rnn]\nrnn_forward = 37.5\n", "utf-8")
    assert main(["release", "vanilla_rnn", "--target", str(tmp_path)]) == 0
    for folder in ("assignments", "solutions"):
        notebook = json.loads((tmp_path / folder / "vanilla_rnn" / "vanilla_rnn.ipynb").read_text("utf-8"))
        marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
        points = {mark["grade_id"]: mark["points"] for mark in marks if mark.get("grade")}
        assert points == {
            "test_rnn_step_forward": 20, "test_rnn_step_backward": 30, "test_rnn_forward": 37.5, "test_rnn_backward": 30
        }  # fmt: skip
    (tmp_path / "unrolled.toml").write_text("points = 3\n", "utf-8")
    assert main(["release", "vanilla_rnn", "--target", str(tmp_path)]) == 2


def test_one_assignment_can_be_released_alone(tmp_path):
    written = release(SOLUTIONS, tmp_path, ["vanilla_rnn"])
    folder = tmp_path / "assignments" / "vanilla_rnn"
    solution = tmp_path / "solutions" / "vanilla_rnn" / "vanilla_rnn.ipynb"
    assert {folder / name for name in ("vanilla_rnn.py", "vanilla_rnn.ipynb", "test_vanilla_rnn.py")} <= set(written)
    assert {path.parent for path in written} == {folder, folder / "pictures", solution.parent}
    assert sorted(set(files(tmp_path)) - {NOTE}) == sorted(path.relative_to(tmp_path).as_posix() for path in written)


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_holds_the_docstring_and_nothing_of_the_solution(course, name):
    exercises = parse(SOLUTIONS / f"{name}.py").exercises
    text = (course / "assignments" / name / f"{name}.py").read_text("utf-8")
    functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    for function in exercises:
        docstring, *rest = functions[function].body
        assert isinstance(docstring, ast.Expr)
        assert [ast.unparse(node) for node in rest] == ["raise NotImplementedError('not written yet')"]
    assert not any("SOLUTION" in text for text in map(bytes.decode, files(course / "assignments").values()))


@pytest.mark.parametrize("name", NAMES)
def test_importing_a_stub_runs_nothing_and_calling_it_says_so(course, name, capsys):
    module = load(course / "assignments" / name / f"{name}.py")
    assert capsys.readouterr() == ("", "")
    for function in parse(SOLUTIONS / f"{name}.py").exercises:
        stub = getattr(module, function)
        required = stub.__code__.co_argcount - len(stub.__defaults__ or ())
        with pytest.raises(NotImplementedError, match="^not written yet$"):
            stub(*[None] * required)


@pytest.mark.parametrize("name", NAMES)
def test_a_demonstration_is_released_whole_and_lets_what_is_below_it_run(course, tmp_path, name):
    demonstrations = [cell.source for cell in parse(SOLUTIONS / f"{name}.py").tagged("demo")]
    for source in demonstrations:
        given = [node for node in ast.parse(source).body if isinstance(node, ast.If)]
        released = [node for node in ast.parse(guarded(source)).body if isinstance(node, ast.If)]
        assert [ast.dump(node.test) for node in given] == [ast.dump(node.test) for node in released]
        assert [list(map(ast.dump, node.body)) for node in given] == [
            list(map(ast.dump, node.body[0].body)) for node in released
        ]
    folder = tmp_path / name
    shutil.copytree(course / "assignments" / name, folder)
    with (folder / f"{name}.py").open("a", encoding="utf-8") as file:
        file.write('print("below")\n')
    done = subprocess.run([sys.executable, f"{name}.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    *before, last = done.stdout.splitlines()
    assert last == "below"
    stops = "The demonstration stops here. NotImplementedError: not written yet"
    if parse(SOLUTIONS / f"{name}.py").made:  # a quiz counts what is answered
        stops = "0 of 36 questions are answered."
    assert before[-1:] == [stops] * bool(demonstrations)


@pytest.mark.parametrize("name", NAMES)
def test_grading_runs_no_released_demonstration(course, name):
    shown = Judge(assignment(name), CaseFile.public()).shown
    for kind in ("py", "ipynb"):
        data = (course / "assignments" / name / f"{name}.{kind}").read_bytes()
        statements = [statement for cell in read(kind, data, shown).cells for statement in cell.statements]
        assert statements
        assert not [ast.unparse(statement) for statement in statements if isinstance(statement, ast.If | ast.Try)]


@pytest.mark.parametrize("name", NAMES)
def test_the_prose_is_released_word_for_word(course, name):
    text = (course / "assignments" / name / f"{name}.py").read_text("utf-8")
    for cell in parse(SOLUTIONS / f"{name}.py").tagged("markdown"):
        for line in cell.source.splitlines():
            assert f"# {line}".rstrip() in text


# ------------------------------------------------------------------------- running visible tests


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_its_visible_tests_from_another_directory(course, tmp_path, name):
    folder = tmp_path / "handed in" / name
    shutil.copytree(course / "assignments" / name, folder)
    (folder / f"{name}.py").write_text(plain_imports((SOLUTIONS / f"{name}.py").read_text("utf-8")), "utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done, suite = run_visible_tests(folder, elsewhere)
    assert done.returncode == 0, done.stdout
    tests = [case.get("name") for case in suite.iter("testcase")]
    exercises = parse(SOLUTIONS / f"{name}.py").exercises
    assert all(any(test.startswith(f"test_{function}_") for test in tests) for function in exercises)
    for function in (exercises[0], exercises[-1]):
        done, suite = run_visible_tests(folder, elsewhere, "-m", function)
        assert done.returncode == 0, done.stdout
        of_one = [case.get("name") for case in suite.iter("testcase")]
        assert of_one == [test for test in tests if test.startswith(f"test_{function}_")]


# ------------------------------------------------------------ every visible test can fail, and why

WRONG = {
    "vanilla_rnn": {
        "rnn_step_forward": [
            ("prev_h @ Wh + b)", "prev_h @ Wh)"),
            ("x @ Wx + prev_h @ Wh + b", "x @ Wx + b"),
            ("x @ Wx + prev_h @ Wh + b", "prev_h @ Wh + b"),
            ("prev_h @ Wh", "prev_h @ Wh.T"),
            ("np.tanh(x @ Wx + prev_h @ Wh + b)", "x @ Wx + prev_h @ Wh + b"),
            ("np.tanh(", "np.tan("),
            (" + b)", " + b[: len(x), None])"),
            (" + b)", " + b.mean())"),
        ],
        "rnn_step_backward": [
            (" * (1 - next_h**2)", ""),
            ("1 - next_h**2", "1 - next_h"),
            ("da.sum(axis=0)", "da.mean(axis=0)"),
            ("da.sum(axis=0)", "da.sum(axis=0, keepdims=True)"),
            ("da @ Wh.T", "da @ Wh"),
            ("da @ Wh.T", "0 * prev_h"),
            ("prev_h.T @ da", "next_h.T @ da"),
            ("prev_h.T @ da", "da.T @ prev_h"),
            ("x.T @ da", "x.T @ da / len(x)"),
            ("x.T @ da", "x.T @ dnext_h"),
        ],
        "rnn_forward": [
            ("x[:, t], prev_h,", "x[:, t], h0,"),
            ("prev_h = h0", "prev_h = np.zeros_like(h0)"),
            ("range(x.shape[1])", "reversed(range(x.shape[1]))"),
            ("np.stack(states, axis=1)", "np.stack(states)"),
            ("np.stack(states, axis=1)", "np.stack([h0, *states[:-1]], axis=1)"),
            ("x[:, t], prev_h,", "x.mean(axis=1), prev_h,"),
            ("x[:, t], prev_h,", "x[:, t] + x[::-1, t], prev_h,"),
        ],
        "rnn_backward": [
            ("dh[:, t] + dprev_h,", "dh[:, t],"),
            ("dh[:, t] + dprev_h,", "dprev_h if t < dh.shape[1] - 1 else dh[:, t],"),
            ("reversed(range(dh.shape[1]))", "range(dh.shape[1])"),
            ("dx[::-1]", "dx"),
            ("dWx + dWx_t, dWh + dWh_t, db + db_t", "dWx_t, dWh_t, db_t"),
            ("db + db_t", "db + db_t / dh.shape[1]"),
            ("dprev_h, dWx, dWh, db\n", "0 * dprev_h, dWx, dWh, db\n"),
            ("dh[:, t] + dprev_h, cache[t]", "dh[:, t] + dprev_h, cache[0]"),
        ],
    },
    "sequence_model": {
        "build_vocabulary": [
            ("sorted(words)", "words"),
            ("sorted(words)", "sorted(words, key=str.lower)"),
            ("word for sentence in sentences", "word.lower() for sentence in sentences"),
            ('["<UNK>", *sorted(words)]', '[*sorted(words), "<UNK>"]'),
            (' - {"<UNK>"}', ""),
        ],
        "one_hot": [
            ("(len(vocabulary), len(sentence))", "(len(vocabulary), len(vocabulary))"),
            ('vocabulary.get(word, vocabulary["<UNK>"])', "vocabulary.get(word, -1)"),
            (
                'vocabulary.get(word, vocabulary["<UNK>"])',
                "list(vocabulary).index(word if word in vocabulary else '<UNK>')",
            ),
            ("return x", "return x.T"),
            ("return x", "return np.cumsum(x, axis=1)"),
            ("return x", "return x if len(sentence) else np.zeros(0)"),
        ],
        "softmax": [
            ("z.max(axis=0)", "z.max()"),
            ("z - z.max(axis=0)", "z"),
            ("powers.sum(axis=0)", "powers.sum()"),
            ("powers / powers.sum(axis=0)", "(powers.T / powers.T.sum(axis=0)).T"),
            ("powers / powers.sum(axis=0)", "powers / powers.max(axis=0)"),
        ],
        "rnn_cell_forward": [
            (' + parameters["ba"]', ""),
            (' + parameters["by"]', ""),
            ('parameters["Waa"] @ a_prev', "0"),
            ('parameters["Waa"] @ a_prev', 'parameters["Waa"].T @ a_prev'),
            ('parameters["Wax"] @ xt + ', ""),
            ("np.tanh(", "np.tan("),
            ("np.tanh(", "np.array("),
            ('parameters["Wya"] @ a_next', 'parameters["Wya"] @ a_prev'),
            (
                'softmax(parameters["Wya"] @ a_next + parameters["by"])',
                'softmax((parameters["Wya"] @ a_next + parameters["by"]).T).T',
            ),
        ],
        "rnn_forward": [
            ("x[:, :, t], a_next,", "x[:, :, t], a0,"),
            ("a_next = a0", "a_next = np.zeros_like(a0)"),
            ("range(x.shape[2])", "reversed(range(x.shape[2]))"),
            ("np.stack(states, axis=2), np.stack(predictions, axis=2)", "np.stack(states), np.stack(predictions)"),
            ("np.stack(states, axis=2)", "np.stack([a0, *states[:-1]], axis=2)"),
            ("np.stack(predictions, axis=2)", "np.stack(predictions[::-1], axis=2)"),
            ("x[:, :, t], a_next,", "x.mean(axis=2), a_next,"),
            ("x[:, :, t], a_next,", "x[:, :, t] + x[:, ::-1, t], a_next,"),
        ],
        "sequence_loss": [
            ("per_step.sum()", "per_step.mean()"),
            ("per_step.sum()", "per_step"),
            (" + (1 - y) * np.log(1 - y_hat)", ""),
            ("-(y * np", "(y * np"),
            ("y * np.log(y_hat) +", "y * np.log2(y_hat) +"),
        ],
        "rnn_cell_backward": [
            (" * (1 - a_next**2)", ""),
            ("1 - a_next**2", "1 - a_next"),
            ("1 - a_next**2", "1 - a_prev**2"),
            ('parameters["Waa"].T @ dz', 'parameters["Waa"] @ dz'),
            ("dz @ a_prev.T", "dz @ a_next.T"),
            ("dz @ a_prev.T", "a_prev @ dz.T"),
            ("dz @ xt.T", "dz @ xt.T / xt.shape[1]"),
            ("dz.sum(axis=1, keepdims=True)", "dz.sum(axis=1)"),
            ("dz.sum(axis=1, keepdims=True)", "dz.mean(axis=1, keepdims=True)"),
        ],
        "rnn_backward": [
            ("da[:, :, t] + da_prev,", "da[:, :, t],"),
            ("da[:, :, t] + da_prev,", "da_prev if t < da.shape[2] - 1 else da[:, :, t],"),
            ("reversed(range(da.shape[2]))", "range(da.shape[2])"),
            ("dx[::-1]", "dx"),
            ("total + step[name]", "step[name]"),
            ("+ step[name]", "+ step[name] / da.shape[2]"),
            ('"da0": da_prev', '"da0": 0 * da_prev'),
            ("da_prev, caches[t]", "da_prev, caches[0]"),
        ],
        "many_to_one": [
            ("y_pred[:, :, -1]", "y_pred[:, :, 0]"),
            ("y_pred[:, :, -1]", "y_pred[:, :, -1:]"),
            ("y_pred[:, :, -1]", "y_pred.mean(axis=2)"),
        ],
        "one_to_many": [
            ("rnn_cell_forward(xt, a_next, parameters)", "rnn_cell_forward(x0, a_next, parameters)"),
            ("rnn_cell_forward(xt, a_next, parameters)", "rnn_cell_forward(xt, a0, parameters)"),
            ("predictions.append(xt)", "predictions.append(xt); xt = np.eye(len(xt))[:, xt.argmax(axis=0)]"),
            ("range(T_y)", "range(T_y + 1)"),
            ("xt, a_next = x0, a0", "xt, a_next = x0, np.zeros_like(a0)"),
        ],
        "encode_decode": [
            ("a[:, :, -1]", "a0"),
            ("a[:, :, -1]", "a[:, :, 0]"),
            ("np.zeros_like(a,", "np.ones_like(a,"),
            ("decoder, T_y)", "decoder, T_y + 1)"),
            ("return one_to_many(nothing,", "return 0.5 + 0 * one_to_many(nothing,"),
        ],
    },
    "character_model": {
        "clip": [
            ("-maxValue, maxValue", "maxValue, maxValue"),
            ("-maxValue, maxValue", "0, maxValue"),
            ("-maxValue, maxValue", "-5, 5"),
            ("np.clip(gradient, -maxValue, maxValue)", "np.minimum(gradient, maxValue)"),
            ("np.clip(gradient, -maxValue, maxValue)", "gradient"),
        ],
        "sample": [
            ("int(np.random.choice(vocab_size, p=p.ravel()))", "int(np.argmax(p))"),
            ("        seed += 1\n", ""),
            ("counter + seed", "counter + seed + 1"),
            ("        x[index] = 1\n", ""),
            ("        x = np.zeros_like(x)\n", ""),
            ('parameters["Waa"] @ a', '0 * parameters["Waa"] @ a'),
            ("counter < 50", "counter < 51"),
            ("if counter == 50:", "if indices[-1] != newline:"),
            ("if counter == 50:", "if False:"),
            ('char_to_ix["\\n"]', "0"),
        ],
        "optimize": [
            ("clip(gradients, 5)", "gradients"),
            ("clip(gradients, 5)", "clip(gradients, 1)"),
            ("a[len(X) - 1]", "a[0]"),
            ("a[len(X) - 1]", "a[-1]"),
            ("gradients, learning_rate)", "gradients, 0.01)"),
            ("gradients, learning_rate)", "gradients, -learning_rate)"),
            (
                "update_parameters(parameters, gradients",
                "update_parameters(dict(parameters, by=parameters['by'].copy()), gradients",
            ),
            ("return loss,", "return loss / 2,"),
        ],
        "model": [
            ('X[1:] + [char_to_ix["\\n"]]', "X[1:] + X[1:2]"),
            ("[None] + [", '[char_to_ix["\\n"]] + ['),
            ("j % len(names)", "min(j, len(names) - 1)"),
            ("current_loss, _, a_prev = optimize", "current_loss, _, _ = optimize"),
            ("smooth(loss, current_loss)", "current_loss"),
            ("get_initial_loss(vocab_size, dino_names)", "get_initial_loss(vocab_size, 7)"),
        ],
    },
    "binary_adder": {
        "int_to_bits": [
            ("reversed(range(binary_dim))", "range(binary_dim)"),
            ("reversed(range(binary_dim))", "reversed(range(8))"),
            ("int(n) >> place", "int(n) % 256 >> place"),
            ("np.uint8)", "np.int64)"),
        ],
        "adder_forward": [
            ("axis=1)[::-1]", "axis=1)"),
            ("np.concatenate(outputs)[::-1]", "np.concatenate(outputs)"),
            ("np.zeros_like(w_h[0])", "np.full_like(w_h[0], 0.5)"),
            ("w_h @ states[-1]", "w_h.T @ states[-1]"),
            ("w_i @ x + w_h @ states[-1]", "w_i @ x"),
            ("np.concatenate(outputs)", "np.round(np.concatenate(outputs))"),
            ("sigmoid(w_i @ x + w_h @ states[-1])", "np.tanh(w_i @ x + w_h @ states[-1])"),
        ],
        "adder_backward": [
            ("(prediction - label)", "(label - prediction)"),
            ("(prediction - label)", "(prediction - label[::-1])"),
            (" * prediction * (1 - prediction)", ""),
            (" + w_h.T @ delta_h", ""),
            ("w_h.T @ delta_h", "w_h @ delta_h"),
            ("* state * (1 - state)", "* (1 - state**2)"),
            ("delta_h.T @ before", "delta_h.T @ after"),
            ("delta_h.T @ before", "before.T @ delta_h"),
            ("delta_o[None] @ after", "delta_o[None] @ before"),
            (
                "delta_h.T @ inputs",
                "(delta_o[:, None] * w_o * after * (1 - after)).T @ inputs",
            ),
        ],
        "train_adder": [
            ("array.copy()", "array"),
            ("binary_dim), trained", "binary_dim), parameters"),
            ("-= alpha", "+= alpha"),
            ("-= alpha * gradients[name]", "-= 0.1 * gradients[name]"),
            ("np.round(prediction) != label", "np.round(prediction) - label"),
            ("np.sum(np.round(prediction) != label)", "np.any(np.round(prediction) != label)"),
            ("np.round(prediction) != label", "np.round(prediction).astype(np.uint8) - label"),
            ("return trained, errors", "return trained, errors[1:] + errors[:1]"),
            ("return trained, errors", "return parameters, errors"),
        ],
        "add": [
            ("return total", "return a + b"),
            ("np.round(prediction)", "np.round(prediction)[::-1]"),
            ("np.round(prediction)", "prediction"),
            (
                "int_to_bits(a, binary_dim), int_to_bits(b, binary_dim)",
                "int_to_bits(a, 8), int_to_bits(b, 8)",
            ),
        ],
    },
    "lstm": {
        "lstm_cell_forward": [
            ("[a_prev, xt]", "[xt, a_prev]"),
            ("f * c_prev + i * candidate", "(1 - i) * c_prev + i * candidate"),
            ("f * c_prev + i * candidate", "i * candidate"),
            ('candidate = np.tanh(parameters["Wc"] @ v + parameters["bc"])', "candidate = np.tanh(f)"),
            ("o * np.tanh(c_next)", "o * c_next"),
            ("o * np.tanh(c_next)", "np.tanh(c_next)"),
            (' @ v + parameters["bo"]', " @ v"),
            (' @ v + parameters["bf"]', ' @ v + parameters["bf"].mean()'),
            ("softmax(", "sigmoid("),
            ('parameters["Wy"] @ a_next', 'parameters["Wy"] @ c_next'),
            (
                'softmax(parameters["Wy"] @ a_next + parameters["by"])',
                'softmax((parameters["Wy"] @ a_next + parameters["by"]).T).T',
            ),
        ],
        "lstm_forward": [
            ("x[:, :, t], a_next, c_next,", "x[:, :, t], a0, c_next,"),
            ("x[:, :, t], a_next, c_next,", "x[:, :, t], a_next, np.zeros_like(a0),"),
            ("a0, np.zeros_like(a0)", "a0, a0"),
            ("a0, np.zeros_like(a0)", "np.zeros_like(a0), np.zeros_like(a0)"),
            ("range(x.shape[2])", "reversed(range(x.shape[2]))"),
            ("np.stack(y, axis=2), np.stack(c, axis=2)", "np.stack(c, axis=2), np.stack(y, axis=2)"),
            ("np.stack(a, axis=2)", "np.stack(a)"),
            ("x[:, :, t], a_next,", "x.mean(axis=2), a_next,"),
            ("x[:, :, t], a_next,", "x[:, :, t] + x[:, ::-1, t], a_next,"),
        ],
        "lstm_cell_backward": [
            ("dc_next + da_next * o * (1 - shown**2)", "da_next * o * (1 - shown**2)"),
            ("dc_next + da_next * o * (1 - shown**2)", "dc_next"),
            (" * (1 - shown**2)", ""),
            ("dc * c_prev * f * (1 - f)", "dc * c_prev"),
            ("dc * c_prev * f", "dc * c_next * f"),
            ("dc * candidate * i * (1 - i)", "dc * candidate * (1 - i)"),
            ("dc * i * (1 - candidate**2)", "dc * (1 - candidate**2)"),
            ("da_next * shown * o", "dc * shown * o"),
            ('"dc_prev": dc * f', '"dc_prev": dc'),
            ('{"dxt": dv[n_a:], "da_prev": dv[:n_a]', '{"dxt": dv[:-n_a], "da_prev": dv[-n_a:]'),
            ("delta @ v.T", "delta @ np.concatenate([v[n_a:], v[:n_a]]).T"),
            ("delta @ v.T", "delta @ v.T / v.shape[1]"),
            ("delta.sum(axis=1, keepdims=True)", "delta.sum(axis=1)"),
            ("delta.sum(axis=1, keepdims=True)", "delta.mean(axis=1, keepdims=True)"),
        ],
        "lstm_backward": [
            ("da[:, :, t] + da_prev, dc_prev,", "da[:, :, t], dc_prev,"),
            ("da[:, :, t] + da_prev, dc_prev,", "da[:, :, t] + da_prev, 0 * dc_prev,"),
            ("da[:, :, t] + da_prev, dc_prev,", "da[:, :, t] + da_prev, dc_prev + da[:, :, t],"),
            ("reversed(range(da.shape[2]))", "range(da.shape[2])"),
            ("dx[::-1]", "dx"),
            ("shared.get(name, 0) + step[name]", "step[name]"),
            ("+ step[name]", "+ step[name] / da.shape[2]"),
            ('"da0": da_prev', '"da0": 0 * da_prev'),
            ("dc_prev, caches[t]", "dc_prev, caches[0]"),
        ],
    },
    "gru": {
        "simple_gru_cell_forward": [
            ("[c_prev, xt]", "[xt, c_prev]"),
            ("u * candidate + (1 - u) * c_prev", "(1 - u) * candidate + u * c_prev"),
            ("u * candidate + (1 - u) * c_prev", "u * candidate + c_prev"),
            (
                'parameters["Wc"] @ v',
                'parameters["Wc"] @ np.concatenate([sigmoid(parameters["br"]) * c_prev, xt])',
            ),
            (' @ v + parameters["bu"]', " @ v"),
            (' @ v + parameters["bu"]', ' @ v + parameters["bu"].mean()'),
            ('parameters["Wy"] @ c_next', 'parameters["Wy"] @ c_prev'),
            (
                'softmax(parameters["Wy"] @ c_next + parameters["by"])',
                'softmax((parameters["Wy"] @ c_next + parameters["by"]).T).T',
            ),
        ],
        "gru_cell_forward": [
            ("[c_prev, xt]", "[xt, c_prev]"),
            ("[r * c_prev, xt]", "[c_prev, xt]"),
            ("[r * c_prev, xt]", "[(1 - r) * c_prev, xt]"),
            (
                'parameters["Wc"] @ w + parameters["bc"]',
                'r * (parameters["Wc"][:, : len(r)] @ c_prev) + parameters["Wc"][:, len(r) :] @ xt + parameters["bc"]',
            ),
            ("(1 - u) * c_prev", "(1 - u) * r * c_prev"),
            ("u * candidate + (1 - u) * c_prev", "(1 - u) * candidate + u * c_prev"),
            ("u * candidate + (1 - u) * c_prev", "u * candidate + r * c_prev"),
            (' @ v + parameters["bu"]', ' @ v + parameters["bu"].mean()'),
            (' @ v + parameters["br"]', " @ v"),
            ('parameters["Wy"] @ c_next', 'parameters["Wy"] @ candidate'),
            ("softmax(", "sigmoid("),
            (
                'softmax(parameters["Wy"] @ c_next + parameters["by"])',
                'softmax((parameters["Wy"] @ c_next + parameters["by"]).T).T',
            ),
        ],
        "gru_forward": [
            ("x[:, :, t], c_next,", "x[:, :, t], c0,"),
            ("c_next = c0", "c_next = np.zeros_like(c0)"),
            ("range(x.shape[2])", "reversed(range(x.shape[2]))"),
            ("np.stack(c, axis=2), np.stack(y, axis=2)", "np.stack(y, axis=2), np.stack(c, axis=2)"),
            ("np.stack(c, axis=2)", "np.stack(c)"),
            ("x[:, :, t], c_next,", "x.mean(axis=2), c_next,"),
            ("x[:, :, t], c_next,", "x[:, :, t] + x[:, ::-1, t], c_next,"),
        ],
        "gru_cell_backward": [
            ("dc_next * (1 - u) + dw[:n_a] * r", "dw[:n_a] * r"),
            ("dc_next * (1 - u) + dw[:n_a] * r", "dc_next * (1 - u)"),
            ("dw[:n_a] * r + dv[:n_a]", "dw[:n_a] + dv[:n_a]"),
            ("dw[:n_a] * r + dv[:n_a]", "dw[:n_a] * r"),
            ("(candidate - c_prev)", "candidate"),
            ("(candidate - c_prev)", "(c_prev - candidate)"),
            (" * (1 - candidate**2)", ""),
            ("dw[:n_a] * c_prev * r * (1 - r)", "dw[:n_a] * c_prev"),
            ("dw[:n_a] * c_prev * r * (1 - r)", "delta_c * c_prev * r * (1 - r)"),
            ("dv[n_a:] + dw[n_a:]", "dv[n_a:]"),
            ("dv[n_a:] + dw[n_a:]", "dv[:-n_a] + dw[:-n_a]"),
            ('("c", delta_c, w)', '("c", delta_c, v)'),
            ("delta @ read.T", "delta @ read.T / read.shape[1]"),
            ("delta.sum(axis=1, keepdims=True)", "delta.sum(axis=1)"),
            ("delta.sum(axis=1, keepdims=True)", "delta.mean(axis=1, keepdims=True)"),
        ],
    },
    "stability": {
        "gradient_norms": [
            (" * (1 - state**2)", ""),
            (" @ Wh.T", ""),
            ("Wh.T", "Wh"),
            ("(dh * (1 - state**2)) @ Wh.T", "(dh @ Wh.T) * (1 - state**2)"),
            ("h[::-1]", "h"),
            ("norms[::-1]", "norms"),
            ("norms[::-1]", "norms[:0:-1]"),
            ("norms = [np.linalg.norm(dh)]", "norms = []"),
            ("1 - state**2", "1 - state"),
        ],
        "clip_by_norm": [
            (
                "np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))",
                "max(np.linalg.norm(gradient) for gradient in gradients.values())",
            ),
            (
                "np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))",
                "sum(np.linalg.norm(gradient) for gradient in gradients.values())",
            ),
            (
                "np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))",
                "sum(np.sum(gradient**2) for gradient in gradients.values())",
            ),
            ("max_norm / max(norm, max_norm)", "max_norm / norm if norm else 0.0"),
            ("max_norm / max(norm, max_norm)", "max_norm / norm"),
            ("max_norm / max(norm, max_norm)", "1 / max(norm, 1)"),
            ("factor * gradient", "np.clip(gradient, -max_norm, max_norm)"),
            ("factor * gradient", "max_norm + 0 * gradient if norm > max_norm else gradient"),
            ("factor * gradient", "factor * gradient / max(1, max_norm)"),
        ],
        "weight_decay": [
            ("] + strength", "] - strength"),
            ('startswith("dW")', 'startswith(("dW", "db"))'),
            ('startswith("dW")', 'startswith("dWh")'),
            ("strength * parameters", "2 * strength * parameters"),
            ("strength * parameters[name[1:]]", "strength * np.sign(parameters[name[1:]])"),
            ("strength * parameters[name[1:]]", "strength * abs(parameters[name[1:]])"),
            ("gradients[name] + strength", "strength"),
            ("dict(gradients)", "{}"),
        ],
    },
    "deep_bidirectional": {
        "brnn_forward": [
            ("    backward.reverse()\n", ""),
            ("for t in reversed(range(T))", "for t in range(T)"),
            ('a, parameters["backward"]', 'a, parameters["forward"]'),
            ("zip(forward, backward, strict=True)", "zip(backward, forward, strict=True)"),
            ("np.concatenate(states) for", "np.concatenate([states[0], 0 * states[0]]) for"),
            ("    forward, backward = [], []\n    a = np.zeros(", "    forward, backward = [], []\n    a = np.ones("),
            ("    for t in reversed(", "    a = forward[-1]\n    for t in reversed("),
            (' + parameters["by"])', ")"),
            ('softmax(parameters["Wy"] @ a + parameters["by"])', 'parameters["Wy"] @ a'),
            ("np.stack(forward, axis=2), np.stack(backward", "np.stack(backward, axis=2), np.stack(forward"),
            ("np.stack(y, axis=2)", "np.stack(y)"),
            ('a, parameters["backward"])\n', '0 * a, parameters["backward"])\n'),
            ('rnn_step(x[:, :, t], a, parameters["forward"])', 'rnn_step(x[:, ::-1, t], a, parameters["forward"])'),
        ],
        "deep_rnn_forward": [
            ("state, states = a0[layer], []", "state, states = a0[0], []"),
            ("state, states = a0[layer], []", "state, states = 0 * a0[layer], []"),
            ("rnn_step(below[:, :, t], state, weights)", "rnn_step(below[:, :, t - 1], state, weights)"),
            ("rnn_step(below[:, :, t], state, weights)", "rnn_step(below[:, :, t], a0[layer], weights)"),
            ("rnn_step(below[:, :, t], state, weights)", "rnn_step(below[:, ::-1, t], state, weights)"),
            (
                "        below = np.stack(states, axis=2)\n        a.append(below)",
                "        a.append(np.stack(states, axis=2))\n        below = x[: len(state)]",
            ),
            ("for top in states]", "for top in np.moveaxis(a[0], 2, 0)]"),
            ("for top in states]", "for top in states[::-1]]"),
            ("np.stack(y, axis=2), a\n", "np.stack(y, axis=2), a[::-1]\n"),
            ("np.stack(y, axis=2), a\n", "np.stack(y, axis=2), a[-1:]\n"),
            (' + parameters["by"])', ")"),
        ],
    },
    "attention": {
        "attention_weights": [
            ("softmax(scores.ravel()).reshape(scores.shape)", "softmax(scores)"),
            ("softmax(scores.ravel()).reshape(scores.shape)", "softmax(scores.T).T"),
            ("softmax(scores.ravel()).reshape(scores.shape)", "scores"),
            ("softmax(scores.ravel()).reshape(scores.shape)", "np.exp(scores) / np.exp(scores).sum()"),
            ('parameters["Ws"] @ h + parameters["bs"]', 'parameters["bs"]'),
            (' + parameters["bs"]', ""),
            ("np.tanh(", "("),
            ('@ parameters["v"]', '@ np.sort(parameters["v"])[::-1]'),
        ],
        "attend": [
            (".sum(axis=(0, 1))", ".mean(axis=(0, 1))"),
            (".sum(axis=(0, 1))", ".sum(axis=0)"),
            ("weights[:, :, None]", "1"),
            ("weights[:, :, None]", 'weights.ravel(order="F").reshape(weights.shape)[:, :, None]'),
        ],
        "caption_step": [
            ("attend(features, weights)", "attend(features, attention_weights(features, h_prev, parameters))"),
            ("attention_weights(features, h, parameters)", "attention_weights(features, h_prev, parameters)"),
            ("attention_weights(features, h, parameters)", "weights"),
            ("np.tanh(seen + read", "np.tanh(seen"),
            ("np.tanh(seen + read", "np.tanh(read"),
            ('parameters["Wh"] @ h_prev', 'parameters["Wh"].T @ h_prev'),
            (' + parameters["b"])', ")"),
            (' + parameters["bd"])', ")"),
            ("np.tanh(", "("),
        ],
        "caption_forward": [
            (
                "h, here = h0, attention_weights(features, h0, parameters)",
                "h, here = h0, attention_weights(features, 0 * h0, parameters)",
            ),
            (
                "        weights.append(here)\n        h, probabilities, here =",
                "        weights.append(here)\n        h, probabilities, _ =",
            ),
            ("caption_step(features, word, h, here", "caption_step(features, word, h0, here"),
            ("caption_step(features, word, h, here", "caption_step(features, y[0], h, here"),
            ("for word in y:", "for word in y[::-1]:"),
            ("np.stack(d), np.stack(weights)", "np.stack(weights), np.stack(d)"),
            ("np.stack(weights)", "np.stack([*weights[1:], here])"),
        ],
    },
}
MISTAKES = [
    pytest.param(name, function, old, new, id=f"{function}: {new or 'without' + old}")
    for name, functions in WRONG.items()
    for function, changes in functions.items()
    for old, new in changes
]


def failing_tests(name, function, old, new):
    """Return the tests of a function that fail on a wrong version, with what they raise."""
    text = (SOLUTIONS / f"{name}.py").read_text("utf-8")
    start = text.index(f"def {function}(")
    start, end = text.index("### BEGIN", start), text.index("### END", start)
    assert text[start:end].count(old) == 1, f"{old!r} is not once in the solution of {function}"
    namespace = {"__name__": "wrong", "__package__": "solutions"}
    exec(text[:start] + text[start:end].replace(old, new) + text[end:], namespace)
    failures = {}
    for test in [key for key in namespace if key.startswith(f"test_{function}_")]:
        try:
            namespace[test]()
        except Exception as problem:
            failures[test] = problem
    return failures


@pytest.mark.parametrize(("name", "function", "old", "new"), MISTAKES)
def test_a_wrong_version_fails_a_visible_test_of_its_function(name, function, old, new):
    failures = failing_tests(name, function, old, new)
    assert failures
    # A failure is a sentence for the student, not an accident in the test.
    for problem in failures.values():
        assert isinstance(problem, AssertionError) and str(problem)


@pytest.mark.parametrize("name", WRONG)
def test_every_visible_test_is_failed_by_some_wrong_version(name):
    failed = {
        test
        for function, changes in WRONG[name].items()
        for change in changes
        for test in failing_tests(name, function, *change)
    }
    text = (SOLUTIONS / f"{name}.py").read_text("utf-8")
    tests = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    assert failed == {test for test in tests if test.startswith("test_")}


# --------------------------------------------------------------------------- lessons, right and not


def test_a_check_belongs_to_the_exercise_with_the_longest_name(lesson):
    parsed = lesson(LESSON)
    assert parsed.exercises == ["clip", "clip_by_norm"]
    assert [cell.function for cell in parsed.tagged("check")] == ["clip", "clip_by_norm"]


def test_constants_that_the_checks_read_are_imported(tmp_path):
    (tmp_path / "lesson.py").write_text(LESSON, encoding="utf-8")
    release(tmp_path, tmp_path)
    text = (tmp_path / "assignments" / "lesson" / "test_lesson.py").read_text("utf-8")
    assert "\nfrom lesson import LIMIT, clip, clip_by_norm\n" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('# %% tags=["setup"]', "# %%", "cell 2 needs exactly one tag"),
        ('tags=["setup"]', 'tags=["setpu"]', "cell 2 needs exactly one tag"),
        (
            "    return min(x, LIMIT)\n    ### END SOLUTION",
            "    return x",
            "cell 3 needs `### BEGIN",
        ),
        ("def clip(x):", "def one(): ...\ndef clip(x):", "cell 3 .* exactly one function"),
        ("def clip(x):", "def clip(x:", "cell 3, line 1 is not Python"),
        ("test_clip_by_norm_scales", "test_norm_scales", "cell 6: each test must be named"),
        ("def test_clip_clips", "def check_clip", "cell 5 is a check and must define"),
        ('    """Clipping by norm scales."""\n', "", "test_clip_by_norm_scales needs a docstring"),
        (
            '# %% tags=["check"]\ndef test_clip_clips',
            '# %% tags=["setup"]\ndef test_clip_clips',
            "clip needs a visible check",
        ),
    ],
)
def test_a_broken_lesson_is_refused_with_its_cell(lesson, old, new, message):
    assert LESSON.count(old) == 1
    with pytest.raises(ReleaseError, match=message):
        lesson(LESSON.replace(old, new))


def test_nothing_is_written_if_one_lesson_is_missing(tmp_path):
    with pytest.raises(ReleaseError, match="no lesson to read at .*no_such_lesson.py"):
        release(SOLUTIONS, tmp_path, ["vanilla_rnn", "no_such_lesson"])
    assert not files(tmp_path)


def test_a_folder_without_lessons_is_refused(tmp_path):
    with pytest.raises(ReleaseError, match="no lesson in"):
        release(tmp_path, tmp_path)


def test_without_jupytext_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "jupytext", None)
    with pytest.raises(ReleaseError, match=r'pip install "unrolled\[release\]"'):
        release(SOLUTIONS, tmp_path)
