"""np.unpackbits on eight bytes, np.packbits back; add returns a NumPy integer; float bits inside."""
import numpy as np


def sigmoid(z):
    return np.where(z < 0, np.exp(np.minimum(z, 0)), 1) / (1 + np.exp(-np.abs(z)))


def int_to_bits(n, binary_dim=8):
    return np.unpackbits(np.array([n], dtype=">u8").view(np.uint8))[-binary_dim:]


def bits_to_int(bits):
    padded = np.zeros(64, dtype=np.uint8)
    padded[64 - len(bits) :] = bits
    return np.packbits(padded).view(">u8")[0].astype(np.int64)


def adder_forward(a, b, parameters):
    X = np.column_stack([a, b]).astype(np.float64)  # row k is place B - 1 - k
    B = len(X)
    H = np.zeros((B + 1, parameters["w_h"].shape[0]))  # row k is the state after place B - 1 - k
    for k in range(B - 1, -1, -1):
        H[k] = sigmoid(parameters["w_i"] @ X[k] + parameters["w_h"] @ H[k + 1])
    P = sigmoid(H[:-1] @ parameters["w_o"].T)[:, 0]
    return P, (X, H, P, parameters["w_h"], parameters["w_o"])


def adder_backward(label, cache):
    X, H, P, w_h, w_o = cache
    out = (P - label) * P * (1 - P)
    signals = np.zeros_like(H)  # row k + 1 belongs to place B - 1 - k; row 0 is the empty future
    for k in range(len(P)):
        signals[k + 1] = (out[k] * w_o[0] + signals[k] @ w_h) * H[k] * (1 - H[k])
    signals = signals[1:]
    return {"w_i": signals.T @ X, "w_h": signals.T @ H[1:], "w_o": (out @ H[:-1])[np.newaxis]}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    parameters = {name: array + 0 for name, array in parameters.items()}
    errors = []
    for pair in pairs:
        label = int_to_bits(sum(pair), binary_dim)
        prediction, cache = adder_forward(*(int_to_bits(n, binary_dim) for n in pair), parameters)
        errors.append(np.sum(np.round(prediction).astype(np.uint8) ^ label))
        for name, gradient in adder_backward(label, cache).items():
            parameters[name] -= alpha * gradient
    return parameters, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return bits_to_int(np.round(prediction).astype(np.uint8))
