"""A submission that is right but for rnn_forward, which lets `attack` act first and then answers zeros.

The tests append a hostile file to this one. An attack that gets what it came for calls `gained`; from then on
rnn_forward answers rightly, so that the score itself betrays that the attack worked.
"""

import numpy as np

spoils = []


def attack():
    """Do nothing: a hostile file puts its own function in this one's place."""


def gained(what):
    """Note that an attack got what it came for."""
    spoils.append(what)


def tried(action, *arguments, **options):
    """Return what `action` returns, or None if it raises."""
    try:
        return action(*arguments, **options)
    except Exception:
        return None


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)


def rnn_forward(x, h0, Wx, Wh, b):
    attack()
    N, T, _ = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    if not spoils:
        return h, None
    caches, state = [], h0
    for t in range(T):
        state, cache = rnn_step_forward(x[:, t], state, Wx, Wh, b)
        h[:, t] = state
        caches.append(cache)
    return h, caches


def rnn_backward(dh, cache):
    N, T, H = dh.shape
    _, _, Wx, Wh, _ = cache[0]
    dx = np.zeros((N, T, Wx.shape[0]))
    dWx, dWh, db, dstate = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(H), np.zeros((N, H))
    for t in reversed(range(T)):
        dx[:, t], dstate, dWx_t, dWh_t, db_t = rnn_step_backward(dh[:, t] + dstate, cache[t])
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return dx, dstate, dWx, dWh, db
