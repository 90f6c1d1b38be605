"""A caption is a step and the rest of the caption."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    return softmax(np.tanh(features @ parameters["Wf"].T + parameters["Ws"] @ h + parameters["bs"]) @ parameters["v"])


def attend(features, weights):
    if features.ndim == 2:
        return weights @ features
    return attend(features[0], weights[0]) + (attend(features[1:], weights[1:]) if len(weights) > 1 else 0)


def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    h = np.tanh(p["Wz"] @ attend(features, weights) + p["Wy"] @ y_prev + p["Wh"] @ h_prev + p["b"])
    return h, softmax(p["Wd"] @ h + p["bd"]), attention_weights(features, h, p)


def speak(features, words, h, a, parameters):
    if not len(words):
        return []
    h, d, following = caption_step(features, words[0], h, a, parameters)
    return [(d, a), *speak(features, words[1:], h, following, parameters)]


def caption_forward(features, y, h0, parameters):
    d, maps = zip(*speak(features, y, h0, attention_weights(features, h0, parameters), parameters))
    return np.stack(d), np.stack(maps)
