"""The norm by BLAS's way, with the largest entry taken out first."""
import numpy as np


def _norm(vector):
    largest = np.max(np.abs(vector), initial=0.0)
    return largest * np.sqrt(np.sum((vector / largest) ** 2)) if largest > 0 else 0.0


def gradient_norms(h, Wh, dh_last):
    norms, d = np.zeros(len(h) + 1), dh_last
    norms[len(h)] = _norm(d)
    for t in reversed(range(len(h))):
        d = (d / np.cosh(np.arctanh(h[t])) ** 2) @ Wh.T
        norms[t] = _norm(d)
    return norms


def clip_by_norm(gradients, max_norm):
    total = _norm(np.concatenate([array.ravel() for array in gradients.values()]))
    return {name: array / total * max_norm if total > max_norm else array for name, array in gradients.items()}


def weight_decay(gradients, parameters, strength):
    kept = 1.0 - strength
    return {
        name: array + parameters[name[1:]] - kept * parameters[name[1:]] if name.startswith("dW") else array
        for name, array in gradients.items()
    }
