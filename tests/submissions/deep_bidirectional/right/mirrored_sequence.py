"""One function runs a layer; the backward direction is that function on the mirrored sequence."""
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def run(x, a, w):
    states = np.empty((*a.shape, x.shape[2]))
    for t in range(x.shape[2]):
        a = states[..., t] = np.tanh(w["Wax"] @ x[..., t] + w["Waa"] @ a + w["ba"])
    return states


def predict(W, b, a):
    return softmax(np.tensordot(W, a, axes=1) + b[:, :, None])


def brnn_forward(x, parameters):
    zeros = np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))
    a_forward = run(x, zeros, parameters["forward"])
    a_backward = run(x[:, :, ::-1], zeros, parameters["backward"])[:, :, ::-1]
    return predict(parameters["Wy"], parameters["by"], np.concatenate([a_forward, a_backward])), a_forward, a_backward


def deep_rnn_forward(x, a0, parameters):
    a = [x]
    for start, weights in zip(a0, parameters["layers"]):
        a.append(run(a[-1], start, weights))
    return predict(parameters["Wya"], parameters["by"], a[-1]), a[1:]
