"""The caches hold the inputs alone; the backward passes run the forward pass again."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    return np.tanh(x @ Wx + prev_h @ Wh + b), (x, prev_h, Wx, Wh, b)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, b = cache
    again, _ = rnn_step_forward(*cache)
    da = dnext_h - dnext_h * again * again
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h = [h0]
    for t in range(x.shape[1]):
        h.append(rnn_step_forward(x[:, t], h[-1], Wx, Wh, b)[0])
    return np.array(h[1:]).transpose(1, 0, 2), (x, h0, Wx, Wh, b)


def rnn_backward(dh, cache):
    x, h0, Wx, Wh, b = cache
    h, _ = rnn_forward(*cache)
    before = np.concatenate([h0[:, None], h], axis=1)
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    flow = np.zeros_like(h0)
    for t in range(x.shape[1] - 1, -1, -1):
        step = (x[:, t], before[:, t], Wx, Wh, b)
        dx[:, t], flow, a, c, d = rnn_step_backward(flow + dh[:, t], step)
        dWx += a
        dWh += c
        db += d
    return dx, flow, dWx, dWh, db
