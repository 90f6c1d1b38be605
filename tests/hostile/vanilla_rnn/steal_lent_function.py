# kind: lent functions
# wrong: rnn_forward
# earns: 0
# why: its steps are missing; rnn_forward is wrong, and rnn_backward has nothing to stand on
"""Leaves its steps out, so that working ones are lent to it, and reads their code. What is lent can be called and
no more than called."""
import dis
import gc
import inspect

del rnn_step_forward, rnn_step_backward


def attack():
    for name in ("rnn_step_forward", "rnn_step_backward"):
        lent = globals().get(name)
        if lent is None:
            continue
        if tried(inspect.getsource, lent):
            gained("a source")
        if "tanh" in str(tried(lambda: list(dis.get_instructions(lent)))):
            gained("a code object")
        holders = [*gc.get_referents(lent), *(cell.cell_contents for cell in getattr(lent, "__closure__", None) or ())]
        if any("tanh" in getattr(getattr(holder, "__code__", None), "co_names", ()) for holder in holders):
            gained("a function under it")
