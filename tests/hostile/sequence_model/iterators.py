# kind: answers
# wrong: sequence_loss one_hot
# earns: 84
"""Answers with the right numbers in iterators, generators, views and coroutines. Those are nothing that could be read
twice, so they are wrong answers, and that they are is said."""
right_loss, right_one_hot = np.log, one_hot


def sequence_loss(y_hat, y):
    losses = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
    yield losses.sum()
    yield losses


def one_hot(sentence, vocabulary):
    rows = np.zeros((len(vocabulary), len(sentence))).tolist()
    return [iter(rows), (row for row in rows), dict(enumerate(rows)).values(), reversed(rows), map(list, rows)][
        len(sentence) % 5
    ]
