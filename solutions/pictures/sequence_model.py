"""The pictures of the sequence model."""

import math

from .toolbox import BLUE, GREY, INK, SMALL, VERMILLION, Drawing


def _small_network(d, x, y, cells, reads, writes, fed=(), fills=()):
    """Draw a row of small cells; `reads` and `writes` are places, `fed` those that read an output."""
    gap, nodes = 46, []
    for place in range(cells):
        fill = fills[place] if fills else "blue"
        nodes.append(d.box(x + gap * place, y, width=28, height=28, fill=fill))
    for one, other in zip(nodes, nodes[1:], strict=False):
        d.arrow(one, other, "memory")
    for place, node in enumerate(nodes):
        if place in reads:
            d.arrow((node.x, y + 52), node)
        if place in writes:
            d.arrow(node, (node.x, y - 48))
        if place in fed:
            before = nodes[place - 1]
            middle = (before.x + node.x) / 2
            way = [(middle, y - 34), (middle, y + 40), (node.x, y + 40)]
            d.arrow((before.x, y - 34), node, "faint", via=way)


def five_shapes():
    """Draw when a network reads and when it writes, for the five shapes of a task."""
    d = Drawing(640, 400)
    places = [(60, 110), (240, 110), (440, 110), (60, 290), (330, 290)]
    titles = ["one to one", "one to many", "many to one", "many to many, equal", "many to many, unequal"]
    for (x, y), title in zip(places, titles, strict=True):
        d.label(x - 20, y - 74, title, size=SMALL, anchor="start")
    _small_network(d, *places[0], 1, {0}, {0})
    _small_network(d, *places[1], 3, {0}, {0, 1, 2}, fed={1, 2})
    _small_network(d, *places[2], 4, {0, 1, 2, 3}, {3})
    _small_network(d, *places[3], 4, {0, 1, 2, 3}, {0, 1, 2, 3})
    fills = ["blue", "blue", "green", "green", "green"]
    _small_network(d, *places[4], 5, {0, 1}, {2, 3, 4}, fed={3, 4}, fills=fills)
    d.label(320, 378, "up: read and written;  right: the state;  dotted: fed back", size=SMALL)
    return d


def vocabulary():
    """Draw two sentences whose distinct words are counted off."""
    d = Drawing(640, 290)
    rows = [("the", "cat", "sat"), ("The", "cat", "ate")]
    sentences = [[d.box(62 + 88 * k, 90 + 110 * i, word, width=76, height=42) for k, word in enumerate(words)]
                 for i, words in enumerate(rows)]  # fmt: skip
    d.label(150, 40, "the text")
    d.label(500, 24, "the vocabulary")
    words = ["<UNK>", "The", "ate", "cat", "sat", "the"]
    places = {}
    for index, word in enumerate(words):
        y = 62 + 39 * index
        places[word] = d.box(500, y, word, width=110, height=34, fill="orange" if not index else "green")
        d.label(592, y, str(index))
    for *_, last in sentences:
        d.arrow((last.right[0] + 8, last.y), (places["The"].left[0] - 30, last.y))
    d.label(366, 145, "distinct,", size=SMALL)
    d.label(366, 170, "in order", size=SMALL)
    return d


def one_hot():
    """Draw the columns of three words, one of them unknown."""
    d = Drawing(640, 270)
    rows = ["<UNK>", "cat", "sat", "the"]
    for column, (word, index) in enumerate([("the", 3), ("dog", 0), ("sat", 2)]):
        x = 270 + 130 * column
        d.label(x, 28, word)
        d.arrow((x, 42), (x, 72))
        values = [1 if place == index else 0 for place in range(4)]
        d.cells(x, 96, values, side=40, vertical=True, fills=["orange" if v else "white" for v in values])
    for place, word in enumerate(rows):
        d.label(200, 96 + 40 * place, word, anchor="end")
        d.label(100, 96 + 40 * place, str(place), size=SMALL, colour=GREY)
    d.label(465, 96, "unknown", size=SMALL)
    d.label(400, 258, "one column a word", size=SMALL)
    return d


def softmax():
    """Draw two columns of scores that become the same probabilities."""
    d = Drawing(640, 300)
    d.label(90, 26, "scores", size=SMALL)
    d.label(318, 26, "less their largest", size=SMALL)
    d.label(545, 26, "probabilities", size=SMALL)
    names = ["ln 1", "ln 2", "ln 3"]
    for row, texts in enumerate([names, [f"{name} − 1000" for name in names]]):
        y = 70 + 118 * row
        for place, text in enumerate(texts):
            d.label(90, y + 32 * place, text)
            d.label(318, y + 32 * place, f"{names[place]} − ln 3" if place < 2 else "0")
            share = (1, 2, 3)[place]
            d.box(480 + 8 * share, y + 32 * place, width=16 * share, height=22, fill="green")
            d.label(585, y + 32 * place, ("1/6", "1/3", "1/2")[place])
        d.arrow((176, y + 32), (238, y + 32))
        d.arrow((398, y + 32), (456, y + 32), text="exp", off=(0, -18))
    return d


def cell():
    """Draw one step with its prediction."""
    d = Drawing(640, 330)
    d.panel(130, 60, 400, 210, "one step")
    total, squash = d.gate(270, 190, "+"), d.box(400, 190, "tanh", fill="green")
    top = d.box(400, 98, "softmax", width=110, fill="orange")
    d.arrow((60, 190), total, "memory", text="$W_{aa}a_{t-1}$", at=0.62)
    d.arrow((270, 300), total, text="$W_{ax}x_t$", off=(52, 8))
    d.arrow((270, 120), total, text="$b_a$", off=(20, -6))
    d.arrow(total, squash, text="$z$")
    d.arrow(squash, (594, 190), "memory")
    d.arrow(squash, top, text="$W_{ya}a_t+b_y$", off=(78, 2))
    d.arrow(top, (400, 40))
    d.label(34, 190, "$a_{t-1}$")
    d.label(614, 190, "$a_t$")
    d.label(270, 316, "$x_t$")
    d.label(400, 22, "$ŷ_t$")
    return d


def unrolled():
    """Draw three steps of the same cell, with their predictions."""
    d = Drawing(640, 320)
    d.label(320, 24, "the same parameters at every step")
    d.unrolled(["0", "1", "2"], x=150, y=170, gap=160, states="$a_{}$", outputs="$ŷ_{}$", start="`a0`")
    return d


def loss():
    """Draw the two terms of the binary cross-entropy."""
    d = Drawing(640, 330)
    left, bottom, wide, high = 90, 270, 470, 62  # the origin, and the lengths of 1 on both axes

    def at(p, value):
        return left + wide * p, bottom - high * value

    d.line([(left, 30), (left, bottom), (left + wide + 20, bottom)])
    steps = [0.025 + 0.95 * k / 60 for k in range(61)]
    d.line([at(p, -math.log(p)) for p in steps], BLUE, 3.5)
    d.line([at(p, -math.log(1 - p)) for p in steps], VERMILLION, 3.5, "9 6")
    d.line([at(0, math.log(2)), at(0.5, math.log(2)), at(0.5, 0)], GREY, 1.5, "2 4")
    d.label(52, at(0, math.log(2))[1], "ln 2", size=SMALL)
    d.label(left, 292, "0", size=SMALL)
    d.label(at(0.5, 0)[0], 292, "½", size=SMALL)
    d.label(left + wide, 292, "1", size=SMALL)
    d.label(325, 314, "predicted probability of a 1", size=SMALL)
    d.label(44, 24, "loss", size=SMALL)
    d.label(195, 80, "label 1", colour=INK)
    d.label(460, 80, "label 0", colour=INK)
    return d


def cell_backward():
    """Draw the way of the gradient through one step."""
    d = Drawing(640, 330)
    d.panel(130, 60, 400, 210, "one step, backward")
    total, squash = d.gate(270, 180, "+"), d.box(400, 180, "tanh", fill="green")
    top = d.box(400, 108, "softmax", width=110, height=40, fill="grey")
    d.arrow(squash, top, "faint")
    d.label(400, 30, "nothing from here", size=SMALL)
    d.arrow(top, (400, 46), "faint")
    d.arrow((560, 180), squash, "backward")
    d.label(598, 150, "d$a_{next}$")
    d.arrow(squash, total, "backward", text="d$z$", off=(0, -20))
    d.label(408, 222, "times $1-a_t^2$", size=SMALL)
    d.arrow(total, (96, 180), "backward")
    d.label(58, 180, "d$a_{prev}$")
    d.arrow(total, (270, 296), "backward")
    d.label(270, 314, "d$x_t$")
    d.arrow(total, (190, 120), "backward")
    d.label(168, 104, "d$b_a$", on="#ECECEC")
    d.arrow(total, (196, 246), "backward")
    d.label(180, 256, "d$W$", on="#ECECEC")
    return d


def through_time():
    """Draw the gradient's way through three steps, and the sum for the shared weights."""
    d = Drawing(640, 400)
    cells = [d.box(x, 150, "cell", width=80) for x in (118, 298, 478)]
    sums = [d.gate(one.x + 85, 150, "+", radius=16) for one in cells]
    total = d.gate(298, 300, "+")
    for t, (one, plus) in enumerate(zip(cells, sums, strict=True)):
        d.arrow((plus.x, 76), plus, "backward")
        d.label(plus.x, 58, f"`da[:,:,{t}]`", size=SMALL)
        d.arrow(plus, one, "backward")
        d.arrow(one, total, "backward")
    for one, plus in zip(cells[1:], sums, strict=False):
        d.arrow(one, plus, "backward")
    d.arrow((612, 150), sums[-1], "backward")
    d.label(622, 150, "0", size=SMALL)
    d.arrow(cells[0], (56, 150), "backward")
    d.label(30, 150, "`da0`", size=SMALL)
    d.arrow(total, (298, 356), "backward")
    d.label(298, 378, "`dWax`, `dWaa`, `dba`: one sum over all steps", size=SMALL)
    return d


def many_to_one():
    """Draw a review that is read to its end and judged once."""
    d = Drawing(640, 310)
    words = ["not", "a", "good", "film"]
    nodes = []
    for place, word in enumerate(words):
        x = 120 + 130 * place
        node = d.box(x, 160, "cell", width=80)
        d.arrow((x, 244), node)
        d.label(x, 264, word)
        nodes.append(node)
        if place < 3:
            d.arrow(node, (x, 92), "faint")
            d.line([(x - 9, 66), (x + 9, 84)], VERMILLION, 3)
            d.line([(x - 9, 84), (x + 9, 66)], VERMILLION, 3)
    for one, other in zip(nodes, nodes[1:], strict=False):
        d.arrow(one, other, "memory")
    d.arrow((24, 160), nodes[0], "memory")
    d.arrow(nodes[3], (510, 76))
    d.label(510, 54, "the answer $ŷ$")
    return d


def one_to_many():
    """Draw how each prediction becomes the next input."""
    d = Drawing(640, 330)
    nodes = [d.box(130 + 170 * k, 170, "cell") for k in range(3)]
    d.arrow((24, 170), nodes[0], "memory")
    d.label(40, 146, "`a0`", size=SMALL)
    d.arrow((130, 270), nodes[0])
    d.label(130, 290, "`x0`, given", size=SMALL)
    for k, node in enumerate(nodes):
        d.arrow(node, (node.x, 64))
        d.label(node.x, 42, f"$ŷ_{k}$")
        if k < 2:
            d.arrow(node, nodes[k + 1], "memory")
            middle = node.x + 64
            way = [(middle, 96), (middle, 262), (nodes[k + 1].x, 262)]
            d.arrow((node.x, 96), nodes[k + 1], "faint", via=way)
            d.label(nodes[k + 1].x, 290, f"$x_{k + 1}=ŷ_{k}$")
    return d


def encode_decode():
    """Draw an encoder that reads two inputs, and a decoder that writes three outputs."""
    d = Drawing(640, 340)
    d.panel(20, 84, 210, 176, fill="sky")
    d.label(125, 66, "encoder", size=SMALL)
    d.panel(252, 84, 376, 176, fill="green")
    d.label(373, 66, "decoder", size=SMALL)
    reads = [d.box(76 + 98 * k, 180, "cell", width=66, fill="blue") for k in range(2)]
    writes = [d.box(312 + 122 * k, 180, "cell", width=66, fill="orange") for k in range(3)]
    for k, node in enumerate(reads):
        d.arrow((node.x, 284), node)
        d.label(node.x, 306, f"$x_{k}$")
    d.arrow(reads[0], reads[1], "memory")
    d.arrow(reads[1], writes[0], "memory")
    d.arrow((312, 284), writes[0])
    d.label(312, 306, "zeros", size=SMALL)
    for k, node in enumerate(writes):
        d.arrow(node, (node.x, 60))
        d.label(node.x, 38, f"$ŷ_{k}$")
        if k < 2:
            d.arrow(node, writes[k + 1], "memory")
            middle = node.x + 46
            way = [(middle, 132), (middle, 280), (writes[k + 1].x, 280)]
            d.arrow((node.x, 132), writes[k + 1], "faint", via=way)
    return d


PICTURES = {
    "five_shapes": five_shapes,
    "vocabulary": vocabulary,
    "one_hot": one_hot,
    "softmax": softmax,
    "cell": cell,
    "unrolled": unrolled,
    "loss": loss,
    "cell_backward": cell_backward,
    "through_time": through_time,
    "many_to_one": many_to_one,
    "one_to_many": one_to_many,
    "encode_decode": encode_decode,
}
