"""The course's one source: a module per assignment, prose and reference functions together.

Each module is a lesson in jupytext's percent format. Its `# %% [markdown]` cells are the text that
students read; its code cells are tagged `setup`, `helper`, `exercise`, `check` or `demo`. The
student's stub and the visible tests in `assignments/` are made from it by `unrolled release`
(`graders/release.py`), so a sentence, a signature or a docstring is written here and nowhere else.
The modules are ordinary Python that needs only NumPy: `from solutions.vanilla_rnn import
rnn_step_forward` gives the reference implementation, and importing it runs no demonstration.
"""
