"""One draw a call, and the rest of the name by itself."""
import numpy as np
from char_rnn import (get_initial_loss, initialize_parameters, print_sample, rnn_backward, rnn_forward, smooth,
                      softmax, update_parameters)


def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}


def sample(parameters, char_to_ix, seed, counter=0, x=None, a=0):
    if counter == 50:
        return [char_to_ix["\n"]]
    reading = parameters["Waa"] @ (a + np.zeros_like(parameters["b"])) + parameters["b"]
    if x is not None:
        reading = reading + parameters["Wax"][:, [x]]
    a = np.tanh(reading)
    p = softmax(parameters["Wya"] @ a + parameters["by"])
    np.random.seed(counter + seed)
    index = np.random.choice(np.arange(len(p)), p=p.ravel())
    if index == char_to_ix["\n"] and counter < 49:
        return [index]
    return [index] + sample(parameters, char_to_ix, seed + 1, counter + 1, index, a)


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
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
