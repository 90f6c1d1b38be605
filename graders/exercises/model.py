"""The words in which an exercise is written: assignments, exercises, checks, groups of cases, numbers.

A *problem* is a dict of one call's inputs by name. A *case* is a list of problems: most often one; two where what is
tested shows between two calls (a row of a batch alone, a cache used after another call). A *group* draws cases of one
kind. A *check* is worth points and looks at some outputs in the cases of some groups.
"""

from __future__ import annotations

import importlib
import itertools
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from .quiz import Quiz

__all__ = [
    "OWN",
    "PRICED",
    "Assignment",
    "Check",
    "Exercise",
    "Group",
    "Numbers",
    "Problem",
    "SmallNumbers",
    "coarse",
    "module_of",
    "shipped",
]

OWN: dict[str, Path] = {}  # a course's own assignments, each with its folder; `graders.own` fills it

# Each finding that can have a price, with the sentence of the check that it then is.
PRICED = {
    "input changed in place": "The inputs are left as they were.",
    "result aliases an input": "No result shares its memory with an input.",
    "result changes later": "A result stays what it is when another call follows.",
    "state kept between calls": "The same call gives the same answer each time.",
    "float64 lost": "The work is done in float64, as the inputs are.",
    "shape by broadcasting": "Each result has its own shape, not one that merely broadcasts to it.",
    "overflow": "No number overflows on the way to the answer.",
    "cache spoilt by a view": "What a cache holds is not overwritten before it is used.",
}
Problem = dict[str, Any]
Case = list[Problem]


class Numbers:
    """The numbers of hidden cases: normal data, weights ~ randn/√fan_in, both times `scale`."""

    def __init__(self, seed: int, scale: float = 1.0) -> None:
        self.random: Any = np.random.default_rng(seed)
        self.scale = scale

    def data(self, *shape: int) -> np.ndarray:
        """Return normal numbers; at scale 10 they reach into the flat ends of tanh."""
        return np.asarray(np.clip(self.scale * self.random.standard_normal(shape), -10, 10))

    def weights(self, fan_in: int, *shape: int) -> np.ndarray:
        """Return weights of variance 1/fan_in (LeCun et al. 1998, "Efficient BackProp", 4.6)."""
        return np.asarray(self.data(*shape) / np.sqrt(fan_in))

    def bits(self, *shape: int) -> np.ndarray:
        """Return zeros and ones as uint8."""
        return np.asarray(self.random.integers(0, 2, shape, dtype=np.uint8))

    def integer(self, low: int, high: int) -> int:
        """Return an int with low ≤ n < high."""
        return int(self.random.integers(low, high))

    def choice(self, options: list[Any]) -> Any:
        """Return one of the options."""
        return options[self.integer(0, len(options))]


class SmallNumbers(Numbers):
    """The numbers of a counterexample: few and round."""

    VALUES = np.array([1.0, -1.0, 0.5, 2.0, -0.5, -2.0])

    def __init__(self, seed: int, scale: float = 1.0) -> None:
        super().__init__(seed, scale)
        self.random = np.random.RandomState(seed)  # whose numbers are the same in every version of NumPy

    def data(self, *shape: int) -> np.ndarray:
        values = self.random.choice(self.VALUES, shape)
        return np.asarray(values if self.scale <= 1 else values * 5)

    def weights(self, fan_in: int, *shape: int) -> np.ndarray:
        return self.data(*shape)

    def bits(self, *shape: int) -> np.ndarray:
        return np.asarray(self.random.randint(0, 2, shape, dtype=np.uint8))

    def integer(self, low: int, high: int) -> int:
        return int(self.random.randint(low, high))


def coarse(problem: Problem) -> Problem:
    """Round every number to a multiple of 1/128, so that a wide case packs into a small file."""
    return {name: _rounded(value) for name, value in problem.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return coarse(value)
    return np.round(value * 128) / 128 if isinstance(value, np.ndarray) and value.dtype == np.float64 else value


@dataclass(frozen=True)
class Group:
    """Cases of one kind.

    `sizes` bounds each size by name (both ends included); `distinct` asks for sizes that all differ, so that a
    transposition cannot hide. `change` turns a drawn problem into the kind's own; `case` turns it into a case of
    several problems. `scale` is that of `Numbers`. Cases of `wide` groups come once and are not used for
    counterexamples.
    """

    name: str
    sizes: Mapping[str, tuple[int, int]]
    count: int = 4
    distinct: bool = False
    scale: float = 1.0
    change: Callable[[Problem], Problem] | None = None
    case: Callable[[Problem, Numbers], Case] | None = None
    wide: bool = False

    def small_sizes(self) -> Iterator[dict[str, int]]:
        """Yield the sizes of counterexamples, smallest first: one to three, inside the bounds."""
        ranges = []
        for low, high in self.sizes.values():
            top = max(low, min(high, 3 if high - low > 4 or len(self.sizes) < 3 else 2))
            ranges.append(range(low, top + 1))
        for sizes in sorted(itertools.product(*ranges), key=lambda sizes: (sum(sizes), sizes)):
            yield dict(zip(self.sizes, sizes, strict=True))


@dataclass(frozen=True)
class Check:
    """A claim that is worth points; `title` is the sentence a student reads.

    It holds when every output named in `outputs` (all when empty) has the right values in every case of `groups`. A
    check of `shapes` holds when all shapes of all outputs are right, beside at least one right value. A check `beside`
    the others holds beside at least one of them, so that what a function passes that does nothing earns nothing; it
    looks only at the outputs whose own checks hold. A check on a `finding` ("input changed in place", say) holds,
    beside at least one right value, when the judge does not find that; `PRICED` names them all.
    """

    name: str
    points: float
    title: str
    groups: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    shapes: bool = False
    beside: bool = False
    finding: str = ""

    @property
    def ordinary(self) -> bool:
        """Whether it stands on values of its own: not on shapes or a finding, nor beside others."""
        return not (self.shapes or self.beside or self.finding)


@dataclass(frozen=True)
class Exercise:
    """One function of the contract and how it is judged.

    `inputs` names its arguments in the contract's order, `outputs` the parts of its result; where it is `keyed`, the
    result is a dict of them. `cache` is the place of a cache in the result, −1 without one. A backward function names
    the `forward` function whose cache it takes as its last argument. `uses` are the student's own functions that count
    by follow-through; `aside` are those that it calls for what is not judged (printing), which are lent where they
    cannot be used.
    `build(sizes, numbers)` draws one problem's inputs (for a backward function, those of its forward function too).
    `upstream(problem)` is the scale of the upstream gradient; where it is given, outputs are judged as gradients.
    `formula(problem, outputs)` builds the reference's cache from what a forward pass returned, `objective(problem,
    outputs)` is the scalar whose gradient the function returns, and `with_respect_to` names the input that each
    output is the gradient of. `kept` are the arguments that are judged by what the call leaves in them, most often
    that they stay as they were; of an exercise `in_place`, a right answer may change its arguments. `variables` (data
    and state) and `parameters` divide a forward function's inputs. `admit(problem)` tells whether a drawn problem has
    an answer that rounding cannot change; without it, that right answers agree is enough. `idle` names the input that a
    function which does nothing would return: that earns nothing, even where it is right. Where the release gives the
    function itself, `parts` names the functions that a student writes for it, each with a check of its own name.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    build: Callable[[dict[str, int], Numbers], Problem]
    groups: tuple[Group, ...]
    checks: tuple[Check, ...]
    cache: int = -1
    keyed: bool = False
    forward: str = ""
    uses: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    upstream: Callable[[Problem], float] | None = None
    formula: Callable[[Problem, dict[str, Any]], Any] | None = None
    objective: Callable[[Problem, dict[str, Any]], float] | None = None
    with_respect_to: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    in_place: bool = False
    admit: Callable[[Problem], bool] | None = None
    idle: str = ""
    parts: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The exercise's points before a course changes them."""
        return sum(check.points for check in self.checks)

    def group(self, name: str) -> Group:
        """Return the group of that name."""
        return next(group for group in self.groups if group.name == name)

    def draw(self, group: Group, sizes: dict[str, int], numbers: Numbers) -> Case:
        """Return one case of a group."""
        problem = self.build(sizes, numbers)
        if group.change is not None:
            problem = group.change(problem)
        return [problem] if group.case is None else group.case(problem, numbers)


def shipped(name: str) -> str:
    """Return the text of a helper file that an assignment ships; in a student's kit it lies beside the recordings."""
    kit = resources.files("graders").joinpath("recordings")
    folder = kit if kit.is_dir() else resources.files("solutions")
    return folder.joinpath(name).read_text(encoding="utf-8")


def module_of(assignment: str, part: str) -> str:
    """Return the name of a module of an assignment: `lesson`, `exercises`, `alternatives` or `misconceptions`."""
    if assignment in OWN:
        return f"own.{assignment}.{part}"
    return f"solutions.{assignment}" if part == "lesson" else f"graders.{part}.{assignment}"


@dataclass(frozen=True)
class Assignment:
    """The exercises of one assignment, and where its answers are: the reference, and a second way to the same numbers.

    `modules` are helper files that it ships, by module name. Nothing here computes an answer; what does is imported
    only when it is asked for. A quiz has no cases: its `quiz` holds the questions, None in a student's kit.
    """

    name: str
    exercises: tuple[Exercise, ...]
    modules: Mapping[str, str] = field(default_factory=dict)
    quiz: Quiz | None = None

    def exercise(self, name: str) -> Exercise:
        """Return the exercise of that name."""
        return next(exercise for exercise in self.exercises if exercise.name == name)

    @property
    def functions(self) -> dict[str, tuple[str, ...]]:
        """The functions asked for, with the names of their arguments."""
        return {exercise.name: exercise.inputs for exercise in self.exercises}

    @property
    def written(self) -> tuple[str, ...]:
        """The functions that a student writes: those asked for, or their parts."""
        return tuple(name for exercise in self.exercises for name in exercise.parts or (exercise.name,))

    @property
    def reference(self) -> types.ModuleType:
        """The solution's module."""
        return importlib.import_module(module_of(self.name, "lesson"))

    @property
    def alternative(self) -> Mapping[str, Callable[..., Any]]:
        """A right version of each function that rounds differently (another order of sums, say)."""
        module = importlib.import_module(module_of(self.name, "alternatives"))
        found: Mapping[str, Callable[..., Any]] = module.ALTERNATIVE
        return found
