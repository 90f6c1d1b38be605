"""Grows a list, small piece by small piece, past its limit; 4 GiB is where it stops if nobody else does."""


def attack():
    hoard = []
    for _ in range(4096):
        hoard.append(b"\x01" * (1 << 20))
    gained("memory over the limit")
