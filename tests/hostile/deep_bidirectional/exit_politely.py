# kind: exits
# wrong: deep_rnn_forward
# earns: 50
"""Raises SystemExit and KeyboardInterrupt, at import and in the call. A grader that lets them through ends with
success; here the statement ends, the rest counts, and the call is an error."""
import sys

raise KeyboardInterrupt
sys.exit(0)
exit(0)


def attack():
    sys.exit(0)
