"""Names are partials, callable objects, lambdas and bound methods."""
import functools

import numpy as np


def build_vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence if word != "<UNK>"})
    return {"<UNK>": 0, **{word: k + 1 for k, word in enumerate(words)}}


def one_hot(sentence, vocabulary):
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, 0), t] = 1
    return x


def _softmax(axis, z):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


softmax = functools.partial(_softmax, 0)


def rnn_cell_forward(xt, a_prev, parameters):
    p = parameters
    a_next = np.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"])
    return a_next, softmax(p["Wya"] @ a_next + p["by"]), (a_next, a_prev, xt, p)


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


many_to_one = lambda x, a0, parameters: rnn_forward(x, a0, parameters)[1][..., -1]


class Player:
    def __call__(self, x, a, parameters, steps):
        y = []
        for _ in range(steps):
            a, x, _ = rnn_cell_forward(x, a, parameters)
            y.append(x)
        return np.stack(y, axis=-1)

    def translate(self, x, a, encoder, decoder, steps):
        a = rnn_forward(x, a, encoder)[0][..., -1]
        return self(np.zeros((decoder["Wax"].shape[1], a.shape[1])), a, decoder, steps)


one_to_many = Player()


encode_decode = one_to_many.translate
