"""A second right `attention`: sums from the other end, a place after the other, softmaxes by logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np


def _flip(a: Any, b: Any) -> Any:
    return a[..., ::-1].copy() @ b[::-1].copy()


def _softmax(z: Any) -> Any:
    return np.exp(z - np.logaddexp.reduce(z, axis=None))


def _weights(features: Any, h: Any, p: Any) -> Any:
    scores = np.zeros(features.shape[:2], dtype=features.dtype)
    for i, row in enumerate(features):
        for j, f in enumerate(row):
            scores[i, j] = _flip(p["v"], np.tanh(p["bs"] + _flip(p["Ws"], h) + _flip(p["Wf"], f)))
    return _softmax(scores)


def _attend(features: Any, weights: Any) -> Any:
    return _flip(features.reshape(-1, features.shape[2]).T, weights.ravel())


def _step(features: Any, y_prev: Any, h_prev: Any, weights: Any, p: Any) -> Any:
    past, read, image = _flip(p["Wh"], h_prev), _flip(p["Wy"], y_prev), _flip(p["Wz"], _attend(features, weights))
    h = np.tanh(p["b"] + past + read + image)
    return h, _softmax(p["bd"] + _flip(p["Wd"], h)), _weights(features, h, p)


def _forward(features: Any, y: Any, h0: Any, p: Any) -> Any:
    steps = [(h0, None, _weights(features, h0, p))]
    for word in y:
        h, _, weights = steps[-1]
        steps.append(_step(features, word, h, weights, p))
    return np.array([d for _, d, _ in steps[1:]]), np.array([weights for *_, weights in steps[:-1]])


ALTERNATIVE = {
    "attention_weights": _weights,
    "attend": _attend,
    "caption_step": _step,
    "caption_forward": _forward,
}
