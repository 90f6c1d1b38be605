"""Dataclasses for weights and caches, with type hints; the sigmoid by scipy-like expit written out."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]


@dataclass(frozen=True)
class Weights:
    w_i: Floats
    w_h: Floats
    w_o: Floats

    def __sub__(self, other: Weights) -> Weights:
        return replace(self, w_i=self.w_i - other.w_i, w_h=self.w_h - other.w_h, w_o=self.w_o - other.w_o)

    def __rmul__(self, factor: float) -> Weights:
        return Weights(factor * self.w_i, factor * self.w_h, factor * self.w_o)


@dataclass
class Step:
    x: Floats
    before: Floats
    after: Floats
    output: float


@dataclass
class Tape:
    weights: Weights
    steps: list[Step] = field(default_factory=list)


def expit(z: Floats) -> Floats:
    positive = z >= 0
    result = np.empty_like(z)
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    result[~positive] = e / (1 + e)
    return result


def int_to_bits(n: int, binary_dim: int = 8) -> Bits:
    return np.fromiter(((n & (1 << k)) > 0 for k in range(binary_dim)), np.uint8, binary_dim)[::-1]


def adder_forward(a: Bits, b: Bits, parameters: dict[str, Floats]) -> tuple[Floats, Tape]:
    tape = Tape(Weights(**parameters))
    w = tape.weights
    state = np.zeros(w.w_h.shape[0])
    for x in np.array([a[::-1], b[::-1]], dtype=float).T:
        after = expit(w.w_i @ x + w.w_h @ state)
        tape.steps.append(Step(x, state, after, float(expit(w.w_o @ after)[0])))
        state = after
    return np.array([step.output for step in reversed(tape.steps)]), tape


def gradient(label: Bits, tape: Tape) -> Weights:
    w = tape.weights
    w_i, w_h, w_o = np.zeros_like(w.w_i), np.zeros_like(w.w_h), np.zeros_like(w.w_o)
    future = np.zeros(w_h.shape[0])
    for bit, step in zip(label.tolist(), reversed(tape.steps)):
        out = (step.output - bit) * step.output * (1 - step.output)
        future = (w.w_o[0] * out + w.w_h.T @ future) * step.after * (1 - step.after)
        w_i += np.outer(future, step.x)
        w_h += np.outer(future, step.before)
        w_o += out * step.after
    return Weights(w_i, w_h, w_o)


def adder_backward(label: Bits, cache: Tape) -> dict[str, Floats]:
    return asdict(gradient(label, cache))


def train_adder(
    parameters: dict[str, Floats], pairs: list[tuple[int, int]], alpha: float = 0.1, binary_dim: int = 8
) -> tuple[dict[str, Floats], list[int]]:
    weights = Weights(**parameters)
    errors: list[int] = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, tape = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), vars(weights))
        errors.append(int(((prediction > 0.5) != label).sum()))
        weights = weights - alpha * gradient(label, tape)
    return asdict(weights), errors


def add(a: int, b: int, parameters: dict[str, Floats], binary_dim: int = 8) -> int:
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int(np.round(prediction) @ 2 ** np.arange(binary_dim - 1, -1, -1))
