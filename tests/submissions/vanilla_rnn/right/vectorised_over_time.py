"""Only the recurrence loops over time: x·Wx is one product, and so are the gradients; no step function is called."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    h, cache = rnn_forward(x[:, None], prev_h, Wx, Wh, b)
    return h[:, 0], cache


def rnn_step_backward(dnext_h, cache):
    dx, *others = rnn_backward(dnext_h[:, None], cache)
    return dx[:, 0], *others


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    H = len(b)
    projected = (x.reshape(N * T, D) @ Wx + b).reshape(N, T, H)
    states = np.empty((N, T + 1, H))
    states[:, 0] = h0
    for t in range(T):
        np.tanh(projected[:, t] + states[:, t] @ Wh, out=states[:, t + 1])
    return states[:, 1:].copy(), (x, states, Wx, Wh)


def rnn_backward(dh, cache):
    x, states, Wx, Wh = cache
    N, T, D = x.shape
    H = Wh.shape[0]
    slope = 1 - states[:, 1:] ** 2
    da = np.empty((N, T, H))
    carried = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        da[:, t] = (dh[:, t] + carried) * slope[:, t]
        carried = da[:, t] @ Wh.T
    dWx = np.tensordot(x, da, axes=([0, 1], [0, 1]))
    dWh = np.tensordot(states[:, :-1], da, axes=([0, 1], [0, 1]))
    return da @ Wx.T, carried, dWx, dWh, da.sum(axis=(0, 1))
