# kind: imports
# wrong: gru_cell_backward
# earns: 65
"""Puts finders, loaders and path hooks of its own first, replaces `__import__` and modules by its own, and imports the
grader through them."""
import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        module.__path__ = ["@PROJECT@"]
        module.__getattr__ = lambda name: lambda *arguments, **options: True


def attack():
    here = importlib.machinery.PathFinder.find_spec("solutions", ["@PROJECT@"])
    if here and tried(here.loader.get_data, "@PROJECT@/solutions/gru.py"):
        gained("a reference")
    sys.meta_path.insert(0, Finder())
    sys.path_hooks.insert(0, lambda entry: Finder())
    sys.path.insert(0, "@PROJECT@")
    sys.path_importer_cache.clear()
    for name in ("sandbox.wire", "sandbox.plain", "json", "struct", "select", "_posixsubprocess", "encodings.utf_8"):
        sys.modules[name] = types.ModuleType(name)
    for name in ("graders.judge.grading", "solutions.gru", "hypothesis", "pytest"):
        sys.modules.pop(name, None)
        tried(importlib.import_module, name)
    builtins.__import__ = lambda *arguments: sys
