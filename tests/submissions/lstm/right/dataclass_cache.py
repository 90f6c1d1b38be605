"""Dataclasses for gates, steps and gradients, with type hints."""
from __future__ import annotations

from dataclasses import asdict, dataclass, fields

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
    v: Floats
    value: Floats
    slope: Floats

    @classmethod
    def sigmoid(cls, W: Floats, b: Floats, v: Floats) -> Gate:
        value = expit(W @ v + b)
        return cls(W, v, value, value * (1 - value))

    @classmethod
    def tanh(cls, W: Floats, b: Floats, v: Floats) -> Gate:
        value = np.tanh(W @ v + b)
        return cls(W, v, value, 1 - value**2)


@dataclass
class Step:
    f: Gate
    i: Gate
    c: Gate
    o: Gate
    before: Floats
    after: Floats


@dataclass
class Gradients:
    dWf: Floats | float = 0.0
    dbf: Floats | float = 0.0
    dWi: Floats | float = 0.0
    dbi: Floats | float = 0.0
    dWc: Floats | float = 0.0
    dbc: Floats | float = 0.0
    dWo: Floats | float = 0.0
    dbo: Floats | float = 0.0

    def __iadd__(self, other: dict) -> Gradients:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + other[field.name])
        return self


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.vstack([a_prev, xt])
    f, i, o = (Gate.sigmoid(parameters[f"W{k}"], parameters[f"b{k}"], v) for k in "fio")
    c = Gate.tanh(parameters["Wc"], parameters["bc"], v)
    c_next = f.value * c_prev + i.value * c.value
    a_next = o.value * np.tanh(c_next)
    z = parameters["Wy"] @ a_next + parameters["by"]
    y = np.exp(z - z.max(axis=0))
    return a_next, c_next, y / y.sum(axis=0), Step(f, i, c, o, c_prev, c_next)


def lstm_forward(x, a0, parameters):
    a, c, rows, tape = a0, np.zeros_like(a0), [], []
    for t in range(x.shape[2]):
        a, c, y, step = lstm_cell_forward(x[:, :, t], a, c, parameters)
        rows.append((a, y, c))
        tape.append(step)
    return (*map(lambda steps: np.stack(steps, axis=2), zip(*rows)), tape)


def lstm_cell_backward(da_next: Floats, dc_next: Floats, cache: Step) -> dict[str, Floats]:
    s, shown = cache, np.tanh(cache.after)
    dc = dc_next + da_next * s.o.value * (1 - shown**2)
    deltas = {"f": dc * s.before, "i": dc * s.c.value, "c": dc * s.i.value, "o": da_next * shown}
    dv, result = np.zeros_like(s.f.v), {}
    for name, delta in deltas.items():
        gate: Gate = getattr(s, name)
        delta = delta * gate.slope
        dv += gate.W.T @ delta
        result[f"dW{name}"], result[f"db{name}"] = delta @ gate.v.T, delta.sum(axis=1, keepdims=True)
    n_a = s.before.shape[0]
    return {"da_prev": dv[:n_a], "dxt": dv[n_a:], "dc_prev": dc * s.f.value, **result}


def lstm_backward(da: Floats, caches: list[Step]) -> dict[str, Floats]:
    total, dx = Gradients(), []
    da_prev = dc_prev = np.zeros(da.shape[:2])
    for t, step in reversed(list(enumerate(caches))):
        found = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, step)
        da_prev, dc_prev = found["da_prev"], found["dc_prev"]
        dx.append(found["dxt"])
        total += found
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **asdict(total)}
