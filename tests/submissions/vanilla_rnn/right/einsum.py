"""Every product is an einsum, and no transpose is written."""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    a = np.einsum("nd,dh->nh", x, Wx) + np.einsum("ng,gh->nh", prev_h, Wh) + np.einsum("h,n->nh", b, np.ones(len(x)))
    h = np.tanh(a)
    return h, {"x": x, "p": prev_h, "Wx": Wx, "Wh": Wh, "h": h}


def rnn_step_backward(dnext_h, cache):
    da = np.einsum("nh,nh->nh", dnext_h, 1 - np.einsum("nh,nh->nh", cache["h"], cache["h"]))
    return (
        np.einsum("nh,dh->nd", da, cache["Wx"]),
        np.einsum("nh,gh->ng", da, cache["Wh"]),
        np.einsum("nd,nh->dh", cache["x"], da),
        np.einsum("ng,nh->gh", cache["p"], da),
        np.einsum("nh->h", da),
    )


def rnn_forward(x, h0, Wx, Wh, b):
    drive = np.einsum("ntd,dh->nth", x, Wx) + b
    h = np.empty(drive.shape)
    state = h0
    for t in range(x.shape[1]):
        state = np.tanh(drive[:, t] + np.einsum("ng,gh->nh", state, Wh))
        h[:, t] = state
    return h, (x, h0, Wx, Wh, h)


def rnn_backward(dh, cache):
    x, h0, Wx, Wh, h = cache
    before = np.concatenate([h0[:, np.newaxis], h[:, :-1]], axis=1)
    da = np.zeros(dh.shape)
    carried = np.zeros(h0.shape)
    for t in range(dh.shape[1])[::-1]:
        da[:, t] = (dh[:, t] + carried) * (1 - h[:, t] ** 2)
        carried = np.einsum("nh,gh->ng", da[:, t], Wh)
    return (
        np.einsum("nth,dh->ntd", da, Wx),
        carried,
        np.einsum("ntd,nth->dh", x, da),
        np.einsum("ntg,nth->gh", before, da),
        np.einsum("nth->h", da),
    )
