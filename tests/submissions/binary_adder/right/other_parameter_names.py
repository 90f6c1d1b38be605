"""Other names for the parameters, positional-only ones, *args, and weights in another order in the dicts."""
import numpy as np


def logistic(z):
    return np.reciprocal(1 + np.exp(-np.clip(z, -500, 500)))


def int_to_bits(number, /, width=8, *, kind=np.uint8):
    return np.array([number >> k & 1 for k in range(width)], dtype=kind)[::-1].copy()


def adder_forward(*args):
    first, second, weights = args
    U, W, v = weights["w_i"], weights["w_h"], weights["w_o"][0]
    tape = [(None, np.zeros(len(W)), None)]
    for pair in zip(first[::-1], second[::-1]):
        s = logistic(U.dot(np.float64(pair)) + W.dot(tape[-1][1]))
        tape.append((np.float64(pair), s, logistic(v.dot(s))))
    return np.array([entry[2] for entry in tape[:0:-1]]), (tape, U, W, v)


def adder_backward(target, memory, scale=1.0):
    tape, U, W, v = memory
    gU, gW, gv, later = np.zeros_like(U), np.zeros_like(W), np.zeros_like(v), np.zeros_like(v)
    for k, bit in enumerate(target):
        pair, s, p = tape[-1 - k]
        top = scale * (p - bit) * p * (1 - p)
        later = (top * v + W.T.dot(later)) * (s - s * s)
        gv, gU, gW = gv + top * s, gU + np.outer(later, pair), gW + np.outer(later, tape[-2 - k][1])
    return {"w_o": gv[None], "w_h": gW, "w_i": gU}


def train_adder(weights, examples, rate=0.1, width=8, callback=None):
    wrong = []
    for one, other in examples:
        target = int_to_bits(one + other, width)
        guess, memory = adder_forward(int_to_bits(one, width), int_to_bits(other, width), weights)
        wrong.append(int(np.sum((guess > 0.5) != target)))
        steps = adder_backward(target, memory, rate)
        weights = {key: weights[key] - steps[key] for key in ("w_o", "w_h", "w_i")}
        if callback:
            callback(weights)
    return weights, wrong


def add(one, other, weights, width=8, *ignored):
    guess, _ = adder_forward(int_to_bits(one, width), int_to_bits(other, width), weights)
    return int.from_bytes(np.packbits(np.pad((guess > 0.5).astype(np.uint8), (-width % 8, 0))).tobytes(), "big")
