"""Top-level statements that raise, in the middle and at the end; the definitions around them are right."""
import numpy as np
import torch  # not there: raises ImportError

sigmoid = torch.sigmoid  # raises NameError


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.concatenate([a_prev, xt])
    f, i, o = (sigmoid(parameters["W" + k] @ v + parameters["b" + k]) for k in "fio")
    g = np.tanh(parameters["Wc"] @ v + parameters["bc"])
    c_next = f * c_prev + i * g
    a_next = o * np.tanh(c_next)
    e = np.exp(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, e / e.sum(axis=0), (v, c_prev, f, i, g, o, c_next, parameters)


lstm_cell_forward(np.zeros((3, 10)), np.zeros((5, 10)), np.zeros((5, 10)), {})  # raises KeyError


def lstm_forward(x, a0, parameters):
    a, y, c, caches = [a0], [], [np.zeros_like(a0)], []
    for t in range(x.shape[2]):
        for kept, new in zip((a, c, y, caches), lstm_cell_forward(x[:, :, t], a[-1], c[-1], parameters)):
            kept.append(new)
    return np.stack(a[1:], axis=2), np.stack(y, axis=2), np.stack(c[1:], axis=2), caches


def lstm_cell_backward(da_next, dc_next, cache):
    v, c_prev, f, i, g, o, c_next, parameters = cache
    shown = np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    deltas = {"f": dc * c_prev * f * (1 - f), "i": dc * g * i * (1 - i), "c": dc * i * (1 - g**2), "o": da_next * shown * o * (1 - o)}
    dv = sum(parameters["W" + k].T @ d for k, d in deltas.items())
    result = {"dxt": dv[len(f) :], "da_prev": dv[: len(f)], "dc_prev": dc * f}
    for k, d in deltas.items():
        result["dW" + k], result["db" + k] = d @ v.T, d.sum(axis=1, keepdims=True)
    return result


assert lstm_backward is not None  # raises NameError: it comes below


def lstm_backward(da, caches):
    da_prev, dc_prev, dx, total = 0, 0, [], {}
    for t, cache in reversed([*enumerate(caches)]):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, cache)
        da_prev, dc_prev = step.pop("da_prev"), step.pop("dc_prev")
        dx.append(step.pop("dxt"))
        total = {name: value + total.get(name, 0) for name, value in step.items()}
    return {"dx": np.stack(dx[::-1], axis=2), "da0": da_prev, **total}


raise KeyboardInterrupt
