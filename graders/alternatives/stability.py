"""A second right `stability`: slopes as a product, sums from the end, norms by `hypot`."""

from __future__ import annotations

from typing import Any

import numpy as np


def _length(array: Any) -> Any:
    return np.hypot.reduce(np.ravel(array)[::-1])


def _gradient_norms(h: Any, Wh: Any, dh_last: Any) -> Any:
    carried = [dh_last]
    for state in h[::-1]:
        through = ((1 + state) * (1 - state) * carried[-1])[::-1]
        carried.append(Wh[:, ::-1] @ through)
    return np.array([_length(one) for one in carried[::-1]])


def _clip_by_norm(gradients: Any, max_norm: float) -> Any:
    total = np.hypot.reduce(np.array([_length(array) for array in gradients.values()]))
    if total <= max_norm:
        return gradients
    return {name: array / total * max_norm for name, array in gradients.items()}


def _weight_decay(gradients: Any, parameters: Any, strength: float) -> Any:
    found = dict(gradients)
    for name, value in parameters.items():
        if name[0] == "W":
            found["d" + name] = strength * (value + found["d" + name] / strength) if strength else found["d" + name]
    return found


ALTERNATIVE = {
    "gradient_norms": _gradient_norms,
    "clip_by_norm": _clip_by_norm,
    "weight_decay": _weight_decay,
}
