"""What a submission finds around it: a bounded standard output, a stand-in for plotting, no input, few modules."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import io
import types
from collections.abc import Iterator, Sequence
from typing import Any

from .plain import utf8

__all__ = ["NO_PROCESSES", "STANDIN", "Output", "Shelf", "do_nothing", "no_input"]

MAX_OUTPUT = 64 << 10


class Output(io.TextIOBase):
    """What the student prints, its first 64 KiB."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left = MAX_OUTPUT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(text)
        return len(text)

    def getvalue(self) -> str:
        return utf8("".join(self.parts))

    def clear(self) -> None:
        self.parts, self.left = [], MAX_OUTPUT


class _Standin:
    """A stand-in for plotting and for IPython: everything is there, and every call does nothing."""

    def __getattr__(self, name: str) -> _Standin:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments: Any, **options: Any) -> _Standin:
        return self

    def __getitem__(self, key: Any) -> _Standin:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[_Standin]:
        return iter((self, self))

    def __enter__(self) -> _Standin:
        return self

    def __exit__(self, *details: object) -> None:
        pass


STANDIN = _Standin()
NO_PROCESSES = "Commands cannot be run here: no other program can be started while the notebook is graded."


def do_nothing(*arguments: Any, **options: Any) -> None:
    pass


def no_input(prompt: str = "") -> str:
    raise RuntimeError("input() cannot be used here: nobody is there to answer while the submission is graded.")


class Shelf(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """What can be imported besides NumPy and the standard library: shipped helper modules and a stand-in matplotlib."""

    def __init__(self, modules: dict[str, str], allowed: str = "a submission may import NumPy") -> None:
        self.modules = modules
        self.allowed = allowed

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        package = fullname.partition(".")[0]
        if fullname in self.modules or package == "matplotlib":
            return importlib.machinery.ModuleSpec(fullname, self, is_package=package == "matplotlib")
        if "." in fullname:
            return None
        raise ModuleNotFoundError(f"'{fullname}' is not there: {self.allowed} and the standard library.", name=fullname)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        if name in self.modules:
            exec(compile(self.modules[name], f"{name}.py", "exec"), module.__dict__)
        else:
            module.__getattr__ = lambda attribute: _module_standin(attribute)  # type: ignore[method-assign]


def _module_standin(attribute: str) -> _Standin:
    if attribute.startswith("__"):
        raise AttributeError(attribute)
    return STANDIN
