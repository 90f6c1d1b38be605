"""Checks of `concepts`, the quiz: one a question, of which `solutions/concepts.toml` is the one source."""

from __future__ import annotations

from .model import Assignment, Check, Exercise
from .quiz import public_quiz

QUIZ = public_quiz("concepts")
# In a student's kit, which must not hold the answers, nothing is known but that there are 100 points.
QUESTIONS = [Check("quiz", 100, "The quiz is graded by the course.")]
if QUIZ is not None:
    QUESTIONS = [Check(one.name, one.points, f"{one.title}.") for one in QUIZ.templates]

ANSWERS = Exercise(
    name="answers",
    inputs=(),
    outputs=tuple(check.name for check in QUESTIONS),
    build=lambda sizes, numbers: {},
    groups=(),  # nothing is drawn: there is nothing to call it with
    checks=tuple(QUESTIONS),
    parts=tuple(check.name for check in QUESTIONS if QUIZ is not None),
)

ASSIGNMENT = Assignment(name="concepts", exercises=(ANSWERS,), quiz=QUIZ)
