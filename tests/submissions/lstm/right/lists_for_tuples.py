"""Lists in the place of tuples, nested lists in the place of arrays, a list of pairs made a dict."""
import numpy as np

sigmoid = lambda z: 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.array(np.asarray(a_prev).tolist() + np.asarray(xt).tolist())
    sums = [parameters["W" + gate].dot(v) + parameters["b" + gate] for gate in "fico"]
    f, i, g, o = [np.tanh(z) if k == 2 else sigmoid(z) for k, z in enumerate(sums)]
    c_next = np.asarray(c_prev) * f + i * g
    a_next = o * np.tanh(c_next)
    powers = np.exp(parameters["Wy"].dot(a_next) + parameters["by"])
    y = powers / powers.sum(axis=0)
    return [a_next.tolist(), c_next.tolist(), y.tolist(), [v, c_prev, [f, i, g, o], c_next, parameters]]


def lstm_forward(x, a0, parameters):
    a, c, results = a0, np.zeros(a0.shape), [[], [], []]
    caches = []
    for t in range(x.shape[2]):
        a, c, y, cache = lstm_cell_forward(x[:, :, t], a, c, parameters)
        for kept, new in zip(results, (a, y, c)):
            kept.append(new)
        caches += [cache]
    return [np.transpose(kept, (1, 2, 0)).tolist() for kept in results] + [caches]


def lstm_cell_backward(da_next, dc_next, cache):
    v, c_prev, [f, i, g, o], c_next, parameters = cache
    c_prev, t = np.asarray(c_prev), np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - t**2)
    deltas = [dc * c_prev * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), da_next * t * o * (1 - o)]
    dv = np.zeros(v.shape)
    pairs = []
    for gate, delta in zip("fico", deltas):
        dv += parameters["W" + gate].T.dot(delta)
        pairs += [("dW" + gate, delta.dot(v.T).tolist()), ("db" + gate, [[sum(row)] for row in delta.tolist()])]
    n_a = len(c_prev)
    pairs += [("da_prev", dv[:n_a].tolist()), ("dxt", dv[n_a:].tolist()), ("dc_prev", (dc * f).tolist())]
    return dict(pairs)


def lstm_backward(da, caches):
    da_prev, dc_prev, dx, total = 0, 0, [], {}
    for t in range(len(caches) - 1, -1, -1):
        step = lstm_cell_backward(da[:, :, t] + np.array(da_prev), np.array(dc_prev), caches[t])
        dx = [step["dxt"]] + dx
        da_prev, dc_prev = step["da_prev"], step["dc_prev"]
        for name in step:
            if name[1] in "Wb":
                total[name] = np.add(total.get(name, 0), step[name])
    total = {name: value.tolist() for name, value in total.items()}
    return dict(total, dx=np.transpose(dx, (1, 2, 0)).tolist(), da0=da_prev)
