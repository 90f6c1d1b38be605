"""The second kind of zygote and its workers: an IPython shell that runs a notebook's cells for what they show.

Nothing here judges: what a cell shows, and how it ended, is in the student's reach like everything in a worker. An
instructor's own grade cells run here too, beside the student's code; what that means is in `graders/threat_model.md`.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import getpass
import importlib
import io
import linecache
import math
import os
import signal
import sys
import tempfile
import types
import zlib
from _sitebuiltins import _Helper
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from . import wire, zygote
from .files import Files
from .plain import utf8
from .recorded import Recorder, Stream, bundle
from .rights import Rights
from .surroundings import NO_PROCESSES, Shelf, no_input

__all__ = ["main"]

PROGRAMS = "bash script sh perl ruby python python2 python3 pypy system sx conda mamba micromamba pip uv".split()
NUMBERS = (int, float, *(getattr(np, f"{kind}{bits}") for kind in ("int", "uint") for bits in (8, 16, 32, 64)),
           np.float16, np.float32, np.float64)  # fmt: skip
MOST_FILES = 16 << 20  # bytes of the files in a folder
WORK = "/work"  # where a worker finds the assignment's files, if it may open any
GUARDED = "builtins math numpy numpy.testing operator unittest".split()  # are as they were when a grade cell runs
OWN = "sandbox ast json os select struct IPython.core.inputtransformer2".split()  # and these after every cell
MAX_TRACEBACK = 40  # frames of it, the first half and the last
MAX_PART = 20_000


def main(control: int, paths: list[str], packages: list[str], folder: str, modules: dict[str, str]) -> None:
    """Serve the judge over the descriptor `control`.

    `paths` are searched while this process is being made, for IPython, matplotlib and the course's `packages`;
    `folder` holds what students find beside their notebook, `modules` the text of what they import from there.
    """
    zygote.begin()
    sys.path[:0] = paths
    session = _Session(packages, folder, modules)
    sys.path[: len(paths)] = [""]
    zygote.settle()
    rights = Rights(_roots(paths), session.files.shipped, WORK)
    if rights.has_folder:
        os.chdir(WORK)
    session.settle(rights.has_folder)
    zygote.answer(control, rights, session.serve, lambda data: 0)


def _roots(paths: Sequence[str]) -> list[str]:
    """Return the folders of the packages that were imported from `paths`, and of the libraries shipped beside them.

    That of the graders, to which this module belongs, is not among them: it lies there where they are installed.
    """
    found = set()
    for module in [one for name, one in list(sys.modules.items()) if name.partition(".")[0] != __package__]:
        for place in (getattr(module, "__file__", None), *getattr(module, "__path__", ())):
            for path in paths:
                if isinstance(place, str) and place.startswith(path + os.sep):
                    found.add(os.path.join(path, place[len(path) + 1 :].partition(os.sep)[0]))
    names = {os.path.basename(root).lower() for root in found} | {"pillow"}
    for path in paths:
        with contextlib.suppress(OSError):
            found |= {
                one.path for one in os.scandir(path) if one.name.endswith(".libs") and one.name[:-5].lower() in names
            }
    return sorted(root for root in found if os.path.isdir(root))


class _Session:
    """A shell as it is when a notebook begins; each worker has a copy."""

    def __init__(self, packages: Sequence[str], folder: str, modules: dict[str, str]) -> None:
        self.channel: wire.Channel | None = None
        self.recorder = Recorder(self._send)
        self.quiet = False
        self.files = Files(_files_in(folder) if folder else {})
        with tempfile.TemporaryDirectory() as place:
            os.environ.update(IPYTHONDIR=place, HOME=place)
            self.shell, self.code = _shell(self.recorder)
            del os.environ["HOME"], os.environ["IPYTHONDIR"]
        self.fonts = _fonts()
        self.plots = bool(self.fonts)
        for name in packages:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        os.environ.pop("MPLCONFIGDIR", None)
        builtins.help = _Helper()
        builtins.input = no_input  # type: ignore[assignment]
        getpass.getpass = no_input  # type: ignore[assignment]
        sys.stdout, sys.stderr = Stream("stdout", self.recorder), Stream("stderr", self.recorder)
        for name in GUARDED:  # what is not there yet could not be put back
            importlib.import_module(name)
        self._warm_up()
        sys.meta_path.append(_Shelf(modules, packages, self.plots, self.files))
        self.shell.reset(new_session=False)
        for inputs in (self.shell.history_manager.input_hist_parsed, self.shell.history_manager.input_hist_raw):
            inputs[:] = [""]

    def settle(self, has_files: bool) -> None:
        """Have what a notebook writes kept in memory; where it may open no file, matplotlib finds its fonts there."""
        builtins.open = io.open = self.files.open
        with contextlib.suppress(AttributeError, TypeError):  # np.savetxt and np.loadtxt keep their own
            np.lib._datasource._file_openers._file_openers[None] = self.files.open  # type: ignore[attr-defined]
        os.path.exists = self.files.known(os.path.exists)  # type: ignore[assignment]
        os.path.isfile = self.files.known(os.path.isfile)  # type: ignore[assignment]
        sys.modules["IPython.core.interactiveshell"].io_open = self.files.open  # type: ignore[attr-defined]
        self.put_back = _keeper(GUARDED), _keeper(OWN)
        if not has_files:
            self.files.shipped.update(self.fonts)

    def serve(self, channel: wire.Channel) -> None:
        """Answer requests until the judge hangs up.

        What a verdict needs is in local variables, and no module of ours can be imported: student code runs from here.
        """
        self.channel = channel
        receive, send, loads, dumps, run = channel.receive, channel.send, wire.loads, wire.dumps, self.run
        put_back_more, put_back_ours = self.put_back
        grade = _grader(self.shell, self.recorder, self.code)
        own, shows = vars(self), self._send
        parts = channel, self, self.recorder, sys.stdout, sys.stderr
        known = [(vars(one), {*vars(one)}) for one in parts]  # no method of these may be covered by an attribute
        was, recorded = {**own}, vars(self.recorder)
        for name in [name for name in sys.modules if name.partition(".")[0] == "sandbox"]:
            del sys.modules[name]

        def put_back(more: bool) -> None:
            if more:
                put_back_more()
            put_back_ours()
            for one, names in known:
                for name in {*one} - names:
                    del one[name]
            own.update(was)
            recorded["send"] = shows

        while True:
            try:
                request = loads(receive(), inputs=True)
            except (EOFError, OSError):
                return
            if request["grade"]:
                own["quiet"] = request["quiet"]
                reply = grade(request, put_back)
            else:
                reply = run(request)
            put_back(False)
            send(dumps(reply))

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a cell and tell how it ended; what it shows has been sent before."""
        self.quiet = request["quiet"]
        self.recorder.begin()
        source = request["source"]
        shell = self.shell
        shell.execution_count = request["count"]
        error: BaseException | None = None
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            result = type(shell).run_cell(shell, source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as one:
            error = one
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.recorder.end()
        line = _line(error, self.code(source)) if error is not None else 0
        if line:
            line += _late(source)
        return {"ended": "ok" if error is None else "error", "line": line, "value": None, "key": request["key"]}

    def _send(self, events: list[dict[str, Any]]) -> None:
        if self.channel is not None and not self.quiet:
            self.channel.send(wire.dumps({"at": 0, "events": events}))

    def _warm_up(self) -> None:
        """Run once what every notebook runs, so that it is in memory before workers are made."""
        cells = [
            "import numpy as np\nnp.ones((2, 2))",
            "def f():\n    raise ValueError('x')\nf()",
            "1 +",
            "%pwd",
            "print(1)",
        ]
        if self.plots:
            _share_formulas()
            cells += [
                "import matplotlib.pyplot as plt\nfigure, both = plt.subplots(1, 2, layout='constrained')\n"
                "both[0].plot([1, 2], label='$x^2$')\nboth[0].legend()\nboth[0].set_title('title')\n"
                "both[1].set_yscale('log')\n"
                "both[1].plot([1, 100])\nboth[1].imshow([[1, 2]])\n",
                "plt.contour([[1, 2], [3, 4]])\nplt.colorbar()",
                "powers = 10.0 ** np.arange(-12, 4)\nplt.figure(figsize=(4, 12))\nplt.semilogy(powers, powers)\n"
                "plt.yticks(powers)",
            ]
        for cell in cells:
            self.recorder.begin()
            self.shell.run_cell(cell, store_history=True)


def _share_formulas() -> None:
    """Have a formula that one figure has parsed, the label of a logarithmic axis say, be known to all."""
    from matplotlib.mathtext import MathTextParser

    def same(one: Any, other: Any) -> bool:
        return type(one) is type(other) and one._output_type == other._output_type

    parser: Any = MathTextParser  # its cache asks for the parser too, of which each figure has one
    parser.__eq__, parser.__hash__ = same, lambda self: hash(self._output_type)


def _shell(recorder: Recorder) -> tuple[Any, Callable[[str], str]]:
    """Return an IPython shell that behaves as a kernel's, and what it calls the code of a cell."""
    from IPython.core import page
    from IPython.core.compilerop import CachingCompiler
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.error import UsageError
    from IPython.core.history import HistoryManager
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    def code_name(source: str) -> str:
        return f"/tmp/ipykernel_1/{zlib.crc32(source.encode('utf-8', 'replace'))}.py"

    class Compiler(CachingCompiler):  # type: ignore[misc]
        def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
            return code_name(raw_code)

    class Results(DisplayHook):  # type: ignore[misc]
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            recorder.show({"output": "execute_result", "id": "", **bundle(format_dict)})

        def finish_displayhook(self) -> None:
            self._is_active = False

    class Publisher(DisplayPublisher):  # type: ignore[misc]
        def publish(self, data: Any, metadata: Any = None, source: Any = None, *, transient: Any = None,
                    update: bool = False, **options: Any) -> None:  # fmt: skip
            self._validate_data(data, metadata)
            name = transient.get("display_id") if isinstance(transient, dict) else None
            shown = {"id": utf8(name)[:100] if isinstance(name, str) else "", **bundle(data)}
            recorder.show({"output": "update" if update else "display_data", **shown})

        def clear_output(self, wait: bool = False) -> None:
            recorder.clear(bool(wait))

    class Shell(InteractiveShell):  # type: ignore[misc]
        displayhook_class = Type(Results)
        display_pub_class = Type(Publisher)
        compiler_class = Type(Compiler)

        def init_virtualenv(self) -> None:
            pass

        def init_hooks(self) -> None:
            super().init_hooks()
            self.set_hook("show_in_pager", page.as_hook(lambda *given, **options: None), 99)

        def enable_gui(self, gui: Any = None) -> None:
            pass

        def ask_exit(self) -> None:
            pass

        def system(self, cmd: str) -> None:
            raise UsageError(NO_PROCESSES)

        system_piped = system_raw = system

        def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> None:
            raise UsageError(NO_PROCESSES)

        def _get_exc_info(self, exc_tuple: Any = None) -> Any:
            etype, value, trace = super()._get_exc_info(exc_tuple)
            return etype, value, _shortened(trace)

        def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
            try:
                text = str(evalue)
            except Exception:
                text = ""
            parts = [utf8(str(part))[:MAX_PART] for part in stb if os.path.dirname(__file__) not in str(part)][
                : MAX_TRACEBACK + 10
            ]
            recorder.show(
                {
                    "output": "error",
                    "ename": utf8(etype.__name__)[:200],
                    "evalue": utf8(text)[:MAX_PART],
                    "traceback": parts,
                }
            )

    def no_programs(line: str, cell: str | None = None) -> None:
        raise UsageError(NO_PROCESSES)

    HistoryManager.enabled.default_value = False
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors_force = True
    config.InteractiveShell.loop_runner = (
        "IPython.core.async_helpers._pseudo_sync_runner"  # there are no sockets for a loop
    )
    shell = Shell.instance(config=config)
    for name in PROGRAMS:
        for kind in ("line", "cell"):
            shell.register_magic_function(no_programs, kind, name)
    return shell, code_name


def _shortened(trace: types.TracebackType | None) -> types.TracebackType | None:
    """Return the first and the last frames on the way to an error; to show thousands takes seconds."""
    all_of_it = []
    while trace is not None:
        all_of_it.append(trace)
        trace = trace.tb_next
    if len(all_of_it) > MAX_TRACEBACK:
        all_of_it[MAX_TRACEBACK // 2 : -MAX_TRACEBACK // 2] = []
        for one in reversed(all_of_it):
            trace = types.TracebackType(trace, one.tb_frame, one.tb_lasti, one.tb_lineno)
        return trace
    return all_of_it[0] if all_of_it else None


def _files_in(folder: str) -> dict[str, bytes]:
    """Return the regular files in a folder by name, as far as they are not too much."""
    found, left = {}, MOST_FILES
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_file(follow_symlinks=False) and entry.stat().st_size <= left:
                with open(entry.path, "rb") as file:
                    found[entry.name] = file.read(left)
                left -= len(found[entry.name])
    return found


def _fonts() -> dict[str, bytes]:
    """Have matplotlib draw as in a notebook, with the fonts it brings, and return those; none without matplotlib."""
    try:
        import matplotlib.pyplot
        from matplotlib import font_manager
    except ImportError:
        return {}
    own = matplotlib.get_data_path()
    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.fname.startswith(own)]
    manager.afmlist = [font for font in manager.afmlist if font.fname.startswith(own)]
    folder = os.path.join(own, "fonts", "ttf")
    return {os.path.join(folder, name): data for name, data in _files_in(folder).items()}


class _Shelf(Shelf):
    """As in a worker that is judged, with what else the course lets notebooks import."""

    def __init__(self, modules: dict[str, str], packages: Sequence[str], plots: bool, files: Files) -> None:
        there = ["NumPy", *(["matplotlib"] if plots else []), *packages]
        super().__init__(modules, f"a notebook may import {', '.join(there)}")
        self.plots = plots
        self.files = files

    def find_spec(self, fullname: str, path: Any, target: types.ModuleType | None = None) -> Any:
        if self.plots and fullname.partition(".")[0] == "matplotlib":
            return None
        written = self.files.written.get(f"{fullname}.py")
        if written is not None and fullname not in self.modules:
            self.modules[fullname] = written.decode("utf-8", "replace")
        return super().find_spec(fullname, path, target)


def _grader(shell: Any, recorder: Recorder, code_name: Callable[[str], str]) -> Callable[..., dict[str, Any]]:
    """Return what runs a grade cell: by Python alone, with nothing between the cell and its verdict that IPython has.

    All that it calls is bound here, before there is student code. What IPython does is to show how the cell ended.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    transform = TransformerManager().transform_cell
    namespace, streams, plain = shell.user_ns, (sys.stdout, sys.stderr), dict(vars(builtins))
    parse, execute, evaluate, to_code = compile, exec, eval, compile
    untrace, unprofile, on_signal, interrupt = sys.settrace, sys.setprofile, signal.signal, signal.default_int_handler
    line_of, number, only_tree, lines_of = _line, _number, ast.PyCF_ONLY_AST, linecache.cache
    tree_of, meant, is_quiet, quietly = _tree, _meaning_builtins, _is_quiet, contextlib.suppress

    def grade(request: dict[str, Any], put_back: Callable[[bool], None]) -> dict[str, Any]:
        source, name = request["source"], code_name(request["source"])
        shell.execution_count = request["count"]
        recorder.begin()
        lines_of[name] = (len(source), None, source.splitlines(True), name)
        untrace(None)
        unprofile(None)
        put_back(True)
        sys.stdout, sys.stderr = streams
        ended, line, skipped, value, result = "error", 0, 0, None, None
        before = namespace.get("__builtins__")
        added: dict[str, Any] = {}
        on_signal(signal.SIGINT, interrupt)
        try:
            tree, skipped = tree_of(source, name, parse, only_tree, transform)
            put_back(True)  # modules that are not guarded had a part in a magic's line
            added = meant(tree, plain, request["asked"])
            namespace.update(added, __builtins__=builtins)
            last = tree.body.pop() if tree.body and type(tree.body[-1]) is ast.Expr else None
            execute(to_code(tree, name, "exec", dont_inherit=True), namespace)
            if last is not None:
                result = evaluate(to_code(ast.Expression(last.value), name, "eval", dont_inherit=True), namespace)
            ended = "ok"
            if last is not None and not is_quiet(source, last):
                value = number(result)
        except BaseException as error:
            line = line_of(error, name)
            with quietly(BaseException):
                if isinstance(error, SyntaxError) and error.filename == name:
                    shell.showsyntaxerror()
                else:
                    shell.showtraceback(tb_offset=1)
        for one in added:
            namespace.pop(one, None)
        namespace["__builtins__"] = before
        with quietly(BaseException):  # the verdict stands: here student code may do what it likes
            shell.history_manager.store_inputs(request["count"], source)
            if result is not None:
                shell.displayhook(result)
            shell.events.trigger("post_execute")
        on_signal(signal.SIGINT, signal.SIG_IGN)
        put_back(True)
        recorder.end()
        return {"ended": ended, "line": line + skipped if line else 0, "value": value, "key": request["key"]}

    return grade


def _tree(source: str, name: str, parse: Any, only_tree: int, transform: Callable[[str], str]) -> tuple[Any, int]:
    """Return a cell's syntax tree, and how many lines of the cell it begins late.

    Line magics are what IPython makes of them; of a whole cell in a magic (`%%time`) nothing is judged.
    """
    try:
        return parse(source, name, "exec", only_tree, True), 0
    except SyntaxError:
        if source.lstrip().startswith("%%"):
            raise
    return parse(transform(source), name, "exec", only_tree, True), _late(source)


def _late(source: str) -> int:
    """Return the number of empty lines before a cell's first, which IPython takes away."""
    before = source[: len(source) - len(source.lstrip())]
    return 0 if before.strip("\n") else len(before)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Return the nodes of a syntax tree; `ast.walk` imports something, which student code may have replaced."""
    yield node
    for field in _fields(node):
        for one in field if isinstance(field, list) else [field]:
            if isinstance(one, ast.AST):
                yield from _nodes(one)


def _fields(node: ast.AST) -> list[Any]:
    return [getattr(node, field, None) for field in node._fields]  # what showed an error may have added more


def _meaning_builtins(tree: ast.AST, plain: dict[str, Any], asked: list[str]) -> dict[str, Any]:
    """Have the builtins in a cell be Python's, whatever the notebook calls `abs`; return them by their names there.

    A name that the cell itself defines, or that students were `asked` to define, stays. So do the notebook's own names:
    a student's function finds them.
    """
    nodes = list(_nodes(tree))
    loaded = [one for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
    others = [one for one in nodes if not isinstance(one, ast.Attribute | ast.keyword | ast.Constant)]
    bound = {one for node in others if node not in loaded for one in _fields(node) if type(one) is str}
    added, left = {}, {*bound, *asked, "super"}
    for one in loaded:
        if one.id in plain and one.id not in left and not one.id.startswith("_"):
            added[f"builtins.{one.id}"] = plain[one.id]
            one.id = f"builtins.{one.id}"
    return added


def _is_quiet(source: str, last: ast.Expr) -> bool:
    """Return whether a cell's last expression ends in a semicolon: its value is not shown, and no number of points."""
    lines = source.rstrip().split("\n")
    rest = lines[-1].encode("utf-8", "replace")
    if last.end_lineno == len(lines):
        rest = rest[last.end_col_offset :]
    return b";" in rest.partition(b"#")[0]


def _keeper(roots: Sequence[str]) -> Callable[[], None]:
    """Return what puts modules back as they are now: their names, their classes, and their functions' code."""
    modules, plain = sys.modules, {*vars(builtins)}
    kept = []
    for name, module in sorted(modules.items()):
        if isinstance(module, types.ModuleType) and any(f"{name}.".startswith(f"{root}.") for root in roots):
            names = {**vars(module)}
            classes = [(one, {**vars(one)}) for one in names.values() if isinstance(one, type) and _is_of(one, roots)]
            within = [value for _, values in classes for value in values.values()]
            kept.append((name, module, vars(module), names, classes, _functions([*names.values(), *within])))
    change, take = type.__setattr__, type.__delattr__

    def put_back() -> None:
        for _, _, held, names, _, _ in kept:  # builtins are among the first
            held.update(names)
        for name, module, held, names, classes, functions in kept:
            if not name.startswith("sandbox"):
                modules[name] = module
            for added in ({*held} - {*names}) & plain:
                del held[added]
            for function, code, defaults, keywords, inner in functions:
                if function.__code__ is not code:
                    function.__code__ = code
                function.__defaults__, function.__kwdefaults__ = defaults, keywords and {**keywords}
                for cell, content in inner:
                    cell.cell_contents = content
            for one, values in classes:
                now = vars(one)
                for key in [key for key in values if key not in now or now[key] is not values[key]]:
                    change(one, key, values[key])
                for key in {*now} - {*values, "__annotations__"}:
                    take(one, key)

    return put_back


def _is_of(one: type, roots: Sequence[str]) -> bool:
    module = one.__dict__.get("__module__")
    return isinstance(module, str) and any(f"{module}.".startswith(f"{root}.") for root in roots)


def _functions(values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the functions among some values, and in what wraps them, each with what makes it what it is."""
    found, seen, left = [], set(), list(values)
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, property):
            left += [one.fget, one.fset]
        elif isinstance(one, staticmethod | classmethod):
            left.append(one.__func__)
        elif callable(one):  # one of NumPy's dispatchers, say
            with contextlib.suppress(Exception):
                left.append(vars(one)["__wrapped__"])
        if isinstance(one, types.FunctionType):
            inner = []
            for cell in one.__closure__ or ():
                with contextlib.suppress(ValueError):  # an empty one
                    if isinstance(cell.cell_contents, types.FunctionType):
                        inner.append((cell, cell.cell_contents))
                        left.append(cell.cell_contents)
            keywords = one.__kwdefaults__ and {**one.__kwdefaults__}
            found.append((one, one.__code__, one.__defaults__, keywords, inner))
    return found


def _line(error: BaseException, code: str) -> int:
    """Return the last line of a cell on the way to an error; 0 if there is none."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == code:
        line = error.lineno or 0
    return line


def _number(value: Any) -> float | None:
    """Return a plain finite number, or None."""
    if type(value) not in NUMBERS:
        return None
    with contextlib.suppress(OverflowError):
        number = float(value)
        return number if math.isfinite(number) else None
    return None
