"""The words in which pictures are drawn: boxes, gates, arrows, labels, number cells, unrolled graphs.

A drawing is a sheet of `width` by `height` units, y downwards, on a white ground of its own, so that
it is read on light pages and on dark ones. A notebook shows it at most `width` pixels wide and may
shrink it to half of that: keep to a width of 640 and to the text sizes given here.

Colours are those of Okabe and Ito, which colour-blind people tell apart, as light fills under dark
text; and nothing is said by colour alone: forward arrows are solid, gradients that flow backward are
dashed.

Texts are plain, but for `$…$`, which is mathematics: letters are italic, words such as tanh are
upright, `_` and `^` lower and raise one character or `{…}`. Text between backticks is code.
"""

import hashlib
import math
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

INK, GREY, WHITE = "#222222", "#5A5A5A", "#FFFFFF"
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
# Okabe and Ito's colours mixed with white, as grounds that dark text is read on.
FILLS = {
    "white": WHITE, "grey": "#ECECEC", "blue": "#CCE3F0", "sky": "#DDF0FB", "green": "#CCECE3",
    "orange": "#FAECCC", "yellow": "#FCFAD9", "red": "#F7DFCC", "purple": "#F5E4ED",
}  # fmt: skip
# How an arrow of a kind looks: its colour, its width and its dashes.
ARROWS = {
    "forward": (INK, 2, ""),
    "memory": (BLUE, 4, ""),
    "backward": (VERMILLION, 2.5, "8 5"),
    "faint": (GREY, 1.5, "2 4"),
}
STYLE = """\
text { font-family: Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif }
.math { font-family: 'Times New Roman', 'Liberation Serif', 'DejaVu Serif', serif }
.code { font-family: Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace }"""
TEXT, SMALL = 22, 19  # sizes of text; a subscript has SCRIPT of its size
SCRIPT = 0.72


@dataclass(frozen=True)
class Node:
    """A shape that arrows start from and point to: a box, or a circle if `round`."""

    x: float
    y: float
    width: float
    height: float
    round: bool = False

    @property
    def left(self):
        return self.x - self.width / 2, self.y

    @property
    def right(self):
        return self.x + self.width / 2, self.y

    @property
    def top(self):
        return self.x, self.y - self.height / 2

    @property
    def bottom(self):
        return self.x, self.y + self.height / 2

    def edge(self, towards):
        """Return the point of the shape's edge on the way from its middle to another point."""
        dx, dy = towards[0] - self.x, towards[1] - self.y
        if self.round:
            share = self.width / 2 / math.sqrt(dx * dx + dy * dy)
        else:
            share = min(
                self.width / 2 / abs(dx) if dx else math.inf,
                self.height / 2 / abs(dy) if dy else math.inf,
            )
        return self.x + dx * share, self.y + dy * share


class Drawing:
    """A picture: every method draws one thing, and what is drawn later lies above."""

    def __init__(self, width=640, height=300):
        self.width, self.height = width, height
        self.shapes = []
        self.kinds = set()  # of arrows
        self.texts = []  # for the tests: of each text the box around it, its size and its colour

    # Shapes

    def box(self, x, y, text="", width=90, height=46, fill="blue", size=TEXT):
        """Draw a box around a point, with a text in its middle; return its `Node`."""
        radius = min(8, height / 4)  # a low bar stays a bar
        self._rectangle(x - width / 2, y - height / 2, width, height, radius, FILLS[fill], INK)
        self.label(x, y, text, size=size, on=FILLS[fill])
        return Node(x, y, width, height)

    def gate(self, x, y, text, fill="orange", radius=20, size=TEXT):
        """Draw a small circle for what is done with numbers: σ, tanh, ×, +; return its `Node`."""
        self.shapes.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{FILLS[fill]}" '
            f'stroke="{INK}" stroke-width="1.5"/>'
        )
        self.label(x, y, text, size=size, on=FILLS[fill])
        return Node(x, y, 2 * radius, 2 * radius, round=True)

    def panel(self, x, y, width, height, title="", fill="grey"):
        """Draw a ground behind things that belong together, its corner at (x, y), with a title."""
        self._rectangle(x, y, width, height, 14, FILLS[fill], "none")
        if title:
            self.label(x + 12, y + 18, title, size=SMALL, anchor="start", on=FILLS[fill])

    def cells(self, x, y, values, side=34, fills=None, vertical=False, size=SMALL):
        """Draw a row (or a column) of number cells whose first is around (x, y).

        `fills` gives a colour for each, or one for all. Returns the cells' Nodes.
        """
        fills = fills if isinstance(fills, list | tuple) else [fills or "white"] * len(values)
        nodes = []
        for place, (value, fill) in enumerate(zip(values, fills, strict=True)):
            cx, cy = (x, y + place * side) if vertical else (x + place * side, y)
            self._rectangle(cx - side / 2, cy - side / 2, side, side, 0, FILLS[fill], INK)
            self.label(cx, cy, str(value), size=size, on=FILLS[fill])
            nodes.append(Node(cx, cy, side, side))
        return nodes

    # Lines

    def arrow(self, start, end, kind="forward", via=(), text="", at=0.5, off=(0, -16), size=SMALL):
        """Draw an arrow from one `Node` or point to another, by way of the points in `via`.

        `kind` is one of `ARROWS`. A text stands beside the arrow's longest piece: `at` is how far
        along it, `off` how far aside from there.
        """
        first = via[0] if via else _middle(end)
        last = via[-1] if via else _middle(start)
        points = [start.edge(first) if isinstance(start, Node) else start, *via]
        points.append(end.edge(last) if isinstance(end, Node) else end)
        colour, width, dashes = ARROWS[kind]
        self.kinds.add(kind)
        self._path(points, colour, width, dashes, head=kind)
        if text:
            (x1, y1), (x2, y2) = max(zip(points, points[1:], strict=False), key=_squared_length)
            x, y = x1 + (x2 - x1) * at + off[0], y1 + (y2 - y1) * at + off[1]
            self.label(x, y, text, size=size)

    def line(self, points, colour=INK, width=2, dashes=""):
        """Draw a line through points, such as an axis or a curve."""
        self._path(points, colour, width, dashes)

    # Text

    def label(self, x, y, text, size=TEXT, anchor="middle", colour=INK, on=WHITE):
        """Write a text whose middle (or start, or end) is at (x, y); `on` is what it is read on.

        A line break in the text begins a new line below.
        """
        if not text:
            return
        if "\n" in text:
            lines = text.split("\n")
            for place, line in enumerate(lines):
                self.label(x, y + 1.2 * size * (place - (len(lines) - 1) / 2), line, size, anchor, colour, on)
            return
        runs = _runs(text)
        width = sum(_width(run.text, run.size * size, run.font) - run.back * size for run in runs)
        left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
        self.texts.append((text, (left, y - 0.6 * size, left + width, y + 0.6 * size), size, colour, on))
        spans, height = [], 0
        for run in runs:
            marks = "" if run.size == 1 else f' font-size="{_n(run.size * size)}"'
            marks += f' dy="{_n((run.height - height) * size)}"' if run.height != height else ""
            marks += f' dx="{_n(-run.back * size)}"' if run.back else ""
            marks += f' class="{run.font}"' if run.font != "plain" else ""
            marks += ' font-style="italic"' if run.italic else ""
            height = run.height
            spans.append(f"<tspan{marks}>{escape(run.text)}</tspan>" if marks else escape(run.text))
        # The line that letters stand on is a third of their size below their middle.
        self.shapes.append(
            f'<text x="{_n(x)}" y="{_n(y + 0.34 * size)}" font-size="{_n(size)}" '
            f'text-anchor="{anchor}" fill="{colour}">{"".join(spans)}</text>'
        )

    # Whole graphs

    def chain(self, texts, x=80, y=100, gap=150, width=120, height=56, fill="blue", size=SMALL, kind="forward"):
        """Draw boxes in a row with an arrow from each to the next; return their Nodes."""
        nodes = [self.box(x + gap * i, y, text, width, height, fill, size) for i, text in enumerate(texts)]
        for one, other in zip(nodes, nodes[1:], strict=False):
            self.arrow(one, other, kind)
        return nodes

    def unrolled(self, steps, x=110, y=170, gap=150, cell="cell", inputs="$x_{}$", states="$h_{}$",
                 outputs="", start="$h_0$", fill="blue", rise=96):  # fmt: skip
        """Draw a network unrolled in time: a cell a step, with its input below and its output above.

        `steps` are what stands for the braces in `inputs`, `states` and `outputs`, one a step; an
        empty text leaves a thing out. Returns the cells' Nodes, left to right.
        """
        nodes = [self.box(x + gap * i, y, cell, fill=fill) for i in range(len(steps))]
        if start:
            self.arrow((nodes[0].left[0] - gap + 90, y), nodes[0], "memory", text=start)
        for i, (step, node) in enumerate(zip(steps, nodes, strict=True)):
            if inputs:
                self.arrow((node.x, y + rise - 16), node)
                self.label(node.x, y + rise, _at_step(inputs, step))
            if outputs:
                self.arrow(node, (node.x, y - rise + 18))
                self.label(node.x, y - rise, _at_step(outputs, step))
            if i + 1 < len(nodes):
                self.arrow(node, nodes[i + 1], "memory", text=_at_step(states, step))
            else:
                self.arrow(node, (node.right[0] + gap - 90, y), "memory", text=_at_step(states, step))
        return nodes

    # Output

    def svg(self, alt):
        """Return the picture as SVG text; `alt` says what is to be seen."""
        title = re.split(r"(?<=[.!?])\s", alt, maxsplit=1)[0]
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(self.width)}" height="{_n(self.height)}" '
            f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(alt)}</desc>",
            f"<style>{STYLE}</style>",
            *[_head(kind, ARROWS[kind][0]) for kind in ARROWS if kind in self.kinds],
            f'<rect width="{_n(self.width)}" height="{_n(self.height)}" rx="12" fill="{WHITE}"/>',
            *self.shapes,
            "</svg>\n",
        ])  # fmt: skip

    def fingerprint(self):
        """Return what tells this drawing from every other: a hash of all that is to be seen."""
        return hashlib.sha256(self.svg("").encode()).hexdigest()

    def _rectangle(self, x, y, width, height, radius, fill, stroke):
        self.shapes.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'rx="{_n(radius)}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'
        )

    def _path(self, points, colour, width, dashes, head=""):
        line = " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        marks = f' stroke-dasharray="{dashes}"' if dashes else ""
        marks += f' marker-end="url(#{head})"' if head else ""
        self.shapes.append(
            f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
            f'stroke-linejoin="round"{marks}/>'
        )


def _n(number):
    """Return a number as text, to a tenth, so that every platform writes the same."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")


def _middle(place):
    return (place.x, place.y) if isinstance(place, Node) else place


def _squared_length(piece):
    (x1, y1), (x2, y2) = piece
    return (x2 - x1) ** 2 + (y2 - y1) ** 2


def _head(kind, colour):
    """Return the definition of an arrow's head, whose tip is where the arrow ends."""
    return (
        f'<marker id="{kind}" markerUnits="userSpaceOnUse" markerWidth="14" markerHeight="14" '
        f'refX="12" refY="7" orient="auto"><path d="M0 1 L13 7 L0 13 Z" fill="{colour}"/></marker>'
    )


def _at_step(text, step):
    """Put a step's index in the place of the braces, in braces if it is longer than a character."""
    return text.replace("{}", step if len(step) == 1 else f"{{{step}}}")


@dataclass(frozen=True)
class _Run:
    """A piece of text that is written in one way; `height` is how far it is below the line, in sizes."""

    text: str
    font: str = "plain"
    italic: bool = False
    size: float = 1
    height: float = 0
    back: float = 0  # how far it begins to the left of where the piece before it ends, in sizes


def _runs(text):
    """Split a text into pieces, each written in one way."""
    runs = []
    for part in re.split(r"(\$[^$]*\$|`[^`]*`)", text):
        if part.startswith("$"):
            runs += _mathematics(part[1:-1])
        elif part.startswith("`"):
            runs.append(_Run(part[1:-1], "code", size=0.9))
        elif part:
            runs.append(_Run(part))
    return runs


def _mathematics(text):
    runs, before, script = [], "", 0
    # Mathematics has the smaller letters of a book, so it is written a little larger.
    for mark, braced, single, rest in re.findall(r"([_^])(?:\{([^}]*)\}|(.))|([^_^]+)", text):
        size = 1.1 * (SCRIPT if mark else 1)
        height = {"": 0, "_": 0.25, "^": -0.38}[mark]
        # One script stands below the other.
        back = script if mark and before and mark != before else 0
        before, script = mark, 0
        # Words of several small letters are functions, and upright; other letters are variables.
        for piece in re.findall(r"[a-z]{2,}|[^\W\d_][\u0300-\u036f]?|[\W\d]+", braced or single or rest):
            letter = len(piece.rstrip("\u0303\u0302")) == 1 and piece[0].isalpha()
            runs.append(_Run(piece.replace("-", "−"), "math", letter, size, height, back))
            script, back = script + 0.9 * _width(piece, size, "math"), 0
    return runs


# The width of a character for its size, about as in Helvetica.
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]{} -"), frozenset("mwMWQOGCDHNUAVXYKRB@%→←−+=<>×")


def _width(text, size, font):
    if font == "code":
        return 0.61 * size * len(text)
    return sum(0.33 if char in _NARROW else 0.78 if char in _WIDE else 0.55 for char in text) * size
