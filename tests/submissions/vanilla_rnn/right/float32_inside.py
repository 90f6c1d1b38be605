"""The work is float32, but the results are float64 arrays again."""
import numpy as np


def single(*arrays):
    return [np.asarray(array, dtype="float32") for array in arrays]


def double(*arrays):
    return tuple(np.asarray(array, dtype="float64") for array in arrays)


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h, Wx, Wh, b = single(x, prev_h, Wx, Wh, b)
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h.astype(float), (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    (dnext_h,) = single(dnext_h)
    da = dnext_h * (1 - next_h * next_h)
    return double(da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0))


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [], []
    state = h0
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        h.append(state)
        cache.append(step)
    return np.stack(h, axis=1), cache


def rnn_backward(dh, cache):
    flow, parts = np.zeros_like(dh[:, 0]), []
    for t in reversed(range(len(cache))):
        parts.append(rnn_step_backward(dh[:, t] + flow, cache[t]))
        flow = parts[-1][1]
    parts.reverse()
    dx, _, dWx, dWh, db = zip(*parts)
    return np.stack(dx, axis=1), flow, sum(dWx), sum(dWh), sum(db)
