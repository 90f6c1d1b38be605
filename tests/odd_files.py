"""Attacks of the red team that are no Python text: damaged files, odd notebooks, links, and names of students."""

from __future__ import annotations

import io
import json
import os
import random
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import functions_of, submission

__all__ = ["ODD_FILES", "OddFile"]


@dataclass(frozen=True)
class OddFile:
    """One attack that a function makes: `make` fills a student's folder for the assignment, or puts what it is."""

    name: str
    assignment: str
    kind: str
    what: str
    earns: float
    make: Callable[[Path], None]
    why: str = ""
    status: str = "graded"
    student: str = ""


ODD_FILES: list[OddFile] = []
Make = Callable[[Path], None]


def handed_in(
    assignment: str, kind: str, earns: float, why: str = "", status: str = "graded", student: str = ""
) -> Callable[[Make], Make]:
    """Name a function, which makes a submission's folder, as an attack; its docstring says what that tries."""

    def kept(make: Make) -> Make:
        what = " ".join((make.__doc__ or "").split())
        ODD_FILES.append(OddFile(make.__name__, assignment, kind, what, earns, make, why, status, student))
        return make

    return kept


def put(folder: Path, data: str | bytes, name: str = "") -> None:
    """Write a file into a folder, which is made first; it has the assignment's name if none is given."""
    folder.mkdir(exist_ok=True)
    (folder / (name or f"{folder.name}.py")).write_bytes(data.encode("utf-8") if isinstance(data, str) else data)


# Notebooks


def code(source: Any, **more: Any) -> dict[str, Any]:
    """Return a code cell."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source, **more}


def cells_of(assignment: str) -> list[dict[str, Any]]:
    """Return a notebook's cells: the imports, and each right function in a cell of its own."""
    text = submission(assignment)
    functions = functions_of(text)
    top = text[: text.index("def ")]
    return [code(top), *(code(function) for function in functions.values())]


def notebook(folder: Path, cells: list[Any], **about: Any) -> None:
    """Write a notebook of cells."""
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **about}
    put(folder, json.dumps(whole), f"{folder.name}.ipynb")


def grade_cell(name: str, points: float, **more: Any) -> dict[str, Any]:
    """Return a cell's metadata as nbgrader writes it."""
    about = {"grade": True, "grade_id": name, "locked": False, "points": points, "schema_version": 3, "solution": False}
    return {"nbgrader": {**about, **more}}


SHOWS_100 = [
    {"output_type": "stream", "name": "stdout", "text": "100\n100/100\n"},
    {
        "output_type": "display_data",
        "data": {"text/html": "<script>alert(100)</script>", "text/plain": "100"},
        "metadata": {},
    },
    {
        "output_type": "execute_result",
        "data": {"text/plain": "100.0"},
        "execution_count": 1,
        "metadata": {"score": 100},
    },
]


@handed_in("sequence_model", "metadata", 91)
def forged_points(folder: Path) -> None:
    """Gives every cell a thousand points, unlocks it, says in outputs and metadata that it has them; sequence_loss is
    wrong. Metadata, outputs and points of a submission never count."""
    cells = cells_of("sequence_model")
    for number, cell in enumerate(cells):
        cell["metadata"] = {**grade_cell(f"test_{number}", 1000.0, score=1000.0), "score": 100, "passed": True}
        cell["outputs"] = SHOWS_100
    cells.append(code("def sequence_loss(y_hat, y):\n    return 0.0, 0 * y_hat", outputs=SHOWS_100))
    notebook(folder, cells, metadata={"score": 100, "nbgrader": {"score": 100, "max_score": 100}})


@handed_in("lstm", "metadata", 75)
def forged_grade_ids(folder: Path) -> None:
    """Calls its cells by paths, commands and each other's names, which nbgrader's database has for keys; its
    lstm_backward is wrong."""
    ids = [
        "../../gradebook",
        "=1+1",
        "\x1b[31m",
        "lstm_forward",
        "lstm_forward",
        "",
        "x" * 100_000,
        "'; DROP TABLE grade;--",
    ]
    cells = cells_of("lstm")
    for cell, name in zip(cells, ids * 3, strict=False):
        cell |= {"id": name, "metadata": grade_cell(name, float(10**30), cell_type="markdown", task=True)}
    notebook(folder, [*cells, code("def lstm_backward(da, caches):\n    return {}", id="lstm_forward")])


@handed_in("gru", "metadata", 100, "its functions are right; what the notebook says of itself does not count")
def another_language(folder: Path) -> None:
    """Claims to be a notebook of a shell, in another format, whose kernel is a command to run."""
    spec = {"name": "bash", "language": "bash", "display_name": "$(touch 100)", "argv": ["/bin/sh", "-c", "exit"]}
    about = {
        "kernelspec": spec,
        "language_info": {"name": "R", "codemirror_mode": {"name": "<b>"}},
        "widgets": {"x": 1},
    }
    notebook(folder, cells_of("gru"), metadata=about, nbformat=99, nbformat_minor=-1)


@handed_in("stability", "metadata", 100, "notebooks of the old format are read, too")
def third_format(folder: Path) -> None:
    """Is a notebook of the format before the last, with worksheets, `input` and `prompt_number`."""
    cells = [
        {"cell_type": "code", "input": cell["source"], "outputs": [], "language": "perl"}
        for cell in cells_of("stability")
    ]
    put(folder, json.dumps({"worksheets": [{"cells": cells}, 3], "nbformat": 3}), "stability.ipynb")


@handed_in("attention", "metadata", 100, "its functions are right, and what is no text or no cell is passed over")
def metadata_of_odd_kinds(folder: Path) -> None:
    """Puts lists for dicts, numbers for texts, nothing for everything, in every place of a notebook but the code."""
    cells: list[Any] = cells_of("attention")
    for cell, odd in zip(cells, [[], 3, None, "x", {"nbgrader": []}, {"nbgrader": {"grade": {}}}], strict=False):
        cell |= {"metadata": odd, "outputs": odd, "execution_count": "nan", "id": odd}
    odd_cells = [
        None,
        3,
        [],
        "code",
        {},
        {"cell_type": []},
        {"cell_type": "code"},
        code(None),
        code(7),
        code([1, None, {}]),
    ]
    notebook(folder, [*odd_cells, *cells, *odd_cells], metadata=[], nbformat="four", nbformat_minor=None)


@handed_in("binary_adder", "cells", 70)
def removed_cells(folder: Path) -> None:
    """Leaves out the cells of functions it cannot write and all checks, so that nothing of them could fail."""
    notebook(folder, [cell for cell in cells_of("binary_adder") if "def adder_backward" not in cell["source"]])


@handed_in("deep_bidirectional", "cells", 50)
def duplicated_cells(folder: Path) -> None:
    """Defines its functions many times over, right ones first and a wrong one last. The last counts, as in Jupyter."""
    cells = cells_of("deep_bidirectional")
    notebook(folder, [*cells * 20, code("def deep_rnn_forward(x, a0, parameters):\n    return x, a0")])


@handed_in("attention", "cells", 0, "no cell that runs holds any work")
def cells_that_do_not_run(folder: Path) -> None:
    """Has its right functions in Markdown, in raw cells, in attachments and in cells of kinds that there are not."""
    kinds = ["markdown", "raw", "heading", "Code", "code ", "", "python"]
    cells = [{**cell, "cell_type": kinds[number % len(kinds)]} for number, cell in enumerate(cells_of("attention"))]
    notebook(
        folder, [*cells, {"cell_type": "markdown", "source": "x", "attachments": {"a.py": {"text/x-python": "x"}}}]
    )


@handed_in("character_model", "cells", 100, "its functions are right; cells that no plain Python runs are passed over")
def magics(folder: Path) -> None:
    """Runs shells, scripts and markup from cells, by every magic that Jupyter knows, between its right functions."""
    path = "/tmp/left_by_a_magic"
    odd = [
        f"%%bash\ntouch {path}", f"!touch {path}", f"%system touch {path}", f"%%writefile {path}\nx", f"%run {path}",
        "%load_ext rpy2", "%%html\n<script>alert(1)</script>", "%%javascript\nalert(1)", f"x = !touch {path}",
        f"get_ipython().system('touch {path}')", f"get_ipython().run_cell('!touch {path}')", "%%perl\ndie", "exit",
        "quit()", f"%%capture\n!touch {path}", "%reset -f", "%pdb on", "%%time\n1 + 1", "?print", "print??", "%edit",
    ]  # fmt: skip
    cells = cells_of("character_model")
    notebook(folder, [*(code(text) for text in odd), *cells, *(code(text) for text in odd)])


@handed_in("concepts", "cells", 97)
def questions_answered_twice(folder: Path) -> None:
    """Answers a question rightly, then wrongly, then puts the right answer where it does not run."""
    later = [
        code("def q07():\n    return 0"),
        {"cell_type": "raw", "metadata": {}, "source": "def q07():\n    return 21"},
    ]
    notebook(folder, [*cells_of("concepts"), *later])


@handed_in("vanilla_rnn", "cells", 0, "a notebook's text is no function")
def notebook_in_a_notebook(folder: Path) -> None:
    """Is a notebook in whose one cell stands the text of a notebook that is right."""
    notebook(folder, [code(json.dumps({"cells": cells_of("vanilla_rnn"), "metadata": {}, "nbformat": 4}))])


@handed_in("lstm", "cells", 40, "two cells are left out because of the marks in them, and it is said which")
def conflict_in_cells(folder: Path) -> None:
    """Has the marks of a merge that failed in two of its cells, the backward passes."""
    cells = cells_of("lstm")
    for cell in cells:
        if "_backward(" in cell["source"].partition("\n")[0]:
            cell["source"] = f"<<<<<<< HEAD\n{cell['source']}\n=======\n{cell['source']}\n>>>>>>> main"
    notebook(folder, cells)


# Damaged files

PARSED = "a file that does not parse defines nothing, and is graded as that"


@handed_in("gru", "unreadable", 0, PARSED)
def empty_file(folder: Path) -> None:
    """Is an empty file."""
    put(folder, b"")


@handed_in("lstm", "unreadable", 0, status="unreadable")
def random_bytes(folder: Path) -> None:
    """Is a notebook of random bytes."""
    put(folder, random.Random(5).randbytes(100_000), "lstm.ipynb")


@handed_in("attention", "unreadable", 0, status="unreadable")
def utf16(folder: Path) -> None:
    """Is text in UTF-16, as some editors save it, with its mark of byte order."""
    put(folder, submission("attention").encode("utf-16"))


@handed_in("stability", "unreadable", 100, "a mark of byte order, carriage returns and tabs are nobody's mistake")
def marks_of_an_editor(folder: Path) -> None:
    """Is right, with a byte order mark, carriage returns of two kinds, tabs and form feeds."""
    text = submission("stability").replace("    ", "\t").replace("\n\n", "\n\f\n")
    put(folder, "\ufeff".encode() + text.replace("\n", "\r\n", 200).replace("\n\n", "\r\r").encode())


@handed_in("binary_adder", "unreadable", 0, PARSED)
def null_bytes(folder: Path) -> None:
    """Is right up to null bytes in its middle, at which C stops reading and Python does not."""
    put(folder, submission("binary_adder") + "\nx = '\0\0\0'\n")


@handed_in("character_model", "unreadable", 0, status="unreadable")
def cut_off_notebook(folder: Path) -> None:
    """Is a notebook that was cut off on its way."""
    notebook(folder, cells_of("character_model"))
    path = folder / "character_model.ipynb"
    path.write_bytes(path.read_bytes()[:-2000])


@handed_in("deep_bidirectional", "unreadable", 0, status="unreadable")
def eleven_megabytes(folder: Path) -> None:
    """Is right, with eleven megabytes of output."""
    cells = cells_of("deep_bidirectional")
    cells[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 11_000_000}]
    notebook(folder, cells)


@handed_in("sequence_model", "recursion", 0, status="unreadable")
def deep_notebook(folder: Path) -> None:
    """Is a notebook of nine million brackets, each in the other."""
    put(folder, b'{"cells":' + b"[" * 9_000_000, "sequence_model.ipynb")


@handed_in("vanilla_rnn", "recursion", 0, PARSED)
def deep_source(folder: Path) -> None:
    """Is right, below two hundred thousand brackets, each in the other."""
    put(folder, "x = " + "(" * 200_000 + ")" * 200_000 + "\n" + submission("vanilla_rnn"))


@handed_in("gru", "recursion", 100, "its functions are right, and the statement that cannot be run is left out")
def deep_sums(folder: Path) -> None:
    """Is right, between sums of two thousand terms, which parse and then break whoever follows them by recursion."""
    deep = "1" + "+1" * 2000
    put(folder, f"{deep}\nx = {deep}\nif {deep}:\n    pass\n{submission('gru')}\n{deep}\n")


@handed_in("lstm", "recursion", 100, "its functions are right, and the statements that cannot be run are left out")
def many_branches(folder: Path) -> None:
    """Is right, below a chain of two thousand conditions, which is as deep a tree."""
    chain = "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 2000
    put(folder, submission("lstm") + chain)


@handed_in("sequence_model", "unreadable", 100, "its functions are right, and the cell that cannot be read is left out")
def half_a_character(folder: Path) -> None:
    """Is a right notebook with a cell in which stands half of a character, which no encoding has."""
    notebook(folder, [code("x = '\ud800'"), *cells_of("sequence_model"), code("\udc00\udc00")])


@handed_in("binary_adder", "CPU", 100, "its functions are right, and the cell that cannot be read is left out")
def spaces_before_a_mistake(folder: Path) -> None:
    """Is a right notebook with a cell that does not parse and in it a million spaces, for patterns that go back and
    forth."""
    notebook(folder, [*cells_of("binary_adder"), code("x = = 1\n" + " " * 1_000_000 + "!\n" + "a " * 300_000)])


@handed_in("vanilla_rnn", "unreadable", 0, PARSED)
def older_python(folder: Path) -> None:
    """Is written for Python 2."""
    put(folder, submission("vanilla_rnn") + "\nprint 'done'\nexec 'x = 1'\n")


@handed_in("sequence_model", "unreadable", 0, PARSED)
def conflict_in_a_file(folder: Path) -> None:
    """Has the marks of a merge that failed."""
    put(folder, f"<<<<<<< HEAD\n{submission('sequence_model')}=======\n>>>>>>> main\n")


@handed_in("stability", "unreadable", 0, status="unreadable")
def conflict_in_a_notebook(folder: Path) -> None:
    """Is a notebook with the marks of a merge that failed between its lines of JSON."""
    notebook(folder, cells_of("stability"))
    path = folder / "stability.ipynb"
    path.write_text("<<<<<<< HEAD\n" + path.read_text() + "\n=======\n{}\n>>>>>>> main\n")


@handed_in("concepts", "unreadable", 0, status="unreadable")
def renamed_archive(folder: Path) -> None:
    """Is an archive with another ending, in which lies a right quiz and a path that leads out."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("concepts.py", submission("concepts"))
        archive.writestr("../../../gradebook.db", "x")
    put(folder, memory.getvalue(), "concepts.ipynb")


@handed_in("character_model", "encodings", 0, status="unreadable")
def undefined_encoding(folder: Path) -> None:
    """Says in its first line that it is written in an encoding that Python knows and that decodes nothing."""
    put(folder, "# coding: undefined\n" + submission("character_model"))


@handed_in("attention", "encodings", 0, status="unreadable")
def encoding_that_unpacks(folder: Path) -> None:
    """Says that it is written in zlib's encoding and is a few bytes that unpack to very many."""
    put(folder, b"# coding: zlib_codec\n" + random.Random(5).randbytes(1000))


@handed_in(
    "deep_bidirectional", "encodings", 100, "another encoding that Python reads is text, too, and the text is right"
)
def seven_bits(folder: Path) -> None:
    """Is written in UTF-7, so that what a person or a scanner reads is not what runs."""
    put(folder, b"# coding: utf-7\n" + submission("deep_bidirectional").encode("utf-7"))


# Links and what is no file


@handed_in("vanilla_rnn", "links", 0, status="unreadable")
def link_to_a_neighbour(folder: Path) -> None:
    """Is a symbolic link to a right neighbour's file."""
    folder.mkdir()
    (folder / "vanilla_rnn.py").symlink_to("../../aaa-right/vanilla_rnn/vanilla_rnn.py")


@handed_in("sequence_model", "links", 0, status="unreadable")
def folder_that_is_a_link(folder: Path) -> None:
    """Is a folder that is a symbolic link to a right neighbour's."""
    folder.symlink_to("../aaa-right/sequence_model")


@handed_in("lstm", "links", 0, status="unreadable")
def link_to_the_reference(folder: Path) -> None:
    """Is a symbolic link to the lesson with the solutions."""
    folder.mkdir()
    (folder / "lstm.py").symlink_to(Path(__file__).resolve().parent.parent / "solutions" / "lstm.py")


@handed_in("gru", "links", 0, status="unreadable")
def link_to_itself(folder: Path) -> None:
    """Is a symbolic link that leads to itself."""
    folder.mkdir()
    (folder / "gru.ipynb").symlink_to("gru.ipynb")


@handed_in("character_model", "links", 0, status="unreadable")
def link_to_nothing(folder: Path) -> None:
    """Is a symbolic link to a file that is not there, so that a grader which writes through it would make that."""
    folder.mkdir()
    (folder / "character_model.ipynb").symlink_to("../../../gradebook.db")


@handed_in("binary_adder", "links", 0, status="unreadable")
def endless_device(folder: Path) -> None:
    """Is a symbolic link to a device that never ends."""
    folder.mkdir()
    (folder / "binary_adder.py").symlink_to("/dev/zero")


@handed_in("deep_bidirectional", "links", 0, status="unreadable")
def fifo(folder: Path) -> None:
    """Is a FIFO that nobody writes to: whoever opens it to read waits for ever."""
    folder.mkdir()
    os.mkfifo(folder / "deep_bidirectional.ipynb")


@handed_in("attention", "links", 0, status="unreadable")
def folder_named_like_a_notebook(folder: Path) -> None:
    """Is a folder that is called attention.ipynb, with a notebook in it."""
    folder.mkdir()
    (folder / "attention.ipynb").mkdir()
    (folder / "attention.ipynb" / "attention.py").write_text(submission("attention"))


@handed_in("stability", "links", 0, status="unreadable")
def door_named_like_a_file(folder: Path) -> None:
    """Is a socket that is called stability.py."""
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"/proc/self/fd/{here}/stability.py")
    os.close(here)


@handed_in(
    "concepts",
    "links",
    100 if os.geteuid() == 0 else 0,
    "whoever grades as root can read it, and it is right",
    status="graded" if os.geteuid() == 0 else "unreadable",
)
def nobody_may_read(folder: Path) -> None:
    """Is a file that nobody may read."""
    put(folder, submission("concepts"))
    (folder / "concepts.py").chmod(0)


# Beside the submission


@handed_in(
    "character_model", "shadowing", 100, "the helpers are always those that are shipped, and the functions are right"
)
def own_helpers(folder: Path) -> None:
    """Brings a char_rnn.py of its own, whose functions return whatever is asked of them."""
    put(folder, submission("character_model"))
    put(folder, "def __getattr__(name):\n    return lambda *arguments: 0\n", "char_rnn.py")


@handed_in("attention", "shadowing", 75)
def modules_beside(folder: Path) -> None:
    """Brings modules that are called like what a grader imports; caption_forward is wrong."""
    put(folder, submission("attention") + "\n\ndef caption_forward(features, y, h0, parameters):\n    return y, y\n")
    names = ("numpy", "json", "struct", "conftest", "sitecustomize", "usercustomize", "graders", "solutions", "pytest")
    for name in names:
        put(folder, f"open('/tmp/left_by_{name}', 'w')\nallclose = lambda *arguments: True\n", f"{name}.py")
    put(folder, "import os; open('/tmp/left_by_pth', 'w')\n", "attention.pth")
    put(folder, "[pytest]\naddopts = --collect-only\n", "pytest.ini")
    put(folder, 'require = "none"\nassignments = ["."]\n', "unrolled.toml")
    put(folder, "c.ClearSolutions.code_stub = {}\n", "nbgrader_config.py")
    (folder / "__pycache__").mkdir()
    put(folder / "__pycache__", b"\0" * 99, "attention.cpython-311.pyc")


@handed_in(
    "vanilla_rnn", "forged reports", 0, "of two files in which there is work, the notebook counts; it is the wrong one"
)
def reports_beside(folder: Path) -> None:
    """Brings its own report, feedback and database of grades, and a second file that is right."""
    notebook(folder, [code("def rnn_step_forward(x, prev_h, Wx, Wh, b):\n    return 0, 0")])
    put(folder, submission("vanilla_rnn"))
    for name in ("report.json", "feedback.html", "gradebook.db", "timestamp.txt", "results.xml", ".unrolled"):
        put(folder, '{"score": 100, "max_score": 100}', name)


# Names of students; each hands in what is right and earns all

NAMED = "the work is right, whatever its owner is called"
NAMES = {
    "path_up": ("%2e%2e%2fada", "vanilla_rnn"),
    "dots": ("ada..", "sequence_model"),
    "encoded_dots": ("%2e%2e", "lstm"),
    "an_option": ("--require=none", "gru"),
    "formula": ("=cmd|' .C calc'!A1", "character_model"),
    "terminal": ("\x1b[2J\x1b[31mada\x07", "binary_adder"),
    "markup": ("<img src=x onerror=alert(1)>", "deep_bidirectional"),
    "backwards": ("\u202eada\u2066", "attention"),
    "two_lines": ("ada\nzoe 100.0\r", "stability"),
    "longest_name": ("x" * 255, "concepts"),
    "not_utf8": (os.fsdecode(b"ad\xff\xfea"), "vanilla_rnn"),
    "format_string": ("{0.__class__}%s%n${HOME}`id`$(id)", "lstm"),
    "home_of_root": ("~root", "stability"),
    "spaces": (" ada ", "gru"),
    "like_a_file": ("report.json", "attention"),
}


def _named(assignment: str) -> Make:
    return lambda folder: put(folder, submission(assignment))


for _name, (_student, _assignment) in NAMES.items():
    _what = f"Is handed in by a student whose folder is called {ascii(_student)[:60]}."
    ODD_FILES.append(
        OddFile(f"named_{_name}", _assignment, "names", _what, 100, _named(_assignment), NAMED, student=_student)
    )
