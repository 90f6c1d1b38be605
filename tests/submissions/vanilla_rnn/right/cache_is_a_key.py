"""The cache is a number; what it stands for is in a module's dict and is used up by the backward pass."""
import itertools

import numpy as np

_STORE = {}
_NUMBERS = itertools.count()


def store(*values):
    key = next(_NUMBERS)
    _STORE[key] = values
    return key


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, store(x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = _STORE.pop(cache)
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h, keys = [], []
    for t in range(x.shape[1]):
        h0, key = rnn_step_forward(x[:, t], h0, Wx, Wh, b)
        h.append(h0)
        keys.append(key)
    return np.stack(h, axis=1), store(*keys)


def rnn_backward(dh, cache):
    dx, flow, dWx, dWh, db = [], 0, 0, 0, 0
    for upstream, key in zip(reversed(dh.swapaxes(0, 1)), reversed(_STORE.pop(cache))):
        dx_t, flow, a, b, c = rnn_step_backward(upstream + flow, key)
        dx.append(dx_t)
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return np.stack(dx[::-1], axis=1), flow, dWx, dWh, db
