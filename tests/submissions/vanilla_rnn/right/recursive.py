"""Recursion in the place of loops: a sequence is its first step and the rest."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    next_h, cache = rnn_step_forward(x[:, 0], h0, Wx, Wh, b)
    first = next_h[:, None]
    if x.shape[1] == 1:
        return first, (cache, None)
    rest, caches = rnn_forward(x[:, 1:], next_h, Wx, Wh, b)
    return np.concatenate([first, rest], axis=1), (cache, caches)


def rnn_backward(dh, cache):
    first, rest = cache
    if rest is None:
        dx, dh0, dWx, dWh, db = rnn_step_backward(dh[:, 0], first)
        return dx[:, None], dh0, dWx, dWh, db
    dx_rest, carried, dWx_rest, dWh_rest, db_rest = rnn_backward(dh[:, 1:], rest)
    dx, dh0, dWx, dWh, db = rnn_step_backward(dh[:, 0] + carried, first)
    return np.concatenate([dx[:, None], dx_rest], axis=1), dh0, dWx + dWx_rest, dWh + dWh_rest, db + db_rest
