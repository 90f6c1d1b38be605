"""A grade as HTML, for nbgrader's pages. What a student wrote is escaped; the pages hold no script and load nothing."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ..judge.findings import without_sentences
from ..judge.grading import ExerciseResult
from .text import diagnoses, escape

__all__ = ["exercise_page", "note_page"]

_PAGES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
_PAGES.filters["visible"] = lambda text: escape(text, lines=True)

# Words and signs say what colours would; nothing is wider than a phone. The page of feedback has the points beside, and
# shows neither the paragraph "earned" nor any style of these.
_EXERCISE = _PAGES.from_string("""\
<div style="font-family: sans-serif; line-height: 1.45; max-width: 50em; overflow-wrap: anywhere">
{% if note %}
<p>About the whole file (graded with NumPy and the standard library alone): {{ note|visible }}</p>
{% endif %}
<p class="earned"><strong>{{ exercise.name }}: {{ points(score) }} of {{ points(most) }} points</strong></p>
{% if message %}
<p>{{ message|visible }}</p>
{% endif %}
{% if checks and exercise.status != "missing" %}
<ul class="checks" style="list-style: none; padding-left: 1.3em">
{% for check, call in checks %}
<li>{{ passed if check.passed else failed }}
<strong>{{ check.name }}</strong>
({{ points(check.score * factor) }} of {{ points(check.max_score * factor) }}){% if check.message %}
 {{ check.message|visible }}{% endif %}
{% if call %}

<details{{ " open" if call == first }}><summary>A call that shows it, to paste below your code:</summary>
<pre style="white-space: pre-wrap; border-left: 0.2em solid; padding-left: 0.6em">{{ call|visible }}</pre>
</details>
{% endif %}
</li>
{% endfor %}
</ul>
{% endif %}
{% for diagnosis in diagnoses %}
<p class="diagnosis"><strong>It looks like: {{ diagnosis.misconception }}.</strong> {{ diagnosis.explanation }}<br>
<strong>Look at:</strong> {{ diagnosis.hint }}</p>
{% endfor %}
{% for finding in exercise.findings %}
<p><strong>Noticed: {{ finding.name }}</strong>
(costs {{ points(finding.cost * factor) if finding.cost else "nothing" }})
{%- if not finding.cost %} {{ finding.message|visible }}{% endif %}</p>
{% endfor %}
</div>
""")
_PASSED = Markup('<span role="img" aria-label="passed">✓</span>')
_FAILED = Markup('<span role="img" aria-label="not passed">✗</span>')
_NOTE = _PAGES.from_string("""<p style="font-family: sans-serif">{{ text|visible }}</p>""")


def exercise_page(exercise: ExerciseResult, score: float, most: float, note: str = "") -> str:
    """Return one exercise's result as a part of a page, with points out of `most`, after a note on the whole file.

    Each failing check has the smallest call found that shows it, the same call once; the first one is open.
    """
    factor = most / exercise.max_score if exercise.max_score else 0.0
    calls = [check.counterexample or "" for check in exercise.checks]
    once = [call if call not in calls[:place] else "" for place, call in enumerate(calls)]
    message = without_sentences(exercise.message, exercise.findings)
    for check in exercise.checks if exercise.status != "missing" else ():  # what a check says is not said twice
        message = message.replace(check.message, "").strip() if check.message else message
    return str(_EXERCISE.render(
        exercise=exercise, message=message, note=note,
        score=score, most=most, factor=factor, points=_points,
        diagnoses=diagnoses(exercise.checks), checks=list(zip(exercise.checks, once, strict=True)),
        first=next(filter(None, once), ""), passed=_PASSED, failed=_FAILED,
    ))  # fmt: skip


def note_page(text: str) -> str:
    """Return a sentence as a part of a page."""
    return str(_NOTE.render(text=text))


def _points(number: Any) -> str:
    return f"{round(float(number), 2):g}"
