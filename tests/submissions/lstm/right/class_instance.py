"""An LSTM class does the work; its methods change its own state, and it is the cache of the sequence."""
import numpy as np


class LSTM:
    def __init__(self, parameters):
        self.p = parameters
        self.tape = []

    @staticmethod
    def sigmoid(z):
        return 0.5 + 0.5 * np.tanh(z / 2)

    def start(self, a, c):
        self.a, self.c = a, c
        return self

    def __call__(self, x):
        p, v, before = self.p, np.concatenate([self.a, x]), self.c
        f, i, o = (self.sigmoid(p["W" + k] @ v + p["b" + k]) for k in "fio")
        g = np.tanh(p["Wc"] @ v + p["bc"])
        self.c = f * self.c + i * g
        shown = np.tanh(self.c)
        self.a = o * shown
        self.tape.append((v, before, f, i, g, o, shown))
        return self.a, self.c

    def predict(self):
        z = self.p["Wy"] @ self.a + self.p["by"]
        z = np.exp(z - np.max(z, axis=0))
        return z / np.sum(z, axis=0)

    def back(self, da, dc, entry):
        v, before, f, i, g, o, shown = entry
        dc = dc + da * o * (1 - shown**2)
        d = dict(f=dc * before * f * (1 - f), i=dc * g * i * (1 - i), c=dc * i * (1 - g**2), o=da * shown * o * (1 - o))
        dv = np.sum([self.p["W" + k].T @ d[k] for k in d], axis=0)
        shared = {"dW" + k: d[k] @ v.T for k in d} | {"db" + k: d[k].sum(1, keepdims=True) for k in d}
        return dv[len(f) :], dv[: len(f)], dc * f, shared


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    lstm = LSTM(parameters).start(a_prev, c_prev)
    return (*lstm(xt), lstm.predict(), lstm)


def lstm_forward(x, a0, parameters):
    lstm = LSTM(parameters).start(a0, np.zeros(a0.shape))
    a, y, c = [], [], []
    for t in range(x.shape[2]):
        state, cell = lstm(x[:, :, t])
        a.append(state), c.append(cell), y.append(lstm.predict())
    return np.stack(a, 2), np.stack(y, 2), np.stack(c, 2), lstm


def lstm_cell_backward(da_next, dc_next, cache):
    dxt, da_prev, dc_prev, shared = cache.back(da_next, dc_next, cache.tape[-1])
    return dict(dxt=dxt, da_prev=da_prev, dc_prev=dc_prev, **shared)


def lstm_backward(da, caches):
    da_prev, dc_prev, dx, total = 0, 0, np.zeros((len(caches.tape[0][0]) - len(da), *da.shape[1:])), {}
    for t in range(len(caches.tape) - 1, -1, -1):
        dx[:, :, t], da_prev, dc_prev, shared = caches.back(da[:, :, t] + da_prev, dc_prev, caches.tape[t])
        for name in shared:
            total[name] = total.get(name, 0) + shared[name]
    return dict(dx=dx, da0=da_prev, **total)
