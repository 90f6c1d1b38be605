"""One matrix product for the state, of everything that it reads in one stack."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    both = np.concatenate([features, np.broadcast_to(h, (*features.shape[:2], len(h)))], axis=2)
    W = np.hstack([parameters["Wf"], parameters["Ws"]])
    return softmax(np.tanh(both @ W.T + parameters["bs"]) @ parameters["v"])


def attend(features, weights):
    return sum(w * f for row, vectors in zip(weights, features) for w, f in zip(row, vectors))


def caption_step(features, y_prev, h_prev, weights, parameters):
    W = np.hstack([parameters[name] for name in ("Wz", "Wy", "Wh")] + [parameters["b"][:, None]])
    h = np.tanh(W @ np.concatenate([attend(features, weights), y_prev, h_prev, [1.0]]))
    d = softmax(np.hstack([parameters["Wd"], parameters["bd"][:, None]]) @ np.append(h, 1.0))
    return h, d, attention_weights(features, h, parameters)


def caption_forward(features, y, h0, parameters):
    h, a, d, maps = h0, attention_weights(features, h0, parameters), [], []
    for word in y:
        maps.append(a)
        h, p, a = caption_step(features, word, h, a, parameters)
        d.append(p)
    return np.array(d), np.array(maps)
