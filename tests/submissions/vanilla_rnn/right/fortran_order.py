"""Results in Fortran order, as strided views, read-only, or with time stored last."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h = np.asfortranarray(x), np.asfortranarray(prev_h)
    next_h = np.asfortranarray(np.tanh(x @ np.asfortranarray(Wx) + prev_h @ np.asfortranarray(Wh) + b))
    next_h.flags.writeable = False
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = np.asfortranarray(dnext_h * (1 - next_h**2))
    roomy = np.zeros((2 * da.shape[1],))
    roomy[::2] = da.sum(axis=0)
    return (Wx @ da.T).T, (Wh @ da.T).T, (da.T @ x).T, (da.T @ prev_h).T, roomy[::2]


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    h = np.zeros((T, h0.shape[1], N)).transpose(2, 0, 1)
    cache = []
    state = h0
    for t in range(T):
        state, step = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        h[:, t] = state
        cache.append(step)
    return h, cache


def rnn_backward(dh, cache):
    N, T, H = dh.shape
    dx = np.zeros((N, T, cache[0][0].shape[1]), order="F")
    flow = np.zeros((N, H), order="F")
    dWx, dWh, db = 0, 0, 0
    for t in reversed(range(T)):
        dx[:, t], flow, a, b, c = rnn_step_backward(dh[:, t] + flow, cache[t])
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return dx[::-1][::-1], flow, dWx.T.T, dWh, db[::-1].copy()[::-1]
