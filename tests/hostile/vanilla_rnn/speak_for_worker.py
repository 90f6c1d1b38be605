# kind: forged replies
# wrong: rnn_forward
# earns: 50
"""Sends whole messages of the worker's kind, well formed and senseless, ahead of the real answer. Each is only a wrong
answer, or a reason to end the worker."""
import itertools
import sys

MESSAGES = itertools.cycle(
    [
        {"results": [], "changed": [], "output": "100"},
        {"results": np.zeros(8, np.uint8), "changed": [0, -1, 10**9, "x"], "output": 7},
        {"at": "\x1b[31m", "cell": None, "line": -1},
        {"at": 10**9, "cell": "x" * 10**6, "line": "1"},
        {"ask": 5, "arguments": None, "inputs": 3},
        {"ask": "__class__", "arguments": [], "inputs": None},
        {"callable": ["rnn_forward"] * 1000, "notes": [5, None]},
        {"files": [{"error": "", "defined": {}, "stubs": [], "notes": []}]},
        {"score": 100.0, "max_score": 100.0, "passed": True},
        [1, 2, 3],
        None,
        {},
    ]
)


def attack():
    frame = sys._getframe(1)
    while frame:
        channel = getattr(frame.f_locals.get("self"), "channel", None)
        if channel is not None:
            wire = sys.modules[type(channel).__module__]
            channel.send(wire.dumps(next(MESSAGES)))
            return
        frame = frame.f_back
