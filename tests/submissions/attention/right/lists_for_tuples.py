"""Lists in the place of tuples and of arrays."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    told = parameters["Ws"] @ np.array(h) + parameters["bs"]
    return softmax(np.tanh(features @ parameters["Wf"].T + told) @ parameters["v"]).tolist()


def attend(features, weights):
    return [float(np.sum(features[:, :, k] * np.array(weights))) for k in range(features.shape[2])]


def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    h = np.tanh(p["Wz"] @ attend(features, weights) + p["Wy"] @ y_prev + p["Wh"] @ h_prev + p["b"])
    return [h.tolist(), softmax(p["Wd"] @ h + p["bd"]).tolist(), attention_weights(features, h, p)]


def caption_forward(features, y, h0, parameters):
    h, a, found = h0, attention_weights(features, h0, parameters), []
    for word in y:
        h, d, after = caption_step(features, word, h, a, parameters)
        found.append([d, a])
        a = after
    return [list(part) for part in zip(*found)]
