"""The pictures of the character model."""

from .toolbox import BLUE, GREY, SMALL, Drawing


def clip():
    """Draw what is left of an entry: the entry itself, but never beyond the limits."""
    d = Drawing(640, 330)
    x0, y0, unit = 320, 165, 24  # of the origin, and of one
    d.arrow((x0 - 11 * unit, y0), (x0 + 11 * unit, y0), "faint")
    d.arrow((x0, y0 + 6.3 * unit), (x0, y0 - 6.3 * unit), "faint")
    d.line([(x0 - 6 * unit, y0 + 6 * unit), (x0 + 6 * unit, y0 - 6 * unit)], GREY, 1.5, "2 4")
    corners = [(-10, -5), (-5, -5), (5, 5), (10, 5)]
    d.line([(x0 + unit * x, y0 - unit * y) for x, y in corners], BLUE, 4)
    for sign in (1, -1):
        x, y = x0 + 7 * sign * unit, y0 - 5 * sign * unit
        d.line([(x, y0), (x, y)], dashes="4 4")
        d.gate(x, y, "", fill="yellow", radius=6)
        d.label(x, y0 + 20 * sign, "7" if sign > 0 else "−7", size=SMALL)
        d.label(x0 - 26 * sign, y, "5" if sign > 0 else "−5", size=SMALL)
        d.line([(x0 - 8, y), (x0 + 8, y)])
    d.label(x0 + 12.3 * unit, y0, "$g$")
    d.label(x0 - 84, 22, "clipped $g$", size=SMALL)
    return d


def sampling():
    """Draw the loop of sampling: what is drawn is read next."""
    d = Drawing(640, 380)
    cells = []
    for t, (read, drawn) in enumerate([("nothing", "a"), ("a", "b"), ("b", "newline")]):
        x = 130 + 180 * t
        one = d.box(x, 250, "cell", width=84)
        dice = d.gate(x, 130, "draw", fill="yellow", radius=30, size=18)
        d.arrow((x, 330), one)
        d.label(x, 348, read, size=SMALL)
        d.arrow(one, dice, text=f"$p_{t}$", off=(20, 0))
        d.arrow(dice, (x, 62))
        d.label(x, 44, drawn, size=SMALL)
        cells.append(one)
    for t, (one, other) in enumerate(zip(cells, cells[1:], strict=False)):
        d.arrow(one, other, "memory", text=f"$a_{t}$")
        x = one.x + 70
        d.arrow((one.x + 22, 44), (other.x - 36, 348), via=[(x, 44), (x, 226), (x, 274), (x, 348)])
    d.arrow((34, 250), cells[0], "memory", text="0", off=(-4, -16))
    d.arrow((538, 44), (572, 44))
    d.label(598, 44, "stop", size=SMALL)
    return d


def one_step():
    """Draw the five parts of a step of learning, in their order."""
    d = Drawing(640, 270)
    texts = ["forward", "backward", "clip\nat 5", "update"]
    nodes = d.chain(texts, x=130, y=130, gap=140, width=104, height=60)
    d.label(130, 32, "`X`, `Y`, `a_prev`", size=SMALL)
    d.arrow((130, 48), nodes[0])
    first = nodes[0]
    for node, text in zip(nodes, ["loss", "", "gradients", "weights"], strict=True):
        if text:
            d.arrow(node, (node.x, 214))
            d.label(node.x, 232, text, size=SMALL)
    d.arrow((first.x + 30, 100), (590, 60), "memory", via=[(first.x + 30, 60)])
    d.label(430, 42, "`a_last`: the last state", size=SMALL)
    return d


def many_names():
    """Draw three names in a row: the weights and the state go from each to the next."""
    d = Drawing(640, 300)
    steps = [d.box(x, 150, "optimize", width=118, height=92, size=20) for x in (120, 310, 500)]
    for j, (step, name) in enumerate(zip(steps, ["ajax", "rex", "ajax"], strict=True)):
        d.label(step.x, 264, f"step {j}: {name}", size=SMALL)
        d.arrow((step.x, 246), step)
        d.arrow(step, (step.x, 66))
        d.label(step.x, 48, "loss", size=SMALL)
        left = 16 if j == 0 else steps[j - 1].right[0]
        d.arrow((left, 130), (step.left[0], 130))
        d.arrow((left, 175), (step.left[0], 175), "memory")
    for one in steps[:-1]:
        d.label(one.x + 94, 112, "weights", size=16)
        d.label(one.x + 94, 194, "state", size=16)
    d.arrow((559, 130), (624, 130))
    d.arrow((559, 175), (624, 175), "memory")
    return d


PICTURES = {
    "clip": clip,
    "sampling": sampling,
    "one_step": one_step,
    "many_names": many_names,
}
