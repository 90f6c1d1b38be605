"""Helpers of its own; the shipped module is not imported."""
import numpy as np
def soft(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def column(index, size):
    x = np.zeros((size, 1))
    if index is not None:
        x[index, 0] = 1.0
    return x


def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}


def sample(parameters, char_to_ix, seed):
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    x, a = np.zeros((len(Wya), 1)), np.zeros((len(Waa), 1))
    indices = []
    for counter in range(50):
        a = np.tanh(Wax @ x + Waa @ a + parameters["b"])
        p = soft(Wya @ a + parameters["by"])
        np.random.seed(seed + 2 * counter)
        index = int(np.random.choice(len(p), p=p[:, 0]))
        indices.append(index)
        if index == char_to_ix["\n"] and counter < 49:
            return indices
        x = np.zeros_like(x)
        x[index] = 1
    return indices + [char_to_ix["\n"]]


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    Wax, Waa, Wya, b, by = (parameters[k] for k in ("Wax", "Waa", "Wya", "b", "by"))
    xs, states, errors, loss = [], [a_prev], [], 0.0
    for read, wanted in zip(X, Y):
        xs.append(column(read, len(by)))
        states.append(np.tanh(Wax.dot(xs[-1]) + Waa.dot(states[-1]) + b))
        p = soft(Wya.dot(states[-1]) + by)
        loss -= np.log(p[wanted, 0])
        errors.append(p - column(wanted, len(by)))
    g = {"d" + k: np.zeros_like(v) for k, v in parameters.items()}
    later = np.zeros_like(a_prev)
    for t in range(len(X) - 1, -1, -1):
        d = (Wya.T.dot(errors[t]) + later) / np.cosh(Wax.dot(xs[t]) + Waa.dot(states[t]) + b) ** 2
        g["dWya"] += errors[t].dot(states[t + 1].T)
        g["dby"] += errors[t]
        g["dWax"] += d.dot(xs[t].T)
        g["dWaa"] += d.dot(states[t].T)
        g["db"] += d
        later = Waa.T.dot(d)
    g = clip(g, 5)
    for k in parameters:
        parameters[k] = parameters[k] - learning_rate * g["d" + k]
    return loss, g, states[-1]


def model(names, ix_to_char, char_to_ix, num_iterations=3500, n_a=50, dino_names=7, vocab_size=27):
    random = np.random.RandomState(1)
    weights = {"Wax": random.randn(n_a, vocab_size) / 100, "Waa": random.randn(n_a, n_a) / 100}
    weights.update(Wya=random.randn(vocab_size, n_a) / 100, b=np.zeros((n_a, 1)), by=np.zeros((vocab_size, 1)))
    mean, state = np.log(vocab_size) * dino_names, np.zeros((n_a, 1))
    for j in range(num_iterations):
        name = [char_to_ix[c] for c in names[j % len(names)]]
        loss, _, state = optimize([None] + name, name + [char_to_ix["\n"]], state, weights)
        mean += 0.001 * (loss - mean)
        if not j % 2000:
            words = [sample(weights, char_to_ix, s) for s in range(dino_names)]
            print(mean, ["".join(map(ix_to_char.get, word)).strip().title() for word in words])
    return weights, mean
