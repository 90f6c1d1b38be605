"""The cache is a string; what it stands for is in a module's dict and is used up by the backward pass."""
import itertools

import numpy as np

_STORE, _NUMBERS = {}, itertools.count()


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    return np.array([*map(int, bin(n)[2:].zfill(binary_dim))], dtype=np.uint8)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, outputs = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(sigmoid(w_o @ states[-1])[0])
    key = f"forward pass {next(_NUMBERS)}"
    _STORE[key] = (inputs, states, outputs, w_h, w_o)
    return np.array(outputs[::-1]), key


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = _STORE.pop(cache)
    gradients = {"w_i": 0, "w_h": 0, "w_o": 0}
    future = np.zeros(len(w_h))
    for t, bit in zip(reversed(range(len(outputs))), label):
        p, h = outputs[t], states[t + 1]
        out = (p - bit) * p * (1 - p)
        future = (w_o[0] * out + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] = gradients["w_i"] + np.outer(future, inputs[t])
        gradients["w_h"] = gradients["w_h"] + np.outer(future, states[t])
        gradients["w_o"] = gradients["w_o"] + out * h[None]
    return gradients


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained, errors = {name: array.copy() for name, array in parameters.items()}, {}
    for k, (a, b) in enumerate(pairs):
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors[k] = int(np.sum(np.round(prediction) != label))
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= alpha * gradient
    return trained, list(errors.values())


def add(a, b, parameters, binary_dim=8):
    prediction, key = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    del _STORE[key]
    return int(np.sum((prediction > 0.5) * 2.0 ** np.arange(binary_dim - 1, -1, -1)))
