"""The channels are moved to the front; a weighted sum is a tensordot."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    maps = np.moveaxis(features, 2, 0)
    units = np.tensordot(parameters["Wf"], maps, axes=1)
    units = np.tanh(units + (parameters["Ws"] @ h + parameters["bs"])[:, None, None])
    return softmax(np.tensordot(parameters["v"], units, axes=1))


def attend(features, weights):
    return np.tensordot(np.moveaxis(features, 2, 0), weights, axes=2)


def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    h = np.tanh(p["Wz"] @ attend(features, weights) + p["Wy"] @ y_prev + p["Wh"] @ h_prev + p["b"])
    return h, softmax(p["Wd"] @ h + p["bd"]), attention_weights(features, h, p)


def caption_forward(features, y, h0, parameters):
    h, a, d, maps = h0, attention_weights(features, h0, parameters), [], []
    for word in y:
        maps.append(a)
        h, p, a = caption_step(features, word, h, a, parameters)
        d.append(p)
    return np.array(d), np.array(maps)
