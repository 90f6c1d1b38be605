"""Checks of `deep_bidirectional`: both directions, and layers on top of each other (seeds 002 and 003)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem

SIZES = {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "T": (1, 5), "n_y": (2, 3)}
DISTINCT = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "T": (2, 6), "n_y": (2, 6)}
STEPS = {**SIZES, "T": (2, 5)}
LONG = {"n_x": (1, 3), "n_a": (1, 3), "m": (1, 2), "T": (12, 20), "n_y": (2, 3)}


def network(n_x: int, n_a: int, numbers: Numbers) -> Problem:
    """Draw the weights and the bias of one direction, or of one layer."""
    return {
        "Wax": numbers.weights(n_x, n_a, n_x),
        "Waa": numbers.weights(n_a, n_a, n_a),
        "ba": numbers.data(n_a, 1),
    }


def bidirectional(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a sequence and a network for each direction."""
    n_x, n_a, n_y = sizes["n_x"], sizes["n_a"], sizes["n_y"]
    return {
        "x": numbers.data(n_x, sizes["m"], sizes["T"]),
        "parameters": {
            "forward": network(n_x, n_a, numbers),
            "backward": network(n_x, n_a, numbers),
            "Wy": numbers.weights(2 * n_a, n_y, 2 * n_a),
            "by": numbers.data(n_y, 1),
        },
    }


def deep(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a sequence, L layers and a first state for each of them."""
    n_x, n_a, n_y, m = sizes["n_x"], sizes["n_a"], sizes["n_y"], sizes["m"]
    return {
        "x": numbers.data(n_x, m, sizes["T"]),
        "a0": [numbers.data(n_a, m) for _ in range(sizes["L"])],
        "parameters": {
            "layers": [network(n_a if layer else n_x, n_a, numbers) for layer in range(sizes["L"])],
            "Wya": numbers.weights(n_a, n_y, n_a),
            "by": numbers.data(n_y, 1),
        },
    }


def zeros(value: Any) -> Any:
    """Return the same structure with all numbers zero."""
    if isinstance(value, dict):
        return {name: zeros(item) for name, item in value.items()}
    return [zeros(item) for item in value] if isinstance(value, list) else np.zeros_like(value)


def silent(direction: str) -> Callable[[Problem], Problem]:
    """Return a change that sets one direction's weights and bias to zero."""

    def change(problem: Problem) -> Problem:
        parameters = problem["parameters"]
        return {**problem, "parameters": {**parameters, direction: zeros(parameters[direction])}}

    return change


def without_input(problem: Problem) -> Problem:
    return {**problem, "x": np.zeros_like(problem["x"])}


def reversed_in_time(problem: Problem, numbers: Numbers) -> Case:
    """The problem, then its mirror image: the input backward, the directions exchanged."""
    given = problem["parameters"]
    n_a = len(given["forward"]["ba"])
    exchanged = {
        "forward": given["backward"],
        "backward": given["forward"],
        "Wy": np.concatenate([given["Wy"][:, n_a:], given["Wy"][:, :n_a]], axis=1),
        "by": given["by"],
    }
    return [problem, {**problem, "x": problem["x"][:, :, ::-1].copy(), "parameters": exchanged}]


def another_step(place: int) -> Callable[[Problem, Numbers], Case]:
    """Return a case of a sequence, then the same with another input at one place."""

    def case(problem: Problem, numbers: Numbers) -> Case:
        x = problem["x"].copy()
        x[:, :, place] = numbers.data(*x.shape[:2])
        return [problem, {**problem, "x": x}]

    return case


def another_top(problem: Problem, numbers: Numbers) -> Case:
    """The problem, then the same with another top layer."""
    *below, top = problem["parameters"]["layers"]
    other = {name: numbers.data(*array.shape) for name, array in top.items()}
    return [problem, {**problem, "parameters": {**problem["parameters"], "layers": [*below, other]}}]


def alone(problem: Problem, numbers: Numbers) -> Case:
    """All examples, then the last one by itself."""
    last: Problem = {**problem, "x": problem["x"][:, -1:]}
    if "a0" in problem:
        last["a0"] = [state[:, -1:] for state in problem["a0"]]
    return [problem, last]


BRNN = Exercise(
    name="brnn_forward",
    inputs=("x", "parameters"),
    outputs=("y", "a_forward", "a_backward"),
    build=bidirectional,
    variables=("x",),
    parameters=("parameters",),
    groups=(
        Group("one", {**SIZES, "T": (1, 1)}, 10),
        Group("forward_alone", SIZES, 8, change=silent("backward")),
        Group("backward_alone", SIZES, 8, change=silent("forward")),
        Group("general", DISTINCT, 14, distinct=True),
        Group("mixed", SIZES, 14),
        Group("square", dict.fromkeys(SIZES, (3, 3)), 4),
        Group("no_input", STEPS, 6, change=without_input),
        Group("mirror", STEPS, 6, case=reversed_in_time),
        Group("past", STEPS, 6, case=another_step(0)),
        Group("future", STEPS, 6, case=another_step(-1)),
        Group("examples", {**SIZES, "m": (2, 4)}, 6, case=alone),
        Group("large", SIZES, 8, scale=10.0),
        Group("long", LONG, 4),
    ),
    checks=(
        Check("shapes", 3, "y, a_forward and a_backward have the right shapes, with time as the last axis.",
              shapes=True),
        Check("one_step", 5, "In a sequence of one step both networks read the one input, from zeros.", ("one",)),
        Check("forward", 7, "a_forward[:, :, t] has read the steps from 0 to t, for every t.",
              ("general", "mixed", "square"), ("a_forward",)),
        Check("backward", 11, "a_backward[:, :, t] has read the steps from the last down to t, for every t.",
              ("general", "mixed", "square"), ("a_backward",)),
        Check("prediction", 8, "y[:, :, t] is the softmax of Wy [a_forward; a_backward] + by at t, for every t.",
              ("general", "mixed", "square"), ("y",)),
        Check("one_direction", 4, "Where one direction is silent, the prediction comes from the other.",
              ("forward_alone", "backward_alone"), ("y",)),
        Check("no_input", 2, "Without inputs, the states come from zeros and the biases.", ("no_input",),
              ("a_forward", "a_backward")),
        Check("mirror", 3, "A reversed input, with the directions exchanged, reverses the prediction.", ("mirror",),
              ("y",)),
        Check("past", 2, "Another first input changes every forward state, and one backward state.", ("past",),
              ("a_forward", "a_backward")),
        Check("future", 2, "Another last input changes every backward state, and one forward state.", ("future",),
              ("a_forward", "a_backward")),
        Check("examples", 1, "An example gives the same alone as among others.", ("examples",)),
        Check("large", 1, "Large numbers give right values too.", ("large",)),
        Check("long", 1, "Long sequences are right from end to end.", ("long",)),
    ),
)  # fmt: skip

DEEP = Exercise(
    name="deep_rnn_forward",
    inputs=("x", "a0", "parameters"),
    outputs=("y", "a"),
    build=deep,
    variables=("x", "a0"),
    parameters=("parameters",),
    groups=(
        Group("one_layer", {**SIZES, "L": (1, 1)}, 10),
        Group("one_step", {**SIZES, "T": (1, 1), "L": (1, 3)}, 10),
        Group("two_layers", {**DISTINCT, "n_a": (3, 6), "n_x": (3, 6), "L": (2, 2)}, 12),
        Group("three_layers", {**SIZES, "L": (3, 3)}, 10),
        Group("mixed", {**SIZES, "L": (1, 3)}, 14),
        Group("square", {**dict.fromkeys(SIZES, (3, 3)), "L": (3, 3)}, 4),
        Group("no_input", {**SIZES, "L": (1, 3)}, 8, change=without_input),
        Group("future", {**STEPS, "L": (1, 3)}, 6, case=another_step(-1)),
        Group("top", {**SIZES, "L": (2, 3)}, 6, case=another_top),
        Group("examples", {**SIZES, "m": (2, 4), "L": (1, 3)}, 6, case=alone),
        Group("large", {**SIZES, "L": (1, 3)}, 6, scale=10.0),
        Group("long", {**LONG, "L": (2, 3)}, 4),
    ),
    checks=(
        Check("shapes", 3, "y has the right shape, and a has an array for each layer, with time as the last axis.",
              shapes=True),
        Check("one_layer", 6, "With one layer it is a plain RNN.", ("one_layer",)),
        Check("one_step", 6, "In a sequence of one step each layer reads the one below and its own a0.", ("one_step",)),
        Check("states", 12, "a[l][:, :, t] comes from the layer below at t and from itself at t - 1, for every t.",
              ("two_layers", "three_layers", "mixed", "square"), ("a",)),
        Check("prediction", 8, "y[:, :, t] is the softmax of Wya times the top layer's state, plus by, for every t.",
              ("two_layers", "three_layers", "mixed", "square"), ("y",)),
        Check("no_input", 4, "Without inputs, the states come from each layer's own a0 and bias.", ("no_input",),
              ("a",)),
        Check("past", 3, "The past does not see the future: a later input changes nothing earlier.", ("future",)),
        Check("below", 3, "What lies below does not see what lies above: another top layer changes itself alone.",
              ("top",), ("a",)),
        Check("examples", 2, "An example gives the same alone as among others.", ("examples",)),
        Check("large", 1, "Large numbers give right values too.", ("large",)),
        Check("long", 2, "Long sequences are right to the last step.", ("long",)),
    ),
)  # fmt: skip


ASSIGNMENT = Assignment(name="deep_bidirectional", exercises=(BRNN, DEEP))
