"""The cache is a function: the backward pass calls it with the upstream gradient."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)

    def backward(dnext_h):
        da = dnext_h * (1 - np.square(next_h))
        return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)

    return next_h, backward


def rnn_step_backward(dnext_h, cache):
    return cache(dnext_h)


def rnn_forward(x, h0, Wx, Wh, b):
    backwards, states = [], [h0]
    for t in range(x.shape[1]):
        state, backward_step = rnn_step_forward(x[:, t], states[-1], Wx, Wh, b)
        states.append(state)
        backwards.append(backward_step)

    def backward(dh):
        dprev, grads = np.zeros_like(h0), []
        for t in reversed(range(len(backwards))):
            dx_t, dprev, *rest = backwards[t](dh[:, t] + dprev)
            grads.append((dx_t, rest))
        dx = np.stack([dx_t for dx_t, _ in grads[::-1]], axis=1)
        return (dx, dprev, *(sum(parts) for parts in zip(*(rest for _, rest in grads))))

    return np.stack(states[1:], axis=1), backward


def rnn_backward(dh, cache):
    return cache(dh)
