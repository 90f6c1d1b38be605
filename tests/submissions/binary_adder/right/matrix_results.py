"""np.matrix wherever a result has two axes, and * for the matrix product."""
import warnings

import numpy as np

warnings.simplefilter("ignore", PendingDeprecationWarning)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def int_to_bits(n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = (np.matrix(parameters[name]) for name in ("w_i", "w_h", "w_o"))
    X = np.matrix(np.vstack([a, b])[:, ::-1], dtype=float)
    H = np.matrix(np.zeros((len(w_h), len(a) + 1)))
    for t in range(len(a)):
        H[:, t + 1] = sigmoid(w_i * X[:, t] + w_h * H[:, t])
    P = sigmoid(w_o * H[:, 1:])
    return P.A1[::-1], (X, H, P, w_h, w_o)


def adder_backward(label, cache):
    X, H, P, w_h, w_o = cache
    y = np.matrix(label[::-1], dtype=float)
    out = np.multiply(P - y, np.multiply(P, 1 - P))
    D = np.matrix(np.zeros((len(w_h), len(label) + 1)))
    for t in range(len(label) - 1, -1, -1):
        h = H[:, t + 1]
        D[:, t] = np.multiply(w_o.T * out[:, t] + w_h.T * D[:, t + 1], np.multiply(h, 1 - h))
    return {"w_i": D[:, :-1] * X.T, "w_h": D[:, :-1] * H[:, :-1].T, "w_o": out * H[:, 1:].T}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained, errors = {name: np.matrix(array, copy=True) for name, array in parameters.items()}, []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append((np.round(prediction) != label).sum())
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= alpha * gradient
    return trained, np.array(errors)


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    powers = np.matrix(2 ** np.arange(binary_dim)[::-1]).T
    return (np.matrix(np.round(prediction).astype(int)) * powers).item()
