"""No NumPy at all: loops over plain numbers, nested lists as results."""
from math import tanh


def product(A, B):
    columns = list(zip(*B))
    return [[sum(p * q for p, q in zip(row, column)) for column in columns] for row in A]


def transpose(A):
    return [list(column) for column in zip(*A)]


def add(A, B):
    return [[p + q for p, q in zip(r, s)] for r, s in zip(A, B)]


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    x, prev_h, Wx, Wh, b = [[*map(float, r)] for r in x], [[*map(float, r)] for r in prev_h], Wx.tolist(), Wh.tolist(), b.tolist()
    return step(x, prev_h, Wx, Wh, b)


def step(x, prev_h, Wx, Wh, b):
    total = add(product(x, Wx), product(prev_h, Wh))
    next_h = [[tanh(value + bias) for value, bias in zip(row, b)] for row in total]
    return next_h, (x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    da = [[float(d) * (1.0 - h * h) for d, h in zip(ds, hs)] for ds, hs in zip(dnext_h, next_h)]
    db = [sum(column) for column in zip(*da)]
    return (
        product(da, transpose(Wx)),
        product(da, transpose(Wh)),
        product(transpose(x), da),
        product(transpose(prev_h), da),
        db,
    )


def rnn_forward(x, h0, Wx, Wh, b):
    x, state, Wx, Wh, b = x.tolist(), h0.tolist(), Wx.tolist(), Wh.tolist(), b.tolist()
    h = [[] for _ in x]
    caches = []
    for t in range(len(x[0])):
        state, cache = step([sequence[t] for sequence in x], state, Wx, Wh, b)
        caches.append(cache)
        for row, value in zip(h, state):
            row.append(value)
    return h, caches


def rnn_backward(dh, cache):
    dh = dh.tolist()
    N, T, H = len(dh), len(dh[0]), len(dh[0][0])
    carried = [[0.0] * H for _ in range(N)]
    dx = [[None] * T for _ in range(N)]
    dWx = dWh = db = None
    for t in range(T - 1, -1, -1):
        dx_t, carried, wx, wh, bias = rnn_step_backward(add([row[t] for row in dh], carried), cache[t])
        dWx = wx if dWx is None else add(dWx, wx)
        dWh = wh if dWh is None else add(dWh, wh)
        db = bias if db is None else [p + q for p, q in zip(db, bias)]
        for n in range(N):
            dx[n][t] = dx_t[n]
    return dx, carried, dWx, dWh, db
