"""No function calls another of the five: train_adder and add repeat all the formulas, over a table of all pairs' bits."""
import numpy as np


def int_to_bits(n, binary_dim=8):
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8)


def adder_forward(a, b, parameters):
    h, states, p = np.zeros((len(parameters["w_h"]), 1)), [], []
    for i in range(len(a) - 1, -1, -1):
        X = np.array([[float(a[i])], [float(b[i])]])
        states.append((X, h))
        h = 1 / (1 + np.exp(-(parameters["w_i"] @ X + parameters["w_h"] @ h)))
        p.insert(0, float((1 / (1 + np.exp(-(parameters["w_o"] @ h))))[0, 0]))
    return np.array(p), (states, h, p, parameters)


def adder_backward(label, cache):
    states, h, p, parameters = cache
    g = {name: np.zeros(w.shape) for name, w in parameters.items()}
    future = np.zeros(h.shape)
    for i in range(len(p)):
        X, before = states[len(p) - 1 - i]
        out = (p[i] - int(label[i])) * p[i] * (1 - p[i])
        delta = (parameters["w_o"].T * out + parameters["w_h"].T @ future) * h * (1 - h)
        g["w_i"] += delta @ X.T
        g["w_h"] += delta @ before.T
        g["w_o"] += out * h.T
        future, h = delta, before
    return g


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    w_i, w_h, w_o = parameters["w_i"] * 1, parameters["w_h"] * 1, parameters["w_o"] * 1
    numbers = np.array([(a, b, a + b) for a, b in pairs])
    table = numbers[:, :, None] >> np.arange(binary_dim) & 1  # pair, which number, place
    errors = np.zeros(len(pairs), dtype=np.int64)
    for k, (a, b, label) in enumerate(table):
        X = np.stack([a, b]).astype(float)
        H = np.zeros((len(w_h), binary_dim + 1))
        for t in range(binary_dim):
            H[:, t + 1] = 1 / (1 + np.exp(-(w_i @ X[:, t] + w_h @ H[:, t])))
        P = 1 / (1 + np.exp(-(w_o @ H[:, 1:])))
        errors[k] = np.count_nonzero((P[0] > 0.5) != label)
        out = (P - label) * P * (1 - P)
        D = np.zeros((len(w_h), binary_dim + 1))
        for t in range(binary_dim - 1, -1, -1):
            D[:, t] = (w_o[0] * out[0, t] + w_h.T @ D[:, t + 1]) * H[:, t + 1] * (1 - H[:, t + 1])
        w_o = w_o - alpha * out @ H[:, 1:].T
        w_h = w_h - alpha * D[:, :-1] @ H[:, :-1].T
        w_i = w_i - alpha * D[:, :-1] @ X.T
    return {"w_i": w_i, "w_h": w_h, "w_o": w_o}, errors


def add(a, b, parameters, binary_dim=8):
    h, total = np.zeros(len(parameters["w_h"])), 0
    for place in range(binary_dim):
        h = 1 / (1 + np.exp(-(parameters["w_i"] @ [a >> place & 1, b >> place & 1] + parameters["w_h"] @ h)))
        total |= int(parameters["w_o"][0] @ h > 0) << place
    return total
