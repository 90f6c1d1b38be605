"""In the manner of the second seed: arrays of zeros that are filled step by step, shapes read from the parameters."""
import numpy as np


def softmax(x):
    e_x = np.exp(x - np.max(x, axis=0))
    return e_x / e_x.sum(axis=0)


def rnn_cell_forward(xt, a_prev, parameters):
    Wax = parameters["Wax"]
    Waa = parameters["Waa"]
    ba = parameters["ba"]
    a_next = np.tanh(np.dot(Waa, a_prev) + np.dot(Wax, xt) + ba)
    cache = (a_next, a_prev, xt, parameters)
    return a_next, cache


def brnn_forward(x, parameters):
    n_x, m, T_x = x.shape
    n_y = parameters["Wy"].shape[0]
    n_a = parameters["Wy"].shape[1] // 2
    a_forward = np.zeros([n_a, m, T_x])
    a_backward = np.zeros([n_a, m, T_x])
    y_pred = np.zeros([n_y, m, T_x])
    a_next = np.zeros([n_a, m])
    for i in range(T_x):
        a_next, cache = rnn_cell_forward(x[:, :, i], a_next, parameters["forward"])
        a_forward[:, :, i] = a_next
    a_next = np.zeros([n_a, m])
    for i in range(T_x - 1, -1, -1):
        a_next, cache = rnn_cell_forward(x[:, :, i], a_next, parameters["backward"])
        a_backward[:, :, i] = a_next
    for i in range(T_x):
        contact = np.zeros([2 * n_a, m])
        contact[:n_a, :] = a_forward[:, :, i]
        contact[n_a:, :] = a_backward[:, :, i]
        y_pred[:, :, i] = softmax(np.dot(parameters["Wy"], contact) + parameters["by"])
    return y_pred, a_forward, a_backward


def deep_rnn_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    layers = parameters["layers"]
    a = [np.zeros([n_a, m, T_x]) for _ in layers]
    y_pred = np.zeros([n_y, m, T_x])
    a_next = [state for state in a0]
    for i in range(T_x):
        xt = x[:, :, i]
        for l in range(len(layers)):
            a_next[l], cache = rnn_cell_forward(xt, a_next[l], layers[l])
            a[l][:, :, i] = a_next[l]
            xt = a_next[l]
        y_pred[:, :, i] = softmax(np.dot(parameters["Wya"], xt) + parameters["by"])
    return y_pred, a
