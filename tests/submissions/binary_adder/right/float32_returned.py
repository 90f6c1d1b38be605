"""All the work is float32, and so are the results."""
import numpy as np

F = np.float32


def sigmoid(z):
    return F(1) / (F(1) + np.exp(-np.clip(z, -80, 80)))


def int_to_bits(n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = (parameters[name].astype(F) for name in ("w_i", "w_h", "w_o"))
    inputs = np.stack([a, b], axis=1)[::-1].astype(F)
    states, outputs = [np.zeros(len(w_h), dtype=F)], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(sigmoid(w_o @ states[-1])[0])
    return np.array(outputs[::-1], dtype=F), (inputs, states, outputs, w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    gradients = {"w_i": np.zeros((len(w_h), 2), F), "w_h": np.zeros_like(w_h), "w_o": np.zeros_like(w_o)}
    future = np.zeros(len(w_h), dtype=F)
    for t in reversed(range(len(inputs))):
        p, h = outputs[t], states[t + 1]
        out = (p - F(label[len(inputs) - 1 - t])) * p * (1 - p)
        future = (w_o[0] * out + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(future, inputs[t])
        gradients["w_h"] += np.outer(future, states[t])
        gradients["w_o"] += out * h
    return gradients


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained = {name: array.astype(F) for name, array in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= F(alpha) * gradient
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return sum(int(bit) << k for k, bit in enumerate(np.round(prediction)[::-1]))
