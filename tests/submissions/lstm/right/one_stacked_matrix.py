"""The four gates are one matrix of 4 n_a rows, cut up after the product."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def stacked(parameters):
    W = np.vstack([parameters[name] for name in ("Wf", "Wi", "Wo", "Wc")])
    b = np.vstack([parameters[name] for name in ("bf", "bi", "bo", "bc")])
    return W, b


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    n_a = a_prev.shape[0]
    W, b = stacked(parameters)
    v = np.vstack((a_prev, xt))
    z = W @ v + b
    gates = np.vstack([sigmoid(z[: 3 * n_a]), np.tanh(z[3 * n_a :])])
    f, i, o, g = np.vsplit(gates, 4)
    c_next = f * c_prev + i * g
    a_next = o * np.tanh(c_next)
    z = parameters["Wy"] @ a_next + parameters["by"]
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return a_next, c_next, e / e.sum(axis=0, keepdims=True), (W, v, gates, c_prev, c_next)


def lstm_forward(x, a0, parameters):
    a, c = a0, np.zeros(a0.shape)
    steps = []
    for xt in np.moveaxis(x, 2, 0):
        a, c, y, cache = lstm_cell_forward(xt, a, c, parameters)
        steps.append((a, y, c, cache))
    a, y, c, caches = zip(*steps)
    return np.dstack(a), np.dstack(y), np.dstack(c), caches


def lstm_cell_backward(da_next, dc_next, cache):
    W, v, gates, c_prev, c_next = cache
    f, i, o, g = np.vsplit(gates, 4)
    n_a = len(f)
    shown = np.tanh(c_next)
    dc = dc_next + o * (1 - shown * shown) * da_next
    dgates = np.vstack([dc * c_prev, dc * g, da_next * shown, dc * i])
    slope = np.vstack([gates[: 3 * n_a] * (1 - gates[: 3 * n_a]), 1 - g * g])
    dz = dgates * slope
    dW, db, dv = dz @ v.T, dz.sum(1)[:, None], W.T @ dz
    result = {"da_prev": dv[:n_a], "dxt": dv[n_a:], "dc_prev": f * dc}
    for k, gate in enumerate("fioc"):
        rows = slice(k * n_a, (k + 1) * n_a)
        result["dW" + gate], result["db" + gate] = dW[rows], db[rows]
    return result


def lstm_backward(da, caches):
    step = {"da_prev": 0.0, "dc_prev": 0.0}
    steps = []
    for t in range(da.shape[2])[::-1]:
        step = lstm_cell_backward(da[:, :, t] + step["da_prev"], step["dc_prev"], caches[t])
        steps.insert(0, step)
    result = {name: np.sum([s[name] for s in steps], axis=0) for name in step if name[:2] in ("dW", "db")}
    result["dx"] = np.dstack([s["dxt"] for s in steps])
    result["da0"] = step["da_prev"]
    return result
