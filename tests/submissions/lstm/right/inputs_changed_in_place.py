"""Arrays that are handed in are used as scratch space."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.concatenate([a_prev, xt])
    xt *= 0
    a_prev[:] = 7
    weights = {name: parameters["W" + name].copy() for name in "fico"}
    z = {name: weights[name] @ v + parameters["b" + name] for name in "fico"}
    f, i, g, o = sigmoid(z["f"]), sigmoid(z["i"]), np.tanh(z["c"]), sigmoid(z["o"])
    before = c_prev.copy()
    c_prev *= f
    c_prev += i * g
    a_next = o * np.tanh(c_prev)
    z = parameters["Wy"] @ a_next
    z += parameters["by"]
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z /= z.sum(axis=0)
    return a_next, c_prev.copy(), z, [v, before, f, i, g, o, np.tanh(c_prev), weights]


def lstm_forward(x, a0, parameters):
    c, caches = np.zeros_like(a0), []
    a_all, y_all, c_all = [], [], []
    for t in range(x.shape[2]):
        a0, c, y, cache = lstm_cell_forward(x[:, :, t], a0, c, parameters)
        a_all.append(a0.copy()), y_all.append(y), c_all.append(c.copy()), caches.append(cache)
    return np.stack(a_all, axis=2), np.stack(y_all, axis=2), np.stack(c_all, axis=2), caches


def lstm_cell_backward(da_next, dc_next, cache):
    v, before, f, i, g, o, shown, weights = cache
    cache.clear()
    dc_next += da_next * o * (1 - shown**2)
    da_next *= shown * o * (1 - o)
    deltas = {"f": dc_next * before * f * (1 - f), "i": dc_next * g * i * (1 - i), "c": dc_next * i * (1 - g**2), "o": da_next}
    n_a, dv = len(f), 0 * v
    gradients = {}
    for name, delta in deltas.items():
        dv += weights[name].T @ delta
        gradients["dW" + name] = delta @ v.T
        gradients["db" + name] = delta.sum(axis=1, keepdims=True)
    dc_next *= f
    return {"dxt": dv[n_a:], "da_prev": dv[:n_a], "dc_prev": dc_next, **gradients}


def lstm_backward(da, caches):
    dc, dx, total = np.zeros(da.shape[:2]), [], {}
    while caches:
        t = len(caches) - 1
        step = lstm_cell_backward(da[:, :, t], dc, caches.pop())
        dc, da_prev = step["dc_prev"], step["da_prev"]
        if t:
            da[:, :, t - 1] += da_prev
        dx.insert(0, step["dxt"])
        for name in step:
            if name.startswith(("dW", "db")):
                total.setdefault(name, np.zeros_like(step[name]))
                total[name] += step[name]
    total.update(dx=np.stack(dx, axis=2), da0=da_prev)
    return total
