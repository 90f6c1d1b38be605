"""Recursion in the place of loops."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    own = np.array([np.sqrt(dh_last @ dh_last)])
    if len(h) == 0:
        return own
    return np.concatenate([gradient_norms(h[:-1], Wh, Wh @ ((1 - h[-1] * h[-1]) * dh_last)), own])


def _squares(arrays):
    return 0.0 if not arrays else np.vdot(arrays[0], arrays[0]) + _squares(arrays[1:])


def clip_by_norm(gradients, max_norm):
    total = _squares(list(gradients.values())) ** 0.5
    return {k: v if total <= max_norm else v * (max_norm / total) for k, v in gradients.items()}


def weight_decay(gradients, parameters, strength):
    if not gradients:
        return {}
    (name, value), *others = gradients.items()
    if name.startswith("dW"):
        value = value + strength * parameters[name[1:]]
    return {name: value, **weight_decay(dict(others), parameters, strength)}
