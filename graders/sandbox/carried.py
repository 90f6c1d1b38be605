"""The standard library and NumPy in memory, for workers that may open no file at all.

Where the system gives no file system of the worker's own, no rule can tell Python's files from others by every call
that takes a path. So the zygote reads all modules before it forks, and a worker imports them from there.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import struct
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Carried"]

LEFT_OUT = {"__pycache__", "site-packages", "dist-packages", "test", "tests", "idlelib", "turtledemo", "_simd"}


@dataclass(frozen=True)
class _Module:
    """A module's file, and what is in it: compiled code or, without that, source; nothing, if it is a `library`."""

    path: str
    package: bool = False
    code: bytes = b""
    source: bytes = b""
    library: bool = False


class Carried(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """What can be imported without opening a file."""

    def __init__(self) -> None:
        self.modules: dict[str, _Module] = {}

    def add(self, folder: str, package: str = "") -> None:
        """Take up the modules below a folder, which is that of `package`, or one of `sys.path`.

        Extension modules are loaded by the linker now: later, it finds them by their path, without a look at the file
        (glibc's does; another C library's may find only what NumPy and the zygote have imported).
        """
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            name = package + entry.name.partition(".")[0]
            if entry.name.partition(".")[0] in LEFT_OUT:
                continue
            if entry.is_dir():
                if entry.name.isidentifier():
                    self.add(entry.path, f"{name}.")
            elif entry.name == "__init__.py":
                self._take(package[:-1], entry, package=True)
            elif entry.name.endswith(".py"):
                self._take(name, entry, package=False)
            elif entry.name.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES)):
                with contextlib.suppress(OSError):
                    ctypes.CDLL(entry.path)
                    self.modules.setdefault(name, _Module(entry.path, library=True))

    def _take(self, name: str, entry: os.DirEntry[str], package: bool) -> None:
        with contextlib.suppress(OSError, NotImplementedError):
            about = entry.stat()
            with open(importlib.util.cache_from_source(entry.path), "rb") as file:
                data = file.read()
            expected = importlib.util.MAGIC_NUMBER + struct.pack(
                "<III", 0, int(about.st_mtime) & 0xFFFFFFFF, about.st_size & 0xFFFFFFFF
            )
            if data.startswith(expected):
                self.modules[name] = _Module(entry.path, package, code=data[len(expected) :])
                return
        with contextlib.suppress(OSError), open(entry.path, "rb") as file:
            self.modules[name] = _Module(entry.path, package, source=file.read())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        module = self.modules.get(fullname)
        if module is None:
            return None
        loader = importlib.machinery.ExtensionFileLoader(fullname, module.path) if module.library else self
        folders = [os.path.dirname(module.path)] if module.package else None
        return importlib.util.spec_from_file_location(
            fullname, module.path, loader=loader, submodule_search_locations=folders
        )

    def is_package(self, fullname: str) -> bool:
        return self.modules[fullname].package

    def get_code(self, fullname: str) -> types.CodeType:
        module = self.modules[fullname]
        if module.code:
            code: types.CodeType = marshal.loads(module.code)
            return code
        return compile(module.source, module.path, "exec", dont_inherit=True)

    def get_source(self, fullname: str) -> str | None:
        return None

    def install(self) -> None:
        """Have Python look here before it looks into files."""
        place = sys.meta_path.index(importlib.machinery.PathFinder)
        sys.meta_path.insert(place, self)
