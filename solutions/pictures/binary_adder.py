"""The pictures of the binary adder."""

from .toolbox import SMALL, Drawing


def bits():
    """Draw the eight bits of six, with their indices and their values."""
    d = Drawing(640, 210)
    shown = [0, 0, 0, 0, 0, 1, 1, 0]
    cells = d.cells(180, 105, shown, side=56, fills=["yellow" if bit else "white" for bit in shown], size=24)
    for index, cell in enumerate(cells):
        d.label(cell.x, 58, f"`{index}`", size=SMALL)
        d.label(cell.x, 152, str(2 ** (7 - index)), size=SMALL)
    d.label(140, 58, "index", size=SMALL, anchor="end")
    d.label(140, 105, "bit", size=SMALL, anchor="end")
    d.label(140, 152, "is worth", size=SMALL, anchor="end")
    d.label(320, 190, "6 = 4 + 2", size=SMALL)
    return d


def _columns(d, y, kind):
    """Draw four columns of 0110 + 0111 with a cell each; return the cells, the ones last."""
    cells = []
    for place, (a, b) in enumerate(zip("0110", "0111", strict=True)):
        x = 140 + 140 * place
        d.cells(x, y - 124, [a, b], side=36, vertical=True, fills="white", size=22)
        cells.append(d.box(x, y, "cell", width=76))
        d.label(x, y - 160, f"$t={3 - place}$", size=SMALL)
    for left, right in zip(cells, cells[1:], strict=False):
        start, end = (right, left) if kind == "memory" else (left, right)
        d.arrow(start, end, kind)
    return cells


def carry():
    """Draw 6 + 7 read from the right, with the carry that the state has to hold."""
    d = Drawing(640, 350)
    cells = _columns(d, 200, "memory")
    for cell, bit in zip(cells, "1101", strict=True):
        d.arrow((cell.x, 131), cell)
        d.arrow(cell, (cell.x, 264))
        d.cells(cell.x, 282, [bit], side=36, fills="yellow", size=22)
    for cell, bit in zip(cells[1:], ["1", "1", "0"], strict=True):
        d.label(cell.x - 70, 178, f"carry {bit}", size=SMALL - 1)
    d.arrow((634, 200), cells[-1], "memory")
    d.label(620, 178, "0", size=SMALL)
    d.label(50, 76, "6", size=22)
    d.label(50, 112, "+ 7", size=22)
    d.label(50, 282, "= 13", size=22)
    d.label(340, 328, "the ones are read first, the state goes left", size=SMALL)
    return d


def backward():
    """Draw the hidden signals, which go from the last column read back to the first."""
    d = Drawing(640, 310)
    cells = _columns(d, 190, "backward")
    for cell, t in zip(cells, "3210", strict=True):
        d.arrow((cell.x, 264), cell, "backward")
        d.label(cell.x, 284, f"$δ^o_{t}$")
    for cell, t in zip(cells[:-1], "321", strict=True):
        d.label(cell.x + 70, 165, f"$W_h^Tδ^h_{t}$", size=SMALL)
    d.arrow((40, 190), cells[0], "backward")
    d.label(24, 190, "0", size=SMALL)
    return d


def training():
    """Draw the circle of learning: predict, compare, find the gradients, move the weights."""
    d = Drawing(640, 250)
    texts = ["predict\n`a` + `b`", "count the\nwrong bits", "find all\ngradients", "new\nweights"]
    nodes = d.chain(texts, x=90, y=100, gap=153, width=118, height=70)
    first, last = nodes[0], nodes[-1]
    d.arrow(last, first, "memory", via=[(last.x, 205), (first.x, 205)], text="the next pair of numbers")
    d.label(90, 32, "a pair", size=SMALL)
    d.arrow((90, 44), first)
    d.label(243, 40, "before it learns", size=SMALL)
    return d


def reading():
    """Draw how a rounded prediction is read as a number, doubling from the left."""
    d = Drawing(640, 270)
    for y, text in [(50, "prediction"), (120, "rounded"), (200, "total so far")]:
        d.label(150, y, text, size=SMALL, anchor="end")
    steps = [("0.1", "0", "0·2 + 0 = 0"), ("0.9", "1", "0·2 + 1 = 1"), ("0.8", "1", "1·2 + 1 = 3")]
    for place, (got, bit, total) in enumerate([*steps, ("0.2", "0", "3·2 + 0 = 6")]):
        x = 215 + 120 * place
        d.cells(x, 50, [got], side=52)
        d.arrow((x, 78), (x, 99))
        d.cells(x, 120, [bit], side=40, fills="yellow" if bit == "1" else "white", size=22)
        first, _, last = total.partition(" = ")
        d.arrow((x, 142), (x, 170))
        d.label(x, 186, first, size=17)
        d.label(x, 216, last, size=22)
        if place < 3:
            d.arrow((x + 20, 216), (x + 96, 216), "memory")
    return d


PICTURES = {
    "bits": bits,
    "carry": carry,
    "backward": backward,
    "training": training,
    "reading": reading,
}
