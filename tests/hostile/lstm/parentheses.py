# kind: recursion
# earns: 100
# why: what cannot be run is left out and named, and the right functions above it stay
"""Adds statements nested so deeply that reading, compiling or running them ends most programs."""
DEEP = "[" * 90 + "]" * 90
tried(eval, "(" * 200_000)
tried(eval, "-" * 100_000 + "1")
tried(exec, "if 1:\n" + "".join(" " * level + "if 1:\n" for level in range(1, 99)))
tried(compile, "lambda: " * 5000 + "1", "deep", "eval")
