# kind: signals
# wrong: rnn_forward
# earns: 50
# slow: hangs
"""Cancels every timer, ignores and blocks every signal, then loops. SIGKILL cannot be ignored."""
import signal


def attack():
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        tried(signal.setitimer, timer, 0)
    for number in range(1, signal.NSIG):
        tried(signal.signal, number, signal.SIG_IGN)
    tried(signal.pthread_sigmask, signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        pass


for _number in (signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGVTALRM, signal.SIGPROF):
    tried(signal.signal, _number, signal.SIG_IGN)
