"""Each step, forward and backward, is computed a hundred times, to be on the safe side."""
import numpy as np


def repeated(formula):
    def run(*arguments):
        for _ in range(100):
            result = formula(*arguments)
        return result

    return run


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


@repeated
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.concatenate([a_prev, xt])
    f, i, o = (sigmoid(parameters["W" + k] @ v + parameters["b" + k]) for k in "fio")
    g = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = f * c_prev + i * g
    a_next = o * np.tanh(c_next)
    z = parameters["Wy"] @ a_next + parameters["by"]
    e = np.exp(z - z.max(axis=0))
    return a_next, c_next, e / e.sum(axis=0), (v, c_prev, f, i, g, o, c_next, parameters)


def lstm_forward(x, a0, parameters):
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(x.shape[2]):
        a_next, c_next, yt, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next), y.append(yt), c.append(c_next), caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


@repeated
def lstm_cell_backward(da_next, dc_next, cache):
    v, c_prev, f, i, g, o, c_next, parameters = cache
    shown, n_a = np.tanh(c_next), len(c_prev)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = (dc * c_prev * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), da_next * shown * o * (1 - o))
    dv = sum(parameters["W" + k].T @ delta for k, delta in zip("fico", deltas))
    gradients = {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc * f}
    for k, delta in zip("fico", deltas):
        gradients["dW" + k], gradients["db" + k] = delta @ v.T, delta.sum(axis=1, keepdims=True)
    return gradients


def lstm_backward(da, caches):
    da_prev = dc_prev = np.zeros_like(da[:, :, 0])
    dx, total = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        dx.append(step.pop("dxt"))
        da_prev, dc_prev = step.pop("da_prev"), step.pop("dc_prev")
        total = {name: total.get(name, 0) + value for name, value in step.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **total}
