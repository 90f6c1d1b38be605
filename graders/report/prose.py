"""A notebook's text as HTML that holds no script and loads nothing: prose and its formulas, code, what code printed.

What is the same for all students is worked out once in a process.
"""

from __future__ import annotations

import functools
import re
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markupsafe import Markup, escape
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .outputs import clean_html

__all__ = ["as_code", "as_prose", "cleaned"]

MATHML = frozenset(
    "math mrow mi mn mo mtext ms mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd "
    "mstyle mpadded mphantom menclose mmultiscripts mprescripts none semantics".split()
)
WORDS = re.compile(r"\\(?:text|mathrm)\w*\{[^{}]*\}")  # in which < and > are letters
LETTERS = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class _Prose(HTMLRenderer):  # type: ignore[misc]
    """Markdown as HTML. Tags in it are text; headings stand below the page's own; pictures are those it holds."""

    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False)

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        level = min(6, level + 2)
        return f"<h{level}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if not url.startswith("data:image/"):
            return f"<em>{text}</em>"
        return f'<img src="{escape(url)}" alt="{text}">'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not url.startswith(("https://", "http://", "mailto:")):
            return text  # to a file beside the notebook, which the page has not
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def block_code(self, code: str, info: str | None = None) -> str:
        shown = as_code(code) if (info or "").startswith("py") else escape(code)
        return f'<pre tabindex="0">{shown}</pre>\n'

    def table(self, text: str) -> str:
        return f'<div class="wide" tabindex="0"><table>{text}</table></div>\n'

    def block_math(self, body: str) -> str:
        return _formula(body, "block")

    def inline_math(self, body: str) -> str:
        return _formula(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return _formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")


@functools.cache
def _formula(latex: str, display: str) -> str:
    """Return a formula as MathML; as it was written if it is none that could be read."""
    try:
        made = convert(WORDS.sub(lambda words: _each(words[0], LETTERS), latex.strip()), display=display)
        tree = ElementTree.fromstring(made)
    except Exception:  # whatever a reader of formulas raises
        return f"<code>{escape(latex)}</code>"
    for part in tree.iter():
        part.tag = part.tag.removeprefix(NAMESPACE)
        if part.tag not in MATHML or any("href" in name or name.startswith("on") for name in part.attrib):
            return f"<code>{escape(latex)}</code>"
    shown = _each(ElementTree.tostring(tree, "unicode"), {LETTERS[sign]: str(escape(sign)) for sign in LETTERS})
    return f'<div class="wide" tabindex="0">{shown}</div>' if display == "block" else shown


def _each(text: str, signs: dict[str, str]) -> str:
    return text.translate({ord(sign): shown for sign, shown in signs.items()})


@functools.cache
def _markdown() -> MarkdownWithMath:
    return MarkdownWithMath(renderer=_Prose())


@functools.lru_cache(1000)
def as_prose(markdown: str) -> Markup:
    """Return Markdown as HTML."""
    return Markup(_markdown().render(markdown))


@functools.lru_cache(1000)
def as_code(source: str) -> Markup:
    """Return Python code as HTML, its words in classes of which the page makes bold and italic ones."""
    return Markup(highlight(source, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True)))


@functools.lru_cache(1000)
def cleaned(html: str) -> Markup:
    """Return the words, lists and tables of HTML that anybody may have written."""
    return Markup(clean_html(html))
