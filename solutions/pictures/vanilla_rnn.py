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


def unrolled():
    """Draw four steps of the same cell."""
    d = Drawing(640, 270)
    d.label(320, 30, "the same $W_x$, $W_h$, $b$ at every step")
    d.unrolled(["0", "1", "2", "3"], x=110, y=120, gap=140, cell="step", start="`h0`")
    return d


PICTURES = {
    "step": step,
    "unrolled": unrolled,
}
