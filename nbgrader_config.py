"""nbgrader's settings for a course made with Unrolled; start nbgrader in this folder.

`solutions/NAME/` holds the notebooks that nbgrader calls the source, `assignments/NAME/` what students get. Points come
from Unrolled's judge, which runs students' code in a sandbox of its own: no kernel starts. Its cases, limits and
feedback are set in unrolled.toml.
"""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "unrolled"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "feedback",
]  # fmt: skip

# What is released is written anew each time, with the stub and the visible tests beside the notebook.
c.GenerateAssignment.force = True
c.GenerateAssignment.exporter_class = "graders.nbgrader_plugin.Released"
c.ClearSolutions.code_stub = {"python": '# YOUR CODE HERE\nraise NotImplementedError("not written yet")'}

# The judge stands in the place of the kernel. What students hand in is read with care; the rest is nbgrader's own.
c.Autograde.exporter_class = "graders.nbgrader_plugin.Reader"
c.Autograde.sanitize_preprocessors = ["graders.nbgrader_plugin.Restored"]
c.Autograde.autograde_preprocessors = [
    "graders.nbgrader_plugin.Judged",
    "graders.nbgrader_plugin.Saved",
    "graders.nbgrader_plugin.ByHand",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Feedback pages are made anew each time, on all cores, and show as much as unrolled.toml says at that time.
c.GenerateFeedback.force = True
c.GenerateFeedback.exporter_class = "graders.nbgrader_plugin.Page"
c.GenerateFeedback.preprocessors = [
    "graders.nbgrader_plugin.Shown",
    "graders.nbgrader_plugin.Grades",
]

# The table of grades is safe to open in a spreadsheet, whatever students are called.
c.ExportApp.plugin_class = "graders.nbgrader_plugin.SafeCsv"

# What students wrote, and what they are called, is text on formgrader's page for grading by hand.
c.HTMLExporter.preprocessors = ["graders.nbgrader_plugin.GradingPage"]
