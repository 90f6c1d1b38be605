# kind: processes
# wrong: gru_cell_backward
# earns: 65
"""Runs other programs by every way in the library; each would leave a file. None is run."""
import os
import pty
import subprocess

MARKS = "@CANARY@/@MARK@"


def attack():
    tried(subprocess.run, ["touch", MARKS + "1"], timeout=5)
    tried(subprocess.run, f"touch {MARKS}2", shell=True, timeout=5)
    tried(os.system, f"touch {MARKS}3")
    tried(lambda: os.popen(f"touch {MARKS}4").read())
    tried(os.posix_spawn, "/bin/touch", ["touch", MARKS + "5"], {})
    tried(os.spawnl, os.P_NOWAIT, "/bin/touch", "touch", MARKS + "6")
    forked = tried(pty.fork)
    if forked is not None:
        if forked[0] == 0:
            os._exit(0)
        gained("a process on a terminal")


attack()
