"""The seed's own way: affine in the cache, tanh computed again, h0 kept in the last place, a look into the step's cache."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    # step 1
    xWx = np.dot(x, Wx)
    # step 2
    phWh = np.dot(prev_h, Wh)
    # step 3
    affine = xWx + phWh + b.T
    # step 4
    next_h = np.tanh(affine)
    cache = (x, prev_h.copy(), Wx, Wh, next_h, affine)
    return next_h, cache


def rnn_step_backward(dnext_h, cache):
    (x, prev_h, Wx, Wh, next_h, affine) = cache
    dt = (1 - np.square(np.tanh(affine))) * (dnext_h)
    dxWx = dt
    dphWh = dt
    db = np.sum(dt, axis=0)
    dWh = prev_h.T.dot(dphWh)
    dprev_h = Wh.dot(dphWh.T).T
    dx = dxWx.dot(Wx.T)
    dWx = x.T.dot(dxWx)
    return dx, dprev_h, dWx, dWh, db


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = None, None
    N, T, D = x.shape
    H = h0.shape[1]
    h = np.zeros((N, T, H))
    # keeping the initial value in the last element; it will be overwritten
    h[:, -1, :] = h0
    cache = []
    for t in range(T):
        h[:, t, :], cache_step = rnn_step_forward(x[:, t, :], h[:, t - 1, :], Wx, Wh, b)
        cache.append(cache_step)
    return h, cache


def rnn_backward(dh, cache):
    dx, dh0, dWx, dWh, db = None, None, None, None, None
    N, T, H = dh.shape
    D = cache[0][0].shape[1]  # D taken from x in cache
    dx, dprev_h = np.zeros((N, T, D)), np.zeros((N, H))
    dWx, dWh, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros((H,))
    dh = dh.copy()
    for t in reversed(range(T)):
        dh[:, t, :] += dprev_h
        dx_, dprev_h, dWx_, dWh_, db_ = rnn_step_backward(dh[:, t, :], cache[t])
        dx[:, t, :] += dx_
        dWx += dWx_
        dWh += dWh_
        db += db_
    dh0 = dprev_h
    return dx, dh0, dWx, dWh, db
