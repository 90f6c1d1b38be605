"""Input, state and a one are one long vector, and all weights one matrix."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    stacked = np.hstack([x, prev_h, np.ones((len(x), 1))])
    W = np.vstack([Wx, Wh, b])
    next_h = np.tanh(stacked @ W)
    return next_h, (stacked, W, next_h, x.shape[1])


def rnn_step_backward(dnext_h, cache):
    stacked, W, next_h, D = cache
    da = dnext_h * (1 - next_h**2)
    dstacked, dW = da @ W.T, stacked.T @ da
    return dstacked[:, :D], dstacked[:, D:-1], dW[:D], dW[D:-1], dW[-1]


def rnn_forward(x, h0, Wx, Wh, b):
    caches, h = [], []
    for t in range(x.shape[1]):
        h0, cache = rnn_step_forward(x[:, t], h0, Wx, Wh, b)
        caches.append(cache)
        h.append(h0)
    return np.stack(h, axis=1), caches


def rnn_backward(dh, cache):
    D = cache[0][3]
    dW, flow, dx = 0, 0, []
    for t in reversed(range(len(cache))):
        stacked, W, h, _ = cache[t]
        da = (dh[:, t] + flow) * (1 - h**2)
        dW = dW + stacked.T @ da
        dstacked = da @ W.T
        flow = dstacked[:, D:-1]
        dx.append(dstacked[:, :D])
    return np.stack(dx[::-1], axis=1), flow, dW[:D], dW[D:-1], dW[-1]
