"""Prints and plots on the way."""
import matplotlib.pyplot as plt
import numpy as np


def gradient_norms(h, Wh, dh_last):
    print("states:", h.shape)
    norms, d = [np.linalg.norm(dh_last)], dh_last
    for t, state in list(enumerate(h))[::-1]:
        d = (d * (1 - state**2)) @ Wh.T
        norms.append(np.linalg.norm(d))
        print(t, norms[-1])
    plt.semilogy(norms)
    plt.show()
    return np.array(norms[::-1])


def clip_by_norm(gradients, max_norm):
    total = np.sqrt(sum(np.sum(array**2) for array in gradients.values()))
    print("norm", total)
    return {name: array * (max_norm / max(total, max_norm)) for name, array in gradients.items()}


def weight_decay(gradients, parameters, strength):
    for name in parameters:
        plt.hist(parameters[name].ravel())
    return {
        name: array + strength * parameters[name[1:]] if name.startswith("dW") else array
        for name, array in gradients.items()
    }
