"""No matrix products: loops over numbers."""
import numpy as np
from char_rnn import (get_initial_loss, initialize_parameters, print_sample, rnn_backward, rnn_forward, smooth,
                      softmax, update_parameters)
import math


def clip(gradients, maxValue):
    for gradient in gradients.values():
        for place in np.ndindex(gradient.shape):
            gradient[place] = min(maxValue, max(-maxValue, gradient[place]))
    return gradients


def sample(parameters, char_to_ix, seed):
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    x, a = np.zeros((len(Wya), 1)), np.zeros((len(Waa), 1))
    indices = []
    for counter in range(50):
        a = np.tanh(Wax @ x + Waa @ a + parameters["b"])
        p = softmax(Wya @ a + parameters["by"])
        np.random.seed(seed + 2 * counter)
        index = int(np.random.choice(len(p), p=p[:, 0]))
        indices.append(index)
        if index == char_to_ix["\n"] and counter < 49:
            return indices
        x = np.zeros_like(x)
        x[index] = 1
    return indices + [char_to_ix["\n"]]


def matrix(A, v):
    return [sum(A[i, k] * v[k] for k in range(A.shape[1])) for i in range(A.shape[0])]


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    Wax, Waa, Wya, b, by = (parameters[k] for k in ("Wax", "Waa", "Wya", "b", "by"))
    n_a, V = Wax.shape
    states, errors, loss = [[a_prev[i, 0] for i in range(n_a)]], [], 0.0
    for read, wanted in zip(X, Y):
        total = matrix(Waa, states[-1])
        states.append([math.tanh(total[i] + b[i, 0] + (0.0 if read is None else Wax[i, read])) for i in range(n_a)])
        z = [score + by[k, 0] for k, score in enumerate(matrix(Wya, states[-1]))]
        top = max(z)
        e = [math.exp(score - top) for score in z]
        p = [one / sum(e) for one in e]
        loss -= math.log(p[wanted])
        errors.append([p[k] - (k == wanted) for k in range(V)])
    g = {"d" + k: np.zeros_like(v) for k, v in parameters.items()}
    later = [0.0] * n_a
    for t in reversed(range(len(X))):
        back = matrix(Wya.T, errors[t])
        d = [(back[i] + later[i]) * (1 - states[t + 1][i] ** 2) for i in range(n_a)]
        for k in range(V):
            g["dby"][k, 0] += errors[t][k]
            for i in range(n_a):
                g["dWya"][k, i] += errors[t][k] * states[t + 1][i]
        for i in range(n_a):
            g["db"][i, 0] += d[i]
            if X[t] is not None:
                g["dWax"][i, X[t]] += d[i]
            for k in range(n_a):
                g["dWaa"][i, k] += d[i] * states[t][k]
        later = matrix(Waa.T, d)
    g = clip(g, 5)
    for k in parameters:
        for place in np.ndindex(parameters[k].shape):
            parameters[k][place] -= learning_rate * g["d" + k][place]
    return loss, g, np.array(states[-1]).reshape(-1, 1)


def model(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[c] for c in names[j % len(names)]]
        Y = X[1:] + [char_to_ix["\n"]]
        cost, _, a_prev = optimize(X, Y, a_prev, parameters)
        loss = smooth(loss, cost)
        if j % 2000 == 0:
            print(j, loss)
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
    return parameters, loss
