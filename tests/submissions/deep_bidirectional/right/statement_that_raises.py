"""Top-level statements that raise, in the middle and at the end; the definitions around them are right."""
import numpy as np
import torch  # not there: raises ImportError

softmax = torch.softmax  # raises NameError


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def cell(w, x, a):
    return np.tanh(w["Wax"] @ x + w["Waa"] @ a + w["ba"])


def brnn_forward(x, parameters):
    f = [np.zeros((len(parameters["forward"]["ba"]), x.shape[1]))]
    b = f[:]
    for t in range(x.shape[2]):
        f.append(cell(parameters["forward"], x[:, :, t], f[-1]))
        b.append(cell(parameters["backward"], x[:, :, -1 - t], b[-1]))
    f, b = np.stack(f[1:], axis=2), np.stack(b[:0:-1], axis=2)
    z = np.tensordot(parameters["Wy"], np.concatenate([f, b]), 1) + parameters["by"][:, :, None]
    return softmax(z), f, b


brnn_forward(np.zeros((3, 10, 4)), {})  # raises KeyError
assert deep_rnn_forward is not None  # raises NameError: it comes below


def deep_rnn_forward(x, a0, parameters):
    a = []
    for w, start in zip(parameters["layers"], a0):
        below, states = a[-1] if a else x, [start]
        for t in range(x.shape[2]):
            states.append(cell(w, below[:, :, t], states[-1]))
        a.append(np.stack(states[1:], axis=2))
    return softmax(np.tensordot(parameters["Wya"], a[-1], 1) + parameters["by"][:, :, None]), a


raise KeyboardInterrupt
