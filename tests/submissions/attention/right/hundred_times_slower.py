"""Each formula is computed a hundred times, to be on the safe side."""
import numpy as np


def repeated(formula):
    def run(*arguments):
        for _ in range(100):
            result = formula(*arguments)
        return result

    return run


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@repeated
def attention_weights(features, h, parameters):
    return softmax(np.tanh(features @ parameters["Wf"].T + parameters["Ws"] @ h + parameters["bs"]) @ parameters["v"])


@repeated
def attend(features, weights):
    return (features * weights[:, :, None]).sum(axis=(0, 1))


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
