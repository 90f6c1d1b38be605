"""Each step is computed a hundred times, to be on the safe side."""
import numpy as np

TIMES = 100


def repeated(formula):
    def run(*arguments):
        for _ in range(TIMES):
            result = formula(*arguments)
        return result

    return run


@repeated
def state_after(x, prev_h, Wx, Wh, b):
    return np.tanh(x @ Wx + prev_h @ Wh + b)


@repeated
def gradients(dnext_h, x, prev_h, Wx, Wh, next_h):
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = state_after(x, prev_h, Wx, Wh, b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    return gradients(dnext_h, *cache)


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [], []
    for t in range(x.shape[1]):
        h0, step = rnn_step_forward(x[:, t], h0, Wx, Wh, b)
        h.append(h0)
        cache.append(step)
    return np.stack(h, axis=1), cache


def rnn_backward(dh, cache):
    dx, flow, totals = [], 0, [0, 0, 0]
    for t in reversed(range(dh.shape[1])):
        dx_t, flow, *parts = rnn_step_backward(dh[:, t] + flow, cache[t])
        dx.append(dx_t)
        totals = [total + part for total, part in zip(totals, parts)]
    return np.stack(dx[::-1], axis=1), flow, *totals
