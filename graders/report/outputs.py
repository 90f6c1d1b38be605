"""What a notebook's cells showed, made safe for nbgrader's pages: nothing that a student printed runs in a browser.

What a worker sends is believed in nothing. Text has its control characters taken away, pictures are known by their
first bytes, HTML goes through a sanitizer that keeps tables and formatting, and everything else is left out by name.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from .text import escape

__all__ = ["Shown"]

MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MOST_TEXT = 25_000  # characters of a stream in a cell, or of one text
MOST_HTML = 100_000
MOST_TAGS = 8000  # of one piece of HTML; the sanitizer takes long over many that are not closed
MOST_ALL_TAGS = 40_000  # of a notebook
MOST_OPEN = 50  # of one kind
MOST_PICTURE = 2 << 20  # bytes
MOST_PICTURES = 12 << 20  # of a notebook
MOST_TEXTS = 1_000_000  # characters of a notebook
MOST_OUTPUTS = 120  # of a cell
MOST_PARTS = 50  # of a traceback
COLOURS = re.compile(r"\x1b\[[0-9;]{0,40}m")
CONTROLS = re.compile(r"\x1b(?:\[[0-9;?]{0,40}[A-Za-z]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)?|.)?", re.DOTALL)
UNUSUAL = re.compile(r"[^ -~\n\t]+")
OBJECT = re.compile(r"<[\w.]+ object[^>\n]{0,200}>")
UNSEEN = re.compile(
    r"<(style|script|title|template|noscript|textarea|xmp|iframe|math|svg)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
TAGS = frozenset(
    "table caption colgroup col thead tbody tfoot tr th td p div span br hr b i em strong u s sub sup small code pre "
    "kbd samp var ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote".split()
)
NUMBERS = ("colspan", "rowspan", "span", "start")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
CLOSED_BY_OTHERS = frozenset("p li dt dd tr td th col br hr img input wbr link meta".split())


class Shown:
    """The outputs of a notebook's cells, as they come from a worker, bounded and cleaned."""

    def __init__(self) -> None:
        self._cells: dict[int, list[dict[str, Any]]] = {}
        self._waiting: set[int] = set()  # cells that will be cleared when they show something new
        self._named: dict[str, list[dict[str, Any]]] = {}  # outputs by their display id
        self._pictures = MOST_PICTURES
        self._texts = MOST_TEXTS
        self._tags = MOST_ALL_TAGS

    def forget(self, place: int) -> None:
        """Take away what a cell has shown."""
        self._cells.pop(place, None)

    def take(self, place: int, events: Sequence[Any]) -> None:
        """Take what a cell shows."""
        for event in events:
            if isinstance(event, dict):
                self._take(place, event)

    def outputs(self, counts: Sequence[int | None]) -> list[list[dict[str, Any]]]:
        """Return the outputs of each of a notebook's cells, of which `counts` are the numbers."""
        return [[_finished(one, count) for one in self._cells.get(place, [])] for place, count in enumerate(counts)]

    def _take(self, place: int, event: dict[str, Any]) -> None:
        kind, shown = event.get("output"), self._cells.setdefault(place, [])
        if kind == "clear":
            if event.get("wait") is True:
                self._waiting.add(place)
            else:
                shown.clear()
            return
        if kind == "update":
            for output in self._named.get(str(event.get("id")), []):
                output["data"] = self._data(event)
            return
        if place in self._waiting:
            self._waiting.discard(place)
            shown.clear()
        if kind == "stream" and event.get("name") in ("stdout", "stderr"):
            self._stream(shown, event["name"], event.get("text"))
        elif len(shown) >= MOST_OUTPUTS:
            return
        elif kind == "cut":
            self._cut(shown, event)
        elif kind == "error":
            parts = event.get("traceback")
            found = [self._clean(part) for part in (parts if isinstance(parts, list) else [])[:MOST_PARTS]]
            name, text = self._clean(event.get("ename"), 200), self._clean(event.get("evalue"))
            shown.append({"output_type": "error", "ename": name, "evalue": text, "traceback": found})
        elif kind in ("display_data", "execute_result"):
            output = {"output_type": kind, "data": self._data(event), "metadata": {}}
            shown.append(output)
            if isinstance(event.get("id"), str) and event["id"]:
                self._named.setdefault(event["id"], []).append(output)

    def _stream(self, shown: list[dict[str, Any]], name: str, text: Any) -> None:
        if not (shown and shown[-1].get("name") == name):
            if len(shown) >= MOST_OUTPUTS:
                return
            shown.append({"output_type": "stream", "name": name, "text": ""})
        room = MOST_TEXT - len(shown[-1]["text"])
        shown[-1]["text"] += self._within(text, room)

    def _cut(self, shown: list[dict[str, Any]], event: dict[str, Any]) -> None:
        count, name = event.get("count"), event.get("name")
        if type(count) is int and 0 < count < 1 << 62:
            what = "outputs" if name == "outputs" else "characters"
            self._stream(
                shown, "stderr" if name == "stderr" else "stdout", f"\n… and {count:,} more {what}, left out.\n"
            )

    def _within(self, text: Any, most: int = MOST_TEXT) -> str:
        """Return as much of a text as the notebook still has room for."""
        text = text[: max(0, min(most, self._texts))] if isinstance(text, str) else ""
        self._texts -= len(text)
        return str(text)

    def _clean(self, text: Any, most: int = MOST_TEXT) -> str:
        return _coloured(self._within(text, most))

    def _data(self, event: dict[str, Any]) -> dict[str, str]:
        given, dropped = event.get("data"), event.get("dropped")
        given = given if isinstance(given, dict) else {}
        left_out = [
            _plain(one[:100]) for one in (dropped if isinstance(dropped, list) else [])[:20] if isinstance(one, str)
        ]
        made: dict[str, str] = {}
        text = self._clean(given.get("text/plain"))
        for kind in ("text/latex", "text/markdown"):
            source = given.get(kind)
            if isinstance(source, str) and (not text or OBJECT.fullmatch(text)):
                text = self._clean(source)
        for kind in MAGIC:
            if kind in given:
                picture = self._picture(kind, given[kind])
                if picture:
                    made[kind] = picture
                else:
                    left_out.append(f"{kind}, which is none or too large")
        html = given.get("text/html")
        if isinstance(html, str):
            self._tags -= html.count("<")
            self._texts -= len(html)
            cleaned = clean_html(html) if min(self._tags, self._texts) >= 0 else ""
            if cleaned:
                made["text/html"] = cleaned
            else:
                left_out.append("text/html")
        if left_out and not made:
            text += f"{bool(text) * chr(10)}(left out: {', '.join(left_out)})"
        made["text/plain"] = text
        return made

    def _picture(self, kind: str, value: Any) -> str:
        """Return a picture's bytes in base64, or nothing if it is none."""
        if not isinstance(value, np.ndarray) or value.dtype != np.uint8 or value.ndim != 1:
            return ""
        raw = value.tobytes()
        if not raw.startswith(MAGIC[kind]):
            try:
                raw = base64.b64decode(raw.replace(b"\n", b""), validate=True)
            except binascii.Error:
                return ""
        if not raw.startswith(MAGIC[kind]) or len(raw) > min(MOST_PICTURE, self._pictures):
            return ""
        self._pictures -= len(raw)
        return base64.b64encode(raw).decode()


def clean_html(text: str) -> str:
    """Return HTML of which tables and formatting are left: no script, link, style, picture, form or formula."""
    import bleach

    if len(text) > MOST_HTML or not _is_simple(text):
        return ""
    cleaned: str = bleach.clean(
        escape(UNSEEN.sub("", text), lines=True),
        tags=TAGS,
        attributes=_allowed,
        protocols=[],
        strip=True,
        strip_comments=True,
    )
    if not re.sub(r"<[^>]*>|\s", "", cleaned):
        return ""
    # Pages load MathJax, which makes links of what stands between dollars: nothing in here is a formula.
    cleaned = re.sub(r"\$", "<span>$</span>", cleaned)
    cleaned = re.sub(r"\\(?=[(\[a-zA-Z])", r"<span>\\</span>", cleaned)
    return f'<div class="tex2jax_ignore mathjax_ignore">{cleaned}</div>'


def _is_simple(text: str) -> bool:
    """Tell whether HTML is cleaned in a short time: tags that are not closed cost the square of their number."""
    tags = TAG.findall(text)
    left_open: Counter[str] = Counter()
    for closes, name in tags:
        kind = name.lower()
        left_open[kind] += 0 if kind in CLOSED_BY_OTHERS else -1 if closes else 1
        if left_open[kind] > MOST_OPEN:
            return False
        left_open[kind] = max(left_open[kind], 0)
    return text.count("<") <= MOST_TAGS


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
