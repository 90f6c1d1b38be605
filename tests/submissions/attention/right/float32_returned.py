"""All the work is float32, and so are the results."""
import numpy as np

F = np.float32


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def single(parameters):
    return {name: value.astype(F) for name, value in parameters.items()}


def look(features, h, p):
    return softmax(np.tanh(features @ p["Wf"].T + p["Ws"] @ h + p["bs"]) @ p["v"])


def step(features, word, h, weights, p):
    z = np.tensordot(weights, features, 2)
    h = np.tanh(p["Wz"] @ z + p["Wy"] @ word + p["Wh"] @ h + p["b"])
    return h, softmax(p["Wd"] @ h + p["bd"]), look(features, h, p)


def attention_weights(features, h, parameters):
    return look(features.astype(F), h.astype(F), single(parameters))


def attend(features, weights):
    return np.tensordot(weights.astype(F), features.astype(F), 2)


def caption_step(features, y_prev, h_prev, weights, parameters):
    given = [array.astype(F) for array in (features, y_prev, h_prev, weights)]
    return tuple(part for part in step(*given, single(parameters)))


def caption_forward(features, y, h0, parameters):
    features, y, h, p = features.astype(F), y.astype(F), h0.astype(F), single(parameters)
    a, d, maps = look(features, h, p), [], []
    for word in y:
        maps.append(a)
        h, chosen, a = step(features, word, h, a, p)
        d.append(chosen)
    return np.stack(d), np.stack(maps)
