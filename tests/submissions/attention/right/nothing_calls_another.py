"""Each function stands alone and repeats what it needs."""
import numpy as np


def attention_weights(features, h, parameters):
    scores = np.tanh(features @ parameters["Wf"].T + parameters["Ws"] @ h + parameters["bs"]) @ parameters["v"]
    return np.exp(scores - np.logaddexp.reduce(scores, axis=None))


def attend(features, weights):
    return np.sum(features * weights[..., np.newaxis], axis=0).sum(axis=0)


def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    z = np.sum(features * np.expand_dims(weights, 2), axis=(0, 1))
    h = np.tanh(p["Wz"].dot(z) + p["Wy"].dot(y_prev) + p["Wh"].dot(h_prev) + p["b"])
    logits = p["Wd"].dot(h) + p["bd"]
    scores = np.tanh(features @ p["Wf"].T + p["Ws"] @ h + p["bs"]) @ p["v"]
    return h, np.exp(logits - np.logaddexp.reduce(logits)), np.exp(scores - np.logaddexp.reduce(scores, axis=None))


def caption_forward(features, y, h0, parameters):
    p, h = parameters, h0
    d, maps = np.zeros((len(y), len(p["bd"]))), np.zeros((len(y), *features.shape[:2]))
    keys = features @ p["Wf"].T
    for t in range(len(y)):
        scores = np.tanh(keys + p["Ws"] @ h + p["bs"]) @ p["v"]
        maps[t] = np.exp(scores - np.logaddexp.reduce(scores, axis=None))
        z = (features * maps[t][:, :, None]).sum(axis=(0, 1))
        h = np.tanh(p["Wz"] @ z + p["Wy"] @ y[t] + p["Wh"] @ h + p["b"])
        logits = p["Wd"] @ h + p["bd"]
        d[t] = np.exp(logits - np.logaddexp.reduce(logits))
    return d, maps
