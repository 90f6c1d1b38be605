"""Inside, every example is a column and every weight is transposed; only the ends are batch first."""
import numpy as np


def cell(x, h, U, W, b):
    return np.tanh(np.dot(U, x) + np.dot(W, h) + b)


def cell_back(dh, x, h, U, W, h_new):
    d = dh * (1 - h_new * h_new)
    return np.dot(U.T, d), np.dot(W.T, d), np.dot(d, x.T), np.dot(d, h.T), np.sum(d, axis=1, keepdims=True)


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    arguments = x.T, prev_h.T, Wx.T, Wh.T
    new = cell(*arguments, b.reshape(-1, 1))
    return new.T, (*arguments, new)


def rnn_step_backward(dnext_h, cache):
    dx, dh, dU, dW, db = cell_back(dnext_h.T, *cache)
    return dx.T, dh.T, dU.T, dW.T, db[:, 0]


def rnn_forward(x, h0, Wx, Wh, b):
    xs, U, W, bias = x.transpose(1, 2, 0), Wx.T, Wh.T, b[:, None]
    hs = [h0.T]
    for x_t in xs:
        hs.append(cell(x_t, hs[-1], U, W, bias))
    return np.array(hs[1:]).transpose(2, 0, 1), (xs, hs, U, W)


def rnn_backward(dh, cache):
    xs, hs, U, W = cache
    flow = np.zeros_like(hs[0])
    dU, dW, db, dxs = 0, 0, 0, []
    for t in range(len(xs))[::-1]:
        dx, flow, u, w, c = cell_back(dh[:, t].T + flow, xs[t], hs[t], U, W, hs[t + 1])
        dxs.append(dx)
        dU, dW, db = dU + u, dW + w, db + c
    return np.array(dxs[::-1]).transpose(2, 0, 1), flow.T, dU.T, dW.T, db.ravel()
