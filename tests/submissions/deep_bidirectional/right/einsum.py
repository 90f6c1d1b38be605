"""Every product is an einsum; the softmax goes by logarithms."""
import numpy as np


def softmax(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=0))


def layer(x, a, w, order):
    states = {}
    for t in order:
        a = np.tanh(np.einsum("ij,jm->im", w["Wax"], x[:, :, t]) + np.einsum("ij,jm->im", w["Waa"], a) + w["ba"])
        states[t] = a
    return np.stack([states[t] for t in sorted(states)], axis=2)


def brnn_forward(x, parameters):
    steps = range(x.shape[2])
    zeros = np.zeros((parameters["forward"]["Waa"].shape[0], x.shape[1]))
    a_forward = layer(x, zeros, parameters["forward"], steps)
    a_backward = layer(x, zeros, parameters["backward"], steps[::-1])
    both = np.concatenate([a_forward, a_backward], axis=0)
    y = softmax(np.einsum("ik,kmt->imt", parameters["Wy"], both) + parameters["by"][..., np.newaxis])
    return y, a_forward, a_backward


def deep_rnn_forward(x, a0, parameters):
    a = []
    for l, weights in enumerate(parameters["layers"]):
        a.append(layer(a[-1] if l else x, a0[l], weights, range(x.shape[2])))
    y = softmax(np.einsum("ik,kmt->imt", parameters["Wya"], a[-1]) + parameters["by"][..., np.newaxis])
    return y, a
