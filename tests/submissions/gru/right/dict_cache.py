"""The cache is a dict of everything by name, made by locals()."""
import numpy as np


def sigmoid(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.append(c_prev, xt, axis=0)
    update = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    tilde = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = update * tilde + c_prev - update * c_prev
    z = parameters["Wy"] @ c_next + parameters["by"]
    yt_pred = 1 / np.exp(z[None] - z[:, None]).sum(axis=1)
    return c_next, yt_pred, locals()


def gru_cell_forward(xt, c_prev, parameters):
    v = np.append(c_prev, xt, axis=0)
    update = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    reset = sigmoid(parameters["Wr"] @ v + parameters["br"])
    w = np.append(reset * c_prev, xt, axis=0)
    tilde = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    c_next = update * tilde + c_prev - update * c_prev
    z = parameters["Wy"] @ c_next + parameters["by"]
    yt_pred = 1 / np.exp(z[None] - z[:, None]).sum(axis=1)
    return c_next, yt_pred, locals()


def gru_forward(x, c0, parameters):
    caches, c_next = {}, c0
    for t in range(x.shape[2]):
        c_next, _, caches[t] = gru_cell_forward(x[:, :, t], c_next, parameters)
    c, y = (np.stack([cache[name] for cache in caches.values()], axis=2) for name in ("c_next", "yt_pred"))
    return c, y, caches


def gru_cell_backward(dc_next, cache):
    update, reset, tilde, c_prev, v, w = map(cache.__getitem__, ("update", "reset", "tilde", "c_prev", "v", "w"))
    W, n_a = cache["parameters"], len(c_prev)
    d = {"u": dc_next * (tilde - c_prev) * update * (1 - update), "c": dc_next * update * (1 + tilde) * (1 - tilde)}
    back = W["Wc"].T @ d["c"]
    d["r"] = back[:n_a] * c_prev * reset * (1 - reset)
    back[:n_a] *= reset
    back += W["Wu"].T @ d["u"] + W["Wr"].T @ d["r"]
    back[:n_a] += (1 - update) * dc_next
    gradients = {f"dW{gate}": d[gate] @ (w if gate == "c" else v).T for gate in d}
    gradients |= {f"db{gate}": np.sum(d[gate], axis=1, keepdims=True) for gate in d}
    return gradients | {"dxt": back[n_a:], "dc_prev": back[:n_a], "note": 1}
