"""Sequences as generators: the states and the gradients are produced one after another."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    def results():
        x, prev_h, Wx, Wh, next_h = cache
        da = dnext_h * (1 - next_h**2)
        yield da @ Wx.T
        yield da @ Wh.T
        yield x.T @ da
        yield prev_h.T @ da
        yield da.sum(axis=0)

    return tuple(results())


def unroll(x, h, Wx, Wh, b):
    for t in range(x.shape[1]):
        h, cache = rnn_step_forward(x[:, t], h, Wx, Wh, b)
        yield h, cache


def rnn_forward(x, h0, Wx, Wh, b):
    states, caches = zip(*unroll(x, h0, Wx, Wh, b))
    return np.stack(states, axis=1), caches


def through_time(dh, cache):
    flow = None
    for upstream, step in zip(dh.transpose(1, 0, 2)[::-1], reversed(cache)):
        gradients = rnn_step_backward(upstream if flow is None else upstream + flow, step)
        flow = gradients[1]
        yield gradients


def rnn_backward(dh, cache):
    dx, flows, dWx, dWh, db = (list(column) for column in zip(*through_time(dh, cache)))
    dx.reverse()
    return np.stack(dx, axis=1), flows[-1], np.sum(dWx, axis=0), np.sum(dWh, axis=0), np.sum(db, axis=0)
