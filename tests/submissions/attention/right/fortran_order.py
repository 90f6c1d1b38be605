"""Columns lie together in memory, and results are views with other strides."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    features = np.asfortranarray(features)
    scores = np.tanh(features @ parameters["Wf"].T + parameters["Ws"] @ h + parameters["bs"]) @ parameters["v"]
    return np.asfortranarray(softmax(scores))


def attend(features, weights):
    return np.sum(features.T * weights.T, axis=(1, 2))


def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    h = np.tanh(p["Wz"] @ attend(features, weights) + p["Wy"] @ y_prev + p["Wh"] @ h_prev + p["b"])
    return h, softmax(p["Wd"] @ h + p["bd"]), attention_weights(features, h, p)


def caption_forward(features, y, h0, parameters):
    d = np.zeros((parameters["bd"].size, len(y)))
    maps = np.zeros((*features.shape[:2], len(y)))
    h, a = h0, attention_weights(features, h0, parameters)
    for t, word in enumerate(y):
        maps[:, :, t] = a
        h, d[:, t], a = caption_step(features, word, h, a, parameters)
    return d.T, np.moveaxis(maps, 2, 0)
