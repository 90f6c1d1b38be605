"""No NumPy at all: loops over plain numbers, lists as results."""
from math import exp


def sigmoid(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def int_to_bits(n, binary_dim=8):
    bits = []
    for _ in range(binary_dim):
        n, bit = divmod(n, 2)
        bits.insert(0, bit)
    return bits


def dot(u, v):
    return sum(p * q for p, q in zip(u, v))


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = ([[float(w) for w in row] for row in parameters[name]] for name in ("w_i", "w_h", "w_o"))
    states = [[0.0] * len(w_h)]
    inputs, outputs = [], []
    for x in zip(reversed(list(a)), reversed(list(b))):
        inputs.append([int(bit) for bit in x])
        states.append([sigmoid(dot(w_i[k], inputs[-1]) + dot(w_h[k], states[-1])) for k in range(len(w_h))])
        outputs.append(sigmoid(dot(w_o[0], states[-1])))
    return outputs[::-1], (inputs, states, outputs, w_i, w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_i, w_h, w_o = cache
    H = len(w_h)
    d_i = [[0.0, 0.0] for _ in range(H)]
    d_h = [[0.0] * H for _ in range(H)]
    d_o = [[0.0] * H]
    future = [0.0] * H
    for t in range(len(outputs) - 1, -1, -1):
        p, h, before = outputs[t], states[t + 1], states[t]
        out = (p - int(label[len(outputs) - 1 - t])) * p * (1 - p)
        back = [0.0] * H
        for j in range(H):
            row, signal = w_h[j], future[j]
            for k in range(H):
                back[k] += row[k] * signal
        future = [(w_o[0][k] * out + back[k]) * h[k] * (1 - h[k]) for k in range(H)]
        for k in range(H):
            signal, row = future[k], d_h[k]
            d_o[0][k] += out * h[k]
            d_i[k][0] += signal * inputs[t][0]
            d_i[k][1] += signal * inputs[t][1]
            for j in range(H):
                row[j] += signal * before[j]
    return {"w_i": d_i, "w_h": d_h, "w_o": d_o}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained = {name: [list(map(float, row)) for row in rows] for name, rows in parameters.items()}
    errors = []
    for a, b in pairs:
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        label = int_to_bits(a + b, binary_dim)
        errors.append(sum((p > 0.5) != bit for p, bit in zip(prediction, label)))
        for name, gradient in adder_backward(label, cache).items():
            for row, slope in zip(trained[name], gradient):
                for k in range(len(row)):
                    row[k] -= alpha * slope[k]
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    total = 0
    for p in prediction:
        total = total * 2 + (1 if p > 0.5 else 0)
    return total
