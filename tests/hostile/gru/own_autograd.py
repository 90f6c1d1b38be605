# kind: autograd
# earns: 100
# why: a reverse mode of one's own, written by hand, is honest work and any route to the same numbers is right
"""Writes a little library for differentiation and has it do the backward pass."""


class Node:
    def __init__(self, value, *parents):
        self.value, self.parents, self.grad = value, parents, 0.0

    def __matmul__(self, other):
        a, b = self.value, other.value
        return Node(a @ b, (self, lambda g: g @ b.T), (other, lambda g: a.T @ g))

    def __mul__(self, other):
        a, b = self.value, other.value
        return Node(a * b, (self, lambda g: g * b), (other, lambda g: g * a))

    def __add__(self, other):
        fold = lambda g, like: g if g.shape == like.shape else g.sum(axis=1, keepdims=True)
        a, b = self.value, other.value
        return Node(a + b, (self, lambda g: fold(g, a)), (other, lambda g: fold(g, b)))

    def mapped(self, function, slope):
        y = function(self.value)
        return Node(y, (self, lambda g: g * slope(y)))

    def over(self, other):
        cut = len(self.value)
        both = np.concatenate([self.value, other.value])
        return Node(both, (self, lambda g: g[:cut]), (other, lambda g: g[cut:]))

    def backward(self, upstream):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = upstream
        for node in reversed(order):
            for parent, pull in node.parents:
                parent.grad = parent.grad + pull(node.grad)


def gru_cell_backward(dc_next, cache):
    v, parameters = cache[0], cache[-1]
    n_a = len(dc_next)
    n = {name: Node(array) for name, array in parameters.items()}
    c, x = Node(v[:n_a]), Node(v[n_a:])
    gate = lambda name, read: (n["W" + name] @ read + n["b" + name]).mapped(sigmoid, lambda y: y * (1 - y))
    u, r = gate("u", c.over(x)), gate("r", c.over(x))
    candidate = (n["Wc"] @ (r * c).over(x) + n["bc"]).mapped(np.tanh, lambda y: 1 - y**2)
    keep = u.mapped(lambda y: 1 - y, lambda y: -1.0)
    (u * candidate + keep * c).backward(dc_next)
    names = ("Wu", "bu", "Wr", "br", "Wc", "bc")
    return {"dxt": x.grad, "dc_prev": c.grad, **{"d" + name: n[name].grad for name in names}}
