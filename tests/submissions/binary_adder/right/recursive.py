"""Recursion in the place of loops: a number is its last bit and the rest."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    if binary_dim == 0:
        return np.zeros(0, dtype=np.uint8)
    return np.append(int_to_bits(n // 2, binary_dim - 1), np.uint8(n % 2))


def run(inputs, state, weights):
    if not inputs:
        return [], None
    after = sigmoid(weights["w_i"] @ inputs[-1] + weights["w_h"] @ state)
    output = sigmoid(weights["w_o"] @ after)[0]
    higher, rest = run(inputs[:-1], after, weights)
    return [*higher, output], (inputs[-1], state, after, output, rest)


def adder_forward(a, b, parameters):
    inputs = [np.array(pair, dtype=float) for pair in zip(a, b)]
    prediction, tape = run(inputs, np.zeros(len(parameters["w_h"])), parameters)
    return np.array(prediction), (tape, parameters)


def back(label, tape, weights):
    if tape is None:
        return np.zeros(len(weights["w_h"])), {name: np.zeros_like(array) for name, array in weights.items()}
    x, before, after, p, rest = tape
    future, gradients = back(label[:-1], rest, weights)
    out = (p - float(label[-1])) * p * (1 - p)
    signal = (weights["w_o"][0] * out + weights["w_h"].T @ future) * after * (1 - after)
    parts = {"w_i": np.outer(signal, x), "w_h": np.outer(signal, before), "w_o": out * after[None]}
    return signal, {name: gradients[name] + part for name, part in parts.items()}


def adder_backward(label, cache):
    return back(label, *cache)[1]


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    if not pairs:
        return parameters, []
    (a, b), *others = pairs
    label = int_to_bits(a + b, binary_dim)
    prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    gradients = adder_backward(label, cache)
    stepped = {name: array - alpha * gradients[name] for name, array in parameters.items()}
    trained, errors = train_adder(stepped, others, alpha, binary_dim)
    return trained, [int(np.sum(np.round(prediction) != label)), *errors]


def read(bits):
    return 0 if len(bits) == 0 else 2 * read(bits[:-1]) + int(bits[-1])


def add(a, b, parameters, binary_dim=8):
    return read(np.round(adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)[0]))
