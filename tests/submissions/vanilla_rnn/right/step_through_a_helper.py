"""The sequence functions call the steps through a registry and a decorator, by name."""
import functools

import numpy as np

OPERATIONS = {}


def operation(function):
    @functools.wraps(function)
    def call(*arguments):
        with np.errstate(all="raise", under="ignore"):
            return function(*arguments)

    OPERATIONS[function.__name__] = call
    return call


def apply(name, *arguments):
    return OPERATIONS["rnn_step_" + name](*arguments)


@operation
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


@operation
def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


@operation
def rnn_forward(x, h0, Wx, Wh, b):
    h = np.full((len(x), x.shape[1], len(b)), np.nan)
    cache = np.empty(x.shape[1], dtype=object)
    for t in range(x.shape[1]):
        h0, cache[t] = apply("forward", x[:, t], h0, Wx, Wh, b)
        h[:, t] = h0
    return h, cache


@operation
def rnn_backward(dh, cache):
    dx, flow, totals = [], np.zeros_like(dh[:, 0]), None
    for t in reversed(range(len(cache))):
        dx_t, flow, *rest = apply("backward", dh[:, t] + flow, cache[t])
        dx.append(dx_t)
        totals = rest if totals is None else [old + new for old, new in zip(totals, rest)]
    return (np.stack(dx[::-1], axis=1), flow, *totals)
