"""Checks of `binary_adder`: numbers to bits, the network's two passes, what each training step does (seed 004)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem, coarse

SIZES = {"B": (1, 9), "H": (1, 6)}
GENERAL = {"B": (2, 9), "H": (2, 7)}


def parameters(H: int, numbers: Numbers) -> Problem:
    """Draw the three weight matrices, as wide as the seed's U(−1, 1) at H = 16."""
    return {
        "w_i": numbers.weights(1, H, 2),
        "w_h": numbers.weights(H, H, H),
        "w_o": numbers.weights(H, 1, H) * 2,
    }


def network(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw two numbers as bits, weights, and the bits of a label."""
    B = sizes["B"]
    return {
        "a": numbers.bits(B),
        "b": numbers.bits(B),
        "parameters": parameters(sizes["H"], numbers),
        "label": numbers.bits(B),
    }


def number(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a number that fits in that many bits."""
    return {"n": numbers.integer(0, 2 ** sizes["B"]), "binary_dim": sizes["B"]}


def addition(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw two numbers whose sum fits, and weights."""
    B = sizes["B"]
    total = numbers.integer(0, 2**B)
    a = numbers.integer(0, total + 1)
    return {"a": a, "b": total - a, "parameters": parameters(sizes["H"], numbers), "binary_dim": B}


def training(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw weights, pairs of numbers whose sums fit, and a learning rate."""
    pairs = [addition({"B": sizes["B"], "H": 1}, numbers) for _ in range(sizes["K"])]
    return {
        "parameters": parameters(sizes["H"], numbers),
        "pairs": [(pair["a"], pair["b"]) for pair in pairs],
        "alpha": numbers.choice([0.1, 0.5, 1.0]),
        "binary_dim": sizes["B"],
    }


def largest(problem: Problem) -> Problem:
    """All bits are ones."""
    return {**problem, "n": 2 ** problem["binary_dim"] - 1}


def no_carry(problem: Problem) -> Problem:
    """No state is passed on: what is left is each bit by itself."""
    weights = problem["parameters"]
    return {**problem, "parameters": {**weights, "w_h": np.zeros_like(weights["w_h"])}}


def default_width(problem: Problem) -> Problem:
    """The width is left out: eight bits."""
    return {name: value for name, value in problem.items() if name != "binary_dim"}


def defaults(problem: Problem) -> Problem:
    """The learning rate and the width are left out: 0.1 and eight bits."""
    return {name: value for name, value in problem.items() if name not in ("alpha", "binary_dim")}


def other_high_bit(problem: Problem, numbers: Numbers) -> Case:
    """The same numbers, then with the other highest bit."""
    a = problem["a"].copy()
    a[0] = 1 - a[0]
    return [problem, {**problem, "a": a}]


def twice(problem: Problem, numbers: Numbers) -> Case:
    """Two problems of the same sizes, both forward passes before the two backward passes."""
    H, B = problem["parameters"]["w_h"].shape[0], len(problem["a"])
    return [problem, network({"B": B, "H": H}, numbers)]


def cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    """The reference's own cache, with what the student's forward pass predicted."""
    from solutions.binary_adder import adder_forward

    _, (inputs, states, _, weights) = adder_forward(problem["a"], problem["b"], problem["parameters"])
    return inputs, states, outputs["prediction"], weights


INT_TO_BITS = Exercise(
    name="int_to_bits",
    inputs=("n", "binary_dim"),
    outputs=("bits",),
    build=number,
    variables=("n",),
    groups=(
        Group("eight", {"B": (8, 8)}, 32, change=default_width),
        Group("width", {"B": (1, 8)}, 24),
        Group("largest", {"B": (1, 12)}, 10, change=largest),
        Group("more", {"B": (9, 20)}, 24),
    ),
    checks=(
        Check("shape", 1, "The bits have shape (binary_dim,).", shapes=True),
        Check("eight", 4, "Eight bits is the default, the most significant first.", ("eight",)),
        Check("width", 3, "Fewer bits than eight work, and the largest number is all ones.", ("width", "largest")),
        Check("more", 2, "More bits than eight work.", ("more",)),
    ),
)

FORWARD = Exercise(
    name="adder_forward",
    inputs=("a", "b", "parameters"),
    outputs=("prediction",),
    cache=1,
    build=network,
    variables=("a", "b"),
    parameters=("parameters",),
    groups=(
        Group("one", {"B": (1, 1), "H": (1, 6)}, 20),
        Group("bits", SIZES, 16, change=no_carry),
        Group("general", GENERAL, 40, distinct=True),
        Group("mixed", SIZES, 20),
        Group("high", {"B": (2, 8), "H": (1, 5)}, 16, case=other_high_bit),
        Group("saturated", SIZES, 16, scale=30.0),
    ),
    checks=(
        Check("shape", 2, "The prediction has shape (B,).", shapes=True),
        Check("one_bit", 5, "One bit alone is read from a first state of zeros.", ("one",)),
        Check("bits", 3, "With w_h zero, each bit is predicted by itself, aligned with the label.", ("bits",)),
        Check("prediction", 11, "The state carries on from the least significant bit upwards.", ("general", "mixed")),
        Check("low_bits", 2, "A high bit changes no prediction of a lower one.", ("high",)),
        Check("saturated", 2, "Large weights give right probabilities too.", ("saturated",)),
    ),
)

BACKWARD = Exercise(
    name="adder_backward",
    inputs=("label", "cache"),
    outputs=("w_i", "w_h", "w_o"),
    keyed=True,
    forward="adder_forward",
    build=network,
    upstream=lambda problem: float(np.sqrt(len(problem["label"]))) / 2,
    formula=cache,
    objective=lambda problem, outputs: 0.5 * float(np.sum((problem["label"] - outputs["prediction"]) ** 2)),
    with_respect_to={name: f"parameters.{name}" for name in ("w_i", "w_h", "w_o")},
    groups=(
        Group("one", {"B": (1, 1), "H": (1, 6)}, 16),
        Group("general", GENERAL, 40, distinct=True),
        Group("mixed", SIZES, 20),
        Group("two", {"B": (2, 6), "H": (2, 4)}, 12, case=twice),
        Group("wide", {"B": (8, 8), "H": (256, 256)}, 1, change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 3, "Each gradient has the shape of its weights.", shapes=True),
        Check("one_bit", 5, "For numbers of one bit all gradients are right.", ("one",)),
        Check("w_o", 6, "The gradient of the output weights w_o is right.", ("general", "mixed"), ("w_o",)),
        Check("w_i", 6, "The gradient of the input weights w_i is right.", ("general", "mixed"), ("w_i",)),
        Check("w_h", 7, "The gradient of the recurrent weights w_h is right.", ("general", "mixed"), ("w_h",)),
        Check(
            "two_caches",
            1,
            "Of two forward passes, each backward pass uses its own cache.",
            ("two",),
            beside=True,
        ),
        Check("wide", 2, "A layer of 66,000 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)

TRAINED = ("parameters.w_i", "parameters.w_h", "parameters.w_o")

TRAIN = Exercise(
    name="train_adder",
    inputs=("parameters", "pairs", "alpha", "binary_dim"),
    outputs=("parameters", "errors"),
    uses=("int_to_bits", "adder_forward", "adder_backward"),
    kept=("parameters",),
    build=training,
    variables=("pairs",),
    parameters=("parameters",),
    groups=(
        Group("first", {"K": (1, 1), "B": (2, 8), "H": (2, 6)}, 20),
        Group("steps", {"K": (2, 6), "B": (2, 8), "H": (2, 6)}, 24),
        Group("eight", {"K": (2, 4), "B": (8, 8), "H": (2, 6)}, 12, change=defaults),
        Group("wide_numbers", {"K": (1, 3), "B": (9, 12), "H": (2, 4)}, 8),
    ),
    checks=(
        Check("shapes", 1, "The weights keep their shapes, and errors has one entry a pair.", shapes=True),
        Check("first_step", 8, "One pair makes one gradient step of size alpha.", ("first",), TRAINED),
        Check("steps", 7, "Each pair makes one step, in order, from where the last one ended.",
              ("steps", "eight"), TRAINED),
        Check("errors", 5, "errors[k] counts the wrong bits on pair k before its step.",
              ("first", "steps", "eight"), ("errors",)),
        Check("kept", 2, "The weights that were given stay as they were.", ("first", "steps"),
              ("given.w_i", "given.w_h", "given.w_o")),
        Check("more", 2, "Numbers of more than eight bits train too.", ("wide_numbers",), (*TRAINED, "errors")),
    ),
)  # fmt: skip

ADD = Exercise(
    name="add",
    inputs=("a", "b", "parameters", "binary_dim"),
    outputs=("sum",),
    uses=("int_to_bits", "adder_forward"),
    build=addition,
    variables=("a", "b"),
    parameters=("parameters",),
    groups=(
        Group("eight", {"B": (8, 8), "H": (1, 6)}, 32, change=default_width),
        Group("width", {"B": (1, 7), "H": (1, 6)}, 24),
        Group("more", {"B": (9, 14), "H": (1, 5)}, 16),
    ),
    checks=(
        Check("shape", 1, "The sum is one number.", shapes=True),
        Check("eight", 5, "The rounded bits are read as a number, eight of them by default.", ("eight",)),
        Check("width", 2, "Fewer bits than eight work.", ("width",)),
        Check("more", 2, "More bits than eight work.", ("more",)),
    ),
)


ASSIGNMENT = Assignment(
    name="binary_adder",
    exercises=(INT_TO_BITS, FORWARD, BACKWARD, TRAIN, ADD),
)
