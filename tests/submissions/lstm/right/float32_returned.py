"""All the work is float32, and so are the results."""
import numpy as np

F = np.float32


def sigmoid(z):
    return F(1) / (F(1) + np.exp(-np.clip(z, -80, 80)))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    p = {name: array.astype(F) for name, array in parameters.items()}
    v, c_prev = np.concatenate([a_prev, xt]).astype(F), c_prev.astype(F)
    f, i, o = (sigmoid(p["W" + g] @ v + p["b" + g]) for g in "fio")
    g = np.tanh(p["Wc"] @ v + p["bc"])
    c_next = f * c_prev + i * g
    a_next = o * np.tanh(c_next)
    z = p["Wy"] @ a_next + p["by"]
    e = np.exp(z - z.max(axis=0))
    return a_next, c_next, e / e.sum(axis=0), (v, c_prev, f, i, g, o, c_next, p)


def lstm_forward(x, a0, parameters):
    a, c = a0.astype(F), np.zeros(a0.shape, F)
    rows, caches = [], []
    for t in range(x.shape[2]):
        a, c, y, cache = lstm_cell_forward(x[:, :, t].astype(F), a, c, parameters)
        rows.append((a, y, c))
        caches.append(cache)
    return (*(np.stack(column, axis=-1) for column in zip(*rows)), caches)


def lstm_cell_backward(da_next, dc_next, cache):
    v, c_prev, f, i, g, o, c_next, p = cache
    da, n = da_next.astype(F), len(c_prev)
    shown = np.tanh(c_next)
    dc = dc_next.astype(F) + da * o * (1 - shown * shown)
    deltas = {"f": dc * c_prev * f * (1 - f), "i": dc * g * i * (1 - i), "c": dc * i * (1 - g * g), "o": da * shown * o * (1 - o)}
    dv = sum(p["W" + k].T @ d for k, d in deltas.items())
    out = {"dxt": dv[n:], "da_prev": dv[:n], "dc_prev": dc * f}
    for k, d in deltas.items():
        out["dW" + k], out["db" + k] = d @ v.T, d.sum(axis=1, keepdims=True)
    return out


def lstm_backward(da, caches):
    da_prev = dc_prev = np.zeros(da.shape[:2], F)
    dx, out = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t].astype(F) + da_prev, dc_prev, caches[t])
        dx, da_prev, dc_prev = [step.pop("dxt"), *dx], step.pop("da_prev"), step.pop("dc_prev")
        out = {name: out.get(name, F(0)) + value for name, value in step.items()}
    return {"dx": np.stack(dx, axis=2), "da0": da_prev, **out}
