# kind: answers
# wrong: rnn_forward
# earns: 50
"""Is a generator itself: the pair that rnn_forward should return never comes."""


def rnn_forward(x, h0, Wx, Wh, b):
    while True:
        yield np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
