"""A second right `sequence_model`: sums from the other end, 1/cosh² for the derivative, softmax by a logarithm."""

from __future__ import annotations

from typing import Any

import numpy as np


def _flip(a: Any, b: Any) -> Any:
    return a[..., ::-1].copy() @ b[::-1].copy()


def _build_vocabulary(sentences: Any) -> Any:
    words = ["<UNK>"]
    for word in sorted(sum(sentences, [])):
        if word not in ("<UNK>", words[-1]):
            words.append(word)
    return dict(zip(words, range(len(words)), strict=True))


def _one_hot(sentence: Any, vocabulary: Any) -> Any:
    columns = np.eye(len(vocabulary))
    return columns[:, [vocabulary.get(word, 0) for word in sentence]]


def _softmax(z: Any) -> Any:
    return np.exp(z - np.logaddexp.reduce(z, axis=0))


def _cell_forward(xt: Any, a_prev: Any, weights: Any) -> Any:
    a_next = np.tanh(weights["ba"] + _flip(weights["Waa"], a_prev) + _flip(weights["Wax"], xt))
    return a_next, _softmax(weights["by"] + _flip(weights["Wya"], a_next)), (xt, a_prev, weights)


def _forward(x: Any, a0: Any, weights: Any) -> Any:
    steps = []
    a = a0
    for t in range(x.shape[2]):
        steps.append(_cell_forward(x[:, :, t], a, weights))
        a = steps[-1][0]
    states, predictions, caches = zip(*steps, strict=True)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), caches


def _sequence_loss(y_hat: Any, y: Any) -> Any:
    per_step = -np.log(np.where(y == 1, y_hat, 1 - y_hat))
    return per_step[::-1].sum(), per_step


def _cell_backward(da_next: Any, cache: Any) -> Any:
    xt, a_prev, weights = cache
    dz = da_next / np.cosh(weights["ba"] + _flip(weights["Waa"], a_prev) + _flip(weights["Wax"], xt)) ** 2
    return {
        "dxt": _flip(weights["Wax"].T, dz),
        "da_prev": _flip(weights["Waa"].T, dz),
        "dWax": _flip(dz, xt.T),
        "dWaa": _flip(dz, a_prev.T),
        "dba": dz[:, ::-1].sum(axis=1)[:, None],
    }


def _backward(da: Any, caches: Any) -> Any:
    steps: list[Any] = [{"da_prev": 0 * da[:, :, 0]}]
    for t in reversed(range(len(caches))):
        steps.append(_cell_backward(steps[-1]["da_prev"] + da[:, :, t], caches[t]))
    found = {"dx": np.stack([step["dxt"] for step in steps[:0:-1]], axis=2), "da0": steps[-1]["da_prev"]}
    return {**found, **{name: sum(step[name] for step in steps[:0:-1]) for name in ("dWax", "dWaa", "dba")}}


def _many_to_one(x: Any, a0: Any, weights: Any) -> Any:
    a, _, _ = _forward(x, a0, weights)
    return _softmax(weights["by"] + _flip(weights["Wya"], a[:, :, -1]))


def _one_to_many(x0: Any, a0: Any, weights: Any, T_y: int) -> Any:
    a, y = a0, [x0]
    while len(y) <= T_y:
        a, prediction, _ = _cell_forward(y[-1], a, weights)
        y.append(prediction)
    return np.stack(y[1:], axis=2)


def _encode_decode(x: Any, a0: Any, encoder: Any, decoder: Any, T_y: int) -> Any:
    a, _, _ = _forward(x, a0, encoder)
    return _one_to_many(0 * decoder["by"] + 0 * a[:1, :, -1], a[:, :, -1], decoder, T_y)


ALTERNATIVE = {
    "build_vocabulary": _build_vocabulary,
    "one_hot": _one_hot,
    "softmax": _softmax,
    "rnn_cell_forward": _cell_forward,
    "rnn_forward": _forward,
    "sequence_loss": _sequence_loss,
    "rnn_cell_backward": _cell_backward,
    "rnn_backward": _backward,
    "many_to_one": _many_to_one,
    "one_to_many": _one_to_many,
    "encode_decode": _encode_decode,
}
