"""A report as JUnit XML, as pytest writes it and GitHub's actions, GitLab and Jenkins read it.

A submission is a test suite, a check a test case in the class `ASSIGNMENT.FUNCTION`. A check that fails is a failure; a
submission that could not be graded is one test case with an error.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from ..judge.findings import without_sentences
from ..judge.grading import CheckResult, ExerciseResult
from ..results import Report, SubmissionResult
from .text import costs, escape, points

__all__ = ["junit"]


def junit(report: Report) -> str:
    """Return the report as an XML document."""
    suites = ET.Element("testsuites", name="unrolled")
    several = len({one.student for one in report.submissions}) > 1
    for one in report.submissions:
        suites.append(_suite(one, report, f"{escape(one.student)}: " if several else ""))
    if report.left:
        suite = ET.SubElement(suites, "testsuite", name="unrolled")
        message = f"The run was stopped before {report.left} submissions were graded."
        _problem(ET.SubElement(suite, "testcase", classname="unrolled", name="stopped"), "error", message, "stopped")
        _count(suite)
    for name in ("tests", "failures", "errors", "skipped"):
        suites.set(name, str(sum(int(suite.get(name, 0)) for suite in suites)))
    suites.set("time", f"{sum(one.seconds for one in report.submissions):.3f}")
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _suite(one: SubmissionResult, report: Report, prefix: str) -> ET.Element:
    """Return one submission; `prefix` tells the test cases of a class apart, which GitLab takes for one otherwise."""
    assignment = one.assignment or "unknown"
    suite = ET.Element("testsuite", name=f"{escape(one.student)} {assignment}")
    facts = {
        "student": escape(one.student), "assignment": assignment, "path": escape(one.path), "status": one.status,
        "message": escape(one.message, lines=True), "isolation": report.isolation.level, "cases": report.cases,
        "feedback": report.feedback.get(one.assignment, ""),
    }  # fmt: skip
    _properties(suite, one.score, one.max_score, facts)
    if one.status != "graded":
        case = ET.SubElement(suite, "testcase", classname=assignment, name=f"{prefix}{one.status}")
        _problem(case, "error", one.message, one.status)
    for exercise in one.exercises:
        classname = f"{assignment}.{exercise.name}"
        if not exercise.checks:  # the course shows no more than scores
            case = ET.SubElement(suite, "testcase", classname=classname, name=f"{prefix}score")
            _properties(case, exercise.score, exercise.max_score)
            if exercise.status != "passed":
                earned = f"{points(exercise.score)} of {points(exercise.max_score)} points."
                _problem(case, "failure", f"{earned} {exercise.message}".rstrip(), exercise.status)
        for check in exercise.checks:
            case = ET.SubElement(suite, "testcase", classname=classname, name=f"{prefix}{check.name}")
            _properties(case, check.score, check.max_score)
            if not check.passed:
                _problem(case, "failure", check.message, exercise.status, _body(exercise, check))
        if exercise.findings:  # once an exercise, at the end of its first case
            noticed = [f"Noticed: {one.name} ({costs(one)}) {one.message}".rstrip() for one in exercise.findings]
            first = suite.findall("testcase")[-max(1, len(exercise.checks))]
            ET.SubElement(first, "system-out").text = escape("\n".join(noticed), lines=True)
    _count(suite)
    suite.set("time", f"{one.seconds:.3f}")
    return suite


def _properties(element: ET.Element, score: float, most: float, others: dict[str, str] | None = None) -> None:
    properties = ET.SubElement(element, "properties")
    for name, value in {"score": points(score), "max_score": points(most), **(others or {})}.items():
        ET.SubElement(properties, "property", name=name, value=value)


def _problem(case: ET.Element, kind: str, message: str, status: str, body: str = "") -> None:
    """Add a failure or an error; GitLab shows its text alone, so that the message is there too."""
    shown = escape(message, lines=True)
    ET.SubElement(case, kind, message=shown, type=status).text = shown + body


def _body(exercise: ExerciseResult, check: CheckResult) -> str:
    """Return what is known of a failure below its sentence."""
    parts = []
    message = without_sentences(exercise.message, exercise.findings)
    if message not in ("", check.message):
        parts.append(escape(message, lines=True))
    if check.diagnosis is not None:
        parts.append(f"It looks like: {check.diagnosis.misconception}. {check.diagnosis.explanation}")
        parts.append(f"Look at: {check.diagnosis.hint}")
    if check.counterexample:
        code = escape(check.counterexample, lines=True)
        parts.append(f"A call that shows it, to paste below your code:\n\n{code}")
    return "".join(f"\n\n{part}" for part in parts)


def _count(suite: ET.Element) -> None:
    for name, kind in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(1 for _ in suite.iter(kind))))
