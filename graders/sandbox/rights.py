"""What a worker gives up before it reads a submission, by every means this system offers.

`Rights` is made once, in the zygote, and does the slow part there: a mount namespace that holds Python, NumPy and
nothing else or, where there is none to be had, all modules in memory and an empty root; and the texts of the Landlock
and seccomp rules. `Rights.drop`, in each worker, is a handful of system calls. A means that the system refuses is left
out without a word: what was achieved is found by trying (see `graders.judge.isolation`), never by what this module
believes. A means that the system has is never left out in silence: a worker that cannot use it ends.

The means overlap on purpose. The namespace, or the want of any call that opens a file, takes away the sight of files,
the namespace that of networks, the uid the signals, Landlock all of these again, and seccomp, an allow-list, every
system call that a single-threaded program of NumPy does not need.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import struct
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping

from .carried import Carried
from .seccomp import PID, Seccomp

try:  # not on Windows
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

__all__ = ["Rights"]

FREE_UIDS = (0x70000000, 20000)  # first of the unused user ids, high ones first; a worker adds its process id

# Landlock's access bits by version of its interface: version 1 has the first 13 file rights, and so on.
LANDLOCK_FILES = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
READ_FILE, READ_DIR, WRITE_FILE, TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
RDONLY, NOSUID, NODEV, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38


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


def _ignoring() -> contextlib.suppress:
    return contextlib.suppress(OSError, AttributeError)


class Rights:
    """Everything a worker will give up, prepared once in the zygote.

    `files` are the folders that stay readable besides the standard library: NumPy's. Where there is a file system of
    its own, `copied` are files by name that are found in it in the folder `place`.
    """

    def __init__(self, files: Iterable[str], copied: Mapping[str, bytes] = {}, place: str = "") -> None:
        self.libc = _Libc() if sys.platform == "linux" else None
        self.root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.stdlib = sorted({sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})
        self.files = [path for path in files if os.path.isdir(path)]
        self.copied = copied
        self.place = place
        self.has_folder = False
        self.bpf = b""
        self.ruleset = -1
        self.null = -1
        self.zygote = os.getpid()
        self.size = _address_space()
        if self.libc is None:
            return
        seccomp = None
        with _ignoring():
            seccomp = Seccomp()
        rooted = False
        with _ignoring():  # a system may give a namespace and then refuse to map a user in it
            rooted = self._enter_namespaces()
        self.null = os.open(os.devnull, os.O_RDWR)
        if not rooted or (self.root and not _open_to_all([os.__file__, *self.stdlib, *self.files])):
            self._carry()
        if not rooted:
            self.size = _address_space()
            with _ignoring():
                self._empty_root()
        if seccomp is not None:
            with _ignoring():  # both ask for it of whoever is not root
                self.libc("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
                with _ignoring():
                    self.ruleset = self._landlock(seccomp, rooted)
                self.bpf = seccomp.program(paths=rooted) if self._filters() else b""

    # In the zygote: a world with Python, NumPy and /dev/null in it, and no network.

    def _enter_namespaces(self) -> bool:
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
        # Opened first: the new root is mounted over a folder that may hold some of them.
        sources = {path: os.open(path, os.O_PATH) for path in [*self.stdlib, *self.files, os.devnull]}
        new = os.path.realpath(tempfile.gettempdir())
        self.libc("mount", None, b"/", None, REC | PRIVATE, None)
        megabytes = 2 + (sum(map(len, self.copied.values())) >> 20)
        self.libc("mount", b"tmpfs", new.encode(), b"tmpfs", NOSUID | NODEV, b"size=%dm,mode=755" % megabytes)
        try:
            self._change_root(new, sources)
        except OSError:  # some containers allow some of it
            self.libc("umount2", new.encode(), DETACH)
            raise
        finally:
            for fd in sources.values():
                os.close(fd)
        return True

    def _change_root(self, new: str, sources: dict[str, int]) -> None:
        libc = self.libc
        assert libc is not None
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
            nodev = 0 if path == os.devnull else NODEV  # a device can be written to, and its attributes stay
            libc("mount", None, target.encode(), None, REMOUNT | BIND | NOSUID | RDONLY | nodev | flags, None)
        for path in self.stdlib:
            for packages in ("site-packages", "dist-packages"):
                inside = os.path.join(path, packages)
                if os.path.isdir(new + inside) and not any(f.startswith(inside) for f in self.files):
                    libc("mount", b"tmpfs", (new + inside).encode(), b"tmpfs", RDONLY | NOSUID | NODEV, b"size=4k")
        self._hide_packages_around_numpy(new)
        if self.place:
            os.mkdir(new + self.place)
            for name, data in self.copied.items():
                with open(os.path.join(new + self.place, name), "xb") as file:
                    file.write(data)
                os.chmod(os.path.join(new + self.place, name), 0o444)
            os.chmod(new + self.place, 0o555)
            self.has_folder = True
        os.chdir(new)
        libc("pivot_root", b".", b".")
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

    def _landlock(self, seccomp: Seccomp, rooted: bool) -> int:
        assert self.libc is not None
        create, add, self.restrict_self = (
            seccomp.number(f"landlock_{name}") for name in ("create_ruleset", "add_rule", "restrict_self")
        )
        version = self.libc("syscall", create, None, 0, 1)
        rights = (1 << LANDLOCK_FILES.get(version, 16)) - 1
        network = 3 if version >= 4 else 0
        scopes = 3 if version >= 6 else 0  # abstract sockets, signals
        attributes = struct.pack("<QQQ", rights, network, scopes)[: 24 if scopes else 16 if network else 8]
        ruleset = self.libc("syscall", create, attributes, len(attributes), 0)
        if rooted:
            readable = [*self.stdlib, *self.files, *([self.place] if self.has_folder else [])]
            allowed = {path: READ_FILE | READ_DIR for path in readable}
            for path, access in {**allowed, os.devnull: READ_FILE | WRITE_FILE | TRUNCATE}.items():
                fd = os.open(path, os.O_PATH)
                self.libc("syscall", add, ruleset, 1, struct.pack("<Qi", access & rights, fd), 0)
                os.close(fd)
        return ruleset

    def _filters(self) -> bool:
        """Tell whether the system takes seccomp filters: it then goes on to read this one, at an address of nothing."""
        assert self.libc is not None
        try:
            self.libc("prctl", PR_SET_SECCOMP, 2, None, 0, 0)
        except OSError as error:
            return error.errno == errno.EFAULT
        return False

    # In the zygote, without a world of its own.

    def _carry(self) -> None:
        carried = Carried()
        for path in self.stdlib:
            for folder in (path, os.path.join(path, "lib-dynload")):
                if os.path.isdir(folder):
                    carried.add(folder)
        for path in self.files:
            carried.add(path, f"{os.path.basename(path)}.")
        carried.install()

    def _empty_root(self) -> None:
        """Change into an empty folder that is no more, and in which nothing can be made: root may, without mounts."""
        folder = tempfile.mkdtemp()
        os.chdir(folder)
        os.rmdir(folder)
        try:
            os.chroot(".")
        finally:
            os.chdir("/")

    # In the worker.

    def drop(self, memory: int, cpu: float, keep: int) -> None:
        """Give up every right; `keep` is the one descriptor that stays open. There is no way back."""
        for fd in (0, 1, 2) if self.null >= 0 else ():
            os.dup2(self.null, fd)
        if resource is not None:
            self._limit(memory, cpu)
        if self.libc is None:
            return
        libc = self.libc
        pid = os.getpid()
        if self.root:
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
        with _ignoring():
            libc("prctl", PR_SET_PDEATHSIG, 9, 0, 0, 0)  # after the change of uid, which clears it
            libc("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)
        if os.getppid() != self.zygote:  # it ended before that, and nobody would end this worker
            os._exit(0)
        if self.ruleset >= 0:
            libc("syscall", self.restrict_self, self.ruleset, 0)
        os.closerange(3, keep)
        os.closerange(keep + 1, 4096)
        if self.bpf:
            program = self.bpf.replace(struct.pack("=I", PID), struct.pack("=I", pid))
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
    """Tell whether any user may read what lies there: an administrator's umask may have kept it from others."""
    return all(os.stat(path).st_mode & stat.S_IROTH for path in paths)
