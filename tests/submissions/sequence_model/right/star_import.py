"""Names from `from numpy import *`."""
from numpy import *


def build_vocabulary(sentences):
    words = ["<UNK>"] + sorted(set([w for s in sentences for w in s]) - set(["<UNK>"]))
    return {words[k]: k for k in range(len(words))}


def one_hot(sentence, vocabulary):
    return eye(len(vocabulary), dtype=bool)[:, [vocabulary.get(w, 0) for w in sentence]] * 1


def softmax(z):
    e = exp(z - z.max(0))
    return e / e.sum(0)


def rnn_cell_forward(xt, a_prev, p):
    a_next = tanh(dot(p["Wax"], xt) + dot(p["Waa"], a_prev) + p["ba"])
    return a_next, softmax(dot(p["Wya"], a_next) + p["by"]), (a_next, a_prev, xt, p)


def rnn_forward(x, a0, parameters):
    a, y, caches = [], [], []
    for t in arange(x.shape[2]):
        a0, yt, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a.append(a0), y.append(yt), caches.append(cache)
    return dstack(a), dstack(y), caches


def sequence_loss(y_hat, y):
    per_step = -log(where(y, y_hat, 1 - y_hat))
    return per_step.sum(), per_step


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, p = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
            "dba": dz.sum(axis=1, keepdims=True)}


def rnn_backward(da, caches):
    da_prev, dx, total = 0, [], {}
    for t in reversed(range(da.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + da_prev, caches[t])
        dx.insert(0, step.pop("dxt"))
        da_prev = step.pop("da_prev")
        total = {name: total.get(name, 0) + value for name, value in step.items()}
    return {"dx": dstack(dx), "da0": da_prev, **total}


def many_to_one(x, a0, parameters):
    return rnn_forward(x, a0, parameters)[1][:, :, -1]


def one_to_many(x0, a0, parameters, T_y):
    y = []
    for _ in range(T_y):
        a0, x0, _ = rnn_cell_forward(x0, a0, parameters)
        y.append(x0)
    return dstack(y)


def encode_decode(x, a0, encoder, decoder, T_y):
    a = rnn_forward(x, a0, encoder)[0][:, :, -1]
    return one_to_many(zeros((decoder["Wax"].shape[1], x.shape[1])), a, decoder, T_y)
