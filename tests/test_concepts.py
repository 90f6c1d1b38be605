"""The quiz: every wrong answer costs its own points and is explained, whose numbers they are is never asked of a
submission, and the right answers stay with the course.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Grade, as_notebook, lost

from graders.cli import main
from graders.collect import Entry
from graders.course import BadCourse, Course, read_course
from graders.exercises import ASSIGNMENTS, assignment
from graders.exercises.quiz import Answer, BadQuiz, Question, Quiz, read_quiz
from graders.feedback import reduced
from graders.grade import Grader, grade_paths
from graders.judge.cases import NUMBERS, BadCaseFile, CaseFile
from graders.judge.drawing import draw, draw_file, packed
from graders.judge.quiz import key_of, mark
from graders.kit import wheel
from graders.release import default_solutions, parse
from graders.release.quiz import quiz_lesson
from graders.results import SubmissionResult
from graders.sandbox import host
from graders.sandbox.wire import Odd, Raised

SOLUTIONS = default_solutions()
COURSE = """
vanilla_rnn sequence_model lstm gru character_model binary_adder deep_bidirectional attention stability
""".split()
CASES = "sha256:0123456789"
VARIANTS = ["", CASES, f"{CASES}/ada", f"{CASES}/李 小龙", "public/O'Brien"]
# What the ten questions of seed 002's quiz ask, and the traps of the other seeds that are ideas.
SEEDS = {
    "002, 1 to 10": "q08 q09 q10 q20 q21 q32 q14 q18 q16 q27",
    "000": "q01 q02 q03 q04 q05 q06",
    "001": "q07 q11 q13",
    "002": "q12 q19 q22 q23",
    "003": "q15 q17 q28 q29 q30 q31 q33 q34 q35 q36",
    "004": "q24 q25 q26",
}


def the_quiz() -> Quiz:
    found = assignment("concepts").quiz
    assert found is not None
    return found


def as_source(answers: dict[str, Any]) -> str:
    """Return a submission that answers this."""
    return f"import numpy as np\n\n\ndef answers():\n    return {answers!r}\n"


def right(variant: str = "") -> dict[str, Any]:
    """Return the right answers of a variant."""
    return {one.name: one.right for one in the_quiz().questions(variant)}


def wrong_answers(question: Question) -> Iterator[tuple[Answer, set[str]]]:
    """Yield every wrong answer that is known, with the names of the mistakes in it."""
    for value, mistake in question.mistakes.items():
        answer: Any = value
        if question.kind == "several":
            assert isinstance(question.right, list) and isinstance(value, str)
            answer = sorted([*question.right, value])
        yield answer, {mistake.name}
    if question.kind == "several":
        assert isinstance(question.right, list)
        yield question.right[:1], {"something that holds is missing"}


TEMPLATES = [pytest.param(one, id=one.name) for one in the_quiz().templates]


# ------------------------------------------------------------------------------ what is asked


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = [one.kind for one in the_quiz().templates]
    assert len(kinds) >= 28
    assert all(kinds.count(kind) >= 4 for kind in ("one", "several", "number", "shape"))
    assert sum(one.points for one in the_quiz().templates) == 100
    assert sum(bool(one.numbers) for one in the_quiz().templates) >= 10


def test_every_seed_is_asked_about() -> None:
    asked = " ".join(SEEDS.values()).split()
    assert sorted(asked) == [one.name for one in sorted(the_quiz().templates, key=lambda one: one.name)]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_wrong_answer_has_an_explanation_of_its_own_that_does_not_name_the_right_one(template: Any) -> None:
    for question in template.possible():
        wrong = [mistake.explanation for mistake in question.mistakes.values()]
        assert len(wrong) >= 2 and len(set(wrong)) == len(wrong)
        for mistake in question.mistakes.values():
            assert mistake.explanation.endswith((".", "?", ")")) and len(mistake.explanation) > 40
            assert not re.search(r"\{|\n", mistake.explanation + mistake.name)
            if not question.choices:
                assert str(question.right) not in mistake.explanation.split()
            assert not re.search(r"\b(choice|answer) [a-h]\b", mistake.explanation)
            for letter in question.right if question.choices else ():
                assert question.choices[letter] not in mistake.explanation
        assert question.why and question.ask and "{{" not in question.ask
        assert not re.search(r"^\s*([-+*>#]|\d+[.)]) ", question.ask, re.MULTILINE)  # Markdown would make a list of it


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_question_says_where_in_the_course_it_is_taught(template: Any) -> None:
    assert re.search(rf"\blessons? ({'|'.join(COURSE)})\b", template.table["see"])
    for what, lesson in re.findall(r"(\w+) in the lesson (\w+)", template.table["see"]):
        if "_" in what and lesson in ASSIGNMENTS:
            assert what in assignment(lesson).functions


def test_the_right_choices_are_not_all_the_same_letter() -> None:
    letters = [one.right for one in the_quiz().questions("") if one.kind == "one"]
    assert all(3 <= letters.count(letter) <= len(letters) / 2 for letter in "bcd")
    assert "a" in letters


# ------------------------------------------------------------------------------ what it costs


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_wrong_answer_loses_its_own_question_and_is_explained(variant: str) -> None:
    questions, answers = the_quiz().questions(variant), right(variant)
    for question in questions:
        for answer, names in wrong_answers(question):
            given = {**answers, question.name: answer}
            marks = dict(zip(answers, mark(questions, [given, given]), strict=True))
            assert [name for name, one in marks.items() if not one.right] == [question.name]
            diagnosis = marks[question.name].diagnosis
            assert diagnosis is not None, answer
            assert diagnosis.misconception == f"{question.name}: {names.pop()}"
            assert diagnosis.explanation and diagnosis.hint == f"{question.see}."


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_wrong_answer_costs_exactly_the_points_of_its_question(template: Any, grade: Grade) -> None:
    question = template.asked("")
    for answer, _ in wrong_answers(question):
        result = grade(as_source({**right(), question.name: answer}), "concepts")
        (exercise,) = result.exercises
        assert [check.name for check in exercise.checks if not check.passed] == [question.name]
        assert result.score == 100 - question.points
        assert exercise.status == "partial"
        assert all(check.message for check in exercise.checks)


def test_a_question_left_open_costs_its_points_alone_and_so_does_one_that_raises(grade: Grade) -> None:
    source = (SOLUTIONS / "concepts.py").read_text("utf-8")
    for changed, said in (
        ("def q07():\n    raise NotImplementedError('not written yet')", "q07 is not answered."),
        ("def q07():\n    return T * (T + 1) // 2", "q07 is not answered."),
        ("def q07():\n    return None", "q07 is not answered."),
        ("del q07", "q07 is not answered."),
    ):
        (exercise,) = grade(f"{source}\n\n{changed}\n", "concepts").exercises
        assert exercise.score == 97
        assert {check.name: check.message for check in exercise.checks if not check.passed} == {"q07": said}


# ------------------------------------------------------------------------------ whose numbers


@pytest.fixture(scope="module")
def course_grader() -> Iterator[Grader]:
    """A grader with the practice cases under another name, as if they were a course's own."""
    with Grader(Course(require="none"), replace(CaseFile.public(), name=CASES)) as one:
        yield one


def graded(grader: Grader, folder: Path, source: str, student: str = "ada") -> SubmissionResult:
    path = folder / "concepts.py"
    path.write_text(source, "utf-8")
    return grader.grade(Entry(student, str(path), "concepts", str(folder)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_lesson_made_from_a_variant_answers_it(variant: str, tmp_path: Path) -> None:
    lesson = quiz_lesson("concepts", the_quiz(), variant)
    namespace: dict[str, Any] = {"__name__": "concepts"}
    exec(compile(lesson, "concepts.py", "exec"), namespace)
    assert namespace["answers"]() == right(variant)
    assert lost_of(variant, namespace["answers"]()) == []
    for name, run in namespace.items():
        if name.startswith("test_"):
            run()
    assert max(map(len, lesson.splitlines())) <= 100


def lost_of(variant: str, given: dict[str, Any]) -> list[str]:
    questions = the_quiz().questions(variant)
    return [one.name for one, found in zip(questions, mark(questions, [given]), strict=True) if not found.right]


def test_the_reference_gets_full_marks_on_every_variant(course_grader: Grader, tmp_path: Path) -> None:
    assert graded(course_grader, tmp_path, quiz_lesson("concepts", the_quiz(), CASES)).score == 100
    mine = graded(course_grader, tmp_path, quiz_lesson("concepts", the_quiz(), ""))
    (exercise,) = mine.exercises
    assert {check.name for check in exercise.checks if not check.passed} == {
        name for name, answer in right(CASES).items() if answer != right()[name]
    } != set()  # fmt: skip


def test_a_variant_is_the_same_each_time_and_unlike_another() -> None:
    for variant in VARIANTS:
        assert the_quiz().questions(variant) == the_quiz().questions(variant)
    answers = [json.dumps(right(f"{CASES}/student {number}")) for number in range(40)]
    assert len(set(answers)) == 40
    assert right("sha256:1") != right("sha256:2")


def test_which_numbers_a_variant_has_is_fixed_for_good() -> None:
    """A course that updates in the middle of a term keeps its questions."""
    chosen = {one.name: dict(one.numbers) for one in the_quiz().questions(f"{CASES}/李 小龙")}
    assert chosen["q02"] == {"D": 6, "H": 5, "T": 25}
    chosen = {one.name: dict(one.numbers) for one in the_quiz().questions("")}
    assert chosen["q02"] == {"D": 10, "H": 5, "T": 20}  # the first of each


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a roster, and three students' own quizzes."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "roster.csv").write_text("id,first_name\nada,Ada\n李 小龙,小龙\nO'Brien,Nora\n", "utf-8")
    (folder / "unrolled.toml").write_text('cases = "course.cases"\nstudents = "roster.csv"\nrequire = "none"\n')
    (folder / "course.cases").write_bytes(draw_file(1, ["concepts"]))
    (folder / "submitted").mkdir()
    roster = str(folder / "roster.csv")
    assert main(["release", "concepts", "--target", str(folder), "--students", roster]) == 0
    return folder


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """The same, for one test to hand in to."""
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    return tmp_path


def own(course: Path, student: str) -> str:
    """Return the variant of a student of a course."""
    return f"{CaseFile.read(course / 'course.cases').variant}/{student}"


def hand_in(course: Path, student: str, source: str, name: str = "concepts.py") -> None:
    place = course / "submitted" / student / "concepts"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(source, "utf-8")


STUDENTS = ("ada", "李 小龙", "O'Brien")


def test_each_student_gets_and_is_graded_by_numbers_of_their_own(course: Path) -> None:
    texts = {}
    for student in STUDENTS:
        folder = course / "handed_out" / student / "concepts"
        assert sorted(os.listdir(course / "handed_out" / student)) == ["concepts"]
        assert sorted(os.listdir(folder)) == sorted(os.listdir(course / "assignments" / "concepts"))
        texts[student] = (folder / "concepts.py").read_text("utf-8")
        notebook = json.loads((folder / "concepts.ipynb").read_text("utf-8"))
        asked = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
        for question in the_quiz().questions(own(course, student)):
            assert question.ask in asked
    assert len(set(texts.values())) == 3
    hand_in(course, "ada", as_source(right(own(course, "ada"))))
    hand_in(course, "李 小龙", as_notebook(as_source(right(own(course, "李 小龙")))), "concepts.ipynb")
    hand_in(course, "O'Brien", as_source(right(own(course, "ada"))))  # a classmate's answers
    report = grade_paths([course], config=read_course(course / "unrolled.toml"), jobs=1)
    scores = {one.student: one.score for one in report.submissions}
    assert scores["ada"] == scores["李 小龙"] == 100
    assert 0 < scores["O'Brien"] < 100


def test_the_numbers_are_never_taken_from_the_submission(course: Path) -> None:
    """A notebook with a classmate's questions, and their right answers, is judged by one's own."""
    theirs = quiz_lesson("concepts", the_quiz(), own(course, "O'Brien"))
    hand_in(course, "ada", theirs)
    (one,) = grade_paths([course], config=read_course(course / "unrolled.toml")).submissions
    expected = sum(question.points for question in the_quiz().questions(own(course, "ada"))
                   if question.right == right(own(course, "O'Brien"))[question.name])  # fmt: skip
    assert one.score == expected < 100


def test_who_is_not_on_the_roster_is_told_so_in_a_sentence(course: Path) -> None:
    hand_in(course, "eve", as_source(right()))
    (one,) = grade_paths([course], config=read_course(course / "unrolled.toml")).submissions
    assert (one.status, one.score, one.max_score) == ("unreadable", 0, 100)
    assert "'eve' is not on the roster roster.csv" in one.message
    assert one.message.startswith("Not graded, through no fault of the student's")


def test_a_roster_that_grading_would_not_know_is_refused(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "roster.csv").write_text("student\nada\n")
    for settings in (None, 'require = "none"\n', 'students = "other.csv"\n'):
        (tmp_path / "other.csv").write_text("student\nada\n")
        if settings is not None:
            (tmp_path / "unrolled.toml").write_text(settings)
        assert main(["release", "concepts", "--target", str(tmp_path), "--students", str(tmp_path / "roster.csv")]) == 2
        assert 'students = "roster.csv"' in capsys.readouterr().err
    assert not (tmp_path / "handed_out").exists() and not (tmp_path / "assignments").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nada\n", "no column 'student' or 'id'"),
        ("", "no column 'student' or 'id'"),
        ("id\nada\nAda\n", "line 3: 'Ada' is already in line 2"),
        ("id\n../ada\n", "line 2: '../ada' cannot be the name of a folder"),
        ('id\n""\nada,x\n', "line 3: ''"),
    ],
)
def test_a_roster_that_cannot_be_used_is_explained_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "roster.csv").write_text(text)
    (tmp_path / "unrolled.toml").write_text('students = "roster.csv"\n')
    if said == "line 3: ''":
        assert read_course(tmp_path / "unrolled.toml").roster is not None
        return
    with pytest.raises(BadCourse, match=re.escape(said)):
        read_course(tmp_path / "unrolled.toml")


def test_a_roster_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "unrolled.toml").write_text('students = "roster.csv"\n')
    with pytest.raises(BadCourse, match="roster.csv cannot be read: No such file"):
        read_course(tmp_path / "unrolled.toml")
    (tmp_path / "unrolled.toml").write_text("students = 3\n")
    with pytest.raises(BadCourse, match="students must be a path"):
        read_course(tmp_path / "unrolled.toml")


# ------------------------------------------------------------------------------ what counts as an answer

ONE, SEVERAL, NUMBER, SHAPE = "q03", "q10", "q36", "q11"  # "c", ["a", "c", "e"], 8, (13, 6)
NP = "import numpy as np\n\n\nclass Own(list):\n    pass\n\n\n"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (ONE, '"c"'), (ONE, '"C"'), (ONE, '" c "'),
        (SEVERAL, '["a", "c", "e"]'), (SEVERAL, '["e", "a", "c"]'), (SEVERAL, '("a", "c", "e")'),
        (SEVERAL, '["A", "c", "e", "a"]'), (SEVERAL, 'Own(["a", "c", "e"])'),
        (NUMBER, "8"), (NUMBER, "np.int64(8)"), (NUMBER, "np.array(8)"), (NUMBER, "8.0"), (NUMBER, "np.uint8(8)"),
        (SHAPE, "(13, 6)"), (SHAPE, "[13, 6]"), (SHAPE, "np.array([13, 6])"), (SHAPE, "np.zeros((13, 6)).shape"),
        (SHAPE, "(np.int32(13), 6.0)"),
    ],
)  # fmt: skip
def test_another_form_of_the_right_answer_is_right(name: str, answer: str, grade: Grade) -> None:
    others = {key: value for key, value in right().items() if key != name}
    source = f"{NP}def answers():\n    return {{**{others!r}, {name!r}: {answer}}}\n"
    assert lost(grade(source, "concepts")) == {}


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        (ONE, '["c"]', 'is ["c"]; a letter from "a" to "d" was asked for.'),
        (ONE, '"e"', 'is "e"; a letter from "a" to "d" was asked for.'),
        (ONE, "3", 'is 3; a letter from "a" to "d" was asked for.'),
        (ONE, "(lambda: 3)", 'is a function; a letter from "a" to "d" was asked for.'),
        (SEVERAL, '"ace"', 'is "ace"; a list of letters from "a" to "f" was asked for.'),
        (SEVERAL, '{"a", "c", "e"}', 'is a set; a list of letters from "a" to "f" was asked for.'),
        (SEVERAL, "[1, 3, 5]", 'is [1, 3, 5]; a list of letters from "a" to "f" was asked for.'),
        (SEVERAL, "[]", ": [] is not right."),
        (NUMBER, "True", "is True; a whole number was asked for."),
        (NUMBER, "8.5", "is 8.5; a whole number was asked for."),
        (NUMBER, '"8"', 'is "8"; a whole number was asked for.'),
        (NUMBER, "float('nan')", "is nan; a whole number was asked for."),
        (NUMBER, "[8]", "is [8]; a whole number was asked for."),
        (NUMBER, "8 + 0j", "is a complex; a whole number was asked for."),
        (NUMBER, "10 ** 30", "is an integer of more than 64 bits; a whole number was asked for."),
        (NUMBER, "9", ": 9 is not right."),
        (SHAPE, "13", "is 13; a tuple of whole numbers was asked for."),
        (SHAPE, "(13, True)", "is (13, True); a tuple of whole numbers was asked for."),
        (SHAPE, "np.zeros((13, 6))", "is an array of shape (13, 6); a tuple of whole numbers was asked for."),
        (SHAPE, "(13, (6,))", "is (13, (6,)); a tuple of whole numbers was asked for."),
        (SHAPE, "()", ": () is not right."),
        (NUMBER, "np.zeros((8000, 8000, 0), bool)",
         "is an array of shape (8000, 8000, 0); a whole number was asked for."),
        (SHAPE, "np.zeros((8000, 8000, 0), bool)",
         "is an array of shape (8000, 8000, 0); a tuple of whole numbers was asked for."),
        (SEVERAL, "[[[[0] * 9] * 9] * 9] * 9",
         f"is [{'[[...], [...], [...], [...], [...], [...], [...], [...], [...]], '[:59]}…; "
         'a list of letters from "a" to "f" was asked for.'),
        (NUMBER, "[0] * 500", f"is [{'0, ' * 19}0,…; a whole number was asked for."),
    ],
)  # fmt: skip
def test_what_is_not_in_the_form_is_told_kindly(name: str, answer: str, said: str, grade: Grade) -> None:
    others = {key: value for key, value in right().items() if key != name}
    source = f"{NP}def answers():\n    return {{**{others!r}, {name!r}: {answer}}}\n"
    (exercise,) = grade(source, "concepts").exercises
    (check,) = [check for check in exercise.checks if not check.passed]
    assert check.name == name
    assert check.message.removeprefix(name).strip() == said
    assert check.diagnosis is None


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("return None", "failed", "answers returns None; a dict was asked for."),
        ("return ['c'] * 36", "failed", "answers returns a list of length 36; a dict was asked for."),
        ("return {1: 'c'}", "failed", "answers returns a dict with keys that are not strings; a dict was asked for."),
        ("return {}", "failed", "q01 is not answered."),
        ("return {'Q01': 3}", "failed", "q01 is not answered."),
        ("raise KeyError('x')", "error", "answers raises KeyError (line 2): 'x'"),
        ("raise SystemExit(0)", "error", "answers raises SystemExit (line 2): 0"),
        ("import os; os._exit(0)", "killed", "Python ended by itself"),
        ("return 1 + answers()", "error", "answers raises RecursionError"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_earns_nothing(body: str, status: str, said: str, grade: Grade) -> None:
    (exercise,) = grade(f"def answers():\n    {body}\n", "concepts").exercises
    assert (exercise.score, exercise.status) == (0, status)
    assert exercise.checks[0].message.startswith(said)


def test_one_that_never_ends_is_stopped(grade: Grade) -> None:
    (exercise,) = grade("def answers():\n    while True: pass\n", "concepts", cpu=0.5).exercises
    assert (exercise.score, exercise.status) == (0, "timeout")


def test_answers_that_vary_earn_nothing_where_one_of_them_is_wrong(grade: Grade) -> None:
    source = f"""
calls = []

def answers():
    calls.append(1)
    found = {right()!r}
    if len(calls) % 2:
        found["q03"], found["q36"], found["q10"] = "a", 7, ["e", "c", "a"]
    return found
"""
    (exercise,) = grade(source, "concepts").exercises
    wrong = {check.name: check.message for check in exercise.checks if not check.passed}
    assert wrong == {name: f"{name} is not the same each time that answers is called." for name in ("q03", "q36")}


def test_the_judge_never_believes_what_comes_in_place_of_answers() -> None:
    questions = the_quiz().questions("")
    for odd in (Odd("a set"), Raised("E", "", 0), [], 3, "q01", None, {"q01": Odd("a set"), "q02": Raised("E", "", 0)}):
        assert not any(one.right for one in mark(questions, [right(), odd]))


# ------------------------------------------------------------------------------ which file, and the stub


def test_what_was_released_is_missing_and_does_not_stand_in_the_way_of_work(tmp_path: Path, grader: Grader) -> None:
    for kind in ("py", "ipynb"):
        released = SOLUTIONS.parent / "assignments" / "concepts" / f"concepts.{kind}"
        (tmp_path / f"concepts.{kind}").write_bytes(released.read_bytes())
    entry = Entry("ada", str(tmp_path), "concepts", str(tmp_path))
    (exercise,) = grader.grade(entry).exercises
    assert (exercise.status, exercise.score, exercise.message) == (
        "missing",
        0,
        "answers is not written yet: its body is still the one that was handed out.",
    )
    (tmp_path / "concepts.py").write_text(as_source(right()))
    result = grader.grade(entry)
    assert result.score == 100 and "concepts.ipynb was not read; concepts.py counts." in result.message
    notebook = json.loads((tmp_path / "concepts.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if "def q03" in "".join(cell["source"]):
            cell["source"] = 'def q03():\n    return "c"\n'
    (tmp_path / "concepts.ipynb").write_text(json.dumps(notebook))
    assert grader.grade(entry).score == 3


def test_a_dict_of_ones_own_is_as_good_as_the_functions(grade: Grade) -> None:
    assert lost(grade(as_source(right()), "concepts")) == {}
    assert lost(grade(as_notebook("x = 1", as_source(right())), "concepts", "ipynb")) == {}


# ------------------------------------------------------------------------------ what is told, and to whom


@pytest.mark.parametrize("level", ["full", "hints", "names", "score"])
def test_no_level_of_feedback_names_a_right_answer(level: str, grade: Grade) -> None:
    questions = the_quiz().questions("")
    result = grade(as_source({one.name: next(wrong_answers(one))[0] for one in questions}), "concepts")
    assert result.score == 0
    exercise = reduced(result.exercises[0], level)
    text = json.dumps(asdict(exercise), ensure_ascii=False).replace('\\"', '"')
    for question in questions:
        assert question.why not in text
        mistakes = [mistake.explanation for mistake in question.mistakes.values()]
        told = [explanation for explanation in mistakes if explanation in text]
        assert told == (mistakes[:1] if level in ("full", "hints") else [])
    for check, question in zip(exercise.checks, questions, strict=level != "score"):
        assert check.counterexample is None
        assert (check.diagnosis is not None) == (level in ("full", "hints"))
        if isinstance(question.right, int | tuple):
            assert not re.search(rf"(?<!\d){re.escape(str(question.right))}(?!\d)", check.message)
    if level == "names":
        assert {check.message for check in exercise.checks} == {"Not passed."}
    if level == "score":
        assert exercise.checks == []


def test_the_right_answers_never_reach_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    request = host.Worker.request

    def noted(self: Any, message: bytes, *more: Any, **options: Any) -> Any:
        sent.append(bytes(message))
        return request(self, message, *more, **options)

    monkeypatch.setattr(host.Worker, "request", noted)
    with Grader(Course(require="none"), CaseFile.public()) as grader:
        assert graded(grader, tmp_path, as_source({})).score == 0
    everything = b"\n".join(sent)
    assert len(sent) >= 3
    for question in the_quiz().questions(""):
        for text in (question.why, question.title, question.ask, *(one.name for one in question.mistakes.values())):
            assert text.encode()[:40] not in everything and json.dumps(text).encode()[1:40] not in everything
        assert f"return {question.right!r}".encode() not in everything


def test_explain_tells_the_instructor_the_right_answer_and_whose_numbers(course: Path, capsys: Any) -> None:
    questions = {one.name: one for one in the_quiz().questions(own(course, "ada"))}
    hand_in(course, "ada", as_source({**right(own(course, "ada")), "q02": 1}))
    words = ["explain", "ada", "answers", "--course", str(course), "--require", "none"]
    assert main([*words, "--json", str(course / "explained.json")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "their numbers are ada's own, by roster.csv" in said
    assert " ".join(key_of(questions["q02"]).split()) in said
    assert key_of(questions["q03"]) not in said  # what is right needs no key
    found = json.loads((course / "explained.json").read_text("utf-8"))
    assert [one["check"] for one in found["evidence"]] == list(questions)
    assert str(questions["q02"].right) in found["evidence"][1]["key"]


# ------------------------------------------------------------------------------ the release and the kit


def test_the_committed_lesson_is_made_from_the_questions() -> None:
    lesson = parse(SOLUTIONS / "concepts.py")
    assert lesson.made
    assert lesson.text == (SOLUTIONS / "concepts.py").read_text("utf-8"), "run `unrolled release`"
    assert lesson.exercises == list(assignment("concepts").written)


def test_nothing_that_students_get_holds_an_answer(course: Path) -> None:
    for folder in (course / "assignments" / "concepts", course / "handed_out" / "ada" / "concepts"):
        variant = own(course, "ada") if "ada" in folder.parts else CaseFile.read(course / "course.cases").variant
        for path in folder.iterdir():
            text = path.read_text("utf-8")
            for question in the_quiz().questions(variant):
                assert question.why[:40] not in text
                assert not any(mistake.explanation[:40] in text for mistake in question.mistakes.values())
                literal = repr(question.right).replace("'", '"')
                assert f"return {literal}\n" not in text and f"return {literal}\\n" not in text


def test_a_visible_check_looks_at_the_form_and_knows_no_answer() -> None:
    """It is the same whatever the numbers are, and passes for right and wrong answers alike."""
    made = [{cell.function: cell.source for cell in parse(SOLUTIONS / "concepts.py", variant).tagged("check")}
            for variant in VARIANTS[:3]]  # fmt: skip
    assert all(checks == made[0] for checks in made)
    for question in the_quiz().questions(""):
        tests: dict[str, Any] = {}
        exec("import numpy as np\n" + made[0][question.name], tests)
        (test,) = [run for name, run in tests.items() if name.startswith("test_")]
        for answer in (question.right, *(answer for answer, _ in wrong_answers(question))):
            tests[question.name] = lambda answer=answer: answer
            test()
        for answer in (None, True, 0.5, "z", [3], ("a", 1), {}, "B"):
            tests[question.name] = lambda answer=answer: answer
            with pytest.raises(AssertionError, match=r"return |each "):
                test()


def test_a_course_of_its_own_gets_its_own_numbers(tmp_path: Path) -> None:
    """As `unrolled release` writes it beside a course file, and as grading with that file knows it."""
    data = draw_file(2, ["concepts"])
    (tmp_path / "course.cases").write_bytes(data)
    (tmp_path / "unrolled.toml").write_text('cases = "course.cases"\nrequire = "none"\n')
    assert main(["release", "concepts", "--target", str(tmp_path)]) == 0
    variant = CaseFile.from_bytes(data).variant
    stub = (tmp_path / "assignments" / "concepts" / "concepts.py").read_text("utf-8")
    for question in the_quiz().questions(variant):
        assert all(f"# {line}".strip() in stub for line in question.ask.splitlines())
    path = tmp_path / "concepts.py"
    path.write_text(as_source(right(variant)))
    report = grade_paths([path], config=read_course(tmp_path / "unrolled.toml"))
    assert report.submissions[0].score == 100
    (tmp_path / "course.cases").unlink()
    assert main(["release", "concepts", "--target", str(tmp_path)]) == 2


def test_the_numbers_stay_where_another_assignments_cases_are_drawn_again(tmp_path: Path) -> None:
    """They come from a secret in the case file, not from its bytes, which every drawing changes."""
    path = tmp_path / "course.cases"
    again = ["cases", str(path), "--only", "stability", "--force"]
    path.write_bytes(draw_file(2, ["stability", "concepts"]))
    before = CaseFile.read(path)
    assert main(again) == 0
    after = CaseFile.read(path)
    assert after.name != before.name and after.variant == before.variant
    assert before.variant not in (before.name, CaseFile.from_bytes(draw_file(3, ["concepts"])).variant)
    assert main(["cases", str(path), "--only", "concepts", "--force"]) == 0  # which asks for other numbers
    assert CaseFile.read(path).variant != after.variant


def test_an_old_case_file_keeps_the_numbers_that_came_from_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "course.cases"
    drawn = draw(2, ["stability", "concepts"])
    del drawn[NUMBERS]
    path.write_bytes(packed(drawn))
    before = CaseFile.read(path)
    assert before.variant == before.name
    assert main(["cases", str(path), "--only", "stability", "--force"]) == 0
    assert CaseFile.read(path).variant == before.name != CaseFile.read(path).name


def test_the_public_quiz_has_the_first_of_all_numbers_whatever_the_file_says() -> None:
    assert Course().variant(CaseFile.public().variant) == ""
    with pytest.raises(BadCaseFile, match="is damaged"):
        CaseFile.from_bytes(packed({NUMBERS: 3}))


def test_the_kit_holds_no_answer_and_says_that_it_cannot_judge(tmp_path: Path) -> None:
    (tmp_path / "kit.whl").write_bytes(wheel({})[1])
    with zipfile.ZipFile(tmp_path / "kit.whl") as archive:
        archive.extractall(tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        text = path.read_bytes() if path.is_file() else b""
        for question in the_quiz().questions(""):
            for secret in (question.why, question.ask, *(one.explanation for one in question.mistakes.values())):
                assert secret[:30].encode() not in text, (path, secret)
    (tmp_path / "concepts.py").write_text(as_source(right()))
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from graders.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "grade", "concepts.py", "--json", "-"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "site")}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)["submissions"]
    assert (one["status"], one["score"], one["max_score"]) == ("unreadable", 0, 100)
    assert "concepts is graded by your course alone" in one["message"]


# ------------------------------------------------------------------------------ what an author may write

QUIZ = """
[intro]
heading = "A quiz"
text = "Some."
[part]
heading = "1. A part"
text = "More."
[q01]
title = "One"
kind = "one"
ask = "Which?"
see = "the lesson lstm"
a.text = "This"
a.right = "So it is."
b.text = "That"
b.wrong = "It is not."
[q02]
title = "Two"
kind = "number"
numbers = { n = [2, 3] }
ask = "Twice {{n}}?"
see = "the lesson gru"
right = "2 * n"
why = "Twice."
wrong = [{ value = "n", name = "once", why = "Only once {{n}}." }]
"""


def test_a_question_is_a_few_lines() -> None:
    one, two = read_quiz(QUIZ).questions("")
    assert (one.right, two.right, two.ask, two.mistakes[2].explanation) == ("a", 4, "Twice 2?", "Only once 2.")
    assert ast.parse(quiz_lesson("quiz", read_quiz(QUIZ), "x"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[intro]", "[intro", "not valid TOML"),
        ('heading = "A quiz"', "", "[intro] stands above the first table with a heading."),
        ('heading = "1. A part"', "", "[part] is neither a question"),
        ("[part]\nheading = \"1. A part\"\ntext = \"More.\"", "", "[q01] must stand in a section"),
        ("[q01]", "[question]", "[question] is neither a question, which is called q01 to q99, nor a section"),
        ('see = "the lesson gru"', "", "q02 needs 'see', a text."),
        ('kind = "one"', 'kind = "won"', "q01: 'won' is not a kind; there are one, several, number, shape."),
        ('a.right = "So it is."', "", "q01, choice a, needs a 'text' and either 'right' or 'wrong'."),
        ('b.wrong = "It is not."', 'b.right = "Too."', "q01 has 2 right choices."),
        ('a.right = "So it is."', 'a.wrong = "No."', "q01 has 0 right choices."),
        ("b.", "c.", "q01 needs choices [q01.a], [q01.b] and so on."),
        ('why = "Twice."', "", "q02 needs 'right', 'why' and at least one [[q02.wrong]]."),
        ("[2, 3]", "[]", "q02: 'numbers' needs a list of whole numbers for each name."),
        ('name = "once", ', "", "q02: each [[q02.wrong]] needs 'value', 'name' and 'why'."),
        ('"2 * n"', '"2 * m"', "q02: an expression in it cannot be computed (name 'm' is not defined)."),
        ('"2 * n"', '"n / 2"', "q02: with {'n': 2}, an answer is no number: [1.0, 2]."),
        ('"2 * n"', '"n"', "q02: with {'n': 2}, two of its answers are the same"),
        ("[2, 3]", "[2, 0]", "q02: with {'n': 0}, two of its answers are the same"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_quiz_is_said_with_its_question(old: str, new: str, said: str) -> None:
    assert old in QUIZ
    with pytest.raises(BadQuiz, match=re.escape(said)):
        read_quiz(QUIZ.replace(old, new))
