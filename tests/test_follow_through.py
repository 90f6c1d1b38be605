"""A mistake costs its points once, in both directions, and nobody earns by it what they have not done."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest
from conftest import Grade, exercise_of, functions_of, lost, submission

from graders.exercises import ASSIGNMENTS, assignment
from graders.exercises.model import Exercise
from graders.grade import Grader
from graders.judge.search import Search
from graders.misconceptions import misconceptions

STEP_FORWARD, STEP_BACKWARD = "rnn_step_forward", "rnn_step_backward"
HANGING = 0.5  # seconds of CPU where something hangs


@pytest.fixture(autouse=True)
def _without_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points are asked for here, and not the call that shows why: to look for it would take most of the time."""
    monkeypatch.setattr(Search, "find", lambda *given: None)


def wrong(assignment: str, name: str) -> str:
    """Return a misconception under the contract's name, or a text as it is."""
    if "\n" in name:
        return name
    return next(one for one in misconceptions(assignment) if one.name == name).submission_source()


# Every dependency

Function = tuple[str, str]  # an assignment and one of its functions

RNN = """
def rnn_forward(x, h0, Wx, Wh, b):
    states, cache = [], []
    for t in range(x.shape[1]):
        before = states[-1] if states else h0
        states.append({formula})
        cache.append((x[:, t], before, Wx, Wh, states[-1]))
    return np.stack(states, axis=1), cache
"""
SEQUENCE = """
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
LSTM = """
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

# A wrong version of each function that others use: a misconception, or a sequence that repeats the formula of a wrong
# step. Of a forward pass it is one whose backward pass is right by the formula, evaluated on what the former returned.
WRONG = {
    ("vanilla_rnn", "rnn_step_forward"): "bias_added_twice",
    ("vanilla_rnn", "rnn_step_backward"): "dWh_from_the_state_after",
    ("vanilla_rnn", "rnn_forward"): RNN.format(formula="np.tanh(x[:, t] @ Wx + before @ Wh + 2 * b)"),
    ("sequence_model", "softmax"): "over_the_examples",
    ("sequence_model", "rnn_cell_forward"): "recurrent_weights_transposed",
    ("sequence_model", "rnn_cell_backward"): "bias_gradient_averaged",
    ("sequence_model", "rnn_forward"): SEQUENCE.format(past='parameters["Waa"].T @ states[-1]'),
    ("sequence_model", "one_to_many"): "the_likeliest_class_is_fed_back",
    ("lstm", "lstm_cell_forward"): "forget_and_input_gate_exchanged",
    ("lstm", "lstm_cell_backward"): "gradient_of_the_cell_forgotten",
    ("lstm", "lstm_forward"): LSTM.format(memory="i * c + f * g"),
    ("gru", "gru_cell_forward"): "reset_after_the_weights",
    ("character_model", "clip"): "the_sign_is_lost",
    ("character_model", "sample"): "the_likeliest_character_each_time",
    ("character_model", "optimize"): "the_step_goes_uphill",
    ("binary_adder", "int_to_bits"): "least_significant_bit_first",
    ("binary_adder", "adder_forward"): "output_from_the_state_before",
    ("binary_adder", "adder_backward"): "no_future_term",
    ("attention", "attention_weights"): "softmax_of_each_column",
    ("attention", "attend"): "mean_for_the_sum",
    ("attention", "caption_step"): "recurrent_weights_transposed",
}  # fmt: skip


def built_on(assignment_name: str, name: str) -> list[Exercise]:
    """Return the exercises that use a function, for what is not judged too, or take its cache."""
    return [one for one in assignment(assignment_name).exercises if name in (*one.uses, *one.aside, one.forward)]


def backward_passes() -> Iterator[tuple[str, Exercise]]:
    for name in ASSIGNMENTS:
        yield from ((name, one) for one in assignment(name).exercises if one.forward)


def ways(grader: Grader, grade: Grade, source: str, name: str) -> dict[str, str]:
    """Return by which way each function was found right; all but those that lost points."""
    judge = grader.judge(name)
    judge.keep_outcomes = True
    try:
        result = grade(source, name)
    finally:
        judge.keep_outcomes = False
    return {one.name: one.outcome.how for one in result.exercises if one.outcome and one.score == one.max_score}


def test_every_function_that_others_use_has_a_wrong_version() -> None:
    """And every wrong version is used: a dependency that is added asks for its case here."""
    used = {(name, one.name) for name in ASSIGNMENTS for one in assignment(name).exercises if built_on(name, one.name)}
    assert set(WRONG) == used


@pytest.mark.parametrize("function", WRONG, ids="-".join)
def test_what_is_built_on_a_wrong_function_keeps_its_points(grader: Grader, grade: Grade, function: Function) -> None:
    """By the composition with it, or by the formula on its cache."""
    name, used = function
    found = ways(grader, grade, submission(name, **{used: wrong(name, WRONG[function])}), name)
    assert set(found) == set(assignment(name).functions) - {used}
    for one in built_on(name, used):
        if one.forward == used:
            assert found[one.name] == "formula"
        elif used not in one.aside:
            assert found[one.name] in ("own", "as it is")  # the slip need not show


@pytest.mark.parametrize("function", WRONG, ids="-".join)
def test_what_is_built_on_a_missing_function_gets_it_lent(grader: Grader, grade: Grade, function: Function) -> None:
    """A backward pass alone, whose cache never comes, earns nothing."""
    name, used = function
    found = ways(grader, grade, submission(name, **{used: None}), name)
    without_cache = {one.name for one in built_on(name, used) if one.forward == used}
    assert set(found) == set(assignment(name).functions) - {used} - without_cache
    for one in built_on(name, used):
        if one.name in found:
            assert found[one.name].endswith(" lent") and used in found[one.name]


HALVED = """
right_forward, right_backward = {forward}, {backward}


def {forward}(*given):
    given = list(given)
    given[{place}] = {half}
    return right_forward(*given)


def {backward}(*given):
    gradients = right_backward(*given)
    return {gradients}
"""


@pytest.mark.parametrize("pair", [pytest.param(pair, id=f"{pair[0]}-{pair[1].name}") for pair in backward_passes()])
def test_the_true_gradient_of_a_wrong_forward_pass_is_right(
    grader: Grader, grade: Grade, pair: tuple[str, Exercise]
) -> None:
    """One argument is halved before all else, and so is its gradient: not what the formula gives."""
    name, backward = pair
    forward = assignment(name).exercise(backward.forward)
    output = backward.outputs[0]
    argument, _, key = backward.with_respect_to[output].partition(".")
    place = forward.inputs.index(argument)
    half = f"{{**given[{place}], {key!r}: given[{place}][{key!r}] / 2}}" if key else f"given[{place}] / 2"
    gradients = (
        f"{{**gradients, {output!r}: gradients[{output!r}] / 2}}"
        if backward.keyed
        else "(gradients[0] / 2, *gradients[1:])"
    )
    halved = HALVED.format(forward=forward.name, backward=backward.name, place=place, half=half, gradients=gradients)
    found = ways(grader, grade, submission(name) + halved, name)
    assert set(found) == set(assignment(name).functions) - {forward.name}
    assert found[backward.name] == "gradient"


# What is written anew, and what is called

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


@pytest.mark.parametrize(
    "steps",
    [("vanilla_rnn", "rnn_step_", "rnn_"), ("sequence_model", "rnn_cell_", "rnn_"), ("lstm", "lstm_cell_", "lstm_")],
)
def test_a_sequence_that_repeats_the_wrong_formula_is_judged_as_one_that_calls_it(
    grade: Grade, steps: tuple[str, str, str]
) -> None:
    name, step, sequence = steps[0], steps[1] + "forward", steps[2] + "forward"
    slips = {used: wrong(name, WRONG[name, used]) for used in (step, sequence)}
    assert set(lost(grade(submission(name, **slips), name))) == {step}


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
        rnn_forward=RNN.format(formula="np.tanh(x[:, t] @ Wx + before @ Wh + b)"),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD}


def test_the_result_says_that_it_was_judged_on_top_of_the_students_own(grade: Grade) -> None:
    result = grade(submission("vanilla_rnn", rnn_step_forward=wrong("vanilla_rnn", "recurrent_weights_transposed")))
    assert "own functions" in exercise_of(result, "rnn_forward").message


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


LOOKING_STEP = """
def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    z = {seen}
    h = np.tanh(p["Wz"] @ z + p["Wy"] @ y_prev + p["Wh"] @ h_prev + p["b"])
    return h, softmax(p["Wd"] @ h + p["bd"]), attention_weights(features, h, p)
"""


def test_a_step_that_repeats_the_wrong_look_is_judged_as_one_that_calls_it(grade: Grade) -> None:
    text = submission(
        "attention",
        attend=wrong("attention", "mean_for_the_sum"),
        caption_step=LOOKING_STEP.format(seen="(features * weights[:, :, None]).mean(axis=(0, 1))"),
    )
    assert set(lost(grade(text, "attention"))) == {"attend"}


REPEATED_END = """
def many_to_one(x, a0, parameters):
    for t in range(x.shape[2]):
        a0, y, _ = rnn_cell_forward(x[:, :, t], a0, parameters)
    return y
"""


@pytest.mark.parametrize("end", [None, REPEATED_END], ids=["calls what is lent", "repeats it on the wrong cell"])
def test_what_is_built_on_a_wrong_cell_and_a_missing_sequence_is_right(grade: Grade, end: str | None) -> None:
    """The lent sequence works by itself; what repeats it on top of the student's own cell is right, too."""
    name, replaced = "sequence_model", {} if end is None else {"many_to_one": end}
    text = submission(name, rnn_cell_forward=wrong(name, "recurrent_weights_transposed"), rnn_forward=None, **replaced)
    assert set(lost(grade(text, name))) == {"rnn_cell_forward", "rnn_forward", "rnn_backward"}


# What cannot be used


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
        rnn_forward=RNN.format(formula="np.tanh(x[:, t] @ Wx + before @ Wh + b)"),
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


def test_sampling_from_27_characters_costs_the_sampling_alone(grade: Grade) -> None:
    sampling = """
    def sample(parameters, char_to_ix, seed):
        np.random.seed(seed)
        return [np.random.choice(range(27), p=softmax(parameters["by"]).ravel())]
    """
    result = grade(submission("character_model", sample=sampling), "character_model")
    assert lost(result) == {"sample": 30}
    assert exercise_of(result, "sample").status == "error"


# Several at once


SEVERAL = {
    "vanilla_rnn": {"rnn_step_forward": "recurrent_weights_transposed", "rnn_step_backward": "bias_gradient_averaged"},
    "binary_adder": {
        "int_to_bits": "least_significant_bit_first",
        "adder_forward": "the_two_numbers_exchanged",
        "adder_backward": None,
    },
    "character_model": {
        "clip": "too_large_becomes_zero",
        "sample": "the_likeliest_character_each_time",
        "optimize": "the_last_but_one_state_is_returned",
    },
    "attention": {
        "attention_weights": "scores_scaled_down",
        "attend": "mean_for_the_sum",
        "caption_step": "next_word_from_the_old_state",
    },
}


@pytest.mark.parametrize("name", SEVERAL)
def test_several_wrong_functions_cost_themselves_alone(grade: Grade, name: str) -> None:
    slips = {used: slip and wrong(name, slip) for used, slip in SEVERAL[name].items()}
    assert set(lost(grade(submission(name, **slips), name))) == set(slips)


WRONG_ABOVE = {
    "vanilla_rnn": ("rnn_step_forward", {"rnn_forward": "states_one_step_late"}),
    "sequence_model": (
        "softmax",
        {"many_to_one": "the_first_prediction", "encode_decode": "the_decoder_starts_from_zeros"},
    ),
    "lstm": ("lstm_cell_forward", {"lstm_forward": "memory_not_carried"}),
    "gru": ("gru_cell_forward", {"gru_forward": "memory_not_carried"}),
    "character_model": ("clip", {"model": "each_character_predicts_itself"}),
    "binary_adder": ("int_to_bits", {"train_adder": "uphill", "add": "read_from_the_wrong_end"}),
    "attention": ("attend", {"caption_forward": "the_look_never_moves"}),
}


@pytest.mark.parametrize("name", WRONG_ABOVE)
def test_what_is_wrong_above_a_missing_function_still_loses(grade: Grade, name: str) -> None:
    missing, slips = WRONG_ABOVE[name]
    text = submission(name, **{missing: None}, **{used: wrong(name, slip) for used, slip in slips.items()})
    assert {missing, *slips} <= set(lost(grade(text, name)))


# A backward pass on a wrong forward pass


def test_neither_the_gradient_nor_the_formula_is_wrong_above_a_wrong_step(grade: Grade) -> None:
    text = submission(
        "vanilla_rnn",
        rnn_step_forward=wrong("vanilla_rnn", "bias_added_twice"),
        rnn_step_backward=wrong("vanilla_rnn", "tanh_derivative_forgotten"),
    )
    assert set(lost(grade(text))) == {STEP_FORWARD, STEP_BACKWARD}


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


# Trivial functions, and what is built on them

NUMBERS = {"a constant": "0.3", "a sum of everything": "np.tanh(total(given) / 10)"}
FILLED = """
def total(given):
    if isinstance(given, dict):
        given = list(given.values())
    return sum(map(total, given)) if isinstance(given, (list, tuple)) else np.sum(given, dtype=float)


def filled(like, *given):
    return np.full(np.shape(like), {number})
"""
# Functions that fill their results with one number; all that is built on them is the reference's.
FILLING = {
    "vanilla_rnn": {
        "rnn_step_forward": """
        def rnn_step_forward(x, prev_h, *weights):
            return filled(prev_h, x, prev_h, *weights), (x, prev_h, *weights)
        """,
        "rnn_step_backward": """
        def rnn_step_backward(dnext_h, cache):
            return tuple(filled(value, dnext_h, *cache) for value in cache)
        """,
    },
    "sequence_model": {
        "softmax": """
        def softmax(z):
            return filled(z, z)
        """,
        "rnn_cell_forward": """
        def rnn_cell_forward(*given):
            xt, a_prev, parameters = given
            return filled(a_prev, *given), filled(parameters["by"] + 0 * xt[:1], *given), given
        """,
        "rnn_cell_backward": """
        def rnn_cell_backward(da_next, cache):
            xt, a_prev, parameters = cache
            likes = {"dxt": xt, "da_prev": a_prev, **{"d" + name: parameters[name] for name in ("Wax", "Waa", "ba")}}
            return {name: filled(like, da_next, *cache) for name, like in likes.items()}
        """,
    },
    "lstm": {
        "lstm_cell_forward": """
        def lstm_cell_forward(*given):
            xt, a_prev, c_prev, parameters = given
            state = filled(a_prev, *given)
            return state, state, filled(parameters["by"] + 0 * xt[:1], *given), given
        """,
        "lstm_cell_backward": """
        def lstm_cell_backward(da_next, dc_next, cache):
            xt, a_prev, c_prev, parameters = cache
            likes = {"d" + name: value for name, value in parameters.items() if name[1] != "y"}
            likes.update(dxt=xt, da_prev=a_prev, dc_prev=c_prev)
            return {name: filled(like, da_next, dc_next, *cache) for name, like in likes.items()}
        """,
    },
    "gru": {
        "gru_cell_forward": """
        def gru_cell_forward(*given):
            xt, c_prev, parameters = given
            return filled(c_prev, *given), filled(parameters["by"] + 0 * xt[:1], *given), given
        """,
        "gru_cell_backward": """
        def gru_cell_backward(dc_next, cache):
            xt, c_prev, parameters = cache
            likes = {"d" + name: value for name, value in parameters.items() if name[1] != "y"}
            likes.update(dxt=xt, dc_prev=c_prev)
            return {name: filled(like, dc_next, *cache) for name, like in likes.items()}
        """,
    },
    "character_model": {
        "clip": """
        def clip(gradients, maxValue):
            return {name: filled(value, gradients, maxValue) for name, value in gradients.items()}
        """,
        "optimize": """
        def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
            gradients = {"d" + name: filled(value, Y, a_prev, parameters) for name, value in parameters.items()}
            return 1.0, gradients, filled(a_prev, Y, a_prev, parameters)
        """,
    },
    "binary_adder": {
        "int_to_bits": """
        def int_to_bits(n, binary_dim=8):
            return np.zeros(binary_dim, np.uint8)
        """,
        "adder_forward": """
        def adder_forward(a, b, parameters):
            return filled(a, a, b, parameters), (a, b, parameters)
        """,
        "adder_backward": """
        def adder_backward(label, cache):
            return {name: filled(value, label, *cache) for name, value in cache[2].items()}
        """,
    },
    "attention": {
        "attention_weights": """
        def attention_weights(features, h, parameters):
            return filled(features[:, :, 0], features, h, parameters)
        """,
        "attend": """
        def attend(features, weights):
            return filled(features[0, 0], features, weights)
        """,
        "caption_step": """
        def caption_step(*given):
            features, y_prev, h_prev, weights, parameters = given
            return filled(h_prev, *given), filled(y_prev, *given), filled(weights, *given)
        """,
    },
}


# What was given stays as it was, in its shapes: that is earned as it is, without follow-through.
KEPT = {"binary_adder": {"train_adder": 3}, "character_model": {"optimize": 3}}


def earned(grade: Grade, source: str, name: str, least: set[str]) -> dict[str, float]:
    """Return what was earned in some functions and in all that is built on them."""
    there = least | {one.name for used in least for one in built_on(name, used)}
    return {one.name: one.score for one in grade(source, name).exercises if one.name in there and one.score}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", FILLING)
def test_one_number_everywhere_earns_nothing_and_neither_does_what_is_built_on_it(
    grade: Grade, name: str, number: str
) -> None:
    text = submission(name, before=FILLED.format(number=NUMBERS[number]), **FILLING[name])
    assert earned(grade, text, name, set(FILLING[name])) == KEPT.get(name, {})


def test_every_function_that_others_use_has_a_trivial_version_or_is_built_on_one() -> None:
    for name, used in WRONG:
        trivial = set(FILLING[name])
        assert used in trivial or {*assignment(name).exercise(used).uses} & trivial or used == "sample"


# Functions that read little, their true gradients, and what is built on them without a loop; and what all that earns.
LITTLE = {
    "sums along the axes, an attempt by the rules: each entry reads what it should": (
        "vanilla_rnn",
        """
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            sums = x.sum(axis=1, keepdims=True) + prev_h.sum(axis=1, keepdims=True)
            return sums + Wx.sum(axis=0) + Wh.sum(axis=0) + b, (x, prev_h, Wx, Wh, b)

        def rnn_step_backward(dnext_h, cache):
            x, prev_h, Wx, Wh, b = cache
            rows, columns = dnext_h.sum(axis=1, keepdims=True), dnext_h.sum(axis=0)
            return rows + 0 * x, rows + 0 * prev_h, columns + 0 * Wx, columns + 0 * Wh, columns
        """,
        {"rnn_step_backward": 30, "rnn_forward": 20, "rnn_backward": 28},
    ),
    "the state and the bias": (
        "vanilla_rnn",
        """
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            return prev_h + b, (x, prev_h, Wx, Wh, b)

        def rnn_step_backward(dnext_h, cache):
            x, prev_h, Wx, Wh, b = cache
            return 0 * x, dnext_h, 0 * Wx, 0 * Wh, dnext_h.sum(axis=0)

        def rnn_forward(x, h0, Wx, Wh, b):
            return h0[:, None] + b * np.arange(1, x.shape[1] + 1)[:, None], (x, h0, Wx, Wh, b)

        def rnn_backward(dh, cache):
            x, h0, Wx, Wh, b = cache
            steps = np.arange(1, x.shape[1] + 1)[:, None]
            return 0 * x, dh.sum(axis=1), 0 * Wx, 0 * Wh, (dh * steps).sum(axis=(0, 1))
        """,
        {},
    ),
    "a step too small to matter": (
        "vanilla_rnn",
        """
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            return 1e-13 * np.tanh(x @ Wx + prev_h @ Wh + b), (x, prev_h, Wx, Wh, b)

        def rnn_step_backward(dnext_h, cache):
            return tuple(np.zeros_like(value) for value in cache)
        """,
        {},
    ),
    "ones, but for what no tolerance sees": (
        "vanilla_rnn",
        """
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            return np.ones(prev_h.shape) + 1e-9 * np.tanh(x @ Wx + prev_h @ Wh + b), (x, prev_h, Wx, Wh, b)

        def rnn_step_backward(dnext_h, cache):
            return tuple(np.ones(value.shape) for value in cache)

        def rnn_forward(x, h0, Wx, Wh, b):
            return np.ones((*x.shape[:2], len(b))), (x, h0, Wx, Wh, b)

        def rnn_backward(dh, cache):
            x, *others = cache
            return np.ones(x.shape), np.ones(others[0].shape), *(x.shape[1] * np.ones(one.shape) for one in others[1:])
        """,
        {},
    ),
    "a sequence that stays where it was": (
        "vanilla_rnn",
        """
        def rnn_forward(x, h0, Wx, Wh, b):
            return np.repeat(h0[:, None], x.shape[1], axis=1), (x, h0, Wx, Wh, b)

        def rnn_backward(dh, cache):
            x, h0, Wx, Wh, b = cache
            return 0 * x, dh.sum(axis=1), 0 * Wx, 0 * Wh, 0 * b
        """,
        {},
    ),
    "gradients of zeros above gradients of zeros": (
        "vanilla_rnn",
        """
        def rnn_step_backward(dnext_h, cache):
            return tuple(np.zeros(value.shape) for value in (*cache[:4], cache[3][0]))

        def rnn_backward(dh, cache):
            x, h0, Wx, Wh, _ = cache[0]
            return np.zeros((*dh.shape[:2], x.shape[1])), 0 * h0, 0 * Wx, 0 * Wh, 0 * Wh[0]
        """,
        {},
    ),
    "a caption that stays where it was": (
        "attention",
        """
        def attention_weights(features, h, parameters):
            return np.full(features.shape[:2], 1 / features[:, :, 0].size)

        def attend(features, weights):
            return features.mean(axis=(0, 1))

        def caption_step(features, y_prev, h_prev, weights, parameters):
            return h_prev, y_prev + parameters["bd"], weights

        def caption_forward(features, y, h0, parameters):
            return y + parameters["bd"], np.stack([attention_weights(features, h0, parameters)] * len(y))
        """,
        {"attention_weights": 4, "attend": 5},  # where all places look the same, and where the weights are even
    ),
    "a model that does nothing above a step that does nothing": (
        "character_model",
        """
        def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
            return 0.0, {"d" + name: 0 * value for name, value in parameters.items()}, 0 * a_prev

        def model(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
            return initialize_parameters(n_a, vocab_size, vocab_size), 0.0
        """,
        {"optimize": 3},  # the state that was given stays, in its shape
    ),
    "a model that does nothing above a step without its update": (
        "character_model",
        """
        def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
            loss, cache = rnn_forward(X, Y, a_prev, parameters)
            gradients, a = rnn_backward(X, Y, parameters, cache)
            return loss, clip(gradients, 5), a[len(X) - 1]

        def model(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
            return initialize_parameters(n_a, vocab_size, vocab_size), 0.0
        """,
        {"optimize": 19},  # what is right in it: all but the update
    ),
    "a training that trains nothing": (
        "binary_adder",
        """
        def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
            return {name: value.copy() for name, value in parameters.items()}, [0] * len(pairs)
        """,
        {"train_adder": 3},  # the weights that were given stay, in their shapes
    ),
    "the norm of the last gradient alone": (
        "stability",
        """
        def gradient_norms(h, Wh, dh_last):
            return np.append(np.zeros(len(h)), np.linalg.norm(dh_last))

        def clip_by_norm(gradients, max_norm):
            return {name: 0 * value for name, value in gradients.items()}
        """,
        {},
    ),
}


@pytest.mark.parametrize("what", LITTLE)
def test_what_reads_little_earns_no_more_than_this(grade: Grade, what: str) -> None:
    name, text, points = LITTLE[what]
    replaced = functions_of(textwrap.dedent(text))
    assert earned(grade, submission(name, **replaced), name, set(replaced)) == points
