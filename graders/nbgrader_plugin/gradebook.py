"""One connection to the gradebook for a whole run, and all of a submission's rows in one transaction."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from nbgrader.api import Gradebook

__all__ = ["one_gradebook"]


class _Transaction:
    """What `one_gradebook` yields."""

    def __init__(self, gradebook: Gradebook) -> None:
        self.gradebook = gradebook

    def commit(self) -> None:
        """Write everything since the last time."""
        self.gradebook.db().commit()

    def rollback(self) -> None:
        """Write nothing since the last time."""
        self.gradebook.db().rollback()


@contextlib.contextmanager
def one_gradebook(db_url: str, course_id: str) -> Iterator[_Transaction]:
    """Have whatever opens the gradebook at this address, in this process, share one connection.

    nbgrader opens it anew for each step, nine times for a notebook, and writes each row by itself. Here `commit` of
    what is opened only sends the rows; they are written together by `commit` of what is yielded.
    """
    init, close, process = Gradebook.__init__, Gradebook.close, os.getpid()
    shared = Gradebook(db_url, course_id)
    courses = {course_id}

    def join(self: Any, url: str, course: str = "default_course", authenticator: Any = None) -> None:
        if url != db_url or os.getpid() != process:  # a connection is not for two processes
            init(self, url, course, authenticator)
            return
        self.engine, self.db = shared.engine, shared.db
        self.course_id, self.authenticator = course, authenticator
        if course not in courses:
            self.check_course(course_id=course)
            courses.add(course)

    def leave(self: Any) -> None:
        if self.engine is not shared.engine:
            close(self)

    shared.db.commit = shared.db.flush
    Gradebook.__init__, Gradebook.close = join, leave
    try:
        yield _Transaction(shared)
    finally:
        Gradebook.__init__, Gradebook.close = init, close
        del shared.db.commit
        close(shared)
