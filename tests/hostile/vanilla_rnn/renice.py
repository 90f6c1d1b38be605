# kind: processes
# wrong: rnn_forward
# earns: 50
"""Slows, pins, reschedules and limits a stranger and its own parent. Only its own process is a student's."""
import ctypes
import os
import resource
import sys

VICTIM = int("@VICTIM_PID@")


def attack():
    for process in {VICTIM, os.getppid()} - {0, 1}:
        tried(os.setpriority, os.PRIO_PROCESS, process, 19)
        tried(os.setpriority, os.PRIO_PGRP, process, 19)
        tried(os.sched_setaffinity, process, {0})
        tried(os.sched_setscheduler, process, os.SCHED_IDLE, os.sched_param(0))
        if tried(lambda: resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))):
            gained("the limits of another process")
    ioprio_set = 30 if "aarch64" in sys.implementation._multiarch else 251
    if ctypes.CDLL(None).syscall(ioprio_set, 1, VICTIM, 3 << 13) == 0:
        gained("the disk priority of another process")


attack()
