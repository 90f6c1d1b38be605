"""Showing a report: on a terminal (`terminal`), as JSON for tools (`write_json`), as JUnit XML (`junit`) and as
Markdown (`summary`) for the pages of a code host; one grade with its evidence (`explanation`); and writing files whole
or not at all (`write`)."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from typing import Any

__all__ = ["CannotWrite", "check_writable", "write", "write_json"]


class CannotWrite(OSError):
    """The report could not be written; the text says where and why."""

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__(f"The report cannot be written to {path}: {error.strerror or error}.")


def write_json(report: dict[str, Any], path: str) -> None:
    """Write the report as strict JSON, as `write` does."""
    write(json.dumps(report, ensure_ascii=False, allow_nan=False, indent=1) + "\n", path)


def check_writable(path: str) -> None:
    """Find out, before any work is done, whether `write` can write there. Raises `CannotWrite`."""
    if path == "-":
        return
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(None, "it is a folder")
        if not _in_place(path):
            fd, temporary = _beside(path)
            os.close(fd)
            os.unlink(temporary)
        elif not os.access(path, os.W_OK):
            raise PermissionError(None, "Permission denied")
    except OSError as error:
        raise CannotWrite(path, error) from None


def write(text: str, path: str) -> None:
    """Write a report, readable by its owner alone; "-" is standard output. Raises `CannotWrite`.

    The file appears whole or not at all: a full disk leaves an earlier report as it was. Only what cannot be replaced
    is written in place: a device, a pipe, somebody else's file.
    """
    if path == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    temporary = ""
    try:
        if _in_place(path):
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            return
        fd, temporary = _beside(path)
        with os.fdopen(fd, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(temporary, os.path.realpath(path))
        temporary = ""
    except OSError as error:
        raise CannotWrite(path, error) from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _in_place(path: str) -> bool:
    """Tell whether what is there must stay what it is: another's file, as a container's root finds it, or no file."""
    try:
        facts = os.stat(path)
    except OSError:
        return False
    return not stat.S_ISREG(facts.st_mode) or (hasattr(os, "geteuid") and facts.st_uid != os.geteuid())


def _beside(path: str) -> tuple[int, str]:
    """Make an empty file, its owner's alone, in the folder of the file that a path leads to."""
    return tempfile.mkstemp(dir=os.path.dirname(os.path.realpath(path)), prefix=".unrolled-")
