"""A mistake costs its points once, in both directions, and nobody earns by it what they have not done."""

from __future__ import annotations

import textwrap

import pytest
from conftest import Grade, exercise_of, functions_of, lost, reference_source, submission

from graders.misconceptions import misconceptions

STEP_FORWARD, STEP_BACKWARD = "rnn_step_forward", "rnn_step_backward"
HANGING = 0.5  # seconds of CPU where something hangs


def wrong(assignment: str, name: str) -> str:
    """Return a misconception under the contract's name."""
    return next(one for one in misconceptions(assignment) if one.name == name).submission_source()


def unusable(name: str, how: str) -> str | None:
    """Return a function that cannot be used: missing, raising or hanging."""
    return {
        "missing": None,
        "stub": f"def {name}(*arguments):\n    raise NotImplementedError",
        "raising": f"def {name}(*arguments):\n    raise ValueError('not today')",
        "hanging": f"def {name}(*arguments):\n    while True:\n        pass",
        "exiting": f"def {name}(*arguments):\n    import os\n    os._exit(3)",
    }[how]


UNUSABLE = ("missing", "stub", "raising", "hanging", "exiting")

REPEATING_FORWARD = """
def rnn_forward(x, h0, Wx, Wh, b):
    states, cache = [], []
    for t in range(x.shape[1]):
        before = states[-1] if states else h0
        states.append({formula})
        cache.append((x[:, t], before, Wx, Wh, states[-1]))
    return np.stack(states, axis=1), cache
"""
REPEATING_BACKWARD = """
def rnn_backward(dh, cache):
    future, dx, dWx, dWh, db = 0, [], 0, 0, 0
    for t in reversed(range(len(cache))):
        x, before, Wx, Wh, after = cache[t]
        da = (dh[:, t] + future) * {slope}
        future = da @ Wh.T
        dx.insert(0, da @ Wx.T)
        dWx, dWh, db = dWx + x.T @ da, dWh + {state}.T @ da, db + da.sum(axis=0)
    return np.stack(dx, axis=1), future, dWx, dWh, db
"""
SEED_BACKWARD = """
def rnn_backward(dh, cache):
    N, T, H = dh.shape
    D = cache[0][0].shape[1]  # D taken from x in cache
    dx, dprev_h = np.zeros((N, T, D)), np.zeros((N, H))
    dWx, dWh, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros((H,))
    for t in reversed(range(T)):
        dx[:, t], dprev_h, dWx_, dWh_, db_ = rnn_step_backward(dh[:, t] + dprev_h, cache[t])
        dWx += dWx_
        dWh += dWh_
        db += db_
    return dx, dprev_h, dWx, dWh, db
"""
SIGMOID_FORWARD = """
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = 1 / (1 + np.exp(-(x @ Wx + prev_h @ Wh + b)))
    return next_h, (x, prev_h, Wx, Wh, next_h)
"""
SIGMOID_BACKWARD = """
def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * next_h * (1 - next_h)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)
"""


# A wrong step below a right sequence


@pytest.mark.parametrize(
    "name", ["the_bias_is_forgotten", "recurrent_weights_transposed", "relu_for_tanh", "bias_added_twice"]
)
def test_a_wrong_step_costs_the_step_alone(grade: Grade, name: str) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_forward=wrong("vanilla_rnn", name)))
    assert set(lost(result)) == {STEP_FORWARD}


@pytest.mark.parametrize("name", ["dWh_from_the_state_after", "tanh_derivative_forgotten", "bias_gradient_averaged"])
def test_a_wrong_step_backward_costs_the_step_alone(grade: Grade, name: str) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_backward=wrong("vanilla_rnn", name)))
    assert set(lost(result)) == {STEP_BACKWARD}


def test_two_wrong_steps_cost_the_two_steps(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed"),
        rnn_step_backward=wrong("vanilla_rnn", "bias_gradient_averaged"),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD, STEP_BACKWARD}


def test_a_sequence_that_repeats_the_wrong_formula_is_judged_as_one_that_calls_it(grade: Grade) -> None:
    formula = "np.tanh(x[:, t] @ Wx + before @ Wh.T + b)"
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed"),
        rnn_forward=REPEATING_FORWARD.format(formula=formula),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD}


def test_a_sequence_backward_that_repeats_the_wrong_formula_is_judged_as_one_that_calls_it(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_backward=wrong("vanilla_rnn", "dWh_from_the_state_after"),
        rnn_backward=REPEATING_BACKWARD.format(slope="(1 - after**2)", state="after"),
    )
    assert set(lost(grade(text))) == {STEP_BACKWARD}


def test_a_right_formula_in_the_sequence_is_right_beside_a_wrong_step(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed"),
        rnn_forward=REPEATING_FORWARD.format(formula="np.tanh(x[:, t] @ Wx + before @ Wh + b)"),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD}


def test_the_result_says_that_it_was_judged_on_top_of_the_students_own(grade: Grade) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed")))
    assert "own functions" in exercise_of(result, "rnn_forward").message


# A step that cannot be used


@pytest.mark.parametrize("how", UNUSABLE)
def test_a_sequence_above_an_unusable_step_forward_gets_working_steps_lent(grade: Grade, how: str) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_forward=unusable(STEP_FORWARD, how)), cpu=HANGING)
    assert lost(result) == {STEP_FORWARD: 20, STEP_BACKWARD: 30}
    assert "lent" in exercise_of(result, "rnn_forward").message


@pytest.mark.parametrize("how", UNUSABLE)
def test_a_sequence_above_an_unusable_step_backward_gets_it_lent_on_its_own_caches(grade: Grade, how: str) -> None:
    text = submission("vanilla_rnn", rnn_step_backward=unusable(STEP_BACKWARD, how), rnn_backward=SEED_BACKWARD)
    result = grade(text, cpu=HANGING)
    assert lost(result) == {STEP_BACKWARD: 30}
    assert "rnn_step_backward lent" in exercise_of(result, "rnn_backward").message


def test_both_steps_missing_cost_the_steps_alone(grade: Grade) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_forward=None, rnn_step_backward=None))
    assert lost(result) == {STEP_FORWARD: 20, STEP_BACKWARD: 30}


def test_a_wrong_step_forward_and_a_missing_step_backward_cost_the_steps_alone(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed"),
        rnn_step_backward=None,
        rnn_backward=SEED_BACKWARD,
    )
    assert set(lost(grade(text))) == {STEP_FORWARD, STEP_BACKWARD}


def test_a_wrong_sequence_above_a_missing_step_still_loses(grade: Grade) -> None:
    text = submission("vanilla_rnn", rnn_step_forward=None, rnn_forward=wrong("vanilla_rnn", "states_one_step_late"))
    result = grade(text)
    assert exercise_of(result, "rnn_forward").score == 0


def test_a_sequence_that_repeats_the_right_formula_needs_no_step(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=None,
        rnn_step_backward=None,
        rnn_forward=REPEATING_FORWARD.format(formula="np.tanh(x[:, t] @ Wx + before @ Wh + b)"),
        rnn_backward=REPEATING_BACKWARD.format(slope="(1 - after**2)", state="before"),
    )
    assert lost(grade(text)) == {STEP_FORWARD: 20, STEP_BACKWARD: 30}


SPYING = '''
import gc, inspect

SPIED = []

def spy(function, cache):
    """Raise if anything of the lent function is in reach but its answers; look three times, it takes long."""
    SPIED.append(1)
    if len(SPIED) > 3:
        return
    try:
        inspect.getsource(function)
        raise RuntimeError("a source")
    except (OSError, TypeError):
        pass
    reached, waiting = [], [function, cache]
    for _ in range(2000):
        if not waiting:
            break
        one = waiting.pop(0)
        if any(one is other for other in reached) or type(one).__name__ == "module":
            continue
        reached.append(one)
        code = getattr(one, "__code__", None)
        if code is not None and "tanh" in code.co_names:
            raise RuntimeError("a function that works: " + one.__name__)
        if one is not function and not isinstance(one, (type, dict)):
            waiting += gc.get_referents(one)
        if one is function:
            waiting += [cell.cell_contents for cell in one.__closure__ or ()] + [one.__defaults__]
    for one in gc.get_referents(cache) + [getattr(cache, name, None) for name in dir(cache)]:
        if isinstance(one, np.ndarray) or isinstance(one, (tuple, list)) and any(type(i) is np.ndarray for i in one):
            raise RuntimeError("an array in the cache")
'''
SPYING_FORWARD = """
def rnn_forward(x, h0, Wx, Wh, b):
    states, cache = [h0], []
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t], states[-1], Wx, Wh, b)
        spy(rnn_step_forward, step)
        states.append(state)
        cache.append(step)
    return np.stack(states[1:], axis=1), cache
"""


def test_a_lent_function_can_be_called_and_no_more(grade: Grade) -> None:
    result = grade(submission("vanilla_rnn", before=SPYING, rnn_step_forward=None, rnn_forward=SPYING_FORWARD))
    assert exercise_of(result, "rnn_forward").status == "passed", exercise_of(result, "rnn_forward").message


def test_the_spy_would_find_a_function_that_is_really_there(grade: Grade) -> None:
    result = grade(submission("vanilla_rnn", before=SPYING, rnn_forward=SPYING_FORWARD))
    assert "RuntimeError" in exercise_of(result, "rnn_forward").message


def test_a_lent_functions_answers_are_gone_with_its_run(grade: Grade) -> None:
    """What was kept in one run is not there when the file is loaded for another."""
    before = """
    import builtins
    if hasattr(builtins, "kept") or hasattr(np, "kept"):
        raise SystemExit("kept")
    """
    keeping = SPYING_FORWARD.replace("spy(rnn_step_forward, step)", "builtins.kept = np.kept = state")
    text = submission("vanilla_rnn", before=textwrap.dedent(before), rnn_step_forward=None, rnn_forward=keeping)
    result = grade(text)
    assert lost(result) == {STEP_FORWARD: 20, STEP_BACKWARD: 30}
    assert "kept" not in result.message


def test_a_lent_step_is_of_no_use_to_the_step_itself(grade: Grade) -> None:
    """A step that answers only from what a sequence has collected earns nothing."""
    step = """
    COLLECTED = {}


    def rnn_step_forward(x, prev_h, Wx, Wh, b):
        return COLLECTED[x.tobytes()], None
    """
    collecting = SPYING_FORWARD.replace("spy(rnn_step_forward, step)", "COLLECTED[x[:, t].tobytes()] = state")
    text = submission("vanilla_rnn", rnn_step_forward=textwrap.dedent(step), rnn_forward=collecting)
    result = grade(text)
    assert exercise_of(result, STEP_FORWARD).score == 0
    assert exercise_of(result, "rnn_forward").status == "passed"


# A wrong sequence above a right step


@pytest.mark.parametrize("name", ["states_one_step_late", "the_last_step_is_left_out", "every_state_is_the_last_one"])
def test_a_wrong_sequence_costs_the_sequence_alone(grade: Grade, name: str) -> None:
    assert set(lost(grade(submission("vanilla_rnn", rnn_forward=wrong("vanilla_rnn", name))))) == {"rnn_forward"}


def test_a_wrong_sequence_backward_costs_itself_alone(grade: Grade) -> None:
    text = submission("vanilla_rnn", rnn_backward=wrong("vanilla_rnn", "dh0_left_at_zero"))
    assert set(lost(grade(text))) == {"rnn_backward"}


# A trivial forward pass

TRIVIAL = {
    "zeros": ("np.zeros_like(prev_h)", "0 * prev_h"),
    "the previous state": ("prev_h.copy()", "dnext_h"),
    "a constant": ("np.full_like(prev_h, 0.3)", "0 * prev_h"),
    "the bias": ("np.broadcast_to(b, prev_h.shape) + 0.0", "0 * prev_h"),
}


@pytest.mark.parametrize("name", TRIVIAL)
def test_a_trivial_step_earns_nothing_by_follow_through(grade: Grade, name: str) -> None:
    formula, dprev_h = TRIVIAL[name]
    db = "dnext_h.sum(axis=0)" if name == "the bias" else "0 * b"
    gradients = f"0 * x, {dprev_h}, 0 * Wx, 0 * Wh, {db}"
    forward = f"""
    def rnn_step_forward(x, prev_h, Wx, Wh, b):
        return {formula}, (x, prev_h, Wx, Wh, b)
    """
    backward = f"""
    def rnn_step_backward(dnext_h, cache):
        x, prev_h, Wx, Wh, b = cache
        return {gradients}
    """
    result = grade(submission("vanilla_rnn", rnn_step_forward=forward, rnn_step_backward=backward))
    assert {exercise.name: exercise.score for exercise in result.exercises if exercise.score} == {}


def test_a_step_whose_every_entry_depends_on_everything_earns_nothing_for_its_true_gradient(grade: Grade) -> None:
    forward = """
    def rnn_step_forward(x, prev_h, Wx, Wh, b):
        total = x.sum() + prev_h.sum() + Wx.sum() + Wh.sum() + b.sum()
        return np.full_like(prev_h, total), (x, prev_h, Wx, Wh, b)
    """
    backward = """
    def rnn_step_backward(dnext_h, cache):
        return tuple(np.full_like(value, dnext_h.sum()) for value in cache)
    """
    result = grade(submission("vanilla_rnn", rnn_step_forward=forward, rnn_step_backward=backward))
    assert exercise_of(result, STEP_FORWARD).score == 0
    assert exercise_of(result, STEP_BACKWARD).score == 0


def test_a_step_too_small_to_matter_earns_nothing_and_neither_do_its_zero_gradients(grade: Grade) -> None:
    """It depends on what the right one depends on, but its true gradient is zero to any tolerance."""
    forward = """
    def rnn_step_forward(x, prev_h, Wx, Wh, b):
        return 1e-13 * np.tanh(x @ Wx + prev_h @ Wh + b), (x, prev_h, Wx, Wh, b)
    """
    backward = """
    def rnn_step_backward(dnext_h, cache):
        return tuple(np.zeros_like(value) for value in cache)
    """
    result = grade(submission("vanilla_rnn", rnn_step_forward=forward, rnn_step_backward=backward))
    assert {exercise.name: exercise.score for exercise in result.exercises if exercise.score} == {}


def test_a_sequence_of_zeros_above_a_step_of_zeros_earns_nothing(grade: Grade) -> None:
    step = """
    def rnn_step_backward(dnext_h, cache):
        x, prev_h, Wx, Wh, next_h = cache
        return 0 * x, 0 * prev_h, 0 * Wx, 0 * Wh, 0 * Wh[0]
    """
    sequence = """
    def rnn_backward(dh, cache):
        x, h0, Wx, Wh, _ = cache[0]
        N, T, H = dh.shape
        return np.zeros((N, T, x.shape[1])), 0 * h0, 0 * Wx, 0 * Wh, np.zeros(H)
    """
    result = grade(submission("vanilla_rnn", rnn_step_backward=step, rnn_backward=sequence))
    assert lost(result) == {"rnn_step_backward": 30, "rnn_backward": 30}


TRIVIAL_SEQUENCE = {
    "zeros": "np.zeros((N, T, H))",
    "the first state": "np.repeat(h0[:, None], T, axis=1)",
    "the bias": "np.zeros((N, T, H)) + b",
}


@pytest.mark.parametrize("name", TRIVIAL_SEQUENCE)
def test_a_trivial_sequence_earns_nothing_and_neither_does_its_gradient(grade: Grade, name: str) -> None:
    forward = f"""
    def rnn_forward(x, h0, Wx, Wh, b):
        N, T, H = len(x), x.shape[1], len(b)
        return {TRIVIAL_SEQUENCE[name]}, (x, h0, Wx, Wh, b)
    """
    dh0 = "dh.sum(axis=1)" if name == "the first state" else "0 * h0"
    db = "dh.sum(axis=(0, 1))" if name == "the bias" else "0 * b"
    backward = f"""
    def rnn_backward(dh, cache):
        x, h0, Wx, Wh, b = cache
        return 0 * x, {dh0}, 0 * Wx, 0 * Wh, {db}
    """
    result = grade(submission("vanilla_rnn", rnn_forward=forward, rnn_backward=backward))
    assert lost(result) == {"rnn_forward": 20, "rnn_backward": 30}


@pytest.mark.parametrize("constant", ["np.full(len(a), 0.5)", "np.zeros(len(a))", "np.asarray(a, float)"])
def test_a_trivial_network_earns_nothing_and_neither_does_what_is_built_on_it(grade: Grade, constant: str) -> None:
    forward = f"""
    def adder_forward(a, b, parameters):
        return {constant}, parameters
    """
    backward = """
    def adder_backward(label, cache):
        return {name: 0 * value for name, value in cache.items()}
    """
    result = grade(submission("binary_adder", adder_forward=forward, adder_backward=backward), "binary_adder")
    scores = {exercise.name: exercise.score for exercise in result.exercises}
    assert (scores["adder_forward"], scores["adder_backward"], scores["add"]) == (0, 0, 0)
    # Weights that never move are kept as they were, in their shapes: four points as they are, without follow-through.
    assert scores["train_adder"] <= 4


# A backward pass of the student's own wrong forward pass


def test_the_true_gradient_of_a_wrong_step_is_right(grade: Grade) -> None:
    text = submission("vanilla_rnn", rnn_step_forward=SIGMOID_FORWARD, rnn_step_backward=SIGMOID_BACKWARD)
    assert set(lost(grade(text))) == {STEP_FORWARD}


def test_the_right_formula_on_what_a_wrong_step_returned_is_right(grade: Grade) -> None:
    """The bias counts twice forward and once backward, as the formula has it."""
    text = submission("vanilla_rnn", rnn_step_forward=wrong("vanilla_rnn", "bias_added_twice"))
    assert set(lost(grade(text))) == {STEP_FORWARD}


def test_the_true_gradient_of_a_bias_added_twice_is_right(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "bias_added_twice"),
        rnn_step_backward="""
        def rnn_step_backward(dnext_h, cache):
            x, prev_h, Wx, Wh, next_h = cache
            da = dnext_h * (1 - next_h**2)
            return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, 2 * da.sum(axis=0)
        """,
    )
    assert set(lost(grade(text))) == {STEP_FORWARD}


def test_neither_the_gradient_nor_the_formula_is_wrong_above_a_wrong_step(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "bias_added_twice"),
        rnn_step_backward=wrong("vanilla_rnn", "tanh_derivative_forgotten"),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD, STEP_BACKWARD}


def test_the_true_gradient_of_a_wrong_sequence_is_right(grade: Grade) -> None:
    """The state is halved on its way from step to step, forward and backward."""
    text = submission(
        "vanilla_rnn",
        rnn_forward=REPEATING_FORWARD.format(formula="np.tanh(x[:, t] @ Wx + before / 2 @ Wh + b)"),
        rnn_backward=REPEATING_BACKWARD.format(slope="(1 - after**2)", state="(before / 2)").replace(
            "future = da @ Wh.T", "future = da @ Wh.T / 2"
        ),
    )
    assert set(lost(grade(text))) == {"rnn_forward"}


def test_the_true_gradient_of_a_wrong_network_is_right(grade: Grade) -> None:
    """Tanh units, and the slope of tanh on the way back."""
    text = submission(
        "binary_adder",
        adder_forward=wrong("binary_adder", "hidden_units_with_tanh"),
        adder_backward=wrong("binary_adder", "derivative_of_tanh"),
    )
    assert set(lost(grade(text, "binary_adder"))) == {"adder_forward"}


def test_the_same_slip_written_in_two_functions_costs_both(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_backward=wrong("vanilla_rnn", "weight_gradients_divided_by_the_batch"),
        rnn_backward=wrong("vanilla_rnn", "weight_gradients_averaged_over_time"),
    )
    assert set(lost(grade(text))) == {STEP_BACKWARD, "rnn_backward"}


def test_the_same_slip_in_forward_and_backward_of_one_step_costs_the_backward_where_it_is_no_gradient(
    grade: Grade,
) -> None:
    """Wh transposed going forward and again going back is the gradient of neither."""
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed"),
        rnn_step_backward=wrong("vanilla_rnn", "derivative_without_the_square"),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD, STEP_BACKWARD}


# A forward pass without a cache


@pytest.mark.parametrize("result", ["next_h", "(next_h,)"])
def test_a_backward_pass_whose_forward_pass_yields_no_cache_earns_nothing(grade: Grade, result: str) -> None:
    """Even where it would answer rightly from what the forward pass left behind."""
    text = submission(
        "vanilla_rnn",
        before="LEFT = []",
        rnn_step_forward=f"""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
            LEFT.append((x, prev_h, Wx, Wh, next_h))
            return {result}
        """,
        rnn_step_backward="""
        def rnn_step_backward(dnext_h, cache):
            x, prev_h, Wx, Wh, next_h = LEFT.pop() if cache is None else cache
            da = dnext_h * (1 - next_h**2)
            return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)
        """,
    )
    assert exercise_of(grade(text), STEP_BACKWARD).score == 0


# The adder


@pytest.mark.parametrize("name", ["least_significant_bit_first", "zeros_added_at_the_end", "the_ones_are_left_out"])
def test_wrong_bits_cost_the_bits_alone(grade: Grade, name: str) -> None:
    text = submission("binary_adder", int_to_bits=wrong("binary_adder", name))
    assert set(lost(grade(text, "binary_adder"))) == {"int_to_bits"}


@pytest.mark.parametrize("how", UNUSABLE)
def test_unusable_bits_cost_the_bits_alone(grade: Grade, how: str) -> None:
    text = submission("binary_adder", int_to_bits=unusable("int_to_bits", how))
    assert lost(grade(text, "binary_adder", cpu=HANGING)) == {"int_to_bits": 10}


@pytest.mark.parametrize("name", ["output_from_the_state_before", "the_two_numbers_exchanged", "no_state_is_carried"])
def test_a_wrong_network_costs_neither_the_training_nor_the_sum(grade: Grade, name: str) -> None:
    text = submission("binary_adder", adder_forward=wrong("binary_adder", name))
    assert not set(lost(grade(text, "binary_adder"))) & {"train_adder", "add"}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_network_costs_its_two_passes_alone(grade: Grade, how: str) -> None:
    text = submission("binary_adder", adder_forward=unusable("adder_forward", how))
    assert lost(grade(text, "binary_adder", cpu=HANGING)) == {"adder_forward": 25, "adder_backward": 30}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_backward_pass_costs_itself_alone(grade: Grade, how: str) -> None:
    text = submission("binary_adder", adder_backward=unusable("adder_backward", how))
    assert lost(grade(text, "binary_adder", cpu=HANGING)) == {"adder_backward": 30}


def test_a_wrong_backward_pass_does_not_cost_the_training(grade: Grade) -> None:
    text = submission("binary_adder", adder_backward=wrong("binary_adder", "no_future_term"))
    assert set(lost(grade(text, "binary_adder"))) == {"adder_backward"}


def test_wrong_bits_a_wrong_network_and_a_missing_backward_pass_cost_themselves_alone(grade: Grade) -> None:
    text = submission(
        "binary_adder",
        int_to_bits=wrong("binary_adder", "least_significant_bit_first"),
        adder_forward=wrong("binary_adder", "the_two_numbers_exchanged"),
        adder_backward=None,
    )
    assert set(lost(grade(text, "binary_adder"))) == {"int_to_bits", "adder_forward", "adder_backward"}


def test_a_wrong_training_and_a_wrong_sum_lose_above_missing_functions(grade: Grade) -> None:
    text = submission(
        "binary_adder",
        int_to_bits=None,
        train_adder=wrong("binary_adder", "uphill"),
        add=wrong("binary_adder", "read_from_the_wrong_end"),
    )
    result = grade(text, "binary_adder")
    assert set(lost(result)) == {"int_to_bits", "train_adder", "add"}
    assert exercise_of(result, "add").score == 0


# The sequence model

SEQUENCE_MODEL = "sequence_model"
AT_ONCE = [how for how in UNUSABLE if how != "hanging"]  # up to eleven functions would wait for one that hangs
CELL_TRANSPOSED = "recurrent_weights_transposed"
REPEATED_SEQUENCE = """
def rnn_forward(x, a0, parameters):
    states, predictions = [a0], []
    for t in range(x.shape[2]):
        z = parameters["Wax"] @ x[:, :, t] + {past} + parameters["ba"]
        states.append(np.tanh(z))
        predictions.append(softmax(parameters["Wya"] @ states[-1] + parameters["by"]))
    steps = zip(np.moveaxis(x, 2, 0), states, states[1:])
    caches = [(xt, a_prev, a_next, parameters) for xt, a_prev, a_next in steps]
    return np.stack(states[1:], axis=2), np.stack(predictions, axis=2), caches
"""
REPEATED_END = """
def many_to_one(x, a0, parameters):
    for t in range(x.shape[2]):
        a0, y, _ = rnn_cell_forward(x[:, :, t], a0, parameters)
    return y
"""


@pytest.mark.parametrize("name", ["over_the_examples", "one_distribution_for_the_matrix", "a_sigmoid_for_each_score"])
def test_a_wrong_softmax_costs_the_softmax_alone(grade: Grade, name: str) -> None:
    """The cell is built on it, and on the cell everything else."""
    text = submission(SEQUENCE_MODEL, softmax=wrong(SEQUENCE_MODEL, name))
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"softmax"}


@pytest.mark.parametrize("how", AT_ONCE)
def test_an_unusable_softmax_is_lent_to_the_cell_and_to_all_that_is_built_on_it(grade: Grade, how: str) -> None:
    text = submission(SEQUENCE_MODEL, softmax=unusable("softmax", how))
    result = grade(text, SEQUENCE_MODEL, cpu=HANGING)
    assert lost(result) == {"softmax": 7}
    assert "softmax lent" in exercise_of(result, "encode_decode").message


@pytest.mark.parametrize("name", [CELL_TRANSPOSED, "prediction_from_the_state_before", "softmax_over_the_examples"])
def test_a_wrong_cell_that_predicts_costs_the_cell_alone(grade: Grade, name: str) -> None:
    text = submission(SEQUENCE_MODEL, rnn_cell_forward=wrong(SEQUENCE_MODEL, name))
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"rnn_cell_forward"}


@pytest.mark.parametrize("how", AT_ONCE)
def test_an_unusable_cell_that_predicts_costs_its_two_passes_alone(grade: Grade, how: str) -> None:
    text = submission(SEQUENCE_MODEL, rnn_cell_forward=unusable("rnn_cell_forward", how))
    assert lost(grade(text, SEQUENCE_MODEL, cpu=HANGING)) == {"rnn_cell_forward": 12, "rnn_cell_backward": 14}


@pytest.mark.parametrize("how", AT_ONCE)
def test_an_unusable_gradient_of_the_cell_is_lent_on_the_students_own_caches(grade: Grade, how: str) -> None:
    text = submission(SEQUENCE_MODEL, rnn_cell_backward=unusable("rnn_cell_backward", how))
    result = grade(text, SEQUENCE_MODEL, cpu=HANGING)
    assert lost(result) == {"rnn_cell_backward": 14}
    assert "rnn_cell_backward lent" in exercise_of(result, "rnn_backward").message


@pytest.mark.parametrize("name", ["dWaa_from_the_state_after", "tanh_derivative_forgotten", "bias_gradient_averaged"])
def test_a_wrong_gradient_of_the_cell_that_predicts_costs_itself_alone(grade: Grade, name: str) -> None:
    text = submission(SEQUENCE_MODEL, rnn_cell_backward=wrong(SEQUENCE_MODEL, name))
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"rnn_cell_backward"}


@pytest.mark.parametrize("name", ["states_one_step_late", "every_state_is_the_last_one"])
def test_a_wrong_sequence_costs_neither_the_end_nor_the_translation(grade: Grade, name: str) -> None:
    text = submission(SEQUENCE_MODEL, rnn_forward=wrong(SEQUENCE_MODEL, name))
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"rnn_forward"}


@pytest.mark.parametrize("how", AT_ONCE)
def test_an_unusable_sequence_costs_its_two_passes_alone(grade: Grade, how: str) -> None:
    text = submission(SEQUENCE_MODEL, rnn_forward=unusable("rnn_forward", how))
    assert lost(grade(text, SEQUENCE_MODEL, cpu=HANGING)) == {"rnn_forward": 12, "rnn_backward": 14}


@pytest.mark.parametrize("name", ["x0_at_every_step", "the_likeliest_class_is_fed_back", "the_state_is_not_carried"])
def test_a_wrong_melody_does_not_cost_the_translation(grade: Grade, name: str) -> None:
    text = submission(SEQUENCE_MODEL, one_to_many=wrong(SEQUENCE_MODEL, name))
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"one_to_many"}


@pytest.mark.parametrize("past", ['parameters["Waa"].T @ states[-1]', 'parameters["Waa"] @ states[-1]'])
def test_a_sequence_that_repeats_the_wrong_or_the_right_cell_is_right_beside_a_wrong_one(
    grade: Grade, past: str
) -> None:
    text = submission(
        SEQUENCE_MODEL,
        rnn_cell_forward=wrong(SEQUENCE_MODEL, CELL_TRANSPOSED),
        rnn_forward=REPEATED_SEQUENCE.format(past=past),
    )
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"rnn_cell_forward"}


@pytest.mark.parametrize("end", [None, REPEATED_END], ids=["calls what is lent", "repeats it on the wrong cell"])
def test_what_is_built_on_a_wrong_cell_and_a_missing_sequence_is_right(grade: Grade, end: str | None) -> None:
    """The lent sequence works by itself; what repeats it on top of the student's own cell is right, too."""
    replaced = {} if end is None else {"many_to_one": end}
    text = submission(
        SEQUENCE_MODEL, rnn_cell_forward=wrong(SEQUENCE_MODEL, CELL_TRANSPOSED), rnn_forward=None, **replaced
    )
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"rnn_cell_forward", "rnn_forward", "rnn_backward"}


def test_the_true_gradient_of_a_cell_with_a_sigmoid_is_right(grade: Grade) -> None:
    backward = functions_of(reference_source(SEQUENCE_MODEL))["rnn_cell_backward"]
    assert backward.count("(1 - a_next**2)\n    return") == 1
    text = submission(
        SEQUENCE_MODEL,
        rnn_cell_forward=wrong(SEQUENCE_MODEL, "sigmoid_for_tanh"),
        rnn_cell_backward=backward.replace("(1 - a_next**2)\n    return", "a_next * (1 - a_next)\n    return"),
    )
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"rnn_cell_forward"}


def test_a_trivial_cell_that_predicts_earns_nothing_and_neither_does_what_is_built_on_it(grade: Grade) -> None:
    cell = """
    def rnn_cell_forward(xt, a_prev, parameters):
        n_y, m = len(parameters["by"]), xt.shape[1]
        return 0 * a_prev, np.full((n_y, m), 1 / n_y), (xt, a_prev, parameters)
    """
    backward = """
    def rnn_cell_backward(da_next, cache):
        xt, a_prev, parameters = cache
        shared = {"d" + name: 0 * parameters[name] for name in ("Wax", "Waa", "ba")}
        return {"dxt": 0 * xt, "da_prev": 0 * a_prev, **shared}
    """
    text = submission(SEQUENCE_MODEL, rnn_cell_forward=cell, rnn_cell_backward=backward)
    result = grade(text, SEQUENCE_MODEL)
    earned = {exercise.name for exercise in result.exercises if exercise.score}
    assert earned == {"build_vocabulary", "one_hot", "softmax", "sequence_loss"}


def test_a_wrong_translation_loses_above_missing_functions(grade: Grade) -> None:
    text = submission(
        SEQUENCE_MODEL,
        softmax=None,
        one_to_many=None,
        many_to_one=wrong(SEQUENCE_MODEL, "the_first_prediction"),
        encode_decode=wrong(SEQUENCE_MODEL, "the_decoder_starts_from_zeros"),
    )
    assert set(lost(grade(text, SEQUENCE_MODEL))) == {"softmax", "one_to_many", "many_to_one", "encode_decode"}


# The LSTM

LSTM_SEQUENCE = """
def lstm_forward(x, a0, parameters):
    a, c, found, caches = a0, np.zeros_like(a0), [], []
    for t in range(x.shape[2]):
        v = np.concatenate([a, x[:, :, t]])
        f, i, o = (sigmoid(parameters["W" + k] @ v + parameters["b" + k]) for k in "fio")
        g = np.tanh(parameters["Wc"] @ v + parameters["bc"])
        before, c = c, {memory}
        a = o * np.tanh(c)
        found.append((a, softmax(parameters["Wy"] @ a + parameters["by"]), c))
        caches.append((v, before, f, i, g, o, c, parameters))
    return (*(np.stack(steps, axis=2) for steps in zip(*found)), caches)
"""


@pytest.mark.parametrize(
    "name",
    [
        "forget_and_input_gate_exchanged",
        "kept_is_what_is_not_written",
        "state_without_the_tanh",
        "softmax_over_the_examples",
    ],
)
def test_a_wrong_lstm_cell_costs_neither_the_sequence_nor_its_gradient(grade: Grade, name: str) -> None:
    text = submission("lstm", lstm_cell_forward=wrong("lstm", name))
    assert set(lost(grade(text, "lstm"))) == {"lstm_cell_forward"}


@pytest.mark.parametrize(
    "name", ["gradient_of_the_cell_forgotten", "old_memory_without_the_forget_gate", "bias_gradients_averaged"]
)
def test_a_wrong_gradient_of_the_lstm_cell_costs_itself_alone(grade: Grade, name: str) -> None:
    text = submission("lstm", lstm_cell_backward=wrong("lstm", name))
    assert set(lost(grade(text, "lstm"))) == {"lstm_cell_backward"}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_lstm_cell_costs_its_two_passes_alone(grade: Grade, how: str) -> None:
    text = submission("lstm", lstm_cell_forward=unusable("lstm_cell_forward", how))
    assert lost(grade(text, "lstm", cpu=HANGING)) == {"lstm_cell_forward": 20, "lstm_cell_backward": 35}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_gradient_of_the_lstm_cell_is_lent_on_the_students_own_caches(grade: Grade, how: str) -> None:
    text = submission("lstm", lstm_cell_backward=unusable("lstm_cell_backward", how))
    result = grade(text, "lstm", cpu=HANGING)
    assert lost(result) == {"lstm_cell_backward": 35}
    assert "lstm_cell_backward lent" in exercise_of(result, "lstm_backward").message


def test_a_sequence_that_repeats_the_wrong_lstm_formula_is_judged_as_one_that_calls_it(grade: Grade) -> None:
    text = submission(
        "lstm",
        lstm_cell_forward=wrong("lstm", "forget_and_input_gate_exchanged"),
        lstm_forward=LSTM_SEQUENCE.format(memory="i * c + f * g"),
    )
    assert set(lost(grade(text, "lstm"))) == {"lstm_cell_forward"}


def test_a_sequence_that_repeats_the_right_lstm_formula_is_right_beside_a_wrong_cell(grade: Grade) -> None:
    text = submission(
        "lstm",
        lstm_cell_forward=wrong("lstm", "forget_and_input_gate_exchanged"),
        lstm_forward=LSTM_SEQUENCE.format(memory="f * c + i * g"),
    )
    assert set(lost(grade(text, "lstm"))) == {"lstm_cell_forward"}


def test_the_true_gradient_of_a_wrong_lstm_cell_is_right(grade: Grade) -> None:
    """The state shows the memory without its tanh, and the way back does not pass one."""
    slips = {
        "da_next * o * (1 - shown**2)": "da_next * o",
        "da_next * shown * o": "da_next * c_next * o",
    }
    backward = functions_of(reference_source("lstm"))["lstm_cell_backward"]
    for right, slip in slips.items():
        assert backward.count(right) == 1
        backward = backward.replace(right, slip)
    forward = wrong("lstm", "state_without_the_tanh")
    text = submission("lstm", lstm_cell_forward=forward, lstm_cell_backward=backward)
    assert set(lost(grade(text, "lstm"))) == {"lstm_cell_forward"}


def test_a_trivial_lstm_earns_nothing_and_neither_does_its_gradient(grade: Grade) -> None:
    cell = """
    def lstm_cell_forward(xt, a_prev, c_prev, parameters):
        n_y, m = len(parameters["Wy"]), xt.shape[1]
        return 0 * a_prev, 0 * c_prev, np.full((n_y, m), 1 / n_y), (xt, a_prev, parameters)
    """
    backward = """
    def lstm_cell_backward(da_next, dc_next, cache):
        xt, a_prev, parameters = cache
        shared = {"d" + name: 0 * value for name, value in parameters.items() if name[1] != "y"}
        return {"dxt": 0 * xt, "da_prev": 0 * a_prev, "dc_prev": 0 * a_prev, **shared}
    """
    result = grade(submission("lstm", lstm_cell_forward=cell, lstm_cell_backward=backward), "lstm")
    assert {exercise.name: exercise.score for exercise in result.exercises if exercise.score} == {}


def test_a_wrong_lstm_sequence_loses_above_a_missing_cell(grade: Grade) -> None:
    text = submission(
        "lstm",
        lstm_cell_forward=None,
        lstm_forward=wrong("lstm", "memory_not_carried"),
        lstm_backward=wrong("lstm", "gradient_of_the_memory_is_not_carried"),
    )
    scores = {exercise.name: exercise.score for exercise in grade(text, "lstm").exercises}
    assert scores["lstm_cell_forward"] == scores["lstm_cell_backward"] == 0
    assert scores["lstm_forward"] < 20 and scores["lstm_backward"] < 25


# The GRU

GRU_SEQUENCE = """
def gru_forward(x, c0, parameters):
    c, memories, predictions = c0, [], []
    for t in range(x.shape[2]):
        v = np.concatenate([c, x[:, :, t]])
        u, r = (sigmoid(parameters["W" + k] @ v + parameters["b" + k]) for k in "ur")
        g = np.tanh(parameters["Wc"] @ np.concatenate([r * c, x[:, :, t]]) + parameters["bc"])
        c = {memory}
        memories.append(c)
        predictions.append(softmax(parameters["Wy"] @ c + parameters["by"]))
    return np.stack(memories, axis=2), np.stack(predictions, axis=2), None
"""


@pytest.mark.parametrize(
    "name",
    [
        "update_gate_of_the_other_convention",
        "reset_after_the_weights",
        "reset_gate_left_out",
        "candidate_with_a_sigmoid",
        "softmax_over_the_examples",
    ],
)
def test_a_wrong_gru_cell_costs_neither_the_sequence_nor_its_gradient(grade: Grade, name: str) -> None:
    """Where the candidate is wrong, the right formula is evaluated on the one that was mixed in."""
    text = submission("gru", gru_cell_forward=wrong("gru", name))
    assert set(lost(grade(text, "gru"))) == {"gru_cell_forward"}


@pytest.mark.parametrize("name", ["the_gate_says_what_is_kept", "reset_gate_used_all_the_same"])
def test_a_wrong_simple_gru_cell_costs_itself_alone(grade: Grade, name: str) -> None:
    text = submission("gru", simple_gru_cell_forward=wrong("gru", name))
    assert set(lost(grade(text, "gru"))) == {"simple_gru_cell_forward"}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_gru_cell_costs_its_two_passes_alone(grade: Grade, how: str) -> None:
    text = submission("gru", gru_cell_forward=unusable("gru_cell_forward", how))
    assert lost(grade(text, "gru", cpu=HANGING)) == {"gru_cell_forward": 25, "gru_cell_backward": 35}


def test_a_gru_sequence_that_repeats_the_wrong_formula_is_judged_as_one_that_calls_it(grade: Grade) -> None:
    text = submission(
        "gru",
        gru_cell_forward=wrong("gru", "update_gate_of_the_other_convention"),
        gru_forward=GRU_SEQUENCE.format(memory="(1 - u) * g + u * c"),
    )
    assert set(lost(grade(text, "gru"))) == {"gru_cell_forward"}


def test_a_gru_sequence_that_repeats_the_right_formula_is_right_beside_a_wrong_cell(grade: Grade) -> None:
    text = submission(
        "gru",
        gru_cell_forward=wrong("gru", "update_gate_of_the_other_convention"),
        gru_forward=GRU_SEQUENCE.format(memory="u * g + (1 - u) * c"),
    )
    assert set(lost(grade(text, "gru"))) == {"gru_cell_forward"}


@pytest.mark.parametrize(
    ("name", "slips"),
    [
        (
            "update_gate_of_the_other_convention",
            {
                "dc_next * u * (1 - candidate**2)": "dc_next * (1 - u) * (1 - candidate**2)",
                "(candidate - c_prev)": "(c_prev - candidate)",
                "dc_next * (1 - u) + dw": "dc_next * u + dw",
            },
        ),
        ("gates_with_a_tanh", {"u * (1 - u)": "(1 - u**2)", "r * (1 - r)": "(1 - r**2)"}),
    ],
)
def test_the_true_gradient_of_a_wrong_gru_cell_is_right(grade: Grade, name: str, slips: dict[str, str]) -> None:
    backward = functions_of(reference_source("gru"))["gru_cell_backward"]
    head, solution, body = backward.partition("### BEGIN SOLUTION")
    for right, slip in slips.items():
        assert body.count(right) == 1
        body = body.replace(right, slip)
    text = submission("gru", gru_cell_forward=wrong("gru", name), gru_cell_backward=head + solution + body)
    assert set(lost(grade(text, "gru"))) == {"gru_cell_forward"}


def test_a_trivial_gru_earns_nothing_and_neither_does_its_gradient(grade: Grade) -> None:
    cell = """
    def gru_cell_forward(xt, c_prev, parameters):
        n_y, m = len(parameters["Wy"]), xt.shape[1]
        return c_prev.copy(), np.full((n_y, m), 1 / n_y), (xt, parameters)
    """
    backward = """
    def gru_cell_backward(dc_next, cache):
        xt, parameters = cache
        shared = {"d" + name: 0 * value for name, value in parameters.items() if name[1] != "y"}
        return {"dxt": 0 * xt, "dc_prev": dc_next, **shared}
    """
    result = grade(submission("gru", gru_cell_forward=cell, gru_cell_backward=backward), "gru")
    scores = {exercise.name: exercise.score for exercise in result.exercises}
    assert (scores["gru_cell_forward"], scores["gru_forward"], scores["gru_cell_backward"]) == (0, 0, 0)


def test_a_wrong_gru_sequence_loses_above_a_missing_cell(grade: Grade) -> None:
    text = submission("gru", gru_cell_forward=None, gru_forward=wrong("gru", "memory_not_carried"))
    scores = {exercise.name: exercise.score for exercise in grade(text, "gru").exercises}
    assert scores["gru_cell_forward"] == scores["gru_cell_backward"] == 0
    assert scores["gru_forward"] < 20


# The character model


@pytest.mark.parametrize("name", ["the_sign_is_lost", "always_limited_at_five", "each_array_scaled_by_its_norm"])
def test_wrong_clipping_costs_the_clipping_alone(grade: Grade, name: str) -> None:
    text = submission("character_model", clip=wrong("character_model", name))
    assert set(lost(grade(text, "character_model"))) == {"clip"}


@pytest.mark.parametrize("how", UNUSABLE)
def test_unusable_clipping_costs_the_clipping_alone(grade: Grade, how: str) -> None:
    """The model uses it too, by way of optimize."""
    text = submission("character_model", clip=unusable("clip", how))
    assert lost(grade(text, "character_model", cpu=HANGING)) == {"clip": 15}


def test_a_step_on_top_of_wrong_clipping_is_right_whether_it_calls_it_or_repeats_it(grade: Grade) -> None:
    repeating = """
    def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        gradients, a = rnn_backward(X, Y, parameters, cache)
        gradients = {name: np.minimum(value, 5) for name, value in gradients.items()}
        for name in parameters:
            parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
        return loss, gradients, a[len(X) - 1]
    """
    slip = wrong("character_model", "only_the_upper_side_is_limited")
    result = grade(submission("character_model", clip=slip, optimize=repeating), "character_model")
    assert set(lost(result)) == {"clip"}
    assert "own functions" in exercise_of(result, "optimize").message


@pytest.mark.parametrize(
    "name", ["the_first_state_is_returned", "the_step_goes_uphill", "the_loss_is_averaged", "clipped_at_one"]
)
def test_a_wrong_step_does_not_cost_the_model(grade: Grade, name: str) -> None:
    """The new weights of the student's own step are followed, though they are left in the given dict."""
    text = submission("character_model", optimize=wrong("character_model", name))
    assert set(lost(grade(text, "character_model"))) == {"optimize"}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_step_costs_itself_alone(grade: Grade, how: str) -> None:
    """A lent step leaves the new weights in the student's own dict."""
    text = submission("character_model", optimize=unusable("optimize", how))
    result = grade(text, "character_model", cpu=HANGING)
    assert lost(result) == {"optimize": 30}
    assert "optimize lent" in exercise_of(result, "model").message


@pytest.mark.parametrize("how", UNUSABLE)
def test_a_model_that_cannot_print_names_loses_nothing_by_it(grade: Grade, how: str) -> None:
    text = submission("character_model", sample=unusable("sample", how))
    assert lost(grade(text, "character_model", cpu=HANGING)) == {"sample": 30}


def test_sampling_from_27_characters_costs_the_sampling_alone(grade: Grade) -> None:
    sampling = """
    def sample(parameters, char_to_ix, seed):
        np.random.seed(seed)
        return [np.random.choice(range(27), p=softmax(parameters["by"]).ravel())]
    """
    result = grade(submission("character_model", sample=sampling), "character_model")
    assert lost(result) == {"sample": 30}
    assert exercise_of(result, "sample").status == "error"


def test_wrong_clipping_wrong_names_and_a_wrong_step_cost_themselves_alone(grade: Grade) -> None:
    text = submission(
        "character_model",
        clip=wrong("character_model", "too_large_becomes_zero"),
        sample=wrong("character_model", "the_likeliest_character_each_time"),
        optimize=wrong("character_model", "the_last_but_one_state_is_returned"),
    )
    assert set(lost(grade(text, "character_model"))) == {"clip", "sample", "optimize"}


def test_a_wrong_model_loses_above_missing_functions(grade: Grade) -> None:
    text = submission(
        "character_model", clip=None, sample=None, model=wrong("character_model", "each_character_predicts_itself")
    )
    assert set(lost(grade(text, "character_model"))) == {"clip", "sample", "model"}


def test_a_step_that_does_nothing_earns_nothing_in_the_model(grade: Grade) -> None:
    """Not even by a model that does nothing either."""
    step = """
    def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
        return 0.0, {"d" + name: 0 * value for name, value in parameters.items()}, 0 * a_prev
    """
    idle = """
    def model(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
        return initialize_parameters(n_a, vocab_size, vocab_size), 0.0
    """
    result = grade(submission("character_model", optimize=step, model=idle), "character_model")
    assert exercise_of(result, "model").score == 0
    assert exercise_of(result, "optimize").score <= 3  # shapes would need a right value; the given state stays


# Attention

LOOKING_STEP = """
def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    z = {seen}
    h = np.tanh(p["Wz"] @ z + p["Wy"] @ y_prev + p["Wh"] @ h_prev + p["b"])
    return h, softmax(p["Wd"] @ h + p["bd"]), attention_weights(features, h, p)
"""
SPEAKING = """
def caption_forward(features, y, h0, parameters):
    p, h, here, d, maps = parameters, h0, attention_weights(features, h0, parameters), [], []
    for word in y:
        z = (features * here[:, :, None]).sum(axis=(0, 1))
        h = np.tanh(p["Wz"] @ z + p["Wy"] @ word + p["Wh"]{turned} @ h + p["b"])
        d.append(softmax(p["Wd"] @ h + p["bd"]))
        maps.append(here)
        here = attention_weights(features, h, p)
    return np.stack(d), np.stack(maps)
"""


@pytest.mark.parametrize(
    "name", ["softmax_of_each_column", "weights_not_normalised", "scores_without_the_tanh", "scores_scaled_down"]
)
def test_wrong_weights_cost_neither_the_step_nor_the_caption(grade: Grade, name: str) -> None:
    text = submission("attention", attention_weights=wrong("attention", name))
    assert set(lost(grade(text, "attention"))) == {"attention_weights"}


@pytest.mark.parametrize("name", ["mean_for_the_sum", "plain_sum_of_the_places", "vector_of_the_heaviest_place"])
def test_a_wrong_look_costs_neither_the_step_nor_the_caption(grade: Grade, name: str) -> None:
    text = submission("attention", attend=wrong("attention", name))
    assert set(lost(grade(text, "attention"))) == {"attend"}


@pytest.mark.parametrize("name", ["looks_with_weights_of_its_own", "given_weights_returned", "words_with_a_sigmoid"])
def test_a_wrong_step_of_a_caption_costs_itself_alone(grade: Grade, name: str) -> None:
    text = submission("attention", caption_step=wrong("attention", name))
    assert set(lost(grade(text, "attention"))) == {"caption_step"}


@pytest.mark.parametrize("how", UNUSABLE)
@pytest.mark.parametrize(("name", "points"), [("attention_weights", 30), ("attend", 15), ("caption_step", 30)])
def test_an_unusable_part_of_a_caption_is_lent_to_what_is_built_on_it(
    grade: Grade, name: str, points: int, how: str
) -> None:
    """The caption uses `attend` too, by way of the step."""
    text = submission("attention", **{name: unusable(name, how)})
    result = grade(text, "attention", cpu=HANGING)
    assert lost(result) == {name: points}
    assert f"{name} lent" in exercise_of(result, "caption_forward").message


def test_a_step_that_repeats_the_wrong_look_is_judged_as_one_that_calls_it(grade: Grade) -> None:
    text = submission(
        "attention",
        attend=wrong("attention", "mean_for_the_sum"),
        caption_step=LOOKING_STEP.format(seen="(features * weights[:, :, None]).mean(axis=(0, 1))"),
    )
    assert set(lost(grade(text, "attention"))) == {"attend"}


def test_a_step_that_repeats_the_right_look_is_right_beside_a_wrong_one(grade: Grade) -> None:
    text = submission(
        "attention",
        attend=wrong("attention", "mean_for_the_sum"),
        caption_step=LOOKING_STEP.format(seen="(features * weights[:, :, None]).sum(axis=(0, 1))"),
    )
    assert set(lost(grade(text, "attention"))) == {"attend"}


@pytest.mark.parametrize("turned", ["", ".T"])
def test_a_caption_that_repeats_the_step_is_right_as_it_is_and_as_the_students_own(grade: Grade, turned: str) -> None:
    text = submission(
        "attention",
        caption_step=wrong("attention", "recurrent_weights_transposed"),
        caption_forward=SPEAKING.format(turned=turned),
    )
    assert set(lost(grade(text, "attention"))) == {"caption_step"}


def test_wrong_weights_a_wrong_look_and_a_wrong_step_cost_themselves_alone(grade: Grade) -> None:
    text = submission(
        "attention",
        attention_weights=wrong("attention", "scores_scaled_down"),
        attend=wrong("attention", "mean_for_the_sum"),
        caption_step=wrong("attention", "next_word_from_the_old_state"),
    )
    assert set(lost(grade(text, "attention"))) == {"attention_weights", "attend", "caption_step"}


def test_a_wrong_caption_loses_above_missing_functions(grade: Grade) -> None:
    text = submission(
        "attention", attention_weights=None, attend=None, caption_forward=wrong("attention", "the_look_never_moves")
    )
    result = grade(text, "attention")
    assert set(lost(result)) == {"attention_weights", "attend", "caption_forward"}


def test_a_look_everywhere_alike_earns_next_to_nothing_in_what_is_built_on_it(grade: Grade) -> None:
    """Even weights and a caption that never looks: what does not depend on the picture is no attention."""
    text = submission(
        "attention",
        attention_weights="""
        def attention_weights(features, h, parameters):
            return np.full(features.shape[:2], 1 / features[:, :, 0].size)
        """,
        attend=None,
        caption_step=None,
        caption_forward="""
        def caption_forward(features, y, h0, parameters):
            V = len(parameters["bd"])
            even = np.full(features.shape[:2], 1 / features[:, :, 0].size)
            return np.full((len(y), V), 1 / V), np.stack([even] * len(y))
        """,
    )
    result = grade(text, "attention")
    assert exercise_of(result, "attention_weights").score <= 4  # its shape, and places that look the same
    assert exercise_of(result, "caption_forward").score == 0


# Both directions, and layers: neither function uses the other


@pytest.mark.parametrize("how", UNUSABLE)
@pytest.mark.parametrize("name", ["brnn_forward", "deep_rnn_forward"])
def test_each_of_the_two_networks_stands_for_itself(grade: Grade, name: str, how: str) -> None:
    text = submission("deep_bidirectional", **{name: unusable(name, how)})
    assert lost(grade(text, "deep_bidirectional", cpu=HANGING)) == {name: 50}


# What is built on constants

CONSTANT_RNN = """
import numpy as np

def rnn_step_forward(x, h, Wx, Wh, b):
    return {state}, (x.shape, h.shape)

def rnn_step_backward(d, c):
    (N, D), (_, H) = c
    return np.ones((N, D)), np.ones((N, H)), np.ones((D, H)), np.ones((H, H)), np.ones(H)

def rnn_forward(x, h0, Wx, Wh, b):
    return np.ones((*x.shape[:2], h0.shape[1])), (x.shape, h0.shape)

def rnn_backward(d, c):
    (N, T, D), (_, H) = c
    return np.ones((N, T, D)), np.ones((N, H)), T * np.ones((D, H)), T * np.ones((H, H)), T * np.ones(H)
"""


@pytest.mark.parametrize(
    "state",
    [
        "np.ones(h.shape) + 1e-9 * (x.sum() + b.sum())",
        "np.ones(h.shape) + (x.shape == (2, 3) and abs(x).max() > 1) * (x.sum() + b.sum())",
    ],
)
def test_ones_built_on_ones_earn_next_to_nothing(grade: Grade, state: str) -> None:
    """The helpers are constants to any tolerance, though not to the last bit, or not where nobody looks.

    What is left is for the number of steps, which the weights' gradients count rightly.
    """
    result = grade(CONSTANT_RNN.format(state=state))
    assert {exercise.name for exercise in result.exercises if exercise.score} <= {"rnn_backward"}
    assert result.score < 20
