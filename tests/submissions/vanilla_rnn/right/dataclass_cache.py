"""Dataclasses as caches, with type hints everywhere."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import List, Tuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class StepCache:
    x: Array
    prev_h: Array
    Wx: Array
    Wh: Array
    next_h: Array


@dataclass
class SequenceCache:
    steps: List[StepCache] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.steps)


@dataclass
class Gradients:
    Wx: Array
    Wh: Array
    b: Array

    def __iadd__(self, other: "Gradients") -> "Gradients":
        self.Wx = self.Wx + other.Wx
        self.Wh = self.Wh + other.Wh
        self.b = self.b + other.b
        return self


def rnn_step_forward(x: Array, prev_h: Array, Wx: Array, Wh: Array, b: Array) -> Tuple[Array, StepCache]:
    next_h: Array = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, StepCache(x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h: Array, cache: StepCache) -> Tuple[Array, Array, Array, Array, Array]:
    da: Array = dnext_h * (1 - cache.next_h**2)
    return da @ cache.Wx.T, da @ cache.Wh.T, cache.x.T @ da, cache.prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x: Array, h0: Array, Wx: Array, Wh: Array, b: Array) -> Tuple[Array, SequenceCache]:
    cache = SequenceCache()
    states: List[Array] = [h0]
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t], states[-1], Wx, Wh, b)
        states.append(state)
        cache.steps.append(step)
    return np.stack(states[1:], axis=1), cache


def rnn_backward(dh: Array, cache: SequenceCache) -> Tuple[Array, Array, Array, Array, Array]:
    first = cache.steps[0]
    sums = Gradients(np.zeros_like(first.Wx), np.zeros_like(first.Wh), np.zeros(first.Wh.shape[1]))
    dx: Array = np.zeros((dh.shape[0], len(cache), first.x.shape[1]))
    dprev: Array = np.zeros_like(first.prev_h)
    for t in range(len(cache) - 1, -1, -1):
        dx[:, t], dprev, dWx, dWh, db = rnn_step_backward(dh[:, t] + dprev, cache.steps[t])
        sums += Gradients(dWx, dWh, db)
    return dx, dprev, sums.Wx, sums.Wh, sums.b
