"""Callables that are no plain functions."""
from functools import partial, reduce

import numpy as np


class Norms:
    def __call__(self, h, Wh, dh_last):
        def back(found, state):
            return [(found[0] * (1 - state**2)) @ Wh.T, *found]

        return np.array([np.linalg.norm(one) for one in reduce(back, h[::-1], [dh_last])])


def _scale(gradients, max_norm, measure):
    total = measure(gradients.values())
    return {name: array / max(1.0, total / max_norm) for name, array in gradients.items()}


gradient_norms = Norms()
clip_by_norm = partial(_scale, measure=lambda arrays: np.sqrt(sum(np.sum(array**2) for array in arrays)))
weight_decay = lambda gradients, parameters, strength: {  # noqa: E731
    name: array + strength * parameters[name[1:]] if name[:2] == "dW" else array for name, array in gradients.items()
}
