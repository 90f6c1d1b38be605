"""Top-level statements that raise, in the middle and at the end; the definitions around them are right."""
import numpy as np
import torch  # not there: raises ImportError

softmax = torch.softmax  # raises NameError


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    return softmax(np.tanh(features @ parameters["Wf"].T + parameters["Ws"] @ h + parameters["bs"]) @ parameters["v"])


attention_weights(np.zeros((14, 14, 512)), np.zeros(3), {})  # raises KeyError


def attend(features, weights):
    return (weights[..., None] * features).sum(0).sum(0)


assert caption_step is not None  # raises NameError: it comes below


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


raise KeyboardInterrupt
