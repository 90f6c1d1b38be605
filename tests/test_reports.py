"""Reports for code hosts: JUnit XML that programs read, Markdown that people read, and files written whole or not."""

from __future__ import annotations

import copy
import itertools
import json
import os
import signal
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import Grade, exercise_of, reference_source, submission
from markdown_it import MarkdownIt

from graders.exercises import ASSIGNMENTS
from graders.judge.diagnosis import Diagnosis
from graders.judge.grading import CheckResult, ExerciseResult
from graders.judge.isolation import Isolation
from graders.judge.points import shared, summed
from graders.report import CannotWrite, check_writable, write
from graders.report.junit import junit
from graders.report.summary import MOST, summary
from graders.report.text import escape, points
from graders.results import Report, SubmissionResult

RIGHT = reference_source("vanilla_rnn")
WRONG = submission(
    "vanilla_rnn",
    rnn_step_forward="""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            next_h = np.tanh(x @ Wx + prev_h @ Wh)
            return next_h, (x, prev_h, Wx, Wh, next_h)
    """,
)
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def report_on(*submissions: SubmissionResult, left: int = 0) -> Report:
    return Report(Isolation("strict", ()), "public", list(submissions), left=left)


def named(result: SubmissionResult, student: str) -> SubmissionResult:
    result = copy.deepcopy(result)
    result.student = student
    return result


@pytest.fixture(scope="module")
def wrong(grade: Grade) -> SubmissionResult:
    """A submission in which the bias is forgotten."""
    return grade(WRONG)


# Text of which every part is an attempt to be something else

HOSTILE = {
    "control characters": "a\0b\x01c\x08d\x0be\x1b[31mf\x7fg\x85h\ufffei\uffffj",
    "end of CDATA": "x ]]> <![CDATA[ y ]]> z <!-- -- > -->",
    "XML": '</failure></testcase><testcase name="forged"/> &amp; &#0; " \'',
    "lone surrogates": "before \ud800 after \udfff \udc80 end",
    "bidi marks": "abc \u202e cba \u2066 x \u2069 \u200f y \u200b",
    "line ends": "one\rtwo\r\nthree\u2028four\u2029five\x0bsix",
    "HTML": "<img src=x onerror=alert(1)><script>alert(1)</script><h1>FULL MARKS</h1>&lt;b&gt;",
    "table": "a | b | 100/100 | ✓ passed |\n| c | d |\n|---|---|",
    "fences": "```\n# FULL MARKS\n~~~~\n`````python\n[x](http://evil.example)\n``````",
    "headings": "# FULL MARKS\n===\n---\n> quoted\n- item\n1. item\n    code\n[x]: http://evil.example",
    "links": "[click](http://evil.example) ![p](https://evil.example/p.png) <http://evil.example> www.evil.example",
    "bare links": "https://evil.example/?a=1 mailto:a@evil.example a@evil.example ftp://evil.example",
    "mentions": "@everyone @torvalds cc @org/team #1 org/repo#2 GH-3 !4 $5 %6 :tada:",
    "emphasis": "**bold** __bold__ *it* _it_ ~~gone~~ `code` $x^2$ \\(x\\) $$y$$ [^1] a\\",
}


def hostile(text: str) -> SubmissionResult:
    """Return a result in which a student's text is wherever one can be."""
    diagnosis = Diagnosis("the bias is forgotten", "The bias is not added.", "Where is b?")
    failed = CheckResult("step", 0.0, 12.5, False, text, f"x = {text!r}\nprint(x)\n{text}", diagnosis)
    passed = CheckResult("shape", 7.5, 7.5, True, "next_h has shape (N, H).")
    exercise = ExerciseResult("rnn_step_forward", 7.5, 20.0, "error", f"Raised {text}", [passed, failed])
    gone = ExerciseResult("rnn_forward", 0.0, 20.0, "missing", text, [CheckResult("shape", 0.0, 20.0, False, text)])
    return SubmissionResult(text, text, "vanilla_rnn", 7.5, 40.0, 1.5, "graded", text, [exercise, gone])


# JUnit XML


def test_junit_has_a_suite_a_submission_and_a_case_a_check(wrong: SubmissionResult) -> None:
    suites = ET.fromstring(junit(report_on(wrong)))
    (suite,) = suites.findall("testsuite")
    checks = [(exercise, check) for exercise in wrong.exercises for check in exercise.checks]
    cases = suite.findall("testcase")
    assert [(f"vanilla_rnn.{exercise.name}", check.name) for exercise, check in checks] == [
        (case.get("classname"), case.get("name")) for case in cases
    ]
    assert [not check.passed for _, check in checks] == [case.find("failure") is not None for case in cases]
    failures = sum(not check.passed for _, check in checks)
    assert failures > 0
    for one in (suites, suite):
        counts = {name: one.get(name) for name in ("tests", "failures", "errors", "skipped")}
        assert counts == {"tests": str(len(checks)), "failures": str(failures), "errors": "0", "skipped": "0"}
        assert float(one.get("time", "")) > 0


def test_junit_failure_holds_the_sentence_the_misunderstanding_and_the_call(wrong: SubmissionResult) -> None:
    check = next(one for one in exercise_of(wrong, "rnn_step_forward").checks if one.diagnosis)
    suites = ET.fromstring(junit(report_on(wrong)))
    (failure,) = suites.findall(f"testsuite/testcase[@name='{check.name}']/failure")
    assert failure.get("message") == check.message
    body = failure.text or ""
    assert check.diagnosis is not None and check.counterexample is not None
    for part in (check.message, check.diagnosis.explanation, check.diagnosis.hint, check.counterexample):
        assert part in body


def test_junit_properties_hold_the_points(wrong: SubmissionResult) -> None:
    (suite,) = ET.fromstring(junit(report_on(wrong))).findall("testsuite")

    def properties(element: ET.Element) -> dict[str, str]:
        return {one.get("name", ""): one.get("value", "") for one in element.findall("properties/property")}

    assert float(properties(suite)["score"]) == wrong.score
    assert float(properties(suite)["max_score"]) == wrong.max_score == 100
    cases = [properties(case) for case in suite.findall("testcase")]
    assert summed(float(one["score"]) for one in cases) == wrong.score
    assert summed(float(one["max_score"]) for one in cases) == wrong.max_score


def test_junit_tells_the_cases_of_two_students_apart(wrong: SubmissionResult) -> None:
    suites = ET.fromstring(junit(report_on(named(wrong, "ada"), named(wrong, "grace"))))
    cases = [(case.get("classname"), case.get("name")) for case in suites.iter("testcase")]
    assert len(set(cases)) == len(cases) == 2 * sum(len(one.checks) for one in wrong.exercises)


@pytest.mark.parametrize("status", ["unreadable", "refused"])
def test_junit_has_an_error_for_what_is_not_graded(status: str) -> None:
    one = SubmissionResult("ada", "ada", "vanilla_rnn", 0.0, 100.0, 0.0, status, "It cannot be read.")
    (case,) = ET.fromstring(junit(report_on(one))).iter("testcase")
    (error,) = case.findall("error")
    assert (case.get("name"), error.get("type"), error.get("message")) == (status, status, "It cannot be read.")


def test_junit_of_a_course_that_shows_scores_alone_has_a_case_an_exercise(wrong: SubmissionResult) -> None:
    result = copy.deepcopy(wrong)
    for exercise in result.exercises:
        exercise.checks, exercise.message = [], ""
    cases = list(ET.fromstring(junit(report_on(result))).iter("testcase"))
    assert [case.get("classname") for case in cases] == [f"vanilla_rnn.{one.name}" for one in result.exercises]
    failed = [case.find("failure") is not None for case in cases]
    assert failed == [one.status != "passed" for one in result.exercises] and any(failed)


@pytest.mark.parametrize("kind", HOSTILE)
def test_junit_of_hostile_text_is_valid_and_forges_nothing(kind: str) -> None:
    written = junit(report_on(hostile(HOSTILE[kind])))
    suites = ET.fromstring(written.encode("utf-8"))
    assert [case.get("name") for case in suites.iter("testcase")] == ["shape", "step", "shape"]
    assert [len(case.findall("failure")) for case in suites.iter("testcase")] == [0, 1, 1]
    assert escape(written, lines=True) == written
    failure = suites.findall(".//failure")[0]
    assert failure.get("message") == escape(HOSTILE[kind], lines=True)


def test_junit_of_much_text_is_valid() -> None:
    one = hostile("]]>\x1b<&\ud800" * 100_000)
    assert len(list(ET.fromstring(junit(report_on(one)).encode()).iter("failure"))) == 2


def test_junit_of_a_stopped_run_is_not_green(grade: Grade) -> None:
    suites = ET.fromstring(junit(report_on(grade(RIGHT), left=3)))
    (error,) = suites.iter("error")
    assert "3 submissions" in error.get("message", "")
    assert (suites.get("errors"), suites.get("failures")) == ("1", "0")


# Markdown


class Page(HTMLParser):
    """What a page holds: its tags, and its text by tag."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(MarkdownIt("gfm-like", {"linkify": False}).render(markdown))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append(("/".join(self.open), data))

    def text(self) -> str:
        return "".join(data for _, data in self.texts).replace("\u200b", "")


def test_summary_shows_the_points_the_sentence_the_misunderstanding_and_the_call(wrong: SubmissionResult) -> None:
    page = Page(summary(report_on(named(wrong, "ada"))))
    text = page.text()
    assert f"ada, vanilla_rnn: {points(wrong.score)}/100" in text
    for exercise in wrong.exercises:
        assert exercise.name in text
        assert f"{points(exercise.score)}/{points(exercise.max_score)}" in text
    exercise = exercise_of(wrong, "rnn_step_forward")
    check = next(one for one in exercise.checks if one.diagnosis and one.counterexample)
    assert check.diagnosis is not None and check.counterexample is not None
    assert all(part in text for part in (check.message, check.diagnosis.explanation, check.diagnosis.hint))
    shown = [data for place, data in page.texts if place.endswith("pre/code")]
    assert exercise.checks and any(
        one.counterexample and one.counterexample.strip() in shown[0] for one in exercise.checks
    )


def test_summary_of_a_class_is_a_table_of_students(wrong: SubmissionResult) -> None:
    report = report_on(named(wrong, "ada"), named(wrong, "grace"))
    page = Page(summary(report))
    assert page.tags.count("tr") == 3
    assert "ada" in page.text() and "grace" in page.text() and "rnn_step_forward partial" in page.text()
    assert "pre" not in page.tags
    assert Page(summary(report, explain=True)).tags.count("pre") == 2


PLAIN = {"h2", "h3", "h4", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "ul", "li"}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("students", [1, 2])
def test_summary_of_hostile_text_shows_it_and_obeys_none_of_it(kind: str, students: int) -> None:
    one = hostile(HOSTILE[kind])
    harmless = hostile("harmless")
    written = summary(report_on(one, *[harmless] * (students - 1)), explain=True)
    assert escape(written, lines=True) == written
    page = Page(written)
    expected = Page(summary(report_on(*[harmless] * students), explain=True))
    assert set(page.tags) <= PLAIN
    # The same page as that of a harmless text: nothing began or ended a heading, a table, a row or a block.
    lines = len(one.message.splitlines()) - 1
    assert [tag for tag in page.tags if tag not in ("p", "strong")] == [
        tag for tag in expected.tags if tag not in ("p", "strong")
    ]
    assert page.tags.count("p") - expected.tags.count("p") == lines
    shown = escape(" ".join(HOSTILE[kind].split("\n")))
    assert shown.replace("  ", " ") in page.text().replace("  ", " ")
    outside = "".join(data for place, data in page.texts if "code" not in place)
    for link in ("@everyone", "@torvalds", "#1", "https://", "http://", "www.", ":tada:", "a@evil", "!4"):
        assert link not in outside


def test_summary_of_a_huge_class_fits_where_it_is_shown() -> None:
    one = hostile("|@<`" * 1000)
    written = summary(report_on(*[named(one, f"student {n} " + "|" * 200) for n in range(3000)]))
    assert MOST / 2 < len(written.encode()) < 2**20
    assert "more than fits" in Page(written).text()


def test_summary_of_nobody_and_of_a_stopped_run_say_so(wrong: SubmissionResult) -> None:
    empty = report_on()
    empty.warnings.append("No submissions in '|@x|'.")
    assert "No submissions in '|@x|'." in Page(summary(empty)).text()
    assert "stopped before 7 submissions" in Page(summary(report_on(wrong, left=7))).text()


# Points


@pytest.mark.parametrize("most", [0, 0.05, 1, 10, 40, 33.33, 100 / 3, 99.99, 1000])
@pytest.mark.parametrize("weights", [[1], [1, 1, 1], [2, 3, 3, 2, 6, 2, 2], [1] * 7, [5, 1], [1] * 30])
def test_shares_sum_to_the_whole_and_no_check_is_worth_nothing(most: float, weights: list[float]) -> None:
    parts = shared(most, weights)
    assert sum(parts) == pytest.approx(most, abs=1e-9)
    for part, weight in zip(parts, weights, strict=True):
        assert part == pytest.approx(most * weight / sum(weights), abs=0.0100001)
        assert part > 0 or most == 0
    if most == round(most, 2) and most >= 1:
        assert all(part == round(part, 2) for part in parts)


@pytest.mark.parametrize(("score", "shown"), [(0.1 + 0.2, "0.3"), (40.0, "40"), (13.33, "13.33"), (100 / 3, "33.33")])
def test_points_are_shown_with_two_decimals_at_the_most(score: float, shown: str) -> None:
    assert points(score) == shown


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_points_of_a_course_add_up_at_every_level(name: str, tmp_path: Path) -> None:
    from graders.course import Course
    from graders.exercises import assignment
    from graders.grade import grade_paths

    given = dict(zip(assignment(name).functions, itertools.cycle((33.33, 40, 0.7, 100 / 3, 7))))
    path = tmp_path / f"{name}.py"
    last = assignment(name).written[-1]
    path.write_text(WRONG if name == "vanilla_rnn" else submission(name, **{last: None}), encoding="utf-8")
    report = grade_paths([path], config=Course(points={name: given}, require="none"))
    (one,) = report.to_dict()["submissions"]
    assert 0 < one["score"] < one["max_score"] == pytest.approx(sum(given.values()), abs=1e-9)
    for key in ("score", "max_score"):
        assert sum(exercise[key] for exercise in one["exercises"]) == pytest.approx(one[key], abs=1e-9)
        for exercise in one["exercises"]:
            assert sum(check[key] for check in exercise["checks"]) == pytest.approx(exercise[key], abs=1e-9)
    assert {exercise["name"]: exercise["max_score"] for exercise in one["exercises"]} == given


def test_file_that_does_not_parse_is_named_with_its_line_in_every_exercise(grade: Grade) -> None:
    for exercise in grade(RIGHT + "\n\ndef more(:\n    pass\n").exercises:
        assert exercise.status == "missing"
        assert f"line {RIGHT.count(chr(10)) + 3} is not valid Python" in exercise.message
        assert "not defined" not in exercise.message


# Files


@posix
def test_report_is_its_owners_alone_and_replaces_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("an earlier report, which was longer")
    path.chmod(0o644)
    check_writable(str(path))
    write("new\n", str(path))
    assert path.read_text() == "new\n"
    assert path.stat().st_mode & 0o077 == 0
    assert os.listdir(tmp_path) == ["report.md"]


@posix
def test_link_to_a_report_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to("there/report.json")
    for text in ("first\n", "second\n"):
        write(text, str(link))
        assert (tmp_path / "there" / "report.json").read_text() == text
    assert link.is_symlink()


@posix
def test_device_and_pipe_stay_what_they_are(tmp_path: Path) -> None:
    device = os.stat("/dev/null")
    check_writable("/dev/null")
    write("text", "/dev/null")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode) and os.stat("/dev/null").st_ino == device.st_ino
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    check_writable(str(fifo))
    with subprocess.Popen(["cat", fifo], stdout=subprocess.PIPE) as reader:
        write("through the pipe", str(fifo))
        assert reader.communicate(timeout=10)[0] == b"through the pipe"
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@pytest.mark.parametrize("place", ["no/such/folder/report", "."])
def test_place_that_takes_no_report_is_known_beforehand(tmp_path: Path, place: str) -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        check_writable(str(tmp_path / place))


# The command line


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1", "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "graders", "grade", *words], cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_all_three_reports_come_from_one_run(tmp_path: Path) -> None:
    (tmp_path / "vanilla_rnn.py").write_text(WRONG, encoding="utf-8")
    done = run(
        "vanilla_rnn.py", "--json", "r.json", "--junit", "r.xml", "--summary", "-", "--require", "none", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    score = json.loads((tmp_path / "r.json").read_text())["submissions"][0]["score"]
    (suite,) = ET.parse(tmp_path / "r.xml").getroot()
    assert suite.find("properties/property[@name='score']").get("value") == points(score)  # type: ignore[union-attr]
    assert done.stdout.startswith("## Unrolled\n") and f": {points(score)}/100\n" in done.stdout
    assert "JUnit XML: r.xml" in done.stderr


@pytest.mark.parametrize("option", ["--json", "--junit", "--summary"])
def test_place_that_takes_no_report_is_said_before_anything_is_graded(tmp_path: Path, option: str) -> None:
    (tmp_path / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    done = run("vanilla_rnn.py", option, "no/such/folder", "--require", "none", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1 and "no/such/folder" in done.stderr


def test_two_reports_in_one_place_are_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "vanilla_rnn.py").write_text(RIGHT, encoding="utf-8")
    done = run("vanilla_rnn.py", "--json", "-", "--junit", "-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "standard output" in done.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [("--fail-under", value) for value in ("nan", "inf", "-1", "high", "")] + [("--jobs", v) for v in ("0", "-2", "x")],
)
def test_number_that_is_none_is_a_sentence_without_inner_names(tmp_path: Path, option: str, value: str) -> None:
    done = run("vanilla_rnn.py", option, value, cwd=tmp_path)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert option in last and repr(value) in last and "give a" in last
    assert "_score" not in done.stderr and "_positive" not in done.stderr


@posix
def test_stopped_run_leaves_the_reports_of_what_was_graded(tmp_path: Path) -> None:
    sleeper = RIGHT + "\nimport time\n\n\ndef rnn_forward(*given):\n    time.sleep(3600)\n"
    for student, text in {"ada": RIGHT, "bob": sleeper, "cem": RIGHT, "dora": sleeper, "eve": sleeper}.items():
        place = tmp_path / "submitted" / student / "vanilla_rnn"
        place.mkdir(parents=True)
        (place / "vanilla_rnn.py").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    words = ["--require", "none", "--jobs", "2", "--json", "r.json", "--junit", "r.xml", "--summary", "r.md"]
    process = subprocess.Popen(
        [sys.executable, "-m", "graders", "grade", ".", *words], cwd=tmp_path, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        time.sleep(5)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130
    assert said.strip().endswith(
        "stopped after 2 of 5 submissions; the report holds only these; the same command goes on from there."
    )
    found = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert [(one["student"], one["score"]) for one in found] == [("ada", 100), ("cem", 100)]
    assert ET.parse(tmp_path / "r.xml").getroot().get("errors") == "1"
    assert "stopped before 3 submissions" in (tmp_path / "r.md").read_text()
    assert not list(tmp_path.glob(".unrolled-*"))
