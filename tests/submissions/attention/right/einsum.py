"""Every product is an einsum."""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def attention_weights(features, h, parameters):
    told = np.einsum("ah,h->a", parameters["Ws"], h) + parameters["bs"]
    units = np.tanh(np.einsum("ak,ijk->ija", parameters["Wf"], features) + told)
    return softmax(np.einsum("a,ija->ij", parameters["v"], units))


def attend(features, weights):
    return np.einsum("ij,ijk->k", weights, features)


def caption_step(features, y_prev, h_prev, weights, parameters):
    p = parameters
    terms = [("hk,k->h", p["Wz"], attend(features, weights)), ("hv,v->h", p["Wy"], y_prev), ("hg,g->h", p["Wh"], h_prev)]
    h = np.tanh(sum(np.einsum(*term) for term in terms) + p["b"])
    return h, softmax(np.einsum("vh,h->v", p["Wd"], h) + p["bd"]), attention_weights(features, h, p)


def caption_forward(features, y, h0, parameters):
    h, a, d, maps = h0, attention_weights(features, h0, parameters), [], []
    for word in y:
        maps.append(a)
        h, p, a = caption_step(features, word, h, a, parameters)
        d.append(p)
    return np.array(d), np.array(maps)
