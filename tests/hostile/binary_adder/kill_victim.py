# kind: signals
# wrong: add
# earns: 90
"""Signals a stranger by every call there is for it; the victim would note each one. All are refused."""
import ctypes
import os
import signal
import sys

VICTIM = int("@VICTIM_PID@")


def attack():
    arm = "aarch64" in sys.implementation._multiarch
    syscall = ctypes.CDLL(None).syscall
    tkill, tgkill, sigqueue = (130, 131, 138) if arm else (200, 234, 129)
    tried(os.kill, VICTIM, signal.SIGUSR1)
    tried(os.killpg, VICTIM, signal.SIGUSR1)
    syscall(tkill, VICTIM, signal.SIGUSR1)
    syscall(tgkill, VICTIM, VICTIM, signal.SIGUSR1)
    information = (ctypes.c_int * 32)(signal.SIGUSR1, 0, -1)
    syscall(sigqueue, VICTIM, signal.SIGUSR1, information)
    handle = tried(os.pidfd_open, VICTIM)
    if handle is not None:
        tried(signal.pidfd_send_signal, handle, signal.SIGUSR1)
    tried(os.kill, VICTIM, signal.SIGKILL)
