"""Each misconception is really wrong, unlike every other one, and explained without the answer."""

import ast
import copy
import inspect
import re
import runpy
import sys
from functools import cache, partial

import numpy as np
import pytest
from conftest import chosen, reference_source

from graders.exercises import Numbers
from graders.exercises import assignment as assignment_named
from graders.misconceptions import Misconception, misconceptions
from solutions import (
    attention,
    binary_adder,
    character_model,
    deep_bidirectional,
    gru,
    lstm,
    sequence_model,
    stability,
    vanilla_rnn,
)

SOLUTIONS = {
    "vanilla_rnn": vanilla_rnn,
    "sequence_model": sequence_model,
    "lstm": lstm,
    "gru": gru,
    "character_model": character_model,
    "binary_adder": binary_adder,
    "stability": stability,
    "deep_bidirectional": deep_bidirectional,
    "attention": attention,
}
FUNCTIONS = {
    "vanilla_rnn": ["rnn_step_forward", "rnn_step_backward", "rnn_forward", "rnn_backward"],
    "sequence_model": [
        "build_vocabulary",
        "one_hot",
        "softmax",
        "rnn_cell_forward",
        "rnn_forward",
        "sequence_loss",
        "rnn_cell_backward",
        "rnn_backward",
        "many_to_one",
        "one_to_many",
        "encode_decode",
    ],
    "character_model": ["clip", "sample", "optimize", "model"],
    "binary_adder": ["int_to_bits", "adder_forward", "adder_backward", "train_adder", "add"],
    "lstm": ["lstm_cell_forward", "lstm_forward", "lstm_cell_backward", "lstm_backward"],
    "gru": ["simple_gru_cell_forward", "gru_cell_forward", "gru_forward", "gru_cell_backward"],
    "stability": ["gradient_norms", "clip_by_norm", "weight_decay"],
    "deep_bidirectional": ["brnn_forward", "deep_rnn_forward"],
    "attention": ["attention_weights", "attend", "caption_step", "caption_forward"],
}
CASES = [
    pytest.param(assignment, found, id=f"{found.function}-{found.name}")
    for assignment in FUNCTIONS
    for found in misconceptions(assignment)
]
DRAWS = 12
ARGUMENTS_CHANGE = ("optimize", "the_given_arrays_are_trained")


def vanilla_arguments(function, rng):
    """Return a function's arguments for sizes that are all different, caches from the reference."""
    N, T, D, H = rng.permutation([2, 3, 4, 5])
    h0, Wh = rng.normal(size=(N, H)), rng.normal(size=(H, H)) / np.sqrt(H)
    weights = (rng.normal(size=(D, H)) / np.sqrt(D), Wh, rng.normal(size=H))
    step = (rng.normal(size=(N, D)), h0, *weights)
    sequence = (rng.normal(size=(N, T, D)), h0, *weights)
    if function == "rnn_step_forward":
        return step
    if function == "rnn_step_backward":
        return rng.normal(size=(N, H)), vanilla_rnn.rnn_step_forward(*step)[1]
    if function == "rnn_forward":
        return sequence
    return rng.normal(size=(N, T, H)), vanilla_rnn.rnn_forward(*sequence)[1]


def problem_in_turn(assignment, function, rng):
    """Return a problem from each of a function's groups of cases in turn: some slips show in one kind alone."""
    exercise = assignment_named(assignment).exercise(function)
    turn = rng.bit_generator.seed_seq.entropy
    groups = [group for group in exercise.groups if not group.wide or assignment == "character_model"]
    group = groups[turn % len(groups)]
    sizes = {name: int(rng.integers(low, high + 1)) for name, (low, high) in group.sizes.items()}
    return exercise, exercise.draw(group, sizes, Numbers(turn))[0]


def from_groups(assignment, function, rng):
    """Return a function's arguments from each of its groups of cases in turn."""
    exercise, problem = problem_in_turn(assignment, function, rng)
    return tuple(problem[name] for name in exercise.inputs if name in problem)


def sequence_arguments(function, rng):
    """Return a function's arguments from each of its groups of cases in turn, caches from the reference."""
    exercise, problem = problem_in_turn("sequence_model", function, rng)
    if not exercise.forward:
        return tuple(problem[name] for name in exercise.inputs)
    forward = assignment_named("sequence_model").exercise(exercise.forward)
    *_, cache = getattr(sequence_model, forward.name)(*[problem[name] for name in forward.inputs])
    return problem[exercise.inputs[0]], cache


def adder_arguments(function, rng):
    """Return a function's arguments for a width from 4 to 11 and another number of hidden units."""
    B = int(rng.integers(4, 12))
    H = B - 1
    shapes = {"w_i": (H, 2), "w_h": (H, H), "w_o": (1, H)}
    parameters = {name: 2 * rng.normal(size=shape) for name, shape in shapes.items()}
    a, b, label = rng.integers(0, 2, size=(3, B), dtype=np.uint8)
    if function == "int_to_bits":
        return int(rng.integers(2**B)), B
    if function == "adder_forward":
        return a, b, parameters
    if function == "adder_backward":
        return label, binary_adder.adder_forward(a, b, parameters)[1]
    pairs = [tuple(int(n) for n in rng.integers(2 ** (B - 1), size=2)) for _ in range(6)]
    if function == "train_adder":
        return parameters, pairs, float(rng.choice([0.3, 1.0])), B
    return *pairs[0], parameters, B


def lstm_arguments(function, rng):
    """Return a function's arguments for sizes that are all different, caches from the reference."""
    n_x, n_a, m, T, n_y = rng.permutation([2, 3, 4, 5, 6])
    shapes = {"Wy": (n_y, n_a), "by": (n_y, 1)}
    for gate in "fico":
        shapes |= {"W" + gate: (n_a, n_a + n_x), "b" + gate: (n_a, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    a, c, da, dc = rng.normal(size=(4, n_a, m))
    step = (rng.normal(size=(n_x, m)), a, c, parameters)
    sequence = (rng.normal(size=(n_x, m, T)), a, parameters)
    if function == "lstm_cell_forward":
        return step
    if function == "lstm_cell_backward":
        return da, dc, lstm.lstm_cell_forward(*step)[3]
    if function == "lstm_forward":
        return sequence
    return rng.normal(size=(n_a, m, T)), lstm.lstm_forward(*sequence)[3]


def gru_arguments(function, rng):
    """Return a function's arguments for sizes that are all different, caches from the reference."""
    n_x, n_a, m, T, n_y = rng.permutation([2, 3, 4, 5, 6])
    shapes = {"Wy": (n_y, n_a), "by": (n_y, 1)}
    for gate in "urc":
        shapes |= {"W" + gate: (n_a, n_a + n_x), "b" + gate: (n_a, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    c, dc = rng.normal(size=(2, n_a, m))
    if function == "gru_forward":
        return rng.normal(size=(n_x, m, T)), c, parameters
    step = (rng.normal(size=(n_x, m)), c, parameters)
    return (dc, gru.gru_cell_forward(*step)[2]) if function == "gru_cell_backward" else step


def drawn_arguments(assignment):
    """Return the drawing of a function's arguments from each of its groups in turn, for sizes that all differ."""

    def arguments(function, rng):
        exercise = assignment_named(assignment).exercise(function)
        turn = rng.bit_generator.seed_seq.entropy
        group = exercise.groups[turn % len(exercise.groups)]
        sizes = dict(zip(group.sizes, rng.permutation(np.arange(2, 2 + len(group.sizes))).tolist(), strict=True))
        problem = exercise.draw(group, sizes, Numbers(turn))[0]
        return tuple(problem[name] for name in exercise.inputs)

    return arguments


DRAW = {
    "vanilla_rnn": vanilla_arguments,
    "sequence_model": sequence_arguments,
    "lstm": lstm_arguments,
    "gru": gru_arguments,
    "character_model": partial(from_groups, "character_model"),
    "binary_adder": adder_arguments,
    "stability": partial(from_groups, "stability"),
    "deep_bidirectional": drawn_arguments("deep_bidirectional"),
    "attention": drawn_arguments("attention"),
}


def effect(exercise, run, arguments):
    """Return what a call returns, caches left out, and what it leaves of what must be kept."""
    arguments = copy.deepcopy(arguments)
    with np.errstate(all="ignore"):  # some mistakes overflow
        result = run(*arguments)
    if exercise.cache >= 0:
        result = result[0] if len(result) == 2 else result[:-1]
    kept = {"train_adder": arguments[0], "optimize": tuple(part for part in arguments if isinstance(part, dict))}.get(
        exercise.name
    )
    return result, kept


def equal(first, second):
    """Tell whether two results have the same structure, shapes and numbers."""
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(equal(first[k], second[k]) for k in first)
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(equal, first, second))
    if first is None:
        return second is None
    same_shape = np.shape(first) == np.shape(second)
    return same_shape and np.allclose(first, second, rtol=1e-6, atol=1e-9, equal_nan=True)


@cache
def effects(assignment, function, run):
    """Return the effects of a function on the same general draws each time; nobody may change them."""
    exercise = assignment_named(assignment).exercise(function)
    generators = [np.random.default_rng(seed) for seed in range(DRAWS)]
    return [effect(exercise, run, DRAW[assignment](function, rng)) for rng in generators]


@cache
def code_in(module):
    """Return the statements, and the parts of them, that would give the reference's answer away."""
    found = set()
    for match in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", inspect.getsource(module), re.DOTALL):
        for line in match.splitlines():
            line = line.split("#")[0].strip()
            parts = [line, line.partition(" = ")[2], line.removeprefix("return ")]
            found |= {re.sub(r"\s", "", part) for part in parts}
    return {part for part in found if len(part) >= 8 and re.search(r"\W", part)}


@pytest.mark.parametrize("assignment", FUNCTIONS)
def test_there_are_at_least_24_an_assignment_and_5_a_function(assignment):
    found = [item.function for item in misconceptions(assignment)]
    assert len(found) >= 24
    assert set(found) == set(FUNCTIONS[assignment])
    assert all(found.count(function) >= 5 for function in FUNCTIONS[assignment])


@pytest.mark.parametrize("assignment", FUNCTIONS)
def test_names_are_unique(assignment):
    """Two functions of one name in a module would silently be one."""
    module = inspect.getmodule(misconceptions(assignment)[0].run)
    definitions = [node.name for node in ast.parse(inspect.getsource(module)).body
                   if isinstance(node, ast.FunctionDef)]  # fmt: skip
    assert definitions == [item.name for item in misconceptions(assignment)]


def test_an_assignment_without_misconceptions_has_an_empty_list():
    assert misconceptions("no_such_assignment") == []


@pytest.mark.parametrize(("assignment", "item"), CASES)
def test_it_differs_from_the_reference_on_an_ordinary_draw(assignment, item: Misconception):
    right = effects(assignment, item.function, getattr(SOLUTIONS[assignment], item.function))
    wrong = effects(assignment, item.function, item.run)
    assert not all(map(equal, right, wrong))


@pytest.mark.parametrize(("assignment", "function"), [(a, f) for a, functions in FUNCTIONS.items() for f in functions])
def test_no_two_of_one_function_have_the_same_effect(assignment, function):
    found = {
        item.name: effects(assignment, function, item.run)
        for item in misconceptions(assignment)
        if item.function == function
    }
    names = list(found)
    same = [
        (first, second)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
        if all(map(equal, found[first], found[second]))
    ]
    assert same == []


@pytest.mark.parametrize(
    ("assignment", "item"),
    [case for case in CASES if not {case.values[1].function, case.values[1].name} & set(ARGUMENTS_CHANGE)],
)
def test_its_arguments_are_left_alone_where_that_is_not_the_mistake(assignment, item):
    draw = DRAW[assignment]
    arguments = draw(item.function, np.random.default_rng(0))
    before = copy.deepcopy(arguments)
    item.run(*arguments)
    with np.printoptions(floatmode="unique", threshold=sys.maxsize):
        assert repr(arguments) == repr(before)


@pytest.mark.parametrize(("assignment", "item"), CASES)
def test_its_sentences_explain_without_giving_the_line_away(assignment, item):
    solution = code_in(SOLUTIONS[assignment])
    assert re.fullmatch(r"\w+", item.name)
    assert item.explanation.endswith(".") and "\n" not in item.explanation
    assert item.hint.endswith((".", "?"))
    assert item.explanation != item.hint
    for text in (item.name.replace("_", " "), item.explanation, item.hint):
        assert text.strip()
        assert "wrong values" not in text.lower()
        assert not re.search(r"@|\.T\b|np\.| = |\*\*|\.sum\(|axis=", text)
        assert not [part for part in solution if part in re.sub(r"\s", "", text)]


@pytest.mark.parametrize(("assignment", "item"), [case for case in CASES if chosen(case.values[1].name, 3)])
def test_pasted_below_a_right_solution_it_replaces_its_function(assignment, item, tmp_path):
    """The text has no decorator, defines the contract's function, and does the same."""
    text = item.submission_source()
    assert "@misconception" not in text
    submission = tmp_path / f"{assignment}.py"
    submission.write_text(reference_source(assignment) + "\n\n" + text)
    defined = runpy.run_path(str(submission))
    assert defined[item.function].__doc__ == item.run.__doc__
    assert item.name not in defined
    pasted = effects(assignment, item.function, defined[item.function])
    assert all(map(equal, effects(assignment, item.function, item.run), pasted))
