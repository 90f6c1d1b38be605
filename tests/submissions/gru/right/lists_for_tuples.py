"""Lists in the place of tuples, nested lists in the place of arrays, a list of pairs made a dict."""
import numpy as np

sigmoid = lambda z: 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def finish(u, g, c_prev, parameters, cache):
    c_next = g * u + np.asarray(c_prev) * (1 - u)
    powers = np.exp(parameters["Wy"].dot(c_next) + parameters["by"])
    return [c_next.tolist(), (powers / powers.sum(axis=0)).tolist(), cache]


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.array(np.asarray(c_prev).tolist() + xt.tolist())
    u, g = [parameters["W" + k].dot(v) + parameters["b" + k] for k in "uc"]
    return finish(sigmoid(u), np.tanh(g), c_prev, parameters, [])


def gru_cell_forward(xt, c_prev, parameters):
    c_prev = np.asarray(c_prev)
    v = np.array(c_prev.tolist() + xt.tolist())
    u, r = [sigmoid(parameters["W" + k].dot(v) + parameters["b" + k]) for k in "ur"]
    w = np.array((r * c_prev).tolist() + xt.tolist())
    g = np.tanh(parameters["Wc"].dot(w) + parameters["bc"])
    return finish(u, g, c_prev, parameters, [c_prev, v, w, [u, r, g], parameters])


def gru_forward(x, c0, parameters):
    c, results, caches = c0, [[], []], []
    for t in range(x.shape[2]):
        c, y, cache = gru_cell_forward(x[:, :, t], c, parameters)
        for kept, new in zip(results, (c, y)):
            kept.append(new)
        caches += [cache]
    return [np.transpose(kept, (1, 2, 0)).tolist() for kept in results] + [caches]


def gru_cell_backward(dc_next, cache):
    c_prev, v, w, [u, r, g], parameters = cache
    n_a = len(c_prev)
    back = [dc_next * (g - c_prev) * u * (1 - u), None, dc_next * u * (1 - g**2)]
    dw = parameters["Wc"].T.dot(back[2])
    back[1] = dw[:n_a] * c_prev * r * (1 - r)
    dv = parameters["Wu"].T.dot(back[0]) + parameters["Wr"].T.dot(back[1])
    pairs = [("dxt", (dv + dw)[n_a:].tolist()), ("dc_prev", (dc_next * (1 - u) + dw[:n_a] * r + dv[:n_a]).tolist())]
    for gate, delta, read in zip("urc", back, (v, v, w)):
        pairs += [("dW" + gate, delta.dot(read.T).tolist()), ("db" + gate, [[sum(row)] for row in delta.tolist()])]
    return dict(pairs)
