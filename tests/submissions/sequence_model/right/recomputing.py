"""The cache holds the arguments alone; the backward pass computes everything again."""
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
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (xt, a_prev, parameters)


def rnn_forward(x, a0, parameters):
    steps = [rnn_cell_forward(x[:, :, 0], a0, parameters)]
    for t in range(1, x.shape[2]):
        steps.append(rnn_cell_forward(x[:, :, t], steps[-1][0], parameters))
    return np.stack([s[0] for s in steps], 2), np.stack([s[1] for s in steps], 2), (x, a0, parameters)


def sequence_loss(y_hat, y):
    per_step = -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)
    return np.sum(per_step), per_step


def rnn_cell_backward(da_next, cache):
    xt, a_prev, p = cache
    dz = da_next / np.cosh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"]) ** 2
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
            "dba": np.sum(dz, axis=1, keepdims=True)}


def rnn_backward(da, caches):
    x, a0, parameters = caches
    a, _, _ = rnn_forward(x, a0, parameters)
    da_prev, dx, total = 0, [], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(da.shape[2])[::-1]:
        before = a[:, :, t - 1] if t else a0
        step = rnn_cell_backward(da[:, :, t] + da_prev, (x[:, :, t], before, parameters))
        dx, da_prev = [step["dxt"], *dx], step["da_prev"]
        total = {name: total[name] + step[name] for name in total}
    return {"dx": np.stack(dx, axis=2), "da0": da_prev} | total


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
