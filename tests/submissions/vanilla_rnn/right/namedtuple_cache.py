"""Named tuples as caches and as results."""
from collections import namedtuple

import numpy as np

Step = namedtuple("Step", "x prev_h Wx Wh slope")
StepGradients = namedtuple("StepGradients", "dx dprev_h dWx dWh db")
Forward = namedtuple("Forward", ["h", "cache"])


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x.dot(Wx) + prev_h.dot(Wh) + b)
    return Forward(next_h, Step(x, prev_h, Wx, Wh, slope=1 - next_h**2))


def rnn_step_backward(dnext_h, cache):
    da = dnext_h * cache.slope
    return StepGradients(
        dx=da.dot(cache.Wx.T),
        dprev_h=da.dot(cache.Wh.T),
        dWx=cache.x.T.dot(da),
        dWh=cache.prev_h.T.dot(da),
        db=da.sum(axis=0),
    )


def rnn_forward(x, h0, Wx, Wh, b):
    steps = [rnn_step_forward(x[:, 0], h0, Wx, Wh, b)]
    for t in range(1, x.shape[1]):
        steps.append(rnn_step_forward(x[:, t], steps[-1].h, Wx, Wh, b))
    return Forward(np.swapaxes([step.h for step in steps], 0, 1), [step.cache for step in steps])


def rnn_backward(dh, cache):
    steps = []
    flow = 0.0
    for upstream, step in zip(dh.swapaxes(0, 1)[::-1], cache[::-1]):
        steps.append(rnn_step_backward(upstream + flow, step))
        flow = steps[-1].dprev_h
    dx = np.stack([step.dx for step in steps][::-1], axis=1)
    return StepGradients(dx, flow, *(sum(getattr(s, name) for s in steps) for name in ("dWx", "dWh", "db")))
