"""The audit's report: on a terminal, and as one HTML page that loads nothing. Its JSON is `Audit.to_dict`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..audit.trial import Audit

__all__ = ["audit_page", "show_audit"]

COLUMNS = ("assignment", "functions", "checks", "mistakes", "caught", "named", "mutants", "caught", "equivalent",
           "right", "rejected")  # fmt: skip
KEYS = ("functions", "checks", "misconceptions", "misconceptions caught", "misconceptions named", "mutants",
        "mutants caught", "mutants equivalent", "right", "rejected")  # fmt: skip
MANY = 20  # lines of a list on the terminal


def rows(audit: Audit) -> list[tuple[str, list[int]]]:
    """Return the numbers of each assignment, and their sums."""
    found = [(name, [audit.counts(name)[key] for key in KEYS]) for name in audit.names]
    return [*found, ("all", [sum(column) for column in zip(*(numbers for _, numbers in found), strict=True)])]


def conclusion(audit: Audit) -> str:
    """Return in a sentence what was tried and how it ended."""
    extent = audit.extent
    tried = "Everything" if extent.share == 1 else f"One in {extent.share} of what is wrong"
    accepted, rejected = len(audit.accepted), len(audit.rejected)
    files = extent.files + (extent.share == 1)
    by = f"{files} case file{'s' if files != 1 else ''}"
    return (
        f"{tried} was graded in {audit.seconds:.0f} s: {len(audit.wrong)} wrong submissions, {accepted} accepted; "
        f"{audit.graded_right} gradings of right ones by {by}, {rejected} rejected."
    )


def equivalents(audit: Audit) -> dict[str, list[str]]:
    """Return the mutants that are no mistake, by the reason why."""
    found: dict[str, list[str]] = {}
    for one in audit.survivors:
        if not one.difference and one.reason:
            found.setdefault(one.reason, []).append(f"{one.title} (the same in {one.draws:,} draws)")
    return found


def limits(audit: Audit) -> list[tuple[str, list[str]]]:
    """Return what the graders cannot tell apart, which is no fault."""
    found = [
        ("misconceptions that are not recognised", audit.nameless),
        ("misconceptions that no small call shows", audit.unshown),
        ("checks that never fail alone", audit.never_alone if audit.extent.share == 1 else []),
    ]
    return [(title, items) for title, items in found if items]


def show_audit(audit: Audit, console: Console) -> None:
    """Print the report on a terminal."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(COLUMNS):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    for name, numbers in rows(audit):
        table.add_row(name, *map(str, numbers), end_section=name == audit.names[-1])
    console.print(table)
    for reason, mutants in equivalents(audit).items():
        console.print(Text(f"{len(mutants)} equivalent: {reason}"), soft_wrap=True)
    for title, items in limits(audit):
        _list(console, title, items, "yellow")
    for title, items in audit.faults:
        _list(console, title, items, "red")
    console.print(Text(conclusion(audit), "bold green" if not audit.faults else "bold red"), soft_wrap=True)


def _list(console: Console, title: str, items: list[str], style: str) -> None:
    console.print(Text(f"{len(items)} {title}:", style))
    for item in items[:MANY]:
        console.print(Text(f"  {item}"), soft_wrap=True)
    if len(items) > MANY:
        console.print(Text(f"  and {len(items) - MANY} more, which --json and --html list"))


_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Audit of the graders</title>
<style>
body { font-family: sans-serif; line-height: 1.45; max-width: 70em; margin: 2em auto; padding: 0 1em }
table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto }
th, td { padding: 0.2em 0.7em; border-bottom: 1px solid #999; text-align: right; vertical-align: top }
th:first-child, td:first-child, .text td, .text th { text-align: left }
tr.sum { font-weight: bold }
code { overflow-wrap: anywhere }
</style></head><body>
<h1>Audit of the graders</h1>
<p><strong>{{ conclusion }}</strong> {{ "No fault was found." if not audit.faults else "Faults are listed first." }}
Version {{ facts.version }}, Python {{ facts.python }}, NumPy {{ facts.numpy }}.</p>
{% for title, items in audit.faults %}
<h2>{{ items|length }} {{ title }}</h2>
<ul>{% for item in items %}<li><code>{{ item }}</code></li>{% endfor %}</ul>
{% endfor %}
<h2>What was tried</h2>
<table><tr>{% for column in columns %}<th>{{ column }}</th>{% endfor %}</tr>
{% for name, numbers in rows %}
<tr{% if name == "all" %} class="sum"{% endif %}><td>{{ name }}</td>
{% for one in numbers %}<td>{{ one }}</td>{% endfor %}</tr>
{% endfor %}</table>
<p>A mistake (a misconception, or a wrong answer to a quiz) and a mutant (a mechanical change of the reference) are
graded below a right solution, as submissions. They are caught if they lose points, and named if the diagnosis names
them. Equivalent mutants never differed from the reference. Right submissions are graded by each case file.</p>
<h2>Mutants that are no mistake</h2>
{% for reason, mutants in equivalents.items() %}
<h3>{{ reason }}</h3>
<ul>{% for one in mutants %}<li><code>{{ one }}</code></li>{% endfor %}</ul>
{% else %}<p>None.</p>
{% endfor %}
<h2>What the graders cannot tell apart</h2>
{% for title, items in limits %}
<h3>{{ items|length }} {{ title }}</h3>
<ul>{% for item in items %}<li><code>{{ item }}</code></li>{% endfor %}</ul>
{% else %}<p>Nothing was found.</p>
{% endfor %}
<h2>Each mistake</h2>
<table class="text">
<tr><th>function</th><th>mistake</th><th>points lost</th><th>named</th><th>points lost elsewhere</th></tr>
{% for one in mistakes %}
<tr><td>{{ one.assignment }}.{{ one.function }}</td><td>{{ one.name.replace("_", " ") }}</td>
<td>{{ "%g"|format(one.lost) }} of {{ "%g"|format(one.most) }}</td>
<td>{{ "yes" if one.recognised else one.named|join("; ") or "no" }}</td>
<td>{% for name, points in one.elsewhere.items() %}{{ name }} {{ "%g"|format(points) }}{% endfor %}
{%- if one.reason %}: {{ one.reason }}{% endif %}</td></tr>
{% endfor %}</table>
</body></html>
"""


def audit_page(audit: Audit) -> str:
    """Return the report as an HTML page."""
    from jinja2 import Environment

    page = Environment(autoescape=True, trim_blocks=True).from_string(_PAGE)
    mistakes: Iterable[Any] = [one for one in audit.wrong if one.kind != "mutant"]
    return str(
        page.render(
            audit=audit, facts=audit.to_dict(), conclusion=conclusion(audit), columns=COLUMNS, rows=rows(audit),
            equivalents=equivalents(audit), limits=limits(audit), mistakes=mistakes,
        )
    )  # fmt: skip
