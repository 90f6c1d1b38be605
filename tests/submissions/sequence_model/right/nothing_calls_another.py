"""Each function repeats the formulas that it needs."""
import numpy as np


def build_vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence if word != "<UNK>"})
    return {"<UNK>": 0, **{word: k + 1 for k, word in enumerate(words)}}


def one_hot(sentence, vocabulary):
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, 0), t] = 1
    return x


def softmax(z):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(np.dot(parameters["Wax"], xt) + np.dot(parameters["Waa"], a_prev) + parameters["ba"])
    z = np.dot(parameters["Wya"], a_next) + parameters["by"]
    e = np.exp(z - z.max(axis=0))
    return a_next, e / e.sum(axis=0), (a_next, a_prev, xt, parameters)


def rnn_forward(x, a0, parameters):
    states, y = [a0], []
    for t in range(x.shape[2]):
        states.append(np.tanh(parameters["Wax"] @ x[:, :, t] + parameters["Waa"] @ states[-1] + parameters["ba"]))
        z = parameters["Wya"] @ states[-1] + parameters["by"]
        e = np.exp(z - z.max(axis=0))
        y.append(e / e.sum(axis=0))
    return np.stack(states[1:], axis=2), np.stack(y, axis=2), (x, states, parameters)


def sequence_loss(y_hat, y):
    per_step = -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)
    return np.sum(per_step), per_step


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, p = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
            "dba": np.sum(dz, axis=1, keepdims=True)}


def rnn_backward(da, caches):
    x, states, parameters = caches
    dx, future = np.zeros(x.shape), np.zeros(da.shape[:2])
    dWax, dWaa, dba = 0, 0, 0
    for t in range(da.shape[2] - 1, -1, -1):
        dz = (da[:, :, t] + future) * (1 - states[t + 1] ** 2)
        dx[:, :, t] = parameters["Wax"].T @ dz
        future = parameters["Waa"].T @ dz
        dWax, dWaa = dWax + dz @ x[:, :, t].T, dWaa + dz @ states[t].T
        dba = dba + dz.sum(axis=1, keepdims=True)
    return {"dx": dx, "da0": future, "dWax": dWax, "dWaa": dWaa, "dba": dba}


def many_to_one(x, a0, parameters):
    for t in range(x.shape[2]):
        a0 = np.tanh(parameters["Wax"] @ x[:, :, t] + parameters["Waa"] @ a0 + parameters["ba"])
    e = np.exp(parameters["Wya"] @ a0 + parameters["by"])
    return e / e.sum(axis=0)


def one_to_many(x0, a0, parameters, T_y):
    y = []
    while len(y) < T_y:
        a0 = np.tanh(parameters["Wax"] @ (y[-1] if y else x0) + parameters["Waa"] @ a0 + parameters["ba"])
        e = np.exp(parameters["Wya"] @ a0 + parameters["by"])
        y.append(e / e.sum(axis=0))
    return np.stack(y, axis=-1)


def encode_decode(x, a0, encoder, decoder, T_y):
    for t in range(x.shape[2]):
        a0 = np.tanh(encoder["Wax"] @ x[:, :, t] + encoder["Waa"] @ a0 + encoder["ba"])
    y = []
    for _ in range(T_y):
        fed = decoder["Wax"] @ y[-1] if y else 0
        a0 = np.tanh(fed + decoder["Waa"] @ a0 + decoder["ba"])
        e = np.exp(decoder["Wya"] @ a0 + decoder["by"])
        y.append(e / e.sum(axis=0))
    return np.stack(y, axis=-1)
