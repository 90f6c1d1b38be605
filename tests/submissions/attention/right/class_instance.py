"""A speaker object holds the picture and its state."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


class Speaker:
    def __init__(self, features, h, parameters):
        self.features, self.h, self.p = features, h, parameters

    def look(self):
        p = self.p
        return softmax(np.tanh(self.features @ p["Wf"].T + p["Ws"] @ self.h + p["bs"]) @ p["v"])

    def see(self, weights):
        return np.tensordot(weights, self.features, 2)

    def read(self, word, weights):
        p = self.p
        self.h = np.tanh(p["Wz"] @ self.see(weights) + p["Wy"] @ word + p["Wh"] @ self.h + p["b"])
        return softmax(p["Wd"] @ self.h + p["bd"])


def attention_weights(features, h, parameters):
    return Speaker(features, h, parameters).look()


def attend(features, weights):
    return Speaker(features, None, None).see(weights)


def caption_step(features, y_prev, h_prev, weights, parameters):
    speaker = Speaker(features, h_prev, parameters)
    d = speaker.read(y_prev, weights)
    return speaker.h, d, speaker.look()


def caption_forward(features, y, h0, parameters):
    speaker, d, maps = Speaker(features, h0, parameters), [], []
    for word in y:
        maps.append(speaker.look())
        d.append(speaker.read(word, maps[-1]))
    return np.stack(d), np.stack(maps)
