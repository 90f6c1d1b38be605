"""Arrays that are handed in are used as scratch space."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax_in_place(z):
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z /= z.sum(axis=0)
    return z


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    xt *= 0
    c_prev -= u * c_prev
    c_prev += u * np.tanh(parameters["Wc"] @ v + parameters["bc"])
    return c_prev.copy(), softmax_in_place(parameters["Wy"] @ c_prev + parameters["by"]), v


def gru_cell_forward(xt, c_prev, parameters):
    weights = {name: parameters["W" + name].copy() for name in "urc"}
    before, v = c_prev.copy(), np.concatenate([c_prev, xt])
    u, r = (sigmoid(weights[name] @ v + parameters["b" + name]) for name in "ur")
    c_prev *= r
    w = np.concatenate([c_prev, xt])
    xt[:] = 7
    g = np.tanh(weights["c"] @ w + parameters["bc"])
    c_prev[:] = before
    c_prev += u * (g - before)
    return c_prev.copy(), softmax_in_place(parameters["Wy"] @ c_prev + parameters["by"]), [v, w, u, r, g, weights]


def gru_forward(x, c0, parameters):
    caches, c_all, y_all = [], [], []
    for t in range(x.shape[2]):
        c, y, cache = gru_cell_forward(x[:, :, t], c0, parameters)
        c_all.append(c), y_all.append(y), caches.append(cache)
    return np.stack(c_all, axis=2), np.stack(y_all, axis=2), caches


def gru_cell_backward(dc_next, cache):
    v, w, u, r, g, weights = cache
    cache.clear()
    n_a = len(u)
    before = v[:n_a].copy()
    delta = {"u": dc_next * (g - before) * u * (1 - u), "c": dc_next * u * (1 - g * g)}
    dw = weights["c"].T @ delta["c"]
    delta["r"] = dw[:n_a] * before * r * (1 - r)
    dc_next *= 1 - u
    dw[:n_a] *= r
    dw[:n_a] += dc_next
    for name in "ur":
        dw += weights[name].T @ delta[name]
    gradients = {"dxt": dw[n_a:], "dc_prev": dw[:n_a]}
    for name in delta:
        gradients["dW" + name] = delta[name] @ (w if name == "c" else v).T
        gradients["db" + name] = delta[name].sum(axis=1, keepdims=True)
    return gradients
