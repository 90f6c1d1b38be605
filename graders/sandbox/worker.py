"""The worker: reads one submission, runs its top level, calls its functions, and answers in plain data.

One worker serves one submission. It answers these requests, each a dict with the key "do":

- ``read``: parse the candidate files; which functions does each define, and which are still stubs;
- ``load``: run the statements of one of them;
- ``call``: a list of calls ``(function, arguments, opaque, kept)``, in the request or, under the number "kept", left
  with the
  zygote before this worker was made. The element number `opaque` of a result (a cache) stays
  here under a `Handle`, numbered by its call; `kept` are the numbers of the arguments to send back as the call left
  them. Arguments are fresh copies. After them, with ``interplay``, a small call by which is seen how calls of one
  function touch each other;
- ``lend``: put functions that the judge computes in the place of the student's own.

Everything here is in the student's reach, so nothing here decides anything: whatever is patched, forged or replayed
only changes the student's own answers.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import linecache
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import interplay, wire
from .operands import shapes_at
from .plain import MAX_TEXT, members, plain, put_back, utf8
from .reading import Source, Unreadable, read
from .surroundings import STANDIN, Output, Shelf, do_nothing, no_input

__all__ = ["serve"]


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
            request = wire.loads(channel.receive(), inputs=True)
        except (EOFError, OSError):
            return
        answer = answers[request["do"]](request)
        channel.send(wire.dumps(answer))
        if "more" in answer:
            channel.send(session.packed)


Calls = list[tuple[str, list[Any], int, list[int], list[bytes | None]]]


def prepared(calls: list[Any]) -> Calls:
    """Return calls with the bytes of their arrays, if small, by which a changed argument is found."""
    return [
        (name, given, opaque, kept, [one.tobytes() if _is_small(one) else None for one in given])
        for name, given, opaque, kept in calls
    ]


def _is_small(value: Any) -> bool:
    return type(value) is np.ndarray and value.size <= 1000


class _Session:
    def __init__(self, channel: wire.Channel, kept: Sequence[Calls] = ()) -> None:
        self.channel = channel
        self.kept = kept
        self.packed = b""
        self.sources: list[Source | None] = []
        self.module = types.ModuleType("submission")
        self.files: dict[str, str] = {}  # names of files of source, each with the name of its cell, if it is one
        self.handles: dict[int, Any] = {}
        self.output = Output()
        self.calling = ""
        self.overflows: dict[str, list[Any]] = {}

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
            __builtins__=builtins, __file__=request["name"], get_ipython=lambda: STANDIN, display=do_nothing
        )
        builtins.input = no_input  # type: ignore[assignment]
        sys.argv = [request["name"]]
        sys.stdout = sys.stderr = self.output
        sys.meta_path.append(Shelf(request["modules"]))
        warnings.simplefilter("ignore")
        warnings.filterwarnings("default", "overflow", RuntimeWarning)
        warnings.showwarning = self._overflow  # type: ignore[assignment]
        notes: list[str] = []
        skipped = {tuple(place) for place in request["skip"]}
        place = 0
        for cell in source.cells:
            filename = cell.name if notebook else f"{request['name']}.py"
            self.files[filename] = cell.name if notebook else ""
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
        results = wire.Packer()
        changed: dict[str, list[Any]] = {}
        self.overflows.clear()
        if np.geterr()["over"] == "ignore":  # a file that says so for all of its functions is looked at all the same
            np.seterr(over="warn")
        warnings.simplefilter("ignore", append=True)  # changes nothing, but that each place may warn once more
        base = request["base"]
        calls = self.kept[request["kept"]] if "kept" in request else prepared(request["calls"])
        for number, (name, arguments, opaque, kept, originals) in enumerate(calls):
            given = [one.copy() if type(one) is np.ndarray else self._fresh(one) for one in arguments]
            function = self.module.__dict__.get(name)
            self.calling = name
            try:
                result = function(*given)  # type: ignore[misc]
            except BaseException as error:
                results.add(self._raised(error))
                continue
            for new, old, original in zip(given, arguments, originals, strict=True) if name not in changed else ():
                if new.tobytes() != original if original is not None else not _same(new, old):
                    changed[name] = [name, list(interplay.difference(plain(arguments), plain(given)) or ())]
                    break
            answer = self._answer(result, opaque, base + number)
            if kept:
                answer = (answer, [plain(given[place]) for place in kept])
            results.add(answer)  # at once: the student may write into it later
        # The results follow in a frame of their own: the judge compares it as it is with what it expects.
        self.packed = results.finish()
        return {
            "more": True,
            "changed": list(changed.values()),
            "overflows": list(self.overflows.values()),
            "output": self.output.getvalue() if request["output"] else "",
            "facts": self.facts(request["interplay"].tobytes()) if "interplay" in request else [],
        }

    def facts(self, packed: bytes) -> list[Any]:
        """Return the facts about a small call, as far as they can be had."""
        namespace, request = self.module.__dict__, wire.loads(packed, inputs=True)
        found: list[Any] = []

        def given(which: str) -> list[Any]:
            arguments: list[Any] = self._fresh(request["given"][which])
            return arguments

        try:
            function, opaque = namespace[request["function"]], request["opaque"]
            if request["steps"]:
                steps = interplay.Steps(namespace, request["steps"])
                facts = interplay.step_facts(namespace[request["forward"]], given, steps)
            elif request["forward"]:
                facts = interplay.backward_facts(namespace[request["forward"]], function, opaque, given)
            else:
                facts = interplay.facts(function, opaque, given)
            found.extend(facts)
        except BaseException:  # what a function raises is told by the graded calls
            pass
        return found

    def _overflow(self, message: Any, category: Any, filename: str, line: int, *details: Any) -> None:
        """Note a function's first warning of an overflow: NumPy's word for where, and the line."""
        if self.calling not in self.overflows:
            where = line if filename in self.files else 0
            self.overflows[self.calling] = [self.calling, utf8(str(message))[:MAX_TEXT], where]

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
        items = members(result)
        if opaque >= len(items):
            return plain(result)
        self.handles[number] = items[opaque]
        return tuple(wire.Handle(number) if place == opaque else plain(item) for place, item in enumerate(items))

    def _raised(self, error: BaseException) -> wire.Raised:
        line, cell, last = 0, "", None
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self.files:
                line, cell, last = trace.tb_lineno, self.files[trace.tb_frame.f_code.co_filename], trace
            trace = trace.tb_next
        try:
            text = str(error)[:MAX_TEXT]
            if isinstance(error, ValueError) and last is not None:
                text += shapes_at(last)[:MAX_TEXT]
        except BaseException:
            text = ""
        return wire.Raised(utf8(type(error).__name__), utf8(text), line, utf8(cell))

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
            for argument, value in zip(arguments, reply["left"], strict=False):
                put_back(argument, value)
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


def _same(new: Any, old: Any) -> bool:
    """Tell whether an argument is still what it was; handles do not count."""
    if type(old) is np.ndarray:
        return type(new) is np.ndarray and np.array_equal(new, old)
    if isinstance(old, dict):
        return len(new) == len(old) and all(key in new and _same(new[key], item) for key, item in old.items())
    if isinstance(old, list | tuple):
        return len(new) == len(old) and all(_same(a, b) for a, b in zip(new, old, strict=True))
    return isinstance(old, wire.Handle) or new == old
