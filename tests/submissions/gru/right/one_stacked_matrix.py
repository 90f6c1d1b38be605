"""Both gates are one matrix of 2 n_a rows; the candidate's weights are cut into those of memory and of input."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def simple_gru_cell_forward(xt, c_prev, parameters):
    W = np.vstack([parameters["Wu"], parameters["Wc"]])
    b = np.vstack([parameters["bu"], parameters["bc"]])
    u, g = np.vsplit(W @ np.vstack((c_prev, xt)) + b, 2)
    c_next = c_prev + sigmoid(u) * (np.tanh(g) - c_prev)
    return c_next, softmax(parameters["Wy"] @ c_next + parameters["by"]), ()


def gru_cell_forward(xt, c_prev, parameters):
    n_a = c_prev.shape[0]
    W = np.vstack([parameters["Wu"], parameters["Wr"]])
    v = np.vstack((c_prev, xt))
    gates = sigmoid(W @ v + np.vstack([parameters["bu"], parameters["br"]]))
    u, r = np.vsplit(gates, 2)
    U, X = np.hsplit(parameters["Wc"], [n_a])
    g = np.tanh(U @ (r * c_prev) + X @ xt + parameters["bc"])
    c_next = c_prev + u * (g - c_prev)
    return c_next, softmax(parameters["Wy"] @ c_next + parameters["by"]), (W, U, X, v, gates, g)


def gru_forward(x, c0, parameters):
    steps = []
    for xt in np.moveaxis(x, 2, 0):
        steps.append(gru_cell_forward(xt, steps[-1][0] if steps else c0, parameters))
    c, y, caches = zip(*steps)
    return np.dstack(c), np.dstack(y), caches


def gru_cell_backward(dc_next, cache):
    W, U, X, v, gates, g = cache
    u, r = np.vsplit(gates, 2)
    before, xt = np.vsplit(v, [len(u)])
    dg = u * (1 - g * g) * dc_next
    seen = U.T @ dg
    dz = np.vstack([dc_next * (g - before), seen * before]) * gates * (1 - gates)
    dW, db = np.vsplit(dz @ v.T, 2), np.vsplit(dz.sum(1)[:, None], 2)
    dc, dx = np.vsplit(W.T @ dz, [len(u)])
    return {
        "dxt": dx + X.T @ dg,
        "dc_prev": dc + r * seen + (1 - u) * dc_next,
        "dWu": dW[0],
        "dWr": dW[1],
        "dWc": np.hstack([dg @ (r * before).T, dg @ xt.T]),
        "dbu": db[0],
        "dbr": db[1],
        "dbc": dg.sum(1)[:, None],
    }
