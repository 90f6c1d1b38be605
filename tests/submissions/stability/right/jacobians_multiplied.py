"""The product of all Jacobians is built from the end, and the gradient multiplied with it once a state."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    product = np.eye(len(Wh))
    norms = [np.linalg.norm(dh_last)]
    for t in range(len(h) - 1, -1, -1):
        product = product @ np.diag(1 - h[t] ** 2) @ Wh.T
        norms.append(np.linalg.norm(dh_last @ product))
    return np.flip(norms)


def clip_by_norm(gradients, max_norm):
    vector = np.hstack([value.flatten() for value in gradients.values()])
    if np.linalg.norm(vector) > max_norm:
        vector = vector * max_norm / np.linalg.norm(vector)
    result, start = {}, 0
    for name, value in gradients.items():
        result[name] = vector[start : start + value.size].reshape(value.shape)
        start += value.size
    return result


def weight_decay(gradients, parameters, strength):
    result = dict(gradients)
    result.update({"d" + name: gradients["d" + name] + strength * w for name, w in parameters.items() if name[0] == "W"})
    return result
