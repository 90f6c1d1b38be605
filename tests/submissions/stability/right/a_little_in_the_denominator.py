"""A tiny number keeps the denominator from being zero, as in PyTorch's clip_grad_norm_."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    d, norms = np.array(dh_last), {len(h): np.linalg.norm(dh_last)}
    for t in range(len(h) - 1, -1, -1):
        d = np.matmul(Wh, d - d * np.square(h[t]))
        norms[t] = np.linalg.norm(d)
    return np.array([norms[t] for t in sorted(norms)])


def clip_by_norm(gradients, max_norm):
    total = np.linalg.norm([np.linalg.norm(array) for array in gradients.values()])
    coefficient = min(max_norm / (total + 1e-6), 1.0)
    return {name: array * coefficient for name, array in gradients.items()}


def weight_decay(gradients, parameters, strength):
    new = {name: array.copy() for name, array in gradients.items()}
    for name in new:
        if "W" in name:
            new[name] += parameters[name.replace("d", "", 1)] * strength
    return new
