"""Input bits and state are one vector of H + 2 entries, and w_i and w_h one matrix."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    return np.array(np.unravel_index(n, (2,) * binary_dim), dtype=np.uint8)


def adder_forward(a, b, parameters):
    W = np.hstack([parameters["w_i"], parameters["w_h"]])
    v = parameters["w_o"].ravel()
    rows = np.zeros((len(a) + 1, W.shape[1]))
    rows[:-1, 0], rows[:-1, 1] = a[::-1], b[::-1]
    for t in range(len(a)):
        rows[t + 1, 2:] = sigmoid(W @ rows[t])
    outputs = sigmoid(rows[1:, 2:] @ v)
    return outputs[::-1], (rows, outputs, W, v)


def adder_backward(label, cache):
    rows, outputs, W, v = cache
    error = outputs - label[::-1]
    out = error * outputs * (1 - outputs)
    dW, drow = np.zeros_like(W), np.zeros(W.shape[1])
    for t in range(len(out) - 1, -1, -1):
        h = rows[t + 1, 2:]
        signal = (drow[2:] + out[t] * v) * h * (1 - h)
        dW += np.multiply.outer(signal, rows[t])
        drow = signal @ W
    return {"w_i": dW[:, :2], "w_h": dW[:, 2:], "w_o": (out @ rows[1:, 2:]).reshape(1, -1)}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    names = sorted(parameters)
    shapes = [parameters[name].shape for name in names]
    theta = np.concatenate([parameters[name].ravel() for name in names])
    cuts = np.cumsum([np.prod(shape) for shape in shapes])[:-1]

    def unpack(vector):
        return {name: part.reshape(shape) for name, part, shape in zip(names, np.split(vector, cuts), shapes)}

    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), unpack(theta))
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        theta = theta - alpha * np.concatenate([gradients[name].ravel() for name in names])
    return unpack(theta), errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return np.ravel_multi_index(tuple(np.round(prediction).astype(int)), (2,) * binary_dim)
