"""Checks of `vanilla_rnn`: one step and the sequence, forward and backward, batch first (seed 000)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .kinds import another_future, gradient_checks, silent_end, twice
from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem, coarse

STEP = {"N": (1, 5), "D": (1, 6), "H": (1, 6)}
SEQUENCE = {"N": (1, 4), "T": (1, 6), "D": (1, 5), "H": (1, 5)}
SQUARE = {"N": (3, 3), "D": (3, 3), "H": (3, 3)}


def step(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of one step, and the upstream gradient of its result."""
    N, D, H = sizes["N"], sizes["D"], sizes["H"]
    return {
        "x": numbers.data(N, D),
        "prev_h": numbers.data(N, H),
        "Wx": numbers.weights(D, D, H),
        "Wh": numbers.weights(H, H, H),
        "b": numbers.data(H),
        "dnext_h": numbers.data(N, H),
    }


def sequence(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of a whole sequence, and an upstream gradient for every step."""
    N, T, D, H = sizes["N"], sizes["T"], sizes["D"], sizes["H"]
    return {
        "x": numbers.data(N, T, D),
        "h0": numbers.data(N, H),
        "Wx": numbers.weights(D, D, H),
        "Wh": numbers.weights(H, H, H),
        "b": numbers.data(H),
        "dh": numbers.data(N, T, H),
    }


def only(*names: str) -> Any:
    """Return a change that sets every other input of a step or a sequence to zero."""

    def change(problem: Problem) -> Problem:
        return {
            name: value if name in names or name.startswith("d") else np.zeros_like(value)
            for name, value in problem.items()
        }

    return change


def alone(problem: Problem, numbers: Numbers) -> Case:
    """The batch, then its last row by itself."""
    rows: Problem = {name: problem[name][-1:] for name in ("x", "prev_h", "dnext_h", "h0", "dh") if name in problem}
    return [problem, {**problem, **rows}]


def step_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    return problem["x"], problem["prev_h"], problem["Wx"], problem["Wh"], outputs["next_h"]


def sequence_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    h = outputs["h"]
    states = np.concatenate([problem["h0"][:, None], h], axis=1)
    return [(problem["x"][:, t], states[:, t], problem["Wx"], problem["Wh"], h[:, t]) for t in range(h.shape[1])]


STEP_GRADIENTS = ("dx", "dprev_h", "dWx", "dWh", "db")
GRADIENTS = ("dx", "dh0", "dWx", "dWh", "db")
WHERE = {
    "dx": "the gradient with respect to the input x",
    "dprev_h": "the gradient with respect to the previous state",
    "dh0": "the gradient with respect to the first state",
    "dWx": "the gradient with respect to the input weights",
    "dWh": "the gradient with respect to the recurrent weights",
    "db": "the gradient with respect to the bias",
}


STEP_FORWARD = Exercise(
    name="rnn_step_forward",
    inputs=("x", "prev_h", "Wx", "Wh", "b"),
    outputs=("next_h",),
    cache=1,
    build=step,
    variables=("x", "prev_h"),
    parameters=("Wx", "Wh", "b"),
    groups=(
        Group("input", STEP, 24, change=only("x", "Wx")),
        Group("recurrent", STEP, 24, change=only("prev_h", "Wh")),
        Group("bias", STEP, 18, change=only("b")),
        Group("general", {"N": (2, 6), "D": (2, 7), "H": (2, 7)}, 60, distinct=True),
        Group("ones", {"N": (1, 2), "D": (1, 2), "H": (1, 2)}, 30),
        Group("square", SQUARE, 18),
        Group("rows", {"N": (2, 5), "D": (1, 4), "H": (1, 4)}, 24, case=alone),
        Group("saturated", STEP, 24, scale=10.0),
    ),
    checks=(
        Check("shape", 2, "next_h has shape (N, H).", shapes=True),
        Check("input_term", 3, "With prev_h and b zero, only the input term is left.", ("input",)),
        Check("recurrent_term", 3, "With x and b zero, only the recurrent term is left.", ("recurrent",)),
        Check("bias_term", 2, "With x and prev_h zero, only the bias is left.", ("bias",)),
        Check("step", 6, "next_h is the tanh of all three terms together.", ("general", "ones", "square")),
        Check("rows", 2, "A row of the batch gives the same alone as among others.", ("rows",)),
        Check("saturated", 2, "Large numbers, where tanh is flat, give right values too.", ("saturated",)),
    ),
)  # fmt: skip

STEP_BACKWARD = Exercise(
    name="rnn_step_backward",
    inputs=("dnext_h", "cache"),
    outputs=STEP_GRADIENTS,
    forward="rnn_step_forward",
    build=step,
    upstream=lambda problem: float(np.linalg.norm(problem["dnext_h"])),
    formula=step_cache,
    objective=lambda problem, outputs: float(np.sum(problem["dnext_h"] * outputs["next_h"])),
    with_respect_to={"dx": "x", "dprev_h": "prev_h", "dWx": "Wx", "dWh": "Wh", "db": "b"},
    groups=(
        Group("general", {"N": (2, 6), "D": (2, 7), "H": (2, 7)}, 60, distinct=True),
        Group("ones", {"N": (1, 2), "D": (1, 2), "H": (1, 2)}, 30),
        Group("square", SQUARE, 18),
        Group("saturated", STEP, 18, scale=3.0),
        Group("two", {"N": (2, 4), "D": (1, 4), "H": (2, 4)}, 18, case=twice),
        Group("wide", {"N": (1, 1), "D": (16, 16), "H": (400, 400)}, 1, change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 3, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        *gradient_checks(
            {"dx": 5, "dprev_h": 5, "dWx": 5, "dWh": 5, "db": 4}, WHERE, ("general", "ones", "square", "saturated")
        ),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own cache.", ("two",), beside=True),
        Check("wide", 2, "A layer of 166,000 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip

FORWARD = Exercise(
    name="rnn_forward",
    inputs=("x", "h0", "Wx", "Wh", "b"),
    outputs=("h",),
    cache=1,
    uses=("rnn_step_forward",),
    build=sequence,
    variables=("x", "h0"),
    parameters=("Wx", "Wh", "b"),
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1)}, 24),
        Group("general", {"N": (2, 5), "T": (2, 7), "D": (2, 6), "H": (2, 6)}, 48, distinct=True),
        Group("mixed", SEQUENCE, 36),
        Group("start", SEQUENCE, 18, change=only("h0", "Wh")),
        Group("future", {**SEQUENCE, "T": (2, 5)}, 18, case=another_future(time=1)),
        Group("long", {"N": (1, 2), "T": (12, 25), "D": (1, 3), "H": (2, 4)}, 12),
    ),
    checks=(
        Check("shape", 2, "h has shape (N, T, H).", shapes=True),
        Check("one_step", 4, "A sequence of one step is one step from h0.", ("one",)),
        Check("sequence", 8, "h[:, t] is the state after step t, for every t.", ("general", "mixed")),
        Check("start", 2, "The first state h0 reaches the later states through Wh.", ("start",)),
        Check("past", 2, "The past does not see the future: a later input changes no earlier state.", ("future",)),
        Check("long", 2, "Long sequences are right to the last step.", ("long",)),
    ),
)  # fmt: skip

BACKWARD = Exercise(
    name="rnn_backward",
    inputs=("dh", "cache"),
    outputs=GRADIENTS,
    forward="rnn_forward",
    uses=("rnn_step_forward", "rnn_step_backward"),
    build=sequence,
    upstream=lambda problem: float(np.linalg.norm(problem["dh"])),
    formula=sequence_cache,
    objective=lambda problem, outputs: float(np.sum(problem["dh"] * outputs["h"])),
    with_respect_to={"dx": "x", "dh0": "h0", "dWx": "Wx", "dWh": "Wh", "db": "b"},
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1)}, 24),
        Group("general", {"N": (2, 5), "T": (2, 7), "D": (2, 6), "H": (2, 6)}, 48, distinct=True),
        Group("mixed", SEQUENCE, 24),
        Group("silent", {**SEQUENCE, "T": (2, 5)}, 12, change=silent_end("dh", time=1)),
        Group("two", {"N": (2, 3), "T": (2, 4), "D": (1, 3), "H": (2, 3)}, 18, case=twice),
        Group("long", {"N": (1, 2), "T": (12, 20), "D": (1, 3), "H": (2, 4)}, 6),
        Group("wide", {"N": (1, 1), "T": (3, 3), "D": (8, 8), "H": (260, 260)}, 1, change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 3, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        Check("one_step", 4, "For a sequence of one step all gradients are right.", ("one",)),
        *gradient_checks(
            {"dx": 5, "dh0": 4, "dWx": 4, "dWh": 4, "db": 3}, WHERE, ("general", "mixed", "silent", "long")
        ),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own cache.", ("two",), beside=True),
        Check("wide", 2, "A layer of 70,000 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip


ASSIGNMENT = Assignment(
    name="vanilla_rnn",
    exercises=(STEP_FORWARD, STEP_BACKWARD, FORWARD, BACKWARD),
)
