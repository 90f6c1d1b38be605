"""Other names for the parameters, and the work done in helpers."""
import numpy as np


def through(W, v, b):
    return W @ v + b


def build_vocabulary(text):
    unique = np.unique([w for s in text for w in s if w != "<UNK>"])
    return dict(zip(["<UNK>", *unique], np.arange(len(unique) + 1)))


def one_hot(s, v):
    return (np.arange(len(v))[:, None] == np.array([v.get(w, 0) for w in s], int)).astype(np.uint8)


def softmax(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=0))


def rnn_cell_forward(x, h, w):
    new = np.tanh(through(w["Wax"], x, w["ba"]) + w["Waa"] @ h)
    return new, softmax(through(w["Wya"], new, w["by"])), (new, h, x, w)


def rnn_forward(x, a0, parameters):
    a, y, caches = [], [], []
    for t in range(x.shape[2]):
        a0, yt, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a.append(a0), y.append(yt), caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), caches


def sequence_loss(y_hat, y):
    per_step = -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)
    return np.sum(per_step), per_step


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, p = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
            "dba": np.sum(dz, axis=1, keepdims=True)}


def rnn_backward(da, caches):
    da_prev, dx, total = 0, [], {}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.insert(0, step.pop("dxt"))
        da_prev = step.pop("da_prev")
        total = {name: total.get(name, 0) + value for name, value in step.items()}
    return {"dx": np.stack(dx, axis=2), "da0": da_prev, **total}


def many_to_one(x, a0, parameters):
    return rnn_forward(x, a0, parameters)[1][:, :, -1]


def one_to_many(x0, a0, parameters, T_y):
    y = []
    for _ in range(T_y):
        a0, x0, _ = rnn_cell_forward(x0, a0, parameters)
        y.append(x0)
    return np.stack(y, axis=2)


def encode_decode(x, a0, encoder, decoder, T_y):
    a = rnn_forward(x, a0, encoder)[0][:, :, -1]
    return one_to_many(np.zeros((decoder["Wax"].shape[1], x.shape[1])), a, decoder, T_y)
