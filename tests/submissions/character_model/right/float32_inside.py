"""All the work is done in float32."""
import numpy as np
from char_rnn import (get_initial_loss, initialize_parameters, print_sample, rnn_backward, rnn_forward, smooth,
                      softmax, update_parameters)


def clip(gradients, maxValue):
    return {name: np.clip(value.astype(np.float32), -maxValue, maxValue) for name, value in gradients.items()}


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


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    low = {name: value.astype(np.float32) for name, value in parameters.items()}
    loss, cache = rnn_forward(X, Y, a_prev.astype(np.float32), low)
    gradients, a = rnn_backward(X, Y, low, cache)
    gradients = clip(gradients, 5)
    parameters.update(update_parameters(low, gradients, np.float32(learning_rate)))
    return loss, gradients, a[len(X) - 1]


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
