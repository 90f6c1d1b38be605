"""Prints, plots, warnings and random numbers, at top level and in the functions."""
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np

np.random.seed(1)
warnings.warn("this is my submission")


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    scores = np.tanh(features @ parameters["Wf"].T + parameters["Ws"] @ h + parameters["bs"]) @ parameters["v"]
    print("scores", scores, file=sys.stderr)
    plt.imshow(softmax(scores))
    plt.show()
    return softmax(scores)


def attend(features, weights):
    print("weights sum to", np.sum(weights))
    return (features * np.asarray(weights)[:, :, None]).sum(axis=(0, 1))


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


plt.hist(np.random.randn(100))
