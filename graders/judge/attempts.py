"""What a submission may not do, each by several means: a worker runs this file as it would a submission's function, and
the judge never imports it.

An attempt returns whether it got what it must not have, or raises; what it does, it undoes, or does in a way that
changes nothing: signal 0, the same priority, a program that is none. A system call that Python has no function for is
made by its number, which libseccomp tells the judge, or else by the C library. Where neither knows it, one that no
kernel has is tried: if even that is refused, so is what nobody has named, and otherwise it is not known what would have
come of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
import socket
import stat
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

try:  # not on Windows
    import fcntl
    import resource
except ImportError:
    pass

Attempt = Callable[[], Any]

HERE = -100  # the folder in which a path begins
NO_CALL = 0xFFFFF  # the number of no system call
OTHERS = {"clone", "mq_open", "mq_unlink"}  # the C library's functions of these names are called in another way


class Untried(Exception):
    """Nothing here tells what would have come of it."""


class Targets:
    """What is aimed at: a folder with a file, sockets that listen, processes, and the numbers of system calls."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.folder: str = facts["folder"]
        self.file, self.program = (os.path.join(self.folder, name) for name in ("file", "program"))
        self.token: str = facts["token"]
        self.ports: dict[str, int] = facts["ports"]
        self.numbers: dict[str, int] = facts["numbers"]
        # The judge, the zygote, another worker, and the first of all processes.
        self.processes = [*facts["processes"], os.getppid(), 1] if hasattr(os, "getppid") else facts["processes"]
        self.libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def call(self, name: str, *arguments: Any) -> int:
        """Make a system call by its name. Raises `OSError`, and `Untried`."""
        if self.libc is None:
            raise OSError(errno.ENOSYS, name)
        number = self.numbers[name] if self.numbers else -1
        given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
        if number < 0 and name not in OTHERS and hasattr(self.libc, name):
            result = getattr(self.libc, name)(*given)
        else:
            result = self.libc.syscall(ctypes.c_long(NO_CALL if number < 0 else number), *given)
            if result < 0 and number < 0 and ctypes.get_errno() == errno.ENOSYS:
                raise Untried
        if result < 0:
            raise OSError(ctypes.get_errno(), name)
        return int(result)

    def any_process(self, action: Callable[[int], Any]) -> bool:
        """Tell whether something can be done to one of the processes."""
        return any(_worked(action, pid) for pid in self.processes)


def _worked(action: Callable[..., Any], *arguments: Any) -> bool:
    try:
        return action(*arguments) is not False
    except OSError:
        return False


def _fails_only_later(action: Attempt, *later: int) -> bool:
    """Tell whether an action that cannot succeed was stopped by one of these errors, and so by no right."""
    try:
        action()
    except OSError as error:
        return error.errno in later
    return True


def read_files(to: Targets) -> Iterator[tuple[str, Attempt]]:
    path = to.file.encode()

    def read_token() -> bool:
        with open(to.file) as file:
            return to.token in file.read()

    def handle() -> int:
        room = ctypes.create_string_buffer(struct.pack("I", 128), 136)
        return to.call("name_to_handle_at", HERE, path, room, ctypes.create_string_buffer(8), 0)

    yield "open", read_token
    yield "openat2", lambda: os.close(to.call("openat2", HERE, path, struct.pack("QQQ", 0, 0, 0), 24))
    yield "stat", lambda: os.stat(to.file)
    yield "statx", lambda: to.call("statx", HERE, path, 0, 0xFFF, ctypes.create_string_buffer(256))
    yield "access", lambda: os.access(to.file, os.F_OK)
    yield "readlink", lambda: os.readlink(os.path.join(to.folder, "link"))
    yield "getxattr", lambda: os.listxattr(to.file)
    yield "name_to_handle_at", handle
    yield (
        "/etc and /proc",
        lambda: any(
            _worked(lambda name: open(name, "rb").close(), name) for name in ("/etc/passwd", "/proc/self/status")
        ),
    )
    yield "the environment of a process", lambda: to.any_process(lambda pid: open(f"/proc/{pid}/environ", "rb").close())
    yield "a descriptor left open", lambda: any(_worked(lambda fd: os.pread(fd, 1, 0) != b"", fd) for fd in range(64))
    yield "io_uring", lambda: os.close(to.call("io_uring_setup", 1, ctypes.create_string_buffer(120)))


def list_folders(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def watch() -> None:
        fd = to.call("inotify_init1", 0)
        try:
            to.call("inotify_add_watch", fd, to.folder.encode(), 0x100)
        finally:
            os.close(fd)

    def watch_all() -> None:
        fd = to.call("fanotify_init", 0x200, 0)
        try:
            to.call("fanotify_mark", fd, 1, 0x20, HERE, to.folder.encode())
        finally:
            os.close(fd)

    def enter() -> None:
        back = os.getcwd()
        os.chdir(to.folder)
        os.chdir(back)

    yield "listdir", lambda: any(_worked(os.listdir, name) for name in (to.folder, "/etc", "/proc"))
    yield "chdir", enter
    yield "statfs", lambda: os.statvfs(to.folder)
    yield "inotify", watch
    yield "fanotify", watch_all


def write_files(to: Targets) -> Iterator[tuple[str, Attempt]]:
    new = os.path.join(to.folder, "new")

    def append(path: str) -> None:
        made = not os.path.exists(path)
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))  # a new file's name can tell enough
        if made:
            os.remove(path)

    def make(how: Callable[[str], Any], undo: Callable[[str], Any]) -> None:
        how(new)
        undo(new)

    def segment(kind: str, *arguments: int) -> None:
        number = to.call(f"{kind}get", *arguments)
        to.call(f"{kind}ctl", number, *([0] if kind == "sem" else []), 0, 0)  # removed again

    def queue() -> None:
        name = to.token.encode()
        os.close(to.call("mq_open", name, os.O_CREAT | os.O_RDWR, 0o600, 0))
        to.call("mq_unlink", name)

    def key() -> None:
        number = to.call("add_key", b"user", to.token.encode(), b"x", 1, -3)  # the session's keys
        to.call("keyctl", 9, number, -3)  # taken out again

    def mount() -> None:
        to.call("mount", b"none", to.folder.encode(), b"tmpfs", 0, 0)
        to.call("umount2", to.folder.encode(), 2)

    yield (
        "open",
        lambda: any(_worked(append, path) for path in (to.file, new, f"/tmp/{to.token}", f"/dev/shm/{to.token}")),
    )
    yield "mkdir", lambda: make(os.mkdir, os.rmdir)
    yield "mkfifo", lambda: make(os.mkfifo, os.remove)
    yield "symlink", lambda: make(lambda path: os.symlink("nowhere", path), os.remove)
    yield "mount", mount
    yield "shmget", lambda: segment("shm", 0, 4096, 0o600)
    yield "semget", lambda: segment("sem", 0, 1, 0o600)
    yield "msgget", lambda: segment("msg", 0, 0o600)
    yield "mq_open", queue
    yield "add_key", key


def change_attributes(to: Targets) -> Iterator[tuple[str, Attempt]]:
    path, other = to.file, os.path.join(to.folder, "other")

    def mode(name: str) -> int:
        with contextlib.suppress(OSError):
            return stat.S_IMODE(os.stat(name).st_mode)
        return 0o644 if name == os.__file__ else 0o755

    def and_back(change: Callable[[str, str], None], undo: Callable[[], None]) -> None:
        change(path, other)
        undo()

    yield "chmod", lambda: any(_worked(lambda name: os.chmod(name, mode(name)), name) for name in (path, "/"))
    yield "chmod of Python's own", lambda: os.chmod(os.__file__, mode(os.__file__))
    yield "fchmod", lambda: os.fchmod(0, 0o666)
    yield "fchmodat2", lambda: to.call("fchmodat2", HERE, path.encode(), 0o666, 0)
    yield "chown", lambda: os.chown(path, os.getuid(), -1)
    yield "utime", lambda: any(_worked(os.utime, name) for name in (path, os.devnull))
    yield "setxattr", lambda: os.setxattr(path, "user.x", b"x")
    yield "removexattr", lambda: os.removexattr(path, "user.x")
    yield (
        "setxattrat",
        lambda: to.call("setxattrat", HERE, path.encode(), 0, b"user.y", struct.pack("QII", 0, 0, 0), 16),
    )
    yield "truncate", lambda: os.truncate(path, os.path.getsize(path))
    yield "rename", lambda: and_back(os.rename, lambda: os.rename(other, path))
    yield "link", lambda: and_back(os.link, lambda: os.remove(other))


def reach_network(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def connect(family: str, kind: str, address: Any) -> None:
        with socket.socket(getattr(socket, family), getattr(socket, kind)) as one:
            one.settimeout(1)
            one.connect(address)
            one.send(b"x")

    def make(family: str, kind: str) -> None:
        socket.socket(getattr(socket, family), getattr(socket, kind)).close()

    yield "TCP", lambda: connect("AF_INET", "SOCK_STREAM", ("127.0.0.1", to.ports["tcp"]))
    yield "TCP over IPv6", lambda: connect("AF_INET6", "SOCK_STREAM", ("::1", to.ports["tcp6"]))
    yield "UDP", lambda: connect("AF_INET", "SOCK_DGRAM", ("127.0.0.1", to.ports["udp"]))
    yield "a unix socket", lambda: connect("AF_UNIX", "SOCK_STREAM", os.path.join(to.folder, "socket"))
    yield "an abstract socket", lambda: connect("AF_UNIX", "SOCK_STREAM", "\0" + to.token)
    yield "netlink", lambda: make("AF_NETLINK", "SOCK_RAW")
    yield "packets", lambda: make("AF_PACKET", "SOCK_RAW")
    yield "vsock", lambda: make("AF_VSOCK", "SOCK_STREAM")
    yield "the kernel's ciphers", lambda: make("AF_ALG", "SOCK_SEQPACKET")


def start_processes(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def end(pid: int) -> None:
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)

    def clone3() -> int:
        return to.call("clone3", struct.pack("8Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0), 64)

    def run_memory() -> None:
        fd = os.memfd_create("program")
        try:
            os.execve(fd, ["program"], {})
        finally:
            os.close(fd)

    # The program is none, so that the last error before it would run tells that nothing else stood in its way.
    yield "fork", lambda: end(os.fork())
    yield "clone", lambda: end(to.call("clone", signal.SIGCHLD, 0, 0, 0, 0))
    yield "clone3", lambda: end(clone3())
    yield (
        "posix_spawn",
        lambda: _fails_only_later(
            lambda: os.posix_spawn(to.program, ["program"], {}), errno.ENOEXEC, errno.ENOENT, errno.EACCES
        ),
    )
    yield "exec", lambda: _fails_only_later(lambda: os.execve(to.program, ["program"], {}), errno.ENOEXEC)
    yield "exec of memory", lambda: _fails_only_later(run_memory, errno.ENOEXEC)


def start_threads(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def thread() -> None:
        one = threading.Thread(target=int)
        try:
            one.start()
        except RuntimeError as error:
            raise OSError from error
        one.join()

    yield "a thread", thread


def signal_processes(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def queue(pid: int) -> None:
        to.call("rt_sigqueueinfo", pid, 0, struct.pack("iii", 0, 0, -1).ljust(128, b"\0"))

    def by_descriptor(pid: int) -> None:
        fd = os.pidfd_open(pid)
        try:
            signal.pidfd_send_signal(fd, 0)
        finally:
            os.close(fd)

    def own(pid: int) -> None:  # which is to be signalled when the descriptor can be read
        ends = os.pipe()
        try:
            fcntl.fcntl(ends[0], fcntl.F_SETOWN, pid)
        finally:
            for fd in ends:
                os.close(fd)

    def kill(pid: int) -> None:
        if os.name == "nt":  # there it would be Ctrl-C
            raise Untried
        os.kill(pid, 0)

    yield "kill", lambda: to.any_process(kill)
    yield "tgkill", lambda: to.any_process(lambda pid: to.call("tgkill", pid, pid, 0))
    yield "rt_sigqueueinfo", lambda: to.any_process(queue)
    yield "pidfd_send_signal", lambda: to.any_process(by_descriptor)
    yield "the owner of a descriptor", lambda: to.any_process(own)


def trace_processes(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def seize(pid: int) -> None:
        to.call("ptrace", 0x4206, pid, 0, 0)
        to.call("ptrace", 0x4207, pid, 0, 0)  # stopped for a moment, as only then it can be let go
        os.waitpid(pid, 0)
        to.call("ptrace", 17, pid, 0, 0)

    def read_memory(pid: int) -> bool:
        buffer = ctypes.create_string_buffer(1)
        local, remote = (struct.pack("PN", at, 1) for at in (ctypes.addressof(buffer), 0))
        return _fails_only_later(lambda: to.call("process_vm_readv", pid, local, 1, remote, 1, 0), errno.EFAULT)

    def take_descriptor(pid: int) -> None:
        fd = os.pidfd_open(pid)
        try:
            os.close(to.call("pidfd_getfd", fd, 0, 0))
        finally:
            os.close(fd)

    def count(pid: int) -> None:
        attributes = struct.pack("II", 1, 112).ljust(112, b"\0")
        os.close(to.call("perf_event_open", attributes, pid, -1, -1, 0))

    yield "ptrace", lambda: to.any_process(seize)
    yield "process_vm_readv", lambda: to.any_process(read_memory)
    yield "/proc/PID/mem", lambda: to.any_process(lambda pid: open(f"/proc/{pid}/mem", "rb").close())
    yield "pidfd_getfd", lambda: to.any_process(take_descriptor)
    yield "perf", lambda: to.any_process(count)
    yield "bpf", lambda: os.close(to.call("bpf", 0, struct.pack("IIII", 2, 4, 4, 1).ljust(128, b"\0"), 128))


def renice_processes(to: Targets) -> Iterator[tuple[str, Attempt]]:
    def nice(pid: int) -> None:
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid))

    def schedule(pid: int) -> None:
        os.sched_setscheduler(pid, os.sched_getscheduler(pid), os.sched_getparam(pid))

    def limit(pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_CORE, resource.prlimit(pid, resource.RLIMIT_CORE))

    yield "setpriority", lambda: to.any_process(nice)
    yield "sched_setscheduler", lambda: to.any_process(schedule)
    yield "sched_setaffinity", lambda: to.any_process(lambda pid: os.sched_setaffinity(pid, os.sched_getaffinity(pid)))
    yield (
        "sched_setattr",
        lambda: to.any_process(
            lambda pid: to.call("sched_setattr", pid, struct.pack("IIQiIQQQ", 48, 0, 0, 0, 0, 0, 0, 0), 0)
        ),
    )
    yield "ioprio_set", lambda: to.any_process(lambda pid: to.call("ioprio_set", 1, pid, 2 << 13 | 4))
    yield "prlimit", lambda: to.any_process(limit)


KINDS = (
    read_files, list_folders, write_files, change_attributes, reach_network, start_processes, start_threads,
    signal_processes, trace_processes, renice_processes,
)  # fmt: skip


def attempts(facts: dict[str, Any]) -> list[list[str]]:
    """Try everything; return the kind, the means and the outcome of each: "held", "reached" or "untried"."""
    to = Targets(facts)
    return [[kind.__name__, means, _outcome(attempt)] for kind in KINDS for means, attempt in kind(to)]


def _outcome(attempt: Attempt) -> str:
    try:
        return "held" if attempt() is False else "reached"
    except Untried:
        return "untried"
    except Exception:  # refused, or the system has no such thing
        return "held"
