"""One number at a time, with the math module."""
import math


def dot(a, b):
    return math.fsum(x * y for x, y in zip(a, b))


def softmax(z):
    top = max(z)
    e = [math.exp(v - top) for v in z]
    return [v / sum(e) for v in e]


def attention_weights(features, h, parameters):
    p, scores = parameters, []
    rows, columns, _ = features.shape
    for i in range(rows):
        for j in range(columns):
            units = []
            for a in range(len(p["v"])):
                units.append(math.tanh(dot(p["Wf"][a], features[i, j]) + dot(p["Ws"][a], h) + p["bs"][a]))
            scores.append(dot(p["v"], units))
    flat = softmax(scores)
    return [flat[i * columns : (i + 1) * columns] for i in range(rows)]


def attend(features, weights):
    z = [0.0] * features.shape[2]
    for i in range(features.shape[0]):
        for j in range(features.shape[1]):
            for k in range(len(z)):
                z[k] += weights[i][j] * features[i, j, k]
    return z


def caption_step(features, y_prev, h_prev, weights, parameters):
    p, z = parameters, attend(features, weights)
    h = [
        math.tanh(dot(p["Wz"][i], z) + dot(p["Wy"][i], y_prev) + dot(p["Wh"][i], h_prev) + p["b"][i])
        for i in range(len(p["b"]))
    ]
    d = softmax([dot(p["Wd"][i], h) + p["bd"][i] for i in range(len(p["bd"]))])
    return h, d, attention_weights(features, h, p)


def caption_forward(features, y, h0, parameters):
    h, here, d, maps = h0, attention_weights(features, h0, parameters), [], []
    for t in range(len(y)):
        maps.append(here)
        h, chosen, here = caption_step(features, y[t], h, here, parameters)
        d.append(chosen)
    return d, maps
