"""A statement at the top level raises, above and between functions that are right."""
import numpy as np

print(undefined_name)


def gradient_norms(h, Wh, dh_last):
    norms, d = [np.linalg.norm(dh_last)], dh_last
    for state in h[::-1]:
        d = (d * (1 - state**2)) @ Wh.T
        norms.append(np.linalg.norm(d))
    return np.array(norms[::-1])


assert gradient_norms(np.zeros((1, 1)), np.zeros((1, 1)), np.ones(1))[0] == 1, "not what I thought"


def clip_by_norm(gradients, max_norm):
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


def weight_decay(gradients, parameters, strength):
    return {
        name: array + strength * parameters[name[1:]] if name.startswith("dW") else array
        for name, array in gradients.items()
    }
