"""Each example is a vector of its own."""
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
    columns = []
    for column in z.T:
        e = np.exp(column - max(column))
        columns.append(e / e.sum())
    return np.array(columns).T


def rnn_cell_forward(xt, a_prev, parameters):
    p, states, tape = parameters, [], []
    for x, a in zip(xt.T, a_prev.T):
        after = np.tanh(p["Wax"].dot(x) + p["Waa"].dot(a) + p["ba"][:, 0])
        states.append(after)
        tape.append((x, a, after))
    a_next = np.column_stack(states)
    return a_next, softmax(p["Wya"] @ a_next + p["by"]), (tape, p)


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
    tape, p = cache
    dxt, da_prev, dWax, dWaa, dba = [], [], 0, 0, 0
    for da, (x, a, after) in zip(da_next.T, tape):
        dz = da * (1 - after**2)
        dxt.append(dz @ p["Wax"])
        da_prev.append(dz @ p["Waa"])
        dWax, dWaa, dba = dWax + np.outer(dz, x), dWaa + np.outer(dz, a), dba + dz[:, None]
    return dict(dxt=np.array(dxt).T, da_prev=np.array(da_prev).T, dWax=dWax, dWaa=dWaa, dba=dba)


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
