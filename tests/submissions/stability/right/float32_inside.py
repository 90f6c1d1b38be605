"""All work is done in float32."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    h, Wh, d = (np.asarray(a, np.float32) for a in (h, Wh, dh_last))
    norms = [np.linalg.norm(d)]
    for state in h[::-1]:
        d = (d * (1 - state**2)) @ Wh.T
        norms.append(np.linalg.norm(d))
    return np.array(norms[::-1], np.float32)


def clip_by_norm(gradients, max_norm):
    gradients = {name: array.astype(np.float32) for name, array in gradients.items()}
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    factor = np.float32(max_norm) / np.maximum(total, np.float32(max_norm))
    return {name: array * factor for name, array in gradients.items()}


def weight_decay(gradients, parameters, strength):
    return {
        name: array.astype(np.float32) + np.float32(strength) * parameters[name[1:]].astype(np.float32)
        if name[1] == "W" else array.astype(np.float32)
        for name, array in gradients.items()
    }
