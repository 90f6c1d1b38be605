"""The job files in ci/: their own shell steps, run in repositories made on the spot, do what docs/ci.md says."""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import venv
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import submission, without
from test_package import build_wheel

yaml = pytest.importorskip("yaml")

PROJECT = Path(__file__).resolve().parent.parent
JOBS = PROJECT / "ci"
HOSTS = ("github", "gitlab")
JOB = {"student": "practice", "course": "grade"}
RIGHT = submission("vanilla_rnn")
WRONG = submission(
    "vanilla_rnn",
    rnn_step_forward="""
        def rnn_step_forward(x, prev_h, Wx, Wh, b):
            next_h = np.tanh(x @ Wx + prev_h @ Wh)
            return next_h, (x, prev_h, Wx, Wh, next_h)
    """,
)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="the steps are for a POSIX shell")


def read(host: str, kind: str) -> dict[Any, Any]:
    text = (JOBS / host / f"{kind}.yml").read_text(encoding="utf-8")
    found: dict[Any, Any] = yaml.safe_load(text)
    return found


def job_of(host: str, kind: str) -> dict[str, Any]:
    file = read(host, kind)
    found: dict[str, Any] = (file["jobs"] if host == "github" else file)[JOB[kind]]
    return found


# Running a job as its host would


@dataclass
class Ran:
    """How a job ended."""

    green: bool
    said: str
    summary: str


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of a runner: a fresh environment in which the job's install step finds what the wheel needs."""
    for program in ("bash", "git"):
        if shutil.which(program) is None:
            without(program)
    wheel = build_wheel(tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel"))
    folder = tmp_path_factory.mktemp("runner")
    venv.create(folder, with_pip=True)
    (library,) = folder.glob("lib/python*/site-packages")
    # NumPy and the rest are those of this environment, so that the step installs the wheel and downloads nothing.
    (library / "here.pth").write_text("\n".join(site.getsitepackages()))
    kept = {"HOME", "LANG", "TMPDIR"}
    here = os.path.dirname(sys.executable)
    path = [str(folder / "bin"), *(one for one in os.environ["PATH"].split(os.pathsep) if one != here)]
    return {
        **{name: value for name, value in os.environ.items() if name in kept or name.startswith("PIP_")},
        "PATH": os.pathsep.join(path),
        "UNROLLED_PACKAGE": str(wheel),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ALLOW_PROTOCOL": "file",
    }


def run(host: str, kind: str, repository: Path, programs: dict[str, str], **settings: str) -> Ran:
    """Run the shell steps of a job in a repository, with what its host would set."""
    job = job_of(host, kind)
    summary = repository.parent / "summary.md"
    summary.touch()
    given = {**(read(host, kind).get("env") or {}), **(job.get("variables") or {})}
    settings = {"GITHUB_STEP_SUMMARY": str(summary), **programs, **settings}
    environment = {**{name: evaluated(value) for name, value in given.items()}, **settings}
    green, said = True, ""
    for condition, script, own in steps(host, job):
        if not green and "cancelled()" not in condition:
            continue
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script], cwd=repository, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=200, check=False, env={**environment, **own},
        )  # fmt: skip
        said += done.stdout + done.stderr
        green = green and done.returncode == 0
    return Ran(green, said, summary.read_text(encoding="utf-8"))


def steps(host: str, job: dict[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    """Return the condition, the lines and the variables of each step that is for the shell."""
    if host == "gitlab":
        return [("", "\n".join(job["script"]), {})]
    return [
        (step.get("if", ""), step["run"], {name: evaluated(value) for name, value in step.get("env", {}).items()})
        for step in job["steps"]
        if "run" in step
    ]


def evaluated(value: object) -> str:
    """Return what an expression of GitHub's gives where nothing is set: its default, or nothing."""
    return re.sub(r"\$\{\{ \S+(?: \|\| '(.*?)')? \}\}", lambda match: match[1] or "", str(value))


def commit(place: Path, **files: str) -> None:
    """Make a repository with what students get of vanilla_rnn, and their work in it."""
    shutil.copytree(PROJECT / "assignments" / "vanilla_rnn", place / "vanilla_rnn")
    for name, text in files.items():
        (place / "vanilla_rnn" / f"{name}.py").write_text(text, encoding="utf-8")
    who = ["-c", "user.name=student", "-c", "user.email=student@example.org"]
    for words in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message=work"]):
        subprocess.run(["git", *words], cwd=place, check=True, capture_output=True)


# Practice


@pytest.mark.parametrize("host", HOSTS)
def test_practice_is_green_for_right_work(host: str, tmp_path: Path, programs: dict[str, str]) -> None:
    place = tmp_path / "repository"
    commit(place, vanilla_rnn=RIGHT)
    ran = run(host, "student", place, programs)
    assert ran.green, ran.said
    assert "100/100" in (place / "unrolled.md").read_text()
    for name in ("unrolled.xml", "test_vanilla_rnn.xml"):
        suites = ET.parse(place / name).getroot()
        assert suites.findall(".//testcase") and not suites.findall(".//failure")
    assert "This is practice" in ran.said + ran.summary
    assert host == "gitlab" or "100/100" in ran.summary


@pytest.mark.parametrize("host", HOSTS)
def test_practice_is_red_for_wrong_work_and_says_why(host: str, tmp_path: Path, programs: dict[str, str]) -> None:
    place = tmp_path / "repository"
    commit(place, vanilla_rnn=WRONG)
    ran = run(host, "student", place, programs, UNROLLED_PASS="100")
    assert not ran.green
    assert "Below 100" in ran.said and "bias" in (place / "unrolled.md").read_text()
    for name in ("unrolled.xml", "test_vanilla_rnn.xml"):
        assert ET.parse(place / name).getroot().findall(".//failure")
    assert host == "gitlab" or ("This is practice" in ran.summary and "It looks like" in ran.summary)


def test_practice_is_red_below_the_threshold_alone(tmp_path: Path, programs: dict[str, str]) -> None:
    place = tmp_path / "repository"
    commit(place, vanilla_rnn=WRONG)
    (place / "vanilla_rnn" / "test_vanilla_rnn.py").unlink()
    assert not run("github", "student", place, programs, UNROLLED_PASS="99.5").green
    assert run("github", "student", place, programs, UNROLLED_PASS="50").green


@pytest.mark.parametrize("host", HOSTS)
def test_practice_is_red_where_there_is_nothing_to_grade(host: str, tmp_path: Path, programs: dict[str, str]) -> None:
    place = tmp_path / "repository"
    commit(place)
    (place / "vanilla_rnn").rename(place / "homework")
    (place / "homework" / "vanilla_rnn.py").unlink()
    (place / "homework" / "test_vanilla_rnn.py").unlink()
    ran = run(host, "student", place, programs)
    assert not ran.green and "Nothing to grade in ." in ran.said


# Official grades


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course's private repository, and students' repositories: right, wrong, and one that is not there."""
    for student, text in {"ada": RIGHT, "bob": WRONG}.items():
        commit(tmp_path / "students" / student, vanilla_rnn=text, conftest="raise SystemExit('never run')")
    place = tmp_path / "course"
    place.mkdir()
    lines = [f"{name},{tmp_path / 'students' / name}" for name in ("ada", "bob", "nobody")]
    (place / "students.csv").write_text("\n".join(["student,repository", *lines]) + "\n")
    shutil.copy(PROJECT / "graders" / "practice.cases", place / "course.cases")
    return place


@pytest.mark.skipif(sys.platform != "linux", reason="strict isolation needs Linux")
@pytest.mark.parametrize("host", HOSTS)
def test_official_job_grades_everybody_and_is_green(host: str, course: Path, programs: dict[str, str]) -> None:
    ran = run(host, "course", course, programs)
    assert ran.green, ran.said
    report = json.loads((course / "grades.json").read_text())
    assert report["isolation"] == "strict"
    scores = {one["student"]: one["score"] for one in report["submissions"]}
    assert scores["ada"] == 100 and 0 < scores["bob"] < 100 and len(scores) == 2
    assert "nobody: not fetched" in ran.said and "2 of 3" in ran.said
    record = json.loads((course / "submitted" / "fetched.json").read_text())["students"]
    assert [len(one["commit"]) for one in record] == [40, 40, 0]
    names = {
        case.get("name", "").partition(":")[0] for case in ET.parse(course / "grades.xml").getroot().iter("testcase")
    }
    assert names == {"ada", "bob"}
    text = (course / "grades.md").read_text()
    assert "| ada |" in text and "The folder of 'nobody' is empty" in text
    assert host == "gitlab" or ran.summary == text


def test_official_job_without_the_courses_cases_is_red(course: Path, programs: dict[str, str]) -> None:
    (course / "course.cases").unlink()
    ran = run("github", "course", course, programs)
    assert not ran.green and "course.cases" in ran.said
    assert not (course / "grades.json").exists()


# What must never be in a job file


@pytest.mark.parametrize("kind", ["student", "course"])
def test_github_jobs_use_first_party_actions_and_may_only_read(kind: str) -> None:
    file = read("github", kind)
    assert file["permissions"] == {"contents": "read"}
    events = set(file[True])  # YAML reads `on` as a truth value
    assert events <= {"push", "workflow_dispatch", "schedule"}
    for job in file["jobs"].values():
        assert "permissions" not in job and job["timeout-minutes"]
        used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
        assert set(used) == {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
        checkout = next(step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout"))
        assert checkout["with"]["persist-credentials"] is False


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("kind", ["student", "course"])
def test_steps_take_values_from_variables_alone(host: str, kind: str) -> None:
    """An expression inside a script is pasted into it before the shell reads it."""
    for _, script, _ in steps(host, job_of(host, kind)):
        assert "${{" not in script
    text = (JOBS / host / f"{kind}.yml").read_text(encoding="utf-8")
    assert kind == "course" or "secrets." not in text


@pytest.mark.parametrize("host", HOSTS)
def test_page_names_the_job_files_and_what_they_offer(host: str) -> None:
    page = (PROJECT / "docs" / "ci.md").read_text(encoding="utf-8")
    for kind in ("student", "course"):
        assert f"ci/{host}/{kind}.yml" in page
        text = (JOBS / host / f"{kind}.yml").read_text(encoding="utf-8")
        for name in set(re.findall(r"\b(?:UNROLLED|STUDENTS)_[A-Z]+", text)):
            assert f"`{name}`" in page, name
