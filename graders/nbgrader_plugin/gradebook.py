"""One connection to the gradebook for a whole run, and all of a submission's rows in one transaction."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import event

__all__ = ["one_gradebook"]

WAIT = 60_000  # milliseconds, while another process writes into a gradebook of SQLite's


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
    if shared.engine.dialect.name == "sqlite":
        shared.engine.dispose()
        event.listen(shared.engine, "connect", _be_patient)
    log = logging.getLogger("tornado.application")  # nbgrader's, for the gradebook
    log.addFilter(_is_news)

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
        log.removeFilter(_is_news)
        Gradebook.__init__, Gradebook.close = init, close
        del shared.db.commit
        close(shared)


def _be_patient(connection: Any, _: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {WAIT}")


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of the log is one: that another process had made a row before is not, it is tried again."""
    return not record.getMessage().startswith("Rolling back session due to database error")
