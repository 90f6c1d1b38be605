"""Loops over single numbers, no products of matrices."""
import math


def gradient_norms(h, Wh, dh_last):
    T, H = len(h), len(Wh)
    d = [float(value) for value in dh_last]
    norms = [0.0] * (T + 1)
    norms[T] = math.sqrt(sum(value * value for value in d))
    for t in range(T - 1, -1, -1):
        before = [0.0] * H
        for i in range(H):
            for j in range(H):
                before[i] += Wh[i][j] * d[j] * (1 - h[t][j] * h[t][j])
        d = before
        norms[t] = math.sqrt(sum(value * value for value in d))
    return norms


def clip_by_norm(gradients, max_norm):
    total = 0.0
    for array in gradients.values():
        for value in array.ravel():
            total += value * value
    total = math.sqrt(total)
    result = {}
    for name, array in gradients.items():
        copy = array.copy()
        flat = copy.reshape(-1)
        for k in range(len(flat)):
            if total > max_norm:
                flat[k] = flat[k] * max_norm / total
        result[name] = copy
    return result


def weight_decay(gradients, parameters, strength):
    result = {}
    for name, array in gradients.items():
        copy = array.copy()
        if name.startswith("dW"):
            weight = parameters[name[1:]]
            for i in range(weight.shape[0]):
                for j in range(weight.shape[1]):
                    copy[i, j] += strength * weight[i, j]
        result[name] = copy
    return result
