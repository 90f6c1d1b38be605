"""A second right `binary_adder`: the whole sequence as columns, sums from the other end."""

from __future__ import annotations

from typing import Any

import numpy as np


def _sigmoid(z: Any) -> Any:
    return (1 + np.tanh(z / 2)) / 2


def _forward(a: Any, b: Any, weights: Any) -> Any:
    w_i, w_h, w_o = weights["w_i"], weights["w_h"], weights["w_o"]
    inputs = np.stack([b, a])[::-1, ::-1].astype(w_i.dtype)
    states = [np.zeros_like(w_h[:, 0])]
    for t in range(len(a)):
        states.append(_sigmoid(w_i[:, ::-1] @ inputs[::-1, t] + w_h[:, ::-1] @ states[-1][::-1]))
    prediction = _sigmoid(np.stack(states[1:])[:, ::-1] @ w_o[0, ::-1])[::-1]
    return prediction, (a, b, weights)


def _backward(label: Any, cache: Any) -> Any:
    a, b, weights = cache
    w_h, w_o = weights["w_h"], weights["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(w_h.dtype)
    states = [np.zeros_like(w_h[0])]
    for pair in inputs:
        states.append(_sigmoid(w_h @ states[-1] + weights["w_i"] @ pair))
    prediction = [_sigmoid(w_o @ state) for state in states[1:]]
    gradients = {name: np.zeros_like(value) for name, value in weights.items()}
    future = np.zeros_like(w_h[0])
    for t in reversed(range(len(a))):
        p, state = prediction[t], states[t + 1]
        output = (p - label.astype(w_h.dtype)[::-1][t]) * (p - p**2)
        delta = (w_o[0] * output + future @ w_h) * (state - state**2)
        gradients["w_o"] += output * state[None]
        gradients["w_h"] += delta[:, None] * states[t]
        gradients["w_i"] += delta[:, None] * inputs[t]
        future = delta
    return gradients


def _bits(n: int, binary_dim: int = 8) -> Any:
    return np.array([int(digit) for digit in np.binary_repr(n, binary_dim)], np.uint8)


def _train(weights: Any, pairs: Any, alpha: float = 0.1, binary_dim: int = 8) -> Any:
    weights, errors = dict(weights), []
    for a, b in pairs:
        prediction, cache = _forward(_bits(a, binary_dim), _bits(b, binary_dim), weights)
        label = _bits(a + b, binary_dim)
        errors.append(int(np.sum((prediction > 0.5) != label)))
        gradients = _backward(label, cache)
        weights = {name: value - alpha * gradients[name] for name, value in weights.items()}
    return weights, errors


def _add(a: int, b: int, weights: Any, binary_dim: int = 8) -> int:
    prediction, _ = _forward(_bits(a, binary_dim), _bits(b, binary_dim), weights)
    return int("".join("1" if p > 0.5 else "0" for p in prediction), 2)


ALTERNATIVE = {
    "int_to_bits": _bits,
    "adder_forward": _forward,
    "adder_backward": _backward,
    "train_adder": _train,
    "add": _add,
}
