# kind: names
# wrong: attention_weights
# earns: 39
# why: most of caption_step is right; caption_forward is built on weights that read little, and such are not followed
"""Defines functions whose names look like the one asked for and are another: other scripts, invisible signs, a class, a
partial, a name that Python makes the same as the plain one."""
import functools

globals()["аttention_weights"] = globals()["attention_weights\u200b"] = globals()["attention_weights "] = print
globals()["\u202estegiew_noitnetta"] = globals()["<b>attention_weights</b>"] = globals()["../attention_weights"] = print
wrong_weights = attention_weights


class attention_weights:
    """A class in a function's place, for a moment."""


ａttention_weights = functools.partial(functools.partial(wrong_weights))
