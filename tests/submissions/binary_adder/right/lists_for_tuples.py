"""Lists in the place of tuples, nested lists in the place of arrays, a tuple for the prediction."""
import numpy as np

sigmoid = lambda z: 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def int_to_bits(n, binary_dim=8):
    return [n // 2**place % 2 for place in range(binary_dim - 1, -1, -1)]


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = map(np.array, (parameters["w_i"], parameters["w_h"], parameters["w_o"]))
    states, outputs = [np.zeros(len(w_h))], []
    inputs = [np.array(pair, dtype=float) for pair in zip(a, b)][::-1]
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(float(sigmoid(w_o[0] @ states[-1])))
    return [tuple(reversed(outputs)), [inputs, states, outputs, w_h, w_o]]


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    d_i, d_h, d_o, future = 0, 0, 0, np.zeros(len(w_h))
    for t, bit in zip(reversed(range(len(inputs))), label):
        out = (outputs[t] - float(bit)) * outputs[t] * (1 - outputs[t])
        h = states[t + 1]
        future = (out * w_o[0] + future @ w_h) * h * (1 - h)
        d_i = d_i + future[:, None] * inputs[t]
        d_h = d_h + future[:, None] * states[t]
        d_o = d_o + out * h
    return {"w_i": d_i.tolist(), "w_h": d_h.tolist(), "w_o": [d_o.tolist()]}


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    weights = {name: array.tolist() for name, array in parameters.items()}
    errors = []
    for a, b in pairs:
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), weights)
        errors += [sum(round(p) != bit for p, bit in zip(prediction, label))]
        gradients = adder_backward(label, cache)
        weights = {name: (np.array(w) - alpha * np.array(gradients[name])).tolist() for name, w in weights.items()}
    return [weights, tuple(errors)]


def add(a, b, parameters, binary_dim=8):
    prediction = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)[0]
    return int("".join(str(round(p)) for p in prediction), base=2)
