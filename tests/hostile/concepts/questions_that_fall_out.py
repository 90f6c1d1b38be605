# kind: exits
# wrong: q07
# earns: 0
# why: answers is one call, and a call that ends its process has no answer at all
"""Ends the process in one question. The quiz is one call, so nothing of it arrives, and that is said."""
import os


def q07():
    os._exit(0)
