"""What a notebook's cells show: as a kernel leaves it, whatever the cells do, and nothing that could do harm.

About 15 s of CPU time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graders.course import Limits
from graders.notebooks import NotebookRunner, Ran, why_not

pytest.importorskip("IPython")
pytestmark = pytest.mark.skipif(bool(why_not()), reason="there is no shell on this system")

ASSIGNMENTS = Path(__file__).resolve().parent.parent / "assignments"

# What a kernel and the shell must show alike.
ALIKE = {
    "text": "print('one')\nprint('two', end='')",
    "errors apart": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "flushed": "print('a', flush=True)\nprint('b', file=sys.stderr, flush=True)\nprint('c')",
    "a result": "import numpy as np\nnp.arange(6).reshape(2, 3)",
    "several": "1\n2\n'three'",
    "none": "None",
    "quiet": "5;",
    "assigned": "x = _ ; y = 3",
    "out": "Out[4], In[1], _i",
    "an object": "class A:\n    pass\nA()",
    "html": "class Table:\n    def _repr_html_(self):\n        return '<b>bold</b>'\nTable()",
    "displayed": "from IPython.display import display\nprint('before')\ndisplay(1, 'two', Table())\nprint('after')\n3",
    "displayed without import": "display({'a': [1, 2]})",
    "cleared": "from IPython.display import clear_output\nprint('gone')\ndisplay(1)\nclear_output()\nprint('stays')",
    "cleared later": "for i in range(3):\n    clear_output(wait=True)\n    display(i)\n    print('step', i)",
    "cleared for nothing": "print('stays')\nclear_output(wait=True)",
    "named": "handle = display('first', display_id='one')\nprint('x')",
    "named again": "handle.update('second')",
    "divided": "def f(n):\n    return 1 / n\n\nprint('on the way')\nf(0)",
    "chained": "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError('after') from error",
    "in NumPy": "np.ones((2, 3)) @ np.ones((2, 3))",
    "not Python": "def f(:\n    pass",
    "wrongly indented": "if True:\nprint(1)",
    "no name": "undefined_name",
    "asserted": "assert 1 == 2, 'not equal'",
    "exit": "import sys\nsys.exit(3)",
    "in a group": "raise ExceptionGroup('several', [ValueError(1), TypeError(2)])",
    "warned": "np.log(np.array([0.0]))",
    "warned by hand": "import warnings\nwarnings.warn('careful')",
    "captured": "%%capture kept\nprint('hidden')\n1",
    "captured text": "kept.stdout",
    "magic": "%pwd?\n%lsmagic?",
    "no such magic": "%nonsense",
    "matplotlib": "%matplotlib inline\nimport matplotlib.pyplot as plt",
    "a plot": "plt.plot([1, 3, 2], label='line')\nplt.title('A title, $x^2$')\nplt.legend()\nplt.show()\nprint('below')",
    "left open": "figure, axes = plt.subplots()\naxes.imshow(np.eye(3))\nprint('first')",
    "a figure": "figure",
    "two": "plt.figure(figsize=(2, 1))\nplt.figure(figsize=(1, 2))\nplt.plot([1, 2]);",
    "wrong plot": "plt.plot([1, 2], [1, 2, 3])",
    "awaited": "async def later():\n    return 7\nawait later()",
    "f-string": "f'{x!r:>10}'",
    "unicode": "print('täglich 循环 \\u2713')",
    "written over": "print('10%\\r20%\\r30%')",
    "time": "_ = 5\n_",
    "help": "help(f)",
}
SAME = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"/tmp/ipykernel_\d+/\d+\.py"), "/tmp/ipykernel/cell.py"),
    (re.compile(r"\(\d+\.py"), "(cell.py"),
    (re.compile(r"similar frames: \S+ at line \d+ \(\d+ times\)"), "similar frames"),
    (re.compile(r"(?:~|/\S*?)/(?:site-packages|python3\.\d+)/"), ".../"),
)


def alike(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outputs without what differs from run to run; texts of one stream that follow each other are one."""
    found: list[dict[str, Any]] = []
    for output in outputs:
        output = {key: value for key, value in output.items() if key not in ("metadata", "transient")}
        if found and output["output_type"] == "stream" and found[-1].get("name") == output["name"]:
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    for output in found:
        if output["output_type"] == "stream":
            output["text"] = re.sub(r"[^\n]*\r", "", output["text"])
        if "text/html" in output.get("data", {}):
            output["data"]["text/html"] = re.sub(r"</?div[^>]*>", "", output["data"]["text/html"])
        if "image/png" in output.get("data", {}):
            output["data"]["image/png"] = output["data"]["image/png"].replace("\n", "")
    text = json.dumps(found)
    for pattern, word in SAME:
        text = pattern.sub(word, text)
    return json.loads(text)


@pytest.fixture(scope="module")
def runner() -> Iterator[NotebookRunner]:
    with NotebookRunner(ASSIGNMENTS / "character_model", limits=Limits(statement=1, top_level=20, cpu=2)) as one:
        yield one


def shown(ran: Ran) -> str:
    """Return all text of a cell's outputs."""
    return "".join(
        one.get("text", "") + one.get("evalue", "") + "".join(one.get("data", {}).values()) for one in ran.outputs
    )


def test_a_notebook_shows_what_a_kernel_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    nbclient = pytest.importorskip("nbclient")
    from nbformat import v4

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    notebook = v4.new_notebook(cells=[v4.new_code_cell(text) for text in ALIKE.values()])
    client = nbclient.NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=60)
    client.execute(cwd=str(tmp_path))
    with NotebookRunner() as one:
        found = one.run(list(ALIKE.values()))
    different = {}
    for name, cell, ran in zip(ALIKE, notebook.cells, found, strict=True):
        want, got = alike(cell.outputs), alike(ran.outputs)
        if (want, cell.execution_count) != (got, ran.count):
            different[name] = (want, got)
    for name, (want, got) in different.items():
        print(f"--- {name}\nkernel: {want}\nshell:  {got}")
    assert not different
