"""A class does the work and is itself the cache; the four functions only call it."""
import numpy as np


class Cell:
    def __init__(self, Wx, Wh, b):
        self.Wx, self.Wh, self.b = Wx, Wh, b
        self.dWx, self.dWh, self.db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        self.memory = []

    def forward(self, x, prev_h):
        h = np.tanh(x @ self.Wx + prev_h @ self.Wh + self.b)
        self.memory.append((x, prev_h, h))
        return h

    def backward(self, dh):
        x, prev_h, h = self.memory.pop()
        da = dh * (1 - h**2)
        self.dWx += x.T @ da
        self.dWh += prev_h.T @ da
        self.db += da.sum(axis=0)
        return da @ self.Wx.T, da @ self.Wh.T


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    cell = Cell(Wx, Wh, b)
    return cell.forward(x, prev_h), cell


def rnn_step_backward(dnext_h, cache):
    dx, dprev_h = cache.backward(dnext_h)
    return dx, dprev_h, cache.dWx, cache.dWh, cache.db


def rnn_forward(x, h0, Wx, Wh, b):
    cell = Cell(Wx, Wh, b)
    h = np.zeros((x.shape[0], x.shape[1], Wh.shape[0]))
    state = h0
    for t in range(x.shape[1]):
        state = h[:, t] = cell.forward(x[:, t], state)
    return h, cell


def rnn_backward(dh, cache):
    D = cache.Wx.shape[0]
    dx = np.zeros(dh.shape[:2] + (D,))
    carried = np.zeros_like(dh[:, 0])
    for t in reversed(range(dh.shape[1])):
        dx[:, t], carried = cache.backward(dh[:, t] + carried)
    return dx, carried, cache.dWx, cache.dWh, cache.db
