"""All layers of a step before the next step; predictions are made on the way."""
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def brnn_forward(x, parameters):
    T, m, n_a = x.shape[2], x.shape[1], parameters["forward"]["ba"].shape[0]
    a_forward, a_backward = np.zeros((n_a, m, T)), np.zeros((n_a, m, T))
    y = np.zeros((len(parameters["by"]), m, T))
    f, b = parameters["forward"], parameters["backward"]
    for t in range(T):
        s = T - 1 - t
        before = a_forward[:, :, t - 1] if t else np.zeros((n_a, m))
        after = a_backward[:, :, s + 1] if t else np.zeros((n_a, m))
        a_forward[:, :, t] = np.tanh(f["Wax"] @ x[:, :, t] + f["Waa"] @ before + f["ba"])
        a_backward[:, :, s] = np.tanh(b["Wax"] @ x[:, :, s] + b["Waa"] @ after + b["ba"])
    for t in range(T):
        y[:, :, t] = softmax(
            parameters["Wy"] @ np.vstack([a_forward[:, :, t], a_backward[:, :, t]]) + parameters["by"]
        )
    return y, a_forward, a_backward


def deep_rnn_forward(x, a0, parameters):
    states, history, y = list(a0), [[] for _ in a0], []
    for t in range(x.shape[2]):
        below = x[:, :, t]
        for l, layer in enumerate(parameters["layers"]):
            states[l] = below = np.tanh(layer["Wax"] @ below + layer["Waa"] @ states[l] + layer["ba"])
            history[l].append(below)
        y.append(softmax(parameters["Wya"] @ below + parameters["by"]))
    return np.stack(y, axis=2), [np.stack(one, axis=2) for one in history]
