"""Keys come back in the order of the alphabet, in a subclass of dict."""
from collections import OrderedDict, defaultdict

import numpy as np


def gradient_norms(h, Wh, dh_last):
    column = dh_last.reshape(-1, 1)
    norms = [np.linalg.norm(column)]
    for state in h[::-1]:
        column = Wh @ ((1 - state.reshape(-1, 1) ** 2) * column)
        norms.append(np.linalg.norm(column))
    norms.reverse()
    return tuple(norms)


def clip_by_norm(gradients, max_norm):
    total = np.sqrt(np.sum([np.sum(array * array) for array in gradients.values()]))
    return OrderedDict((name, gradients[name] * max_norm / max(max_norm, total)) for name in sorted(gradients))


def weight_decay(gradients, parameters, strength):
    found = defaultdict(float)
    for name in sorted(gradients, reverse=True):
        found[name] = gradients[name]
    for name in parameters:
        if name.startswith("W"):
            found["d" + name] = found["d" + name] + strength * parameters[name]
    return found
