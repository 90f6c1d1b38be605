"""The seed's own way: arrays of zeros filled step by step, a tuple of everything as the cache, x beside the caches."""
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e_x = np.exp(x - np.max(x, axis=0))
    return e_x / e_x.sum(axis=0)


def simple_gru_cell_forward(xt, c_prev, parameters):
    Wu, bu, Wc, bc = parameters["Wu"], parameters["bu"], parameters["Wc"], parameters["bc"]
    n_x, m = xt.shape
    n_y, n_a = parameters["Wy"].shape
    contact = np.zeros([n_a + n_x, m])
    contact[:n_a, :] = c_prev
    contact[n_a:, :] = xt
    gu = sigmoid(np.dot(Wu, contact) + bu)
    cct = np.tanh(np.dot(Wc, contact) + bc)
    c_next = gu * cct + (1 - gu) * c_prev
    yt_pred = softmax(np.dot(parameters["Wy"], c_next) + parameters["by"])
    return c_next, yt_pred, (c_next, c_prev, gu, cct, xt, parameters)


def gru_cell_forward(xt, c_prev, parameters):
    Wu, bu, Wr, br = parameters["Wu"], parameters["bu"], parameters["Wr"], parameters["br"]
    n_x, m = xt.shape
    n_y, n_a = parameters["Wy"].shape
    contact = np.zeros([n_a + n_x, m])
    contact[:n_a, :] = c_prev
    contact[n_a:, :] = xt
    gu = sigmoid(np.dot(Wu, contact) + bu)
    gr = sigmoid(np.dot(Wr, contact) + br)
    reset = contact.copy()
    reset[:n_a, :] = gr * c_prev
    cct = np.tanh(np.dot(parameters["Wc"], reset) + parameters["bc"])
    c_next = gu * cct + (1 - gu) * c_prev
    yt_pred = softmax(np.dot(parameters["Wy"], c_next) + parameters["by"])
    return c_next, yt_pred, (c_next, c_prev, gu, gr, cct, contact, reset, parameters)


def gru_forward(x, c0, parameters):
    caches = []
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wy"].shape
    c = np.zeros([n_a, m, T_x])
    y = np.zeros([n_y, m, T_x])
    c_next = c0
    for t in range(T_x):
        c_next, yt_pred, cache = gru_cell_forward(x[:, :, t], c_next, parameters)
        c[:, :, t] = c_next
        y[:, :, t] = yt_pred
        caches.append(cache)
    return c, y, (caches, x)


def gru_cell_backward(dc_next, cache):
    (c_next, c_prev, gu, gr, cct, contact, reset, parameters) = cache
    n_a, m = c_next.shape
    # The change of the memory is the gate times the difference of candidate and old memory.
    dgu = dc_next * (c_next - c_prev) * (1 - gu)
    dcct = dc_next * gu * (1 - np.square(cct))
    dreset = np.dot(parameters["Wc"].T, dcct)
    dgr = dreset[:n_a, :] * c_prev * gr * (1 - gr)
    dcontact = np.dot(parameters["Wu"].T, dgu) + np.dot(parameters["Wr"].T, dgr)
    dc_prev = dc_next * (1 - gu) + dreset[:n_a, :] * gr + dcontact[:n_a, :]
    dxt = dreset[n_a:, :] + dcontact[n_a:, :]
    return {"dxt": dxt, "dc_prev": dc_prev,
            "dWu": np.dot(dgu, contact.T), "dbu": np.sum(dgu, axis=1, keepdims=True),
            "dWr": np.dot(dgr, contact.T), "dbr": np.sum(dgr, axis=1, keepdims=True),
            "dWc": np.dot(dcct, reset.T), "dbc": np.sum(dcct, axis=1, keepdims=True)}
