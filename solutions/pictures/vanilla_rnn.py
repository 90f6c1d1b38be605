"""The pictures of the vanilla RNN."""

from .toolbox import Drawing


def step():
    """Draw one step: two products and a bias are added, and the sum is squashed."""
    d = Drawing(640, 270)
    d.panel(150, 20, 370, 180, "one step")
    total, squash = d.gate(310, 110, "+"), d.box(430, 110, "tanh", fill="green")
    d.arrow((66, 110), total, "memory", text="$h_{t-1}W_h$", at=0.6)
    d.arrow((310, 235), total, text="$x_tW_x$", off=(42, 0))
    d.arrow((310, 44), total, text="$b$", off=(16, 0))
    d.arrow(total, squash, text="$a$")
    d.arrow(squash, (590, 110), "memory")
    d.label(36, 110, "$h_{t-1}$")
    d.label(612, 110, "$h_t$")
    d.label(310, 250, "$x_t$")
    return d


def step_backward():
    """Draw the same step with the gradients that go back through it."""
    d = Drawing(640, 290)
    d.panel(150, 20, 370, 190, "one step, backward")
    total, squash = d.gate(300, 120, "+"), d.box(430, 120, "tanh", fill="green")
    d.arrow((580, 120), squash, "backward")
    d.arrow(squash, total, "backward", text="d$a$")
    d.arrow(total, (96, 120), "backward", text="through $W_h$", at=0.4)
    d.arrow(total, (300, 252), "backward", text="through $W_x$", off=(72, -2))
    d.arrow(total, (300, 52), "backward")
    d.label(430, 168, "× $(1-h_t^2)$", size=19, on="#ECECEC")
    d.label(326, 66, "d$b$", on="#ECECEC", size=19)
    d.label(610, 120, "d$h_t$")
    d.label(52, 120, "d$h_{t-1}$")
    d.label(300, 270, "d$x_t$")
    return d


def unrolled():
    """Draw four steps of the same cell."""
    d = Drawing(640, 270)
    d.label(320, 30, "the same $W_x$, $W_h$, $b$ at every step")
    d.unrolled(["0", "1", "2", "3"], x=110, y=120, gap=140, cell="step", start="`h0`")
    return d


def through_time():
    """Draw the gradients of three steps: at each state two of them meet and add up."""
    d = Drawing(640, 310)
    d.label(320, 28, "each state is used twice: two gradients, added")
    cells = [d.box(x, 170, "step", width=80) for x in (118, 298, 478)]
    sums = [d.gate(cell.x + 85, 170, "+", radius=16) for cell in cells]
    for t, (cell, total) in enumerate(zip(cells, sums, strict=True)):
        d.arrow((total.x, 100), total, "backward")
        d.label(total.x, 82, f"`dh[:, {t}]`", size=19)
        d.arrow(total, cell, "backward")
        d.arrow(cell, (cell.x, 250), "backward")
        d.label(cell.x, 268, f"`dx[:, {t}]`", size=19)
    for cell, total in zip(cells[1:], sums, strict=False):
        d.arrow(cell, total, "backward")
    d.arrow((612, 170), sums[-1], "backward")
    d.label(622, 170, "0")
    d.arrow(cells[0], (56, 170), "backward")
    d.label(30, 170, "`dh0`", size=19)
    return d


PICTURES = {
    "step": step,
    "step_backward": step_backward,
    "unrolled": unrolled,
    "through_time": through_time,
}
