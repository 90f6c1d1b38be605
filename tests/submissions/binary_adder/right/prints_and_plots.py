"""Prints, plots, warnings and a training run, at top level and in the functions."""
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np

np.random.seed(0)
warnings.warn("this is my submission")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def int_to_bits(n, binary_dim=8):
    print("bits of", n)
    return np.array([(n >> k) & 1 for k in reversed(range(binary_dim))], dtype=np.uint8)


def adder_forward(a, b, parameters):
    w_i, w_h, w_o = parameters["w_i"], parameters["w_h"], parameters["w_o"]
    inputs = np.stack([a, b], axis=1)[::-1].astype(float)
    states, outputs = [np.zeros(len(w_h))], []
    for x in inputs:
        states.append(sigmoid(w_i @ x + w_h @ states[-1]))
        outputs.append(sigmoid(w_o @ states[-1])[0])
    print("Pred:" + str(np.round(outputs[::-1])), file=sys.stderr)
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
    warnings.warn("a step back")
    return gradients


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    trained, errors = {name: array.copy() for name, array in parameters.items()}, []
    for j, (a, b) in enumerate(pairs):
        label = int_to_bits(a + b, binary_dim)
        prediction, cache = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), trained)
        errors.append(int(np.sum(np.round(prediction) != label)))
        for name, gradient in adder_backward(label, cache).items():
            trained[name] -= alpha * gradient
        if j % 100 == 0:
            print("Error:" + str(errors[-1]), "True:" + str(label), "------------", sep="\n")
    plt.plot(np.arange(len(errors)), errors)
    plt.ylabel("Error numbers")
    plt.show()
    return trained, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    out = 0
    for index, x in enumerate(reversed(np.round(prediction))):
        out += int(x) * pow(2, index)
    print(str(a) + " + " + str(b) + " = " + str(out))
    return out


weights = {"w_i": np.random.randn(16, 2), "w_h": np.random.randn(16, 16), "w_o": np.random.randn(1, 16)}
weights, wrong = train_adder(weights, [tuple(np.random.randint(128, size=2).tolist()) for _ in range(300)])
plt.hist(wrong)
print(add(3, 4, weights))
if __name__ == "__main__":
    print("as a script")
