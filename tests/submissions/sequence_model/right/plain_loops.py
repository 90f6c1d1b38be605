"""No NumPy at all: loops over plain numbers, nested lists as results."""
from math import exp, log, tanh


def product(A, B):
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*B)] for row in A]


def plain(value):
    return value.tolist() if hasattr(value, "tolist") else value


def last_axis(steps):
    return [[[step[i][k] for step in steps] for k in range(len(steps[0][0]))] for i in range(len(steps[0]))]


def at(x, t):
    return [[cell[t] for cell in row] for row in x]


def build_vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence if word != "<UNK>"})
    return {"<UNK>": 0, **{word: k + 1 for k, word in enumerate(words)}}


def one_hot(sentence, vocabulary):
    x = [[0] * len(sentence) for _ in vocabulary]
    for t, word in enumerate(sentence):
        x[vocabulary.get(word, 0)][t] = 1
    return x


def softmax(z):
    columns = []
    for column in zip(*plain(z)):
        powers = [exp(value - max(column)) for value in column]
        columns.append([power / sum(powers) for power in powers])
    return [list(row) for row in zip(*columns)]


def rnn_cell_forward(xt, a_prev, parameters):
    p = {name: plain(array) for name, array in parameters.items()}
    xt, a_prev = plain(xt), plain(a_prev)
    rows = zip(product(p["Wax"], xt), product(p["Waa"], a_prev), p["ba"])
    a_next = [[tanh(u + v + bias) for u, v in zip(us, vs)] for us, vs, (bias,) in rows]
    scores = [[s + bias for s in row] for row, (bias,) in zip(product(p["Wya"], a_next), p["by"])]
    return a_next, softmax(scores), (xt, a_prev, a_next, p)


def rnn_forward(x, a0, parameters):
    x, steps = plain(x), []
    for t in range(len(x[0][0])):
        steps.append(rnn_cell_forward(at(x, t), a0, parameters))
        a0 = steps[-1][0]
    a, y, caches = zip(*steps)
    return last_axis(a), last_axis(y), caches


def sequence_loss(y_hat, y):
    per_step = [-log(p) if label == 1 else -log(1 - p) for p, label in zip(plain(y_hat), plain(y))]
    return sum(per_step), per_step


def rnn_cell_backward(da_next, cache):
    xt, a_prev, a_next, p = cache
    dz = [[d * (1 - a * a) for d, a in zip(*rows)] for rows in zip(plain(da_next), a_next)]
    turned = lambda A: [list(column) for column in zip(*A)]
    return {"dxt": product(turned(p["Wax"]), dz), "da_prev": product(turned(p["Waa"]), dz),
            "dWax": product(dz, turned(xt)), "dWaa": product(dz, turned(a_prev)), "dba": [[sum(row)] for row in dz]}


def rnn_backward(da, caches):
    da, later, dx, total = plain(da), None, [], None
    for t in range(len(caches) - 1, -1, -1):
        up = at(da, t)
        if later is not None:
            up = [[u + v for u, v in zip(*rows)] for rows in zip(up, later)]
        step = rnn_cell_backward(up, caches[t])
        dx.insert(0, step.pop("dxt"))
        later = step.pop("da_prev")
        if total is not None:
            step = {n: [[u + v for u, v in zip(*rows)] for rows in zip(step[n], total[n])] for n in step}
        total = step
    return {"dx": last_axis(dx), "da0": later, **total}


def many_to_one(x, a0, parameters):
    return at(rnn_forward(x, a0, parameters)[1], -1)


def one_to_many(x0, a0, parameters, T_y):
    y = []
    for _ in range(T_y):
        a0, x0, _ = rnn_cell_forward(x0, a0, parameters)
        y.append(x0)
    return last_axis(y)


def encode_decode(x, a0, encoder, decoder, T_y):
    a = at(rnn_forward(x, a0, encoder)[0], -1)
    nothing = [[0.0] * len(a[0]) for _ in plain(decoder["Wax"])[0]]
    return one_to_many(nothing, a, decoder, T_y)
