"""Results are an ndarray subclass and a dict subclass; their data are right."""
from collections import OrderedDict

import numpy as np


class Bits(np.ndarray):
    def __str__(self):
        return "".join(str(int(bit)) for bit in self)


class Probabilities(np.ndarray):
    @property
    def bits(self):
        return np.round(self).view(np.ndarray)


class Gradients(OrderedDict):
    pass


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8).view(Bits)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, outputs = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(sigmoid(w_o @ states[-1])[0])
    prediction = np.array(outputs[::-1]).view(Probabilities)
    return prediction, (inputs, states, np.array(outputs), w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    out = (outputs - np.asarray(label)[::-1]) * outputs * (1 - outputs)
    gradients = Gradients(w_o=np.zeros_like(w_o), w_h=np.zeros_like(w_h), w_i=np.zeros((len(w_h), 2)))
    future = np.zeros(len(w_h))
    for t in reversed(range(len(out))):
        h = states[t + 1]
        future = (w_o[0] * out[t] + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(future, inputs[t])
        gradients["w_h"] += np.outer(future, states[t])
        gradients["w_o"] += out[t] * h
    return gradients


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained, errors = OrderedDict((k, v.copy()) for k, v in parameters.items()), []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int((prediction.bits != label).sum()))
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= alpha * gradient
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int(str(prediction.bits.view(Bits)), 2)
