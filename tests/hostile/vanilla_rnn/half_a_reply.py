# kind: forged replies
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Sends the first bytes of a reply and then nothing: a judge that waits for the rest without a clock never ends."""
import os
import time


def attack():
    for descriptor in range(256):
        tried(os.set_blocking, descriptor, False)
        tried(os.write, descriptor, b"\x10")
    time.sleep(3600)
