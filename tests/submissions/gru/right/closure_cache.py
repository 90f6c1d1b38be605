"""The cache is a function of the upstream gradient."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def softmax(z):
    e = np.exp(z - z.max(0))
    return e / e.sum(0)


def linear(W, b, v):
    def back(delta):
        return W.T @ delta, delta @ v.T, delta.sum(axis=1, keepdims=True)

    return W @ v + b, back


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.vstack([c_prev, xt])
    (u, _), (g, _) = (linear(parameters["W" + k], parameters["b" + k], v) for k in "uc")
    c_next = sigmoid(u) * np.tanh(g) + sigmoid(-u) * c_prev
    return c_next, softmax(parameters["Wy"] @ c_next + parameters["by"]), lambda dc: dc * sigmoid(-u)


def gru_cell_forward(xt, c_prev, parameters):
    n_a, before = c_prev.shape[0], c_prev.copy()
    p = {name: value.copy() for name, value in parameters.items()}
    v = np.vstack([before, xt])
    z, back_u = linear(p["Wu"], p["bu"], v)
    u = sigmoid(z)
    z, back_r = linear(p["Wr"], p["br"], v)
    r = sigmoid(z)
    z, back_c = linear(p["Wc"], p["bc"], np.vstack([r * before, xt]))
    g = np.tanh(z)
    c_next = u * g + (1 - u) * before

    def backward(dc):
        result = {}
        dw, result["dWc"], result["dbc"] = back_c(dc * u * (1 - g**2))
        dv, result["dWu"], result["dbu"] = back_u(dc * (g - before) * u * (1 - u))
        more, result["dWr"], result["dbr"] = back_r(dw[:n_a] * before * r * (1 - r))
        dv = dv + more
        result["dc_prev"] = dc * (1 - u) + dw[:n_a] * r + dv[:n_a]
        result["dxt"] = dw[n_a:] + dv[n_a:]
        return result

    return c_next.copy(), softmax(p["Wy"] @ c_next + p["by"]), backward


def gru_forward(x, c0, parameters):
    c, ys, backs = [c0], [], []
    for t in range(x.shape[2]):
        after, y, back = gru_cell_forward(x[:, :, t], c[-1], parameters)
        c.append(after), ys.append(y), backs.append(back)
    return np.stack(c[1:], 2), np.stack(ys, 2), lambda: backs


def gru_cell_backward(dc_next, cache):
    return cache(dc_next)
