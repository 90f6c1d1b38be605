"""A second right `gru`: both gates in one product, sums from the other end, other forms of sigmoid and derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np


def _flip(a: Any, b: Any) -> Any:
    return a[..., ::-1].copy() @ b[::-1].copy()


def _sum(gate: str, above: Any, xt: Any, weights: Any) -> Any:
    return weights["b" + gate] + _flip(weights["W" + gate], np.vstack([above, xt]))


def _sigmoid(z: Any) -> Any:
    return (1 + np.tanh(z / 2)) / 2


def _predicted(c_next: Any, weights: Any) -> Any:
    z = weights["by"] + _flip(weights["Wy"], c_next)
    return np.exp(z - np.logaddexp.reduce(z, axis=0))


def _simple_cell_forward(xt: Any, c_prev: Any, weights: Any) -> Any:
    u, c = (_sum(gate, c_prev, xt, weights) for gate in "uc")
    c_next = _sigmoid(-u) * c_prev + np.tanh(c) * _sigmoid(u)
    return c_next, _predicted(c_next, weights), ()


def _sums(xt: Any, c_prev: Any, weights: Any) -> Any:
    W, b = (np.concatenate([weights[kind + gate] for gate in "ur"]) for kind in "Wb")
    u, r = np.split(b + _flip(W, np.vstack([c_prev, xt])), 2)
    return u, r, _sum("c", c_prev * _sigmoid(r), xt, weights)


def _cell_forward(xt: Any, c_prev: Any, weights: Any) -> Any:
    u, _, c = _sums(xt, c_prev, weights)
    c_next = _sigmoid(-u) * c_prev + np.tanh(c) * _sigmoid(u)
    return c_next, _predicted(c_next, weights), (xt, c_prev, weights)


def _cell_backward(dc_next: Any, cache: Any) -> Any:
    xt, c_prev, weights = cache
    n_a = len(c_prev)
    u, r, c = _sums(xt, c_prev, weights)
    delta_c = _sigmoid(u) / np.cosh(c) ** 2 * dc_next
    delta_u = _sigmoid(u) * _sigmoid(-u) * (np.tanh(c) - c_prev) * dc_next
    dw = _flip(weights["Wc"].T, delta_c)
    delta_r = _sigmoid(r) * _sigmoid(-r) * c_prev * dw[:n_a]
    deltas = np.concatenate([delta_u, delta_r])
    dv = _flip(np.concatenate([weights["Wu"], weights["Wr"]]).T, deltas)
    dWu, dWr = np.split(_flip(deltas, np.vstack([c_prev, xt]).T), 2)
    dbu, dbr, dbc = (delta[:, ::-1].sum(axis=1, keepdims=True) for delta in (delta_u, delta_r, delta_c))
    dWc = _flip(delta_c, np.vstack([_sigmoid(r) * c_prev, xt]).T)
    dc_prev = dv[:n_a] + _sigmoid(r) * dw[:n_a] + _sigmoid(-u) * dc_next
    found = {"dxt": dw[n_a:] + dv[n_a:], "dc_prev": dc_prev}
    return {**found, "dWu": dWu, "dbu": dbu, "dWr": dWr, "dbr": dbr, "dWc": dWc, "dbc": dbc}


def _forward(x: Any, c0: Any, weights: Any) -> Any:
    steps = []
    c = c0
    for t in range(x.shape[2]):
        steps.append(_cell_forward(x[:, :, t], c, weights))
        c, *_ = steps[-1]
    memories, predictions, caches = zip(*steps, strict=True)
    return np.stack(memories, axis=2), np.stack(predictions, axis=2), caches


ALTERNATIVE = {
    "simple_gru_cell_forward": _simple_cell_forward,
    "gru_cell_forward": _cell_forward,
    "gru_forward": _forward,
    "gru_cell_backward": _cell_backward,
}
