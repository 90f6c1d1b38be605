# kind: lying objects
# wrong: rnn_forward
# earns: 50
"""Is found under the right name but is no function: an instance that lies about everything one may ask of it."""


class Odd:
    __name__ = __qualname__ = "../../\x1b[31m<b>"
    __doc__ = __code__ = __signature__ = __module__ = property(lambda self: 1 / 0)

    def __call__(self, *arguments, **options):
        return np.zeros(3), None

    def __getattr__(self, name):
        return self

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


rnn_forward = Odd()
