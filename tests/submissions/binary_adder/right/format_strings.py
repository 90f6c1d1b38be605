"""Bits and numbers by way of text; signed bits, a dict as cache, errors as an array."""
import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def int_to_bits(n, binary_dim=8):
    return np.array(list(f"{n:0{binary_dim}b}")).astype(int).astype("int8")


def adder_forward(a, b, parameters):
    cache = {"h": {-1: np.zeros(parameters["w_h"].shape[0])}, "x": {}, "p": {}, **parameters}
    B = len(a)
    for t in range(B):
        cache["x"][t] = np.array([a[B - 1 - t], b[B - 1 - t]], dtype=np.float64)
        cache["h"][t] = sigmoid(cache["w_i"].dot(cache["x"][t]) + cache["w_h"].dot(cache["h"][t - 1]))
        cache["p"][t] = sigmoid(cache["w_o"].dot(cache["h"][t]))[0]
    return np.array([cache["p"][B - 1 - k] for k in range(B)]), cache


def adder_backward(label, cache):
    B = len(label)
    grads = {name: np.zeros(cache[name].shape) for name in ["w_o", "w_h", "w_i"]}
    dh_next = np.zeros(len(cache["w_h"]))
    for k in range(B):
        t = B - 1 - k
        p, h = cache["p"][t], cache["h"][t]
        dz = (p - int(label[k])) * (p - p**2)
        dh = cache["w_o"].ravel() * dz + dh_next
        da = dh * (h - h**2)
        grads["w_o"] += dz * h
        grads["w_i"] += da.reshape(-1, 1) * cache["x"][t].reshape(1, -1)
        grads["w_h"] += da.reshape(-1, 1) * cache["h"][t - 1].reshape(1, -1)
        dh_next = cache["w_h"].T.dot(da)
    return grads


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    new = {key: np.array(value, copy=True) for key, value in parameters.items()}
    errors = np.empty(len(pairs), dtype=np.int16)
    for k in range(len(pairs)):
        a, b = pairs[k]
        bits = [int_to_bits(n, binary_dim) for n in (a, b, a + b)]
        prediction, cache = adder_forward(bits[0], bits[1], new)
        errors[k] = np.abs(np.rint(prediction) - bits[2]).sum()
        grads = adder_backward(bits[2], cache)
        for key in grads:
            new[key] = new[key] - alpha * grads[key]
    return new, errors


def add(a, b, parameters, binary_dim=8):
    prediction, _ = adder_forward(int_to_bits(a, binary_dim), int_to_bits(b, binary_dim), parameters)
    return int("0b" + "".join("01"[int(p > 0.5)] for p in prediction), 0)
