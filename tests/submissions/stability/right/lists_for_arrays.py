"""Plain nested lists come back in the place of arrays."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    norms, d = [float(np.linalg.norm(dh_last))], dh_last
    for t in reversed(range(len(h))):
        d = Wh @ (d * (1 - h[t] ** 2))
        norms = [float(np.linalg.norm(d))] + norms
    return norms


def clip_by_norm(gradients, max_norm):
    total = np.linalg.norm(np.concatenate([value.ravel() for value in gradients.values()]))
    scale = min(1, max_norm / total) if total else 1
    return {key: (scale * value).tolist() for key, value in gradients.items()}


def weight_decay(gradients, parameters, strength):
    return {
        key: (value + strength * parameters[key[1:]]).tolist() if key[:2] == "dW" else value.tolist()
        for key, value in gradients.items()
    }
