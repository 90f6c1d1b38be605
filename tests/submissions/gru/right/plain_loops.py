"""No NumPy in the steps: loops over plain numbers, nested lists as results."""
from math import exp, tanh


def sigmoid(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def table(rows, columns):
    return [[0.0] * columns for _ in range(rows)]


def weighted(W, b, k, v):
    total = b[k][0]
    for weight, value in zip(W[k], v):
        total += weight * value
    return total


def run(xt, c_prev, parameters, with_reset):
    xt, c_prev = [list(map(float, row)) for row in xt], [list(map(float, row)) for row in c_prev]
    p = {name: array.tolist() for name, array in parameters.items()}
    n_a, m, n_y = len(c_prev), len(c_prev[0]), len(p["Wy"])
    c_next, y, tape = table(n_a, m), table(n_y, m), []
    for e in range(m):
        before, x = [row[e] for row in c_prev], [row[e] for row in xt]
        v = before + x
        u = [sigmoid(weighted(p["Wu"], p["bu"], k, v)) for k in range(n_a)]
        r = [sigmoid(weighted(p["Wr"], p["br"], k, v)) if with_reset else 1.0 for k in range(n_a)]
        w = [r[k] * before[k] for k in range(n_a)] + x
        g = [tanh(weighted(p["Wc"], p["bc"], k, w)) for k in range(n_a)]
        for k in range(n_a):
            c_next[k][e] = u[k] * g[k] + (1 - u[k]) * before[k]
        z = [weighted(p["Wy"], p["by"], j, [row[e] for row in c_next]) for j in range(n_y)]
        powers = [exp(value - max(z)) for value in z]
        for j in range(n_y):
            y[j][e] = powers[j] / sum(powers)
        tape.append((v, w, u, r, g))
    return c_next, y, (tape, p)


def simple_gru_cell_forward(xt, c_prev, parameters):
    return run(xt, c_prev, parameters, False)


def gru_cell_forward(xt, c_prev, parameters):
    return run(xt, c_prev, parameters, True)


def gru_forward(x, c0, parameters):
    c, c_all, y_all, caches = c0, [], [], []
    for t in range(x.shape[2]):
        c, y, cache = gru_cell_forward(x[:, :, t], c, parameters)
        c_all.append(c), y_all.append(y), caches.append(cache)

    def last_axis(steps):
        rows, columns = len(steps[0]), len(steps[0][0])
        return [[[step[i][k] for step in steps] for k in range(columns)] for i in range(rows)]

    return last_axis(c_all), last_axis(y_all), caches


def gru_cell_backward(dc_next, cache):
    tape, p = cache
    n_a, m, n_v = len(dc_next), len(tape), len(tape[0][0])
    dc_prev, dxt = table(n_a, m), table(n_v - n_a, m)
    dW, db = {gate: table(n_a, n_v) for gate in "urc"}, {gate: table(n_a, 1) for gate in "urc"}
    for e, (v, w, u, r, g) in enumerate(tape):
        dv, dw = [0.0] * n_v, [0.0] * n_v

        def back(gate, k, delta, read, into):
            db[gate][k][0] += delta
            row, weights = dW[gate][k], p["W" + gate][k]
            for j in range(n_v):
                row[j] += delta * read[j]
                into[j] += delta * weights[j]

        dc = [float(dc_next[k][e]) for k in range(n_a)]
        for k in range(n_a):
            back("c", k, dc[k] * u[k] * (1 - g[k] * g[k]), w, dw)
            back("u", k, dc[k] * (g[k] - v[k]) * u[k] * (1 - u[k]), v, dv)
        for k in range(n_a):
            back("r", k, dw[k] * v[k] * r[k] * (1 - r[k]), v, dv)
        for k in range(n_a):
            dc_prev[k][e] = dc[k] * (1 - u[k]) + dw[k] * r[k] + dv[k]
        for k in range(n_a, n_v):
            dxt[k - n_a][e] = dv[k] + dw[k]
    result = {"dxt": dxt, "dc_prev": dc_prev}
    for gate in "urc":
        result["dW" + gate], result["db" + gate] = dW[gate], db[gate]
    return result
