"""Other names for the parameters, positional-only ones, *args and extra defaults."""
import numpy as np


def rnn_step_forward(inp, state, /, U, W, bias, activation=np.tanh):
    out = activation(inp @ U + state @ W + bias)
    return out, (inp, state, U, W, out)


def rnn_step_backward(*args):
    grad, (inp, state, U, W, out) = args
    g = grad * (1 - out**2)
    return g @ U.T, g @ W.T, inp.T @ g, state.T @ g, g.sum(axis=0)


def rnn_forward(seq, start, *weights, **options):
    outs, tape = [], []
    for t in range(seq.shape[1]):
        start, entry = rnn_step_forward(seq[:, t], start, *weights, **options)
        outs.append(start)
        tape.append(entry)
    return np.stack(outs, axis=1), tape


def rnn_backward(grads, tape, verbose=False):
    carry, collected = 0, []
    for t in reversed(range(len(tape))):
        if verbose:
            print("step", t)
        piece = rnn_step_backward(grads[:, t] + carry, tape[t])
        carry = piece[1]
        collected.insert(0, piece)
    return (np.stack([p[0] for p in collected], axis=1), carry) + tuple(sum(p[k] for p in collected) for k in (2, 3, 4))
