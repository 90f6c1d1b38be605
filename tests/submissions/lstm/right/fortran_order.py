"""Results in Fortran order, as strided or reversed views, or read-only."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.asfortranarray(np.concatenate([a_prev, xt]))
    W = {k: np.asfortranarray(parameters["W" + k]) for k in "fico"}
    f, i, o = (sigmoid(W[k] @ v + parameters["b" + k]) for k in "fio")
    g = np.tanh(W["c"] @ v + parameters["bc"])
    roomy = np.zeros((len(f), 2 * f.shape[1]))
    roomy[:, ::2] = f * c_prev + i * g
    c_next = roomy[:, ::2]
    a_next = o * np.tanh(c_next)
    a_next.flags.writeable = False
    z = np.exp(parameters["Wy"][::-1] @ a_next + parameters["by"][::-1])
    return a_next, c_next, (z / z.sum(axis=0))[::-1], (v, c_prev, f, i, g, o, c_next, W)


def lstm_forward(x, a0, parameters):
    a, y, c, caches = [], [], [], []
    state, cell = a0, np.zeros(a0.shape, order="F")
    for t in range(x.shape[2]):
        state, cell, prediction, cache = lstm_cell_forward(x[:, :, t], state, cell, parameters)
        a.append(state), y.append(prediction), c.append(cell), caches.append(cache)
    return np.array(a).transpose(1, 2, 0), np.array(y).transpose(1, 2, 0), np.array(c[::-1]).transpose(1, 2, 0)[..., ::-1], caches


def lstm_cell_backward(da_next, dc_next, cache):
    v, c_prev, f, i, g, o, c_next, W = cache
    shown = np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {"f": dc * c_prev * f * (1 - f), "i": dc * g * i * (1 - i), "c": dc * i * (1 - g**2), "o": da_next * shown * o * (1 - o)}
    dv = sum((delta.T @ W[k]).T for k, delta in deltas.items())
    gradients = {"dc_prev": np.asfortranarray(dc * f), "dxt": dv[len(f) :], "da_prev": dv[: len(f)]}
    for k, delta in deltas.items():
        gradients["dW" + k] = (v @ delta.T).T
        gradients["db" + k] = np.broadcast_to(delta.sum(axis=1)[:, None], (len(f), 1))
    return gradients


def lstm_backward(da, caches):
    da, dx, total = np.asfortranarray(da), [], {}
    da_prev, dc_prev = np.zeros(da.shape[:2]), np.zeros(da.shape[:2])
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        da_prev, dc_prev = step.pop("da_prev"), step.pop("dc_prev")
        dx.append(step.pop("dxt"))
        for name in step:
            total[name] = np.asfortranarray(total.get(name, 0) + step[name])
    return {"dx": np.array(dx).transpose(1, 2, 0)[:, :, ::-1], "da0": da_prev, **total}
