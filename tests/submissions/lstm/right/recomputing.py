"""The caches hold the inputs alone; every activation is computed again on the way back, with 1 / cosh² for slopes."""
import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def sums(xt, a_prev, p):
    n = len(a_prev)
    return [p["W" + k][:, :n] @ a_prev + p["W" + k][:, n:] @ xt + p["b" + k] for k in "fico"]


def step(xt, a_prev, c_prev, p):
    f, i, c, o = sums(xt, a_prev, p)
    c_next = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(c)
    return sigmoid(o) * np.tanh(c_next), c_next


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    a_next, c_next = step(xt, a_prev, c_prev, parameters)
    z = parameters["Wy"] @ a_next + parameters["by"]
    return a_next, c_next, np.exp(z) / np.exp(z).sum(axis=0), (xt, a_prev, c_prev, parameters)


def lstm_forward(x, a0, parameters):
    a, c, ys = [a0], [np.zeros_like(a0)], []
    for t in range(x.shape[2]):
        a_next, c_next, y, _ = lstm_cell_forward(x[:, :, t], a[-1], c[-1], parameters)
        a += [a_next]
        c += [c_next]
        ys += [y]
    return np.stack(a[1:], axis=2), np.stack(ys, axis=2), np.stack(c[1:], axis=2), (x, a0, parameters)


def lstm_cell_backward(da_next, dc_next, cache):
    xt, a_prev, c_prev, p = cache
    f, i, c, o = sums(xt, a_prev, p)
    c_next = step(xt, a_prev, c_prev, p)[1]
    dc = dc_next + da_next * sigmoid(o) / np.cosh(c_next) ** 2
    slope = lambda z: sigmoid(z) * sigmoid(-z)
    deltas = [dc * c_prev * slope(f), dc * np.tanh(c) * slope(i), dc * sigmoid(i) / np.cosh(c) ** 2, da_next * np.tanh(c_next) * slope(o)]
    n, gradients = len(a_prev), {"da_prev": 0, "dxt": 0, "dc_prev": dc * sigmoid(f)}
    for k, delta in zip("fico", deltas):
        gradients["da_prev"] = gradients["da_prev"] + p["W" + k][:, :n].T @ delta
        gradients["dxt"] = gradients["dxt"] + p["W" + k][:, n:].T @ delta
        gradients["dW" + k] = np.hstack([delta @ a_prev.T, delta @ xt.T])
        gradients["db" + k] = delta @ np.ones((delta.shape[1], 1))
    return gradients


def lstm_backward(da, caches):
    x, a0, p = caches
    total, da_prev, dc_prev = {}, 0, 0
    dx = np.zeros(x.shape)
    for t in reversed(range(x.shape[2])):
        a, c = a0, np.zeros_like(a0)
        for earlier in range(t):
            a, c = step(x[:, :, earlier], a, c, p)
        one = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, (x[:, :, t], a, c, p))
        dx[:, :, t], da_prev, dc_prev = one["dxt"], one["da_prev"], one["dc_prev"]
        for k in "fico":
            total["dW" + k] = total.get("dW" + k, 0) + one["dW" + k]
            total["db" + k] = total.get("db" + k, 0) + one["db" + k]
    return {"da0": da_prev, "dx": dx} | total
