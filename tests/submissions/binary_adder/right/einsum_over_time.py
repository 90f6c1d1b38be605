"""Outputs and gradients of all bits at once with einsum; only the recurrence loops."""
import numpy as np


def squash(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def int_to_bits(n, binary_dim=8):
    return (n >> np.arange(binary_dim)[::-1] & 1).astype(np.uint8)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = (parameters[name] for name in ("w_i", "w_h", "w_o"))
    inputs = np.array([a, b], dtype=float)[:, ::-1].T
    drive = np.einsum("td,hd->th", inputs, w_i)
    states = np.zeros((len(a) + 1, len(w_h)))
    for t in range(len(a)):
        states[t + 1] = squash(drive[t] + np.einsum("kh,h->k", w_h, states[t]))
    outputs = squash(np.einsum("oh,th->t", w_o, states[1:]))
    return outputs[::-1], (inputs, states, outputs, w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    error = outputs - label[::-1]
    out = error * outputs * (1 - outputs)
    slope = states[1:] * (1 - states[1:])
    signals = np.einsum("t,oh->th", out, w_o) * slope
    for t in range(len(label) - 2, -1, -1):
        signals[t] += np.einsum("k,kh->h", signals[t + 1], w_h) * slope[t]
    return dict(
        w_i=np.einsum("th,td->hd", signals, inputs),
        w_h=np.einsum("th,tg->hg", signals, states[:-1]),
        w_o=np.einsum("t,th->h", out, states[1:])[None],
    )


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    errors = np.zeros(len(pairs), dtype=int)
    for k, (a, b) in enumerate(pairs):
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
        label = int_to_bits(a + b, binary_dim)
        errors[k] = np.count_nonzero((prediction > 0.5) ^ (label > 0))
        gradients = adder_backward(label, cache)
        parameters = {name: parameters[name] - alpha * gradients[name] for name in parameters}
    return parameters, errors


def add(a, b, parameters, binary_dim=8):
    prediction = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)[0]
    return np.einsum("t,t->", (prediction > 0.5).astype(np.int64), 1 << np.arange(binary_dim)[::-1])
