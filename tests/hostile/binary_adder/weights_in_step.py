# kind: turncoats
# wrong: train_adder
# earns: 98
# why: it trains rightly; that the given arrays must stay is a check of its own
"""Trains the very arrays it was given and keeps them, so that both what it returns and what was given are its own to
change. The given ones must stay, and each call gets copies."""

kept = []
right_train = train_adder.right


def train_adder(parameters, pairs, alpha=0.1, binary_dim=8):
    for earlier in kept:
        for array in earlier.values():
            array[...] = 0
    trained, errors = right_train(parameters, pairs, alpha, binary_dim)
    for name in parameters:
        parameters[name][...] = trained[name]
    kept.append(parameters)
    return parameters, errors
