"""Right, and slow."""
import numpy as np


def _wait():
    return sum(k for k in range(3000))


def gradient_norms(h, Wh, dh_last):
    norms = []
    for t in range(len(h) + 1):
        _wait()
        d = dh_last
        for state in h[t:][::-1]:
            d = (d * (1 - state**2)) @ Wh.T
        norms.append(np.linalg.norm(d))
    return np.array(norms)


def clip_by_norm(gradients, max_norm):
    _wait()
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


def weight_decay(gradients, parameters, strength):
    _wait()
    return {
        name: array + strength * parameters[name[1:]] if name.startswith("dW") else array
        for name, array in gradients.items()
    }
