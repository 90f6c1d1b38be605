"""np.matrix wherever a result has two axes, and * for the matrix product."""
import warnings

import numpy as np

warnings.simplefilter("ignore", PendingDeprecationWarning)


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h, Wx, Wh = np.matrix(x), np.matrix(prev_h), np.matrix(Wx), np.matrix(Wh)
    next_h = np.tanh(x * Wx + prev_h * Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = np.multiply(dnext_h, 1 - np.square(next_h))
    db = np.asarray(da.sum(axis=0)).ravel()
    return da * Wx.T, da * Wh.T, x.T * da, prev_h.T * da, db


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = np.zeros((x.shape[0], x.shape[1], h0.shape[1])), []
    state = np.matrix(h0)
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t, :], state, Wx, Wh, b)
        h[:, t, :] = state
        cache.append(step)
    return h, cache


def rnn_backward(dh, cache):
    dx = np.zeros((dh.shape[0], dh.shape[1], cache[0][0].shape[1]))
    flow = np.matrix(np.zeros((dh.shape[0], dh.shape[2])))
    dWx = dWh = db = 0
    for t in range(dh.shape[1] - 1, -1, -1):
        dx_t, flow, a, b, c = rnn_step_backward(np.asarray(dh[:, t, :] + flow), cache[t])
        dx[:, t, :] = dx_t
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return dx, flow, dWx, dWh, db
