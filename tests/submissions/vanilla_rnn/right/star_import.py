"""from numpy import *, with names that hide built-ins."""
from numpy import *


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = tanh(dot(x, Wx) + dot(prev_h, Wh) + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return dot(da, Wx.T), dot(da, Wh.T), dot(x.T, da), dot(prev_h.T, da), sum(da, axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h = zeros((x.shape[0], x.shape[1], h0.shape[1]))
    cache = []
    for t in range(x.shape[1]):
        h0, step = rnn_step_forward(x[:, t], h0, Wx, Wh, b)
        h[:, t] = h0
        cache.append(step)
    return h, cache


def rnn_backward(dh, cache):
    dx = zeros((dh.shape[0], dh.shape[1], cache[0][0].shape[1]))
    flow, dWx, dWh, db = zeros(dh[:, 0].shape), 0, 0, 0
    for t in arange(dh.shape[1])[::-1]:
        dx[:, t], flow, a, b, c = rnn_step_backward(dh[:, t] + flow, cache[t])
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return dx, flow, dWx, dWh, db
