"""As the source document writes it: helpers by their module's name, clipping in place."""
import numpy as np
import random
import time

import char_rnn as utils


def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = (
        gradients['dWaa'], gradients['dWax'], gradients['dWya'], gradients['db'], gradients['dby'])
    for gradient in [dWaa, dWax, dWya, db, dby]:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    gradients = {'dWaa': dWaa, 'dWax': dWax, 'dWya': dWya, 'db': db, 'dby': dby}
    return gradients


def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya = parameters['Waa'], parameters['Wax'], parameters['Wya']
    by, b = parameters['by'], parameters['b']
    vocab_size = by.shape[0]
    n_a = Waa.shape[1]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    output = []
    idx = -1
    counter = 0
    newline_character = char_to_ix['\n']
    while idx != newline_character and counter < 50:
        a = np.tanh(np.dot(Wax, x) + np.dot(Waa, a_prev) + b)
        z = np.dot(Wya, a) + by
        y = utils.softmax(z)
        np.random.seed(counter + seed)
        idx = np.random.choice(list(range(vocab_size)), p=y.ravel())
        output.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        output.append(char_to_ix['\n'])
    return output


def optimize(X, y, a_prev, parameters, learning_rate=0.01):
    loss, cache = utils.rnn_forward(X, y, a_prev, parameters)
    gradients, a = utils.rnn_backward(X, y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = utils.update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


def model(data, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    n_x, n_y = vocab_size, vocab_size
    parameters = utils.initialize_parameters(n_a, n_x, n_y)
    loss = utils.get_initial_loss(vocab_size, dino_names)
    examples = data
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        index = j % len(examples)
        X = [None] + [char_to_ix[ch] for ch in examples[index]]
        Y = X[1:] + [char_to_ix["\n"]]
        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters)
        loss = utils.smooth(loss, curr_loss)
        if j % 2000 == 0:
            print("第" + str(j + 1) + "次迭代,损失值为:" + str(loss))
            seed = 0
            for name in range(dino_names):
                sampled_indices = sample(parameters, char_to_ix, seed)
                utils.print_sample(sampled_indices, ix_to_char)
                seed += 1
            print("\n")
    return parameters, loss


start_time = time.perf_counter()
words = ["rex", "ops"]
alphabet = sorted(set("rexops\n"))
to_ix = {ch: i for i, ch in enumerate(alphabet)}
to_char = {i: ch for i, ch in enumerate(alphabet)}
parameters = model(words, to_char, to_ix, num_iterations=50, vocab_size=len(alphabet))
print("执行了:", time.perf_counter() - start_time)
