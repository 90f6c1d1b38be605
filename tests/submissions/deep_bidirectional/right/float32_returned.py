"""All the work is float32, and so are the results."""
import numpy as np

F = np.float32


def single(value):
    if isinstance(value, dict):
        return {name: single(item) for name, item in value.items()}
    return [single(item) for item in value] if isinstance(value, list) else value.astype(F)


def given_back(value):
    return value


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def rnn_step(xt, a_prev, w):
    return np.tanh(w["Wax"] @ xt + w["Waa"] @ a_prev + w["ba"])


def brnn_forward(x, parameters):
    x, p = single(x), single(parameters)
    zeros = np.zeros((len(p["forward"]["ba"]), x.shape[1]), F)
    forward, backward = [zeros], [zeros]
    for t in range(x.shape[2]):
        forward.append(rnn_step(x[:, :, t], forward[-1], p["forward"]))
        backward.append(rnn_step(x[:, :, -1 - t], backward[-1], p["backward"]))
    forward, backward = forward[1:], backward[:0:-1]
    y = [softmax(p["Wy"] @ np.concatenate(pair) + p["by"]) for pair in zip(forward, backward)]
    return tuple(given_back(np.stack(steps, axis=2)) for steps in (y, forward, backward))


def deep_rnn_forward(x, a0, parameters):
    below, p, a = single(x), single(parameters), []
    for weights, state in zip(p["layers"], single(a0)):
        states = []
        for t in range(x.shape[2]):
            state = rnn_step(below[:, :, t], state, weights)
            states.append(state)
        below = np.stack(states, axis=2)
        a.append(given_back(below))
    y = [softmax(p["Wya"] @ top + p["by"]) for top in states]
    return given_back(np.stack(y, axis=2)), a
