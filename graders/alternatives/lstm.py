"""A second right `lstm`: all gates in one product, sums from the other end, other forms of sigmoid and derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercises.lstm import GATES, SHARED


def _flip(a: Any, b: Any) -> Any:
    return a[..., ::-1].copy() @ b[::-1].copy()


def _gates(v: Any, weights: Any) -> list[Any]:
    W, b = (np.concatenate([weights[kind + gate] for gate in GATES]) for kind in "Wb")
    return np.split(b + _flip(W, v), 4)


def _sigmoid(z: Any) -> Any:
    return (1 + np.tanh(z / 2)) / 2


def _cell_forward(xt: Any, a_prev: Any, c_prev: Any, weights: Any) -> Any:
    f, i, c, o = _gates(np.vstack([a_prev, xt]), weights)
    c_next = np.tanh(c) * _sigmoid(i) + c_prev * _sigmoid(f)
    a_next = np.tanh(c_next) * _sigmoid(o)
    z = weights["by"] + _flip(weights["Wy"], a_next)
    return a_next, c_next, np.exp(z - np.logaddexp.reduce(z, axis=0)), (xt, a_prev, c_prev, c_next, weights)


def _cell_backward(da_next: Any, dc_next: Any, cache: Any) -> Any:
    xt, a_prev, c_prev, c_next, weights = cache
    v = np.vstack([a_prev, xt])
    f, i, c, o = _gates(v, weights)
    dc = da_next * _sigmoid(o) / np.cosh(c_next) ** 2 + dc_next
    deltas = np.concatenate(
        [
            _sigmoid(f) * _sigmoid(-f) * c_prev * dc,
            _sigmoid(i) * _sigmoid(-i) * np.tanh(c) * dc,
            _sigmoid(i) / np.cosh(c) ** 2 * dc,
            _sigmoid(o) * _sigmoid(-o) * np.tanh(c_next) * da_next,
        ]
    )
    dv = _flip(np.concatenate([weights["W" + gate] for gate in GATES]).T, deltas)
    dW, db = np.split(_flip(deltas, v.T), 4), np.split(deltas[:, ::-1].sum(axis=1, keepdims=True), 4)
    shared = dict(zip(SHARED, (part for pair in zip(dW, db, strict=True) for part in pair), strict=True))
    return {"dxt": dv[len(a_prev) :], "da_prev": dv[: len(a_prev)], "dc_prev": _sigmoid(f) * dc, **shared}


def _forward(x: Any, a0: Any, weights: Any) -> Any:
    steps = []
    a, c = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        steps.append(_cell_forward(x[:, :, t], a, c, weights))
        a, c, *_ = steps[-1]
    states, cells, predictions, caches = zip(*steps, strict=True)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), np.stack(cells, axis=2), caches


def _backward(da: Any, caches: Any) -> Any:
    steps: list[Any] = [{"da_prev": 0 * da[:, :, 0], "dc_prev": 0 * da[:, :, 0]}]
    for t in reversed(range(len(caches))):
        steps.append(_cell_backward(steps[-1]["da_prev"] + da[:, :, t], steps[-1]["dc_prev"], caches[t]))
    found = {"dx": np.stack([step["dxt"] for step in steps[:0:-1]], axis=2), "da0": steps[-1]["da_prev"]}
    return {**found, **{name: sum(step[name] for step in steps[:0:-1]) for name in SHARED}}


ALTERNATIVE = {
    "lstm_cell_forward": _cell_forward,
    "lstm_forward": _forward,
    "lstm_cell_backward": _cell_backward,
    "lstm_backward": _backward,
}
