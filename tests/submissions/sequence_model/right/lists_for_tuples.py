"""Lists for tuples, tuples for lists, nested lists for arrays."""
import numpy as np


def build_vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence if word != "<UNK>"})
    return {"<UNK>": 0, **{word: k + 1 for k, word in enumerate(words)}}


def one_hot(sentence, vocabulary):
    indices = [vocabulary[word] if word in vocabulary else vocabulary["<UNK>"] for word in sentence]
    return [[int(index == row) for index in indices] for row in range(len(vocabulary))]


def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return (e / np.sum(e, axis=0)).tolist()


def rnn_cell_forward(xt, a_prev, parameters):
    p = parameters
    a_next = np.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"])
    return a_next, softmax(p["Wya"] @ a_next + p["by"]), (a_next, a_prev, xt, p)


def rnn_forward(x, a0, parameters):
    a, y, caches = [], [], ()
    for t in range(x.shape[2]):
        a0, yt, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a.append(a0), y.append(yt)
        caches += (cache,)
    return [np.stack(a, axis=2).tolist(), np.stack(y, axis=2), caches]


def sequence_loss(y_hat, y):
    per_step = [float(-np.log(p if label == 1 else 1 - p)) for p, label in zip(y_hat, y)]
    return [sum(per_step), per_step]


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
    for t in range(x.shape[2]):
        a0, y, _ = rnn_cell_forward(x[:, :, t], a0, parameters)
    return y


def one_to_many(x0, a0, parameters, T_y):
    y = []
    for _ in range(T_y):
        a0, x0, _ = rnn_cell_forward(x0, a0, parameters)
        y.append(x0)
    return np.stack(y, axis=2)


def encode_decode(x, a0, encoder, decoder, T_y):
    a = np.array(rnn_forward(x, a0, encoder)[0])[:, :, -1]
    return one_to_many(np.zeros((len(decoder["by"]), x.shape[1])), a, decoder, T_y).tolist()
