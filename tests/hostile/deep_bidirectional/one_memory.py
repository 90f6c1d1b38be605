# kind: answers
# wrong: brnn_forward
# earns: 68
# why: the prediction is right and so is one direction
"""Answers with one piece of memory for both directions, so that one of them overwrites the other."""
right_brnn = brnn_forward.right


def brnn_forward(x, parameters):
    y, forward, backward = right_brnn(x, parameters)
    memory = np.zeros(y.size + forward.size)
    states = memory[: forward.size].reshape(forward.shape)
    states[...] = forward
    states[...] = backward
    shown = memory[: y.size].reshape(y.shape)
    shown[...] = y
    return shown, states, states
