"""Checks of `stability`: gradients over time, clipping by the norm, weight decay (seeds 002 and 003)."""

from __future__ import annotations

import numpy as np

from .model import Assignment, Check, Exercise, Group, Numbers, Problem

# The gradients that the other assignments return, and the parameters that they belong to; N sequences, D inputs, H
# units. What a function of this assignment must not do is know one of these lists by heart.
FAMILIES = (
    {"dx": "ND", "dh0": "NH", "dWx": "DH", "dWh": "HH", "db": "H"},
    {"dxt": "DN", "da_prev": "HN", "dWax": "HD", "dWaa": "HH", "dba": "H1"},
    {"dWu": "HD", "dbu": "H1", "dWc": "HD", "dbc": "H1", "dc_prev": "HN"},
)

# gradient_norms


def walk(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the states of a sequence, recurrent weights, and the gradient of the last state."""
    T, H = sizes["T"], sizes["H"]
    return {
        "h": np.clip(numbers.data(T, H) / 2, -0.9, 0.9),
        "Wh": numbers.weights(H, H, H),
        "dh_last": numbers.data(H),
    }


def cut(problem: Problem) -> Problem:
    """Nothing goes from one step to the next."""
    return {**problem, "Wh": np.zeros_like(problem["Wh"])}


def at_rest(problem: Problem) -> Problem:
    """All states are zero, where the slope of tanh is 1."""
    return {**problem, "h": np.zeros_like(problem["h"])}


def unmixed(problem: Problem) -> Problem:
    """Each unit hears itself alone."""
    return {**problem, "Wh": np.eye(len(problem["Wh"]))}


def growing(problem: Problem) -> Problem:
    """Weights so large that the gradient explodes."""
    return {**problem, "Wh": 4 * problem["Wh"], "h": problem["h"] / 4}


# clip_by_norm and weight_decay


def gradients(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the gradients of one of the families, in which there is a letter for each axis."""
    lengths = {"N": sizes["N"], "D": sizes["D"], "H": sizes["H"], "1": 1}
    family = numbers.choice(list(FAMILIES))
    return {name: numbers.data(*(lengths[axis] for axis in axes)) for name, axes in family.items()}


def limited(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw gradients and a largest norm."""
    return {"gradients": gradients(sizes, numbers), "max_norm": numbers.choice([0.5, 1, 2, 3.5, 5])}


def norm(arrays: Problem) -> float:
    """Return the norm of all entries of all arrays."""
    return float(np.sqrt(sum(float(np.sum(array**2)) for array in arrays.values())))


def scaled(arrays: Problem, factor: float) -> Problem:
    """Return all arrays times a factor."""
    return {name: factor * array for name, array in arrays.items()}


def above(problem: Problem) -> Problem:
    """The gradients are doubled until their norm is beyond the limit."""
    found = problem["gradients"]
    while norm(found) <= problem["max_norm"]:
        found = scaled(found, 2)
    return {**problem, "gradients": found}


def alone(problem: Problem) -> Problem:
    """There is one array only."""
    return above({**problem, "gradients": dict(list(problem["gradients"].items())[:1])})


def below_zero(problem: Problem) -> Problem:
    """Every entry is negative."""
    return above({**problem, "gradients": {name: -np.abs(array) for name, array in problem["gradients"].items()}})


def together(problem: Problem) -> Problem:
    """No array alone is beyond the limit; all together are."""
    arrays = problem["gradients"]
    largest = max(norm({"": array}) for array in arrays.values())
    return {**problem, "max_norm": round((largest + norm(arrays)) / 2, 2)}


def inside(problem: Problem) -> Problem:
    """The gradients are halved until their norm is within the limit."""
    found = problem["gradients"]
    while norm(found) > problem["max_norm"]:
        found = scaled(found, 0.5)
    return {**problem, "gradients": found}


def zeros(problem: Problem) -> Problem:
    """There is no gradient at all."""
    return {**problem, "gradients": {name: np.zeros_like(array) for name, array in problem["gradients"].items()}}


def decaying(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw gradients, the parameters that some of them belong to, and a strength."""
    drawn = gradients(sizes, numbers)
    owned = {name[1:]: numbers.data(*array.shape) for name, array in drawn.items() if name[1] in "Wb"}
    return {"gradients": drawn, "parameters": owned, "strength": numbers.choice([0.01, 0.1, 0.5, 2])}


def weightless(problem: Problem) -> Problem:
    """All weights are zero; biases are not."""
    given = problem["parameters"].items()
    return {**problem, "parameters": {name: value * (name[0] != "W") for name, value in given}}


def no_strength(problem: Problem) -> Problem:
    """The strength is zero."""
    return {**problem, "strength": 0.0}


SIZES = {"N": (1, 3), "D": (1, 4), "H": (1, 4)}

GRADIENT_NORMS = Exercise(
    name="gradient_norms",
    inputs=("h", "Wh", "dh_last"),
    outputs=("norms",),
    build=walk,
    groups=(
        Group("cut", {"T": (1, 4), "H": (1, 4)}, 12, change=cut),
        Group("at_rest", {"T": (1, 4), "H": (1, 4)}, 20, change=at_rest),
        Group("unmixed", {"T": (1, 4), "H": (1, 4)}, 20, change=unmixed),
        Group("general", {"T": (2, 6), "H": (2, 6)}, 40, distinct=True),
        Group("mixed", {"T": (1, 3), "H": (1, 3)}, 24),
        Group("square", {"T": (3, 3), "H": (3, 3)}, 12),
        Group("long", {"T": (12, 20), "H": (1, 3)}, 12),
        Group("growing", {"T": (8, 15), "H": (1, 3)}, 12, change=growing),
    ),
    checks=(
        Check("shape", 3, "There are T + 1 norms.", shapes=True),
        Check("last", 4, "With Wh zero, only the last norm is left: that of dh_last.", ("cut",), beside=True),
        Check("weights", 9, "With all states zero, only Wh acts on the gradient.", ("at_rest",)),
        Check("slopes", 9, "With Wh the identity, only the slopes of tanh act on the gradient.", ("unmixed",)),
        Check("norms", 11, "Entry t is the norm of what reaches the state before step t.",
              ("general", "mixed", "square")),
        Check("long", 2, "Long sequences, in which the gradient vanishes, are right.", ("long",)),
        Check("growing", 2, "Large weights, under which the gradient explodes, are right.", ("growing",)),
    ),
)  # fmt: skip

CLIP_BY_NORM = Exercise(
    name="clip_by_norm",
    inputs=("gradients", "max_norm"),
    outputs=("clipped",),
    idle="gradients",
    build=limited,
    groups=(
        Group("alone", SIZES, 20, change=alone),
        Group("above", SIZES, 40, change=above),
        Group("together", SIZES, 20, change=together),
        Group("below_zero", SIZES, 16, change=below_zero),
        Group("inside", SIZES, 20, change=inside),
        Group("zeros", SIZES, 8, change=zeros),
    ),
    checks=(
        Check("shapes", 2, "Each gradient keeps its key and its shape.", shapes=True),
        Check("alone", 4, "A single array that is too long is scaled to the limit.", ("alone",)),
        Check("above", 10, "All arrays are scaled by one factor, so that their norm is the limit.", ("above",)),
        Check("together", 6, "What counts is the norm of all arrays together, not that of each.", ("together",)),
        Check("below_zero", 3, "Negative entries stay negative.", ("below_zero",)),
        Check("inside", 4, "Gradients within the limit stay as they are.", ("inside",)),
        Check("zeros", 1, "Gradients that are all zero stay zero.", ("zeros",), beside=True),
    ),
)

WEIGHT_DECAY = Exercise(
    name="weight_decay",
    inputs=("gradients", "parameters", "strength"),
    outputs=("decayed",),
    idle="gradients",
    build=decaying,
    groups=(
        Group("silent", SIZES, 20, change=zeros),
        Group("weightless", SIZES, 20, change=weightless),
        Group("general", SIZES, 40),
        Group("no_strength", SIZES, 8, change=no_strength),
    ),
    checks=(
        Check("shapes", 2, "Each gradient keeps its key and its shape.", shapes=True),
        Check("decay", 8, "With gradients of zero, each weight's is strength times the weight.", ("silent",)),
        Check("others", 8, "With weights of zero every gradient stays: biases and data do not decay.", ("weightless",)),
        Check("sum", 10, "The decay is added to the gradient of every weight.", ("general",)),
        Check("no_strength", 2, "With a strength of zero nothing changes.", ("no_strength",)),
    ),
)


ASSIGNMENT = Assignment(
    name="stability",
    exercises=(GRADIENT_NORMS, CLIP_BY_NORM, WEIGHT_DECAY),
)
