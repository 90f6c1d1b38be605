# kind: imports
# wrong: rnn_forward
# earns: 50
"""Imports the solutions, the grader and its tools, by name and by path. Each is an ImportError."""
import importlib
import importlib.util
import os
import sys

NAMES = ("solutions", "solutions.vanilla_rnn", "graders", "graders.grade", "hypothesis", "pytest", "rich")


def attack():
    for name in NAMES:
        if tried(importlib.import_module, name) is not None:
            gained(name)
    for folder in {"@PROJECT@", *sys.path, os.path.dirname(np.__path__[0])}:
        for name in ("solutions/vanilla_rnn.py", "graders/grade.py", "hypothesis/__init__.py"):
            path = os.path.join(folder, name)
            spec = importlib.util.spec_from_file_location("stolen", path)
            if tried(lambda: spec.loader.get_data(path)):
                gained(path)


attack()
