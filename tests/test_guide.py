"""docs/guide.md, followed word for word: its blocks in `sh` are run in order, with six students and a real nbgrader."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import reference_source

from graders.grade import Grader
from graders.results import FAULT

PROJECT = Path(__file__).resolve().parent.parent
GUIDE = (PROJECT / "docs" / "guide.md").read_text(encoding="utf-8")
DOWNLOADED = "nbgrader zip_collect"  # before this, files are downloaded by hand
INIT = "unrolled init course\n"

posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def hand_in(course: Path) -> None:
    """Put what five of the six students handed in where the guide says that downloads go."""
    box = course / "downloaded" / "vanilla_rnn" / "archive"
    box.mkdir(parents=True)
    right = (course / "solutions" / "vanilla_rnn" / "vanilla_rnn.ipynb").read_text("utf-8")
    wrong = right.replace("prev_h @ Wh + b)", "prev_h @ Wh)")
    assert wrong != right
    for student, when, kind, text in (
        ("ada", "20300110T170000", "ipynb", right),
        ("bob", "20300110T170000", "ipynb", wrong),
        ("carol", "20300111T090000", "ipynb", right),  # late
        ("dan", "20300110T170000", "ipynb", right[:2000]),  # broken
        ("eve", "20300110T170000", "py", reference_source("vanilla_rnn")),
    ):
        (box / f"{student}_{when}_vanilla_rnn.{kind}").write_text(text, "utf-8")


@posix
def test_the_guide_works_word_for_word(tmp_path: Path, grader: Grader, new_course: Path) -> None:
    pytest.importorskip("nbgrader")
    course = tmp_path / "course"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    environment |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}

    def shell(text: str, folder: Path) -> str:
        done = subprocess.run(
            ["sh", "-e", "-c", text], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, encoding="utf-8", timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr
        return done.stdout + done.stderr

    said = {}
    for text in blocks("sh"):
        if DOWNLOADED in text:
            hand_in(course)
        if text.startswith(INIT):  # which was done, once for all tests
            shutil.copytree(new_course, course)
            if grader.isolation().level != "strict":
                with (course / "unrolled.toml").open("a") as file:
                    file.write('require = "none"\n')
            said[text] = shell(text.removeprefix(INIT), tmp_path)
        else:
            said[text] = shell(text, course)

    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == "vanilla_rnn"}
    scores = {student: float(row["score"]) for student, row in rows.items()}
    assert scores == {"ada": 100, "bob": 88, "carol": 0, "dan": 0, "eve": 100, "frank": 0}
    assert float(rows["carol"]["late_submission_penalty"]) == float(rows["carol"]["raw_score"]) == 100
    for name in ("grades.json", "grades-again.json"):
        graded = {one["student"]: one for one in json.loads((course / name).read_text("utf-8"))["submissions"]}
        raw = {student: float(row["raw_score"]) for student, row in rows.items() if student != "frank"}
        assert {student: one["score"] for student, one in graded.items()} == raw
        assert graded["dan"]["status"] == "unreadable"
    pages = sorted(path.parent.parent.name for path in course.glob("feedback/*/vanilla_rnn/vanilla_rnn.html"))
    assert pages == ["ada", "bob", "carol", "dan", "eve"]
    collected = next(text for command, text in said.items() if DOWNLOADED in command)
    assert "5 files collected" in collected and "skipped" not in collected
    explained = next(text for command, text in said.items() if command.startswith("unrolled explain"))
    assert "The grade is the same." in explained and "Hidden case: for the instructor" in explained
    assert "88/100" in (course / "grades.md").read_text("utf-8")


def test_what_the_guide_quotes_is_what_the_tools_say() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (PROJECT / "graders").rglob("*.py"))
    sources = re.sub(r'"\n\s*f?"', "", sources)
    sources = re.sub(r"\{[^{}]*\}", "…", sources.replace("{FAULT}", FAULT))
    table = GUIDE[GUIDE.index("| it says | do |") :]
    quoted = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
    assert len(quoted) > 10
    for text in quoted:
        if not text.endswith("(nbgrader)"):
            for part in filter(None, re.split(" ?… ?", text.strip("`"))):
                assert part in sources, part


def test_the_guide_names_only_verbs_and_options_that_exist() -> None:
    code = [line for block in blocks("sh") + blocks("text") for line in block.splitlines()]
    code += [
        part.replace("\n", " ")
        for part in re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", GUIDE, flags=re.M | re.S))
    ]
    calls = [words for line in code if (words := line.split()) and words[0] == "unrolled" and len(words) > 1]
    assert {words[1] for words in calls} >= {"init", "release", "grade", "explain", "fetch"}
    for verb in {words[1] for words in calls if not words[1].startswith("-")}:
        command = [sys.executable, "-m", "graders", verb, "--help"]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        used = {word for words in calls if words[1] == verb for word in words if word.startswith("--")}
        assert used <= set(re.findall(r"--[a-z-]+", said)), verb
