"""The release notebooks in JupyterLab, in a real browser: what a student sees on opening one and on running it.

One server and one browser for all. `UNROLLED_SCREENSHOTS=FOLDER` keeps pictures of every notebook, in full length.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lab import CLOSE, HEIGHT, OPEN, SECONDS, WIDTH, chromium, jupyter_lab, keep_slices, lab_page

from graders.exercises import ASSIGNMENTS

ROOT = Path(__file__).parent.parent
SOLVED = "stability"  # the one that is also run with the solution put in; it plots
# What is to be seen in the markdown cells, once none of them waits for its formulas or pictures.
LOOK = """
() => {
  const cells = [...window.opened.node.querySelectorAll('.jp-MarkdownCell')];
  const shown = cells.map(cell => cell.querySelector('.jp-MarkdownOutput'));
  const plain = node => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll('mjx-container, code, pre').forEach(part => part.remove());
    return copy.textContent;
  };
  const images = [...window.opened.node.querySelectorAll('img')];
  const found = {cells: cells.length, images: images.length, unrendered: [], raw: [], broken: [], wide: []};
  shown.forEach((output, place) => {
    if (!output || !output.textContent.trim()) { found.unrendered.push(place); return; }
    const text = plain(output);
    for (const sign of ['$', '\\\\(', '\\\\[', '![', '](', '**', '`', 'attachment:', 'Math processing error'])
      if (text.includes(sign)) found.raw.push(sign + ' in …' + text.substr(Math.max(0, text.indexOf(sign) - 30), 80));
    output.querySelectorAll('mjx-merror').forEach(part => found.raw.push('formula: ' + part.textContent));
    const edge = output.getBoundingClientRect().right + 1;
    output.querySelectorAll('*').forEach(part => {
      if (!part.closest('mjx-assistive-mml') && part.getBoundingClientRect().right > edge)
        found.wide.push(place + ': ' + part.tagName + ' ' + part.textContent.substr(0, 60));
    });
  });
  images.forEach(image => {
    if (!image.complete || image.naturalWidth === 0 || !image.alt && image.closest('.jp-MarkdownOutput'))
      found.broken.push(image.alt || image.outerHTML.substr(0, 80));
  });
  return found;
}
"""
SETTLED = f"""
() => {{
  const found = ({LOOK})();
  return found.cells > 0 && !found.unrendered.length && !found.raw.length && !found.broken.length;
}}
"""
RUN_ALL = """
async () => {
  const session = window.opened.sessionContext;
  await session.ready;
  await session.session.kernel.info;
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  return [...window.opened.content.model.cells]
    .flatMap(cell => cell.type === 'code' ? cell.outputs.toJSON() : []);
}
"""
SHOWN = ".jp-OutputArea-output"
LENGTH = """
() => {
  const panel = window.opened.node.querySelector('.jp-WindowedPanel-outer');
  panel.scrollTop = 0;
  return Math.ceil(panel.getBoundingClientRect().top + panel.scrollHeight + 60);
}
"""


# A notebook in which everything is wrong that can be.
FAULTS = {
    "raw": "A price of $5, and **bold that does not end.",
    "formula": "A formula $\\frac{1}$ that is none.",
    "wide": f"`{'a_very_long_name_' * 20}`",
    "broken": "![A picture](nowhere.png)",
}


def faulty() -> str:
    """Return a notebook of all the faults."""
    cells = [{"cell_type": "markdown", "metadata": {}, "id": name, "source": text} for name, text in FAULTS.items()]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def solved(name: str) -> str:
    """Return the release notebook with the solution written into its cells, as a student would."""
    release, solution = (json.loads((ROOT / folder / name / f"{name}.ipynb").read_text("utf-8"))
                         for folder in ("assignments", "solutions"))  # fmt: skip
    sources = {cell["id"]: cell["source"] for cell in solution["cells"]}
    for cell in release["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = sources[cell["id"]]
    return json.dumps(release)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """JupyterLab in a folder of all the notebooks; there is one window for all, as it takes its time to load."""
    folder = tmp_path_factory.mktemp("jupyter")
    notebooks = folder / "notebooks"
    for name in ASSIGNMENTS:
        (notebooks / name).mkdir(parents=True)
        shutil.copy(ROOT / "assignments" / name / f"{name}.ipynb", notebooks / name)
    (notebooks / SOLVED / "solved.ipynb").write_text(solved(SOLVED), "utf-8")
    (notebooks / "faulty.ipynb").write_text(faulty(), "utf-8")
    with chromium() as browser, jupyter_lab(folder, notebooks) as server:
        yield lab_page(browser, server)


@pytest.fixture
def opened(window: Any) -> Iterator[Callable[..., Any]]:
    """A function that opens a notebook and waits until its text, formulas and pictures are there."""
    from playwright.sync_api import TimeoutError as TookTooLong

    def one(path: str, patience: float = SECONDS / 4) -> Any:
        window.evaluate(OPEN, path)
        with contextlib.suppress(TookTooLong):  # what does not settle is found by looking
            window.wait_for_function(SETTLED, timeout=1000 * patience)
        return window

    yield one
    window.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    window.evaluate(CLOSE)


def run_all(page: Any) -> tuple[list[str], list[str]]:
    """Run all cells; return the errors and the warnings that are to be seen below them."""
    outputs = page.evaluate(RUN_ALL)
    errors = [f"{one['ename']}: {one['evalue']}" for one in outputs if one["output_type"] == "error"]
    return errors, [one["text"] for one in outputs if one.get("name") == "stderr"]


def keep_screenshots(page: Any, name: str) -> None:
    """Keep the whole notebook in slices, where an environment variable names a folder for it."""
    if "UNROLLED_SCREENSHOTS" not in os.environ:
        return
    length = page.evaluate(LENGTH)
    page.set_viewport_size({"width": WIDTH, "height": length})
    page.evaluate(LENGTH)
    keep_slices(page, name, length)


def assert_readable(page: Any) -> None:
    found = page.evaluate(LOOK)
    assert found["unrendered"] == [], "markdown cells are not rendered"
    assert found["raw"] == [], "markup is shown as it is written"
    assert found["broken"] == [], "pictures are not shown, or have no text that says what is to be seen"
    assert found["wide"] == [], f"something is cut off at a width of {WIDTH}"


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_release_notebook_is_readable_and_its_first_stub_says_what_is_missing(
    name: str, opened: Callable[..., Any]
) -> None:
    page = opened(f"{name}/{name}.ipynb")
    assert_readable(page)
    # Running all stops at the first error.
    assert run_all(page) == (["NotImplementedError: not written yet"], [])
    assert any("NotImplementedError: not written yet" in text for text in page.locator(SHOWN).all_inner_texts())
    keep_screenshots(page, name)


def test_a_notebook_with_the_solution_runs_to_its_end_and_shows_its_plots(opened: Callable[..., Any]) -> None:
    page = opened(f"{SOLVED}/solved.ipynb")
    before = page.evaluate(LOOK)["images"]
    assert run_all(page) == ([], [])
    assert_readable(page)
    plots = page.evaluate(LOOK)["images"] - before
    assert (plots > 0) == (importlib.util.find_spec("matplotlib") is not None)
    keep_screenshots(page, f"{SOLVED}_solved")


def test_what_is_wrong_in_a_notebook_is_found(opened: Callable[..., Any]) -> None:
    page = opened("faulty.ipynb", patience=3)
    found = page.evaluate(LOOK)
    assert any(text.startswith("$ in") for text in found["raw"])
    assert any(text.startswith("** in") for text in found["raw"])
    assert any(text.startswith("formula: ") for text in found["raw"])
    assert found["broken"] == ["A picture"]
    assert found["wide"]
