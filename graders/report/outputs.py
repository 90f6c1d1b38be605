"""What a notebook's cells showed, made safe for nbgrader's pages: nothing that a student printed runs in a browser.

What a worker sends is believed in nothing. Text has its control characters taken away, pictures are known by their
first bytes, HTML goes through a sanitizer that keeps tables and formatting, and everything else is left out by name.
All of it is bounded twice, in one output and in the notebook, so that neither a page nor the judge's time grows.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .text import escape

__all__ = ["Shown"]

MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MOST_TEXT = 25_000  # characters of a stream in a cell, or of one text
MOST_HTML = 100_000
MOST_CLEANED = 200_000
MOST_WORK = 12_000  # of the sanitizer for one piece of HTML: about a second
MOST_ALL_WORK = 40_000  # for a notebook
MOST_OPEN = 50  # tags of one kind
MOST_PICTURE = 2 << 20  # bytes
MOST_PICTURES = 12 << 20  # of a notebook
MOST_PIXELS = 25_000_000  # of a picture, which take memory in a browser, however few its bytes
MOST_ALL_PIXELS = 250_000_000
MOST_TEXTS = 1_000_000  # characters of a notebook
MOST_OUTPUTS = 120  # of a cell
MOST_ALL_OUTPUTS = 3000
MOST_EVENTS = 20_000  # of a notebook
MOST_UPDATES = 500
MOST_ALIKE = 20  # outputs of one display id that an update changes
MOST_COPIES = 4 << 20  # characters of what updates put into more than one output
MOST_PARTS = 50  # of a traceback
MOST_NAMES = 5  # of what is left out of an output
KIND = re.compile(r"[a-zA-Z0-9.+/_-]{1,60}")
# Colours of 256 or of three parts only if they are whole: nbconvert stops at a code that breaks off.
COLOURS = re.compile(
    r"\x1b\[(?:(?:[34]8;(?:5;[0-9]{1,3}|2;[0-9]{1,3};[0-9]{1,3};[0-9]{1,3})|(?!0*[34]8[;m])[0-9]{0,3})(?:;|(?=m))){0,20}m"
)
CONTROLS = re.compile(r"\x1b(?:\[[0-9;?]{0,40}[A-Za-z]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)?|.)?", re.DOTALL)
UNUSUAL = re.compile(r"[^ -~\n\t]+")
OBJECT = re.compile(r"<[\w.]+ object[^>\n]{0,200}>")
UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(style|script|title|template|noscript|textarea|xmp|iframe|math|svg)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
TAGS = frozenset(
    "table caption colgroup col thead tbody tfoot tr th td p div span br hr b i em strong u s sub sup small code pre "
    "kbd samp var ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote".split()
)
NUMBERS = ("colspan", "rowspan", "span", "start")
FORMATTING = frozenset("b i em strong u s small code".split())  # opened again in each later block, until closed
EMPTY = frozenset("col br hr".split())
CLOSED_BY = {
    "p": ("p",),
    "li": ("p", "li"),
    "dt": ("p", "dt", "dd"),
    "dd": ("p", "dt", "dd"),
    "td": ("p", "td", "th"),
    "th": ("p", "td", "th"),
    "tr": ("p", "td", "th", "tr"),
}
TAG = re.compile(r"""<(?:(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])((?:[^<>"']|"[^<"]*"|'[^<']*')*+)>)?""")
ATTRIBUTE = re.compile(rf"""(?<![^\s"'/])({"|".join(NUMBERS)}|border|class)\s*=\s*["']?(\w+)""", re.IGNORECASE)


class Shown:
    """The outputs of a notebook's cells, as they come from a worker, bounded and cleaned."""

    def __init__(self) -> None:
        self._cells: dict[int, list[dict[str, Any]]] = {}
        self._waiting: set[int] = set()  # cells that will be cleared when they show something new
        self._named: dict[str, list[dict[str, Any]]] = {}  # outputs by their display id
        self._outputs = 0
        # What is left of the notebook's bounds
        self._events = MOST_EVENTS
        self._updates = MOST_UPDATES
        self._copies = MOST_COPIES
        self._pictures = MOST_PICTURES
        self._pixels = MOST_ALL_PIXELS
        self._texts = MOST_TEXTS
        self._work = MOST_ALL_WORK

    def forget(self, place: int) -> None:
        """Take away what a cell has shown."""
        self._outputs -= len(self._cells.pop(place, []))

    def take(self, place: int, events: Sequence[Any]) -> None:
        """Take what a cell shows."""
        events = events[: self._events]
        self._events -= len(events)
        for event in _last_updates(event for event in events if type(event) is dict):
            self._take(place, event)

    def outputs(self, counts: Sequence[int | None]) -> list[list[dict[str, Any]]]:
        """Return the outputs of each of a notebook's cells, of which `counts` are the numbers."""
        return [[_finished(one, count) for one in self._cells.get(place, [])] for place, count in enumerate(counts)]

    def _take(self, place: int, event: dict[str, Any]) -> None:
        kind, shown = _word(event, "output"), self._cells.setdefault(place, [])
        if kind == "clear":
            if event.get("wait") is True:
                self._waiting.add(place)
            else:
                self._clear(shown)
            return
        if kind == "update":
            self._update(event)
            return
        if place in self._waiting:
            self._waiting.discard(place)
            self._clear(shown)
        name = _word(event, "name")
        if kind == "stream" and name in ("stdout", "stderr"):
            self._stream(shown, name, event.get("text"))
        elif not self._has_room(shown):
            return
        elif kind == "cut":
            self._cut(shown, event)
        elif kind == "error":
            parts = event.get("traceback")
            found = [self._clean(part) for part in (parts if type(parts) is list else [])[:MOST_PARTS]]
            error, text = self._clean(event.get("ename"), 200), self._clean(event.get("evalue"))
            self._add(shown, {"output_type": "error", "ename": error, "evalue": text, "traceback": found})
        elif kind in ("display_data", "execute_result"):
            output = {"output_type": kind, "data": self._data(event), "metadata": {}}
            self._add(shown, output)
            name = _word(event, "id")[:100]
            alike = self._named.setdefault(name, []) if name else []
            if len(alike) < MOST_ALIKE:
                alike.append(output)

    def _has_room(self, shown: list[dict[str, Any]]) -> bool:
        return len(shown) < MOST_OUTPUTS and self._outputs < MOST_ALL_OUTPUTS

    def _add(self, shown: list[dict[str, Any]], output: dict[str, Any]) -> None:
        self._outputs += 1
        shown.append(output)

    def _clear(self, shown: list[dict[str, Any]]) -> None:
        self._outputs -= len(shown)
        shown.clear()

    def _update(self, event: dict[str, Any]) -> None:
        """Put what an update shows into the outputs of its display id."""
        alike = self._named.get(_word(event, "id")[:100], [])
        if not alike or self._updates <= 0:
            return
        self._updates -= 1
        data = self._data(event)
        size = sum(map(len, data.values()))
        for number, output in enumerate(alike):
            self._copies -= size if number else 0
            if self._copies < 0:
                return
            output["data"] = data

    def _stream(self, shown: list[dict[str, Any]], name: str, text: Any) -> None:
        if not (shown and shown[-1].get("name") == name):
            if not self._has_room(shown):
                return
            self._add(shown, {"output_type": "stream", "name": name, "text": ""})
        new = self._within(text, MOST_TEXT - len(shown[-1]["text"]))
        self._texts -= max(0, len(_coloured(new)) - len(new))  # it is made visible at the end
        shown[-1]["text"] += new

    def _cut(self, shown: list[dict[str, Any]], event: dict[str, Any]) -> None:
        count, name = event.get("count"), _word(event, "name")
        if type(count) is int and 0 < count < 1 << 62:
            what = "outputs" if name == "outputs" else "characters"
            self._stream(
                shown, "stderr" if name == "stderr" else "stdout", f"\n… and {count:,} more {what}, left out.\n"
            )

    def _within(self, text: Any, most: int = MOST_TEXT) -> str:
        """Return as much of a text as the notebook still has room for."""
        text = text[: max(0, min(most, self._texts))] if type(text) is str else ""
        self._texts -= len(text)
        return str(text)

    def _clean(self, text: Any, most: int = MOST_TEXT) -> str:
        text = self._within(text, most)
        cleaned = _coloured(text)
        self._texts -= max(0, len(cleaned) - len(text))
        return cleaned

    def _data(self, event: dict[str, Any]) -> dict[str, str]:
        given, dropped = event.get("data"), event.get("dropped")
        given = given if type(given) is dict else {}
        left_out = [
            one if type(one) is str and KIND.fullmatch(one) else "another kind"
            for one in (dropped if type(dropped) is list else [])[:MOST_NAMES]
        ]
        made: dict[str, str] = {}
        text = self._clean(given.get("text/plain"))
        for kind in ("text/latex", "text/markdown"):
            source = given.get(kind)
            if type(source) is str and (not text or OBJECT.fullmatch(text)):
                text = self._clean(source)
        for kind in MAGIC:
            if kind in given:
                picture = self._picture(kind, given[kind])
                if picture:
                    made[kind] = picture
                else:
                    left_out.append(f"{kind}, which is none or too large")
        if type(given.get("text/html")) is str:
            cleaned = self._html(given["text/html"])
            if cleaned:
                made["text/html"] = cleaned
            else:
                left_out.append("text/html")
        if left_out and not made:
            names = ", ".join(dict.fromkeys(left_out))
            text += self._within(f"{bool(text) * chr(10)}(left out: {names})")
        made["text/plain"] = text
        return made

    def _html(self, text: str) -> str:
        """Return HTML cleaned, or nothing if it cannot be, or if the notebook has no room for it."""
        if len(text) > MOST_HTML:
            return ""
        self._texts -= len(text)
        if self._texts < 0:
            return ""
        simple, work = _simplified(text)
        if work > min(MOST_WORK, self._work):
            return ""
        self._work -= work
        cleaned = clean_html(simple)
        self._texts -= max(0, len(cleaned) - len(text))
        return cleaned if self._texts >= 0 else ""

    def _picture(self, kind: str, value: Any) -> str:
        """Return a picture's bytes in base64, or nothing if it is none."""
        if type(value) is not np.ndarray or value.dtype != np.uint8 or value.ndim != 1:
            return ""
        if value.size > MOST_PICTURE * 3 // 2:  # more than it may have in base64
            return ""
        raw = value.tobytes()
        if not raw.startswith(MAGIC[kind]):
            try:
                raw = base64.b64decode(raw.replace(b"\n", b""), validate=True)
            except binascii.Error:
                return ""
        if not raw.startswith(MAGIC[kind]) or len(raw) > min(MOST_PICTURE, self._pictures):
            return ""
        pixels = _pixels(raw)
        if not 0 < pixels <= min(MOST_PIXELS, self._pixels):
            return ""
        self._pictures -= len(raw)
        self._pixels -= pixels
        return base64.b64encode(raw).decode()


def _word(event: dict[str, Any], key: str) -> str:
    """Return what an event has under a key, if that is a word."""
    value = event.get(key)
    return value if type(value) is str else ""


def _last_updates(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events without the updates that are followed by another of the same output."""
    kept, updated = [], set()
    for event in reversed(list(events)):
        name = _word(event, "id")[:100]
        if _word(event, "output") != "update":
            updated.discard(name)
        elif name in updated:
            continue
        else:
            updated.add(name)
        kept.append(event)
    return kept[::-1]


def _pixels(raw: bytes) -> int:
    """Return how many pixels a PNG or JPEG says that it has; 0 if it does not say."""
    if raw.startswith(MAGIC["image/png"]):
        if raw[12:16] != b"IHDR" or len(raw) < 24:
            return 0
        return int.from_bytes(raw[16:20], "big") * int.from_bytes(raw[20:24], "big")
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:  # it fills
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(raw[at + 5 : at + 7], "big") * int.from_bytes(raw[at + 7 : at + 9], "big")
        else:
            at += 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
    return 0


def clean_html(text: str) -> str:
    """Return HTML of which tables and formatting are left: no script, link, style, picture, form or formula."""
    import bleach

    text = escape(UNSEEN.sub("", text), lines=True)
    cleaned: str = bleach.clean(text, tags=TAGS, attributes=_allowed, protocols=[], strip=True, strip_comments=True)
    if not re.sub(r"<[^>]*>|\s", "", cleaned):
        return ""
    # Pages load MathJax, which makes links of what stands between dollars: nothing in here is a formula.
    cleaned = re.sub(r"\$", "<span>$</span>", cleaned)
    cleaned = re.sub(r"\\(?=[(\[a-zA-Z])", r"<span>\\</span>", cleaned)
    if len(cleaned) > MOST_CLEANED:
        return ""
    return f'<div class="tex2jax_ignore mathjax_ignore">{cleaned}</div>'


def _simplified(text: str) -> tuple[str, int]:
    """Return HTML with no other tags and attributes than may stay, and how much work the sanitizer has with it.

    That is a step for each tag and each formatting tag which is open there, since the sanitizer may open that again.
    """
    stack: list[str] = []
    left_open: Counter[str] = Counter()
    formatting = work = 0

    def tag(found: re.Match[str]) -> str:
        nonlocal formatting, work
        if found[2] is None:
            return "&lt;"
        closes, kind = found[1], found[2].lower()
        if kind not in TAGS:
            return ""
        work += 1 + formatting
        if not closes and kind not in EMPTY:
            while stack and stack[-1] in CLOSED_BY.get(kind, ()):
                left_open[stack.pop()] -= 1
            stack.append(kind)
            left_open[kind] += 1
            formatting += kind in FORMATTING
        elif closes and left_open[kind]:
            # Only what is closed in its own place is surely closed: formatting over the ends of blocks goes on.
            formatting -= kind in FORMATTING and stack[-1] == kind
            while left_open[kind]:
                last = stack.pop()
                left_open[last] -= 1
                if last == kind:
                    break
        if left_open[kind] > MOST_OPEN:
            work += MOST_WORK
        given = {name.lower(): value for name, value in ATTRIBUTE.findall(found[3])} if not closes else {}
        kept = (f' {name}="{value}"' for name, value in given.items() if _allowed(kind, name, value))
        return f"<{closes}{kind}{''.join(kept)}>"

    if text.count("<") > MOST_WORK:
        return "", MOST_WORK + 1
    simple = TAG.sub(tag, escape(UNSEEN.sub("", text), lines=True))
    if len(simple) > MOST_CLEANED:
        work += MOST_WORK
    return simple, work + simple.count("&") + 1


def _allowed(tag: str, name: str, value: str) -> bool:
    return (name in NUMBERS and value.isascii() and value.isdigit() and len(value) <= 3) or (
        tag == "table" and (name, value) in (("border", "1"), ("class", "dataframe"))
    )


def _finished(output: dict[str, Any], count: int | None) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": _coloured(_overwritten(output["text"]))}
    if output["output_type"] == "execute_result":
        return {**output, "execution_count": count}
    return output


def _overwritten(text: str) -> str:
    """Return text as a terminal shows it whose lines were written over after a carriage return."""
    text = text.replace("\r\n", "\n")
    if "\r" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown)
    return "\n".join(lines)


def _coloured(text: str) -> str:
    """Return text with no control character but those of colours, tabs and line ends; what turns text is shown."""
    kept, last = [], 0
    for match in COLOURS.finditer(text):
        kept += [_plain(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*kept, _plain(text[last:])])


def _plain(text: str) -> str:
    return UNUSUAL.sub(lambda found: escape(found[0]), CONTROLS.sub("", text))
