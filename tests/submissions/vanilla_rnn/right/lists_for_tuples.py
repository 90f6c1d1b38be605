"""Lists in the place of tuples, and nested lists in the place of arrays."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(np.dot(x, Wx) + np.dot(prev_h, Wh) + b)
    return [next_h.tolist(), [x, prev_h, Wx, Wh, next_h]]


def rnn_step_backward(dnext_h, cache):
    [x, prev_h, Wx, Wh, next_h] = cache
    da = (1 - next_h * next_h) * dnext_h
    results = [da.dot(Wx.T), da.dot(Wh.T), x.T.dot(da), prev_h.T.dot(da), da.sum(0)]
    return [array.tolist() for array in results]


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [], []
    prev_h = h0
    for x_t in x.transpose(1, 0, 2):
        prev_h, step = rnn_step_forward(x_t, np.array(prev_h), Wx, Wh, b)
        h += [prev_h]
        cache += [step]
    return [np.array(h).transpose(1, 0, 2).tolist(), cache]


def rnn_backward(dh, cache):
    dprev = np.zeros(dh[:, 0].shape)
    totals, dx = None, []
    for t in range(len(cache) - 1, -1, -1):
        dx_t, dprev, *rest = rnn_step_backward(dh[:, t] + np.array(dprev), cache[t])
        dx.insert(0, dx_t)
        rest = [np.array(g) for g in rest]
        totals = rest if totals is None else [old + new for old, new in zip(totals, rest)]
    return [np.array(dx).swapaxes(0, 1).tolist(), dprev] + [total.tolist() for total in totals]
