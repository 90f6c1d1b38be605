"""Top-level statements that raise, in the middle and at the end; the definitions around them are right."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


print(rnn_step_forward(1, 2, 3, 4, 5))  # raises: these are no arrays


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


assert rnn_step_backward is None, "an old test of mine"


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [], []
    state = h0
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        h.append(state)
        cache.append(step)
    return np.stack(h, axis=1), cache


def rnn_backward(dh, cache):
    dx, flow, dWx, dWh, db = [], 0, 0, 0, 0
    for t in reversed(range(dh.shape[1])):
        dx_t, flow, a, b, c = rnn_step_backward(dh[:, t] + flow, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return np.stack(dx[::-1], axis=1), flow, dWx, dWh, db


undefined_name.plot()
raise SystemExit("done")
