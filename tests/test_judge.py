"""The judge is fair: what is asked counts, how it is written does not, and the same submission gets the same grade."""

from __future__ import annotations

import json
import math
import os
import pickle
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Grade, as_notebook, check_of, exercise_of, functions_of, lost, reference_source, submission

from graders.collect import Entry
from graders.exercises import ASSIGNMENTS, assignment
from graders.grade import Grader
from graders.judge import following
from graders.judge.grading import Judge
from graders.misconceptions import misconceptions
from graders.results import SubmissionResult

STATUSES = {"passed", "partial", "failed", "missing", "error", "timeout", "killed"}

STEP = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return {result}, (x, prev_h, Wx, Wh, next_h)
"""
SLOW_BUT_RIGHT = STEP.format(result="next_h")
BACKWARD = """
def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    dx, dprev_h, dWx, dWh, db = da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)
    return {result}
"""
BITS = """
def int_to_bits(n, binary_dim=8):
    bits = [(int(n) >> place) & 1 for place in reversed(range(binary_dim))]
    return {result}
"""
ADD = """
def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    total = 0
    for p in prediction:
        total = 2 * total + int(p > 0.5)
    return {result}
"""


def step(result: str) -> str:
    """Return a right submission whose step returns its state as an expression says."""
    return submission("vanilla_rnn", rnn_step_forward=STEP.format(result=result))


def backward(result: str) -> str:
    return submission("vanilla_rnn", rnn_step_backward=BACKWARD.format(result=result))


def checks_lost(result: SubmissionResult, exercise: str) -> set[str]:
    return {check.name for check in exercise_of(result, exercise).checks if not check.passed}


# Shapes and kinds of data


@pytest.mark.parametrize("db", ["db[None]", "db[:, None].T", "db.reshape(1, 1, -1)"])
def test_a_gradient_that_merely_broadcasts_loses_the_points_of_the_shape_alone(grade: Grade, db: str) -> None:
    result = grade(backward(f"dx, dprev_h, dWx, dWh, {db}"))
    assert checks_lost(result, "rnn_step_backward") == {"shapes"}
    assert set(lost(result)) == {"rnn_step_backward"}


def test_a_state_with_an_axis_too_many_loses_the_points_of_the_shape_alone(grade: Grade) -> None:
    assert checks_lost(grade(step("next_h[None]")), "rnn_step_forward") == {"shape"}


def test_a_shape_that_does_not_broadcast_is_a_wrong_value(grade: Grade) -> None:
    result = grade(backward("dx, dprev_h, dWx.T, dWh, db"))
    assert checks_lost(result, "rnn_step_backward") >= {"shapes", "dWx"}


def test_a_shape_alone_earns_nothing(grade: Grade) -> None:
    assert exercise_of(grade(step("0 * next_h - 2")), "rnn_step_forward").score == 0


@pytest.mark.parametrize(
    "kind", ["next_h.tolist()", "[list(row) for row in next_h]", "tuple(map(tuple, next_h))", "[*next_h]"]
)
def test_lists_and_tuples_serve_for_arrays(grade: Grade, kind: str) -> None:
    """The step's own state is an array for the sequence above it, which asks for one."""
    text = submission("vanilla_rnn", rnn_step_forward=STEP.format(result=kind))
    text = text.replace("states.append(prev_h)", "prev_h = np.array(prev_h)\n        states.append(prev_h)")
    assert lost(grade(text)) == {}


@pytest.mark.parametrize("kind", ["[dx, dprev_h, dWx, dWh, db]", "(dx, dprev_h, dWx, dWh, db.tolist())"])
def test_a_list_serves_for_a_tuple_of_gradients(grade: Grade, kind: str) -> None:
    assert exercise_of(grade(backward(kind)), "rnn_step_backward").status == "passed"


def test_a_tuple_serves_for_an_array_of_bits(grade: Grade) -> None:
    bits = BITS.format(result="tuple(bits)")
    assert lost(grade(submission("binary_adder", int_to_bits=bits), "binary_adder")) == {}


@pytest.mark.parametrize("dtype", ["np.int64", "bool", "float", "np.float32", "np.uint8"])
def test_bits_are_bits_in_any_numeric_type(grade: Grade, dtype: str) -> None:
    bits = BITS.format(result=f"np.array(bits, dtype={dtype})")
    assert lost(grade(submission("binary_adder", int_to_bits=bits), "binary_adder")) == {}


@pytest.mark.parametrize(
    "number", ["total", "np.int64(total)", "np.array(total)", "float(total)", "np.float64(total)", "np.uint16(total)"]
)
def test_a_number_is_a_number_as_a_scalar_or_an_array_without_axes(grade: Grade, number: str) -> None:
    text = submission("binary_adder", add=ADD.format(result=number))
    assert lost(grade(text, "binary_adder")) == {}


def test_a_number_in_an_array_of_one_loses_the_points_of_the_shape_alone(grade: Grade) -> None:
    result = grade(submission("binary_adder", add=ADD.format(result="np.array([total])")), "binary_adder")
    assert checks_lost(result, "add") == {"shape"}


# Answers whose keys are words, and answers without entries

WORDS = """
def build_vocabulary(sentences):
    words = sorted({{word for sentence in sentences for word in sentence}} - {{"<UNK>"}})
    vocabulary = {{word: index for index, word in enumerate(["<UNK>", *words])}}
    return {result}
"""
COLUMNS = """
def one_hot(sentence, vocabulary):
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, 0), t] = 1
    return {result}
"""


@pytest.mark.parametrize(
    "result",
    [
        "dict(reversed(vocabulary.items()))",
        "{word: np.int16(index) for word, index in vocabulary.items()}",
        "{word: float(index) for word, index in vocabulary.items()}",
        "__import__('collections').OrderedDict(vocabulary)",
    ],
)
def test_a_dict_of_words_is_right_in_any_order_and_with_any_numbers(grade: Grade, result: str) -> None:
    text = submission("sequence_model", build_vocabulary=WORDS.format(result=result))
    assert lost(grade(text, "sequence_model")) == {}


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("{**vocabulary, '<PAD>': 9}", "vocabulary has the key '<PAD>', which does not belong there."),
        ("{word: vocabulary[word] for word in words}", "vocabulary lacks the key '<UNK>'."),
        ("list(vocabulary)", "vocabulary is a list of length 2, not a dict."),
        ("{index: word for word, index in vocabulary.items()}", "vocabulary is a dict with keys that are not strings"),
        ("{word: index + 1 for word, index in vocabulary.items()}", "vocabulary has 1 for '<UNK>'; expected 0."),
        ("{word: str(index) for word, index in vocabulary.items()}", "vocabulary has a str for '<UNK>'; expected 0."),
        ("None", "vocabulary is None, not a dict."),
    ],
)
def test_a_dict_of_words_is_wrong_with_a_word_too_many_or_too_few_or_a_wrong_number(
    grade: Grade, result: str, said: str
) -> None:
    text = submission("sequence_model", build_vocabulary=WORDS.format(result=result))
    result = grade(text, "sequence_model")
    assert exercise_of(result, "build_vocabulary").message.startswith(said)
    order = check_of(result, "build_vocabulary", "order")
    assert not order.passed and "\nassert vocabulary == expected" in order.counterexample


@pytest.mark.parametrize("result", ["x.astype(np.int8)", "x.astype(np.float16)", "x.astype(bool)", "x.tolist()"])
def test_columns_are_right_in_any_numeric_type_and_without_words_too(grade: Grade, result: str) -> None:
    text = submission("sequence_model", one_hot=COLUMNS.format(result=result))
    assert lost(grade(text, "sequence_model")) == {}


def test_an_answer_without_entries_has_a_shape_all_the_same(grade: Grade) -> None:
    text = COLUMNS.format(result="x if len(sentence) else np.zeros((len(vocabulary), 1))")
    assert checks_lost(grade(submission("sequence_model", one_hot=text), "sequence_model"), "one_hot") == {
        "shape",
        "empty",
    }


def test_float32_answers_to_words_are_no_finding(grade: Grade) -> None:
    text = submission("sequence_model", one_hot=COLUMNS.format(result="x.astype(np.float32)"))
    result = exercise_of(grade(text, "sequence_model"), "one_hot")
    assert (result.status, result.message) == ("passed", "")


def test_no_call_is_shown_on_which_the_right_answer_is_infinite(grade: Grade) -> None:
    loss = """
    def sequence_loss(y_hat, y):
        per_step = -y * np.log(y_hat)
        return per_step.sum(), per_step
    """
    result = exercise_of(grade(submission("sequence_model", sequence_loss=loss), "sequence_model"), "sequence_loss")
    shown = [check.counterexample for check in result.checks if check.counterexample]
    assert shown and not any("nan" in text or "inf" in text for text in shown)


WRONG_KINDS = {
    "masked": "np.ma.masked_array(next_h)",
    "object": "next_h.astype(object)",
    "complex": "next_h.astype(complex)",
    "structured": "np.array([tuple(row) for row in next_h], [(f'f{i}', float) for i in range(next_h.shape[1])])",
    "text": "next_h.astype(str)",
    "NaN": "next_h + np.nan",
    "infinity": "next_h / 0",
    "an iterator": "iter(next_h)",
    "a generator": "(row for row in next_h)",
    "a dict": "{'next_h': next_h}",
    "nothing": "None",
    "a ragged list": "[[0.0]] + [list(row) + [0.0] for row in next_h]",
    "itself": "rnn_step_forward",
}


@pytest.mark.parametrize("kind", WRONG_KINDS)
def test_what_is_no_plain_number_is_a_wrong_answer(grade: Grade, kind: str) -> None:
    exercise = exercise_of(grade(step(WRONG_KINDS[kind])), "rnn_step_forward")
    assert exercise.score == 0
    assert exercise.status == "failed"
    assert "next_h" in exercise.message


def test_one_nan_among_right_numbers_is_a_wrong_answer(grade: Grade) -> None:
    spoilt = "np.where(np.arange(next_h.size).reshape(next_h.shape) == next_h.size - 1, np.nan, next_h)"
    exercise = exercise_of(grade(step(spoilt)), "rnn_step_forward")
    assert exercise.score == 0
    assert "NaN" in exercise.message


def test_a_subclass_of_ndarray_is_read_as_its_data(grade: Grade) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_forward=STEP.format(result="np.asmatrix(next_h)")))
    assert exercise_of(result, "rnn_step_forward").status == "passed"


# Precision


def test_float32_work_gets_full_marks_and_a_finding(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward="""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            x, prev_h, Wx, Wh, b = (np.asarray(value, np.float32) for value in (x, prev_h, Wx, Wh, b))
            next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
            return next_h, (x, prev_h, Wx, Wh, next_h)
        """,
    )
    result = grade(text)
    assert lost(result) == {}
    for exercise in result.exercises:
        assert "float32" in exercise.message, exercise.name


def test_float32_work_that_is_returned_as_float64_gets_full_marks_and_a_finding(grade: Grade) -> None:
    result = grade(step("np.tanh((x @ Wx + prev_h @ Wh + b).astype(np.float32)).astype(float)"))
    assert lost(result) == {}
    assert "float32" in exercise_of(result, "rnn_step_forward").message


@pytest.mark.parametrize("error", ["1e-8", "3e-7"])
def test_a_forward_pass_that_is_right_within_its_tolerance_does_not_cost_its_backward_pass(
    grade: Grade, error: str
) -> None:
    """Gradients are judged a thousand times more finely than values: by the formula on what was returned."""
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=f"""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            next_h = np.tanh(x @ Wx + prev_h @ Wh + b) * (1 - {error})
            return next_h, (x, prev_h, Wx, Wh, next_h)
        """,
    )
    assert lost(grade(text)) == {}


def test_float64_work_gets_no_finding_about_float32(grade: Grade) -> None:
    assert all("float32" not in exercise.message for exercise in grade(reference_source("vanilla_rnn")).exercises)


def test_float16_does_not_reach_the_tolerance(grade: Grade) -> None:
    exercise = exercise_of(grade(step("next_h.astype(np.float16)")), "rnn_step_forward")
    assert exercise.status != "passed"
    assert not next(check for check in exercise.checks if check.name == "step").passed


@pytest.mark.parametrize(("error", "passes"), [("1e-7", True), ("1e-5", False)])
def test_values_are_right_within_a_millionth(grade: Grade, error: str, passes: bool) -> None:
    assert check_of(grade(step(f"next_h + {error}")), "rnn_step_forward", "step").passed is passes


@pytest.mark.parametrize(("error", "passes"), [("1e-11", True), ("1e-7", False)])
def test_gradients_are_right_within_a_billionth_of_their_norm(grade: Grade, error: str, passes: bool) -> None:
    result = grade(backward(f"dx * (1 + {error}), dprev_h, dWx, dWh, db"))
    assert check_of(result, "rnn_step_backward", "dx").passed is passes


# What costs nothing, and what costs its own check only


NUMERICAL = """
def rnn_step_backward(dnext_h, cache):
    given = list(cache)

    def moved(place, index, by):
        arrays = [value.copy() if k == place else value for k, value in enumerate(given)]
        arrays[place][index] += by
        return np.sum(dnext_h * rnn_step_forward(*arrays)[0])

    found = []
    for place, value in enumerate(given):
        gradient = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            near = (moved(place, index, 1e-3) - moved(place, index, -1e-3)) / 2e-3
            nearer = (moved(place, index, 5e-4) - moved(place, index, -5e-4)) / 1e-3
            nearest = (moved(place, index, 2.5e-4) - moved(place, index, -2.5e-4)) / 5e-4
            first, second = (4 * nearer - near) / 3, (4 * nearest - nearer) / 3
            gradient[index] = (16 * second - first) / 15
        found.append(gradient)
    return tuple(found)
"""


def test_numerical_differentiation_loses_the_wide_check_alone(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward="""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            return np.tanh(x @ Wx + prev_h @ Wh + b), (x, prev_h, Wx, Wh, b)
        """,
        rnn_step_backward=NUMERICAL,
        rnn_backward=None,
    )
    result = grade(text, cpu=2.0)
    assert checks_lost(result, "rnn_step_backward") == {"wide"}
    assert exercise_of(result, "rnn_step_backward").status == "timeout"
    assert [one.name for one in exercise_of(result, "rnn_step_backward").findings] == [
        "numerical differentiation suspected"
    ]
    assert set(lost(result)) == {"rnn_step_backward", "rnn_backward"}


LSTM_BY_COMPLEX_STEP = """
def lstm_cell_backward(da_next, dc_next, cache):
    xt, a_prev, c_prev, parameters = cache
    arrays = {"xt": xt, "a_prev": a_prev, "c_prev": c_prev, **parameters}
    arrays = {name: value.astype(complex) for name, value in arrays.items() if name not in ("Wy", "by")}

    def loss():
        v = np.concatenate([arrays["a_prev"], arrays["xt"]])
        z = {gate: arrays["W" + gate] @ v + arrays["b" + gate] for gate in "fico"}
        f, i, o = (1 / (1 + np.exp(-z[gate])) for gate in "fio")
        c_next = f * arrays["c_prev"] + i * np.tanh(z["c"])
        return np.sum(da_next * o * np.tanh(c_next) + dc_next * c_next)

    gradients = {}
    for name, value in arrays.items():
        gradients["d" + name] = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            value[index] += 1e-20j
            gradients["d" + name][index] = loss().imag / 1e-20
            value[index] = value[index].real
    return gradients
"""


def test_differentiation_number_by_number_loses_the_wide_check_of_the_lstm_alone(grade: Grade) -> None:
    forward = functions_of(reference_source("lstm"))["lstm_cell_forward"]
    cached = "(v, c_prev, f, i, candidate, o, c_next, parameters)"
    assert forward.count(cached) == 1
    forward = forward.replace(cached, "(xt, a_prev, c_prev, parameters)")
    text = submission("lstm", lstm_cell_forward=forward, lstm_cell_backward=LSTM_BY_COMPLEX_STEP, lstm_backward=None)
    assert checks_lost(grade(text, "lstm", cpu=4.0), "lstm_cell_backward") == {"wide"}


def test_one_place_for_all_caches_loses_the_check_of_two_caches_alone(grade: Grade) -> None:
    forward, backward = (functions_of(reference_source("lstm"))[f"lstm_cell_{way}"] for way in ("forward", "backward"))
    assert forward.count("    return a_next") == 1 and backward.count("= cache\n") == 1
    forward = forward.replace(
        "    return a_next", "    LAST[:] = v, c_prev, f, i, candidate, o, c_next, parameters\n    return a_next"
    )
    backward = backward.replace("= cache\n", "= LAST\n")
    text = submission("lstm", before="LAST = []", lstm_cell_forward=forward, lstm_cell_backward=backward)
    assert checks_lost(grade(text, "lstm"), "lstm_cell_backward") == {"two_caches"}


def test_changing_an_input_in_place_is_said_and_costs_nothing(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_backward="""
        def rnn_backward(dh, cache):
            dx, dWx, dWh, db = [], 0, 0, 0
            for t in reversed(range(dh.shape[1])):
                dx_t, before, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t], cache[t])
                if t:
                    dh[:, t - 1] += before
                dx.append(dx_t)
                dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
            return np.stack(dx[::-1], axis=1), before, dWx, dWh, db
        """,
    )
    result = grade(text)
    assert lost(result) == {}
    assert "in place" in exercise_of(result, "rnn_backward").message
    assert "in place" not in exercise_of(result, "rnn_forward").message


def test_training_the_weights_that_were_given_loses_what_asks_to_keep_them(grade: Grade) -> None:
    text = submission(
        "binary_adder",
        train_adder="""
        def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
            errors = []
            for a, b in pairs:
                prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
                label = int_to_bits(a + b, binary_dim)
                errors.append(int(np.sum((prediction > 0.5) != label)))
                for name, gradient in adder_backward(label, cache).items():
                    parameters[name] -= alpha * gradient
            return parameters, errors
        """,
    )
    assert checks_lost(grade(text, "binary_adder"), "train_adder") == {"kept"}


def test_one_buffer_returned_each_time_is_read_when_it_is_returned(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        before="BUFFERS = {}",
        rnn_step_forward="""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            prev_h = prev_h.copy()
            next_h = BUFFERS.setdefault(prev_h.shape, np.empty(prev_h.shape))
            next_h[:] = np.tanh(x @ Wx + prev_h @ Wh + b)
            return next_h, (x, prev_h, Wx, Wh, next_h.copy())
        """,
    ).replace("states.append(prev_h)", "states.append(prev_h.copy())")
    assert lost(grade(text)) == {}


def test_a_warning_of_overflow_costs_nothing(grade: Grade) -> None:
    text = submission(
        "binary_adder",
        sigmoid="""
        def sigmoid(z):
            import warnings
            np.exp(np.array([1e4]))
            warnings.warn("overflow", RuntimeWarning)
            return 1 / (1 + np.exp(-z))
        """,
    )
    assert lost(grade(text, "binary_adder")) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("return {name: array for name, array in gradients.items() if 'W' in name}", "a dict without the key 'dx'"),
        ("return [array for array in gradients.values()]", "in the place of a dict"),
        ("return {name: {1, 2} for name in gradients}", "clipped.dx is a set"),
        ("return {name: array[..., None] for name, array in gradients.items()}", "clipped.dx has shape (1, 1, 1)"),
    ],
)
def test_of_a_dict_whose_keys_vary_what_is_wrong_is_named_by_its_key(grade: Grade, text: str, said: str) -> None:
    clip = f"def clip_by_norm(gradients, max_norm):\n    {text}"
    result = grade(submission("stability", clip_by_norm=clip), "stability")
    assert set(lost(result)) == {"clip_by_norm"}
    check = check_of(result, "clip_by_norm", "shapes")
    assert said in check.message
    assert check.counterexample and "clip_by_norm(gradients, max_norm)" in check.counterexample


@pytest.mark.parametrize(
    "text", ["print('state', next_h)", "print('x' * 100_000)", "import sys; sys.stderr.write('\\x1b[31m')"]
)
def test_printing_costs_nothing(grade: Grade, text: str) -> None:
    printing = SLOW_BUT_RIGHT.replace("    return", f"    {text}\n    return")
    assert lost(grade(submission("vanilla_rnn", rnn_step_forward=printing))) == {}


def test_other_names_defaults_and_helpers_cost_nothing(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward="""
        def affine(*pairs):
            return sum(a @ b for a, b in pairs)


        def rnn_step_forward(inputs, state, U, W, bias=0, *, activation=np.tanh):
            new = activation(affine((inputs, U), (state, W)) + bias)
            return new, (inputs, state, U, W, new)
        """,
    )
    assert lost(grade(text)) == {}


# Statuses and scores

PARTIAL = STEP.format(result="np.tanh(x @ Wx + prev_h @ Wh)")
BY_STATUS = {
    "passed": SLOW_BUT_RIGHT,
    "partial": PARTIAL,
    "failed": STEP.format(result="next_h + 1"),
    "missing": None,
    "error": "def rnn_step_forward(*given):\n    raise KeyError('h')",
    "timeout": "def rnn_step_forward(*given):\n    while True:\n        pass",
    "killed": "def rnn_step_forward(*given):\n    import os\n    os._exit(0)",
}


@pytest.mark.parametrize("status", BY_STATUS)
def test_each_status_is_given_for_what_it_says(grade: Grade, status: str) -> None:
    exercise = exercise_of(
        grade(submission("vanilla_rnn", rnn_step_forward=BY_STATUS[status]), cpu=0.3), "rnn_step_forward"
    )
    assert exercise.status == status
    assert (exercise.score == exercise.max_score) == (status == "passed")
    assert (0 < exercise.score < exercise.max_score) == (status == "partial")
    assert bool(exercise.message) == (status != "passed")
    assert pickle.loads(pickle.dumps(exercise)) == exercise  # it goes from process to process, deaths and all


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("raise NotImplementedError", "missing"),
        ("raise NotImplementedError('vanilla_rnn: rnn_step_forward')", "missing"),
        ("pass", "missing"),
        ("'''Only a sentence.'''", "missing"),
        ("...", "missing"),
        ("raise SystemExit", "error"),
        ("raise KeyboardInterrupt", "error"),
        ("import os; os.abort()", "killed"),
        ("import sys; sys.exit(0)", "error"),
        ("assert False", "error"),
        ("return None", "failed"),
        ("x = np.zeros(1 << 40)", "error"),
    ],
)
def test_a_body_gets_the_status_of_what_it_does(grade: Grade, body: str, status: str) -> None:
    text = submission("vanilla_rnn", rnn_step_forward=f"def rnn_step_forward(x, prev_h, Wx, Wh, b):\n    {body}")
    assert exercise_of(grade(text), "rnn_step_forward").status == status


def test_a_name_that_is_no_function_is_missing(grade: Grade) -> None:
    exercise = exercise_of(
        grade(submission("vanilla_rnn", rnn_step_forward="rnn_step_forward = 3")), "rnn_step_forward"
    )
    assert exercise.status == "missing"


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_points_are_finite_and_sum_to_a_hundred(grade: Grade, name: str) -> None:
    for text in (reference_source(name), "x = 1", "def rnn_forward(*given): return 1", "def add(*given): return -1"):
        result = grade(text, name)
        assert result.max_score == pytest.approx(100)
        assert math.isfinite(result.score)
        assert result.score == pytest.approx(sum(exercise.score for exercise in result.exercises))
        for exercise in result.exercises:
            assert exercise.max_score == pytest.approx(sum(check.max_score for check in exercise.checks))
            assert exercise.score == pytest.approx(sum(check.score for check in exercise.checks))
            assert 0 <= exercise.score <= exercise.max_score
            assert exercise.status in STATUSES


def test_a_death_in_one_call_costs_the_checks_that_make_it_alone(grade: Grade) -> None:
    """The process ends on large numbers only; the other groups of cases are run by themselves."""
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=SLOW_BUT_RIGHT.replace(
            "    next_h =", "    if np.abs(x).max() > 9.9:\n        import os\n        os._exit(1)\n    next_h ="
        ),
    )
    result = grade(text)
    exercise = exercise_of(result, "rnn_step_forward")
    assert exercise.status == "killed"
    assert "saturated" in checks_lost(result, "rnn_step_forward")
    assert check_of(result, "rnn_step_forward", "step").passed


# The grader's own fault


@pytest.fixture
def private_grader(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> Grader:
    """A grader whose judges are its own, to be broken."""
    monkeypatch.delenv("UNROLLED_DEBUG", raising=False)
    private = Grader(grader.course, grader.cases)
    private.sandbox = grader.sandbox
    return private


def graded_by(grader: Grader, text: str, folder: Path) -> SubmissionResult:
    path = folder / "vanilla_rnn.py"
    path.write_text(text, encoding="utf-8")
    return grader.grade(Entry("student", str(path), "vanilla_rnn", str(folder)))


@pytest.mark.parametrize("fault", [RuntimeError("secret"), ZeroDivisionError(), KeyError("hidden"), MemoryError()])
def test_a_fault_of_the_graders_own_says_so_and_grades_nothing(
    private_grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*given: Any) -> Any:
        raise fault

    monkeypatch.setattr(Judge, "_score", broken)
    result = graded_by(private_grader, reference_source("vanilla_rnn"), tmp_path)
    assert "grader itself failed" in result.message
    assert "not the student's fault" in result.message
    assert result.exercises == []
    assert result.status != "graded"
    assert "secret" not in result.message


def test_a_fault_in_the_follow_through_of_one_function_grades_nothing_as_zero(
    private_grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(following, "compose", broken)
    text = submission("vanilla_rnn", rnn_step_forward=PARTIAL)
    result = graded_by(private_grader, text, tmp_path)
    assert "grader itself failed" in result.message
    assert result.exercises == []


def test_after_a_fault_the_next_submission_is_graded(
    private_grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Judge, "_as_is", lambda *given: 1 / 0)
        assert graded_by(private_grader, reference_source("vanilla_rnn"), tmp_path).status != "graded"
    assert lost(graded_by(private_grader, reference_source("vanilla_rnn"), tmp_path)) == {}


# The same grade each time


def without_seconds(result: SubmissionResult) -> str:
    return json.dumps({**asdict(result), "seconds": 0}, sort_keys=True, allow_nan=False)


@pytest.mark.parametrize("status", ["passed", "partial", "timeout", "killed", "random"])
def test_the_same_submission_gets_the_same_report_but_for_the_seconds(grade: Grade, status: str) -> None:
    random = STEP.format(result="next_h + np.random.standard_normal() + hash('h') % 7")
    text = submission("vanilla_rnn", rnn_step_forward=BY_STATUS.get(status, random))
    assert without_seconds(grade(text, cpu=0.6)) == without_seconds(grade(text, cpu=0.6))


def test_another_submission_in_between_changes_nothing(grade: Grade) -> None:
    text = submission("vanilla_rnn", rnn_step_forward=PARTIAL)
    before = without_seconds(grade(text))
    grade("import numpy as np\nnp.tanh = None\nnp.random.seed(7)\n" + text)
    grade(reference_source("binary_adder"), "binary_adder")
    assert without_seconds(grade(text)) == before


# Which file, which assignment


def stub_of(name: str) -> str:
    """Return the assignment with every body replaced."""
    lines = [f"def {function}({', '.join(names)}):\n    raise NotImplementedError" for function, names in
             assignment(name).functions.items()]  # fmt: skip
    return "import numpy as np\n\n\n" + "\n\n\n".join(lines) + "\n"


RIGHT = reference_source("vanilla_rnn")
STUB = stub_of("vanilla_rnn")
PARTIAL_NOTEBOOK = as_notebook("import numpy as np", PARTIAL)


@pytest.mark.parametrize(
    ("files", "score", "unread"),
    [
        ({"vanilla_rnn.py": RIGHT}, 100, ""),
        ({"vanilla_rnn.ipynb": as_notebook(RIGHT)}, 100, ""),
        ({"vanilla_rnn.py": RIGHT, "vanilla_rnn.ipynb": as_notebook(STUB)}, 100, "vanilla_rnn.ipynb"),
        ({"vanilla_rnn.py": STUB, "vanilla_rnn.ipynb": as_notebook(RIGHT)}, 100, "vanilla_rnn.py"),
        ({"vanilla_rnn.py": RIGHT, "vanilla_rnn.ipynb": PARTIAL_NOTEBOOK}, 8, "vanilla_rnn.py"),
        ({"vanilla_rnn.py": STUB, "vanilla_rnn.ipynb": as_notebook(STUB)}, 0, "vanilla_rnn.py"),
        ({"vanilla_rnn.py": RIGHT, "vanilla_rnn.ipynb": "{"}, 100, "vanilla_rnn.ipynb"),
        ({"my work.py": RIGHT}, 100, ""),
        ({"vanilla_rnn.py": RIGHT, "notes.py": "def rnn_forward(): pass"}, 100, ""),
    ],
    ids=[
        "a module", "a notebook", "a notebook still the stub", "a module still the stub", "both have work",
        "both are stubs", "a damaged notebook", "another name", "a file beside it",
    ],
)  # fmt: skip
def test_the_file_with_work_counts_and_the_notebook_before_the_module(
    grader: Grader, tmp_path: Path, files: dict[str, str], score: float, unread: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = grader.grade(Entry("student", str(tmp_path), "vanilla_rnn", str(tmp_path)))
    assert result.status == "graded", result.message
    assert result.score == score
    if unread:
        assert f"{unread} was not read" in result.message
    else:
        assert "not read" not in result.message


def test_the_times_of_files_do_not_matter(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "vanilla_rnn.ipynb").write_text(PARTIAL_NOTEBOOK, encoding="utf-8")
    entry = Entry("student", str(tmp_path), "vanilla_rnn", str(tmp_path))
    scores = set()
    for older, newer in (("py", "ipynb"), ("ipynb", "py")):
        os.utime(tmp_path / f"vanilla_rnn.{older}", (1, 1))
        os.utime(tmp_path / f"vanilla_rnn.{newer}", (2_000_000_000, 2_000_000_000))
        scores.add(grader.grade(entry).score)
    assert scores == {8}


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize("kind", ["py", "ipynb"])
def test_the_assignment_is_found_from_the_functions_alone(grader: Grader, tmp_path: Path, name: str, kind: str) -> None:
    text = reference_source(name)
    path = tmp_path / f"homework.{kind}"
    path.write_text(text if kind == "py" else as_notebook(text), encoding="utf-8")
    result = grader.grade(Entry("student", str(path), "", str(tmp_path)))
    assert result.assignment == name
    assert result.score == pytest.approx(100)


def test_one_function_is_enough_to_find_the_assignment(grader: Grader, tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(
        "import numpy as np\n" + functions_of(reference_source("binary_adder"))["int_to_bits"], encoding="utf-8"
    )
    result = grader.grade(Entry("student", str(path), "", str(tmp_path)))
    assert result.assignment == "binary_adder"
    assert result.score == 10


def test_a_file_without_any_function_of_the_course_is_unreadable_and_lists_the_choice(
    grader: Grader, tmp_path: Path
) -> None:
    path = tmp_path / "homework.py"
    path.write_text("def juggle(): pass\n", encoding="utf-8")
    result = grader.grade(Entry("student", str(path), "", str(tmp_path)))
    assert result.status == "unreadable"
    assert all(name in result.message for name in ASSIGNMENTS)


def test_the_judges_own_numpy_is_never_touched(grade: Grade) -> None:
    before = np.allclose, np.testing.assert_allclose, np.ndarray.__eq__
    grade("import numpy as np\nnp.allclose = np.testing.assert_allclose = lambda *given, **options: True\n" + RIGHT)
    assert (np.allclose, np.testing.assert_allclose, np.ndarray.__eq__) == before


# Lists of arrays and of dicts


def test_a_small_call_shows_lists_of_arrays_and_of_dicts(grade: Grade) -> None:
    """Layers are lists, in what is given and in what is returned: simple numbers there too, and one wrong entry."""
    slip = next(one for one in misconceptions("deep_bidirectional") if one.name == "upper_layers_start_from_zeros")
    text = submission("deep_bidirectional", deep_rnn_forward=slip.submission_source())
    check = check_of(grade(text, "deep_bidirectional"), "deep_rnn_forward", "no_input")
    assert check.counterexample is not None
    assert re.search(r"^a0 = \[np\.array\(\[\[\S+\]\]\), np\.array\(\[\[\S+\]\]\)\]$", check.counterexample, re.M)
    assert check.counterexample.count("{'Wax': np.array([[0.0]])") >= 1
    assert re.fullmatch(r"a\[1, 0, 0, 0\] is \S+; expected \S+\.", check.message)


@pytest.mark.parametrize(
    ("returned", "score"),
    [("a", 50), ("tuple(a)", 50), ("np.stack(a)", 50), ("[one.tolist() for one in a]", 50), ("a[-1]", 14)],
)
def test_layers_may_be_returned_in_any_sequence_of_as_many(grade: Grade, returned: str, score: float) -> None:
    text = reference_source("deep_bidirectional")
    assert text.count("return np.stack(y, axis=2), a\n") == 1
    text = text.replace("return np.stack(y, axis=2), a\n", f"return np.stack(y, axis=2), {returned}\n")
    assert exercise_of(grade(text, "deep_bidirectional"), "deep_rnn_forward").score == score


NOTHING_DONE = {
    "stability": """
def clip_by_norm(gradients, max_norm):
    return gradients

def weight_decay(gradients, parameters, strength):
    return {key: one.copy() for key, one in gradients.items()}
""",
    "character_model": "def clip(gradients, maxValue): return gradients",
}


@pytest.mark.parametrize("name", NOTHING_DONE)
def test_what_gives_back_its_input_earns_nothing(name: str, grade: Grade) -> None:
    result = grade(NOTHING_DONE[name], name)
    assert result.score == 0
    for exercise in [one for one in result.exercises if one.status != "missing"]:
        said = {check.message for check in exercise.checks}
        assert (
            f"No points here yet: in every case {exercise.name} returns the gradients just as they were given." in said
        )
        assert any(check.counterexample for check in exercise.checks)


def test_an_array_of_too_many_axes_is_a_wrong_answer_and_no_fault_of_the_judge(grade: Grade) -> None:
    source = "import numpy as np\n\ndef gradient_norms(h, Wh, dh_last): return [np.zeros((1,) * 32)] * (len(h) + 1)\n"
    result = grade(source, "stability")
    assert (result.status, result.exercises[0].status, result.score) == ("graded", "failed", 0)
