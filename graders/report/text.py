"""What every report shares: how points are shown, and how text that a student wrote is made safe to show."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..judge.diagnosis import Diagnosis
    from ..judge.findings import Finding
    from ..judge.grading import CheckResult

__all__ = ["cell", "costs", "diagnoses", "earned", "escape", "points"]

# So formulas begin, also in full width; where the decimal point is a comma, cells of a CSV file end at a semicolon.
FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


class Scored(Protocol):
    """A submission, an exercise or a check."""

    score: float
    max_score: float


def escape(text: str, lines: bool = False) -> str:
    """Return text with control characters, bidi marks and broken Unicode made visible; `lines` keeps line ends.

    What comes out is valid in UTF-8 and in XML 1.0.
    """
    if (text.replace("\n", "") if lines else text).isprintable():  # most often: then none of them is there
        return text
    return "".join(char if (char == "\n" and lines) or not _dangerous(char) else _shown(char) for char in text)


def cell(text: str) -> str:
    """Return text for a cell of a CSV file, which a spreadsheet shows and does not take for a formula."""
    return FORMULA.sub(r"\1'", escape(text))


def _dangerous(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _shown(char: str) -> str:
    return char.encode("unicode_escape").decode()


def diagnoses(checks: Iterable[CheckResult]) -> list[Diagnosis]:
    """Return what the checks' mistakes are called, each once; two at once only where they are not said one by one."""
    found = list(dict.fromkeys(check.diagnosis for check in checks if check.diagnosis))
    both = {f"{one.explanation} {other.explanation}" for one, other in itertools.permutations(found, 2)}
    singly = [one for one in found if one.explanation not in both]
    return [one for one in singly if not any(one != other and one.explanation in other.explanation for other in singly)]


def points(score: float) -> str:
    """Return points with at most two decimals."""
    return f"{score:.2f}".rstrip("0").rstrip(".")


def earned(one: Scored) -> str:
    """Return what something was worth, as 12/20."""
    return f"{points(one.score)}/{points(one.max_score)}"


def costs(one: Finding) -> str:
    """Return what a finding cost: "costs nothing", most often."""
    return f"costs {points(one.cost)}" if one.cost else "costs nothing by itself"
