# kind: memory
# wrong: add
# earns: 90
"""Allocates more than it may in one array. The allocation fails or the process ends; nobody else notices."""


def attack():
    for gigabytes in (2, 4, 6):
        block = tried(np.ones, gigabytes << 27)
        if block is not None:
            gained("memory over the limit")
            del block
