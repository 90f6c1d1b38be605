"""All gates as one array with an axis for the gate, and einsum for every product."""
import numpy as np

GATES = "fico"


def gates(v, parameters):
    W = np.stack([parameters["W" + gate] for gate in GATES])
    b = np.stack([parameters["b" + gate] for gate in GATES])
    z = np.einsum("gav,vm->gam", W, v) + b
    values = 0.5 * (1 + np.tanh(0.5 * z))
    values[2] = np.tanh(z[2])
    return W, values


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    v = np.r_[a_prev, xt]
    W, g = gates(v, parameters)
    c_next = np.einsum("kam,kam->am", np.stack([g[0], g[1]]), np.stack([c_prev, g[2]]))
    a_next = g[3] * np.tanh(c_next)
    z = np.einsum("ya,am->ym", parameters["Wy"], a_next) + parameters["by"]
    z -= np.logaddexp.reduce(z, axis=0)
    return a_next, c_next, np.exp(z), (W, g, v, c_prev, c_next)


def lstm_forward(x, a0, parameters):
    T = x.shape[-1]
    a, c, caches = np.empty((*a0.shape, T)), np.empty((*a0.shape, T)), []
    y = np.empty((len(parameters["Wy"]), a0.shape[1], T))
    state = a0, np.zeros_like(a0)
    for t in range(T):
        *state, y[..., t], cache = lstm_cell_forward(x[..., t], *state, parameters)
        a[..., t], c[..., t] = state
        caches.append(cache)
    return a, y, c, caches


def lstm_cell_backward(da_next, dc_next, cache):
    W, (f, i, c, o), v, c_prev, c_next = cache
    shown = np.tanh(c_next)
    dc = dc_next + da_next * o * (1 - shown**2)
    delta = np.stack([dc * c_prev * (f - f**2), dc * c * (i - i**2), dc * i * (1 - c**2), da_next * shown * (o - o**2)])
    dv = np.einsum("gav,gam->vm", W, delta)
    dW, db = np.einsum("gam,vm->gav", delta, v), np.einsum("gam->ga", delta)[..., None]
    result = dict(da_prev=dv[: len(c_prev)], dxt=dv[len(c_prev) :], dc_prev=dc * f)
    result.update({"dW" + gate: dW[k] for k, gate in enumerate(GATES)})
    result.update({"db" + gate: db[k] for k, gate in enumerate(GATES)})
    return result


def lstm_backward(da, caches):
    carried = np.zeros((2, *da.shape[:2]))
    result = {}
    dx = np.empty((caches[0][2].shape[0] - da.shape[0], *da.shape[1:]))
    for t in range(len(caches))[::-1]:
        step = lstm_cell_backward(da[..., t] + carried[0], carried[1], caches[t])
        dx[..., t] = step.pop("dxt")
        carried = np.stack([step.pop("da_prev"), step.pop("dc_prev")])
        for name, value in step.items():
            result[name] = result.get(name, 0.0) + value
    return {**result, "da0": carried[0], "dx": dx}
