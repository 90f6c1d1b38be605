# kind: exits
# wrong: model
# earns: 75
"""Registers functions for the end of the process that never end. A worker is ended, not asked to."""
import atexit
import time


@atexit.register
def forever():
    while True:
        time.sleep(60)


class Sticky:
    def __del__(self):
        while True:
            time.sleep(60)


sticky = Sticky()
sticky.itself = sticky
