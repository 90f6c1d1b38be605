"""Top-level statements that raise, in the middle and at the end; the definitions around them are right."""
import numpy as np
import scipy.special  # not there: raises ImportError

sigmoid = scipy.special.expit  # raises NameError


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8)


binary = np.unpackbits(np.array([range(300)], dtype=np.uint8).T, axis=1)  # raises: 300 does not fit


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, outputs = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(sigmoid(w_o @ states[-1])[0])
    return np.array(outputs[::-1]), (inputs, states, outputs, w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    gradients = {"w_i": np.zeros((len(w_h), 2)), "w_h": np.zeros_like(w_h), "w_o": np.zeros_like(w_o)}
    future = np.zeros(len(w_h))
    for t in reversed(range(len(outputs))):
        p, h = outputs[t], states[t + 1]
        out = (p - label[len(outputs) - 1 - t]) * p * (1 - p)
        future = (w_o[0] * out + w_h.T @ future) * h * (1 - h)
        gradients["w_i"] += np.outer(future, inputs[t])
        gradients["w_h"] += np.outer(future, states[t])
        gradients["w_o"] += out * h
    return gradients


for _ in range(3):
    adder_backward(None, None)  # raises TypeError


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained, errors = {name: array.copy() for name, array in parameters.items()}, []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= alpha * gradient
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return sum(int(bit) << k for k, bit in enumerate(np.round(prediction)[::-1]))


raise KeyboardInterrupt
