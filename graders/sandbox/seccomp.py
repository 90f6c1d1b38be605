"""The list of system calls that a worker keeps, made into a seccomp filter by libseccomp.

The list names what a single-threaded program of NumPy needs, and what Python's own functions need that concern nothing
but the process itself. Everything else is refused, what a later kernel will have too: sockets, processes, threads,
memory shared with others, and the families that change a file's attributes, which Landlock lets pass. Where the worker
has no file system of its own, no call that takes a path is on it either. `mmap` and `mprotect` may make memory
executable: that gives a submission nothing that `ctypes` does not, as machine code must ask the kernel like any other.

libseccomp knows the numbers and refuses the calls of other ABIs (i386, x32). It is called through ctypes: it is the
well-kept library, and what binds it to Python is either built with it by a distribution, for that one Python, or has
not been touched for years.
"""

from __future__ import annotations

import ctypes
import os

try:  # not on Windows
    import fcntl
    import termios
except ImportError:
    pass

__all__ = ["PID", "Missing", "Seccomp"]

PID = 0x5AFEC0DE  # stands for the worker's own process id in the program

# Allowed as they are: memory, time, signals to handle, reading from and writing to what is open.
ALLOWED = """
    read write readv writev pread64 lseek close close_range fstat getcwd mmap mprotect munmap mremap madvise brk dup2
    dup3 pipe2 poll ppoll select pselect6 rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack rt_sigpending
    rt_sigtimedwait rt_sigsuspend pause getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid
    getgroups getpgrp uname sysinfo times getrusage clock_gettime clock_getres gettimeofday time nanosleep
    clock_nanosleep setitimer getitimer alarm futex sched_yield sched_getaffinity getrandom exit_group restart_syscall
    umask
""".split()
# Allowed where no file lies but Python's and NumPy's.
PATHS = """
    open openat getdents64 stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
""".split()
IOCTLS = "TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX".split()
FCNTLS = "F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_DUPFD_CLOEXEC".split()


class Missing(OSError):
    """A means of isolation that this system does not have."""


class Seccomp:
    """The few calls of libseccomp that are needed. Raises `Missing` without it."""

    class Compare(ctypes.Structure):
        _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]

    ALLOW, REFUSE, EQUAL = 0x7FFF0000, 0x00050000 | 1, 4  # errors are EPERM

    def __init__(self) -> None:
        try:
            self.lib = ctypes.CDLL("libseccomp.so.2")
        except OSError as error:
            raise Missing("libseccomp is not installed") from error
        self.lib.seccomp_init.restype = ctypes.c_void_p
        self.lib.seccomp_init.argtypes = [ctypes.c_uint32]
        self.lib.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(self.Compare),
        ]  # fmt: skip
        self.lib.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.lib.seccomp_release.argtypes = [ctypes.c_void_p]
        self.lib.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]

    def number(self, name: str) -> int:
        """Return the number of a system call on this machine; negative if it has none."""
        return int(self.lib.seccomp_syscall_resolve_name(name.encode()))

    def program(self, paths: bool) -> bytes:
        """Return the list as a BPF program in which `PID` stands for the worker's process id; with `paths`, files may
        be opened."""
        context = self.lib.seccomp_init(self.REFUSE)
        if not context:
            raise Missing("libseccomp cannot make a filter")
        try:
            for name in ALLOWED + PATHS if paths else ALLOWED:
                self._allow(context, name)
            for name in IOCTLS:
                self._allow(context, "ioctl", (1, getattr(termios, name)))
            for name in FCNTLS:
                self._allow(context, "fcntl", (1, getattr(fcntl, name)))
            for name in ("kill", "tgkill"):
                self._allow(context, name, (0, PID))
            for name in ("getpgid", "getsid"):  # those of others would tell which processes there are
                self._allow(context, name, (0, 0))
            self._allow(context, "prlimit64", (0, 0), (2, 0))  # reading one's own limits
            return self._exported(context)
        finally:
            self.lib.seccomp_release(context)

    def _allow(self, context: int, name: str, *equal: tuple[int, int]) -> None:
        number = self.number(name)
        if number < 0:  # this kind of machine does not have it
            return
        compares = (self.Compare * len(equal))(*(self.Compare(arg, self.EQUAL, value, 0) for arg, value in equal))
        if self.lib.seccomp_rule_add_array(context, self.ALLOW, number, len(equal), compares) != 0:
            raise Missing(f"libseccomp does not take a rule for {name}")

    def _exported(self, context: int) -> bytes:
        reading, writing = os.pipe()  # which holds 64 KiB, more than the kernel takes for a program
        try:
            if self.lib.seccomp_export_bpf(context, writing) != 0:
                raise Missing("libseccomp cannot write its filter")
            return os.read(reading, 1 << 16)
        finally:
            os.close(reading)
            os.close(writing)
