"""Isolation by property, in every setting that a system may have: what is achieved is what the probe says, and each
attempt of the probe is seen to work where nothing holds it.

A setting is made for real, in a copy of this process: another user, fewer capabilities, system calls that answer as a
kernel without them does. In short form about 26 s of CPU time, in full 100.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import functools
import importlib.util
import json
import os
import py_compile
import re
import shutil
import signal
import struct
import subprocess
import sys
import sysconfig
import tempfile
import termios
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import FULL, run_here, submission, without
from test_worker import IMPORTS, NOT_IMPORTED, Student

from graders.judge import isolation
from graders.judge.isolation import ATTEMPTS, KINDS, LEVELS, Isolation, probe, targets
from graders.notebooks import NotebookRunner
from graders.sandbox import host
from graders.sandbox.carried import Carried
from graders.sandbox.host import Sandbox
from graders.sandbox.seccomp import ALLOWED, PATHS, PID, Missing, Seccomp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the settings are Linux's")

PATIENCE = 240
NOBODY = 65534
ASSIGNMENTS = Path(__file__).resolve().parent.parent / "assignments"
NEWNS, NEWUSER, BIND, PRIVATE = 0x20000, 0x10000000, 4096, (1 << 18) | 16384
ROOT = os.name == "posix" and os.geteuid() == 0

LANDLOCK = {f"landlock_{name}": errno.ENOSYS for name in ("create_ruleset", "add_rule", "restrict_self")}
NAMESPACES = {"unshare": errno.EPERM, "clone3": errno.ENOSYS, "setns": errno.EPERM}
MOUNTS = {"mount": errno.EPERM, "pivot_root": errno.EPERM}
# What Docker takes from root: capabilities, and by its filter the calls that need them.
CONTAINER = {**NAMESPACES, **MOUNTS, "bpf": errno.EPERM, "perf_event_open": errno.EPERM, "add_key": errno.EPERM}
SYS_ADMIN = 21
OF_A_CONTAINER = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}  # CHOWN … SETFCAP, without SYS_ADMIN, SYS_PTRACE …


@dataclass(frozen=True)
class Setting:
    """What a system is like, and the level that it must give."""

    level: str
    user: bool = False
    errors: dict[str, int] = field(default_factory=dict)
    seccomp: bool = True
    libseccomp: bool = True
    capabilities: frozenset[int] | None = None
    private: bool = False  # the standard library, which only its owner may read
    works: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what a submission could do


SETTINGS = {
    "root": Setting("strict"),
    "root, Landlock missing": Setting("strict", errors=LANDLOCK),
    "root, libseccomp missing": Setting("partial", libseccomp=False, works={"start_processes": ("exec of memory",)}),
    "root, seccomp refused": Setting("partial", seccomp=False, works={"start_processes": ("exec of memory",)}),
    "root, unshare refused": Setting("strict", errors=NAMESPACES),
    "root, mount refused": Setting("strict", errors={"mount": errno.EPERM}),
    "root, pivot_root refused": Setting("strict", errors={"pivot_root": errno.EPERM}),
    "root without CAP_SYS_ADMIN": Setting("strict", capabilities=frozenset(range(41)) - {SYS_ADMIN}),
    "root in a container": Setting("strict", errors=CONTAINER, capabilities=frozenset(OF_A_CONTAINER)),
    "root in a container, Landlock missing": Setting(
        "strict", errors={**CONTAINER, **LANDLOCK}, capabilities=frozenset(OF_A_CONTAINER)
    ),
    "root in a container, libseccomp missing": Setting(
        "partial",
        errors=CONTAINER,
        capabilities=frozenset(OF_A_CONTAINER),
        libseccomp=False,
        works={"reach_network": ("TCP", "UDP")},
    ),
    "root, Python for nobody else": Setting("strict", private=True),
    "user": Setting("strict", user=True),
    "user, unshare refused": Setting("strict", user=True, errors=NAMESPACES),
    "user, Landlock missing": Setting("strict", user=True, errors=LANDLOCK),
    "user, unshare refused, Landlock missing": Setting("strict", user=True, errors={**NAMESPACES, **LANDLOCK}),
    "user, mount refused": Setting("strict", user=True, errors={"mount": errno.EPERM}),
    "user, libseccomp missing": Setting(
        "partial",
        user=True,
        libseccomp=False,
        works={"signal_processes": ("kill",), "renice_processes": ("setpriority",)},
    ),
    "user, seccomp refused": Setting("partial", user=True, seccomp=False, works={"renice_processes": ("setpriority",)}),
    "user, unshare refused, seccomp refused": Setting(
        "none",
        user=True,
        seccomp=False,
        errors=NAMESPACES,
        works={"read_files": ("stat", "access"), "change_attributes": ("chmod", "utime"), "reach_network": ("UDP",)},
    ),
    "user, nothing but limits": Setting(
        "none",
        user=True,
        seccomp=False,
        errors={**NAMESPACES, **LANDLOCK},
        works={"read_files": ("open",), "list_folders": ("listdir",), "signal_processes": ("kill",)},
    ),
}


def libc(name: str, *arguments: Any) -> int:
    call = getattr(ctypes.CDLL(None, use_errno=True), name)
    if (result := call(*arguments)) < 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return int(result)


def arrange(setting: Setting) -> None:
    """Make this process, and what it starts, live in a setting."""
    if not setting.libseccomp or (setting.user and ROOT):
        libc("unshare", NEWNS)
        libc("mount", None, b"/", None, PRIVATE, None)
    filters = Seccomp()
    if not setting.libseccomp:
        with open("/proc/self/maps") as maps:
            path = next(line.split()[-1] for line in maps if "libseccomp" in line)
        libc("mount", os.devnull.encode(), path.encode(), None, BIND, None)
        Seccomp.__init__ = no_libseccomp  # type: ignore[method-assign]  # this process has loaded it already
    if setting.private:
        libc("unshare", NEWNS)
        libc("mount", None, b"/", None, PRIVATE, None)
        folder = sysconfig.get_path("stdlib")
        layers = tempfile.mkdtemp()
        libc("mount", b"tmpfs", layers.encode(), b"tmpfs", 0, None)
        os.mkdir(f"{layers}/upper")
        os.mkdir(f"{layers}/work")
        options = f"lowerdir={folder},upperdir={layers}/upper,workdir={layers}/work"
        libc("mount", b"overlay", folder.encode(), b"overlay", 0, options.encode())
        os.chmod(folder, 0o700)
    if setting.user and ROOT:
        open_python_to_all()
    if setting.capabilities is not None:
        give_up_capabilities(setting.capabilities)
    if setting.user and ROOT:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    refuse(filters, setting)


def no_libseccomp(self: Seccomp) -> None:
    raise Missing("libseccomp is not installed")


def open_python_to_all() -> None:
    """Lay out anew, in this process's own mounts, private folders above Python, NumPy and the project."""
    needed = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), str(Path(__file__).parent.parent)}
    private = {str(parent) for path in needed for parent in Path(path).parents if not parent.stat().st_mode & 0o001}
    for folder in sorted(private):
        inside = {path: os.open(path, os.O_PATH) for path in needed if path.startswith(folder + os.sep)}
        libc("mount", b"tmpfs", folder.encode(), b"tmpfs", 0, b"mode=755")
        for path, fd in inside.items():
            os.makedirs(path, exist_ok=True)
            libc("mount", f"/proc/self/fd/{fd}".encode(), path.encode(), None, BIND, None)
            os.close(fd)


def give_up_capabilities(kept: frozenset[int]) -> None:
    for one in range(41):
        if one not in kept:
            with contextlib.suppress(OSError):
                libc("prctl", 24, one, 0, 0, 0)  # PR_CAPBSET_DROP
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc("capget", header, data)
    for place in range(6):
        half = 0 if place < 3 else 32
        data[place] &= sum(1 << (one - half) for one in kept if half <= one < half + 32)
    libc("capset", header, data)


def refuse(filters: Seccomp, setting: Setting) -> None:
    """Have system calls answer with errors, as where they are missing or forbidden."""
    lib = filters.lib
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    context = lib.seccomp_init(filters.ALLOW)

    def rule(name: str, error: int, *equal: tuple[int, int]) -> None:
        compares = (filters.Compare * len(equal))(*(filters.Compare(at, 4, value, 0) for at, value in equal))
        number = filters.number(name)
        assert number >= 0, name
        assert lib.seccomp_rule_add_array(context, 0x00050000 | error, number, len(equal), compares) == 0

    for name, error in setting.errors.items():
        rule(name, error)
    if not setting.seccomp:
        rule("seccomp", errno.ENOSYS)
        rule("prctl", errno.EINVAL, (0, 22))
    assert lib.seccomp_load(context) == 0


def elsewhere(action: Callable[[], Any], setting: Setting | None = None) -> Any:
    """Return what `action` returns in a copy of this process, in a setting if one is given."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            signal.alarm(PATIENCE)
            os.close(reading)
            try:
                if setting is not None:
                    arrange(setting)
                answer = {"answer": action()}
            except BaseException as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            os.write(writing, json.dumps(answer).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        said = file.read()
    os.waitpid(child, 0)
    assert said, "the copy ended without an answer"
    answer = json.loads(said)
    assert "error" not in answer, answer["error"]
    return answer["answer"]


# The matrix


@functools.cache
def may_mount() -> bool:
    def mount() -> None:
        libc("unshare", NEWNS)
        libc("mount", None, b"/", None, PRIVATE, None)

    with contextlib.suppress(AssertionError):
        elsewhere(mount)
        return ROOT
    return False


def cannot(setting: Setting) -> str:
    """Return what this process lacks to make a setting, or nothing."""
    if not setting.user and not ROOT:
        return "root's rights"
    if (setting.private or not setting.libseccomp or (setting.user and ROOT)) and not may_mount():
        return "root's right to mount"
    if setting.private and "overlay" not in Path("/proc/filesystems").read_text():
        return "the overlay file system"
    return ""


def in_setting(action: Callable[[], Any], name: str) -> Any:
    setting = SETTINGS[name]
    if reason := cannot(setting):
        pytest.skip(f"this setting needs {reason}")
    return elsewhere(action, setting)


def probed() -> dict[str, Any]:
    with Sandbox() as sandbox:
        found = probe(sandbox)
    return {
        "level": found.level, "means": {kind: list(found.means.get(kind, ())) for kind in found.missing},
        "unknown": found.unknown,
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def files_for_everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have temporary files where another user may make them, which is not so below pytest's own folder."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o1777)
        tempfile.tempdir = folder
        yield
        tempfile.tempdir = before


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_gives_the_level_that_it_can(name: str) -> None:
    found = in_setting(probed, name)
    assert found["level"] == SETTINGS[name].level, found["means"]
    for kind, means in SETTINGS[name].works.items():
        assert set(means) <= set(found["means"][kind]), kind
    if SETTINGS[name].seccomp and SETTINGS[name].libseccomp:
        assert found["unknown"] == []


# Shells, which hold more: IPython, matplotlib, and the files beside a notebook.
SHELLS = (
    "root", "root in a container", "root, Python for nobody else", "user, unshare refused, Landlock missing",
    "user, nothing but limits",
)  # fmt: skip
SHOWING = [
    "import char_rnn, numpy as np\nchar_rnn.softmax(np.zeros((2, 1))).sum()",
    "open('dinosaurs.txt').read(8)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('$x^2$');",
    "import graders",
]


def shells() -> dict[str, Any]:
    with NotebookRunner(ASSIGNMENTS / "character_model", require="none") as runner:
        found, ran = runner.isolation(), runner.run(SHOWING)
    shown = [sorted(one.get("data", {"error": ""})) for cell in ran for one in cell.outputs]
    means = {kind: list(found.means.get(kind, ())) for kind in found.missing}
    return {"level": found.level, "means": means, "shown": shown, "ran": str(ran)[:4000]}


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
@pytest.mark.parametrize("name", [name for name in SETTINGS if FULL or name in SHELLS])
def test_each_setting_gives_shells_the_level_that_it_can_and_all_that_they_need(name: str) -> None:
    found = in_setting(shells, name)
    assert found["level"] == SETTINGS[name].level, found["means"]
    for kind, means in SETTINGS[name].works.items():
        assert set(means) <= set(found["means"][kind]), kind
    expected = [["text/plain"], ["text/plain"], ["image/png", "text/plain"], ["error"]]
    assert found["shown"] == expected, found["ran"]


# What a kernel may lack, and what only root may do: there, nothing has to stand in the way of an attempt.
MAY_LACK = {
    "io_uring", "fchmodat2", "setxattrat", "TCP over IPv6", "vsock", "the kernel's ciphers", "perf", "bpf", "mq_open",
    "setxattr", "removexattr", "add_key", "fanotify", "name_to_handle_at",
}  # fmt: skip
OF_ROOT = {"mount", "packets", "chmod of Python's own", "fchmod", "ptrace", "process_vm_readv", "pidfd_getfd"}


def unguarded() -> list[list[str]]:
    """Make the attempts with nothing in their way, in a process with a descriptor left open, aimed at its parent."""
    space: dict[str, Any] = {"__name__": "attempts"}
    exec(compile(ATTEMPTS.read_text("utf-8"), "attempts.py", "exec"), space)
    with targets() as facts, open(os.path.join(facts["folder"], "file")) as _:
        outcomes: list[list[str]] = space["attempts"](facts)
    return outcomes


def test_every_attempt_works_where_nothing_holds_it() -> None:
    outcomes = elsewhere(unguarded)
    held = {means for _, means, outcome in outcomes if outcome != "reached"}
    assert held <= MAY_LACK | (set() if ROOT else OF_ROOT)
    assert {kind for kind, _, outcome in outcomes if outcome == "reached"} == set(KINDS)


def test_a_plain_process_is_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """What macOS and Windows have: the worker is a process like any other."""
    for module in (host, isolation):
        monkeypatch.setattr(module, "can_fork", lambda: False)
    with Sandbox() as sandbox:
        found = probe(sandbox)
    assert found.level == "none"
    assert {"read_files", "write_files", "reach_network", "start_processes"} <= set(found.missing)


# Grading at a level, and below it


def graded(level: str) -> list[Any]:
    """Return the exit status of `unrolled grade --require LEVEL`, what was said, and each exercise's score."""
    folder = Path(tempfile.mkdtemp())
    source = submission("vanilla_rnn", rnn_step_backward="def rnn_step_backward(dnext_h, cache):\n    return cache\n")
    (folder / "vanilla_rnn.py").write_text(source, encoding="utf-8")
    report = folder / "report.json"
    done = run_here("grade", folder / "vanilla_rnn.py", "--jobs", "1", "--require", level, "--json", report)
    if not report.exists():
        return [done.code, done.out + done.err, {}]
    found = json.loads(report.read_text("utf-8"))
    [one] = found["submissions"]
    scores = {exercise["name"]: exercise["score"] for exercise in one["exercises"]}
    return [done.code, one["message"] + done.out + done.err, {"isolation": found["isolation"], **scores}]


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    """What the submission earns where nothing is different."""
    code, _, found = elsewhere(lambda: graded("none"))
    assert code == 0
    assert 0 < sum(score for name, score in found.items() if name != "isolation") < 100
    return {name: score for name, score in found.items() if name != "isolation"}


GRADED = ["root in a container", "user, unshare refused, Landlock missing", "user, unshare refused, seccomp refused"]


@pytest.mark.parametrize("name", [name for name in SETTINGS if FULL or name in GRADED])
def test_grades_are_the_same_at_every_level_and_below_it_there_are_none(name: str, scores: dict[str, float]) -> None:
    level = SETTINGS[name].level

    def grades() -> list[Any]:
        at = graded(level)
        return [at, graded(LEVELS[LEVELS.index(level) + 1]) if level != "strict" else at]

    (code, said, found), (_, refusal, nothing) = in_setting(grades, name)
    assert code == 0, said
    assert found == {"isolation": level, **scores}
    if level != "strict":
        assert not any(name in nothing for name in scores)
        assert f"--require {level}" in refusal
        kinds = "|".join(kind.replace("_", " ") for kind in KINDS)
        assert re.search(rf"a submission could (perhaps )?({kinds}) \([a-z]", refusal)


def test_what_could_be_done_is_named_by_its_means() -> None:
    one = Isolation(
        "partial", ("read_files", "start_threads", "trace_processes", "renice_processes"),
        {"read_files": ("open", "stat", "statx", "access"), "trace_processes": ("bpf",)}, ("trace_processes",),
    )  # fmt: skip
    assert one.told(3) == (
        "read files (open, stat, statx, 1 more) and start threads and perhaps trace processes (bpf) and 1 more"
    )


# Modules from memory


def import_here(names: list[str]) -> dict[str, str]:
    space: dict[str, Any] = {}
    exec(IMPORTS, space)
    failed: dict[str, str] = space["act"](names)
    return failed


def imports() -> dict[str, str]:
    with Sandbox() as sandbox:
        names = sorted(name for name in sys.stdlib_module_names if name not in NOT_IMPORTED)
        names += ["numpy.ma", "numpy.polynomial", "numpy.fft", "numpy.testing", "numpy.ctypeslib", "xml.dom.minidom"]
        failed: dict[str, str] = Student(sandbox, IMPORTS).act(names)
    return failed


@pytest.mark.parametrize(
    "name", ["root in a container", "root, Python for nobody else", "user, unshare refused, Landlock missing"]
)
def test_the_standard_library_imports_where_no_file_can_be_opened(name: str) -> None:
    """Also where Python lies in a private home, as it may for root."""
    missing = elsewhere(lambda: import_here(sorted(set(sys.stdlib_module_names) - set(NOT_IMPORTED))))
    failed = in_setting(imports, name)
    assert {module: why for module, why in failed.items() if module not in missing} == {}


def test_a_module_comes_from_its_source_where_its_bytecode_is_stale(tmp_path: Path) -> None:
    def write(value: int, seconds: float) -> None:
        (tmp_path / "one.py").write_text(f"value = {value}\n")
        os.utime(tmp_path / "one.py", (seconds, seconds))

    write(1, 1e9)
    py_compile.compile(str(tmp_path / "one.py"))
    before = Carried()
    before.add(str(tmp_path))
    write(2, 1e9 + 5)
    after = Carried()
    after.add(str(tmp_path))
    (tmp_path / "one.py").unlink()
    for carried, value, compiled in ((before, 1, True), (after, 2, False)):
        assert bool(carried.modules["one"].code) == compiled
        spec = carried.find_spec("one", None)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert (module.value, module.__file__) == (value, str(tmp_path / "one.py"))


# The filter, read as the kernel reads it

X86_64, I386, AARCH64 = 0xC000003E, 0x40000003, 0xC00000B7
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x00000000


def verdict(program: bytes, number: int, arch: int, *arguments: int) -> int:
    """Return what a program says to a system call."""
    given = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("=iIQ6Q", number, arch, 0, *(one & (1 << 64) - 1 for one in given))
    at = value = 0
    while True:
        code, yes, no, k = struct.unpack_from("=HBBI", program, 8 * at)
        at += 1
        if code == 0x20:  # load a word
            (value,) = struct.unpack_from("=I", data, k)
        elif code == 0x54:  # and
            value &= k
        elif code == 0x05:  # go on
            at += k
        elif code == 0x06:  # return
            return int(k)
        else:
            assert code in {0x15, 0x25, 0x35, 0x45}, code
            met = {0x15: value == k, 0x25: value > k, 0x35: value >= k, 0x45: bool(value & k)}[code]
            at += yes if met else no


def filters_or_skip() -> Seccomp:
    try:
        return Seccomp()
    except Missing:
        without("libseccomp")
        raise


def test_nothing_passes_the_filter_but_what_is_listed() -> None:
    filters = filters_or_skip()
    if os.uname().machine != "x86_64":
        pytest.skip("the numbers of another ABI are looked at on x86-64")
    for paths in (True, False):
        program = filters.program(paths=paths)
        some = {"ioctl", "fcntl", "kill", "tgkill", "getpgid", "getsid", "prlimit64"}
        listed = {filters.number(name) for name in (*ALLOWED, *(PATHS if paths else ()))}
        for number in range(1200):
            wanted = ALLOW if number in listed else REFUSE
            assert verdict(program, number, X86_64, -1, -1, -1) == wanted, number
            assert verdict(program, number | 1 << 30, X86_64) == KILL
            assert verdict(program, number, I386) == KILL
        passing = {number for number in range(1200) if verdict(program, number, X86_64) == ALLOW} - listed
        assert passing <= {filters.number(name) for name in some}


FCNTLS_OF_OTHERS = ("F_SETOWN", "F_SETSIG", "F_NOTIFY", "F_SETLEASE", "F_SETLK", "F_SETPIPE_SZ", "F_ADD_SEALS")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *(("fcntl", (0, getattr(fcntl, name, 1 << 20))) for name in FCNTLS_OF_OTHERS),
        ("ioctl", (0, termios.TIOCSTI)), ("ioctl", (0, termios.FIOASYNC)),
        ("kill", (-1, 9)), ("kill", (0, 9)), ("kill", (1, 9)), ("tgkill", (1, 1, 9)), ("getsid", (1,)),
        ("prlimit64", (1, 0, 0)), ("prlimit64", (0, 0, 1)),
    ],
)  # fmt: skip
def test_calls_about_others_are_refused(name: str, arguments: tuple[int, ...]) -> None:
    filters = filters_or_skip()
    if os.uname().machine != "x86_64":
        pytest.skip("looked at on x86-64")
    assert verdict(filters.program(paths=True), filters.number(name), X86_64, *arguments) == REFUSE


def test_the_list_serves_arm64_too(monkeypatch: pytest.MonkeyPatch) -> None:
    filters = filters_or_skip()
    lib, init = filters.lib, filters.lib.seccomp_init
    number_there = lib.seccomp_syscall_resolve_name_arch
    number_there.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    lib.seccomp_arch_add.argtypes = lib.seccomp_arch_remove.argtypes = [ctypes.c_void_p, ctypes.c_uint32]

    def init_there(action: int) -> Any:
        context = init(action)
        assert lib.seccomp_arch_add(context, AARCH64) in (0, -errno.EEXIST)
        if os.uname().machine != "aarch64":
            assert lib.seccomp_arch_remove(context, 0) == 0  # the native one
        return context

    monkeypatch.setattr(lib, "seccomp_init", init_there)
    needed = """
        read write pread64 lseek close fstat newfstatat openat getdents64 readlinkat faccessat mmap mprotect munmap
        mremap brk madvise ppoll pselect6 dup3 pipe2 rt_sigaction rt_sigprocmask rt_sigreturn getpid getrandom futex
        clock_gettime clock_nanosleep exit_group
    """.split()
    refused = """
        clone clone3 execve socket sendto fchmodat fchownat utimensat setxattr memfd_create ptrace mount bpf
    """.split()
    program = filters.program(paths=True)
    for names, wanted in ((needed, ALLOW), (refused, REFUSE)):
        for name in names:
            number = number_there(AARCH64, name.encode())
            assert number >= 0, name
            assert verdict(program, number, AARCH64, -1, -1) == wanted, name
    assert verdict(program, number_there(AARCH64, b"fcntl"), AARCH64, 0, fcntl.F_GETFL) == ALLOW
    assert verdict(program, number_there(AARCH64, b"kill"), AARCH64, PID, 9) == ALLOW


def test_a_long_name_of_the_temporary_folder_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's name has 107 bytes at the most; the attempt to reach one must not be left out for it."""
    long = tmp_path / ("a" * 120)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with targets() as facts:
        assert Path(facts["folder"], "socket").is_socket()


READS = """
import os, sys
import sandbox.shell
def found(path):
    try:
        return open(path).read()[:20] if path.endswith(".py") else os.listdir(path)
    except OSError:
        return ""
graders = os.path.dirname(os.path.dirname(sandbox.shell.__file__))
for path in (graders, graders + "/alternatives/vanilla_rnn.py", os.path.dirname(graders) + "/solutions/vanilla_rnn.py"):
    print(os.path.basename(path), bool(found(path)))
import numpy
print("numpy", bool(found(os.path.join(os.path.dirname(numpy.__file__), "version.py"))))
"""
RUNS = """
import sys
from graders.notebooks import NotebookRunner
with NotebookRunner(require="none") as runner:
    print("".join(output.get("text", str(output)) for output in runner.run([sys.argv[1]])[0].outputs))
"""


@pytest.mark.skipif(importlib.util.find_spec("IPython") is None, reason="shells are IPython's")
def test_a_shell_of_installed_graders_has_nothing_of_them(tmp_path: Path) -> None:
    """Where they are installed, they lie among the packages that cells may read."""
    root = Path(__file__).resolve().parent.parent
    for name in ("graders", "solutions"):
        left_out = shutil.ignore_patterns("__pycache__", "*.ipynb")
        shutil.copytree(root / name, tmp_path / "site-packages" / name, ignore=left_out)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site-packages")}
    done = subprocess.run(
        [sys.executable, "-c", RUNS, READS], cwd=tmp_path, env=environment,
        capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    said = dict(line.split() for line in done.stdout.splitlines() if len(line.split()) == 2)
    assert said.pop("numpy", "True") == "True"
    assert "True" not in said.values() and (not said or "graders" in said), done.stdout
