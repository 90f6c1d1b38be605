"""What `pytest` says in this folder: how far you are, and what to do next.

Whether an answer is right is decided in the file of the tests, not here. A function that is not
written yet has a stand-in while the tests run, so that a test says in one line what it waits for.
"""

import ast
import contextlib
import importlib
import io
import json
import shutil
import sys
import textwrap
import threading
import traceback
import types
from pathlib import Path

import pytest

NAME = "deep_bidirectional"
SECTIONS = {
    "brnn_forward": "1. From both ends",
    "deep_rnn_forward": "2. Layer upon layer",
}  # the functions to write, in order, and where each is explained
HOLDS = "right so far"  # what passing tests tell
LAST = f"Grading tries more cases; where Unrolled is installed, `unrolled grade {NAME}.py` does, too."

FILE = Path(__file__).with_name(f"{NAME}.py")
SIGNS = {"wrong": "✗", "waits": "?", "missing": "…", "right": "✓"}
PLAIN_SIGNS = {"wrong": "x", "waits": "?", "missing": "-", "right": "+"}  # on old terminals
PATIENCE = 10  # seconds after which a test is said to be still running

missing = {}  # the functions that are not written, each with how to say so
results = {}  # the functions that were tested: of each test the state, the title and the message
trouble = {"unreadable": "", "stopped": ""}  # why your file cannot be imported; where Ctrl-C met it


# What is written, by the text alone: nothing runs here


def is_stub(function):
    """Tell whether a function does nothing yet but say so."""
    silent = (ast.Pass, ast.Constant)  # a docstring is a constant, as `...` is
    body = [line.value if isinstance(line, ast.Expr) else line for line in function.body]
    body = [line for line in body if not isinstance(line, silent)]
    return not body or (len(body) == 1 and isinstance(body[0], ast.Raise))


def definitions(text):
    """Return the names that Python text defines, each with whether it is more than a stub."""
    found = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef):
            found[statement.name] = not is_stub(statement)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = True
            elif isinstance(node, ast.alias):
                found[node.asname or node.name] = True
    return found


def written_in_file():
    """Return the functions that are written in your file."""
    try:
        found = definitions(FILE.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    return [name for name in SECTIONS if found.get(name)]


def written_in_notebook():
    """Return the functions that are written in your notebook."""
    found = {}
    try:
        cells = json.loads(FILE.with_suffix(".ipynb").read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    for text in texts:
        try:
            found.update(definitions(text))
        except (SyntaxError, ValueError):
            continue  # a cell with a command such as %time, or half a line
    return [name for name in SECTIONS if found.get(name)]


# Importing your file


def pytest_configure(config):
    """Make the functions' names marks, so that `pytest -m NAME` runs the tests of one."""
    for name, section in SECTIONS.items():
        config.addinivalue_line("markers", f"{name}: the tests of section {section}")


class NotWritten(NotImplementedError):
    """A function was called that is not written; the text is its name."""


def stand_in(name):
    """Return a function for the place of one that is not written."""
    if name.startswith("__"):
        raise AttributeError(name)

    def function(*arguments, **options):
        raise NotWritten(name)

    return function


def pytest_pycollect_makemodule(module_path):
    """Import your file before its tests do, and put stand-ins where something is missing."""
    if module_path.name != f"test_{NAME}.py":
        return
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            module = importlib.import_module(NAME)
        found = definitions(FILE.read_bytes())
    except (Exception, SystemExit) as error:
        trouble["unreadable"] = why_unreadable(error)
        module, found = types.ModuleType(NAME), {}
        sys.modules[NAME] = module
    module.__getattr__ = stand_in
    for name in SECTIONS:
        if not found.get(name):
            missing[name] = "not written yet" if name in found else f"not in {FILE.name}"
            setattr(module, name, stand_in(name))


def why_unreadable(error):
    """Return what to say, and what to do, about a file that cannot be imported."""
    if not FILE.exists():
        return f"{FILE.name} is not in this folder.\n\nNext: put it back; it is what the tests look at."
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        said = f"is not Python: {error.msg}.\n    {(error.text or '').strip()}"
        return f"line {error.lineno} of {Path(error.filename).name} {said}\n\nNext: mend that line."
    lines = lines_in(FILE.name, error.__traceback__)
    if not lines:
        return f"{FILE.name} cannot be read. {in_short(error)}"
    top = ast.parse(FILE.read_bytes()).body
    ends = [node.end_lineno for node in top if isinstance(node, ast.FunctionDef)]
    below = lines[0].lineno > max(ends, default=0)
    advice = "take out what you pasted or tried there" if below else "mend that line"
    said = f"raises when the file is read:\n    {lines[0].line}\n    {in_short(error)}"
    return f"line {lines[0].lineno} of {FILE.name} {said}\n\nNext: {advice}."


def lines_in(file, trace):
    """Return the lines of a file that a traceback leads through, the innermost last."""
    frames = traceback.extract_tb(trace)
    return [frame for frame in frames if Path(frame.filename).name == file]


def in_short(error):
    """Return an exception in one line."""
    reason = f"{type(error).__name__}: {error}".strip(": ")
    return textwrap.shorten(reason, 200, placeholder=" ...")


# Running the tests


def function_of(item):
    """Return the function that a test is about, as its mark says."""
    return next((name for name in SECTIONS if item.get_closest_marker(name)), None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Let a test fail at once where there is nothing to test, and say so if one takes long."""
    function = function_of(item)
    if function and trouble["unreadable"]:
        pytest.fail(trouble["unreadable"], pytrace=False)
    if function in missing:
        pytest.fail(missing[function], pytrace=False)
    timer = threading.Timer(PATIENCE, still_running, [item])
    timer.start()
    try:
        return (yield)
    finally:
        timer.cancel()


def still_running(item):
    """Print that a test takes long."""
    plugin = item.config.pluginmanager.get_plugin
    if plugin("terminalreporter"):  # not in one of several processes
        with plugin("capturemanager").global_and_fixture_disabled():
            said = f"\n{item.name} takes long. Ctrl-C stops it and says where it was."
            plugin("terminalreporter").write_line(said)


def judge(function, error):
    """Return the state of a test, and what to say about it."""
    if error is None:
        return "right", ""
    if trouble["unreadable"]:
        return "unreadable", trouble["unreadable"]
    if function in missing:
        return "missing", missing[function]
    if isinstance(error, NotWritten):
        return "waits", f"waits for {error}"
    message = str(error).partition("\nassert ")[0].strip()  # without what pytest adds to it
    reason = f"{type(error).__name__}: {message}".strip(": ")
    lines = lines_in(FILE.name, error.__traceback__)
    if lines:
        place = f"{FILE.name}:{lines[-1].lineno}: {lines[-1].line}"
        if isinstance(error, NotImplementedError):
            return "wrong", f"it still raises NotImplementedError: take that line out.\n{place}"
        return "wrong", f"{reason}\n{place}"
    if isinstance(error, AssertionError):
        return "wrong", message
    advice = " Does it end with `return`?" if "None" in message else ""
    for line in lines_in(f"test_{NAME}.py", error.__traceback__)[-1:]:
        reason += f"\ntest_{NAME}.py:{line.lineno}: {line.line}"
    return "wrong", f"the test cannot use it.{advice}\n{reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Write into a test's report what the plan needs, and a sentence in place of a traceback."""
    report = yield
    function = function_of(item)
    if function and (call.when == "call" or call.excinfo):
        state, message = judge(function, call.excinfo and call.excinfo.value)
        title = f"{item.path.name}:{item.location[1] + 1}: {item.obj.__doc__ or item.name}"
        report.plan = [NAME, function, state, title, message]
        asked_for_more = item.config.option.tbstyle in ("long", "native", "short")
        if call.excinfo and not (state == "wrong" and asked_for_more):
            report.longrepr = message
    return report


def pytest_report_teststatus(report):
    """Tell apart what is wrong and what is not there yet, in the dots and in pytest's last line."""
    state = getattr(report, "plan", [NAME, "", ""])[2]
    if state == "missing":
        return "not written", "-", "NOT WRITTEN"
    if state == "waits":
        return "waiting", "?", "WAITING"


def pytest_runtest_logreport(report):
    """Keep what the plan needs."""
    lesson, function, *result = getattr(report, "plan", ["", ""])
    if lesson == NAME:
        results.setdefault(function, []).append(result)


def pytest_keyboard_interrupt(excinfo):
    """Keep where Ctrl-C met your code."""
    for frame in lines_in(FILE.name, excinfo.tb)[-1:]:
        during = "the file was read" if frame.name == "<module>" else f"{frame.name} ran"
        trouble["stopped"] = (
            f"Stopped while {during}. If that took long, look for a loop that does not end.\n"
            f"    {FILE.name}:{frame.lineno}: {frame.line}"
        )


# The plan


def pytest_terminal_summary(terminalreporter):
    """Print the plan below the tests."""
    width = min(shutil.get_terminal_size().columns, 100)
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    for line in "\n".join(plan(width)).splitlines():
        wrapper.subsequent_indent = " " * (len(line) - len(line.lstrip()))
        terminalreporter.write_line(wrapper.fill(line))


def plan(width):
    """Yield the lines of the plan: the state of each function, then the next step."""
    tested = [name for name in SECTIONS if name in results]
    longest, signs, step = max(map(len, tested), default=0), signs_for(sys.__stdout__), None
    if tested:
        yield ""
    for name in tested:
        result = min(results[name], key=lambda result: [*SIGNS, "unreadable"].index(result[0]))
        state, _, message = result
        if state == "unreadable":
            yield message
            break
        count = len(results[name])
        message = message or f"{HOLDS} ({count} test{'s' if count > 1 else ''})"
        line = textwrap.shorten(message, max(width - longest - 6, 30), placeholder=" ...")
        yield f"  {signs[state]} {name:{longest}}  {line}"
        if state != "right":
            step = step or (name, *result)
    if trouble["stopped"]:
        yield f"\n{trouble['stopped']}"
    elif tested and state != "unreadable":
        yield ""
        yield from next_step(step, whole=len(tested) == len(SECTIONS))
    if tested:
        yield ""


def next_step(step, whole):
    """Yield what to do next: about the first function that is not right, if there is one."""
    in_file, in_notebook, notebook = written_in_file(), written_in_notebook(), f"{NAME}.ipynb"
    if in_notebook and not in_file:
        yield (
            f"Next: go on in {notebook}, where you have written {' and '.join(in_notebook)}. There, the "
            f"cell below each function tests it; run that. pytest tests {FILE.name}, which is as you got it."
        )
        return
    if step:
        name, state, title, message = step
        if state == "waits":
            name = message.split()[-1]
        section = f" (section {SECTIONS[name]})" if name in SECTIONS else ""
        todo = "mend" if state == "wrong" else "write"
        yield f"Next: {todo} {name} in {FILE.name}{section}, then run pytest again."
        if state == "wrong":
            yield textwrap.indent(f"\n{title}\n\n{message}\n", "    ")
        yield f"Only its tests: pytest -m {name}"
    elif whole:
        yield f"Next: hand in {FILE.name}. {LAST}"
    else:
        yield "Next: run pytest, which tests all functions."
    if in_notebook:
        yield f"\nNote: {notebook} holds work, too. If you hand in both, the notebook counts."


def signs_for(stream):
    """Return the signs that a stream can print."""
    try:
        "".join(SIGNS.values()).encode(getattr(stream, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return PLAIN_SIGNS
    return SIGNS
