"""The grid is laid out as rows of places, and put back at the end."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    places = features.reshape(-1, features.shape[-1])
    hidden = np.tanh(places @ parameters["Wf"].T + (parameters["Ws"] @ h + parameters["bs"])[None])
    return softmax(hidden @ parameters["v"]).reshape(features.shape[:2])


def attend(features, weights):
    return weights.reshape(-1) @ features.reshape(-1, features.shape[-1])


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
