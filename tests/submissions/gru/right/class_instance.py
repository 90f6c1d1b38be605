"""A GRU class does the work; the object that has made a step is that step's cache."""
import numpy as np


class GRU:
    def __init__(self, parameters, with_reset=True):
        self.p = parameters
        self.with_reset = with_reset

    @staticmethod
    def sigmoid(z):
        return 0.5 + 0.5 * np.tanh(z / 2)

    def gate(self, name, v):
        return self.sigmoid(self.p["W" + name] @ v + self.p["b" + name])

    def __call__(self, x, c):
        self.before, self.x = c.copy(), x.copy()
        self.v = np.concatenate([c, x])
        self.u = self.gate("u", self.v)
        self.r = self.gate("r", self.v) if self.with_reset else 1.0
        self.w = np.concatenate([self.r * c, x])
        self.new = np.tanh(self.p["Wc"] @ self.w + self.p["bc"])
        self.after = c + self.u * (self.new - c)
        return self

    @property
    def prediction(self):
        z = self.p["Wy"] @ self.after + self.p["by"]
        z = np.exp(z - np.max(z, axis=0))
        return z / np.sum(z, axis=0)

    def back(self, dc):
        n = len(self.before)
        du = dc * (self.new - self.before) * self.u * (1 - self.u)
        dn = dc * self.u * (1 - self.new**2)
        dw = self.p["Wc"].T @ dn
        dr = dw[:n] * self.before * self.r * (1 - self.r)
        dv = self.p["Wu"].T @ du + self.p["Wr"].T @ dr
        found = dict(dxt=dv[n:] + dw[n:], dc_prev=dc * (1 - self.u) + dw[:n] * self.r + dv[:n])
        for name, delta, read in (("u", du, self.v), ("r", dr, self.v), ("c", dn, self.w)):
            found["dW" + name], found["db" + name] = delta @ read.T, delta.sum(1, keepdims=True)
        return found


def simple_gru_cell_forward(xt, c_prev, parameters):
    step = GRU(parameters, with_reset=False)(xt, c_prev)
    return step.after, step.prediction, step


def gru_cell_forward(xt, c_prev, parameters):
    step = GRU(parameters)(xt, c_prev)
    return step.after, step.prediction, step


def gru_forward(x, c0, parameters):
    steps = []
    for t in range(x.shape[2]):
        steps.append(GRU(parameters)(x[:, :, t], steps[-1].after if steps else c0))
    return np.stack([s.after for s in steps], 2), np.stack([s.prediction for s in steps], 2), steps


def gru_cell_backward(dc_next, cache):
    return cache.back(dc_next)
