"""The cache is a dict of everything by name, made by locals()."""
import numpy as np


def sigmoid(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.append(a_prev, xt, axis=0)
    forget = sigmoid(parameters["Wf"] @ v + parameters["bf"])
    update = sigmoid(parameters["Wi"] @ v + parameters["bi"])
    tilde = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    output = sigmoid(parameters["Wo"] @ v + parameters["bo"])
    c_next = forget * c_prev + update * tilde
    shown = np.tanh(c_next)
    a_next = output * shown
    z = parameters["Wy"] @ a_next + parameters["by"]
    yt_pred = 1 / np.exp(z[None] - z[:, None]).sum(axis=1)
    return a_next, c_next, yt_pred, locals()


def lstm_forward(x, a0, parameters):
    caches = {}
    a_next, c_next = a0, 0 * a0
    for t in range(x.shape[2]):
        a_next, c_next, _, caches[t] = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
    a, y, c = (np.stack([cache[name] for cache in caches.values()], axis=2) for name in ("a_next", "yt_pred", "c_next"))
    return a, y, c, caches


def lstm_cell_backward(da_next, dc_next, cache):
    get = cache.__getitem__
    forget, update, tilde, output, shown = map(get, ("forget", "update", "tilde", "output", "shown"))
    d = {"o": da_next * shown * output * (1 - output)}
    dc = dc_next + da_next * output * (1 + shown) * (1 - shown)
    d["f"] = dc * get("c_prev") * forget * (1 - forget)
    d["i"] = dc * tilde * update * (1 - update)
    d["c"] = dc * update * (1 + tilde) * (1 - tilde)
    v, n_a = get("v"), get("a_prev").shape[0]
    W = get("parameters")
    back = W["Wf"].T @ d["f"] + W["Wi"].T @ d["i"] + W["Wc"].T @ d["c"] + W["Wo"].T @ d["o"]
    gradients = {f"dW{gate}": d[gate] @ v.T for gate in d}
    gradients |= {f"db{gate}": np.sum(d[gate], axis=1, keepdims=True) for gate in d}
    return gradients | {"dxt": back[n_a:], "da_prev": back[:n_a], "dc_prev": forget * dc}


def lstm_backward(da, caches):
    gradients = {name: 0 for name in ("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo")}
    da_next, dc_next = np.zeros(da.shape[:2]), np.zeros(da.shape[:2])
    dx = np.zeros((caches[0]["xt"].shape[0],) + da.shape[1:])
    for t in sorted(caches, reverse=True):
        step = lstm_cell_backward(da[:, :, t] + da_next, dc_next, caches[t])
        dx[:, :, t], da_next, dc_next = step["dxt"], step["da_prev"], step["dc_prev"]
        gradients = {name: total + step[name] for name, total in gradients.items()}
    return {"dx": dx, "da0": da_next, **gradients, "steps": len(caches)}
