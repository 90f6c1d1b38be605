# kind: /proc
# wrong: caption_forward
# earns: 75
"""Looks at other processes through /proc: what they were started with, what they hold open, their memory."""
import os


def attack():
    for process in {os.getppid(), int("@VICTIM_PID@"), 1} - {os.getpid()}:
        for name in ("environ", "cmdline", "maps", "status", "mountinfo", "mem"):
            if tried(open, f"/proc/{process}/{name}", "rb") is not None:
                gained(f"{name} of another process")
        for name in ("fd", "root", "cwd", "task"):
            if tried(os.listdir, f"/proc/{process}/{name}"):
                gained(f"{name} of another process")


attack()
