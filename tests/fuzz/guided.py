"""Fuzzing guided by coverage, with atheris (`pip install -e ".[fuzz]"`, on Linux).

    python tests/fuzz/guided.py {frame,worker,submission,cases} [-max_total_time=SECONDS] [-runs=N]

`frame`: what a worker sends, unpacked. `worker`: all that a worker says, from the first byte to where it hangs up, as
the judge asks it what a file holds and for two calls. `submission`: the reader of notebooks and files. `cases`: the
reader of case files. It begins with what is real, made anew each time, and ends at an exception that should not be;
other options are libFuzzer's.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["graders.sandbox", "graders.judge.submission", "graders.judge.cases"]):
    import conversations
    import submissions

    from graders.exercises import assignment
    from graders.judge.cases import MAGIC, BadCaseFile, CaseFile
    from graders.judge.submission import Candidate, Limits, Submission
    from graders.sandbox import reading, wire
    from graders.sandbox.host import Death, Sandbox, Worker

VANILLA = assignment("vanilla_rnn")


def frame(data: bytes) -> None:
    """Unpack a frame; from data that begins with 1, one whose lengths are as they should be."""
    if data[:1] == b"\1":
        data = wire.join(data[2:], bytes(8 * data[1])) if len(data) > 1 else b""
    with contextlib.suppress(wire.WireError):
        wire.dumps(wire.loads(data))


class _Said(Worker):
    """A worker that has said all that it will ever say."""

    def __init__(self, data: bytes) -> None:
        self.socket, theirs = socket.socketpair()
        with theirs:
            theirs.sendall(data[:100_000])
            theirs.shutdown(socket.SHUT_WR)
            self.theirs = theirs.dup()
        self.socket.setblocking(False)
        self.channel = wire.Channel(self.socket.fileno())

    def end(self, patience: float = 0.0) -> dict[str, Any]:
        self.socket.close()
        self.theirs.close()
        return {"alive": False, "code": 0}


class _Once(Sandbox):
    """A sandbox whose first worker has said something, and all others nothing."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data

    def worker(self) -> Worker:
        data, self.data = self.data, b""
        return _Said(data)


def worker(data: bytes) -> None:
    """Load a submission and make two calls; data that begins with 1 are the headers of frames, one in each line."""
    if data[:1] == b"\1":
        data = b"".join(conversations.framed(wire.join(line, b"")) for line in data[1:].split(b"\n"))
    candidate = Candidate("vanilla_rnn.py", "py", b"x = 1\n")
    submission = Submission(_Once(data), VANILLA, candidate, Limits(), [])
    try:
        submission.load()
        with contextlib.suppress(Death):
            assert len(submission.run([("f", [], -1, [])] * 2).results(2)) == 2
    finally:
        submission.close()


def submission(data: bytes) -> None:
    """Read a notebook, or else a file."""
    kind = "ipynb" if data[:1] == b"{" else "py"
    with contextlib.suppress(reading.Unreadable):
        reading.read(kind, data).notes()


def cases(data: bytes) -> None:
    """Read a case file, of which what is packed was changed, or else all of it."""
    with contextlib.suppress(BadCaseFile):
        CaseFile.from_bytes(data[1:] if data[:1] == b"\0" else MAGIC + zlib.compress(data[1:]))


# What it begins with


def real(target: str) -> Iterator[bytes]:
    """Yield inputs that are as they should be."""
    dice = random.Random(1)
    results = wire.dumps([(1.5, wire.Handle(0)), wire.Raised("ValueError", "x", 3, "cell 1")])
    read = {"files": [{"error": "", "defined": {"f": ["x"]}, "stubs": [], "notes": ["line 1"]}]}
    messages = (
        read, {"at": 1, "cell": "the file", "line": 1}, {"callable": ["rnn_forward"], "notes": ["a note"]},
        {"more": True, "changed": [["f", [0]]], "overflows": [["f", "overflow", 3]], "output": "", "facts": []},
    )  # fmt: skip
    if target == "frame":
        yield from map(wire.dumps, (*messages, *conversations.VALUES[:40]))
        yield results
        for one in map(wire.dumps, conversations.VALUES[:40]):
            header, body = wire.split(one)
            yield bytes([1, min(len(body) // 8, 255)]) + header
    elif target == "worker":
        yield b"\1" + b"\n".join(wire.split(wire.dumps(one))[0].rstrip() for one in (*messages, [None, [1, 2]]))
        yield b"".join(map(conversations.framed, [*map(wire.dumps, messages), results]))
        yield conversations.framed(wire.dumps(read))
    elif target == "submission":
        for name in ("vanilla_rnn", "concepts"):
            yield submissions.sources(name)[0].encode()
            cells = json.loads(submissions.notebooks(name)[1])["cells"][:6]
            yield json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
            yield submissions.broken_notebook(submissions.notebooks(name)[1], dice)[:20_000]
    else:
        drawn = CaseFile.public().drawn
        for name in ("vanilla_rnn", "stability"):
            yield b"\1" + wire.dumps({name: drawn[name]})[:50_000]
        yield b"\1" + wire.dumps({"vanilla_rnn": {}})
        yield b"\0" + MAGIC + zlib.compress(wire.dumps({"stability": drawn["stability"]}))[:50_000]


TARGETS: dict[str, Callable[[bytes], None]] = {one.__name__: one for one in (frame, worker, submission, cases)}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(real(name)):
            (Path(folder) / str(number)).write_bytes(data)
        fuzzer = os.fork()  # since libFuzzer ends the process in which it is
        if not fuzzer:
            atheris.Setup([sys.argv[0], *sys.argv[2:], "-rss_limit_mb=3000", "-timeout=60", folder], TARGETS[name])
            atheris.Fuzz()
        return os.waitstatus_to_exitcode(os.waitpid(fuzzer, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
