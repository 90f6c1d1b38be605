"""The work is float32, but the results are float64 arrays again."""
import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def int_to_bits(n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8)


def adder_forward(a, b, parameters):
    weights = {name: np.asarray(array, dtype="f4") for name, array in parameters.items()}
    inputs = np.stack([a, b], axis=1)[::-1].astype("f4")
    states = np.zeros((len(a) + 1, len(weights["w_h"])), dtype="f4")
    for t in range(len(a)):
        states[t + 1] = sigmoid(weights["w_i"] @ inputs[t] + weights["w_h"] @ states[t])
    outputs = sigmoid(states[1:] @ weights["w_o"][0])
    return outputs[::-1].astype("f8"), (inputs, states, outputs, weights)


def adder_backward(label, cache):
    inputs, states, outputs, weights = cache
    out = (outputs - label[::-1].astype("f4")) * outputs * (1 - outputs)
    delta = np.zeros_like(states)
    for t in reversed(range(len(out))):
        h = states[t + 1]
        delta[t] = (out[t] * weights["w_o"][0] + weights["w_h"].T @ delta[t + 1]) * h * (1 - h)
    results = {"w_i": delta[:-1].T @ inputs, "w_h": delta[:-1].T @ states[:-1], "w_o": out[None] @ states[1:]}
    return {name: array.astype("f8") for name, array in results.items()}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained, errors = {**parameters}, []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        gradients = adder_backward(label, cache)
        trained = {name: array - alpha * gradients[name] for name, array in trained.items()}
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int("".join(map(str, np.round(prediction).astype(int))), 2)
