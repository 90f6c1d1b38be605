"""The work is done in the longest float there is, and rounded at the end."""
import numpy as np

LONG = np.longdouble


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h, Wx, Wh, b = (np.asarray(array, dtype=LONG) for array in (x, prev_h, Wx, Wh, b))
    next_h = np.tanh(x.dot(Wx) + prev_h.dot(Wh) + b)
    return next_h.astype(np.float64), (x, prev_h, Wx, Wh, next_h)


def step_back(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da.dot(Wx.T), da.dot(Wh.T), x.T.dot(da), prev_h.T.dot(da), da.sum(axis=0)


def rnn_step_backward(dnext_h, cache):
    return tuple(array.astype(np.float64) for array in step_back(dnext_h, cache))


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [], []
    state = h0
    for t in range(x.shape[1]):
        _, step = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        state = step[-1]
        h.append(state)
        cache.append(step)
    return np.stack(h, axis=1).astype(np.float64), cache


def rnn_backward(dh, cache):
    dx, flow, dWx, dWh, db = [], LONG(0), 0, 0, 0
    for t in reversed(range(dh.shape[1])):
        dx_t, flow, a, b, c = step_back(dh[:, t] + flow, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return tuple(array.astype(np.float64) for array in (np.stack(dx[::-1], axis=1), flow, dWx, dWh, db))
