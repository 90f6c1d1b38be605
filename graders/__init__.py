"""Unrolled's graders: they judge what students write about recurrent networks, without ever meeting their code.

`exercises` says what is asked, `misconceptions` what people get wrong, `judge` decides and explains, `sandbox` runs
the student's code, `collect` finds it, `grade` does a file or a class, `report` shows the result, `cli` is the program.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
