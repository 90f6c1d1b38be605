# kind: memory
# wrong: caption_forward
# earns: 75
"""Switches the collector off and leaves a little more in circles at every call, up to 200 MB in all."""
import gc

gc.disable()
gc.freeze()
gc.collect = lambda *arguments: 0
LEFT = [40]


def attack():
    if LEFT[0]:
        LEFT[0] -= 1
        circle = [np.ones(600_000)]
        circle.append(circle)
