"""The pictures of the LSTM."""

from .toolbox import FILLS, SMALL, Drawing

ON = FILLS["grey"]


def _cell(d, kind, belt):
    """Draw a cell's parts and what joins them: forward, or backward with all arrows turned round."""
    d.panel(92, 16, 456, 330)
    keep, add = d.gate(160, 60, "×"), d.gate(320, 60, "+")
    write, show = d.gate(320, 150, "×"), d.gate(480, 185, "×")
    squash = d.box(480, 120, "tanh", width=66, height=36, fill="green", size=20)
    gates = [
        d.box(x, 258, text, width=62, height=40, fill=fill)
        for x, text, fill in [(160, "σ", "yellow"), (260, "σ", "yellow"), (380, "tanh", "green"), (480, "σ", "yellow")]
    ]
    dashes = "8 5" if kind == "backward" else ""
    pieces = [
        ((62, 60), keep, belt), (keep, add, belt), (add, (590, 60), belt), ((480, 60), squash, kind),
        (squash, show, kind), (write, add, kind), (show, (590, 185), kind),
    ]  # fmt: skip
    pieces += [(gate, target, kind) for gate, target in zip(gates, [keep, write, write, show], strict=True)]
    pieces += [((gate.x, 312), gate, kind) for gate in gates]
    for start, end, style in pieces:
        d.arrow(*((end, start) if dashes else (start, end)), style)
    colour = "#D55E00" if dashes else "#222222"
    d.line([(62, 312), (480, 312)], colour, dashes=dashes)
    d.line([(120, 360), (120, 312)], colour, dashes=dashes)
    return d


def cell():
    """Draw the cell: the memory on top, four gates that read the same stack, what is shown."""
    d = _cell(Drawing(640, 390), "forward", "memory")
    for x, y, text in [(34, 60, "$c_{t-1}$"), (612, 60, "$c_t$"), (34, 312, "$a_{t-1}$"), (612, 185, "$a_t$")]:
        d.label(x, y, text)
    d.label(120, 374, "$x_t$")
    for x, text in [(146, "$f$"), (256, "$i$"), (384, "$c\u0303$"), (464, "$o$")]:
        d.label(x, 222, text, on=ON)
    d.label(320, 330, "$v$: the state above the input", size=SMALL, on=ON)
    return d


def cell_backward():
    """Draw the gradients of the same cell."""
    d = _cell(Drawing(640, 390), "backward", "backward")
    for x, y, text in [(34, 60, "d$c_{t-1}$"), (612, 60, "d$c_t$"), (34, 312, "d$a_{t-1}$"), (612, 185, "d$a_t$")]:
        d.label(x, y, text)
    d.label(120, 374, "d$x_t$")
    for x, text in [(140, "$δ_f$"), (240, "$δ_i$"), (360, "$δ_c$"), (460, "$δ_o$")]:
        d.label(x, 293, text, on=ON, size=20)
    d.label(240, 40, "× $f$", size=SMALL, on=ON)
    d.label(320, 330, "d$v$: four gradients, added", size=SMALL, on=ON)
    d.label(420, 40, "d$c$: two, added", size=SMALL, on=ON)
    return d


def unrolled():
    """Draw three steps: the memory goes from cell to cell above, the state below."""
    d = Drawing(640, 310)
    cells = [d.box(x, 150, "LSTM\ncell", width=92, height=110) for x in (150, 320, 490)]
    for t, one in enumerate(cells):
        d.arrow((one.x, 254), one)
        d.label(one.x, 274, f"$x_{t}$")
        d.arrow(one, (one.x, 52))
        d.label(one.x, 34, f"$ŷ_{t}$")
        left = 30 if t == 0 else cells[t - 1].right[0]
        d.arrow((left, 120), (one.left[0], 120), "memory")
        d.arrow((left, 180), (one.left[0], 180))
        d.label((left + one.left[0]) / 2 - 4, 104, f"$c_{t - 1}$" if t else "0", size=SMALL)
        d.label((left + one.left[0]) / 2 - 4, 200, f"$a_{t - 1}$" if t else "`a0`", size=SMALL)
    right = cells[-1].right[0]
    d.arrow((right, 120), (610, 120), "memory")
    d.arrow((right, 180), (610, 180))
    d.label(570, 104, "$c_2$", size=SMALL)
    d.label(570, 200, "$a_2$", size=SMALL)
    return d


def through_time():
    """Draw the two gradients that go back from cell to cell."""
    d = Drawing(640, 330)
    cells = [d.box(x, 170, "cell", width=70, height=110) for x in (120, 300, 480)]
    for t, one in enumerate(cells):
        total = d.gate(one.x + 90, 200, "+", radius=16)
        right = (one.x + 145, 200) if t < 2 else (612, 200)
        d.arrow((total.x, 90), total, "backward")
        d.label(total.x + 8, 70, f"`da[:,:,{t}]`", size=SMALL)
        d.arrow(right, total, "backward")
        d.arrow(total, (one.right[0], 200), "backward")
        d.arrow((one.x + 145 if t < 2 else 612, 140), (one.right[0], 140), "backward")
        d.arrow(one, (one.x, 278), "backward")
        d.label(one.x, 298, f"`dx[:,:,{t}]`", size=SMALL)
    for y, text in [(140, ""), (200, "`da0`")]:
        d.arrow((85, y), (50, y), "backward")
        d.label(24, y, text, size=18)
        d.label(624, y, "0", size=SMALL)
    d.label(30, 122, "d$c$", size=SMALL)
    d.label(192, 122, "d$c$", size=SMALL)
    d.label(372, 122, "d$c$", size=SMALL)
    d.label(320, 30, "two gradients go back: of the memory, of the state", size=SMALL)
    return d


PICTURES = {
    "cell": cell,
    "unrolled": unrolled,
    "cell_backward": cell_backward,
    "through_time": through_time,
}
