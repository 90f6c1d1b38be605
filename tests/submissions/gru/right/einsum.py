"""Both gates as one array with an axis for the gate, and einsum for every product."""
import numpy as np


def gates(v, parameters):
    W = np.stack([parameters["Wu"], parameters["Wr"]])
    b = np.stack([parameters["bu"], parameters["br"]])
    return W, 0.5 * (1 + np.tanh(0.5 * (np.einsum("gav,vm->gam", W, v) + b)))


def finish(u, tilde, c_prev, parameters):
    c_next = np.einsum("kam,kam->am", np.stack([u, 1 - u]), np.stack([tilde, c_prev]))
    z = np.einsum("ya,am->ym", parameters["Wy"], c_next) + parameters["by"]
    return c_next, np.exp(z - np.logaddexp.reduce(z, axis=0))


def simple_gru_cell_forward(xt, c_prev, parameters):
    v = np.r_[c_prev, xt]
    _, (u, _) = gates(v, parameters)
    tilde = np.tanh(np.einsum("av,vm->am", parameters["Wc"], v) + parameters["bc"])
    return (*finish(u, tilde, c_prev, parameters), None)


def gru_cell_forward(xt, c_prev, parameters):
    v = np.r_[c_prev, xt]
    W, g = gates(v, parameters)
    w = np.r_[g[1] * c_prev, xt]
    tilde = np.tanh(np.einsum("av,vm->am", parameters["Wc"], w) + parameters["bc"])
    return (*finish(g[0], tilde, c_prev, parameters), (W, parameters["Wc"], g, v, w, tilde))


def gru_forward(x, c0, parameters):
    T = x.shape[-1]
    c, caches = np.empty((*c0.shape, T)), []
    y = np.empty((len(parameters["Wy"]), c0.shape[1], T))
    for t in range(T):
        c[..., t], y[..., t], cache = gru_cell_forward(x[..., t], c[..., t - 1] if t else c0, parameters)
        caches.append(cache)
    return c, y, caches


def gru_cell_backward(dc_next, cache):
    W, Wc, g, v, w, tilde = cache
    n_a = len(tilde)
    before = v[:n_a]
    delta_c = dc_next * g[0] * (1 - tilde**2)
    dw = np.einsum("av,am->vm", Wc, delta_c)
    delta = np.stack([dc_next * (tilde - before), dw[:n_a] * before]) * (g - g**2)
    dv = np.einsum("gav,gam->vm", W, delta)
    dW, db = np.einsum("gam,vm->gav", delta, v), np.einsum("gam->ga", delta)[..., None]
    return dict(
        dc_prev=dv[:n_a] + dw[:n_a] * g[1] + dc_next * (1 - g[0]),
        dxt=dv[n_a:] + dw[n_a:],
        dWu=dW[0],
        dWr=dW[1],
        dWc=np.einsum("am,vm->av", delta_c, w),
        dbu=db[0],
        dbr=db[1],
        dbc=np.einsum("am->a", delta_c)[:, None],
    )
