"""Prints, plots, warnings and demonstrations, at top level and in the functions."""
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import cm

print("loading …", "学生", "\x1b[31m", sep="\n")
warnings.warn("this is my submission")


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    print("x", x.shape, "h", prev_h.shape)
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    if np.abs(next_h).max() > 0.999999:
        warnings.warn("saturated")
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    print("norm", np.linalg.norm(da), file=sys.stderr)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    h, cache = [], []
    state = h0
    for t in range(x.shape[1]):
        state, step = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        h.append(state)
        cache.append(step)
    plt.plot(np.stack(h, axis=1)[0])
    plt.show()
    return np.stack(h, axis=1), cache


def rnn_backward(dh, cache):
    np.log(np.zeros(1))  # a warning of NumPy's own
    dx, flow, dWx, dWh, db = [], 0, 0, 0, 0
    for t in reversed(range(dh.shape[1])):
        dx_t, flow, a, b, c = rnn_step_backward(dh[:, t] + flow, cache[t])
        dx.append(dx_t)
        dWx, dWh, db = dWx + a, dWh + b, db + c
    return np.stack(dx[::-1], axis=1), flow, dWx, dWh, db


rng = np.random.default_rng(0)
h, cache = rnn_forward(rng.normal(size=(2, 9, 3)), np.zeros((2, 4)), rng.normal(size=(3, 4)), np.eye(4), np.zeros(4))
figure, axes = plt.subplots(1, 2)
for axis, sequence in zip([plt.gca(), plt.gca()], h):
    axis.imshow(sequence, cmap=cm.viridis)
plt.title("states")
plt.savefig("states.png")
print(h)
for gradient in rnn_backward(np.ones_like(h), cache):
    print(gradient.shape)

if __name__ == "__main__":
    print("as a script")
