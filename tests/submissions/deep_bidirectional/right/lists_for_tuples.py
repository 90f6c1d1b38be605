"""Lists in the place of tuples and of arrays, and a tuple for the list."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)


def walk(x, a, w, steps):
    kept = [None] * x.shape[2]
    for t in steps:
        kept[t] = a = np.tanh(w["Wax"] @ x[:, :, t] + w["Waa"] @ a + w["ba"])
    return kept


def brnn_forward(x, parameters):
    steps = list(range(x.shape[2]))
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    f = walk(x, zeros, parameters["forward"], steps)
    b = walk(x, zeros, parameters["backward"], reversed(steps))
    y = [softmax(parameters["Wy"] @ np.concatenate([f[t], b[t]]) + parameters["by"]) for t in steps]
    return [np.stack(part, axis=2).tolist() for part in (y, f, b)]


def deep_rnn_forward(x, a0, parameters):
    a = ()
    for start, weights in zip(a0, parameters["layers"]):
        x = np.stack(walk(x, start, weights, range(x.shape[2])), axis=2)
        a += (x.tolist(),)
    y = [softmax(parameters["Wya"] @ x[:, :, t] + parameters["by"]) for t in range(x.shape[2])]
    return [np.stack(y, axis=2), a]
