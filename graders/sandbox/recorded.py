"""What a notebook's cells show, in the order in which a kernel would show it: texts, results, pictures, errors.

A kernel keeps what is printed, standard output apart from errors, until something else is shown or some time has
passed; so does this. What is much is cut here already, for the sake of who means well; the judge's side checks again.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .plain import utf8

__all__ = ["KINDS", "MAX_PICTURE", "MAX_SHOWN", "MAX_TEXT", "PICTURES", "Recorder", "Stream"]

PICTURES = ("image/png", "image/jpeg")
TEXTS = ("text/plain", "text/html", "text/latex", "text/markdown")
KINDS = (*TEXTS, *PICTURES)
MAX_TEXT = 20_000  # characters of a stream in a cell, and of one text that is shown
MAX_HTML = 100_000
MAX_PICTURE = 2 << 20  # bytes
MAX_SHOWN = 100  # outputs of a cell
MAX_NAMES = 20
PAUSE = 0.2  # seconds after which a kernel sends what was printed


class Recorder:
    """Takes what a cell shows, and sends it: at its end, and while it runs as soon as some time has passed."""

    def __init__(self, send: Callable[[list[dict[str, Any]]], None]) -> None:
        self.send = send
        self.begin()

    def begin(self) -> None:
        """Forget what was shown: another cell begins."""
        self.events: list[dict[str, Any]] = []
        self.printed: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self.left = dict.fromkeys(self.printed, MAX_TEXT)
        self.cut = dict.fromkeys(self.printed, 0)
        self.shown = 0
        self.last = self.sent = time.monotonic()

    def write(self, name: str, text: str) -> None:
        """Take what is printed."""
        kept = text[: max(0, self.left[name])]
        self.left[name] -= len(kept)
        self.cut[name] += len(text) - len(kept)
        if kept:
            self.printed[name].append(utf8(kept))
            if time.monotonic() - self.last > PAUSE:
                self.flush()

    def flush(self, *names: str) -> None:
        """Show what was printed."""
        self.last = time.monotonic()
        for name in names or tuple(self.printed):
            if self.printed[name]:
                self._add({"output": "stream", "name": name, "text": "".join(self.printed[name])})
                self.printed[name] = []

    def show(self, event: dict[str, Any]) -> None:
        """Show something after what was printed before it."""
        self.flush()
        self.shown += 1
        if self.shown <= MAX_SHOWN:
            self._add(event)

    def clear(self, wait: bool) -> None:
        """Take away what the cell has shown, at once or when it shows something new."""
        self.flush()
        self.shown = 0
        self.left = dict.fromkeys(self.left, MAX_TEXT)
        self.cut = dict.fromkeys(self.cut, 0)
        if not wait:
            self.events = [event for event in self.events if event["output"] == "update"]
        self._add({"output": "clear", "wait": wait})

    def end(self) -> None:
        """Send what was not sent yet."""
        self.flush()
        for name, cut in self.cut.items():
            if cut:
                self._add({"output": "cut", "name": name, "count": cut})
        if self.shown > MAX_SHOWN:
            self._add({"output": "cut", "name": "outputs", "count": self.shown - MAX_SHOWN})
        self._send()

    def _add(self, event: dict[str, Any]) -> None:
        if len(self.events) > 1 and self.events[-1].get("wait"):  # what would be cleared now need not be sent
            self.events = [one for one in self.events if one["output"] == "update"] + [
                {"output": "clear", "wait": False}
            ]
        self.events.append(event)
        if time.monotonic() - self.sent > PAUSE:
            self._send()

    def _send(self) -> None:
        if self.events:
            self.send(self.events)
        self.events = []
        self.sent = time.monotonic()


def bundle(data: Any) -> dict[str, Any]:
    """Return what is to be shown of something by kind: texts, pictures' bytes, and the names of what is left out."""
    found: dict[str, Any] = {}
    dropped: list[str] = []
    for kind, value in list(dict.items(data)) if isinstance(data, dict) else ():
        if not isinstance(kind, str) or value is None:
            continue
        if kind in PICTURES and isinstance(value, bytes | bytearray | str):
            raw = bytes(value, "ascii", "replace") if isinstance(value, str) else bytes(value)
            if len(raw) <= MAX_PICTURE * (4 if isinstance(value, str) else 3) // 3:
                found[kind] = np.frombuffer(raw, np.uint8)
                continue
        elif kind in TEXTS and isinstance(value, str):
            text = utf8(str.__str__(value))
            most = MAX_HTML if kind == "text/html" else MAX_TEXT
            if len(text) <= most or kind == "text/plain":
                found[kind] = text if len(text) <= most else f"{text[:most]} …"
                continue
        if len(dropped) < MAX_NAMES:
            dropped.append(utf8(str.__str__(kind))[:100])
    return {"data": found, "dropped": dropped}


class Stream(io.TextIOBase):
    """Standard output or standard error: what is written is shown."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, recorder: Recorder) -> None:
        self.name = f"<{name}>"
        self._name = name
        self._recorder = recorder

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._recorder.write(self._name, text)
        return len(text)

    def flush(self) -> None:
        self._recorder.flush(self._name)
