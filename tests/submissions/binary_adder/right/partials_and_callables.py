"""The five names are partials, a callable object, a bound method and a lambda."""
import functools
import operator

import numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def _bits(dtype, n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=dtype)


class Forward:
    def __init__(self, activation):
        self.activation = activation

    def __call__(self, a, b, parameters):
        w_i, w_h, w_o = operator.itemgetter("w_i", "w_h", "w_o")(parameters)
        inputs = np.stack([a, b], axis=1)[::-1].astype(float)
        states, outputs = [np.zeros(len(w_h))], []
        for x in inputs:
            states.append(self.activation(w_i @ x + w_h @ states[-1]))
            outputs.append(self.activation(w_o @ states[-1])[0])
        return np.array(outputs[::-1]), (inputs, states, outputs, w_h, w_o)

    def backward(self, label, cache):
        inputs, states, outputs, w_h, w_o = cache
        p = np.array(outputs)
        out = (p - label[::-1]) * p * (1 - p)
        deltas, future = [], np.zeros(len(w_h))
        for t in reversed(range(len(p))):
            h = states[t + 1]
            future = (w_o[0] * out[t] + w_h.T @ future) * h * (1 - h)
            deltas.insert(0, future)
        deltas = np.array(deltas)
        return {"w_i": deltas.T @ inputs, "w_h": deltas.T @ np.array(states[:-1]), "w_o": out[None] @ np.array(states[1:])}


def _train(parameters, pairs, alpha, binary_dim):
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        parameters = {name: parameters[name] - alpha * gradients[name] for name in parameters}
    return parameters, errors


class Trainer:
    def __call__(self, parameters, pairs, alpha=0.1, binary_dim=8):
        return _train(parameters, pairs, alpha, binary_dim)


int_to_bits = functools.partial(_bits, np.uint8)
adder_forward = Forward(_sigmoid)
adder_backward = adder_forward.backward
train_adder = Trainer()
add = lambda a, b, parameters, binary_dim=8: functools.reduce(
    lambda total, p: 2 * total + int(p > 0.5),
    adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)[0],
    0,
)
