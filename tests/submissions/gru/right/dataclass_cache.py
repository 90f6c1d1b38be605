"""Dataclasses for gates and steps, with type hints."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def expit(z: Floats) -> Floats:
    positive = z >= 0
    result = np.empty_like(z)
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    result[~positive] = e / (1 + e)
    return result


@dataclass(frozen=True)
class Gate:
    W: Floats
    read: Floats
    value: Floats
    slope: Floats

    @classmethod
    def sigmoid(cls, name: str, p: dict[str, Floats], read: Floats) -> Gate:
        value = expit(p["W" + name] @ read + p["b" + name])
        return cls(p["W" + name], read, value, value * (1 - value))

    @classmethod
    def tanh(cls, p: dict[str, Floats], read: Floats) -> Gate:
        value = np.tanh(p["Wc"] @ read + p["bc"])
        return cls(p["Wc"], read, value, 1 - value**2)

    def gradients(self, name: str, delta: Floats) -> dict[str, Floats]:
        return {f"dW{name}": delta @ self.read.T, f"db{name}": delta.sum(axis=1, keepdims=True)}


@dataclass
class Step:
    u: Gate
    r: Gate | None
    c: Gate
    before: Floats


def mixed(u: Gate, c: Gate, before: Floats, p: dict[str, Floats]) -> tuple[Floats, Floats]:
    c_next = u.value * c.value + (1 - u.value) * before
    z = p["Wy"] @ c_next + p["by"]
    y = np.exp(z - z.max(axis=0))
    return c_next, y / y.sum(axis=0)


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.vstack([c_prev, xt])
    u, c = Gate.sigmoid("u", parameters, v), Gate.tanh(parameters, v)
    return (*mixed(u, c, c_prev, parameters), Step(u, None, c, c_prev))


def gru_cell_forward(xt, c_prev, parameters):
    v = np.vstack([c_prev, xt])
    u, r = Gate.sigmoid("u", parameters, v), Gate.sigmoid("r", parameters, v)
    c = Gate.tanh(parameters, np.vstack([r.value * c_prev, xt]))
    return (*mixed(u, c, c_prev, parameters), Step(u, r, c, c_prev))


def gru_forward(x, c0, parameters):
    c, rows, tape = c0, [], []
    for t in range(x.shape[2]):
        c, y, step = gru_cell_forward(x[:, :, t], c, parameters)
        rows.append((c, y))
        tape.append(step)
    return (*map(lambda steps: np.stack(steps, axis=2), zip(*rows)), tape)


def gru_cell_backward(dc_next: Floats, cache: Step) -> dict[str, Floats]:
    s, n_a = cache, cache.before.shape[0]
    delta_u = dc_next * (s.c.value - s.before) * s.u.slope
    delta_c = dc_next * s.u.value * s.c.slope
    through = s.c.W.T @ delta_c
    delta_r = through[:n_a] * s.before * s.r.slope
    read = s.u.W.T @ delta_u + s.r.W.T @ delta_r
    return {
        "dxt": through[n_a:] + read[n_a:],
        "dc_prev": dc_next * (1 - s.u.value) + through[:n_a] * s.r.value + read[:n_a],
        **s.u.gradients("u", delta_u),
        **s.r.gradients("r", delta_r),
        **s.c.gradients("c", delta_c),
    }
