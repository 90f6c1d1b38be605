"""Showing a report: JSON for tools (`write_json`), a table and one grade in full for a terminal (`terminal`)."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from typing import Any

__all__ = ["CannotWrite", "write_json"]


class CannotWrite(OSError):
    """The report could not be written; the text says where and why."""


def write_json(report: dict[str, Any], path: str) -> None:
    """Write the report as strict JSON, readable by its owner alone; "-" is standard output. Raises `CannotWrite`.

    The file appears whole or not at all: a full disk leaves an earlier report as it was.
    """
    text = json.dumps(report, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    if path == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    temporary = ""
    try:
        fd, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".unrolled-")
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise CannotWrite(f"The report cannot be written to {path}: {error.strerror or error}.") from None
