"""The pictures of stability."""

import math

from .toolbox import GREY, SMALL, Drawing


def going_back():
    """Draw a gradient on its way back through three steps, with its norm at each of four states."""
    d = Drawing(640, 376)
    places = [80, 240, 400, 560]
    names = ["`h0`", "`h[0]`", "`h[1]`", "`h[2]`"]
    states = [d.box(x, 60, name, width=74, height=40) for x, name in zip(places, names, strict=True)]
    for t in range(3):
        d.arrow(states[t + 1], states[t], "backward", text=f"step {t}", off=(0, -22))
    for k, (factor, fill) in enumerate([(0.6, "blue"), (1.4, "orange")]):
        ground = 190 + 150 * k
        d.line([(30, ground), (610, ground)], GREY, 1.5)
        for t, x in enumerate(places):
            norm = factor ** (3 - t)
            d.box(x, ground - 14 * norm, "", width=46, height=28 * norm, fill=fill)
            d.label(x, ground - 28 * norm - 14, f"{norm:.1f}", size=SMALL)
        d.label(320, ground + 16, f"each step multiplies by {factor}", size=SMALL)
    d.label(320, 116, "norm of the gradient that reaches this state:", size=SMALL)
    return d


def clipping():
    """Draw a gradient of two entries that is too long, clipped by its norm and entry by entry."""
    d = Drawing(640, 330)
    x, y, limit = 150, 160, 92
    d.line([(30, y), (612, y)], GREY, 1.5)
    d.line([(x, 34), (x, 306)], GREY, 1.5)
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    d.line([(x + limit * right, y + limit * down) for right, down in corners], GREY, 1.5, "2 4")
    turns = [2 * math.pi * k / 60 for k in range(61)]
    d.line([(x + limit * math.cos(turn), y + limit * math.sin(turn)) for turn in turns], GREY, 1.5)
    length = math.hypot(4.6, 1.15)
    d.arrow((x, y), (x + 4.6 * limit, y + 1.15 * limit), "faint")
    d.arrow((x, y), (x + limit, y + limit), "backward")
    d.arrow((x, y), (x + 4.6 * limit / length, y + 1.15 * limit / length), "memory")
    d.label(596, 292, "the gradient, too long", size=SMALL, anchor="end")
    d.label(286, 136, "by its norm: shorter, not turned", size=SMALL, anchor="start")
    d.label(262, 262, "entry by entry: turned", size=SMALL, anchor="start")
    d.label(262, 54, "square: both entries within the limit", size=SMALL, anchor="start")
    d.label(262, 86, "circle: norm within the limit", size=SMALL, anchor="start")
    return d


def decay():
    """Draw the step of the example: the gradient moves a weight away from zero, the decay pulls it back."""
    d = Drawing(640, 230)

    def at(weight):
        return 640 + 220 * weight

    d.line([(24, 150), (616, 150)], GREY, 2)
    for weight, text in [(-2.5, "−2.5"), (-2.3, "−2.3"), (-2, "−2"), (-1, "−1")]:
        d.line([(at(weight), 142), (at(weight), 158)], GREY, 2)
        d.label(at(weight), 176, text, size=SMALL)
    d.arrow((at(-2), 60), (at(-2.5), 60), "faint")
    d.label(at(-2) + 14, 60, "what the loss asks for: $-$d$W$ = $-0.5$", size=SMALL, anchor="start")
    d.arrow((at(-2.5), 90), (at(-2.3), 90), "memory")
    d.label(at(-2) + 14, 90, "what the decay pulls back: $-λW$ = +0.2", size=SMALL, anchor="start")
    d.arrow((at(-2), 124), (at(-2.3), 124))
    d.label(at(-2) + 14, 124, "the step", size=SMALL, anchor="start")
    d.label(594, 176, "0 →", size=SMALL)
    d.label(320, 208, "a weight of −2, before the step and after it", size=SMALL)
    return d


PICTURES = {
    "going_back": going_back,
    "clipping": clipping,
    "decay": decay,
}
