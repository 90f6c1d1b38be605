"""itertools.accumulate unrolls the sequence, functools.reduce adds up the gradients."""
from functools import partial, reduce
from itertools import accumulate
from operator import add

import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(reduce(add, (np.matmul(x, Wx), np.matmul(prev_h, Wh), b)))
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = np.multiply(dnext_h, np.subtract(1, np.square(next_h)))
    return np.matmul(da, Wx.T), np.matmul(da, Wh.T), np.matmul(x.T, da), np.matmul(prev_h.T, da), np.add.reduce(da)


def rnn_forward(x, h0, Wx, Wh, b):
    step = lambda before, x_t: rnn_step_forward(x_t, before[0], Wx, Wh, b)
    runs = list(accumulate(np.moveaxis(x, 1, 0), step, initial=(h0, None)))[1:]
    return np.moveaxis(np.array([state for state, _ in runs]), 0, 1), [cache for _, cache in runs]


def rnn_backward(dh, cache):
    pairs = zip(np.moveaxis(dh, 1, 0)[::-1], cache[::-1])
    back = lambda after, pair: rnn_step_backward(pair[0] + after[1], pair[1])
    runs = list(accumulate(pairs, back, initial=(None, 0.0)))[1:]
    total = partial(reduce, add)
    return (
        np.moveaxis(np.array([run[0] for run in reversed(runs)]), 0, 1),
        runs[-1][1],
        total([run[2] for run in runs]),
        total([run[3] for run in runs]),
        total([run[4] for run in runs]),
    )
