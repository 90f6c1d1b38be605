"""nbgrader's autograde with the judge in the place of the kernel; `nbgrader_config.py` puts the parts in place.

A submitted notebook is never run in nbgrader's process, and nothing in it but its cells' text is believed. `Reader`
reads it, whatever it holds; `Restored` gives it the course's graded cells and nothing of its own metadata; `Judged` has
the judge grade the submitted folder, as `unrolled grade` does, and writes points and messages as the grade cells'
outputs. From there nbgrader goes on as always: late penalties, the gradebook, manual grading, feedback.
"""

from .export import SafeCsv
from .feedback import Grades, Page, Shown
from .grading_page import GradingPage
from .judged import ByHand, Judged
from .reader import Reader
from .released import Released
from .restored import Restored
from .saved import Saved

__all__ = [
    "ByHand",
    "GradingPage",
    "Grades",
    "Judged",
    "Page",
    "Reader",
    "Released",
    "Restored",
    "SafeCsv",
    "Saved",
    "Shown",
]
