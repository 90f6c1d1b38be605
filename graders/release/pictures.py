"""The pictures of a lesson: which it shows, how they are drawn, and how a notebook holds them.

A lesson beside which there is `pictures/NAME.py` may show the pictures that the module's `PICTURES` names, each a
function that returns a drawing of `solutions.pictures.toolbox`.
"""

from __future__ import annotations

import base64
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .problem import ReleaseError

__all__ = ["draw", "embedded", "shown", "without_data"]

IMAGE = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.svg\)")
DATA = re.compile(r"^\[[\w-]+\]: data:image/[\w.+-]+;base64,[\w+/=]*$\n?", flags=re.MULTILINE)
FEWEST_WORDS = 5


def shown(source: str, where: str) -> dict[str, str]:
    """Return the pictures that a Markdown cell shows, key and alt text; raises `ReleaseError` if it shows any badly."""
    found = {key: " ".join(alt.split()) for alt, key in IMAGE.findall(source)}
    if len(found) != source.count("!["):
        raise ReleaseError(
            f"{where} shows an image in another way than `![what is to be seen](pictures/KEY.svg)`, or one twice."
        )
    for key, alt in found.items():
        if len(alt.split()) < FEWEST_WORDS or not alt.endswith("."):
            raise ReleaseError(f"{where}: the alt text of {key} must say in a sentence what is to be seen.")
        if set(alt) & set("$`<>"):  # a notebook would read them as mathematics, code or tags
            raise ReleaseError(f"{where}: the alt text of {key} must be plain words, without $, `, < and >.")
    return found


def draw(lesson: Path, alts: Mapping[str, str]) -> dict[str, str]:
    """Return the pictures that a lesson shows, path and SVG text; `alts` are the alt texts by key."""
    path = lesson.parent / "pictures" / lesson.name
    drawings = _drawings(path) if path.exists() else {}
    for key in alts:
        if key not in drawings:
            raise ReleaseError(f"{lesson.name} shows pictures/{key}.svg, which PICTURES in {path} does not name.")
    for key in drawings:
        if key not in alts:
            raise ReleaseError(f"{path} draws {key}, which {lesson.name} does not show.")
    return {f"pictures/{key}.svg": drawings[key]().svg(alt) for key, alt in alts.items()}


def _drawings(path: Path) -> dict[str, Any]:
    # Wherever it lies, `from .toolbox import Drawing` finds the course's toolbox.
    spec = importlib.util.spec_from_file_location(f"solutions.pictures.{path.stem}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    drawings: dict[str, Any] = getattr(module, "PICTURES", {})
    return drawings


def embedded(source: str, pictures: Mapping[str, str]) -> str:
    """Return a Markdown cell's text with its pictures in it, so that the notebook needs nothing beside it.

    The text says `![alt][KEY]`, and below it each key's definition is a data URI. A cell's attachment would be neater,
    but JupyterLab shows no attachment that is SVG, and Colab none at all.
    """
    keys = [key for _, key in IMAGE.findall(source)]
    if not keys:
        return source
    lines = [IMAGE.sub(lambda image: f"![{' '.join(image[1].split())}][{image[2]}]", source), ""]
    for key in keys:
        data = base64.b64encode(pictures[f"pictures/{key}.svg"].encode("utf-8")).decode("ascii")
        lines.append(f"[{key}]: data:image/svg+xml;base64,{data}")
    return "\n".join(lines)


def without_data(source: str) -> str:
    """Return a Markdown cell's text without the pictures in it."""
    return DATA.sub("", source).rstrip("\n") if "data:image/" in source else source
