"""Prints, plots, warnings and random numbers, at top level and in the functions."""
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np

np.random.seed(1)
warnings.warn("this is my submission")
sigmoid = lambda z: 1 / (1 + np.exp(-z))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.concatenate([a_prev, xt])
    ft = sigmoid(parameters["Wf"] @ concat + parameters["bf"])
    it = sigmoid(parameters["Wi"] @ concat + parameters["bi"])
    cct = np.tanh(parameters["Wc"] @ concat + parameters["bc"])
    ot = sigmoid(parameters["Wo"] @ concat + parameters["bo"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    z = parameters["Wy"] @ a_next + parameters["by"]
    yt = np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0)
    print("a_next.shape =", a_next.shape, file=sys.stderr)
    print("yt_pred =", yt)
    return a_next, c_next, yt, (concat, c_prev, ft, it, cct, ot, c_next, parameters)


def lstm_forward(x, a0, parameters):
    a, y, c, caches = [], [], [], []
    a_next, c_next = a0, np.zeros(a0.shape)
    for t in range(x.shape[2]):
        a_next, c_next, yt, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a, y, c, caches = a + [a_next], y + [yt], c + [c_next], caches + [cache]
    plt.plot(np.stack(c).mean(axis=(1, 2)))
    plt.title("memory")
    plt.show()
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), caches


def lstm_cell_backward(da_next, dc_next, cache):
    concat, c_prev, ft, it, cct, ot, c_next, parameters = cache
    n_a = c_prev.shape[0]
    warnings.warn("a step back")
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)
    dot, dcct = da_next * np.tanh(c_next) * ot * (1 - ot), dc * it * (1 - cct**2)
    dit, dft = dc * cct * it * (1 - it), dc * c_prev * ft * (1 - ft)
    gradients = {"dc_prev": dc * ft}
    dconcat = np.zeros(concat.shape)
    for name, d in (("f", dft), ("i", dit), ("c", dcct), ("o", dot)):
        gradients["dW" + name], gradients["db" + name] = d @ concat.T, d.sum(axis=1, keepdims=True)
        dconcat += parameters["W" + name].T @ d
        print(f"gradients[dW{name}].shape =", gradients["dW" + name].shape)
    gradients["da_prev"], gradients["dxt"] = dconcat[:n_a], dconcat[n_a:]
    return gradients


def lstm_backward(da, caches):
    da_prev = dc_prev = np.zeros(da.shape[:2])
    dx, gradients = [], {}
    for t in reversed(range(da.shape[2])):
        step = lstm_cell_backward(da[:, :, t] + da_prev, dc_prev, caches[t])
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        dx.append(step["dxt"])
        for name in step:
            gradients[name] = gradients.get(name, 0) + step[name]
    gradients.update(dx=np.stack(dx[::-1], axis=2), da0=da_prev)
    print("the gradients are", sorted(gradients))
    return gradients


plt.hist(np.random.randn(100))
