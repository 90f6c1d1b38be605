"""The sequence is walked by recursion, forward and backward."""
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
    p = parameters
    a_next = np.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"])
    return a_next, softmax(p["Wya"] @ a_next + p["by"]), (a_next, a_prev, xt, p)


def rnn_forward(x, a0, parameters):
    def rest(t, a):
        if t == x.shape[2]:
            return []
        step = rnn_cell_forward(x[:, :, t], a, parameters)
        return [step, *rest(t + 1, step[0])]

    a, y, caches = zip(*rest(0, a0))
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
    def rest(t):
        if t == len(caches):
            return [], 0, {}
        dx, later, total = rest(t + 1)
        step = rnn_cell_backward(da[:, :, t] + later, caches[t])
        total = {name: step[name] + total.get(name, 0) for name in ("dWax", "dWaa", "dba")}
        return [step["dxt"], *dx], step["da_prev"], total

    dx, da0, total = rest(0)
    return dict(total, dx=np.stack(dx, axis=2), da0=da0)


def many_to_one(x, a0, parameters):
    return rnn_forward(x, a0, parameters)[1][:, :, -1]


def one_to_many(x0, a0, parameters, T_y):
    def play(x, a, left):
        if not left:
            return []
        a, y, _ = rnn_cell_forward(x, a, parameters)
        return [y, *play(y, a, left - 1)]

    return np.stack(play(x0, a0, T_y), axis=2)


def encode_decode(x, a0, encoder, decoder, T_y):
    a = rnn_forward(x, a0, encoder)[0][:, :, -1]
    return one_to_many(np.zeros((decoder["Wax"].shape[1], x.shape[1])), a, decoder, T_y)
