"""Prints, plots, warnings and random numbers, at top level and in the functions."""
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np

np.random.seed(1)
warnings.warn("this is my submission")


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def rnn_step(xt, a_prev, weights):
    print("step", xt.shape, file=sys.stderr)
    return np.tanh(weights["Wax"] @ xt + weights["Waa"] @ a_prev + weights["ba"])


def brnn_forward(x, parameters):
    a = b = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    forward, backward = [], []
    for t in range(x.shape[2]):
        a = rnn_step(x[:, :, t], a, parameters["forward"])
        b = rnn_step(x[:, :, -1 - t], b, parameters["backward"])
        forward = forward + [a]
        backward = [b] + backward
        print("forward", a, "backward", b)
    plt.plot(np.stack(forward).mean(axis=(1, 2)))
    plt.show()
    y = [softmax(parameters["Wy"] @ np.concatenate([a, b]) + parameters["by"]) for a, b in zip(forward, backward)]
    return np.stack(y, axis=2), np.stack(forward, axis=2), np.stack(backward, axis=2)


def deep_rnn_forward(x, a0, parameters):
    warnings.warn("deep")
    a = []
    for number, (weights, state) in enumerate(zip(parameters["layers"], a0)):
        print("layer", number, {name: value.shape for name, value in weights.items()})
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(x[:, :, t], state, weights)
            states.append(state)
        x = np.stack(states, axis=2)
        a.append(x)
    y = np.stack([softmax(parameters["Wya"] @ state + parameters["by"]) for state in states], axis=2)
    print("y =", y)
    return y, a


plt.hist(np.random.randn(100))
