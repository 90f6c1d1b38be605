"""Dicts as caches, and the sequence's cache is a dict of dicts by step."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    cache = dict(x=x, prev_h=prev_h, Wx=Wx, Wh=Wh, b=b)
    cache["z"] = x @ Wx + prev_h @ Wh + b
    cache["next_h"] = np.tanh(cache["z"])
    return cache["next_h"], cache


def rnn_step_backward(dnext_h, cache):
    grads = {}
    grads["z"] = dnext_h * (1 + cache["next_h"]) * (1 - cache["next_h"])
    grads["x"] = grads["z"] @ cache["Wx"].T
    grads["prev_h"] = grads["z"] @ cache["Wh"].T
    grads["Wx"] = cache["x"].T @ grads["z"]
    grads["Wh"] = cache["prev_h"].T @ grads["z"]
    grads["b"] = np.ones(len(dnext_h)) @ grads["z"]
    return tuple(grads[name] for name in ("x", "prev_h", "Wx", "Wh", "b"))


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    h = {-1: h0}
    cache = {"T": T}
    for t in range(T):
        h[t], cache[t] = rnn_step_forward(x[:, t], h[t - 1], Wx, Wh, b)
    return np.stack([h[t] for t in range(T)], axis=1), cache


def rnn_backward(dh, cache):
    T = cache["T"]
    dx = np.empty((dh.shape[0], T, cache[0]["x"].shape[1]))
    total = {"Wx": 0, "Wh": 0, "b": 0}
    flow = 0
    for t in sorted(range(T), reverse=True):
        dx[:, t], flow, *weights = rnn_step_backward(dh[:, t] + flow, cache[t])
        for name, gradient in zip(total, weights):
            total[name] = total[name] + gradient
    return dx, flow, total["Wx"], total["Wh"], total["b"]
