"""Arrays, lists and dicts that are handed in are used as scratch space."""
import numpy as np


def build_vocabulary(sentences):
    words = sentences.pop()
    while sentences:
        words.extend(sentences.pop())
    words.sort()
    vocabulary = {"<UNK>": 0}
    for word in words:
        vocabulary.setdefault(word, len(vocabulary))
    return vocabulary


def one_hot(sentence, vocabulary):
    x = np.zeros((len(vocabulary), len(sentence)))
    while sentence:
        word = sentence.pop()
        x[vocabulary.setdefault(word, 0), len(sentence)] = 1
    return x


def softmax(z):
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z /= z.sum(axis=0)
    return z


def rnn_cell_forward(xt, a_prev, parameters):
    p, before, read = {n: w.copy() for n, w in parameters.items()}, a_prev.copy(), xt.copy()
    xt *= 0
    a_prev[:] = p["Wax"] @ read + p["Waa"] @ before + p["ba"]
    np.tanh(a_prev, out=a_prev)
    return a_prev.copy(), softmax(p["Wya"] @ a_prev + p["by"]), (a_prev.copy(), before, read, p)


def rnn_forward(x, a0, parameters):
    a, y, caches = [], [], []
    for t in range(x.shape[2]):
        a0, yt, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a.append(a0.copy()), y.append(yt), caches.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), caches


def sequence_loss(y_hat, y):
    y_hat[y == 0] = 1 - y_hat[y == 0]
    np.negative(np.log(y_hat, out=y_hat), out=y_hat)
    return y_hat.sum(), y_hat


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, p = cache
    a_next **= 2
    da_next *= 1 - a_next
    return {"dxt": p["Wax"].T @ da_next, "da_prev": p["Waa"].T @ da_next, "dWax": da_next @ xt.T,
            "dWaa": da_next @ a_prev.T, "dba": da_next.sum(axis=1, keepdims=True)}


def rnn_backward(da, caches):
    dx, total = [], {}
    while caches:
        t = len(caches) - 1
        step = rnn_cell_backward(da[:, :, t], caches.pop())
        if t:
            da[:, :, t - 1] += step["da_prev"]
        dx.insert(0, step["dxt"])
        for name in ("dWax", "dWaa", "dba"):
            total.setdefault(name, np.zeros_like(step[name]))
            total[name] += step[name]
    total.update(dx=np.stack(dx, axis=2), da0=step["da_prev"])
    return total


def many_to_one(x, a0, parameters):
    return rnn_forward(x, a0, parameters)[1][:, :, -1]


def one_to_many(x0, a0, parameters, T_y):
    y = []
    for _ in range(T_y):
        a0, x0, _ = rnn_cell_forward(x0, a0, parameters)
        y.append(x0.copy())
    return np.stack(y, axis=2)


def encode_decode(x, a0, encoder, decoder, T_y):
    a = rnn_forward(x, a0, encoder)[0][:, :, -1]
    return one_to_many(np.zeros((decoder["Wax"].shape[1], x.shape[1])), a, decoder, T_y)
