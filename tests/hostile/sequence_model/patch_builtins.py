# kind: patches
# wrong: many_to_one
# earns: 96
"""Replaces the built-in functions that everybody's code uses, the worker's too. Only its own process has them."""
import builtins


def attack():
    for name in ("len", "isinstance", "issubclass", "type", "repr", "str", "abs", "all", "any", "sum", "getattr", "hasattr"):
        setattr(builtins, name, lambda *arguments: True)
    for name in ("open", "print", "compile", "exec", "__import__", "iter", "next", "Exception", "BaseException"):
        setattr(builtins, name, None)
