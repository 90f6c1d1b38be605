"""A layer is an object that remembers its state; networks are made of layers."""
import numpy as np


class Layer:
    def __init__(self, weights, state=None):
        self.w, self.state, self.seen = weights, state, []

    def __call__(self, x):
        if self.state is None:
            self.state = np.zeros((len(self.w["ba"]), x.shape[1]))
        self.state = np.tanh(self.w["Wax"] @ x + self.w["Waa"] @ self.state + self.w["ba"])
        self.seen.append(self.state)
        return self.state

    def states(self, backward=False):
        return np.stack(self.seen[::-1] if backward else self.seen, axis=-1)


class Output:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, a):
        z = self.W @ a + self.b
        e = np.exp(z - z.max(0, keepdims=True))
        return e / e.sum(0, keepdims=True)


def brnn_forward(x, parameters):
    there, back = Layer(parameters["forward"]), Layer(parameters["backward"])
    for t in range(x.shape[-1]):
        there(x[..., t])
        back(x[..., -1 - t])
    out = Output(parameters["Wy"], parameters["by"])
    y = [out(np.r_[f, b]) for f, b in zip(there.seen, back.seen[::-1])]
    return np.stack(y, axis=-1), there.states(), back.states(backward=True)


def deep_rnn_forward(x, a0, parameters):
    layers = [Layer(w, a) for w, a in zip(parameters["layers"], a0)]
    out, y = Output(parameters["Wya"], parameters["by"]), []
    for t in range(x.shape[-1]):
        signal = x[..., t]
        for layer in layers:
            signal = layer(signal)
        y.append(out(signal))
    return np.stack(y, axis=-1), [layer.states() for layer in layers]
