"""Top-level statements that raise, in the middle and at the end; the definitions around them are right."""
import numpy as np
import torch  # not there: raises ImportError

sigmoid = torch.sigmoid  # raises NameError


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def finish(u, g, c_prev, parameters):
    c_next = u * g + (1 - u) * c_prev
    e = np.exp(parameters["Wy"] @ c_next + parameters["by"])
    return c_next, e / e.sum(axis=0)


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.concatenate([c_prev, xt])
    u = sigmoid(parameters["Wu"] @ v + parameters["bu"])
    return (*finish(u, np.tanh(parameters["Wc"] @ v + parameters["bc"]), c_prev, parameters), v)


simple_gru_cell_forward(np.zeros((3, 10)), np.zeros((5, 10)), {})  # raises KeyError


def gru_cell_forward(xt, c_prev, parameters):
    v = np.concatenate([c_prev, xt])
    u, r = (sigmoid(parameters["W" + k] @ v + parameters["b" + k]) for k in "ur")
    w = np.concatenate([r * c_prev, xt])
    g = np.tanh(parameters["Wc"] @ w + parameters["bc"])
    return (*finish(u, g, c_prev, parameters), (v, w, u, r, g, parameters))


assert gru_forward is not None  # raises NameError: it comes below


def gru_forward(x, c0, parameters):
    c, y, caches = [c0], [], []
    for t in range(x.shape[2]):
        for kept, new in zip((c, y, caches), gru_cell_forward(x[:, :, t], c[-1], parameters)):
            kept.append(new)
    return np.stack(c[1:], axis=2), np.stack(y, axis=2), caches


def gru_cell_backward(dc_next, cache):
    v, w, u, r, g, parameters = cache
    n = len(u)
    dg, du = dc_next * u * (1 - g**2), dc_next * (g - v[:n]) * u * (1 - u)
    dw = parameters["Wc"].T @ dg
    dr = dw[:n] * v[:n] * r * (1 - r)
    dv = parameters["Wu"].T @ du + parameters["Wr"].T @ dr
    result = {"dxt": dw[n:] + dv[n:], "dc_prev": dc_next * (1 - u) + dw[:n] * r + dv[:n]}
    for k, d, read in (("u", du, v), ("r", dr, v), ("c", dg, w)):
        result["dW" + k], result["db" + k] = d @ read.T, d.sum(axis=1, keepdims=True)
    return result


raise KeyboardInterrupt
