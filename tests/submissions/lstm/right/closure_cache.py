"""The cache is a function of the two upstream gradients, and the sequence's is one of all of them."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def linear(W, b, v):
    def back(delta):
        return W.T @ delta, delta @ v.T, delta.sum(axis=1, keepdims=True)

    return W @ v + b, back


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    n_a = a_prev.shape[0]
    v = np.concatenate((a_prev, xt), axis=0)
    z, backs = {}, {}
    for gate in ("f", "i", "c", "o"):
        z[gate], backs[gate] = linear(parameters["W" + gate].copy(), parameters["b" + gate].copy(), v)
    f, i, o, g = sigmoid(z["f"]), sigmoid(z["i"]), sigmoid(z["o"]), np.tanh(z["c"])
    before = c_prev.copy()
    c_next = f * before + i * g
    shown = np.tanh(c_next)
    logits, _ = linear(parameters["Wy"], parameters["by"], o * shown)
    e = np.exp(logits - logits.max(0))

    def backward(da, dc):
        dc = dc + da * o * (1 - shown**2)
        deltas = {"f": dc * before * f * (1 - f), "i": dc * g * i * (1 - i), "c": dc * i * (1 - g**2), "o": da * shown * o * (1 - o)}
        dv, result = 0, {"dc_prev": dc * f}
        for gate, delta in deltas.items():
            part, result["dW" + gate], result["db" + gate] = backs[gate](delta)
            dv = dv + part
        result["da_prev"], result["dxt"] = np.split(dv, [n_a])
        return result

    return o * shown, c_next.copy(), e / e.sum(0), backward


def lstm_forward(x, a0, parameters):
    a, c, ys, backs = [a0], [np.zeros(a0.shape)], [], []
    for t in range(x.shape[2]):
        one, two, y, back = lstm_cell_forward(x[:, :, t], a[-1], c[-1], parameters)
        a.append(one), c.append(two), ys.append(y), backs.append(back)

    def backward(da):
        carried, totals, dx = (0, 0), {}, []
        for t, back in reversed(list(enumerate(backs))):
            step = back(da[:, :, t] + carried[0], carried[1])
            carried = step.pop("da_prev"), step.pop("dc_prev")
            dx.append(step.pop("dxt"))
            totals = {name: totals.get(name, 0) + value for name, value in step.items()}
        return {"dx": np.stack(dx[::-1], 2), "da0": carried[0], **totals}

    return np.stack(a[1:], 2), np.stack(ys, 2), np.stack(c[1:], 2), backward


def lstm_cell_backward(da_next, dc_next, cache):
    return cache(da_next, dc_next)


def lstm_backward(da, caches):
    return caches(da)
