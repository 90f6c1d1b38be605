"""A judge that talks to a script in the place of workers: what a worker once answered, spoilt at random.

`Recorder` is a sandbox whose workers are real, and which writes down what was said. `Theatre` is a sandbox whose
workers read their lines from such a recording: to a request that was recorded they give the recorded reply, in bytes
that a `Spoiler` may have changed on the way, and to any other request a reply to something else.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import numpy as np

from graders.sandbox import host, wire
from graders.sandbox.host import Sandbox, Worker

__all__ = ["Line", "Recorder", "Recording", "Spoiler", "Theatre", "framed", "odd_frame", "spoilt_value"]

Line = list[bytes]  # the frames that answer one request
# By the request, and by all that this worker was asked before, since it may have been lent functions.
Recording = dict[tuple[int, bytes], Line]
HANGS = object()  # in the place of bytes: the worker says no more, and stays
BYTE_BY_BYTE = object()
WITHOUT_END = object()


def framed(frame: bytes) -> bytes:
    """Return a frame as it goes through a channel."""
    return struct.pack("<Q", len(frame)) + frame


# A recording


class _Listening(wire.Channel):
    """A channel that writes down which frames answered which request."""

    def __init__(self, channel: wire.Channel, recording: Recording) -> None:
        super().__init__(channel.fd)
        self.recording = recording
        self.line: Line = []
        self.history = 0

    def send(self, frame: bytes, watch: Callable[[], float] | None = None) -> None:
        self.line = []
        self.recording[self.history, frame] = self.recording[0, frame] = self.line
        self.history = hash((self.history, frame))
        super().send(frame, watch)

    def receive(self, watch: Callable[[], float] | None = None, limit: int = wire.MAX_FRAME) -> bytes:
        frame = super().receive(watch, limit)
        self.line.append(frame)
        return frame


class Recorder(Sandbox):
    """A sandbox that writes down what its workers answer. Nothing is kept with the zygote: a request says it all."""

    def __init__(self, memory: int, cpu: float, recording: Recording | None = None) -> None:
        super().__init__(memory, cpu)
        self.recording: Recording = {} if recording is None else recording

    def keep(self, calls: list[Any]) -> None:
        pass

    def twin(self) -> Sandbox:
        if self._twin is None:
            self._twin = Recorder(self.memory, self.cpu, self.recording)
        return self._twin

    def worker(self) -> Worker:
        worker = super().worker()
        worker.channel = _Listening(worker.channel, self.recording)
        return worker


# A theatre


class Theatre(Sandbox):
    """A sandbox without processes: its workers are threads that say what a recording says."""

    def __init__(self, memory: int, cpu: float, recording: Recording, spoiler: Spoiler) -> None:
        super().__init__(memory, cpu)
        self.recording = recording
        self.spoiler = spoiler

    def warm(self) -> None:
        pass

    def keep(self, calls: list[Any]) -> None:
        pass

    def twin(self) -> Sandbox:
        return self

    def worker(self) -> Worker:
        return _Actor(self)


class _Actor(Worker):
    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.socket, self.theirs = socket.socketpair()
        self.socket.setblocking(False)
        self.channel = wire.Channel(self.socket.fileno())
        threading.Thread(target=self._play, daemon=True).start()

    def _play(self) -> None:
        with self.theirs, contextlib.suppress(EOFError, OSError):
            theirs = wire.Channel(self.theirs.fileno())
            self._say(self.theatre.spoiler.unasked())
            history, recording = 0, self.theatre.recording
            while True:
                request = theirs.receive()
                line = recording.get((history, request), recording.get((0, request)))
                history = hash((history, request))
                self._say(self.theatre.spoiler.reply(request, line, recording))

    def _say(self, pieces: list[Any]) -> None:
        how = None
        for piece in pieces:
            if piece is HANGS:
                while self.theirs.recv(1 << 20):
                    pass
            if not isinstance(piece, bytes):
                how = piece
                continue
            if how is BYTE_BY_BYTE:
                for place in range(len(piece)):
                    self.theirs.sendall(piece[place : place + 1])
            while how is WITHOUT_END:
                self.theirs.sendall(piece)
            if how is None:
                self.theirs.sendall(piece)

    def end(self, patience: float = 0.0) -> dict[str, Any]:
        self.socket.close()
        return {"alive": True, "code": None}


# What is spoilt


class Spoiler:
    """Changes the replies to some of the requests, chosen by `dice`; `rate` of 0 leaves all as they were."""

    def __init__(self, dice: random.Random, rate: float, only: bytes = b"") -> None:
        self.dice = dice
        self.rate = rate
        self.only = only  # where it is given, replies to requests that hold these bytes are garbage, and no others
        self.done: list[str] = []

    def unasked(self) -> list[Any]:
        """Return what a worker says before it is asked anything."""
        if self.dice.random() < self.rate / 10:
            self.done.append("spoke unasked")
            return [framed(odd_frame(self.dice))]
        return []

    def reply(self, request: bytes, line: Line | None, recording: Recording) -> list[Any]:
        """Return what a worker says to a request, in pieces of bytes, or raise `EOFError`: it hangs up.

        `line` is the recorded reply, if there is one.
        """
        if self.only:
            if line is None:
                raise EOFError
            hit = self.only in request and b'"call"' in request
            return [framed(frame) for frame in ([line[0], odd_frame(self.dice)] if hit else line)]
        if line is None:
            if self.dice.random() < 0.5:
                raise EOFError
            line = self.dice.choice(list(recording.values()))
        if self.dice.random() >= self.rate:
            return [framed(frame) for frame in line]
        way = self.dice.choice(WAYS)
        self.done.append(way.__name__)
        return way(list(line), recording, self.dice)


def dropped(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    at = dice.randrange(len(line) or 1)
    return [*map(framed, line[:at] + line[at + 1 :]), dice.choice((HANGS, b""))]


def doubled(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    at = dice.randrange(len(line) or 1)
    return list(map(framed, [*line[: at + 1], *line[at:]]))


def swapped(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    dice.shuffle(line)
    return list(map(framed, line))


def others(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    return list(map(framed, dice.choice(list(recording.values()))))


def cut(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    data = b"".join(map(framed, line))
    return [data[: dice.randrange(len(data) + 1)], dice.choice((HANGS, b"", framed(b"")))]


def flipped(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    data = bytearray(b"".join(map(framed, line)))
    for _ in range(dice.choice((1, 1, 10))):
        if data:
            at = dice.randrange(min(len(data), dice.choice((20, 400, len(data)))))
            data[at] ^= 1 << dice.randrange(8)
    return [bytes(data)]


def late(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    time.sleep(dice.random() / 50)
    return list(map(framed, [*line, *dice.choice(list(recording.values()))]))


def dripping(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    return [BYTE_BY_BYTE, b"".join(map(framed, line))[:5000], HANGS]


def endless(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    messages: tuple[Any, ...] = {"at": 1, "cell": "x", "line": 1}, {"ask": "x", "arguments": [], "inputs": None}
    frame = dice.choice((b"\0", b"\xff" * 8, framed(b""), framed(b"x"), *(framed(wire.dumps(one)) for one in messages)))
    return [*map(framed, line[: dice.randrange(len(line) + 1)]), WITHOUT_END, frame]


def odd(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    line[dice.randrange(len(line) or 1) :] = [odd_frame(dice)]
    return list(map(framed, line))


def changed(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    """What has another value somewhere, in a frame that is well formed: the judge has to understand it."""
    for at in range(len(line)):
        if at == len(line) - 1 or dice.random() < 0.3:
            with contextlib.suppress(wire.WireError):
                line[at] = wire.dumps(spoilt_value(wire.loads(line[at]), dice))
    return list(map(framed, line))


def rewritten(line: Line, recording: Recording, dice: random.Random) -> list[Any]:
    """What has another node somewhere in its header."""
    at = dice.randrange(len(line) or 1)
    with contextlib.suppress(wire.WireError, IndexError):
        header, body = wire.split(line[at])
        tree = spoilt_value(json.loads(header), dice, NODES)
        text = json.dumps(tree, separators=(",", ":")).encode()
        line[at] = wire.join(text, bytes(body))
    return list(map(framed, line))


WAYS = (
    (dropped, doubled, swapped, others, cut, flipped, late, dripping, endless, odd) + (changed,) * 8 + (rewritten,) * 3
)

NODES: tuple[Any, ...] = (
    None, True, -1, 2**63, 2**64, 10**4000, 1.5, float("nan"), float("inf"), "\ud800", "a", [], {}, ["f"], ["l"], ["t"],
    ["a", "<f8", [2**63]], ["a", "<f8", [0, 2**62]], ["a", "<f8", [-1]], ["a", "<f8", [1] * 33], ["a", "|O", [1]],
    ["a", "<f8", []], ["a", "|b1", [8]], ["a", "<f2", [True]], ["a", ["<f8"], {}], ["h", 7], ["h", -1],
    ["h", 10**4000],
    ["e", "E", "\ud800", 10**4000, ""], ["e", "E", "t", -1, "cell"], ["x", "\ud800"], ["d", 1, 2],
    ["d"], {"more": True},
    {"": {}}, ["z"], [["l"]],
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 2**63, 2**64 - 1, -(2**63), float("nan"), float("inf"), 1e308, "", "\ud800", "x" * 5000,
    "\x1b[2J\u202e<b>", [], (), {}, [[]], [[], [0.0]], [1, "a"], {"": None}, {"\ud800": 1}, {"more": 1}, {"at": "x"},
    wire.Handle(0), wire.Handle(2**64 - 1), wire.Handle(-1), wire.Odd("a set"), wire.Odd("\ud800"),
    wire.Odd("x" * 9000),
    wire.Odd("a dict without the key"), wire.Odd("a in the place of b"),
    wire.Raised("ValueError", "text", 3), wire.Raised("\ud800", "\x1b" * 9999, -(2**63), "c" * 9999),
    wire.Raised("", "", 2**64 - 1, "\ud800"), (wire.Handle(1), wire.Handle(1)), [wire.Raised("E", "", 1)] * 3,
    np.zeros(0), np.zeros((3, 0, 10**6)), np.zeros((1,) * 32), np.array(1.0), np.array(7), np.array(True),
    np.array([np.nan, np.inf]), np.full(3, 1e308), np.zeros((2, 3), np.float16), np.zeros(5, np.float32),
    np.arange(3, dtype=np.uint8), np.array([2**64 - 1], np.uint64), np.array([-(2**63)]), np.array([True, False]),
    np.zeros(300_000), [0.0] * 5000, [[[1] * 20] * 20] * 20, tuple(range(50)), [np.zeros(2)] * 3,
    [np.zeros(2), np.zeros(3)], {"dx": 1.0, "given": None}, [True] * 4, ["code"] * 300,
)  # fmt: skip


def spoilt_value(value: Any, dice: random.Random, odd: tuple[Any, ...] = VALUES) -> Any:
    """Return a value in which one to a few of its parts are others."""
    for _ in range(dice.choice((1, 1, 1, 3, 30))):
        value = _put(value, dice, odd, dice.choice((0, 1, 2, 3, 9)))
    return value


def _put(value: Any, dice: random.Random, odd: tuple[Any, ...], depth: int) -> Any:
    """Return a value with something else at a place at most so deep."""
    if depth and isinstance(value, dict) and value:
        key = dice.choice(list(value))
        if dice.random() < 0.1:
            return {other: item for other, item in value.items() if other != key}
        return {**value, key: _put(value[key], dice, odd, depth - 1)}
    if depth and isinstance(value, list | tuple) and value:
        items = list(value)
        at = dice.randrange(len(items))
        match dice.randrange(20):
            case 0:
                del items[at]
            case 1:
                items.insert(at, items[at])
            case 2:
                dice.shuffle(items)
            case _:
                items[at] = _put(items[at], dice, odd, depth - 1)
        return type(value)(items)
    if isinstance(value, np.ndarray) and dice.random() < 0.5:
        return _other_array(value, dice)
    return dice.choice(odd)


@np.errstate(all="ignore")
def _other_array(array: np.ndarray, dice: random.Random) -> Any:
    match dice.randrange(8):
        case 0:
            return array.T
        case 1:
            return array.astype(dice.choice((np.float32, np.float16, np.uint8, np.bool_, np.int64, np.uint64)))
        case 2:
            return array[None]
        case 3:
            return array.ravel()
        case 4:
            return array.tolist()
        case 5:
            return array[:0] if array.ndim else array
        case 6:
            return array * 1e200 * 1e200
        case _:
            return array + 1 if array.dtype != np.bool_ else array


def odd_frame(dice: random.Random) -> bytes:
    """Return a frame that no worker sends: bytes, headers that are no JSON, claims, and values out of place."""
    match dice.randrange(6):
        case 0:
            return dice.randbytes(dice.choice((0, 1, 8, 100, 5000)))
        case 1:
            return struct.pack("<II", dice.choice((0, 7, 2**31, 2**32 - 1)), dice.choice((0, 8, 2**32 - 1))) + b"[]"
        case 2:
            return wire.join(dice.choice(HEADERS), b"\0" * dice.choice((0, 8, 64)))
        case 3:
            return wire.join(json.dumps(dice.choice(NODES)).encode(), b"\0" * dice.choice((0, 8, 64)))
        case 4:
            return wire.dumps({"results": dice.choice(VALUES), "more": True, "output": dice.choice(VALUES)})
        case _:
            return wire.dumps(dice.choice(VALUES))


HEADERS = (
    b"", b"[" * 4_000_000, b'{"a":' * 100_000, b"9" * 100_000, b"1e999", b"-Infinity", b"NaN", b'["a","<f8",[1e999]]',
    b'{"at":1,"at":2}', b'"\\ud800"', b"\xff\xfe", "[]".encode("utf-16"), "[1]".encode("utf-32"), b'["l",1,]', b"[] []",
    b'["l"' + b',["l"]' * 100_000 + b"]", b'["l"' + b',["a","|b1",[0]]' * 50_000 + b"]", b"\0" * 64,
    b'"' + b"x" * 100_000,
    b'["t",' * 25 + b"0" + b"]" * 25, b'["l",' * 24 + b"0" + b"]" * 24,
)  # fmt: skip


@contextlib.contextmanager
def hurried(times: float = 200.0) -> Iterator[None]:
    """Let a judge's clock run faster, so that who waits for a silent worker gives up soon."""

    class Clock:
        def __getattr__(self, name: str) -> Any:
            return getattr(time, name)

        @staticmethod
        def monotonic() -> float:
            return times * time.monotonic()

    class Watch(host._Watch):
        def __call__(self) -> float:
            return super().__call__() / times

    with mock.patch.object(host, "time", Clock()), mock.patch.object(host, "_Watch", Watch):
        yield
