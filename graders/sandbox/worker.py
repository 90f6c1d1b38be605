"""The worker: reads one submission, runs its top level, calls its functions, and answers in plain data.

One worker serves one submission. It answers three requests, each a dict with the key "do":

- ``read``: parse the candidate files; which functions does each define, and which are still stubs;
- ``load``: run the statements of one of them;
- ``call``: a list of calls ``(function, arguments, opaque, kept)``, in the request or, under the number "kept", left
  with the
  zygote before this worker was made. The element number `opaque` of a result (a cache) stays
  here under a `Handle`, numbered by its call; `kept` are the numbers of the arguments to send back as the call left
  them. Arguments are fresh copies.

Everything here is in the student's reach, so nothing here decides anything: whatever is patched, forged or replayed
only changes the student's own answers.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib.abc
import importlib.machinery
import io
import linecache
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from . import wire
from .reading import Source, Unreadable, read

__all__ = ["serve"]

MAX_ITEMS = 1_000_000
MAX_BYTES = 16 << 20
MAX_OUTPUT = 64 << 10
MAX_TEXT = 2000
SMALL = 4096
FLOAT64 = np.dtype(np.float64)


def serve(channel: wire.Channel, kept: Sequence[Calls] = ()) -> None:
    """Answer requests until the judge hangs up; `kept` are the lists of calls that every worker has from the start."""
    session = _Session(channel, kept)
    answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "read": session.read,
        "load": session.load,
        "call": session.call,
        "lend": session.lend,
    }
    while True:
        try:
            request = wire.loads(channel.receive())
        except (EOFError, OSError):
            return
        channel.send(wire.dumps(answers[request["do"]](request)))


Calls = list[tuple[str, list[Any], int, list[int], list[bytes | None]]]


def prepared(calls: list[Any]) -> Calls:
    """Return calls with the bytes of their arrays, by which a changed argument is found."""
    return [
        (name, given, opaque, kept, [one.tobytes() if type(one) is np.ndarray else None for one in given])
        for name, given, opaque, kept in calls
    ]


class _Session:
    def __init__(self, channel: wire.Channel, kept: Sequence[Calls] = ()) -> None:
        self.channel = channel
        self.kept = kept
        self.sources: list[Source | None] = []
        self.module = types.ModuleType("submission")
        self.files: set[str] = set()
        self.handles: dict[int, Any] = {}
        self.output = _Output()

    # read

    def read(self, request: dict[str, Any]) -> dict[str, Any]:
        found = []
        self.sources = []
        for file in request["files"]:
            try:
                source = read(file["kind"], file["data"].tobytes(), request["demonstrations"])
            except Unreadable as error:
                self.sources.append(None)
                found.append({"error": str(error), "defined": {}, "stubs": [], "notes": []})
                continue
            self.sources.append(source)
            found.append(
                {
                    "error": "",
                    "defined": {name: names for name, names in source.defined.items() if name in request["names"]},
                    "stubs": sorted(source.stubs & set(request["names"])),
                    "notes": source.notes()[:20],
                }
            )
        return {"files": found}

    # load

    def load(self, request: dict[str, Any]) -> dict[str, Any]:
        source = self.sources[request["file"]]
        assert source is not None
        notebook = source.kind == "ipynb"
        self.module = types.ModuleType("__main__" if notebook else request["name"])
        sys.modules[self.module.__name__] = self.module
        namespace = self.module.__dict__
        namespace.update(
            __builtins__=builtins, __file__=request["name"], get_ipython=lambda: _STANDIN, display=_do_nothing
        )
        builtins.input = _no_input  # type: ignore[assignment]
        sys.argv = [request["name"]]
        sys.stdout = sys.stderr = self.output
        sys.meta_path.append(_Shelf(request["modules"]))
        warnings.simplefilter("ignore")
        notes: list[str] = []
        skipped = {tuple(place) for place in request["skip"]}
        place = 0
        for cell in source.cells:
            filename = cell.name if notebook else f"{request['name']}.py"
            self.files.add(filename)
            linecache.cache[filename] = (len(cell.text), None, cell.text.splitlines(keepends=True), filename)
            for statement in cell.statements:
                place += 1
                if (place,) in skipped:
                    if notebook:
                        break
                    continue
                self.channel.send(wire.dumps({"at": place, "cell": cell.name, "line": statement.lineno}))
                error = self._execute(statement, filename, namespace, source.flags)
                if error is not None:
                    notes.append(f"{cell.name}, line {error.line or statement.lineno}: {error.type}: {error.text}")
                    if notebook:
                        break
        callables = [name for name in request["names"] if callable(namespace.get(name))]
        return {"callable": callables, "notes": notes[:20]}

    def _execute(self, statement: ast.stmt, filename: str, namespace: dict[str, Any], flags: int) -> wire.Raised | None:
        try:
            code = compile(ast.Module([statement], []), filename, "exec", flags=flags, dont_inherit=True)
            exec(code, namespace)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            return self._raised(error)
        return None

    # call

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        self.output.clear()
        results: list[Any] = []
        changed = []
        base = request["base"]
        calls = self.kept[request["kept"]] if "kept" in request else prepared(request["calls"])
        for number, (name, arguments, opaque, kept, originals) in enumerate(calls):
            given = [one.copy() if type(one) is np.ndarray else self._fresh(one) for one in arguments]
            function = self.module.__dict__.get(name)
            try:
                result = function(*given)  # type: ignore[misc]
            except BaseException as error:
                results.append(self._raised(error))
                continue
            for new, old, original in zip(given, arguments, originals, strict=True):
                if new.tobytes() != original if original is not None else not _same(new, old):
                    changed.append(number)
                    break
            answer = self._answer(result, opaque, base + number)
            if kept:
                answer = (answer, [plain(given[place]) for place in kept])
            results.append(answer)
        # Packed by itself: the judge compares it, structure and numbers, with what it expects.
        packed = np.frombuffer(wire.dumps(results), np.uint8)
        return {"results": packed, "changed": changed, "output": self.output.getvalue() if request["output"] else ""}

    def _fresh(self, value: Any) -> Any:
        """Return a copy that the student may change; a `Handle` becomes the object it names."""
        if type(value) is np.ndarray:
            return value.copy()
        if isinstance(value, wire.Handle):
            return self.handles.pop(value.number, None)
        if isinstance(value, list | tuple):
            return type(value)(self._fresh(item) for item in value)
        if isinstance(value, dict):
            return {key: self._fresh(item) for key, item in value.items()}
        return value

    def _answer(self, result: Any, opaque: int, number: int) -> Any:
        if opaque < 0 or not isinstance(result, tuple | list):
            return plain(result)
        items = _members(result)
        if opaque >= len(items):
            return plain(result)
        self.handles[number] = items[opaque]
        return tuple(wire.Handle(number) if place == opaque else plain(item) for place, item in enumerate(items))

    def _raised(self, error: BaseException) -> wire.Raised:
        line = 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self.files:
                line = trace.tb_lineno
            trace = trace.tb_next
        try:
            text = str(error)[:MAX_TEXT]
        except BaseException:
            text = ""
        return wire.Raised(_utf8(type(error).__name__), _utf8(text), line)

    # lend

    def lend(self, request: dict[str, Any]) -> dict[str, Any]:
        """Put functions that the judge computes in the place of the student's own.

        `request["forward"]` names, for a lent backward function, the student's own forward function whose caches it
        will be given; they are recognised by identity, and the judge gets the arguments they were made from.
        """
        namespace = self.module.__dict__
        made: dict[str, list[tuple[Any, list[Any]]]] = {}
        for forward, opaque in request["forward"].items():
            made[forward] = []
            namespace[forward] = _recorder(namespace.get(forward), made[forward], opaque)
        for name, forward in request["names"].items():
            namespace[name] = self._proxy(name, made.get(forward))
        return {}

    def _proxy(self, name: str, made: list[tuple[Any, list[Any]]] | None) -> Callable[..., Any]:
        def lent(*arguments: Any) -> Any:
            given = list(arguments)
            inputs = None
            if made is not None:
                for cache, forward_arguments in made:
                    if cache is given[-1]:
                        inputs, given[-1] = forward_arguments, None
                        break
            sent = [argument._handle if isinstance(argument, Lent) else plain(argument) for argument in given]
            self.channel.send(wire.dumps({"ask": name, "arguments": sent, "inputs": inputs}))
            reply = wire.loads(self.channel.receive())
            if reply["error"]:
                raise ValueError(reply["error"])
            return _unpack(reply["value"])

        lent.__name__ = name
        return lent


class Lent:
    """A cache that a lent function made. It says nothing: it can only be given back."""

    __slots__ = ("_handle",)

    def __init__(self, handle: wire.Handle) -> None:
        self._handle = handle


def _unpack(value: Any) -> Any:
    if isinstance(value, wire.Handle):
        return Lent(value)
    if type(value) is np.ndarray:
        return value.copy()
    if isinstance(value, tuple | list):
        return type(value)(_unpack(item) for item in value)
    if isinstance(value, dict):
        return {key: _unpack(item) for key, item in value.items()}
    return value


def _recorder(function: Any, made: list[tuple[Any, list[Any]]], opaque: int) -> Callable[..., Any]:
    def recorded(*arguments: Any) -> Any:
        inputs = [plain(argument) for argument in arguments]
        result = function(*arguments)
        with contextlib.suppress(TypeError, IndexError, KeyError):
            made.append((result[opaque], inputs))
        return result

    return recorded


def plain(value: Any) -> Any:
    """Return a student's answer as plain data, or an `Odd` that says in words what it was."""
    try:
        return _Plain().convert(value, 0)
    except _TooMuch as error:
        return wire.Odd(str(error))
    except RecursionError:
        return wire.Odd("a structure nested too deeply")
    except BaseException as error:
        return wire.Odd(f"an object that cannot be read ({_utf8(type(error).__name__)[:80]})")


def _members(value: tuple[Any, ...] | list[Any]) -> list[Any]:
    """Return what a tuple or a list holds, without asking a subclass's own methods."""
    return list(tuple.__iter__(value)) if isinstance(value, tuple) else list(list.__iter__(value))


class _TooMuch(Exception):
    """An answer is larger than any right one could be."""


class _Plain:
    """One conversion, with bounds on how much it reads."""

    def __init__(self) -> None:
        self.items = 0
        self.bytes = 0

    def convert(self, value: Any, depth: int) -> Any:
        kind = type(value)
        self.items += 1
        if self.items > MAX_ITEMS:
            raise _TooMuch("more than 1,000,000 items")
        if kind is np.ndarray and value.dtype is FLOAT64 and value.size <= SMALL:
            self.bytes += value.nbytes
            if self.bytes <= MAX_BYTES and max(value.shape, default=0) <= SMALL:
                return value.copy()  # as it is now: the student may write into it later
        if value is None or kind is bool or kind is float:
            return value
        if depth > 12:
            raise _TooMuch("a structure nested too deeply")
        if isinstance(value, np.ndarray | np.generic):
            return self.array(value)
        if isinstance(value, bool | int | float | str):
            return self.scalar(value)
        if isinstance(value, tuple | list):
            members = [self.convert(item, depth + 1) for item in _members(value)]
            return tuple(members) if isinstance(value, tuple) else members
        if isinstance(value, dict):
            items = list(dict.items(value))
            if not all(isinstance(key, str) for key, _ in items):
                return wire.Odd("a dict with keys that are not strings")
            return {_utf8(str.__str__(key))[:200]: self.convert(item, depth + 1) for key, item in items}
        article = "an" if kind.__name__[:1].lower() in "aeiou" else "a"
        return wire.Odd(_utf8(f"{article} {kind.__name__[:80]}"))

    def scalar(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            number = int.__int__(value)
            return number if -(2**63) <= number < 2**63 else wire.Odd("an integer of more than 64 bits")
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, str):
            return _utf8(str.__str__(value)[:MAX_TEXT])
        return bool(value)

    def array(self, value: Any) -> Any:
        if isinstance(value, np.ma.MaskedArray):
            return wire.Odd("a masked array")
        array = np.asarray(value) if isinstance(value, np.ndarray) else np.array(value)
        if array.dtype.kind not in "biuf":
            return wire.Odd(f"an array of dtype {_utf8(str(array.dtype))[:80]}")
        self.bytes += array.size * array.itemsize
        if self.bytes > MAX_BYTES or max(array.shape, default=0) > MAX_BYTES:
            raise _TooMuch(f"an array of {array.size:,} entries" if array.size else "an array of an impossible shape")
        if array.dtype.itemsize > 8:
            array = array.astype(np.float64)
        if array.ndim == 0 and isinstance(value, np.generic) and array.dtype.kind != "f":
            return array.item()
        return np.array(array, array.dtype.newbyteorder("<"), order="C")


def _same(new: Any, old: Any) -> bool:
    """Tell whether an argument is still what it was; handles do not count."""
    if type(old) is np.ndarray:
        return type(new) is np.ndarray and new.shape == old.shape and new.tobytes() == old.tobytes()
    if isinstance(old, dict):
        return len(new) == len(old) and all(key in new and _same(new[key], item) for key, item in old.items())
    if isinstance(old, list | tuple):
        return len(new) == len(old) and all(_same(a, b) for a, b in zip(new, old, strict=True))
    return isinstance(old, wire.Handle) or new == old


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


class _Output(io.TextIOBase):
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
        return _utf8("".join(self.parts))

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


_STANDIN = _Standin()


def _do_nothing(*arguments: Any, **options: Any) -> None:
    pass


def _no_input(prompt: str = "") -> str:
    raise RuntimeError("input() cannot be used here: nobody is there to answer while the submission is graded.")


class _Shelf(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """What can be imported besides NumPy and the standard library: shipped helper modules and a stand-in matplotlib."""

    def __init__(self, modules: dict[str, str]) -> None:
        self.modules = modules

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        package = fullname.partition(".")[0]
        if fullname in self.modules or package == "matplotlib":
            return importlib.machinery.ModuleSpec(fullname, self, is_package=package == "matplotlib")
        if "." in fullname:
            return None
        raise ModuleNotFoundError(
            f"'{fullname}' is not there: a submission may import NumPy and the standard library.", name=fullname
        )

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
    return _STANDIN


def stdlib_libraries() -> Iterable[str]:
    """Return the standard library's extension modules, whose system libraries are out of reach later."""
    import os
    import sysconfig

    folder = os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".so")]
