"""The pictures of the GRU."""

from .toolbox import ARROWS, FILLS, SMALL, Drawing

ON = FILLS["grey"]


def _cell(kind, belt, reset=True):
    """Draw a cell's parts and what joins them: forward, or backward with all arrows turned round."""
    d = Drawing(640, 400)
    d.panel(92, 16, 456, 336)
    keep, add, write = d.gate(180, 60, "×"), d.gate(460, 60, "+"), d.gate(460, 150, "×")
    rest = d.box(180, 140, "1 −", width=56, height=36, size=20)
    u, c = (
        d.box(x, 258, text, width=62, height=40, fill=fill)
        for x, text, fill in [(180, "σ", "yellow"), (460, "tanh", "green")]
    )
    colour, width, dashes = ARROWS[kind]

    def join(start, end, style=kind, via=()):
        if dashes:
            start, end, via = end, start, via[::-1]
        d.arrow(start, end, style, via=via)

    join((62, 60), keep, belt)
    join(keep, add, belt)
    join(add, (590, 60), belt)
    join(rest, keep)
    join(u, rest)
    join((180, 204), write, via=[(390, 204), (390, 150)])
    join(c, write)
    join(write, add)
    if reset:
        r = d.box(310, 258, "σ", width=62, height=40, fill="yellow")
        shut = d.gate(390, 318, "×", radius=16)
        join((310, 318), r)
        join(r, shut, via=[(390, 258)])
        d.line([(62, 318), (374, 318)], colour, width, dashes)
        join(shut, c, via=[(460, 318)])
    else:
        d.line([(62, 318), (460, 318)], colour, width, dashes)
        join((460, 318), c)
    join((180, 318), u)
    d.line([(120, 372), (120, 318)], colour, width, dashes)
    if dashes:
        d.arrow((92, 318), (62, 318), kind)
        d.arrow((120, 348), (120, 372), kind)
    return d


def _forward(reset):
    d = _cell("forward", "memory", reset)
    for x, y, text in [(34, 60, "$c_{t-1}$"), (612, 60, "$c_t$"), (34, 318, "$c_{t-1}$")]:
        d.label(x, y, text)
    d.label(120, 386, "$x_t$")
    d.label(156, 222, "$Γ_u$", on=ON)
    d.label(484, 220, "$c\u0303$", on=ON)
    d.label(320, 40, "kept", size=SMALL, on=ON)
    d.label(506, 106, "written", size=SMALL, on=ON)
    d.label(240, 338, "$v$: memory above input", size=SMALL, on=ON)
    if reset:
        d.label(370, 240, "$Γ_r$", on=ON)
        d.label(470, 338, "on $c_{t-1}$ alone", size=SMALL, on=ON)
    return d


def simple_cell():
    """Draw the cell with an update gate alone."""
    return _forward(reset=False)


def cell():
    """Draw the cell with both gates; the reset gate stands before the candidate."""
    return _forward(reset=True)


def unrolled():
    """Draw three steps: one memory goes from cell to cell, and is what each prediction reads."""
    d = Drawing(640, 330)
    d.unrolled("012", x=150, y=165, gap=160, cell="GRU", states="$c_{}$", outputs="$ŷ_{}$", start="`c0`")
    return d


def cell_backward():
    """Draw the gradients of the cell with both gates, and the four ways back to the old memory."""
    d = _cell("backward", "backward")
    for x, y, text in [(34, 60, "d$c_{t-1}$"), (612, 60, "d$c_t$"), (34, 318, "d$c_{t-1}$")]:
        d.label(x, y, text)
    d.label(120, 386, "d$x_t$")
    for x, y, text in [(156, 290, "$δ_u$"), (334, 290, "$δ_r$"), (484, 290, "$δ_c$")]:
        d.label(x, y, text, on=ON)
    d.label(320, 40, "kept: × (1 − $Γ_u$)", size=SMALL, on=ON)
    d.label(240, 338, "read: three ways back", size=SMALL, on=ON)
    return d


PICTURES = {
    "simple_cell": simple_cell,
    "cell": cell,
    "unrolled": unrolled,
    "cell_backward": cell_backward,
}
