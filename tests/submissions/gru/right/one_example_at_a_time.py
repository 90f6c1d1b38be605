"""Vectors only: each example is run by itself, and the columns are put together at the end; nothing calls another."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def forward(x, c, p, with_reset):
    v = np.hstack([c, x])
    u = sigmoid(p["Wu"].dot(v) + p["bu"].ravel())
    r = sigmoid(p["Wr"].dot(v) + p["br"].ravel()) if with_reset else np.ones(len(c))
    w = np.hstack([r * c, x])
    g = np.tanh(p["Wc"].dot(w) + p["bc"][:, 0])
    after = u * g + (1 - u) * c
    z = p["Wy"].dot(after) + p["by"][:, 0]
    y = np.exp(z - z.max())
    return after, y / y.sum(), (c, v, w, u, r, g, p)


def backward(dc, cache):
    c, v, w, u, r, g, p = cache
    n = len(c)
    du, dg = dc * (g - c) * u * (1 - u), dc * u * (1 - g**2)
    dw = dg.dot(p["Wc"])
    dr = dw[:n] * c * r * (1 - r)
    dv = du.dot(p["Wu"]) + dr.dot(p["Wr"])
    shared = dict(dWu=np.outer(du, v), dWr=np.outer(dr, v), dWc=np.outer(dg, w))
    shared.update(dbu=du[:, None], dbr=dr[:, None], dbc=dg[:, None])
    return dv[n:] + dw[n:], dc * (1 - u) + r * dw[:n] + dv[:n], shared


def simple_gru_cell_forward(xt, c_prev, parameters):
    c, y, cache = zip(*[forward(*column, parameters, False) for column in zip(xt.T, c_prev.T)])
    return np.array(c).T, np.array(y).T, cache


def gru_cell_forward(xt, c_prev, parameters):
    c, y, cache = zip(*[forward(*column, parameters, True) for column in zip(xt.T, c_prev.T)])
    return np.array(c).T, np.array(y).T, cache


def gru_forward(x, c0, parameters):
    n_x, m, T = x.shape
    c, y, caches = np.zeros((len(c0), m, T)), np.zeros((len(parameters["by"]), m, T)), []
    for e in range(m):
        memory, tape = c0[:, e], []
        for t in range(T):
            memory, y[:, e, t], cache = forward(x[:, e, t], memory, parameters, True)
            c[:, e, t] = memory
            tape.append(cache)
        caches.append(tape)
    return c, y, caches


def gru_cell_backward(dc_next, cache):
    dx, dc, shared = zip(*[backward(*column) for column in zip(dc_next.T, cache)])
    return {"dxt": np.array(dx).T, "dc_prev": np.array(dc).T, **{k: sum(s[k] for s in shared) for k in shared[0]}}
