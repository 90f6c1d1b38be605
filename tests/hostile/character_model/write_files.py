# kind: files
# wrong: model
# earns: 75
"""Writes a file wherever files are usually written: the sandbox has no writable place at all."""
import os

PLACES = (".", "/", "/tmp", "/var/tmp", "/dev/shm", "/run", "~", "@CANARY@", "@PROJECT@")


def attack():
    for place in PLACES:
        path = os.path.join(os.path.expanduser(place), "@MARK@")
        if tried(open, path, "w") is not None:
            gained(path)
        if tried(lambda: os.mkdir(path + "d") or "made"):
            gained(path)
    if tried(open, "@CANARY@/secret.txt", "r+") is not None:
        gained("the secret, to be changed")


attack()
