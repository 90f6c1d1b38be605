"""The four names are a partial, a callable object, a bound method and a lambda; other names for the parameters."""
import functools

import numpy as np


def _cell(activations, x, h, c, /, weights, *ignored):
    stack = np.concatenate([h, x])
    values = {k: act(weights["W" + k] @ stack + weights["b" + k]) for k, act in activations.items()}
    new = values["f"] * c + values["i"] * values["c"]
    shown = np.tanh(new)
    logits = weights["Wy"] @ (values["o"] * shown) + weights["by"]
    odds = np.exp(logits - np.max(logits, 0))
    return values["o"] * shown, new, odds / np.sum(odds, 0), (stack, values, c, shown, weights)


def _sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


lstm_cell_forward = functools.partial(_cell, {"f": _sigmoid, "i": _sigmoid, "o": _sigmoid, "c": np.tanh})


class Unrolled:
    def __call__(self, x, h, weights):
        c, found = np.zeros_like(h), []
        for now in np.rollaxis(x, 2):
            h, c, y, memo = lstm_cell_forward(now, h, c, weights)
            found.append((h, y, c, memo))
        h, y, c, memos = zip(*found)
        return np.stack(h, -1), np.stack(y, -1), np.stack(c, -1), memos

    def back(self, dh, dc, memo):
        stack, v, c, shown, weights = memo
        dc = dc + dh * v["o"] * (1 - shown**2)
        d = {"o": dh * shown, "f": dc * c, "i": dc * v["c"], "c": dc * v["i"]}
        d = {k: d[k] * (1 - v[k] ** 2 if k == "c" else v[k] * (1 - v[k])) for k in d}
        down = np.concatenate([weights["W" + k] for k in d]).T @ np.concatenate(list(d.values()))
        n = len(c)
        out = {"dxt": down[n:], "da_prev": down[:n], "dc_prev": dc * v["f"]}
        return out | {"dW" + k: d[k] @ stack.T for k in d} | {"db" + k: d[k].sum(1, keepdims=True) for k in d}


lstm_forward = Unrolled()
lstm_cell_backward = lstm_forward.back
_names = [kind + k for kind in ("dW", "db") for k in "fico"]


def _fold(state, item):
    dh, dc, dx, total = state
    up, memo = item
    step = lstm_cell_backward(up + dh, dc, memo)
    return step["da_prev"], step["dc_prev"], [step["dxt"], *dx], {n: total.get(n, 0) + step[n] for n in _names}


lstm_backward = lambda up, memos: (
    lambda dh, dc, dx, total: {"dx": np.stack(dx, -1), "da0": dh, **total}
)(*functools.reduce(_fold, list(zip(np.rollaxis(up, 2), memos))[::-1], (0, 0, [], {})))
