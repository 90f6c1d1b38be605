"""formgrader's page for grading by hand, made fit for what students wrote and for what they are called."""

from __future__ import annotations

import re
from html import escape as markup
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from ..report.text import escape

__all__ = ["GradingPage"]

NAMES = ("student", "first_name", "last_name")  # nbgrader's template makes a part of its page of them, as they are
AS_TEXT = re.compile(r"(`{3,})text\n(.*)\n\1", re.DOTALL)  # how `Restored` leaves what a student wrote as Markdown


class GradingPage(Preprocessor):  # type: ignore[misc]
    """Makes text of names, wraps what students wrote, and keeps formulas in outputs from being set."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook and what the template knows; what is no page of formgrader's stays as it is."""
        if "submission_id" not in resources:
            return nb, resources
        for name in NAMES:
            resources[name] = markup(escape(resources[name] or ""))
        resources["notebook_path"] = markup(resources["notebook_path"])
        for cell in nb.cells:
            text = AS_TEXT.fullmatch(cell.source) if cell.cell_type == "markdown" else None
            if text:
                cell.source = _wrapped(text[2])
            for output in cell.get("outputs", ()):
                if "text/html" in output.get("data", {}):  # a student's text may hold dollars; MathJax knows this class
                    output.data["text/html"] = f'<div class="tex2jax_ignore">{output.data["text/html"]}</div>'
        return nb, resources


def _wrapped(text: str) -> str:
    """Return Markdown that shows a text with its long lines broken: an essay is often one line."""
    shown = re.sub(r"[^\w ]", lambda sign: f"&#{ord(sign[0])};", text)  # so nothing in it says anything to Markdown
    return f'<pre style="white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere">{shown}</pre>'
