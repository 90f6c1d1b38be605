"""Each example by itself, as vectors; the results are put together at the end."""
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def step(w, x, a):
    return np.tanh(w["Wax"].dot(x) + w["Waa"].dot(a) + w["ba"].ravel())


def one_brnn(x, p):
    forward, backward = [0 * p["forward"]["ba"].ravel()], [0 * p["backward"]["ba"].ravel()]
    for now in x.T:
        forward.append(step(p["forward"], now, forward[-1]))
    for now in x.T[::-1]:
        backward.insert(0, step(p["backward"], now, backward[0]))
    forward, backward = np.array(forward[1:]), np.array(backward[:-1])
    y = [softmax(p["Wy"] @ np.append(f, b) + p["by"][:, 0]) for f, b in zip(forward, backward)]
    return np.array(y).T, forward.T, backward.T


def brnn_forward(x, parameters):
    return tuple(np.stack(parts, axis=1) for parts in zip(*(one_brnn(x[:, e], parameters) for e in range(x.shape[1]))))


def one_deep(x, starts, p):
    a = []
    for start, w in zip(starts, p["layers"]):
        states = [start]
        for now in x.T:
            states.append(step(w, now, states[-1]))
        x = np.array(states[1:]).T
        a.append(x)
    return np.array([softmax(p["Wya"] @ top + p["by"][:, 0]) for top in x.T]).T, a


def deep_rnn_forward(x, a0, parameters):
    found = [one_deep(x[:, e], [start[:, e] for start in a0], parameters) for e in range(x.shape[1])]
    return np.stack([y for y, _ in found], axis=1), [np.stack(a, axis=1) for a in zip(*(a for _, a in found))]
