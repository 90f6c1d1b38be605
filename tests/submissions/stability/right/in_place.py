"""The given arrays are changed in place, as training programs do."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    norms = np.empty(len(h) + 1)
    norms[-1] = np.linalg.norm(dh_last)
    for t in range(len(h))[::-1]:
        dh_last *= 1 - h[t] ** 2
        dh_last[:] = Wh.dot(dh_last)
        norms[t] = np.linalg.norm(dh_last)
    return norms


def clip_by_norm(gradients, max_norm):
    total = np.sqrt(sum((array**2).sum() for array in gradients.values()))
    if total > max_norm:
        for array in gradients.values():
            array *= max_norm / total
    return gradients


def weight_decay(gradients, parameters, strength):
    for name in parameters:
        if name.startswith("W"):
            gradients["d" + name] += strength * parameters[name]
    return gradients
