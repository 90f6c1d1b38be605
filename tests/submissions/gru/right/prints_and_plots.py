"""Prints, plots, warnings and random numbers, at top level and in the functions."""
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np

np.random.seed(1)
warnings.warn("this is my submission")
sigmoid = lambda z: 1 / (1 + np.exp(-z))


def softmax(z):
    print("softmax of", z.shape)
    return np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0)


def simple_gru_cell_forward(xt, c_prev, parameters):
    concat = np.concatenate([c_prev, xt])
    gu = sigmoid(parameters["Wu"] @ concat + parameters["bu"])
    cct = np.tanh(parameters["Wc"] @ concat + parameters["bc"])
    c_next = gu * cct + (1 - gu) * c_prev
    print("gate =", gu, file=sys.stderr)
    return c_next, softmax(parameters["Wy"] @ c_next + parameters["by"]), (concat, gu, cct)


def gru_cell_forward(xt, c_prev, parameters):
    concat = np.concatenate([c_prev, xt])
    gu = sigmoid(parameters["Wu"] @ concat + parameters["bu"])
    gr = sigmoid(parameters["Wr"] @ concat + parameters["br"])
    reset = np.concatenate([gr * c_prev, xt])
    cct = np.tanh(parameters["Wc"] @ reset + parameters["bc"])
    c_next = gu * cct + (1 - gu) * c_prev
    print("c_next.shape =", c_next.shape)
    return c_next, softmax(parameters["Wy"] @ c_next + parameters["by"]), (concat, reset, gu, gr, cct, parameters)


def gru_forward(x, c0, parameters):
    c, y, caches = [], [], []
    c_next = c0
    for t in range(x.shape[2]):
        c_next, yt, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c, y, caches = c + [c_next], y + [yt], caches + [cache]
    plt.plot(np.stack(c).mean(axis=(1, 2)))
    plt.title("memory")
    plt.show()
    return np.stack(c, axis=2), np.stack(y, axis=2), caches


def gru_cell_backward(dc_next, cache):
    concat, reset, gu, gr, cct, parameters = cache
    n_a = gu.shape[0]
    warnings.warn("a step back")
    dcct = dc_next * gu * (1 - cct**2)
    dgu = dc_next * (cct - concat[:n_a]) * gu * (1 - gu)
    dreset = parameters["Wc"].T @ dcct
    dgr = dreset[:n_a] * concat[:n_a] * gr * (1 - gr)
    dconcat = parameters["Wu"].T @ dgu + parameters["Wr"].T @ dgr
    gradients = {}
    for name, d, read in (("u", dgu, concat), ("r", dgr, concat), ("c", dcct, reset)):
        gradients["dW" + name], gradients["db" + name] = d @ read.T, d.sum(axis=1, keepdims=True)
        print(f"gradients[dW{name}].shape =", gradients["dW" + name].shape)
    gradients["dc_prev"] = dc_next * (1 - gu) + dreset[:n_a] * gr + dconcat[:n_a]
    gradients["dxt"] = dconcat[n_a:] + dreset[n_a:]
    return gradients


plt.hist(np.random.randn(100))
