# kind: signals
# wrong: rnn_forward
# earns: 50
"""Leaves timers whose handlers fire later, in the worker's own code, to look at its frames and break them."""
import signal


def on_time(number, frame):
    while frame:
        if isinstance(frame.f_locals.get("expected"), np.ndarray):
            gained("the expected answer")
        frame = frame.f_back
    raise ValueError("too late")


def attack():
    signal.signal(signal.SIGALRM, on_time)
    signal.signal(signal.SIGVTALRM, on_time)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.001, 0.001)
