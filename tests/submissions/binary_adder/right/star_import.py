"""from numpy import *, with names that hide built-ins and globals of the module."""
from numpy import *

TYPE = uint8


def sigmoid(z):
    return 1 / (1 + exp(-clip(z, -500, 500)))


def int_to_bits(n, binary_dim=8):
    return array([n >> k & 1 for k in arange(binary_dim)[::-1].tolist()], dtype=TYPE)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = column_stack((a, b))[::-1].astype(float64)
    states = zeros((len(a) + 1, len(w_h)))
    for t in range(len(a)):
        states[t + 1] = sigmoid(dot(w_i, inputs[t]) + dot(w_h, states[t]))
    outputs = sigmoid(dot(states[1:], w_o[0]))
    return flip(outputs), (inputs, states, outputs, w_h, w_o)


def adder_backward(label, cache):
    inputs, states, outputs, w_h, w_o = cache
    out = (outputs - flip(label)) * outputs * (1 - outputs)
    delta = zeros(states.shape)
    for t in arange(len(out))[::-1]:
        delta[t] = (w_o[0] * out[t] + dot(delta[t + 1], w_h)) * states[t + 1] * (1 - states[t + 1])
    return dict(w_i=dot(delta[:-1].T, inputs), w_h=dot(delta[:-1].T, states[:-1]), w_o=dot(out[None], states[1:]))


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained = {name: copy(weights) for name, weights in parameters.items()}
    errors = zeros(len(pairs), dtype=TYPE)
    for k, (a, b) in enumerate(pairs):
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors[k] = sum(round(prediction) != label)
        gradients = adder_backward(label, cache)
        for name in trained:
            trained[name] = trained[name] - alpha * gradients[name]
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return sum(round(prediction).astype(int64) * 2 ** arange(binary_dim)[::-1])
