"""The pictures of attention."""

from .toolbox import FILLS, SMALL, Drawing

SHADES = [["white", "white", "white"], ["white", "purple", "white"], ["white", "white", "white"]]


def _grid(d, x, y, values, fills=SHADES, side=40):
    """Draw a grid whose first cell is around (x, y); return its rows of Nodes."""
    rows = zip(values, fills, strict=True)
    return [d.cells(x, y + side * i, row, side, list(fill), size=17) for i, (row, fill) in enumerate(rows)]


def score():
    """Draw how one place gets its score, and all scores their weights."""
    d = Drawing(640, 300)
    grid = _grid(d, 50, 90, [["", "", ""], ["", "$f_{ij}$", ""], ["", "", ""]])
    add = d.gate(240, 130, "+")
    squash = d.box(322, 130, "tanh", width=70, height=40, fill="green", size=SMALL)
    times = d.gate(408, 130, "$v$·", fill="yellow", size=18)
    weights = _grid(d, 520, 90, [["", "", ""], ["", "$a_{ij}$", ""], ["", "", ""]])
    d.arrow(grid[1][2], add, text="$W_f$", off=(6, -22))
    d.arrow((240, 240), add)
    d.label(240, 260, "$W_s h + b_s$")
    d.arrow(add, squash)
    d.arrow(squash, times)
    d.arrow(times, weights[1][0], text="$s_{ij}$", off=(-4, -22))
    d.label(90, 44, "features", size=SMALL)
    d.label(560, 44, "weights", size=SMALL)
    d.label(324, 76, "the same for every place", size=17)
    d.label(500, 250, "softmax over all places\ntogether: the sum is 1", size=17)
    return d


def look():
    """Draw the weighted sum: one map of weights for every channel."""
    d = Drawing(640, 330)
    weights = [["1/2", "1/4"], ["1/8", "1/8"]]
    _grid(d, 60, 130, weights, [["purple", "purple"], ["white", "white"]], 48)
    tops = (58, 214)
    for top, values, total in zip(
        tops, ([["0", "1"], ["2", "2"]], [["8", "0"], ["0", "16"]]), ("3/4", "6"), strict=True
    ):
        fill = "blue" if top == tops[0] else "orange"
        _grid(d, 260, top + 10, values, [[fill] * 2] * 2, 48)
        times = d.gate(404, top + 34, "Σ", fill="yellow")
        d.arrow((332, top + 34), times)
        cell = d.cells(540, top + 34, [total], 56, fill)[0]
        d.arrow(times, cell)
        d.arrow((134, 154), (232, top + 34))
    d.label(84, 84, "weights", size=SMALL)
    d.label(284, 22, "channel 0", size=SMALL)
    d.label(284, 182, "channel 1", size=SMALL)
    d.label(540, 22, "$z$")
    return d


def step():
    """Draw one step: it sees, reads and remembers; it says a word, and where to look next."""
    d = Drawing(640, 330)
    see = d.box(120, 150, "`attend`", width=110, fill="purple", size=SMALL)
    cell = d.box(320, 150, "cell", width=96, height=60, size=SMALL)
    word = d.box(320, 56, "softmax", width=110, height=40, fill="green", size=SMALL)
    aim = d.box(520, 150, "`attention_`\n`weights`", width=130, height=60, fill="purple", size=SMALL)
    d.arrow(see, cell, text="$z$")
    d.arrow((30, 150), see)
    d.label(16, 150, "$a$")
    d.arrow(cell, word)
    d.arrow(word, (420, 56))
    d.label(436, 56, "$d$")
    d.arrow(cell, aim, text="$h$")
    d.arrow(aim, (520, 66))
    d.label(530, 46, "next $a$", size=SMALL)
    d.arrow((270, 244), (300, 180))
    d.arrow((370, 244), (340, 180))
    d.label(238, 262, "$y_{prev}$")
    d.label(384, 262, "$h_{prev}$")
    d.arrow((120, 296), see, "faint")
    d.arrow((120, 296), (520, 180), "faint", via=[(520, 296)])
    d.label(120, 312, "features", size=SMALL)
    return d


def caption():
    """Draw a caption: each step looks with the weights that the state before it has made."""
    d = Drawing(640, 370)
    looked = [(0, 1), (0, 1), (1, 2)]
    steps = list(zip((130, 325, 520), ("<start>", "red", "square"), ("red", "square", "blue"), looked, strict=True))
    cells = []
    for t, (x, read, said, (row, column)) in enumerate(steps):
        fills = [["purple" if (i, j) == (row, column) else "white" for j in range(3)] for i in range(2)]
        _grid(d, x - 26, 66, [[""] * 3] * 2, fills, 26)
        d.label(x, 34, f"`weights[{t}]`", size=17)
        cell = d.box(x, 190, "step", width=84, height=56, size=SMALL)
        d.arrow((x, 108), cell)
        d.arrow((x, 282), cell)
        d.label(x, 300, f"`{read}`", size=SMALL)
        d.arrow(cell, (x + 62, 262), via=[(x + 62, 190)])
        d.label(x + 66, 276, f"`{said}`", size=17)
        cells.append(cell)
    for one, other in zip(cells, cells[1:], strict=False):
        d.arrow((one.right[0], 176), (other.left[0], 176), "memory")
        d.arrow((one.right[0], 168), (other.x - 46, 92))
    d.arrow((34, 176), (cells[0].left[0], 176), "memory")
    d.arrow((34, 168), (cells[0].x - 46, 92))
    d.label(18, 172, "$h_0$")
    d.label(325, 346, "below: the word that is read; beside it: the word that is forecast", size=17, on=FILLS["white"])
    return d


PICTURES = {"score": score, "look": look, "step": step, "caption": caption}
