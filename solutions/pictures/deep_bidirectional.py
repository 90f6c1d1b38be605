"""The pictures of the networks with both directions and with several layers."""

from .toolbox import SMALL, Drawing


def both_directions():
    """Draw three steps: a row of cells that reads to the right, one that reads to the left."""
    d = Drawing(640, 330)
    there = [d.box(x - 40, 220, "cell", width=64, fill="blue", size=SMALL) for x in (120, 320, 520)]
    back = [d.box(x + 40, 120, "cell", width=64, fill="orange", size=SMALL) for x in (120, 320, 520)]
    for t, (one, other) in enumerate(zip(there, back, strict=True)):
        x = one.x + 40
        d.arrow((x, 288), (one.x, one.bottom[1]))
        d.arrow((x, 288), (other.x, other.bottom[1]))
        d.arrow((one.x, one.top[1]), (x, 50))
        d.arrow((other.x, other.top[1]), (x, 50))
        d.label(x, 306, f"$x_{t}$")
        d.label(x, 30, f"$ŷ_{t}$")
    for one, other in zip(there, there[1:], strict=False):
        d.arrow(one, other, "memory")
    for one, other in zip(back, back[1:], strict=False):
        d.arrow(other, one, "memory")
    d.arrow((24, 220), there[0], "memory")
    d.label(14, 220, "0", size=SMALL)
    d.arrow((616, 120), back[-1], "memory")
    d.label(627, 120, "0", size=SMALL)
    d.label(590, 220, "forward", size=SMALL)
    d.label(50, 120, "backward", size=SMALL)
    return d


def layers():
    """Draw two steps of three layers: a cell reads from below and from its own past."""
    d = Drawing(640, 390)
    rows = [[d.box(x, y, "cell", width=84, size=SMALL) for x in (190, 340, 490)] for y in (270, 190, 110)]
    for number, row in enumerate(rows):
        d.arrow((96, row[0].y), row[0], "memory")
        d.label(52, row[0].y, f"`a0[{number}]`", size=SMALL)
        for one, other in zip(row, row[1:], strict=False):
            d.arrow(one, other, "memory")
        d.label(592, row[0].y, f"layer {number}", size=SMALL)
    for t, column in enumerate(zip(*rows, strict=True)):
        d.arrow((column[0].x, 336), column[0])
        d.label(column[0].x, 356, f"$x_{t}$")
        for below, above in zip(column, column[1:], strict=False):
            d.arrow(below, above)
        d.arrow(column[-1], (column[-1].x, 52))
        d.label(column[-1].x, 32, f"$ŷ_{t}$")
    return d


PICTURES = {"both_directions": both_directions, "layers": layers}
