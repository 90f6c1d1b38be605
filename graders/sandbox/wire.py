"""Plain data as bytes: all that ever crosses the trust boundary, and the format of a case file.

`dumps(value)` gives a JSON header, which holds the structure, followed by one buffer with every number of every array,
so that two answers of the same structure have the same header and are compared as two flat buffers. `loads` trusts
nothing: each dtype, shape and length is checked before anything is allocated, and whatever is wrong is a `WireError`.

=============================  ==========================
value                          in the header
=============================  ==========================
None, bool, int (64 bit), str  itself
float                          ``["f"]`` (8 bytes in the buffer)
array                          ``["a", dtype, [shape]]``
list, tuple                    ``["l", …]``, ``["t", …]``
dict with string keys          ``{"key": …}``
dict with integer keys         ``["d", key, value, …]``: in a call's inputs alone
`Handle`                       ``["h", number]``: an object that stays where it is (a cache)
`Raised`                       ``["e", type, text, line, cell]``: the call raised
`Odd`                          ``["x", what]``: an answer that is not plain data
=============================  ==========================
"""

from __future__ import annotations

import json
import os
import select
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import socket

__all__ = ["Channel", "Handle", "Odd", "Packer", "Raised", "WireError", "dumps", "join", "loads", "split"]

DTYPES = {
    name: np.dtype(name)
    for name in ("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8")
}
MAX_DEPTH = 24
MAX_HEADER = 8 << 20
MAX_ANSWER = 4 << 20  # of a header that comes from a worker: a large answer in plain lists has so much
MAX_FRAME = 64 << 20
_LENGTHS = struct.Struct("<II")
_FRAME = struct.Struct("<Q")


class WireError(ValueError):
    """The bytes are not what `dumps` writes, or the value is not plain data."""


@dataclass(frozen=True)
class Handle:
    """An object that stays on the other side; `number` names it."""

    number: int


@dataclass(frozen=True)
class Raised:
    """A call that ended in an exception: its type's name, its text, the line of the student's code, and its cell."""

    type: str
    text: str
    line: int
    cell: str = ""

    @property
    def place(self) -> str:
        """Where in the student's code it happened: "line 3", or "cell 7, line 3" of a notebook; "" if elsewhere."""
        return f"{self.cell}{', ' if self.cell else ''}line {self.line}" if self.line else ""


@dataclass(frozen=True)
class Odd:
    """An answer that is not plain data, in words ("a set", "an array of dtype complex128")."""

    what: str


def dumps(value: Any) -> bytes:
    """Return `value` as bytes; raises `WireError` when it is not plain data."""
    parts: list[bytes] = []
    return _join(_encode(value, parts, 0), parts)


def _join(tree: Any, parts: list[bytes]) -> bytes:
    header = json.dumps(tree, separators=(",", ":")).encode()
    header += b" " * (-(len(header) + _LENGTHS.size) % 8)
    return b"".join([_LENGTHS.pack(len(header), sum(map(len, parts))), header, *parts])


class Packer:
    """A list that is packed item by item, each as it is at that moment; `finish` gives what `dumps` would."""

    def __init__(self) -> None:
        self._tree: list[Any] = ["l"]
        self._parts: list[bytes] = []

    def add(self, item: Any) -> None:
        """Pack the next item. Raises `WireError`, as `dumps` does."""
        self._tree.append(_encode(item, self._parts, 1))

    def finish(self) -> bytes:
        """Return the packed list."""
        return _join(self._tree, self._parts)


def join(header: bytes, body: bytes) -> bytes:
    """Return what `split` took apart."""
    return b"".join([_LENGTHS.pack(len(header), len(body)), header, body])


def split(data: bytes) -> tuple[bytes, memoryview]:
    """Return the header and the buffer of what `dumps` wrote."""
    if len(data) < _LENGTHS.size:
        raise WireError("the message is too short")
    head, body = _LENGTHS.unpack_from(data)
    if head > MAX_HEADER or _LENGTHS.size + head + body != len(data):
        raise WireError("the message's lengths do not add up")
    start = _LENGTHS.size + head
    return bytes(data[_LENGTHS.size : start]), memoryview(data)[start:]


def loads(data: bytes, inputs: bool = False) -> Any:
    """Return the value that `dumps` wrote; arrays are read-only views of `data`. Raises `WireError`.

    `inputs` says that it comes from the judge's side: only there may a dict have integer keys.
    """
    header, body = split(data)
    if not inputs and len(header) > MAX_ANSWER:
        raise WireError("the header is too long for an answer")
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError("the message's header is not JSON") from error
    decoder = _Decoder(body, inputs)
    value = decoder.decode(tree, 0)
    if decoder.at != len(body):
        raise WireError("the message has bytes left over")
    return value


def _encode(value: Any, parts: list[bytes], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise WireError("nested too deeply")
    kind = type(value)
    if kind is np.ndarray:
        if value.dtype.str not in DTYPES:
            raise WireError(f"an array of dtype {value.dtype}")
        raw = value.tobytes()
        parts.append(raw + b"\0" * (-len(raw) % 8))
        return ["a", value.dtype.str, list(value.shape)]
    if kind is float:
        parts.append(struct.pack("<d", value))
        return ["f"]
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        if not _is_integer(value):
            raise WireError("an integer of more than 64 bits")
        return value
    if kind is list or kind is tuple:
        return ["l" if kind is list else "t", *(_encode(item, parts, depth + 1) for item in value)]
    if kind is dict:
        if value and _integers(value):
            return ["d", *(_encode(item, parts, depth + 1) for pair in value.items() for item in pair)]
        if not all(type(key) is str for key in value):
            raise WireError("a dict with keys that are neither strings nor integers")
        return {key: _encode(item, parts, depth + 1) for key, item in value.items()}
    if kind is Handle:
        return ["h", value.number]
    if kind is Raised:
        return ["e", value.type, value.text, value.line, value.cell]
    if kind is Odd:
        return ["x", value.what]
    raise WireError(f"a {kind.__name__}")


def _integers(values: Iterable[Any]) -> bool:
    return all(type(value) is int for value in values)


def _is_integer(value: Any) -> bool:
    """Tell whether this is an integer of 64 bits; longer ones may not even be written out."""
    return type(value) is int and -(2**63) <= value < 2**64


class _Decoder:
    def __init__(self, body: memoryview, inputs: bool) -> None:
        self.body = body
        self.inputs = inputs
        self.at = 0

    def take(self, size: int) -> int:
        start = self.at
        self.at += size + (-size % 8)
        if self.at > len(self.body):
            raise WireError("the message's buffer is too short")
        return start

    def decode(self, node: Any, depth: int) -> Any:
        kind = type(node)
        if kind is list:
            return self.tagged(node, depth)
        if node is None or kind is bool or kind is str or _is_integer(node):
            return node
        if kind is dict and depth < MAX_DEPTH:
            return {key: self.decode(item, depth + 1) for key, item in node.items()}
        raise WireError("the message's header has an unknown node")

    def tagged(self, node: list[Any], depth: int) -> Any:
        tag = node[0] if node else None
        if tag == "a" and len(node) == 3:
            return self.array(node[1], node[2])
        if tag == "t" and depth < MAX_DEPTH:
            return tuple([self.decode(item, depth + 1) for item in node[1:]])
        if tag == "l" and depth < MAX_DEPTH:
            return [self.decode(item, depth + 1) for item in node[1:]]
        if tag == "d" and self.inputs and depth < MAX_DEPTH and len(node) % 2 and _integers(node[1::2]):
            items = [self.decode(item, depth + 1) for item in node[1:]]
            return dict(zip(items[::2], items[1::2], strict=True))
        if tag == "f" and len(node) == 1:
            return struct.unpack_from("<d", self.body, self.take(8))[0]
        if tag == "h" and len(node) == 2 and _is_integer(node[1]):
            return Handle(node[1])
        if tag == "e" and [type(item) for item in node] == [str, str, str, int, str] and _is_integer(node[3]):
            return Raised(*node[1:])
        if tag == "x" and len(node) == 2 and type(node[1]) is str:
            return Odd(node[1])
        raise WireError("the message's header has an unknown node")

    def array(self, name: Any, shape: Any) -> np.ndarray:
        dtype = DTYPES.get(name) if type(name) is str else None
        if dtype is None:
            raise WireError("an array of unknown dtype")
        if type(shape) is not list or len(shape) > 32:
            raise WireError("an array of unknown shape")
        size = dtype.itemsize
        largest = size
        for length in shape:
            if type(length) is not int or not 0 <= length <= MAX_FRAME:
                raise WireError("an array of impossible shape")
            size *= length
            largest *= length or 1  # NumPy refuses a huge shape even where another length is zero
            if largest > MAX_FRAME:
                raise WireError("an array that is too large")
        return np.ndarray(shape, dtype, self.body, self.take(size))


class Channel:
    """Frames of bytes over a file descriptor: eight bytes of length, then the frame.

    It only reads and writes the descriptor (no socket calls), so a worker needs no right to use sockets.
    """

    def __init__(self, fd: int, socket: socket.socket | None = None) -> None:
        self.fd = fd
        self._socket = socket  # where descriptors of sockets cannot be read (Windows)

    def _write(self, data: memoryview) -> int:
        return os.write(self.fd, data) if self._socket is None else self._socket.send(data)

    def _read(self, size: int) -> bytes:
        return os.read(self.fd, size) if self._socket is None else self._socket.recv(size)

    def send(self, frame: bytes, watch: Callable[[], float] | None = None) -> None:
        """Write one frame, waiting as `receive` does; raises `OSError` when the other side is gone."""
        for view in (memoryview(_FRAME.pack(len(frame))), memoryview(frame)):
            while view:
                try:
                    view = view[self._write(view) :]
                except BlockingIOError:
                    select.select([], [self.fd], [], watch() if watch is not None else 1.0)

    def receive(self, watch: Callable[[], float] | None = None, limit: int = MAX_FRAME) -> bytes:
        """Return the next frame.

        `watch`, if given, is called before each wait and returns how many seconds to wait at most before it is called
        again; it raises to give up. Raises `EOFError` when the other side is gone and `WireError` when a frame is
        longer than `limit`.
        """
        size = _FRAME.unpack(self._exactly(_FRAME.size, watch))[0]
        if size > limit:
            raise WireError("a reply that is too large")
        return self._exactly(size, watch)

    def _exactly(self, size: int, watch: Callable[[], float] | None) -> bytes:
        data = bytearray()  # not a list of pieces: what comes byte by byte would take many times its size
        while len(data) < size:
            if watch is not None:
                pause = watch()
                if not select.select([self.fd], [], [], pause)[0]:
                    continue
            chunk = self._read(min(size - len(data), 1 << 20))
            if not chunk:
                raise EOFError("the other side is gone")
            if len(chunk) == size:
                return chunk
            data += chunk
        return bytes(data)


def deadline(seconds: float) -> Callable[[], float]:
    """Return a `watch` for `Channel.receive` that raises `TimeoutError` after so many seconds."""
    end = time.monotonic() + seconds

    def watch() -> float:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError("no reply in time")
        return left

    return watch
