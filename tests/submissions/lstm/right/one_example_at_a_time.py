"""Vectors only: each example is run by itself, and the columns are put together at the end; nothing calls another."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def forward(x, a, c, p):
    v = np.hstack([a, x])
    f, i, o = (sigmoid(p["W" + k].dot(v) + p["b" + k].ravel()) for k in "fio")
    g = np.tanh(p["Wc"].dot(v) + p["bc"][:, 0])
    after = f * c + i * g
    a = o * np.tanh(after)
    z = p["Wy"].dot(a) + p["by"][:, 0]
    y = np.exp(z - z.max())
    return a, after, y / y.sum(), (v, c, f, i, g, o, after, p)


def backward(da, dc, cache):
    v, c, f, i, g, o, after, p = cache
    shown = np.tanh(after)
    dc = dc + da * o * (1 - shown**2)
    deltas = dict(f=dc * c * f * (1 - f), i=dc * g * i * (1 - i), c=dc * i * (1 - g**2), o=da * shown * o * (1 - o))
    dv = sum(deltas[k].dot(p["W" + k]) for k in deltas)
    shared = {"dW" + k: np.outer(deltas[k], v) for k in deltas} | {"db" + k: deltas[k][:, None] for k in deltas}
    return dv[len(c) :], dv[: len(c)], dc * f, shared


def added(dicts):
    return {name: sum(one[name] for one in dicts) for name in dicts[0]}


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    a, c, y, cache = zip(*[forward(*column, parameters) for column in zip(xt.T, a_prev.T, c_prev.T)])
    return np.array(a).T, np.array(c).T, np.array(y).T, cache


def lstm_forward(x, a0, parameters):
    n_x, m, T = x.shape
    a, c = np.zeros((len(a0), m, T)), np.zeros((len(a0), m, T))
    y, caches = np.zeros((len(parameters["by"]), m, T)), []
    for e in range(m):
        state, cell, tape = a0[:, e], np.zeros(len(a0)), []
        for t in range(T):
            state, cell, y[:, e, t], cache = forward(x[:, e, t], state, cell, parameters)
            a[:, e, t], c[:, e, t] = state, cell
            tape.append(cache)
        caches.append(tape)
    return a, y, c, caches


def lstm_cell_backward(da_next, dc_next, cache):
    dx, da, dc, shared = zip(*[backward(*column) for column in zip(da_next.T, dc_next.T, cache)])
    return {"dxt": np.array(dx).T, "da_prev": np.array(da).T, "dc_prev": np.array(dc).T, **added(shared)}


def lstm_backward(da, caches):
    dx, da0, shares = [], [], []
    for e, tape in enumerate(caches):
        da_prev = dc_prev = np.zeros(len(da))
        rows = []
        for t in reversed(range(len(tape))):
            row, da_prev, dc_prev, shared = backward(da[:, e, t] + da_prev, dc_prev, tape[t])
            rows.append(row)
            shares.append(shared)
        dx.append(rows[::-1])
        da0.append(da_prev)
    return {"dx": np.array(dx).transpose(2, 0, 1), "da0": np.array(da0).T, **added(shares)}
