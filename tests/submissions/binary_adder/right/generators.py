"""The places as generators: bits, states and signals come one after another."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def bits_of(n, binary_dim):
    for place in range(binary_dim - 1, -1, -1):
        yield n >> place & 1


def int_to_bits(n, binary_dim=8):
    return np.fromiter(bits_of(n, binary_dim), dtype=np.uint8, count=binary_dim)


def read(a, b, w_i, w_h, w_o):
    state = np.zeros(w_h.shape[0])
    for x in zip(a[::-1].tolist(), b[::-1].tolist()):
        before, state = state, sigmoid(w_i @ x + w_h @ state)
        yield x, before, state, sigmoid(w_o @ state).item()


def adder_forward(a, b, parameters):
    weights = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    steps = tuple(read(a, b, *weights))
    return [p for *_, p in steps][::-1], (steps, weights)


def signals(label, steps, w_h, w_o):
    future = np.zeros(len(w_h))
    for bit, (x, before, state, p) in zip(label.tolist(), reversed(steps)):
        out = (p - bit) * p * (1 - p)
        future = (out * w_o[0] + future @ w_h) * state * (1 - state)
        yield np.outer(future, x), np.outer(future, before), np.outer(out, state)


def adder_backward(label, cache):
    steps, (w_i, w_h, w_o) = cache
    columns = zip(*signals(label, steps, w_h, w_o))
    return {name: sum(parts) for name, parts in zip(["w_i", "w_h", "w_o"], columns)}


def training(weights, pairs, alpha, binary_dim):
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), weights)
        yield sum(round(p) != bit for p, bit in zip(prediction, label.tolist()))
        for name, gradient in adder_backward(label, cache).items():
            weights[name] = weights[name] - alpha * gradient


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    weights = parameters.copy()
    errors = list(training(weights, pairs, alpha, binary_dim))
    return weights, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return sum(2**place for place, p in enumerate(reversed(prediction)) if p > 0.5)
