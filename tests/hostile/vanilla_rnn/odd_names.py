# kind: names
# wrong: rnn_forward
# earns: 50
"""Fills its module with traps: a __getattr__ that answers every name, names that are not text, its own __dict__."""
globals()["\x1b[31m[red]"] = 1
globals()[7] = 8
globals()["__all__"] = 5
__file__ = __spec__ = __loader__ = __path__ = None


def __getattr__(name):
    raise SystemExit(name)


def __dir__():
    while True:
        yield "rnn_forward"
