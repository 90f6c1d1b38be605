"""The batch is a loop: each sequence is run alone, and the gradients are added up."""
import numpy as np


def run_one(x, h, Wx, Wh, b):
    states = [h]
    for row in x:
        states.append(np.tanh(row @ Wx + states[-1] @ Wh + b))
    return np.array(states)


def back_one(dh, x, states, Wx, Wh):
    das = np.zeros((len(x), Wh.shape[0]))
    flow = np.zeros(Wh.shape[0])
    for t in range(len(x) - 1, -1, -1):
        das[t] = (dh[t] + flow) * (1 - states[t + 1] ** 2)
        flow = Wh @ das[t]
    return das @ Wx.T, flow, x.T @ das, states[:-1].T @ das, das.sum(axis=0)


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    runs = [run_one(x[n : n + 1], prev_h[n], Wx, Wh, b) for n in range(len(x))]
    return np.array([run[1] for run in runs]), (x, runs, Wx, Wh)


def rnn_step_backward(dnext_h, cache):
    x, runs, Wx, Wh = cache
    parts = [back_one(dnext_h[n : n + 1], x[n : n + 1], runs[n], Wx, Wh) for n in range(len(x))]
    return np.array([p[0][0] for p in parts]), np.array([p[1] for p in parts]), *(sum(p[k] for p in parts) for k in (2, 3, 4))


def rnn_forward(x, h0, Wx, Wh, b):
    runs = [run_one(sequence, start, Wx, Wh, b) for sequence, start in zip(x, h0)]
    return np.array([run[1:] for run in runs]), (x, runs, Wx, Wh)


def rnn_backward(dh, cache):
    x, runs, Wx, Wh = cache
    parts = [back_one(*one, Wx, Wh) for one in zip(dh, x, runs)]
    return np.array([p[0] for p in parts]), np.array([p[1] for p in parts]), *(np.sum([p[k] for p in parts], axis=0) for k in (2, 3, 4))
