"""Checks of `gru`: a step with one gate and with two, the sequence, and the step backward (seeds 002 and 003)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .kinds import another_future, last_example_alone, twice, without
from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem, coarse

STEP = {"n_x": (1, 5), "n_a": (1, 5), "m": (1, 4), "n_y": (1, 4)}
SEQUENCE = {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "T": (1, 6), "n_y": (1, 3)}
DISTINCT = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "n_y": (2, 6)}
DISTINCT_SEQUENCE = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "T": (2, 6), "n_y": (2, 6)}
ONES = {"n_x": (1, 2), "n_a": (1, 2), "m": (1, 2), "n_y": (1, 2)}
SQUARE = {"n_x": (3, 3), "n_a": (3, 3), "m": (3, 3), "n_y": (3, 3)}
GATES = "urc"


def parameters(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the weights and biases of gates, candidate and prediction; always all of them."""
    n_x, n_a, n_y = sizes["n_x"], sizes["n_a"], sizes["n_y"]
    drawn: Problem = {}
    for gate in GATES:
        drawn["W" + gate] = numbers.weights(n_a + n_x, n_a, n_a + n_x)
        drawn["b" + gate] = numbers.data(n_a, 1)
    return {**drawn, "Wy": numbers.weights(n_a, n_y, n_a), "by": numbers.data(n_y, 1)}


def step(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of one step, and the upstream gradient of the memory."""
    n_x, n_a, m = sizes["n_x"], sizes["n_a"], sizes["m"]
    return {
        "xt": numbers.data(n_x, m),
        "c_prev": numbers.data(n_a, m),
        "parameters": parameters(sizes, numbers),
        "dc_next": numbers.data(n_a, m),
    }


def sequence(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of a whole sequence."""
    n_x, n_a, m, T = sizes["n_x"], sizes["n_a"], sizes["m"], sizes["T"]
    return {
        "x": numbers.data(n_x, m, T),
        "c0": numbers.data(n_a, m),
        "parameters": parameters(sizes, numbers),
    }


def another_reset_gate(problem: Problem, numbers: Numbers) -> Case:
    """The step, then the same with other weights and another bias of the reset gate."""
    weights = problem["parameters"]
    other = {name: numbers.data(*weights[name].shape) for name in ("Wr", "br")}
    return [problem, {**problem, "parameters": {**weights, **other}}]


def step_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    """The reference's own cache, with the candidate that was mixed into what the student's forward pass returned."""
    from solutions.gru import gru_cell_forward

    *_, (v, u, r, candidate, parameters) = gru_cell_forward(problem["xt"], problem["c_prev"], problem["parameters"])
    change = outputs["c_next"] - problem["c_prev"]
    mixed = problem["c_prev"] + np.divide(change, u, out=candidate - problem["c_prev"], where=u > 0)
    return v, u, r, mixed, parameters


WEIGHTS = tuple("dW" + gate for gate in GATES)
BIASES = tuple("db" + gate for gate in GATES)
SHARED = tuple(name for pair in zip(WEIGHTS, BIASES, strict=True) for name in pair)

SIMPLE_STEP = Exercise(
    name="simple_gru_cell_forward",
    inputs=("xt", "c_prev", "parameters"),
    outputs=("c_next", "yt_pred"),
    cache=2,
    build=step,
    variables=("xt", "c_prev"),
    parameters=("parameters",),
    groups=(
        Group("keep", STEP, 10, change=without("Wc", "bc")),
        Group("write", STEP, 10, change=without("c_prev")),
        Group("bias", STEP, 8, change=without("Wu", "Wc")),
        Group("general", DISTINCT, 24, distinct=True),
        Group("ones", ONES, 12),
        Group("square", SQUARE, 8),
        Group("reset", STEP, 8, case=another_reset_gate),
        Group("examples", {**STEP, "m": (2, 5)}, 8, case=last_example_alone("xt", "c_prev", "dc_next")),
        Group("saturated", STEP, 10, scale=10.0),
    ),
    checks=(
        Check("shapes", 2, "c_next and yt_pred have the right shapes.", shapes=True),
        Check("keep", 3, "With an empty candidate, c_next is what the update gate does not write over.", ("keep",),
              ("c_next",)),
        Check("write", 3, "With an empty memory, c_next is what the update gate writes.", ("write",), ("c_next",)),
        Check("biases", 2, "With the weights zero, the biases alone set gate and candidate.", ("bias",), ("c_next",)),
        Check("memory", 3, "c_next is what is kept and what is written together.", ("general", "ones", "square"),
              ("c_next",)),
        Check("prediction", 3, "yt_pred is the softmax of Wy c_next + by.", ("general", "ones", "square"),
              ("yt_pred",)),
        Check("no_reset", 2, "Wr and br have no influence: this cell has no reset gate.", ("reset",)),
        Check("examples", 1, "An example gives the same alone as among others.", ("examples",)),
        Check("saturated", 1, "Large numbers, where the gate is shut or open, give right values too.", ("saturated",)),
    ),
)  # fmt: skip

STEP_FORWARD = Exercise(
    name="gru_cell_forward",
    inputs=("xt", "c_prev", "parameters"),
    outputs=("c_next", "yt_pred"),
    cache=2,
    build=step,
    variables=("xt", "c_prev"),
    parameters=("parameters",),
    groups=(
        Group("keep", STEP, 10, change=without("Wc", "bc")),
        Group("write", STEP, 10, change=without("c_prev")),
        Group("half", STEP, 10, change=without("Wu", "bu", "Wr", "br")),
        Group("reset", STEP, 12, change=without("xt", "Wu", "bu", "bc")),
        Group("bias", STEP, 8, change=without("Wu", "Wr", "xt")),
        Group("general", DISTINCT, 24, distinct=True),
        Group("ones", ONES, 12),
        Group("square", SQUARE, 8),
        Group("examples", {**STEP, "m": (2, 5)}, 8, case=last_example_alone("xt", "c_prev", "dc_next")),
        Group("saturated", STEP, 10, scale=10.0),
    ),
    checks=(
        Check("shapes", 2, "c_next and yt_pred have the right shapes.", shapes=True),
        Check("keep", 2, "With an empty candidate, c_next is what the update gate does not write over.", ("keep",),
              ("c_next",)),
        Check("write", 2, "With an empty memory, c_next is what the update gate writes.", ("write",), ("c_next",)),
        Check("half", 2, "With both gates half open, the candidate reads half of the memory.", ("half",), ("c_next",)),
        Check("reset", 4, "Without an input, the reset gate says how much of the memory the candidate reads.",
              ("reset",), ("c_next",)),
        Check("biases", 2, "With the gates' weights zero, their biases alone set the gates.", ("bias",), ("c_next",)),
        Check("memory", 5, "c_next is what is kept and what is written together.", ("general", "ones", "square"),
              ("c_next",)),
        Check("prediction", 4, "yt_pred is the softmax of Wy c_next + by.", ("general", "ones", "square"),
              ("yt_pred",)),
        Check("examples", 1, "An example gives the same alone as among others.", ("examples",)),
        Check("saturated", 1, "Large numbers, where gates are shut or open, give right values too.", ("saturated",)),
    ),
)  # fmt: skip

FORWARD = Exercise(
    name="gru_forward",
    inputs=("x", "c0", "parameters"),
    outputs=("c", "y"),
    cache=2,
    uses=("gru_cell_forward",),
    build=sequence,
    variables=("x", "c0"),
    parameters=("parameters",),
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1)}, 10),
        Group("general", DISTINCT_SEQUENCE, 16, distinct=True),
        Group("mixed", SEQUENCE, 12),
        Group("start", SEQUENCE, 8, change=without("x")),
        Group("future", {**SEQUENCE, "T": (2, 4)}, 6, case=another_future(time=2)),
        Group("long", {"n_x": (1, 3), "n_a": (1, 4), "m": (1, 2), "T": (12, 20), "n_y": (1, 2)}, 5),
    ),
    checks=(
        Check("shapes", 2, "c and y have the right shapes, with time as the last axis.", shapes=True),
        Check("one_step", 3, "A sequence of one step is one step from c0.", ("one",)),
        Check("memories", 5, "c[:, :, t] is the memory after step t, for every t.", ("general", "mixed"), ("c",)),
        Check("predictions", 4, "y[:, :, t] is the prediction of step t, for every t.", ("general", "mixed"), ("y",)),
        Check("start", 2, "Without inputs, the memories come from c0 and the parameters.", ("start",)),
        Check("past", 2, "The past does not see the future: a later input changes nothing earlier.", ("future",)),
        Check("long", 2, "Long sequences are right to the last step.", ("long",)),
    ),
)  # fmt: skip

STEP_BACKWARD = Exercise(
    name="gru_cell_backward",
    inputs=("dc_next", "cache"),
    outputs=("dxt", "dc_prev", *SHARED),
    keyed=True,
    forward="gru_cell_forward",
    build=step,
    upstream=lambda problem: float(np.linalg.norm(problem["dc_next"])),
    formula=step_cache,
    objective=lambda problem, outputs: float(np.sum(problem["dc_next"] * outputs["c_next"])),
    with_respect_to={"dxt": "xt", "dc_prev": "c_prev", **{name: f"parameters.{name[1:]}" for name in SHARED}},
    groups=(
        Group("kept", STEP, 8, change=without("Wu", "Wr", "Wc")),
        Group("candidate", STEP, 8, change=without("Wu", "Wr")),
        Group("general", DISTINCT, 20, distinct=True),
        Group("ones", ONES, 12),
        Group("square", SQUARE, 6),
        Group("saturated", STEP, 6, scale=3.0),
        Group("two", {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "n_y": (1, 2)}, 6, case=twice),
        Group("wide", {"n_x": (12, 12), "n_a": (100, 100), "m": (24, 24), "n_y": (1, 1)}, 1, change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 3, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        Check("kept", 3, "With all weights zero, dc_prev is the gradient of what was kept.", ("kept",), ("dc_prev",)),
        Check("candidate", 3, "With the gates' weights zero, dc_prev has what comes through the candidate, too.",
              ("candidate",), ("dc_prev",)),
        *(
            Check(name, points, f"{name} is right: the gradient with respect to {what}.",
                  ("general", "ones", "square", "saturated"), (name,))
            for name, points, what in (
                ("dxt", 4, "the input xt"),
                ("dc_prev", 5, "the previous memory"),
                ("dWu", 3, "the update gate's weights"),
                ("dWr", 3, "the reset gate's weights"),
                ("dWc", 3, "the candidate's weights"),
            )
        ),
        Check("biases", 5, "dbu, dbr and dbc are right: the gradients of the biases.",
              ("general", "ones", "square", "saturated"), BIASES),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own cache.", ("two",), beside=True),
        Check("wide", 2, "A layer of 33,600 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip


ASSIGNMENT = Assignment(
    name="gru",
    exercises=(SIMPLE_STEP, STEP_FORWARD, FORWARD, STEP_BACKWARD),
)
