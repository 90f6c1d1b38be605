"""The seeds' own way: arrays of zeros filled step by step, the inputs beside the caches."""
import numpy as np


def build_vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence if word != "<UNK>"})
    return {"<UNK>": 0, **{word: k + 1 for k, word in enumerate(words)}}


def one_hot(sentence, vocabulary):
    x = np.zeros((len(vocabulary), len(sentence)))
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, 0), t] = 1
    return x


def softmax(x):
    e_x = np.exp(x - np.max(x, axis=0))
    return e_x / e_x.sum(axis=0)


def rnn_cell_forward(xt, a_prev, parameters):
    Wax = parameters["Wax"]
    Waa = parameters["Waa"]
    Wya = parameters["Wya"]
    ba = parameters["ba"]
    by = parameters["by"]
    a_next = np.tanh(np.dot(Waa, a_prev) + np.dot(Wax, xt) + ba)
    yt_pred = softmax(np.dot(Wya, a_next) + by)
    cache = (a_next, a_prev, xt, parameters)
    return a_next, yt_pred, cache


def rnn_forward(x, a0, parameters):
    caches = []
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a = np.zeros([n_a, m, T_x])
    y_pred = np.zeros([n_y, m, T_x])
    a_next = a0
    for t in range(T_x):
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t] = a_next
        y_pred[:, :, t] = yt_pred
        caches.append(cache)
    caches = (caches, x)
    return a, y_pred, caches


def sequence_loss(y_hat, y):
    per_step = -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)
    return np.sum(per_step), per_step


def rnn_cell_backward(da_next, cache):
    (a_next, a_prev, xt, parameters) = cache
    dtanh = (1 - np.square(a_next)) * da_next
    dxt = np.dot(parameters["Wax"].T, dtanh)
    dWax = np.dot(dtanh, xt.T)
    da_prev = np.dot(parameters["Waa"].T, dtanh)
    dWaa = np.dot(dtanh, a_prev.T)
    dba = np.sum(dtanh, keepdims=True, axis=-1)
    gradients = {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}
    return gradients


def rnn_backward(da, caches):
    caches, x = caches
    n_a, m, T_x = da.shape
    n_x, m = x[:, :, 0].shape
    dx = np.zeros([n_x, m, T_x])
    dWax = np.zeros([n_a, n_x])
    dWaa = np.zeros([n_a, n_a])
    dba = np.zeros([n_a, 1])
    da_prevt = np.zeros([n_a, m])
    for t in reversed(range(T_x)):
        gradients = rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])
        da_prevt = gradients["da_prev"]
        dx[:, :, t] = gradients["dxt"]
        dWax += gradients["dWax"]
        dWaa += gradients["dWaa"]
        dba += gradients["dba"]
    return {"dx": dx, "da0": da_prevt, "dWax": dWax, "dWaa": dWaa, "dba": dba}


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
