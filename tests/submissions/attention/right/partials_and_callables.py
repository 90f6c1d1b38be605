"""The names are a partial, a lambda, a callable object and a bound method; other names for the parameters."""
import functools

import numpy as np


def _normal(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum()


def _score(squash, image, mind, weights):
    return _normal(np.inner(squash(np.inner(image, weights["Wf"]) + weights["Ws"] @ mind + weights["bs"]), weights["v"]))


attention_weights = functools.partial(_score, np.tanh)
attend = lambda image, where: np.tensordot(where, image)


class Step:
    def __call__(self, image, word, mind, where, weights):
        read = zip(("Wz", "Wy", "Wh"), (attend(image, where), word, mind))
        mind = np.tanh(sum((weights[name] @ value for name, value in read), weights["b"]))
        return mind, _normal(weights["Wd"] @ mind + weights["bd"]), attention_weights(image, mind, weights)

    def whole(self, image, words, mind, weights):
        def advance(state, word):
            mind, where, said = state
            mind, chosen, after = self(image, word, mind, where, weights)
            return mind, after, [*said, (chosen, where)]

        *_, said = functools.reduce(advance, words, (mind, attention_weights(image, mind, weights), []))
        return tuple(map(np.stack, zip(*said)))


caption_step = Step()
caption_forward = caption_step.whole
