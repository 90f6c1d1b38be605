"""Results in Fortran order, as strided or reversed views, or read-only."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def roomy(values):
    room = np.zeros((len(values), 2 * values.shape[1]))
    room[:, ::2] = values
    return room[:, ::2]


def predicted(c_next, parameters):
    z = np.exp(parameters["Wy"][::-1] @ c_next + parameters["by"][::-1])
    return (z / z.sum(axis=0))[::-1]


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.asfortranarray(np.concatenate([c_prev, xt]))
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    c_next = roomy(u * np.tanh(parameters["Wc"] @ v + parameters["bc"]) + (1 - u) * c_prev)
    return c_next, predicted(c_next, parameters), v


def gru_cell_forward(xt, c_prev, parameters):
    v = np.asfortranarray(np.concatenate([c_prev, xt]))
    W = {k: np.asfortranarray(parameters["W" + k]) for k in "urc"}
    u, r = (sigmoid(W[k] @ v + parameters["b" + k]) for k in "ur")
    w = np.asfortranarray(np.concatenate([r * c_prev, xt]))
    g = np.tanh(W["c"] @ w + parameters["bc"])
    c_next = roomy(u * g + (1 - u) * c_prev)
    c_next.flags.writeable = False
    return c_next, predicted(c_next, parameters), (v, w, u, r, g, W)


def gru_forward(x, c0, parameters):
    c, y, caches, memory = [], [], [], np.asfortranarray(c0)
    for t in range(x.shape[2]):
        memory, prediction, cache = gru_cell_forward(x[:, :, t], memory, parameters)
        c.append(memory), y.append(prediction), caches.append(cache)
    return np.array(c[::-1]).transpose(1, 2, 0)[..., ::-1], np.array(y).transpose(1, 2, 0), caches


def gru_cell_backward(dc_next, cache):
    v, w, u, r, g, W = cache
    n, before = len(u), v[: len(u)]
    delta_c = dc_next * u * (1 - g**2)
    dw = (delta_c.T @ W["c"]).T
    deltas = {"u": dc_next * (g - before) * u * (1 - u), "r": dw[:n] * before * r * (1 - r), "c": delta_c}
    dv = sum((deltas[k].T @ W[k]).T for k in "ur")
    gradients = {"dxt": np.asfortranarray(dv[n:] + dw[n:]), "dc_prev": dc_next * (1 - u) + r * dw[:n] + dv[:n]}
    for k, delta in deltas.items():
        gradients["dW" + k] = ((w if k == "c" else v) @ delta.T).T
        gradients["db" + k] = np.broadcast_to(delta.sum(axis=1)[:, None], (n, 1))
    return gradients
