"""Results in Fortran order, as strided or reversed views, or read-only."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    bits = np.zeros(3 * binary_dim, dtype=np.uint8)
    bits[::3] = [(n >> k) & 1 for k in range(binary_dim)]
    return bits[::3][::-1]


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = (np.asfortranarray(parameters[name]) for name in ("w_i", "w_h", "w_o"))
    inputs = np.asfortranarray(np.stack([a, b], axis=1)[::-1].astype(float))
    states = np.zeros((len(w_h), len(a) + 1)).T
    for t in range(len(a)):
        states[t + 1] = sigmoid(w_i @ inputs[t] + w_h @ states[t])
    outputs = sigmoid(states[1:] @ w_o[0])
    outputs.flags.writeable = False
    return outputs[::-1], (inputs, states, outputs, w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    out = (outputs - label[::-1]) * outputs * (1 - outputs)
    delta = np.zeros(states.shape, order="F")
    for t in reversed(range(len(out))):
        h = states[t + 1]
        delta[t] = (w_o[0] * out[t] + w_h.T @ delta[t + 1]) * h * (1 - h)
    roomy = np.zeros((1, 2 * len(w_h)))
    roomy[:, ::2] = out @ states[1:]
    return {"w_i": (inputs.T @ delta[:-1]).T, "w_h": (states[:-1].T @ delta[:-1]).T, "w_o": roomy[:, ::2]}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained = {name: np.array(array, order="F") for name, array in parameters.items()}
    errors = np.zeros((len(pairs), 2), dtype=np.int32)
    for k, (a, b) in enumerate(pairs):
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors[k, 0] = np.sum(np.round(prediction) != label)
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= alpha * gradient
    return trained, errors[:, 0]


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return np.array(int("".join("1" if p > 0.5 else "0" for p in prediction), 2))
