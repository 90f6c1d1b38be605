"""The arrays that are handed in are used as scratch space."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    cache_x, cache_h = x.copy(), prev_h.copy()
    total = x @ Wx
    total += prev_h @ Wh
    total += b
    prev_h[...] = np.tanh(total)
    x *= 0
    return prev_h.copy(), (cache_x, cache_h, Wx, Wh, prev_h.copy())


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    next_h **= 2
    np.subtract(1, next_h, out=next_h)
    dnext_h *= next_h
    return dnext_h @ Wx.T, dnext_h @ Wh.T, x.T @ dnext_h, prev_h.T @ dnext_h, dnext_h.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    cache = []
    for t in range(x.shape[1]):
        h[:, t], step = rnn_step_forward(x[:, t], h0, Wx, Wh, b)  # h0 becomes the current state
        cache.append(step)
    return h, cache


def rnn_backward(dh, cache):
    T = dh.shape[1]
    parts = []
    for t in reversed(range(T)):
        parts.append(rnn_step_backward(dh[:, t], cache.pop()))
        if t:
            dh[:, t - 1] += parts[-1][1]
    dx, dprev, dWx, dWh, db = zip(*parts)
    return np.stack(dx[::-1], axis=1), dprev[-1], sum(dWx), sum(dWh), sum(db)
