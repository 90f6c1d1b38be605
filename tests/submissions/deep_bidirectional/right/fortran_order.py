"""Columns lie together in memory, and results are views with other strides."""
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return np.asfortranarray(e / e.sum(axis=0))


def run(steps, a, w):
    states = np.zeros((len(steps), *a.shape), order="F")
    for t, xt in enumerate(steps):
        a = np.asfortranarray(np.tanh(np.asfortranarray(w["Wax"]) @ xt + np.asfortranarray(w["Waa"]) @ a + w["ba"]))
        states[t] = a
    return states


def brnn_forward(x, parameters):
    steps = np.moveaxis(x, 2, 0)
    zeros = np.zeros((parameters["forward"]["ba"].shape[0], x.shape[1]), order="F")
    f = run(steps, zeros, parameters["forward"])
    b = run(steps[::-1], zeros, parameters["backward"])[::-1]
    y = np.array([softmax(parameters["Wy"] @ both + parameters["by"]) for both in np.concatenate([f, b], axis=1)])
    return y.transpose(1, 2, 0), f.transpose(1, 2, 0), b.transpose(1, 2, 0)


def deep_rnn_forward(x, a0, parameters):
    a = [np.moveaxis(x, 2, 0)]
    for start, w in zip(a0, parameters["layers"]):
        a.append(run(a[-1], start, w))
    y = np.array([softmax(parameters["Wya"] @ top + parameters["by"]) for top in a[-1]])
    return y.transpose(1, 2, 0), [one.transpose(1, 2, 0) for one in a[1:]]
