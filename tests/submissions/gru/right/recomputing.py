"""The caches hold the inputs alone; every activation is computed again on the way back, with 1 / cosh² for slopes."""
import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def one_sum(k, x, memory, p):
    n = len(memory)
    return p["W" + k][:, :n] @ memory + p["W" + k][:, n:] @ x + p["b" + k]


def step(x, c, p, with_reset=True):
    u, r = (one_sum(k, x, c, p) for k in "ur")
    g = one_sum("c", x, sigmoid(r) * c if with_reset else c, p)
    return u, r, g, sigmoid(u) * np.tanh(g) + sigmoid(-u) * c


def predict(c, p):
    z = p["Wy"] @ c + p["by"]
    return np.exp(z) / np.exp(z).sum(axis=0)


def simple_gru_cell_forward(xt, c_prev, parameters):
    *_, c_next = step(xt, c_prev, parameters, with_reset=False)
    return c_next, predict(c_next, parameters), (xt, c_prev, parameters)


def gru_cell_forward(xt, c_prev, parameters):
    *_, c_next = step(xt, c_prev, parameters)
    return c_next, predict(c_next, parameters), (xt, c_prev, parameters)


def gru_forward(x, c0, parameters):
    c = [c0]
    for t in range(x.shape[2]):
        c += [step(x[:, :, t], c[-1], parameters)[-1]]
    return np.stack(c[1:], axis=2), np.stack([predict(one, parameters) for one in c[1:]], axis=2), (x, c0, parameters)


def gru_cell_backward(dc_next, cache):
    xt, c, p = cache
    u, r, g, _ = step(xt, c, p)
    n, slope = len(c), lambda z: sigmoid(z) * sigmoid(-z)
    d = {"u": dc_next * (np.tanh(g) - c) * slope(u), "c": dc_next * sigmoid(u) / np.cosh(g) ** 2}
    seen = p["Wc"][:, :n].T @ d["c"]
    d["r"] = seen * c * slope(r)
    gradients = {"dc_prev": dc_next * sigmoid(-u) + seen * sigmoid(r), "dxt": sum(p["W" + k][:, n:].T @ d[k] for k in d)}
    for k in "ur":
        gradients["dc_prev"] = gradients["dc_prev"] + p["W" + k][:, :n].T @ d[k]
    for k, delta in d.items():
        memory = sigmoid(r) * c if k == "c" else c
        gradients["dW" + k] = np.hstack([delta @ memory.T, delta @ xt.T])
        gradients["db" + k] = delta @ np.ones((delta.shape[1], 1))
    return gradients
