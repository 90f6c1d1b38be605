# kind: CPU
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Never returns. The call is over its limit and costs rnn_forward only."""


def attack():
    while True:
        pass
