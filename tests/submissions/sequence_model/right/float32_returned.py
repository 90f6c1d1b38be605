"""Everything is float32, also what is returned."""
import numpy as np


F = np.float32


def build_vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence if word != "<UNK>"})
    return {"<UNK>": 0, **{word: k + 1 for k, word in enumerate(words)}}


def one_hot(sentence, vocabulary):
    x = np.zeros((len(vocabulary), len(sentence)), F)
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, 0), t] = 1
    return x


def softmax(z):
    z = z.astype(F)
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def rnn_cell_forward(xt, a_prev, parameters):
    p, xt, a_prev = {n: w.astype(F) for n, w in parameters.items()}, xt.astype(F), a_prev.astype(F)
    a_next = np.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"])
    return a_next, softmax(p["Wya"] @ a_next + p["by"]), (a_next, a_prev, xt, p)


def rnn_forward(x, a0, parameters):
    a, y, caches = [], [], []
    for t in range(x.shape[2]):
        a0, yt, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a.append(a0), y.append(yt), caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), caches


def sequence_loss(y_hat, y):
    y_hat, y = y_hat.astype(F), y.astype(F)
    per_step = -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)
    return per_step.sum(), per_step


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, p = cache
    dz = da_next.astype(F) * (1 - a_next**2)
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
            "dba": dz.sum(axis=1, keepdims=True)}


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
