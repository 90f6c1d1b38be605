"""Generators give the gradients one after the other."""
import numpy as np


def _back(h, Wh, d):
    yield d
    for state in h[::-1]:
        d = (d * (1 - state**2)) @ Wh.T
        yield d


def gradient_norms(h, Wh, dh_last):
    return np.array(list(map(np.linalg.norm, _back(h, Wh, dh_last)))[::-1])


def clip_by_norm(gradients, max_norm):
    total = np.sqrt(sum(value**2 for array in gradients.values() for value in array.flat))
    return dict(zip(gradients, (a if total <= max_norm else a * (max_norm / total) for a in gradients.values())))


def weight_decay(gradients, parameters, strength):
    def pairs():
        for name, array in gradients.items():
            yield name, array + strength * parameters[name[1:]] if name[1] == "W" else array

    return dict(pairs())
