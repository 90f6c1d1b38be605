# kind: patches
# wrong: add
# earns: 90
"""Turns the interpreter's own knobs: recursion, switching, hash and number limits, hooks for errors, output and exits."""
import sys
import threading


def attack():
    sys.setswitchinterval(1000)
    tried(sys.set_asyncgen_hooks, print, print)
    tried(sys.set_coroutine_origin_tracking_depth, 100)
    sys.excepthook = sys.unraisablehook = sys.displayhook = threading.excepthook = lambda *facts: gained("a hook")
    sys.flags = sys.version_info = sys.float_info = sys.maxsize = None
    sys.dont_write_bytecode, sys.tracebacklimit = False, -1
    sys.stdlib_module_names = sys.builtin_module_names = ()
    sys.setrecursionlimit(60)
    raise RecursionError("maximum depth", sys)
