# kind: signals
# wrong: rnn_forward
# earns: 50
"""Kills itself while it is being read, with the signal that time-outs and memory limits use too."""
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
