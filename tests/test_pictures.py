"""The lessons' pictures: the same bytes everywhere, said in words too, and to be read narrow and by everybody."""

from __future__ import annotations

import base64
import importlib
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_release import LESSON, SOLUTIONS

from graders.release import ReleaseError, release
from graders.release.pictures import IMAGE, without_data
from solutions.pictures.toolbox import ARROWS, FILLS, SCRIPT, WHITE, Drawing

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
MODULES = sorted(
    path.stem for path in (SOLUTIONS / "pictures").glob("*.py") if path.stem not in {"__init__", "toolbox"}
)
DRAWINGS = [
    pytest.param(draw, id=f"{name}: {key}")
    for name in MODULES
    for key, draw in importlib.import_module(f"solutions.pictures.{name}").PICTURES.items()
]
NARROW = 380  # pixels: a phone, or half a window
SMALLEST = 9  # pixels that a text has there at least; a subscript has SCRIPT of it
PICTURES = """
from solutions.pictures.toolbox import Drawing

def cell():
    d = Drawing(400, 100)
    d.arrow(d.box(100, 50, "one"), d.gate(300, 50, "+"))
    return d

PICTURES = {"cell": cell}
"""
SHOWN = "![A box and an arrow to an addition.](pictures/cell.svg)"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 has it, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a lesson that shows a picture, as a teacher may keep one anywhere."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "lesson.py").write_text(PICTURES, encoding="utf-8")
    (tmp_path / "lesson.py").write_text(LESSON.replace("# # A lesson", f"# # A lesson\n#\n# {SHOWN}"), encoding="utf-8")
    return tmp_path


# ------------------------------------------------------------------------------------- drawn


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_picture_is_well_formed_and_says_what_is_to_be_seen(draw) -> None:
    root = ElementTree.fromstring(draw().svg("A cell & its <gates>. Two of them."))
    assert root.find(f"{SVG}title").text == "A cell & its <gates>."
    assert root.find(f"{SVG}desc").text == "A cell & its <gates>. Two of them."
    ground = next(iter(root.iter(f"{SVG}rect")))
    assert (ground.get("fill"), ground.get("width"), ground.get("height")) == (
        WHITE, root.get("width"), root.get("height")
    )  # fmt: skip
    text = draw().svg("A text.")
    assert not re.search(r"\d\.\d\d|\de-|nan|inf", text.partition("</style>")[2])


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_text_lies_inside_and_touches_no_other(draw) -> None:
    drawing = draw()
    boxes = []
    for text, (left, top, right, bottom), *_ in drawing.texts:
        assert min(left, top) >= 0 and right <= drawing.width and bottom <= drawing.height, text
        boxes.append((text, left, top + 0.2 * (bottom - top), right, bottom - 0.2 * (bottom - top)))
    for (one, *a), (other, *b) in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], f"{one!r} and {other!r}"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_text_can_be_read_at_a_narrow_width_and_by_weak_eyes(draw) -> None:
    drawing = draw()
    for text, _, size, colour, ground in drawing.texts:
        assert size * min(1, NARROW / drawing.width) >= SMALLEST, text
        assert contrast(colour, ground) >= 4.5, text
    assert SMALLEST * SCRIPT >= 6


def test_lines_stand_out_and_are_told_apart_without_colour() -> None:
    assert all(contrast(colour, ground) >= 3 for colour, _, _ in ARROWS.values() for ground in (WHITE, FILLS["grey"]))
    assert len({(width, dashes) for _, width, dashes in ARROWS.values()}) == len(ARROWS)


def test_a_picture_is_the_same_in_another_process() -> None:
    text = (
        "import hashlib, importlib\n"
        f"for name in {MODULES}:\n"
        "    for key, draw in importlib.import_module(f'solutions.pictures.{name}').PICTURES.items():\n"
        "        print(name, key, hashlib.sha256(draw().svg('A text.').encode()).hexdigest())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", text], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_mathematics_is_italic_lowered_and_raised() -> None:
    drawing = Drawing()
    drawing.label(100, 100, "new $h_{t-1}^T$$tanh(2a)$`Wx`")
    *_, label = ElementTree.fromstring(drawing.svg("A text."))
    pieces = [(span.text, span.get("font-style"), bool(span.get("dy"))) for span in label]
    assert label.text == "new "
    assert pieces == [
        ("h", "italic", False), ("t", "italic", True), ("−1", None, False), ("T", "italic", True),
        ("tanh", None, True), ("(2", None, False), ("a", "italic", False), (")", None, False), ("Wx", None, False),
    ]  # fmt: skip


# ----------------------------------------------------------------------------------- released


def test_a_notebook_holds_its_pictures_and_the_stub_has_them_beside_it(folder: Path) -> None:
    release(folder, folder)
    beside = folder / "assignments" / "lesson"
    picture = (beside / "pictures" / "cell.svg").read_bytes()
    assert f"\n# {SHOWN}\n" in (beside / "lesson.py").read_text("utf-8")
    for notebook in (beside / "lesson.ipynb", folder / "solutions" / "lesson" / "lesson.ipynb"):
        first = json.loads(notebook.read_text("utf-8"))["cells"][0]
        text = "".join(first["source"])
        assert "attachments" not in first and "(pictures/" not in text
        assert "![A box and an arrow to an addition.][cell]" in text
        assert without_data(text) == "# A lesson\n\n![A box and an arrow to an addition.][cell]"
        assert base64.b64decode(re.search(r"\n\[cell\]: data:image/svg\+xml;base64,(.+)", text)[1]) == picture


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("A box and an arrow to an addition.", "", "cell 1: the alt text of cell must say in a sentence"),
        ("A box and an arrow to an addition.", "A box", "cell 1: the alt text of cell must say in a sentence"),
        ("an addition.", "an addition", "cell 1: the alt text of cell must say in a sentence"),
        ("an addition.", "an addition of $x$.", "cell 1: the alt text of cell must be plain words"),
        ("pictures/cell.svg", "cell.png", "cell 1 shows an image in another way"),
        ("pictures/cell.svg", "pictures/gate.svg", "lesson.py shows pictures/gate.svg, which PICTURES in .* not name"),
        (SHOWN, "", "lesson.py draws cell, which lesson.py does not show"),
    ],
)
def test_a_picture_that_is_missing_unseen_or_unsaid_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    lesson = folder / "lesson.py"
    lesson.write_text(lesson.read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ReleaseError, match=message):
        release(folder, folder)
    assert not (folder / "assignments").exists()


def test_a_lesson_without_a_module_of_pictures_is_told_so(folder: Path) -> None:
    (folder / "pictures" / "lesson.py").unlink()
    with pytest.raises(ReleaseError, match="lesson.py shows pictures/cell.svg, which PICTURES in .* does not name"):
        release(folder, folder)


@pytest.mark.parametrize("name", MODULES)
def test_a_text_is_read_in_the_alt_text_s_place(name: str) -> None:
    text = re.sub("^# ?", "", (SOLUTIONS / f"{name}.py").read_text("utf-8"), flags=re.MULTILINE)
    for alt, key in IMAGE.findall(text):
        assert alt[0].isupper() and len(alt.split()) >= 12, f"{key}: says too little for who does not see it"
