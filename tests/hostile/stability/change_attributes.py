# kind: files
# wrong: gradient_norms
# earns: 60
"""Changes the mode, owner, times and attributes of a file that everybody may change, which Landlock alone does not
stop. The calls themselves are refused."""
import ctypes
import os

SECRET = "@CANARY@/secret.txt"


def attack():
    for path in (SECRET, "@CANARY@"):
        tried(os.chmod, path, 0o700)
        tried(os.chown, path, os.getuid(), os.getgid())
        tried(os.lchown, path, 65534, 65534)
        tried(os.utime, path, (1, 1))
        tried(os.setxattr, path, "user.mark", b"@MARK@")
    libc = ctypes.CDLL(None)
    libc.chmod(SECRET.encode(), 0)
    libc.syscall(452, -100, SECRET.encode(), 0, 0)  # fchmodat2
    libc.syscall(463, -100, SECRET.encode(), 0, b"user.mark", 0, 0)  # setxattrat


attack()
