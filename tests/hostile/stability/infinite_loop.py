# kind: CPU
# wrong: gradient_norms
# earns: 60
# slow: hangs
"""Never returns. The call is over its limit and costs gradient_norms only."""


def attack():
    while True:
        pass
