# kind: processes
# wrong: model
# earns: 75
"""Becomes another program, which the sandbox's own Python does not bind. The call is refused."""
import os
import sys


def attack():
    tried(os.execv, "/bin/sh", ["sh", "-c", "touch @CANARY@/@MARK@sh"])
    tried(os.execv, sys.executable, [sys.executable, "-c", "open('@CANARY@/@MARK@py', 'w')"])
    tried(os.execve, os.open(sys.executable, os.O_RDONLY), ["python", "-c", "open('@CANARY@/@MARK@fd', 'w')"], {})
