"""One number at a time, with the math module."""
import math

import numpy as np


def cell(w, x, a):
    return [
        math.tanh(
            w["ba"][i, 0]
            + sum(w["Wax"][i, j] * x[j] for j in range(len(x)))
            + sum(w["Waa"][i, j] * a[j] for j in range(len(a)))
        )
        for i in range(len(a))
    ]


def softmax(z):
    top = max(z)
    e = [math.exp(v - top) for v in z]
    return [v / sum(e) for v in e]


def predict(W, b, a):
    return softmax([b[i, 0] + sum(W[i, j] * a[j] for j in range(len(a))) for i in range(len(b))])


def brnn_forward(x, parameters):
    _, m, T = x.shape
    n_a, n_y = len(parameters["forward"]["ba"]), len(parameters["by"])
    y, f, b = np.zeros((n_y, m, T)), np.zeros((n_a, m, T)), np.zeros((n_a, m, T))
    for e in range(m):
        a = [0.0] * n_a
        for t in range(T):
            a = cell(parameters["forward"], x[:, e, t], a)
            f[:, e, t] = a
        a = [0.0] * n_a
        for t in range(T - 1, -1, -1):
            a = cell(parameters["backward"], x[:, e, t], a)
            b[:, e, t] = a
        for t in range(T):
            y[:, e, t] = predict(parameters["Wy"], parameters["by"], [*f[:, e, t], *b[:, e, t]])
    return y, f, b


def deep_rnn_forward(x, a0, parameters):
    _, m, T = x.shape
    y = np.zeros((len(parameters["by"]), m, T))
    a = [np.zeros((len(start), m, T)) for start in a0]
    for e in range(m):
        for l, weights in enumerate(parameters["layers"]):
            state = list(a0[l][:, e])
            for t in range(T):
                state = cell(weights, (a[l - 1] if l else x)[:, e, t], state)
                a[l][:, e, t] = state
        for t in range(T):
            y[:, e, t] = predict(parameters["Wya"], parameters["by"], a[-1][:, e, t])
    return y, a
