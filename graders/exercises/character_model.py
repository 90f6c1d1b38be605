"""Checks of `character_model`: clipping, sampling, one step of learning, and many (seed 002)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from .model import Assignment, Case, Check, Exercise, Group, Numbers, Problem, shipped

LETTERS = "abcdefghijklmnopqrstuvwxyz'- "
WEIGHTS = ("Wax", "Waa", "Wya", "b", "by")
GRADIENTS = ("dWax", "dWaa", "dWya", "db", "dby")
CLOSE = 1e-9  # a uniform draw may not lie so near to a boundary between two characters
DRAWS = 50
SHORT = 10  # characters, where it is not the end after fifty that is tested

SIZES = {"V": (2, 7), "H": (1, 5)}


def parameters(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw the weights of a network."""
    V, H = sizes["V"], sizes["H"]
    return {
        "Wax": numbers.weights(1, H, V),
        "Waa": numbers.weights(H, H, H),
        "Wya": numbers.weights(H, V, H),
        "b": numbers.data(H, 1),
        "by": numbers.data(V, 1),
    }


def characters(V: int, numbers: Numbers) -> list[str]:
    """Return V characters by index, the newline anywhere among them."""
    found = list(LETTERS[: V - 1])
    found.insert(numbers.integer(0, V), "\n")
    return found


# clip


def gradients(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw gradients, about half of whose entries are beyond a limit of 5 or below."""
    V, H = sizes["V"], sizes["H"]
    shapes = {"dWax": (H, V), "dWaa": (H, H), "dWya": (V, H), "db": (H, 1), "dby": (V, 1)}
    return {
        "gradients": {name: 7 * numbers.data(*shape) for name, shape in shapes.items()},
        "maxValue": numbers.choice([0.5, 1, 2, 3.5, 8, 10]),
    }


def of_sign(sign: int) -> Any:
    """Return a change that gives all gradients one sign, and a limit of 5."""

    def change(problem: Problem) -> Problem:
        signed = {name: sign * np.abs(gradient) for name, gradient in problem["gradients"].items()}
        return {"gradients": signed, "maxValue": 5}

    return change


def inside(problem: Problem) -> Problem:
    """No entry is beyond the limit; some are at it."""
    limit = float(problem["maxValue"])
    found = {name: np.clip(gradient / 10, -limit, limit) for name, gradient in problem["gradients"].items()}
    return {**problem, "gradients": found}


# sample


def network(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a network, an alphabet and a seed."""
    weights = parameters(sizes, numbers)
    found = characters(sizes["V"], numbers)
    weights["Wya"] = weights["Wya"] * 2
    return {
        "parameters": weights,
        "char_to_ix": {character: index for index, character in enumerate(found)},
        "seed": numbers.integer(0, 200),
    }


def with_weights(problem: Problem, **changed: Any) -> Problem:
    """Return a problem with some weights of its network changed, each by a function of the old ones."""
    weights = problem["parameters"]
    return {
        **problem,
        "parameters": {name: changed[name](old) if name in changed else old for name, old in weights.items()},
    }


def without_memory(problem: Problem) -> Problem:
    """The probabilities are the same at each step."""
    return short(with_weights(problem, Wya=np.zeros_like))


def only_fed_back(problem: Problem) -> Problem:
    """Nothing but the last character is known."""
    return short(with_weights(problem, Waa=np.zeros_like, Wya=lambda old: old * 2))


def short(problem: Problem) -> Problem:
    """The newline is made likelier until the name has few characters."""
    from ..alternatives.sampling import length

    while length(problem, DRAWS) > SHORT:
        problem = _with_newline_likelier(problem, 1.5)
    return problem


def without_newline(problem: Problem) -> Problem:
    """The newline is so unlikely that the name goes on to the end."""
    return _with_newline_likelier(problem, -30.0)


def _with_newline_likelier(problem: Problem, by: float) -> Problem:
    scores = problem["parameters"]["by"].copy()
    scores[problem["char_to_ix"]["\n"]] += by
    return with_weights(problem, by=lambda old: scores)


def far_from_boundaries(problem: Problem) -> bool:
    """Tell whether no uniform draw lies so near to a boundary between two characters that rounding might decide."""
    from ..alternatives.sampling import nearest_boundary

    return nearest_boundary(problem, DRAWS) >= CLOSE


def newline_at_the_fiftieth(problem: Problem, numbers: Numbers) -> Case:
    """The fiftieth draw is the first newline."""
    seed, likely = numbers.choice(_late())
    V, H = problem["parameters"]["Wya"].shape
    others = 1 - likely
    by = np.log(np.array([[likely], *[[others / (V - 1)]] * (V - 1)]))
    found = ["\n", *LETTERS[: V - 1]]
    return [
        {
            "parameters": {**problem["parameters"], "Wya": np.zeros((V, H)), "by": by},
            "char_to_ix": {character: index for index, character in enumerate(found)},
            "seed": seed,
        }
    ]


@cache
def _late() -> list[tuple[int, float]]:
    """Return seeds whose fiftieth number is the smallest by far, with a probability between it and the others."""
    drawn = [np.random.RandomState(seed).random_sample() for seed in range(2000 + 2 * DRAWS)]
    found = []
    for seed in range(2000):
        *others, last = drawn[seed : seed + 2 * DRAWS : 2]
        if last + 0.02 < min(others):
            found.append((seed, (last + min(others)) / 2))
    return found


# optimize


def step(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw a network, a name of T − 1 characters with what follows it, a state and a learning rate."""
    name = [numbers.integer(0, sizes["V"]) for _ in range(sizes["T"])]
    return {
        "X": [None, *name[:-1]],
        "Y": name,
        "a_prev": np.tanh(numbers.data(sizes["H"], 1)),
        "parameters": parameters(sizes, numbers),
        "learning_rate": numbers.choice([0.02, 0.1, 0.5]),
    }


def gentle(problem: Problem) -> Problem:
    """Gradients stay far below 5."""
    return with_weights(problem, Wya=lambda old: old / 2)


def default_rate(problem: Problem) -> Problem:
    """The learning rate is left out: 0.01."""
    return {name: value for name, value in problem.items() if name != "learning_rate"}


def steep(problem: Problem) -> Problem:
    """The same unlikely character is wanted at every step, so that gradients grow beyond 5."""
    wanted = problem["Y"][-1]

    def less_likely(old: np.ndarray) -> np.ndarray:
        new = old.copy()
        new[wanted] -= 12
        return new

    problem = with_weights(problem, by=less_likely, Wya=lambda old: old * 4)
    return {**problem, "Y": [wanted] * len(problem["Y"])}


# model


def training(sizes: dict[str, int], numbers: Numbers) -> Problem:
    """Draw names of L characters, or one less, and how to train on them."""
    found = characters(sizes["V"], numbers)
    letters = [character for character in found if character != "\n"]
    names = [
        "".join(numbers.choice(letters) for _ in range(numbers.integer(max(1, sizes["L"] - 1), sizes["L"] + 1)))
        for _ in range(sizes["K"])
    ]
    return {
        "names": names,
        "ix_to_char": dict(enumerate(found)),
        "char_to_ix": {character: index for index, character in enumerate(found)},
        "num_iterations": sizes["J"],
        "n_a": sizes["H"],
        "dino_names": numbers.integer(1, 4),
        "vocab_size": sizes["V"],
    }


def with_defaults(problem: Problem) -> Problem:
    """Hidden units, printed names and the size of the vocabulary are left out: 50, 7 and 27."""
    return {name: value for name, value in problem.items() if name not in ("n_a", "dino_names", "vocab_size")}


CLIP = Exercise(
    name="clip",
    inputs=("gradients", "maxValue"),
    outputs=GRADIENTS,
    keyed=True,
    idle="gradients",
    build=gradients,
    variables=("gradients",),
    in_place=True,
    groups=(
        Group("positive", SIZES, 16, change=of_sign(1)),
        Group("negative", SIZES, 16, change=of_sign(-1)),
        Group("limits", SIZES, 24),
        Group("inside", SIZES, 12, change=inside),
    ),
    checks=(
        Check("shapes", 1, "Each gradient keeps its key and its shape.", shapes=True),
        Check("above", 4, "What is above the limit becomes the limit, in all five gradients.", ("positive",)),
        Check("below", 4, "What is below minus the limit becomes minus the limit, in all five.", ("negative",)),
        Check("limits", 4, "Other limits than 5 work, with both signs together.", ("limits",)),
        Check("inside", 2, "What is inside the limits stays as it is.", ("inside",)),
    ),
)

SAMPLE = Exercise(
    name="sample",
    inputs=("parameters", "char_to_ix", "seed"),
    outputs=("indices",),
    build=network,
    admit=far_from_boundaries,
    groups=(
        Group("plain", SIZES, 30, change=without_memory),
        Group("fed", SIZES, 30, change=only_fed_back),
        Group("general", SIZES, 40, change=short),
        Group("alphabet", {"V": (8, 30), "H": (1, 6)}, 8, change=short),
        Group("fifty", SIZES, 4, change=without_newline),
        Group("fiftieth", {"V": (2, 5), "H": (1, 3)}, 3, case=newline_at_the_fiftieth),
    ),
    checks=(
        Check("list", 1, "The result is one list of indices.", shapes=True),
        Check("draws", 7, "Each character is drawn by its probability, with the seeds s, s + 2, s + 4, …", ("plain",)),
        Check("input", 7, "Each character that was drawn is the next input.", ("fed",)),
        Check("state", 7, "The state starts from zeros and is carried from draw to draw.", ("general",)),
        Check("alphabet", 2, "Larger vocabularies work, with the newline at any index.", ("alphabet",)),
        Check("fifty", 4, "After 50 draws the name ends, and a newline is appended.", ("fifty",)),
        Check("fiftieth", 2, "When the fiftieth draw is a newline, another is appended.", ("fiftieth",)),
    ),
)

RETURNED = tuple(f"gradients.{name}" for name in GRADIENTS)
LEFT = tuple(f"given parameters.{name}" for name in WEIGHTS)

OPTIMIZE = Exercise(
    name="optimize",
    inputs=("X", "Y", "a_prev", "parameters", "learning_rate"),
    outputs=("loss", "gradients", "a_last"),
    uses=("clip",),
    kept=("parameters", "a_prev"),
    in_place=True,
    build=step,
    variables=("X", "Y", "a_prev"),
    parameters=("parameters",),
    groups=(
        Group("step", {"T": (2, 4), "V": (2, 6), "H": (1, 5)}, 20, change=gentle),
        Group("one", {"T": (1, 1), "V": (2, 6), "H": (1, 5)}, 10, change=gentle),
        Group("default", {"T": (1, 4), "V": (2, 6), "H": (1, 5)}, 10, change=default_rate),
        Group("steep", {"T": (6, 12), "V": (2, 6), "H": (1, 5)}, 16, change=steep),
    ),
    checks=(
        Check("shapes", 2, "The loss is one number; gradients, weights and state keep their shapes.", shapes=True),
        Check("loss", 4, "The loss is that of the name before the step.", ("step", "one"), ("loss",)),
        Check("gradients", 5, "Small gradients are returned as they are.", ("step", "one"), RETURNED),
        Check("clipped", 5, "Large gradients are returned clipped at 5.", ("steep",), RETURNED),
        Check("update", 5, "The given dict holds the weights after a step of the learning rate.", ("step",), LEFT),
        Check("clipped_update", 4, "The step is taken with the clipped gradients.", ("steep",), LEFT),
        Check("default", 2, "If no learning rate is given, it is 0.01.", ("default",), LEFT),
        Check("a_last", 2, "The state that is returned is that after the last step.", ("step", "one"), ("a_last",)),
        Check("kept", 1, "The state that was given stays as it was.", ("step", "one"), ("given a_prev",)),
    ),
)

TRAINED = tuple(f"parameters.{name}" for name in WEIGHTS)

MODEL = Exercise(
    name="model",
    inputs=("names", "ix_to_char", "char_to_ix", "num_iterations", "n_a", "dino_names", "vocab_size"),
    outputs=("parameters", "loss"),
    uses=("clip", "optimize"),
    aside=("sample",),
    build=training,
    groups=(
        Group("first", {"K": (1, 2), "J": (1, 1), "L": (2, 5), "V": (3, 6), "H": (1, 5)}, 10),
        Group("steps", {"K": (5, 6), "J": (3, 5), "L": (2, 4), "V": (3, 6), "H": (1, 5)}, 6),
        Group("round", {"K": (2, 3), "J": (4, 7), "L": (2, 3), "V": (3, 5), "H": (1, 4)}, 4),
        Group("carried", {"K": (1, 1), "J": (150, 150), "L": (1, 1), "V": (2, 3), "H": (3, 4)}, 1),
        Group("defaults", {"K": (2, 2), "J": (2, 2), "L": (3, 3), "V": (27, 27), "H": (50, 50)}, 1,
              change=with_defaults, wide=True),
    ),
    checks=(
        Check("shapes", 1, "Each weight has its shape, and the loss is one number.", shapes=True),
        Check("first", 6, "One step: read nothing and the name, predict the name and a newline.", ("first",), TRAINED),
        Check("steps", 6, "Each step learns from the next name, in the order given.", ("steps",), TRAINED),
        Check("round", 3, "After the last name the first one comes again.", ("round",), TRAINED),
        Check("carried", 3, "The state is carried from name to name.", ("carried",), TRAINED),
        Check("loss", 5, "The loss is the running mean, from get_initial_loss on.", ("first", "steps", "round"),
              ("loss",)),
        Check("defaults", 1, "Left-out arguments mean 50 hidden units, 7 names, 27 characters.", ("defaults",)),
    ),
)  # fmt: skip


ASSIGNMENT = Assignment(
    name="character_model",
    exercises=(CLIP, SAMPLE, OPTIMIZE, MODEL),
    modules={"char_rnn": shipped("char_rnn.py")},
)
