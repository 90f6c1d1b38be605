"""Both directions as one network with block-diagonal weights; all layers' states as one array."""
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def blocks(one, other):
    top = np.hstack([one, np.zeros((one.shape[0], other.shape[1]))])
    return np.vstack([top, np.hstack([np.zeros((other.shape[0], one.shape[1])), other])])


def brnn_forward(x, parameters):
    f, b = parameters["forward"], parameters["backward"]
    n_a, T = len(f["ba"]), x.shape[2]
    Wax, Waa = blocks(f["Wax"], b["Wax"]), blocks(f["Waa"], b["Waa"])
    ba = np.vstack([f["ba"], b["ba"]])
    a, found = np.zeros((2 * n_a, x.shape[1])), []
    for t in range(T):
        a = np.tanh(Wax @ np.vstack([x[:, :, t], x[:, :, T - 1 - t]]) + Waa @ a + ba)
        found.append(a)
    found = np.stack(found, axis=2)
    a_forward, a_backward = found[:n_a], np.flip(found[n_a:], axis=2)
    Wf, Wb = parameters["Wy"][:, :n_a], parameters["Wy"][:, n_a:]
    z = np.einsum("yk,kmt->ymt", Wf, a_forward) + np.einsum("yk,kmt->ymt", Wb, a_backward)
    return softmax(z + parameters["by"][:, :, None]), a_forward, a_backward


def deep_rnn_forward(x, a0, parameters):
    layers = parameters["layers"]
    a = np.zeros((len(layers), *a0[0].shape, x.shape[2]))
    for t in range(x.shape[2]):
        for l, w in enumerate(layers):
            below = a[l - 1, :, :, t] if l else x[:, :, t]
            before = a[l, :, :, t - 1] if t else a0[l]
            a[l, :, :, t] = np.tanh(np.hstack([w["Wax"], w["Waa"]]) @ np.vstack([below, before]) + w["ba"])
    z = np.einsum("yk,kmt->ymt", parameters["Wya"], a[-1])
    return softmax(z + parameters["by"][:, :, None]), a
