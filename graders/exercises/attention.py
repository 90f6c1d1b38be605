"""Checks of `attention`: captioning one image with the additive score (seed 003)."""

from __future__ import annotations

import numpy as np

from .kinds import without
from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem

GRID = {"R": (1, 3), "C": (2, 3), "K": (1, 3)}  # on a grid of one place nobody can look elsewhere
PLACES = {"R": (2, 3), "C": (2, 3), "K": (1, 3)}
SCORE = {**GRID, "A": (1, 4), "H": (1, 4)}
STEP = {**GRID, "A": (1, 3), "H": (1, 4), "V": (2, 4)}
DISTINCT = {"R": (2, 7), "C": (2, 7), "K": (2, 7), "A": (2, 7), "H": (2, 7)}
ALL_DISTINCT = {"R": (1, 2), "C": (2, 3), "K": (3, 4), "A": (4, 5), "H": (5, 6), "V": (6, 7)}
SQUARE = dict.fromkeys(("R", "C", "K", "A", "H", "V"), (2, 2))
OF_THE_SCORE, OF_THE_STATE = ("Wf", "Ws", "bs", "v"), ("Wz", "Wy", "Wh", "b")


def score_parameters(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw what turns a place and a state into a score."""
    K, A, H = sizes["K"], sizes["A"], sizes["H"]
    return {
        "Wf": numbers.weights(K, A, K),
        "Ws": numbers.weights(H, A, H),
        "bs": numbers.data(A),
        "v": 2 * numbers.data(A),  # scores far enough apart to tell places from each other
    }


def parameters(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw all weights and biases of the network."""
    K, H, V = sizes["K"], sizes["H"], sizes["V"]
    return {
        **score_parameters(sizes, numbers),
        "Wz": numbers.weights(K, H, K),
        "Wy": numbers.data(H, V),
        "Wh": numbers.weights(H, H, H),
        "b": numbers.data(H) / 2,
        "Wd": numbers.data(V, H),
        "bd": numbers.data(V),
    }


def feature_map(sizes: dict[str, int], numbers: Numbers) -> np.ndarray:
    return numbers.data(sizes["R"], sizes["C"], sizes["K"])


def weight_map(sizes: dict[str, int], numbers: Numbers) -> np.ndarray:
    """Draw weights that are positive and sum to 1 over all places."""
    drawn = np.abs(numbers.data(sizes["R"], sizes["C"])) + 0.125
    return np.asarray(drawn / drawn.sum())


def one_hot(count: int, sizes: dict[str, int], numbers: Numbers) -> np.ndarray:
    return np.eye(sizes["V"])[[numbers.integer(0, sizes["V"]) for _ in range(count)]]


def scored(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a feature map, a state, and the score's parameters."""
    return {
        "features": feature_map(sizes, numbers),
        "h": numbers.data(sizes["H"]),
        "parameters": score_parameters(sizes, numbers),
    }


def seen(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a feature map and weights."""
    return {"features": feature_map(sizes, numbers), "weights": weight_map(sizes, numbers)}


def step(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of one step; the word before is one-hot."""
    return {
        "features": feature_map(sizes, numbers),
        "y_prev": one_hot(1, sizes, numbers)[0],
        "h_prev": numbers.data(sizes["H"]),
        "weights": weight_map(sizes, numbers),
        "parameters": parameters(sizes, numbers),
    }


def caption(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of a whole caption; the words are one-hot."""
    return {
        "features": feature_map(sizes, numbers),
        "y": one_hot(sizes["T"], sizes, numbers),
        "h0": numbers.data(sizes["H"]),
        "parameters": parameters(sizes, numbers),
    }


def steep(problem: Problem) -> Problem:
    """Scores in the thousands."""
    given = problem["parameters"]
    return {**problem, "parameters": {**given, "v": 2000 * given["v"]}}


def alike(problem: Problem) -> Problem:
    """The same vector at every place."""
    features = np.zeros_like(problem["features"]) + problem["features"][0, 0]
    return {**problem, "features": features}


def one_place(problem: Problem) -> Problem:
    """All of the weight on the last place."""
    weights = np.zeros_like(problem["weights"])
    weights[-1, -1] = 1
    return {**problem, "weights": weights}


def even(problem: Problem) -> Problem:
    """The same weight on every place."""
    return {**problem, "weights": np.full_like(problem["weights"], 1 / problem["weights"].size)}


def mixed_words(problem: Problem) -> Problem:
    """Probabilities in the place of one-hot words, as of a network that reads its own forecast."""
    name = "y" if "y" in problem else "y_prev"
    word = problem[name]
    return {**problem, name: (word + np.arange(1.0, word.shape[-1] + 1) / word.shape[-1]) / 2}


def another_state(problem: Problem, numbers: Numbers) -> Case:
    """The same image with two states."""
    return [problem, {**problem, "h": numbers.data(*problem["h"].shape)}]


def turned(problem: Problem, numbers: Numbers) -> Case:
    """An image, then the same upside down."""
    other = {**problem, "features": problem["features"][::-1].copy()}
    if "weights" in problem:
        other["weights"] = problem["weights"][::-1].copy()
    return [problem, other]


def another_last_word(problem: Problem, numbers: Numbers) -> Case:
    """A caption, then the same with another last word."""
    y = problem["y"].copy()
    y[-1] = np.roll(y[-1], 1)
    return [problem, {**problem, "y": y}]


WEIGHTS = Exercise(
    name="attention_weights",
    inputs=("features", "h", "parameters"),
    outputs=("weights",),
    build=scored,
    variables=("features", "h"),
    parameters=("parameters",),
    groups=(
        Group("features", {**SCORE, **PLACES}, 10, change=without("Ws", "bs")),
        Group("general", DISTINCT, 16, distinct=True),
        Group("mixed", SCORE, 14),
        Group("square", {name: SQUARE[name] for name in SCORE}, 5),
        Group("state", {**SCORE, **PLACES}, 8, case=another_state),
        Group("bias", {**SCORE, **PLACES}, 6, change=without("Ws")),
        Group("alike", SCORE, 6, change=alike),
        Group("one_place", {**SCORE, "R": (1, 1), "C": (1, 1)}, 4),
        Group("turned", {**SCORE, **PLACES}, 6, case=turned),
        Group("steep", {**SCORE, **PLACES}, 10, change=steep),
    ),
    checks=(
        Check("shapes", 2, "There is one weight for each place: weights has shape (R, C).", shapes=True),
        Check("features", 5, "Without the state, what is at a place sets its weight.", ("features",)),
        Check("bias", 2, "The bias is added inside the tanh.", ("bias",)),
        Check("state", 5, "Another state looks at other places.", ("state",)),
        Check("weights", 7, "weights is the softmax of v · tanh(Wf f + Ws h + bs) over all places.",
              ("general", "mixed", "square")),
        Check("alike", 2, "Places that look the same share the weight evenly; a single one has all of it.",
              ("alike", "one_place")),
        Check("turned", 2, "An image upside down turns the weights upside down.", ("turned",)),
        Check("steep", 5, "Scores in the thousands give finite weights, and the right ones.", ("steep",)),
    ),
)  # fmt: skip


def one_in_all(problem: Problem) -> bool:
    """Tell whether the weights sum to one, as the contract says."""
    return bool(np.isclose(problem["weights"].sum(), 1))


ATTEND = Exercise(
    name="attend",
    inputs=("features", "weights"),
    outputs=("z",),
    build=seen,
    admit=one_in_all,
    variables=("features", "weights"),
    groups=(
        Group("one_place", GRID, 8, change=one_place),
        Group("even", GRID, 8, change=even),
        Group("general", {name: DISTINCT[name] for name in GRID}, 14, distinct=True),
        Group("mixed", GRID, 12),
        Group("square", {name: SQUARE[name] for name in GRID}, 5),
        Group("turned", PLACES, 6, case=turned),
    ),
    checks=(
        Check("shapes", 2, "There is one number for each channel: z has shape (K,).", shapes=True),
        Check("one_place", 3, "With all of the weight on one place, z is that place's vector.", ("one_place",)),
        Check("even", 3, "With even weights, z is the average over all places.", ("even",)),
        Check("sum", 5, "z is the weighted sum over all places, one weight for all channels of a place.",
              ("general", "mixed", "square")),
        Check("turned", 2, "An image and its weights turned upside down together give the same z.", ("turned",)),
    ),
)  # fmt: skip

CAPTION_STEP = Exercise(
    name="caption_step",
    inputs=("features", "y_prev", "h_prev", "weights", "parameters"),
    outputs=("h", "d", "next_weights"),
    uses=("attention_weights", "attend"),
    build=step,
    variables=("features", "y_prev", "h_prev", "weights"),
    parameters=("parameters",),
    groups=(
        Group("image", STEP, 8, change=without("Wy", "Wh", "b")),
        Group("word", STEP, 8, change=without("Wz", "Wh", "b")),
        Group("past", STEP, 8, change=without("Wz", "Wy", "b")),
        Group("biases", STEP, 6, change=without("Wz", "Wy", "Wh", "Wd")),
        Group("general", ALL_DISTINCT, 12, distinct=True),
        Group("mixed", STEP, 12),
        Group("square", SQUARE, 5),
        Group("mixed_words", STEP, 6, change=mixed_words),
    ),
    checks=(
        Check("shapes", 2, "h, d and next_weights have the right shapes.", shapes=True),
        Check("image", 4, "With the other terms zero, h is what is seen with the given weights.", ("image",), ("h",)),
        Check("word", 3, "With the other terms zero, h is what the word before brings.", ("word",), ("h",)),
        Check("past", 3, "With the other terms zero, h is what the past brings.", ("past",), ("h",)),
        Check("biases", 2, "With the weights of state and words zero, the biases alone set h and d.", ("biases",),
              ("h", "d")),
        Check("state", 4, "h is the tanh of all terms together.", ("general", "mixed", "square"), ("h",)),
        Check("next_word", 5, "d is the softmax of Wd h + bd.", ("general", "mixed", "square"), ("d",)),
        Check("next_weights", 6, "next_weights is where the new state looks.", ("general", "mixed", "square"),
              ("next_weights",)),
        Check("mixed_words", 1, "A word before that is not one-hot mixes the words' columns.", ("mixed_words",),
              ("h",)),
    ),
)  # fmt: skip

CAPTION = Exercise(
    name="caption_forward",
    inputs=("features", "y", "h0", "parameters"),
    outputs=("d", "weights"),
    uses=("attention_weights", "attend", "caption_step"),
    build=caption,
    variables=("features", "y", "h0"),
    parameters=("parameters",),
    groups=(
        Group("one", {**STEP, "T": (1, 1)}, 8),
        Group("general", {**ALL_DISTINCT, "T": (2, 4)}, 8, distinct=True),
        Group("mixed", {**STEP, "T": (2, 4)}, 12),
        Group("square", {**SQUARE, "T": (2, 2)}, 4),
        Group("future", {**STEP, "T": (2, 4)}, 6, case=another_last_word),
        Group("mixed_words", {**STEP, "T": (1, 3)}, 5, change=mixed_words),
        Group("long", {**STEP, "K": (1, 2), "A": (1, 2), "H": (1, 2), "V": (2, 3), "T": (10, 14)}, 3),
    ),
    checks=(
        Check("shapes", 2, "d and weights have the right shapes, with time as the first axis.", shapes=True),
        Check("one_step", 4, "A caption of one step looks where h0 looks and reads the start token.", ("one",)),
        Check("weights", 7, "weights[t] is what step t was given, the first from h0, the others from the step before.",
              ("general", "mixed", "square"), ("weights",)),
        Check("words", 7, "d[t] is the forecast after reading y[t], for every t.", ("general", "mixed", "square"),
              ("d",)),
        Check("past", 2, "The past does not see the future: a later word changes nothing earlier.", ("future",)),
        Check("mixed_words", 1, "Words that are not one-hot are read as they are.", ("mixed_words",)),
        Check("long", 2, "Long captions are right to the last word.", ("long",)),
    ),
)  # fmt: skip


ASSIGNMENT = Assignment(name="attention", exercises=(WEIGHTS, ATTEND, CAPTION_STEP, CAPTION))
