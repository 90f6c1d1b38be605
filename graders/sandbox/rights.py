"""What a worker gives up before it reads a submission, by every means this system offers.

`Rights` is made once, in the zygote, and does the slow part there: a mount namespace that holds Python, NumPy and
nothing else, and the texts of the Landlock and seccomp rules. `Rights.drop`, in each worker, is a handful of system
calls. A means that the system refuses is left out without a word: what was achieved is found by trying (see
`graders.judge.isolation`), never by what this module believes.

The means overlap on purpose. The namespace takes away the sight of files and networks, the uid the signals, Landlock
both again, and seccomp, an allow-list made by libseccomp, every system call that a single-threaded program of NumPy
does not need: sockets, processes, threads, and the families that change a file's attributes, which Landlock lets pass.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import struct
import sys
import sysconfig
import tempfile
from collections.abc import Iterable

try:  # not on Windows
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

__all__ = ["Rights"]

PID = 0x5AFEC0DE  # stands for the worker's own process id in the seccomp program
FREE_UIDS = (0x70000000, 20000)  # first of the unused user ids, high ones first; a worker adds its process id

# Allowed as they are: memory, time, signals to handle, reading, and writing to what is open.
ALLOWED = """
    read write readv writev pread64 lseek close close_range fstat newfstatat stat lstat statx access faccessat
    faccessat2 open openat getdents64 readlink readlinkat getcwd mmap mprotect munmap mremap madvise brk dup dup2 dup3
    pipe pipe2 poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait rt_sigaction rt_sigprocmask
    rt_sigreturn sigaltstack rt_sigpending rt_sigtimedwait rt_sigsuspend pause getpid gettid getppid getuid geteuid
    getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid uname sysinfo times getrusage clock_gettime
    clock_getres gettimeofday time nanosleep clock_nanosleep setitimer getitimer alarm futex set_robust_list rseq
    set_tid_address arch_prctl sched_yield sched_getaffinity getcpu getrandom exit exit_group restart_syscall getrlimit
    umask membarrier fadvise64
""".split()
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX
FCNTLS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_DUPFD_CLOEXEC

# Landlock's access bits by version of its interface: version 1 has the first 13 file rights, and so on.
LANDLOCK_FILES = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
READ_FILE, READ_DIR, WRITE_FILE, TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
RDONLY, NOSUID, NODEV, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38


class _Missing(OSError):
    """A means of isolation that this system does not have."""


class _Libc:
    """The C library's calls, raising `OSError` as Python's own do."""

    def __init__(self) -> None:
        self.lib = ctypes.CDLL(None, use_errno=True)

    def __call__(self, name: str, *args: object) -> int:
        result: int = getattr(self.lib, name)(*args)
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"{name}: {os.strerror(number)}")
        return result


class _Seccomp:
    """The few calls of libseccomp that are needed, through ctypes."""

    class Compare(ctypes.Structure):
        _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]

    ALLOW, REFUSE, EQUAL = 0x7FFF0000, 0x00050000 | 1, 4  # errors are EPERM

    def __init__(self) -> None:
        try:
            self.lib = ctypes.CDLL("libseccomp.so.2")
        except OSError as error:
            raise _Missing("libseccomp is not installed") from error
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

    def program(self) -> bytes:
        """Return the allow-list as a BPF program in which `PID` stands for the worker's process id."""
        context = self.lib.seccomp_init(self.REFUSE)
        if not context:
            raise _Missing("libseccomp cannot make a filter")
        try:
            for name in ALLOWED:
                self._allow(context, name)
            for command in IOCTLS:
                self._allow(context, "ioctl", (1, command))
            for command in FCNTLS:
                self._allow(context, "fcntl", (1, command))
            for name in ("kill", "tgkill"):
                self._allow(context, name, (0, PID))
            self._allow(context, "prlimit64", (0, 0), (2, 0))  # reading one's own limits
            with (
                tempfile.TemporaryFile()
                if not hasattr(os, "memfd_create")
                else os.fdopen(os.memfd_create("bpf"), "w+b") as file
            ):
                if self.lib.seccomp_export_bpf(context, file.fileno()) != 0:
                    raise _Missing("libseccomp cannot write its filter")
                file.seek(0)
                return file.read()
        finally:
            self.lib.seccomp_release(context)

    def _allow(self, context: int, name: str, *equal: tuple[int, int]) -> None:
        number = self.number(name)
        if number < 0:  # this kind of machine does not have it
            return
        compares = (self.Compare * len(equal))(*(self.Compare(arg, self.EQUAL, value, 0) for arg, value in equal))
        if self.lib.seccomp_rule_add_array(context, self.ALLOW, number, len(equal), compares) != 0:
            raise _Missing(f"libseccomp does not take a rule for {name}")


def _ignoring() -> contextlib.suppress:
    return contextlib.suppress(OSError, AttributeError)


class Rights:
    """Everything a worker will give up, prepared once in the zygote.

    `files` are the folders that stay readable besides the standard library: NumPy's.
    """

    def __init__(self, files: Iterable[str]) -> None:
        self.libc = _Libc() if sys.platform == "linux" else None
        self.root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.size = _address_space()
        self.stdlib = sorted({sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})
        self.files = [path for path in files if os.path.isdir(path)]
        self.bpf = b""
        self.ruleset = -1
        self.open_to_all = False
        if self.libc is None:
            return
        with _ignoring():
            seccomp = _Seccomp()
            self.bpf = seccomp.program()
            self.restrict_self = seccomp.number("landlock_restrict_self")
            rooted = False
            with _ignoring():  # a system may give a namespace and then refuse to map a user in it
                rooted = self._enter_namespaces(seccomp)
            self.ruleset = self._landlock(seccomp, rooted)
        # Where Python lies in somebody's private folder, and no namespace has laid it out anew, another user cannot
        # import it: the worker keeps its user then, without capabilities.
        self.open_to_all = _open_to_all([os.__file__, *self.files])

    # In the zygote: a world with Python, NumPy and /dev/null in it, and no network.

    def _enter_namespaces(self, seccomp: _Seccomp) -> bool:
        assert self.libc is not None
        uid, gid = os.geteuid(), os.getegid()
        kinds = NEWNS | NEWNET | NEWIPC | NEWUTS
        try:
            if not self.root:
                raise PermissionError
            self.libc("unshare", kinds)
        except OSError:
            try:
                self.libc("unshare", kinds | NEWUSER)
            except OSError:
                return False
            for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
                with open(f"/proc/self/{name}", "w") as file:
                    file.write(text)
            self.root = False  # only one user id is mapped: there is no other to change to
        try:
            self._change_root(seccomp)
        except OSError:
            return False
        return True

    def _change_root(self, seccomp: _Seccomp) -> None:
        libc = self.libc
        assert libc is not None
        # Opened first: the new root is mounted over a folder that may hold some of them.
        sources = {path: os.open(path, os.O_PATH) for path in [*self.stdlib, *self.files, os.devnull]}
        libc("mount", None, b"/", None, REC | PRIVATE, None)
        new = os.path.realpath(tempfile.gettempdir())
        libc("mount", b"tmpfs", new.encode(), b"tmpfs", NOSUID | NODEV, b"size=1m,mode=755")
        for path, fd in sources.items():
            target = new + path
            if stat.S_ISDIR(os.fstat(fd).st_mode):
                os.makedirs(target, exist_ok=True)
            else:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o666))
            libc("mount", f"/proc/self/fd/{fd}".encode(), target.encode(), None, BIND, None)
            # In a user namespace the flags that a mount already has may not be taken away.
            flags = os.statvfs(target).f_flag & (NOSUID | NODEV | 8 | 1024 | 2048 | (1 << 21))
            readonly = 0 if path == os.devnull else RDONLY | NODEV
            libc("mount", None, target.encode(), None, REMOUNT | BIND | NOSUID | readonly | flags, None)
            os.close(fd)
        for path in self.stdlib:
            for packages in ("site-packages", "dist-packages"):
                inside = os.path.join(path, packages)
                if os.path.isdir(new + inside) and not any(f.startswith(inside) for f in self.files):
                    libc("mount", b"tmpfs", (new + inside).encode(), b"tmpfs", RDONLY | NOSUID | NODEV, b"size=4k")
        self._hide_packages_around_numpy(new)
        os.chdir(new)
        libc("syscall", seccomp.number("pivot_root"), b".", b".")
        libc("umount2", b".", DETACH)
        os.chdir("/")
        libc("mount", None, b"/", None, REMOUNT | BIND | RDONLY | NOSUID | NODEV, None)

    def _hide_packages_around_numpy(self, new: str) -> None:
        """Where NumPy is installed inside the standard library's own folder, cover its neighbours."""
        libc = self.libc
        assert libc is not None
        for inside in {os.path.dirname(f) for f in self.files}:
            if not any(inside.startswith(path + os.sep) for path in self.stdlib):
                continue
            kept = {f: os.open(new + f, os.O_PATH) for f in self.files if os.path.dirname(f) == inside}
            target = new + inside
            libc("mount", b"tmpfs", target.encode(), b"tmpfs", NOSUID | NODEV, b"size=64k,mode=755")
            for path, fd in kept.items():
                os.mkdir(new + path)
                libc("mount", f"/proc/self/fd/{fd}".encode(), (new + path).encode(), None, BIND, None)
                libc("mount", None, (new + path).encode(), None, REMOUNT | BIND | NOSUID | RDONLY | NODEV, None)
                os.close(fd)
            libc("mount", None, target.encode(), None, REMOUNT | BIND | RDONLY | NOSUID | NODEV, None)

    def _landlock(self, seccomp: _Seccomp, rooted: bool) -> int:
        assert self.libc is not None
        create, add = (seccomp.number(f"landlock_{name}") for name in ("create_ruleset", "add_rule"))
        version = self.libc("syscall", create, None, 0, 1)
        rights = (1 << LANDLOCK_FILES.get(version, 16)) - 1
        network = 3 if version >= 4 else 0
        scopes = 3 if version >= 6 else 0  # abstract sockets, signals
        attributes = struct.pack("<QQQ", rights, network, scopes)[: 24 if scopes else 16 if network else 8]
        ruleset = self.libc("syscall", create, attributes, len(attributes), 0)

        def allow(path: str, access: int) -> None:
            fd = os.open(path, os.O_PATH)
            self.libc("syscall", add, ruleset, 1, struct.pack("<Qi", access & rights, fd), 0)  # type: ignore[misc]
            os.close(fd)

        folders = list(self.files)
        for path in self.stdlib:
            if rooted:
                folders.append(path)
                continue
            # Landlock cannot take a part of a folder away again: name everything but the packages in it.
            for name in os.listdir(path):
                inside = os.path.join(path, name)
                if name.endswith("-packages"):
                    continue
                allow(inside, READ_FILE | READ_DIR if os.path.isdir(inside) else READ_FILE)
        for path in folders:
            allow(path, READ_FILE | READ_DIR)
        allow(os.devnull, READ_FILE | WRITE_FILE | TRUNCATE)
        return ruleset

    # In the worker.

    def drop(self, memory: int, cpu: float, keep: int) -> None:
        """Give up every right; `keep` is the one descriptor that stays open. There is no way back."""
        if hasattr(os, "dup2") and self.libc is not None:
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
        if resource is not None:
            self._limit(memory, cpu)
        if self.libc is None:
            return
        libc = self.libc
        pid = os.getpid()
        if self.root and self.open_to_all:
            for base in FREE_UIDS:
                with _ignoring():
                    os.setgroups([])
                    os.setresgid(base + pid, base + pid, base + pid)
                    os.setresuid(base + pid, base + pid, base + pid)
                    break
        with _ignoring():
            for capability in range(64):
                libc("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
        with _ignoring():
            libc("capset", struct.pack("<II", 0x20080522, 0), bytes(24))
        libc("prctl", PR_SET_PDEATHSIG, 9, 0, 0, 0)  # after the change of uid, which clears it
        libc("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if self.ruleset >= 0:
            libc("syscall", self.restrict_self, self.ruleset, 0)
        os.closerange(3, keep)
        os.closerange(keep + 1, 4096)
        if self.bpf:
            program = self.bpf.replace(struct.pack("<I", PID), struct.pack("<I", pid))
            buffer = ctypes.create_string_buffer(program, len(program))
            header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
            libc("prctl", PR_SET_SECCOMP, 2, header, 0, 0)

    def _limit(self, memory: int, cpu: float) -> None:
        limits = {
            "AS": self.size + memory,
            "CPU": int(cpu) + 1,
            "NPROC": 0,
            "FSIZE": 0,
            "NOFILE": 64,
            "CORE": 0,
            "STACK": 8 << 20,  # how deep a recursion may go must not depend on the shell
            "MEMLOCK": 0,
            "MSGQUEUE": 0,
        }
        for name, value in limits.items():
            kind = getattr(resource, f"RLIMIT_{name}", None)
            if kind is not None:
                with contextlib.suppress(OSError, ValueError):
                    resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    """Return the bytes of address space in use, to which a worker's memory limit is added."""
    with _ignoring(), open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    return 4 << 30


def _open_to_all(paths: Iterable[str]) -> bool:
    """Tell whether any user may read the files and enter the folders above them."""
    for path in paths:
        if not os.stat(path).st_mode & stat.S_IROTH:
            return False
        while path != os.path.dirname(path):
            path = os.path.dirname(path)
            if not os.stat(path).st_mode & stat.S_IXOTH:
                return False
    return True
