"""Files for code that may write none: what it writes is kept in memory, and read from there."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

__all__ = ["Files"]


class Files:
    """Stands in the place of `open`: what was written, and what is `shipped` where no file may be opened, is found."""

    def __init__(self, shipped: dict[str, bytes]) -> None:
        self.shipped = shipped
        self.written: dict[str, bytes] = {}
        self.real = io.open

    def open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        *more: Any,
        **options: Any,
    ) -> Any:
        """Open a file, as Python's own `open` does."""
        name = file if isinstance(file, int) else os.path.normpath(os.fsdecode(file))
        if file == os.devnull or isinstance(name, int) or not isinstance(mode, str):
            return self.real(file, mode, buffering, encoding, errors, newline, *more, **options)
        if not set(mode) & set("wax+") and name not in self.written:
            try:
                return self.real(file, mode, buffering, encoding, errors, newline, *more, **options)
            except OSError:
                if name not in self.shipped:
                    raise
        data = self.written.get(name)
        data = self.shipped.get(name) if data is None else data
        if "x" in mode and data is not None:
            raise FileExistsError(17, "File exists", file)
        if "r" in mode and data is None:
            raise FileNotFoundError(2, "No such file or directory", file)
        kept = _Kept(self, name, b"" if "w" in mode or data is None else data, writes=bool(set(mode) & set("wax+")))
        if "a" in mode:
            kept.seek(0, io.SEEK_END)
        if "b" in mode:
            return kept
        text = io.TextIOWrapper(kept, encoding or "utf-8", errors, newline, write_through=True)
        text.mode = mode  # type: ignore[misc]
        return text

    def known(self, real: Callable[[Any], bool]) -> Callable[[Any], bool]:
        """Return a function that finds what was written, too, for one that looks whether a file is there."""

        def there(path: Any) -> bool:
            if isinstance(path, str | bytes | os.PathLike) and real(path) is False:
                name = os.path.normpath(os.fsdecode(path))
                return name in self.written or name in self.shipped
            return real(path)

        return there


class _Kept(io.BytesIO):
    def __init__(self, files: Files, name: str, data: bytes, writes: bool) -> None:
        super().__init__(data)
        self._files, self.name, self._writes = files, name, writes
        self.flush()

    def flush(self) -> None:
        super().flush()
        if self._writes and not self.closed:
            self._files.written[self.name] = self.getvalue()

    def close(self) -> None:
        if not self.closed:
            self.flush()
        super().close()
