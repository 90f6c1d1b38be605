"""Checks of `lstm`: one step and the sequence, forward and backward, features first (seeds 002 and 003)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .kinds import another_future, gradient_checks, last_example_alone, silent_end, twice, without
from .model import Assignment, Check, Exercise, Group, Numbers, Problem, coarse

STEP = {"n_x": (1, 5), "n_a": (1, 5), "m": (1, 4), "n_y": (1, 4)}
SEQUENCE = {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "T": (1, 6), "n_y": (1, 3)}
DISTINCT = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "n_y": (2, 6)}
DISTINCT_SEQUENCE = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "T": (2, 6), "n_y": (2, 6)}
ONES = {"n_x": (1, 2), "n_a": (1, 2), "m": (1, 2), "n_y": (1, 2)}
SQUARE = {"n_x": (3, 3), "n_a": (3, 3), "m": (3, 3), "n_y": (3, 3)}
GATES = "fico"


def parameters(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the weights and biases of the gates and of the prediction."""
    n_x, n_a, n_y = sizes["n_x"], sizes["n_a"], sizes["n_y"]
    drawn: Problem = {}
    for gate in GATES:
        drawn["W" + gate] = numbers.weights(n_a + n_x, n_a, n_a + n_x)
        drawn["b" + gate] = numbers.data(n_a, 1)
    return {**drawn, "Wy": numbers.weights(n_a, n_y, n_a), "by": numbers.data(n_y, 1)}


def step(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of one step, and the upstream gradients of both states."""
    n_x, n_a, m = sizes["n_x"], sizes["n_a"], sizes["m"]
    return {
        "xt": numbers.data(n_x, m),
        "a_prev": numbers.data(n_a, m),
        "c_prev": numbers.data(n_a, m),
        "parameters": parameters(sizes, numbers),
        "da_next": numbers.data(n_a, m),
        "dc_next": numbers.data(n_a, m),
    }


def sequence(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of a whole sequence, and an upstream gradient for every state."""
    n_x, n_a, m, T = sizes["n_x"], sizes["n_a"], sizes["m"], sizes["T"]
    return {
        "x": numbers.data(n_x, m, T),
        "a0": numbers.data(n_a, m),
        "parameters": parameters(sizes, numbers),
        "da": numbers.data(n_a, m, T),
    }


def step_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    """The reference's own cache, with the memory that the student's forward pass returned."""
    from solutions.lstm import lstm_cell_forward

    *_, cache = lstm_cell_forward(problem["xt"], problem["a_prev"], problem["c_prev"], problem["parameters"])
    return (*cache[:6], outputs["c_next"], problem["parameters"])


def sequence_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    """The reference's own caches along the states that the student's forward pass returned."""
    a, c = outputs["a"], outputs["c"]
    states, cells = [problem["a0"], *np.moveaxis(a, 2, 0)], [np.zeros_like(problem["a0"]), *np.moveaxis(c, 2, 0)]
    return [
        step_cache(
            {"xt": problem["x"][:, :, t], "a_prev": states[t], "c_prev": cells[t], "parameters": problem["parameters"]},
            {"c_next": cells[t + 1]},
        )
        for t in range(a.shape[2])
    ]


WEIGHTS = tuple("dW" + gate for gate in GATES)
BIASES = tuple("db" + gate for gate in GATES)
SHARED = tuple(name for pair in zip(WEIGHTS, BIASES, strict=True) for name in pair)
OF_PARAMETERS = {name: f"parameters.{name[1:]}" for name in SHARED}
WHERE = {
    "dxt": "the gradient with respect to the input xt",
    "da_prev": "the gradient with respect to the previous hidden state",
    "dc_prev": "the gradient with respect to the previous cell",
    "dx": "the gradient with respect to the inputs x",
    "da0": "the gradient with respect to the first hidden state",
    "dWf": "the gradient with respect to the forget gate's weights",
    "dWi": "the gradient with respect to the input gate's weights",
    "dWc": "the gradient with respect to the candidate's weights",
    "dWo": "the gradient with respect to the output gate's weights",
}


def checks_of(points: dict[str, float], biases: float, groups: tuple[str, ...]) -> tuple[Check, ...]:
    return (
        *gradient_checks(points, WHERE, groups),
        Check("biases", biases, "dbf, dbi, dbc and dbo are right: the gradients of the biases.", groups, BIASES),
    )


STEP_FORWARD = Exercise(
    name="lstm_cell_forward",
    inputs=("xt", "a_prev", "c_prev", "parameters"),
    outputs=("a_next", "c_next", "yt_pred"),
    cache=3,
    build=step,
    variables=("xt", "a_prev", "c_prev"),
    parameters=("parameters",),
    groups=(
        Group("keep", STEP, 12, change=without("Wc", "bc")),
        Group("write", STEP, 12, change=without("c_prev")),
        Group("bias", STEP, 10, change=without("Wf", "Wi", "Wc", "Wo")),
        Group("general", DISTINCT, 30, distinct=True),
        Group("ones", ONES, 16),
        Group("square", SQUARE, 10),
        Group("examples", {**STEP, "m": (2, 5)}, 12,
              case=last_example_alone("xt", "a_prev", "c_prev", "da_next", "dc_next")),
        Group("saturated", STEP, 14, scale=10.0),
    ),
    checks=(
        Check("shapes", 2, "a_next, c_next and yt_pred have the right shapes.", shapes=True),
        Check("keep", 3, "With an empty candidate, c_next is what the forget gate keeps.", ("keep",), ("c_next",)),
        Check("write", 3, "With an empty memory, c_next is what the input gate lets in.", ("write",), ("c_next",)),
        Check("biases", 2, "With all gates' weights zero, their biases alone set the states.", ("bias",),
              ("a_next", "c_next")),
        Check("memory", 2, "c_next is what is kept and what is written together.", ("general", "ones", "square"),
              ("c_next",)),
        Check("state", 3, "a_next is what the output gate shows of the memory.", ("general", "ones", "square"),
              ("a_next",)),
        Check("prediction", 3, "yt_pred is the softmax of Wy a_next + by.", ("general", "ones", "square"),
              ("yt_pred",)),
        Check("examples", 1, "An example gives the same alone as among others.", ("examples",)),
        Check("saturated", 1, "Large numbers, where gates are shut or open, give right values too.", ("saturated",)),
    ),
)  # fmt: skip

FORWARD = Exercise(
    name="lstm_forward",
    inputs=("x", "a0", "parameters"),
    outputs=("a", "y", "c"),
    cache=3,
    uses=("lstm_cell_forward",),
    build=sequence,
    variables=("x", "a0"),
    parameters=("parameters",),
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1)}, 12),
        Group("general", DISTINCT_SEQUENCE, 20, distinct=True),
        Group("mixed", SEQUENCE, 16),
        Group("start", SEQUENCE, 8, change=without("x")),
        Group("future", {**SEQUENCE, "T": (2, 4)}, 8, case=another_future(time=2)),
        Group("long", {"n_x": (1, 3), "n_a": (1, 4), "m": (1, 2), "T": (12, 20), "n_y": (1, 2)}, 6),
    ),
    checks=(
        Check("shapes", 2, "a, y and c have the right shapes, with time as the last axis.", shapes=True),
        Check("one_step", 3, "A sequence of one step is one step from a0 and an empty memory.", ("one",)),
        Check("states", 4, "a[:, :, t] is the hidden state after step t, for every t.", ("general", "mixed"), ("a",)),
        Check("cells", 4, "c[:, :, t] is the cell after step t, for every t.", ("general", "mixed"), ("c",)),
        Check("predictions", 3, "y[:, :, t] is the prediction of step t, for every t.", ("general", "mixed"), ("y",)),
        Check("start", 1, "Without inputs, the states come from a0 and the parameters.", ("start",)),
        Check("past", 1, "The past does not see the future: a later input changes nothing earlier.", ("future",)),
        Check("long", 2, "Long sequences are right to the last step.", ("long",)),
    ),
)  # fmt: skip

STEP_BACKWARD = Exercise(
    name="lstm_cell_backward",
    inputs=("da_next", "dc_next", "cache"),
    outputs=("dxt", "da_prev", "dc_prev", *SHARED),
    keyed=True,
    forward="lstm_cell_forward",
    build=step,
    upstream=lambda problem: float(np.hypot(np.linalg.norm(problem["da_next"]), np.linalg.norm(problem["dc_next"]))),
    formula=step_cache,
    objective=lambda problem, outputs: float(
        np.sum(problem["da_next"] * outputs["a_next"]) + np.sum(problem["dc_next"] * outputs["c_next"])
    ),
    with_respect_to={"dxt": "xt", "da_prev": "a_prev", "dc_prev": "c_prev", **OF_PARAMETERS},
    groups=(
        Group("from_state", STEP, 8, change=without("dc_next")),
        Group("from_cell", STEP, 8, change=without("da_next")),
        Group("general", DISTINCT, 20, distinct=True),
        Group("ones", ONES, 12),
        Group("square", SQUARE, 6),
        Group("saturated", STEP, 6, scale=3.0),
        Group("two", {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "n_y": (1, 2)}, 6, case=twice),
        Group("wide", {"n_x": (16, 16), "n_a": (160, 160), "m": (1, 1), "n_y": (1, 1)}, 1, change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 3, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        Check("from_state", 3, "With dc_next zero, all gradients come from da_next.", ("from_state",)),
        Check("from_cell", 3, "With da_next zero, all gradients come from dc_next.", ("from_cell",)),
        *checks_of(
            {"dxt": 3, "da_prev": 3, "dc_prev": 3, "dWf": 2.5, "dWi": 2.5, "dWc": 2.5, "dWo": 2.5}, 4,
            ("general", "ones", "square", "saturated"),
        ),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own cache.", ("two",), beside=True),
        Check("wide", 2, "A layer of 112,640 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip

BACKWARD = Exercise(
    name="lstm_backward",
    inputs=("da", "caches"),
    outputs=("dx", "da0", *SHARED),
    keyed=True,
    forward="lstm_forward",
    uses=("lstm_cell_forward", "lstm_cell_backward"),
    build=sequence,
    upstream=lambda problem: float(np.linalg.norm(problem["da"])),
    formula=sequence_cache,
    objective=lambda problem, outputs: float(np.sum(problem["da"] * outputs["a"])),
    with_respect_to={"dx": "x", "da0": "a0", **OF_PARAMETERS},
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1)}, 10),
        Group("general", DISTINCT_SEQUENCE, 16, distinct=True),
        Group("mixed", SEQUENCE, 12),
        Group("silent", {**SEQUENCE, "T": (2, 4)}, 6, change=silent_end("da", time=2)),
        Group("two", {"n_x": (1, 3), "n_a": (1, 3), "m": (1, 2), "T": (2, 3), "n_y": (1, 2)}, 6, case=twice),
        Group("long", {"n_x": (1, 3), "n_a": (2, 4), "m": (1, 2), "T": (12, 16), "n_y": (1, 1)}, 3),
        Group("wide", {"n_x": (8, 8), "n_a": (112, 112), "m": (1, 1), "T": (4, 4), "n_y": (1, 1)}, 1,
              change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 2, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        Check("one_step", 3, "For a sequence of one step all gradients are right.", ("one",)),
        *checks_of(
            {"dx": 3, "da0": 3, "dWf": 2, "dWi": 2, "dWc": 2, "dWo": 2}, 3, ("general", "mixed", "silent", "long")
        ),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own caches.", ("two",), beside=True),
        Check("wide", 2, "A layer of 53,760 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip


ASSIGNMENT = Assignment(
    name="lstm",
    exercises=(STEP_FORWARD, FORWARD, STEP_BACKWARD, BACKWARD),
)
