"""Arrays that are handed in are used as scratch space, except those that must stay."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def int_to_bits(n, binary_dim=8):
    bits = np.zeros(binary_dim, dtype=np.uint8)
    while n:
        binary_dim -= 1
        bits[binary_dim] = n & 1
        n >>= 1
    return bits


def adder_forward(a, b, parameters):
    weights = {name: array.copy() for name, array in parameters.items()}
    a[:] = a[::-1].copy()
    b[:] = b[::-1].copy()
    inputs = np.array([a, b], dtype=float).T
    states, outputs = [np.zeros(len(weights["w_h"]))], []
    for x in inputs:
        states.append(sigmoid(weights["w_i"] @ x + weights["w_h"] @ states[-1]))
        outputs.append(sigmoid(weights["w_o"] @ states[-1])[0])
    return np.array(outputs[::-1]), [inputs, states, outputs, weights]


def adder_backward(label, cache):
    inputs, states, outputs, weights = cache
    gradients = {name: np.zeros_like(array) for name, array in weights.items()}
    future = np.zeros(len(weights["w_h"]))
    step = 0
    while outputs:
        p, h, x, before = outputs.pop(), states.pop(), inputs[len(outputs)], states[-1]
        out = (p - label[step]) * p * (1 - p)
        future = (weights["w_o"][0] * out + weights["w_h"].T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(future, x)
        gradients["w_h"] += np.outer(future, before)
        gradients["w_o"] += out * h
        label[step] = 0
        step += 1
    return gradients


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained = {name: array.copy() for name, array in parameters.items()}
    errors = []
    pairs.reverse()
    while pairs:
        a, b = pairs.pop()
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        for name, gradient in adder_backward(label, cache).items():
            gradient *= alpha
            trained[name] -= gradient
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    parameters.clear()
    total = 0
    for bit in np.round(prediction):
        total = total << 1 | int(bit)
    return total
