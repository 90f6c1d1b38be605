"""Other names for the arguments."""
import numpy as np


def gradient_norms(states, W, delta):
    out = [np.linalg.norm(delta, ord=2)]
    for s in states[::-1]:
        delta = (delta * (1 - s) * (1 + s)).dot(W.T)
        out.insert(0, np.linalg.norm(delta, ord=2))
    return np.stack(out)


def clip_by_norm(g, theta=1.0):
    n = sum(np.linalg.norm(x) ** 2 for x in g.values()) ** 0.5
    return {k: x * (theta / n if n > theta else 1) for k, x in g.items()}


def weight_decay(g, theta, lam=0.0):
    return {k: x + (lam * theta[k[1:]] if k.startswith("dW") else 0) for k, x in g.items()}
