"""All the work is float32, and so are the results."""
import numpy as np

F = np.float32


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h, Wx, Wh, b = (array.astype(F) for array in (x, prev_h, Wx, Wh, b))
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h.astype(F) * (F(1) - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h = np.zeros((x.shape[0], x.shape[1], h0.shape[1]), dtype=F)
    cache = []
    state = h0.astype(F)
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        h[:, t] = state
        cache.append(step)
    return h, cache


def rnn_backward(dh, cache):
    dh = dh.astype(F)
    dx = np.zeros((dh.shape[0], dh.shape[1], cache[0][0].shape[1]), dtype=F)
    dWx, dWh, db = np.zeros_like(cache[0][2]), np.zeros_like(cache[0][3]), np.zeros(dh.shape[2], dtype=F)
    flow = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx[:, t], flow, a, b, c = rnn_step_backward(dh[:, t] + flow, cache[t])
        dWx += a
        dWh += b
        db += c
    return dx, flow, dWx, dWh, db
