# kind: memory
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Grows a list, small piece by small piece, past its limit; 4 GiB is where it stops if nobody else does."""


def attack():
    hoard = []
    for _ in range(256):
        hoard.append(bytearray(16 << 20))
    gained("memory over the limit")
