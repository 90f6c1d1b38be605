"""Everything of NumPy by its bare name."""
from numpy import *


def gradient_norms(h, Wh, dh_last):
    d = dh_last
    norms = [linalg.norm(d)]
    for t in range(len(h) - 1, -1, -1):
        d = dot(d * (1 - power(h[t], 2)), transpose(Wh))
        norms.append(linalg.norm(d))
    return flip(array(norms))


def clip_by_norm(gradients, max_norm):
    total = sqrt(sum([sum(square(gradients[key])) for key in gradients]))
    factor = minimum(1, divide(max_norm, total)) if total > 0 else 1
    return {key: multiply(gradients[key], factor) for key in gradients}


def weight_decay(gradients, parameters, strength):
    return {
        key: add(gradients[key], multiply(strength, parameters[key[1:]])) if key[1] == "W" else copy(gradients[key])
        for key in gradients
    }
