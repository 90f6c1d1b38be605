"""The judge's side of the sandbox: starts a zygote, asks it for workers, keeps time, and says how a worker ended."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import wire
from .turns import Turns

__all__ = ["ENVIRONMENT", "Death", "Sandbox", "Worker", "can_fork", "end_with_parent", "python"]

# NumPy's import must not start threads: after a fork without the right to make threads, a product of two large
# matrices would wait for them for ever. A fixed hash seed makes the order of a set the same in every worker.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
}
GRACE = 1.0  # CPU seconds in which what was interrupted may come to an end
PATIENCE = 10  # times the wall time that is allowed, at the most, where a worker waited for a processor
BOOT = (
    "import sys; sys.path[:0] = {paths!r}; from sandbox.{module} import {main} as main; del sys.path[:2]; main({args})"
)
SILENCE = 300.0  # seconds after which a zygote that says nothing is taken for gone
EXPECTED = {
    "fork": {"pid"},
    "keep": {"kept"},
    "interrupt": {"interrupted"},
    "end": {"alive", "code"},
}  # in a zygote's replies


def can_fork() -> bool:
    """Tell whether this system can run zygotes (Linux), or has to start each worker as a plain process."""
    return sys.platform == "linux" and hasattr(os, "fork") and hasattr(socket, "recv_fds")


def end_with_parent() -> None:
    """Have the system end this process when its parent ends, however that happens (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


class Death(Exception):
    """A worker ended, or was ended, before it answered.

    `status` is "killed" or "timeout"; the text says in a sentence what happened.
    """

    def __init__(self, status: str, sentence: str) -> None:
        super().__init__(status, sentence)  # as it is made, so that it can go from a judge's process to another
        self.status = status
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class Sandbox:
    """A source of fresh workers; a context manager. `memory` in bytes and `cpu` in seconds bound a worker's whole life.

    `mishaps` says what went wrong here that a submission need not have done: a worker that something killed, a zygote
    that was gone. Who judges clears it, and judges once more where it is not empty.

    Where there is a `mother`, a sandbox of the same kind that keeps nothing, the zygote is split off from hers, which
    takes a hundredth of the time that a fresh one needs, and shares its memory.
    """

    environment: Mapping[str, str] = ENVIRONMENT

    def __init__(self, memory: int = 1 << 30, cpu: float = 600.0) -> None:
        self.memory = memory
        self.cpu = cpu
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._twin: Sandbox | None = None
        self.mother: Sandbox | None = None
        self.pid = 0  # of the zygote
        self.kept: dict[int, tuple[int, list[Any]]] = {}
        self.mishaps: list[str] = []
        self.turns = Turns()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and with it every worker, and the twin."""
        if self._twin is not None:
            self._twin.close()
            self._twin = None
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._zygote is not None:
            self._zygote.kill()
            self._zygote.wait()
            self._zygote = None

    def warm(self) -> None:
        """Start the zygote now, so that it gets ready while the judge is still reading."""
        if can_fork() and self._control is None:
            self._start()

    def twin(self) -> Sandbox:
        """Return another sandbox with the same limits, whose workers have nothing of what is kept here."""
        if self._twin is None:
            self._twin = Sandbox(self.memory, self.cpu)
            self._twin.mishaps = self.mishaps
            self._twin.turns = self.turns
            self._twin.mother = self.mother or (None if self.kept else self)
        return self._twin

    def program(self, control: int) -> list[str]:
        """Return the words that start the zygote, which the judge reaches over the descriptor `control`."""
        return python("zygote", "main", str(control))

    def worker(self) -> Worker:
        """Return a new worker."""
        worker = _ForkedWorker(self) if can_fork() else _PlainWorker()
        worker.turns = self.turns
        return worker

    def keep(self, calls: list[Any]) -> None:
        """Leave calls that many workers will be asked to make with the zygote; workers made from now on have them."""
        if can_fork() and id(calls) not in self.kept:
            if not self.kept:
                self.twin().warm()  # which is to have none of it
            with tempfile.TemporaryFile() as file:
                file.write(wire.dumps(calls))
                file.seek(0)
                number = self.ask({"do": "keep"}, file.fileno())["kept"]
            self.kept[id(calls)] = number, calls  # held, so that the identity stays theirs

    def _start(self) -> None:
        self.kept = {}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            if self.mother is None or not self._split(self.mother, theirs.fileno()):
                self._zygote = subprocess.Popen(
                    self.program(theirs.fileno()),
                    env=self.environment,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=None if os.environ.get("UNROLLED_DEBUG") else subprocess.DEVNULL,
                    cwd="/",
                    start_new_session=True,  # Ctrl-C is for the judge
                )
                self.pid = self._zygote.pid
        ours.settimeout(SILENCE)
        self._control = ours

    def _split(self, mother: Sandbox, control: int) -> bool:
        """Tell whether a zygote could be split off from another's."""
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError, RecursionError), self.turns.asking():
            if mother._control is not None and not mother.kept:
                socket.send_fds(mother._control, [b'{"do": "split"}'], [control])
                self.pid = int(json.loads(mother._control.recv(4096))["split"])
                return True
        return False

    def ask(self, request: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        """Send one request to the zygote and return its reply, starting a new zygote if the last one is gone."""
        for attempt in (1, 2):
            self.warm()
            assert self._control is not None
            try:
                socket.send_fds(self._control, [json.dumps(request).encode()], list(descriptors))
                answer = json.loads(self._control.recv(4096))
            except (OSError, ValueError, RecursionError):  # it is gone, says nothing, or what no zygote says
                answer = None
            if isinstance(answer, dict) and EXPECTED[request["do"]] <= answer.keys():
                return answer
            self.mishaps.append("the zygote was gone")
            self.close()
            if attempt == 2 or request["do"] != "fork":
                break
        raise ChildProcessError("the sandbox could not be started; run with UNROLLED_DEBUG=1 to see why")


def python(module: str, main: str, args: str) -> list[str]:
    """Return the words that start a fresh interpreter with a function of one of the sandbox's modules."""
    paths = [str(Path(__file__).resolve().parent.parent), os.path.dirname(os.path.dirname(np.__file__))]
    return [sys.executable, "-P", "-s", "-S", "-B", "-c", BOOT.format(paths=paths, module=module, main=main, args=args)]


class Worker:
    """One worker. `request` sends a request and waits for the answer; `end` ends it; both are safe to call late."""

    channel: wire.Channel
    kept: dict[int, tuple[int, list[Any]]] = {}
    turns = Turns()
    spent = 0.0  # seconds that the last request took: of CPU time, or a fifth of the other time if that is more
    spent_in_all = 0.0  # by all requests
    interrupted = ""  # why the last request was interrupted, in a sentence, if it was
    limit = wire.MAX_FRAME  # bytes of a message from it

    def calls(self, calls: list[Any]) -> dict[str, Any]:
        """Return the part of a request that asks for calls: their number, if this worker was born with them."""
        return {"kept": self.kept[id(calls)][0]} if id(calls) in self.kept else {"calls": calls}

    def request(
        self,
        message: bytes,
        cpu: float,
        progress: Callable[[dict[str, Any]], bytes | None] | None = None,
        statement: float | None = None,
        interrupt: bool = False,
    ) -> dict[str, Any]:
        """Return the answer to `message`, a request that `wire.dumps` packed.

        The worker may use `cpu` seconds, and five times that plus five seconds of wall time; what it, or the judge,
        waits for a processor does not count. Messages on the way (its place in the top level, a lent function to
        compute) go to `progress`, whose result, if any, is sent back; between two of them it may use `statement`
        seconds. With `interrupt` it is interrupted when its time is up, as by Ctrl-C, which `interrupted` tells; only
        if it does not answer then, it is ended. Raises `Death`.
        """
        try:
            with self.turns.shared():
                watch = _Watch(self, cpu, statement, interrupt)
                try:
                    return self._exchange(message, watch, progress)
                finally:
                    self.interrupted = watch.interrupted
                    self.spent = watch.spent()
                    self.spent_in_all += self.spent
        except wire.WireError as error:
            self.end()
            raise Death("killed", f"What came back from Python was no answer ({error}).") from None
        except (EOFError, OSError):
            raise self._autopsy() from None
        except Death:
            self.end()
            raise

    def _exchange(
        self, message: bytes, watch: _Watch, progress: Callable[[dict[str, Any]], bytes | None] | None
    ) -> dict[str, Any]:
        self.channel.send(message, watch)
        while True:
            answer = wire.loads(self.channel.receive(watch, self.limit))
            if not isinstance(answer, dict):
                raise wire.WireError("an answer that is not a dict")
            if "more" in answer:
                return {**answer, "results": self.channel.receive(watch, self.limit)}
            if "at" not in answer and "ask" not in answer:
                return answer
            watch.next()
            reply = progress(answer) if progress is not None else None
            if reply is not None:
                self.channel.send(reply, watch)

    def seconds(self) -> float:
        """Return the CPU seconds used so far, where the system tells."""
        return 0.0

    def waited(self) -> float:
        """Return the seconds so far in which it, or the judge, could have run and others had the processors, where the
        system tells."""
        return 0.0

    def interrupt(self) -> None:
        """Interrupt what it runs, as Ctrl-C does."""
        raise NotImplementedError

    def end(self, patience: float = 0.0) -> dict[str, Any]:
        """End the worker, after `patience` seconds in which it may end by itself; returns what is known of its end."""
        raise NotImplementedError

    def _autopsy(self) -> Death:
        facts = self.end(patience=2.0)  # on a busy machine an end takes a while
        code = facts["code"]
        if facts["alive"] or code is None:
            return Death(
                "killed", "Python no longer answered and was stopped; the code may close files that it has not opened."
            )
        if code < 0 and -code == getattr(signal, "SIGXCPU", None):
            return Death("timeout", "It was stopped, because all of the submission's CPU time is used up.")
        if code < 0:
            with contextlib.suppress(ValueError):
                return Death("killed", f"Python was ended by the signal {signal.Signals(-code).name}.")
        return Death("killed", "Python ended by itself, as after a call of exit(), or for want of memory.")


class _Watch:
    """Called before each wait for a worker's answer; raises `Death` when its time is up."""

    def __init__(self, worker: Worker, cpu: float, statement: float | None, interrupt: bool = False) -> None:
        self.worker = worker
        self.interrupt = interrupt
        self.interrupted = ""
        self.before = 0.0  # seconds that were spent until it was interrupted
        self.cpu = cpu
        self.statement = cpu if statement is None else statement
        self.start = self.last = self._now()

    def next(self) -> None:
        """Note that the worker went on to its next statement."""
        self.last = self._now()

    def spent(self) -> float:
        """Return the CPU seconds used, or a fifth of the other time if that is more."""
        used, passed = self._between(self.start, self._now())
        return self.before + max(used, passed / 5)

    def _now(self) -> tuple[float, float, float]:
        return self.worker.seconds(), time.monotonic(), self.worker.waited()

    @staticmethod
    def _between(then: tuple[float, float, float], now: tuple[float, float, float]) -> tuple[float, float]:
        """Return the CPU seconds between two moments, and the seconds that count as wall time."""
        used, wall, waited = (after - before for after, before in zip(now, then, strict=True))
        return used, max(wall - waited, wall / PATIENCE)

    def __call__(self) -> float:
        left, now = 1.0, self._now()
        for since, cpu in ((self.last, self.statement), (self.start, self.cpu)):
            wall = 5 * cpu + 5
            used, passed = self._between(since, now)
            if used > cpu:
                return self._up(
                    f"It used more than {cpu:g} s of CPU time and was stopped; there may be a loop that does not end."
                )
            if passed > wall:
                return self._up(f"It took more than {wall:g} s and was stopped.")
            left = min(left, cpu - used, wall - passed)
        return max(0.005, left)

    def _up(self, sentence: str) -> float:
        """Interrupt the worker, if that is wanted, and let it have a moment to answer; else raise `Death`."""
        if not self.interrupt or self.interrupted:
            raise Death("timeout", self.interrupted or sentence)
        self.before, self.interrupted = self.spent(), sentence
        self.worker.interrupt()
        self.start = self.last = self._now()
        self.cpu = self.statement = GRACE
        return 0.005


class _Queue:
    """How long a process has waited for a processor, which Linux tells anybody in /proc."""

    def __init__(self, process: str) -> None:
        self.file = -1
        self.waited = 0.0
        with contextlib.suppress(OSError):
            self.file = os.open(f"/proc/{process}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def seconds(self) -> float:
        """Return the seconds until now, or until it ended."""
        if self.file >= 0:
            with contextlib.suppress(OSError, LookupError, ValueError):
                self.waited = int(os.pread(self.file, 200, 0).split()[1]) / 1e9
        return self.waited

    def close(self) -> None:
        if self.file >= 0:
            os.close(self.file)
        self.file = -1


class _ForkedWorker(Worker):
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            request = {"do": "fork", "memory": sandbox.memory, "cpu": sandbox.cpu}
            self.pid: int = sandbox.ask(request, theirs.fileno())["pid"]
        self.kept = dict(sandbox.kept)
        ours.setblocking(False)  # a worker that stops reading must not stop the judge
        self.socket = ours
        self.channel = wire.Channel(ours.fileno())
        self.facts: dict[str, Any] | None = None
        self.queues = _Queue(str(self.pid)), _Queue("thread-self")

    def seconds(self) -> float:
        with contextlib.suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | 2)  # the clock of clock_getcpuclockid(3)
        return 0.0

    def waited(self) -> float:
        return sum(queue.seconds() for queue in self.queues)

    def interrupt(self) -> None:
        self.sandbox.ask({"do": "interrupt", "pid": self.pid})

    def end(self, patience: float = 0.0) -> dict[str, Any]:
        if self.facts is None:
            self.socket.close()
            for queue in self.queues:
                queue.close()
            try:
                self.facts = self.sandbox.ask({"do": "end", "pid": self.pid, "patience": patience})
            except ChildProcessError:
                self.facts = {"alive": False, "code": None}
            if not self.facts["alive"] and self.facts["code"] == -signal.SIGKILL:
                self.sandbox.mishaps.append("a worker was killed")
        return self.facts


class _PlainWorker(Worker):
    """A worker in a process of its own, without a sandbox."""

    def __init__(self) -> None:
        token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(30)
            port = server.getsockname()[1]
            self.process = subprocess.Popen(
                python("zygote", "plain_main", f"{port}, {token!r}"),
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            while True:
                self.socket, _ = server.accept()
                self.socket.settimeout(10)
                with contextlib.suppress(OSError):
                    if secrets.compare_digest(self.socket.recv(len(token)), token.encode()):
                        break
                self.socket.close()
        self.socket.setblocking(False)
        self.channel = wire.Channel(self.socket.fileno(), self.socket)

    def end(self, patience: float = 0.0) -> dict[str, Any]:
        self.socket.close()
        try:
            code = self.process.wait(max(patience, 0.2))
            return {"alive": False, "code": code}
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return {"alive": True, "code": None}
