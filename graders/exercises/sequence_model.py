"""Checks of `sequence_model`: words to columns, the cell with an output, the five shapes (seeds 001, 002 and 003)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .kinds import another_future, gradient_checks, last_example_alone, silent_end, twice, without
from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem, coarse

UNKNOWN = "<UNK>"
# Sorted as Python does it, digits and signs come first, then capitals, then letters with accents.
LOWER = "a ate cat dog mat of on sat sea the under zebra".split()
MIXED = [*LOWER, "A", "Cat", "I", "Rose", "The", "Zoe", "rose", "42", "!", "été"]

TEXT = {"S": (1, 4), "W": (1, 5)}
SENTENCE = {"V": (2, 7), "T": (1, 6)}
STEP = {"n_x": (1, 5), "n_a": (1, 5), "m": (1, 4), "n_y": (1, 4)}
SEQUENCE = {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "T": (1, 6), "n_y": (1, 3)}
# With one example, a softmax over the examples is a constant, on which nothing is built.
EXAMPLES = {**SEQUENCE, "m": (2, 3)}
DISTINCT = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "n_y": (2, 6)}
DISTINCT_SEQUENCE = {"n_x": (2, 6), "n_a": (2, 6), "m": (2, 6), "T": (2, 6), "n_y": (2, 6)}
ONES = {"n_x": (1, 2), "n_a": (1, 2), "m": (1, 2), "n_y": (1, 2)}
SQUARE = {"n_x": (3, 3), "n_a": (3, 3), "m": (3, 3), "n_y": (3, 3)}
MELODY = {"n": (2, 5), "n_a": (1, 4), "m": (2, 3), "T_y": (2, 6)}
TRANSLATION = {"n_x": (1, 4), "n_a": (1, 4), "m": (2, 3), "T": (1, 4), "n_y": (2, 4), "T_y": (2, 4)}


# Words


def shuffled(items: list[str], numbers: Numbers) -> list[str]:
    """Return the items in another order."""
    left = list(items)
    return [left.pop(numbers.integer(0, len(left))) for _ in items]


def text(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw sentences of small letters in which each word comes once."""
    words = shuffled(LOWER, numbers)
    return {"sentences": [words[place :: sizes["S"]][: sizes["W"]] for place in range(sizes["S"])]}


def retold(*pool: str, empty: bool = False) -> Any:
    """Return a case maker: sentences of as many words as before, drawn from a pool with repetitions."""

    def case(problem: Problem, numbers: Numbers) -> Case:
        sentences = [[numbers.choice(list(pool)) for _ in words] for words in problem["sentences"]]
        return [{"sentences": sentences + [[]] * empty}]

    return case


def unknown_in_the_text(problem: Problem, numbers: Numbers) -> Case:
    """The text holds `<UNK>`, once at least."""
    sentences = [list(words) for words in problem["sentences"]]
    for words in sentences:
        words[numbers.integer(0, len(words))] = UNKNOWN
    return [{"sentences": sentences}]


def sentence(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a vocabulary of V words in any order, and a sentence of T of them."""
    words = sorted(shuffled(MIXED, numbers)[: sizes["V"] - 1])
    indices = {word: index for index, word in enumerate([UNKNOWN, *words])}
    return {
        "sentence": [numbers.choice([UNKNOWN, *words]) for _ in range(sizes["T"])],
        "vocabulary": {word: indices[word] for word in shuffled(list(indices), numbers)},
    }


def with_unknown_words(problem: Problem, numbers: Numbers) -> Case:
    """Some words are not in the vocabulary, one of them for its capital alone."""
    known = problem["vocabulary"]
    others = [word for word in [*MIXED, *(word.swapcase() for word in known), "yak"] if word not in known]
    words = [numbers.choice(others) if numbers.integer(0, 2) else word for word in problem["sentence"]]
    words[numbers.integer(0, len(words))] = numbers.choice(others)
    return [{**problem, "sentence": words}]


# Softmax


def scores(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw scores."""
    return {"z": numbers.data(sizes["n"], sizes["m"])}


def far_apart(problem: Problem, numbers: Numbers) -> Case:
    """Each column lies thousands above or below another; in float32 too, its entries are exact."""
    z = np.round(problem["z"] * 128) / 128
    places = [numbers.choice([-9990.0, -1000.0, 0.0, 800.0, 9990.0]) for _ in z[0]]
    places[:2] = shuffled_numbers([-9990.0, 9990.0], numbers)
    return [{"z": z + np.array(places[: z.shape[1]])}]


def shuffled_numbers(two: list[float], numbers: Numbers) -> list[float]:
    return two[::-1] if numbers.integer(0, 2) else two


def one_winner(problem: Problem, numbers: Numbers) -> Case:
    """In each column one score lies as many hundreds or thousands above the others."""
    z = np.round(problem["z"] * 128) / 128
    top = numbers.choice([750.0, 9999.0])
    for column in z.T:
        column[numbers.integer(0, len(column))] = top
    return [{"z": z}]


# The network


def parameters(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the weights and biases of the state and of the prediction."""
    n_x, n_a, n_y = sizes["n_x"], sizes["n_a"], sizes["n_y"]
    return {
        "Wax": numbers.weights(n_x, n_a, n_x),
        "Waa": numbers.weights(n_a, n_a, n_a),
        "Wya": numbers.weights(n_a, n_y, n_a),
        "ba": numbers.data(n_a, 1),
        "by": numbers.data(n_y, 1),
    }


def step(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of one step, and the upstream gradient of its state."""
    n_a, m = sizes["n_a"], sizes["m"]
    return {
        "xt": numbers.data(sizes["n_x"], m),
        "a_prev": numbers.data(n_a, m),
        "parameters": parameters(sizes, numbers),
        "da_next": numbers.data(n_a, m),
    }


def sequence(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the inputs of a whole sequence, and an upstream gradient for every state."""
    n_a, m, T = sizes["n_a"], sizes["m"], sizes["T"]
    return {
        "x": numbers.data(sizes["n_x"], m, T),
        "a0": numbers.data(n_a, m),
        "parameters": parameters(sizes, numbers),
        "da": numbers.data(n_a, m, T),
    }


def melody(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a first input and a network whose predictions are as large as its inputs."""
    n, n_a, m = sizes["n"], sizes["n_a"], sizes["m"]
    return {
        "x0": numbers.data(n, m),
        "a0": numbers.data(n_a, m),
        "parameters": parameters({"n_x": n, "n_a": n_a, "n_y": n}, numbers),
        "T_y": sizes["T_y"],
    }


def translation(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw what an encoder reads, and two networks of as many hidden units."""
    n_x, n_a, m, n_y = sizes["n_x"], sizes["n_a"], sizes["m"], sizes["n_y"]
    decoder = melody({"n": n_y, "n_a": n_a, "m": m, "T_y": 1}, numbers)["parameters"]
    return {
        "x": numbers.data(n_x, m, sizes["T"]),
        "a0": numbers.data(n_a, m),
        "encoder": parameters({"n_x": n_x, "n_a": n_a, "n_y": 1 + n_x % 3}, numbers),
        "decoder": decoder,
        "T_y": sizes["T_y"],
    }


# The loss


def labelled(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw probabilities in hundredths, and labels as ints or as floats."""
    T = sizes["T"]
    kind = numbers.choice([np.int64, np.float64])
    return {
        "y_hat": np.array([numbers.integer(1, 100) for _ in range(T)]) / 100,
        "y": np.array([numbers.integer(0, 2) for _ in range(T)], kind),
    }


def all_labels(label: int) -> Any:
    """Return a change that gives every step one label."""

    def change(problem: Problem) -> Problem:
        return {**problem, "y": np.full_like(problem["y"], label)}

    return change


# What a backward pass reads


def step_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    return problem["xt"], problem["a_prev"], outputs["a_next"], problem["parameters"]


def sequence_cache(problem: Problem, outputs: dict[str, Any]) -> Any:
    states = [problem["a0"], *np.moveaxis(outputs["a"], 2, 0)]
    return [
        (problem["x"][:, :, t], states[t], states[t + 1], problem["parameters"]) for t in range(problem["x"].shape[2])
    ]


SHARED = ("dWax", "dWaa", "dba")
OF_PARAMETERS = {name: f"parameters.{name[1:]}" for name in SHARED}
WHERE = {
    "dxt": "the gradient with respect to the input xt",
    "da_prev": "the gradient with respect to the previous state",
    "dx": "the gradient with respect to the inputs x",
    "da0": "the gradient with respect to the first state",
    "dWax": "the gradient with respect to the input weights",
    "dWaa": "the gradient with respect to the recurrent weights",
    "dba": "the gradient with respect to the bias",
}


VOCABULARY = Exercise(
    name="build_vocabulary",
    inputs=("sentences",),
    outputs=("vocabulary",),
    build=text,
    groups=(
        Group("plain", TEXT, 16),
        Group("repeated", TEXT, 16, case=retold(*LOWER[:6], empty=True)),
        Group("case", TEXT, 16, case=retold(*MIXED)),
        Group("unknown", TEXT, 12, case=unknown_in_the_text),
    ),
    checks=(
        Check("words", 1, "The words are those of the text and <UNK>, each of them once.", shapes=True),
        Check("order", 3, "<UNK> is 0, and the other words count on from 1 in sorted order.", ("plain",)),
        Check("repeated", 1, "A word that comes again keeps its one place.", ("repeated",)),
        Check("case", 1, "Words are kept as they are written, and sorted as Python does it.", ("case",)),
        Check("unknown", 1, "An <UNK> in the text is index 0 too.", ("unknown",)),
    ),
)

ONE_HOT = Exercise(
    name="one_hot",
    inputs=("sentence", "vocabulary"),
    outputs=("x",),
    build=sentence,
    groups=(
        Group("known", SENTENCE, 24),
        Group("unknown", SENTENCE, 20, case=with_unknown_words),
        Group("empty", {"V": (2, 7), "T": (0, 0)}, 4),
    ),
    checks=(
        Check("shape", 0.5, "x has shape (n_x, T), one column a word.", shapes=True),
        Check("known", 4, "Each column has a single one, in the row of its word's index.", ("known",)),
        Check("unknown", 2, "A word that is not in the vocabulary is <UNK>.", ("unknown",)),
        Check("empty", 0.5, "No words give no columns, an array of shape (n_x, 0).", ("empty",)),
    ),
)

SOFTMAX = Exercise(
    name="softmax",
    inputs=("z",),
    outputs=("probabilities",),
    build=scores,
    variables=("z",),
    groups=(
        Group("general", {"n": (2, 6), "m": (2, 6)}, 24, distinct=True),
        Group("mixed", {"n": (1, 5), "m": (1, 4)}, 16, scale=3.0),
        Group("far", {"n": (2, 4), "m": (2, 5)}, 12, case=far_apart),
        Group("winner", {"n": (2, 5), "m": (1, 4)}, 12, case=one_winner),
    ),
    checks=(
        Check("shape", 1, "The probabilities have the shape of the scores.", shapes=True),
        Check("columns", 3, "Each column is a distribution of its own, by the formula.", ("general", "mixed")),
        Check("large", 1, "Scores of thousands beside small ones do not overflow.", ("winner",)),
        Check("far", 2, "Columns thousands apart are right, each by itself.", ("far",)),
    ),
)

STEP_FORWARD = Exercise(
    name="rnn_cell_forward",
    inputs=("xt", "a_prev", "parameters"),
    outputs=("a_next", "yt_pred"),
    cache=2,
    uses=("softmax",),
    build=step,
    variables=("xt", "a_prev"),
    parameters=("parameters",),
    groups=(
        Group("input", STEP, 12, change=without("a_prev", "Waa", "ba")),
        Group("recurrent", STEP, 12, change=without("xt", "Wax", "ba")),
        Group("bias", STEP, 10, change=without("xt", "a_prev")),
        Group("general", DISTINCT, 30, distinct=True),
        Group("ones", ONES, 16),
        Group("square", SQUARE, 10),
        Group("examples", {**STEP, "m": (2, 5)}, 12, case=last_example_alone("xt", "a_prev", "da_next")),
        Group("saturated", STEP, 12, scale=10.0),
    ),
    checks=(
        Check("shapes", 1, "a_next and yt_pred have the right shapes.", shapes=True),
        Check("input_term", 1.5, "With a_prev and ba zero, only the input makes a_next.", ("input",), ("a_next",)),
        Check("recurrent_term", 1.5, "With xt and ba zero, only the state makes a_next.", ("recurrent",), ("a_next",)),
        Check("bias_term", 1, "With xt and a_prev zero, only the bias makes a_next.", ("bias",), ("a_next",)),
        Check("state", 2, "a_next is the tanh of all three terms together.", ("general", "ones", "square"),
              ("a_next",)),
        Check("prediction", 3, "yt_pred is the softmax of Wya a_next + by.", ("general", "ones", "square"),
              ("yt_pred",)),
        Check("examples", 1, "An example gives the same alone as among others.", ("examples",)),
        Check("saturated", 1, "Large numbers, where tanh is flat, give right values too.", ("saturated",)),
    ),
)  # fmt: skip

FORWARD = Exercise(
    name="rnn_forward",
    inputs=("x", "a0", "parameters"),
    outputs=("a", "y_pred"),
    cache=2,
    uses=("softmax", "rnn_cell_forward"),
    build=sequence,
    variables=("x", "a0"),
    parameters=("parameters",),
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1)}, 12),
        Group("general", DISTINCT_SEQUENCE, 20, distinct=True),
        Group("mixed", EXAMPLES, 16),
        Group("start", EXAMPLES, 8, change=without("x")),
        Group("future", {**EXAMPLES, "T": (2, 4)}, 8, case=another_future(time=2)),
        Group("long", {"n_x": (1, 3), "n_a": (1, 4), "m": (2, 2), "T": (12, 20), "n_y": (1, 2)}, 6),
    ),
    checks=(
        Check("shapes", 1, "a and y_pred have the right shapes, with time as the last axis.", shapes=True),
        Check("one_step", 2, "A sequence of one step is one step from a0.", ("one",)),
        Check("states", 3, "a[:, :, t] is the state after step t, for every t.", ("general", "mixed"), ("a",)),
        Check("predictions", 2, "y_pred[:, :, t] is the prediction of step t, for every t.", ("general", "mixed"),
              ("y_pred",)),
        Check("start", 1, "Without inputs, the states come from a0 and the parameters.", ("start",)),
        Check("past", 1, "The past does not see the future: a later input changes nothing earlier.", ("future",)),
        Check("long", 2, "Long sequences are right to the last step.", ("long",)),
    ),
)  # fmt: skip

LOSS = Exercise(
    name="sequence_loss",
    inputs=("y_hat", "y"),
    outputs=("total", "per_step"),
    build=labelled,
    groups=(
        Group("ones", {"T": (1, 6)}, 12, change=all_labels(1)),
        Group("zeros", {"T": (1, 6)}, 12, change=all_labels(0)),
        Group("mixed", {"T": (1, 8)}, 24),
    ),
    checks=(
        Check("shapes", 1, "The total is one number, and per_step has one entry a step.", shapes=True),
        Check("ones", 2, "Where the label is 1, the loss of a step looks at y_hat.", ("ones",), ("per_step",)),
        Check("zeros", 2, "Where the label is 0, it looks at 1 - y_hat.", ("zeros",), ("per_step",)),
        Check("per_step", 2, "Each step has the loss of its own label.", ("mixed",), ("per_step",)),
        Check("total", 2, "The total is the sum over the steps.", ("ones", "zeros", "mixed"), ("total",)),
    ),
)

STEP_BACKWARD = Exercise(
    name="rnn_cell_backward",
    inputs=("da_next", "cache"),
    outputs=("dxt", "da_prev", *SHARED),
    keyed=True,
    forward="rnn_cell_forward",
    uses=("softmax",),
    build=step,
    upstream=lambda problem: float(np.linalg.norm(problem["da_next"])),
    formula=step_cache,
    objective=lambda problem, outputs: float(np.sum(problem["da_next"] * outputs["a_next"])),
    with_respect_to={"dxt": "xt", "da_prev": "a_prev", **OF_PARAMETERS},
    groups=(
        Group("general", DISTINCT, 24, distinct=True),
        Group("ones", ONES, 12),
        Group("square", SQUARE, 8),
        Group("saturated", STEP, 8, scale=3.0),
        Group("two", {"n_x": (1, 4), "n_a": (1, 4), "m": (1, 3), "n_y": (1, 2)}, 6, case=twice),
        Group("wide", {"n_x": (8, 8), "n_a": (200, 200), "m": (1, 1), "n_y": (1, 1)}, 1, change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 1, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        *gradient_checks(
            {"dxt": 2.5, "da_prev": 2.5, "dWax": 2, "dWaa": 2, "dba": 2}, WHERE,
            ("general", "ones", "square", "saturated"),
        ),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own cache.", ("two",), beside=True),
        Check("wide", 1, "A layer of 41,600 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip

BACKWARD = Exercise(
    name="rnn_backward",
    inputs=("da", "caches"),
    outputs=("dx", "da0", *SHARED),
    keyed=True,
    forward="rnn_forward",
    uses=("softmax", "rnn_cell_forward", "rnn_cell_backward"),
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
        Group("wide", {"n_x": (8, 8), "n_a": (120, 120), "m": (1, 1), "T": (3, 3), "n_y": (1, 1)}, 1,
              change=coarse, wide=True),
    ),
    checks=(
        Check("shapes", 1, "Each gradient has the shape of what it is the gradient of.", shapes=True),
        Check("one_step", 2, "For a sequence of one step all gradients are right.", ("one",)),
        *gradient_checks(
            {"dx": 2, "da0": 2, "dWax": 2, "dWaa": 2, "dba": 1}, WHERE, ("general", "mixed", "silent", "long")
        ),
        Check("two_caches", 1, "Of two forward passes, each backward pass uses its own caches.", ("two",), beside=True),
        Check("wide", 1, "A layer of 15,360 weights is done in time, by the formula.", ("wide",), beside=True),
    ),
)  # fmt: skip

MANY_TO_ONE = Exercise(
    name="many_to_one",
    inputs=("x", "a0", "parameters"),
    outputs=("y",),
    uses=("softmax", "rnn_cell_forward", "rnn_forward"),
    build=sequence,
    groups=(
        Group("one", {**SEQUENCE, "T": (1, 1), "n_y": (2, 3)}, 8),
        Group("general", DISTINCT_SEQUENCE, 16, distinct=True),
        Group("mixed", {**EXAMPLES, "n_y": (2, 3)}, 12),
    ),
    checks=(
        Check("shape", 1, "y has shape (n_y, m), without a time axis.", shapes=True),
        Check("one_step", 1, "Of one step, its prediction is the answer.", ("one",)),
        Check("last", 2, "Of many steps, the last one's prediction is the answer.", ("general", "mixed")),
    ),
)

ONE_TO_MANY = Exercise(
    name="one_to_many",
    inputs=("x0", "a0", "parameters", "T_y"),
    outputs=("y",),
    uses=("softmax", "rnn_cell_forward"),
    build=melody,
    variables=("x0", "a0"),
    parameters=("parameters",),
    groups=(
        Group("one", {**MELODY, "m": (1, 3), "T_y": (1, 1)}, 8),
        Group("general", {"n": (2, 6), "n_a": (2, 6), "m": (2, 6), "T_y": (2, 6)}, 16, distinct=True),
        Group("mixed", MELODY, 12),
        Group("fed", MELODY, 10, change=without("Waa")),
    ),
    checks=(
        Check("shape", 1, "y has shape (n_y, m, T_y).", shapes=True),
        Check("one_step", 1, "The first step reads x0 and starts from a0.", ("one",)),
        Check("fed", 2, "Without a memory, each later step reads the prediction before it, as it is.", ("fed",)),
        Check("melody", 2, "State and prediction are both handed on, for every step.", ("general", "mixed")),
    ),
)

ENCODE_DECODE = Exercise(
    name="encode_decode",
    inputs=("x", "a0", "encoder", "decoder", "T_y"),
    outputs=("y",),
    uses=("softmax", "rnn_cell_forward", "rnn_forward", "one_to_many"),
    build=translation,
    groups=(
        Group("first", {**TRANSLATION, "T_y": (1, 1)}, 12),
        Group("general", {**TRANSLATION, "n_y": (2, 3), "T_y": (2, 3)}, 20),
        Group("longer", {**TRANSLATION, "m": (2, 2), "n_y": (2, 2), "T": (1, 2), "T_y": (4, 5)}, 8),
        Group("shorter", {**TRANSLATION, "T": (4, 6), "T_y": (2, 3)}, 8),
    ),
    checks=(
        Check("shape", 1, "y has shape (n_y, m, T_y), with the decoder's n_y.", shapes=True),
        Check("first", 3, "The first word comes from the encoder's last state and an input of zeros.", ("first",)),
        Check("general", 2, "Each later word is written with the prediction before it as the input.", ("general",)),
        Check("lengths", 2, "The two sequences may have any lengths.", ("longer", "shorter")),
    ),
)


ASSIGNMENT = Assignment(
    name="sequence_model",
    exercises=(
        VOCABULARY,
        ONE_HOT,
        SOFTMAX,
        STEP_FORWARD,
        FORWARD,
        LOSS,
        STEP_BACKWARD,
        BACKWARD,
        MANY_TO_ONE,
        ONE_TO_MANY,
        ENCODE_DECODE,
    ),
)
