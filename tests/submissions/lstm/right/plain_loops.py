"""No NumPy at all: loops over plain numbers, nested lists as results."""
from math import exp, tanh


def sigmoid(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def table(rows, columns):
    return [[0.0] * columns for _ in range(rows)]


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    xt, a_prev, c_prev = xt.tolist(), a_prev.tolist(), c_prev.tolist()
    p = {name: array.tolist() for name, array in parameters.items()}
    n_a, m, n_y = len(a_prev), len(a_prev[0]), len(p["Wy"])
    a_next, c_next, y = table(n_a, m), table(n_a, m), table(n_y, m)
    tape = []
    for e in range(m):
        v = [row[e] for row in a_prev] + [row[e] for row in xt]
        gates = []
        for k in range(n_a):
            sums = []
            for gate in "fico":
                total = p["b" + gate][k][0]
                for weight, value in zip(p["W" + gate][k], v):
                    total += weight * value
                sums.append(total)
            f, i, c, o = sigmoid(sums[0]), sigmoid(sums[1]), tanh(sums[2]), sigmoid(sums[3])
            c_next[k][e] = f * c_prev[k][e] + i * c
            a_next[k][e] = o * tanh(c_next[k][e])
            gates.append((f, i, c, o))
        z = [sum(w * a_next[k][e] for k, w in enumerate(row)) + p["by"][j][0] for j, row in enumerate(p["Wy"])]
        powers = [exp(value - max(z)) for value in z]
        for j in range(n_y):
            y[j][e] = powers[j] / sum(powers)
        tape.append((v, gates))
    return a_next, c_next, y, (tape, c_prev, c_next, p)


def lstm_forward(x, a0, parameters):
    import numpy as np

    a, c = a0, np.zeros(a0.shape)
    a_all, y_all, c_all, caches = [], [], [], []
    for t in range(x.shape[2]):
        a, c, y, cache = lstm_cell_forward(x[:, :, t], a, c, parameters)
        a_all.append(a), y_all.append(y), c_all.append(c), caches.append(cache)
        a, c = np.array(a), np.array(c)

    def last_axis(steps):
        rows, columns = len(steps[0]), len(steps[0][0])
        return [[[step[r][k] for step in steps] for k in range(columns)] for r in range(rows)]

    return last_axis(a_all), last_axis(y_all), last_axis(c_all), caches


def lstm_cell_backward(da_next, dc_next, cache):
    tape, c_prev, c_next, p = cache
    n_a, m, n_v = len(c_prev), len(tape), len(tape[0][0])
    da_prev, dc_prev, dxt = table(n_a, m), table(n_a, m), table(n_v - n_a, m)
    dW = {gate: table(n_a, n_v) for gate in "fico"}
    db = {gate: table(n_a, 1) for gate in "fico"}
    for e, (v, gates) in enumerate(tape):
        dv = [0.0] * n_v
        for k, (f, i, c, o) in enumerate(gates):
            da, shown = float(da_next[k][e]), tanh(c_next[k][e])
            dc = float(dc_next[k][e]) + da * o * (1 - shown * shown)
            dc_prev[k][e] = dc * f
            slopes = (dc * c_prev[k][e] * f * (1 - f), dc * c * i * (1 - i), dc * i * (1 - c * c), da * shown * o * (1 - o))
            for gate, slope in zip("fico", slopes):
                db[gate][k][0] += slope
                row, weights = dW[gate][k], p["W" + gate][k]
                for j in range(n_v):
                    row[j] += slope * v[j]
                    dv[j] += slope * weights[j]
        for k in range(n_a):
            da_prev[k][e] = dv[k]
        for k in range(n_v - n_a):
            dxt[k][e] = dv[n_a + k]
    result = {"dxt": dxt, "da_prev": da_prev, "dc_prev": dc_prev}
    for gate in "fico":
        result["dW" + gate], result["db" + gate] = dW[gate], db[gate]
    return result


def lstm_backward(da, caches):
    n_a, m, T = da.shape
    da_prev, dc_prev, totals, dxs = table(n_a, m), table(n_a, m), None, []
    for t in range(T - 1, -1, -1):
        total = [[float(da[k, e, t]) + da_prev[k][e] for e in range(m)] for k in range(n_a)]
        step = lstm_cell_backward(total, dc_prev, caches[t])
        dxs.insert(0, step.pop("dxt"))
        da_prev, dc_prev = step.pop("da_prev"), step.pop("dc_prev")
        if totals is None:
            totals = step
        else:
            totals = {name: [[p + q for p, q in zip(*rows)] for rows in zip(totals[name], step[name])] for name in step}
    n_x = len(dxs[0])
    dx = [[[dxs[t][j][e] for t in range(T)] for e in range(m)] for j in range(n_x)]
    return {"dx": dx, "da0": da_prev, **totals}
