"""All the work is float32, and so are the results."""
import numpy as np

F = np.float32


def sigmoid(z):
    return F(1) / (F(1) + np.exp(-np.clip(z, -80, 80)))


def predicted(c_next, p):
    z = p["Wy"] @ c_next + p["by"]
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def simple_gru_cell_forward(xt, c_prev, parameters):
    p = {name: array.astype(F) for name, array in parameters.items()}
    c_prev = c_prev.astype(F)
    v = np.concatenate([c_prev, xt.astype(F)])
    u = sigmoid(p["Wu"] @ v + p["bu"])
    c_next = u * np.tanh(p["Wc"] @ v + p["bc"]) + (1 - u) * c_prev
    return c_next, predicted(c_next, p), (v, u)


def gru_cell_forward(xt, c_prev, parameters):
    p = {name: array.astype(F) for name, array in parameters.items()}
    c_prev, xt = c_prev.astype(F), xt.astype(F)
    v = np.concatenate([c_prev, xt])
    u, r = (sigmoid(p["W" + k] @ v + p["b" + k]) for k in "ur")
    w = np.concatenate([r * c_prev, xt])
    g = np.tanh(p["Wc"] @ w + p["bc"])
    c_next = u * g + (1 - u) * c_prev
    return c_next, predicted(c_next, p), (v, w, u, r, g, p)


def gru_forward(x, c0, parameters):
    c, rows, caches = c0, [], []
    for t in range(x.shape[2]):
        c, y, cache = gru_cell_forward(x[:, :, t], c, parameters)
        rows.append((c, y))
        caches.append(cache)
    return (*(np.stack(column, axis=-1) for column in zip(*rows)), caches)


def gru_cell_backward(dc_next, cache):
    v, w, u, r, g, p = cache
    n, dc = len(u), dc_next.astype(F)
    before = v[:n]
    d = {"u": dc * (g - before) * u * (1 - u), "c": dc * u * (1 - g * g)}
    dw = p["Wc"].T @ d["c"]
    d["r"] = dw[:n] * before * r * (1 - r)
    dv = p["Wu"].T @ d["u"] + p["Wr"].T @ d["r"]
    out = {"dxt": dv[n:] + dw[n:], "dc_prev": dc * (1 - u) + dw[:n] * r + dv[:n]}
    for k, delta in d.items():
        out["dW" + k], out["db" + k] = delta @ (w if k == "c" else v).T, delta.sum(axis=1, keepdims=True)
    return out
