"""A student's answer as plain data: read without calling any of its own methods, within bounds, or said in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import wire

__all__ = ["MAX_TEXT", "members", "plain", "put_back", "utf8"]

MAX_ITEMS = 1_000_000
MAX_BYTES = 16 << 20
MAX_TEXT = 2000
SMALL = 4096
FLOAT64 = np.dtype(np.float64)


def plain(value: Any) -> Any:
    """Return a student's answer as plain data, or an `Odd` that says in words what it was."""
    if type(value) is np.ndarray and value.dtype is FLOAT64 and 0 < value.size <= SMALL:
        return value  # nearly always
    try:
        return _Plain().convert(value, 0)
    except _TooMuch as error:
        return wire.Odd(str(error))
    except RecursionError:
        return wire.Odd("a structure nested too deeply")
    except BaseException as error:
        return wire.Odd(f"an object that cannot be read ({utf8(type(error).__name__)[:80]})")


def members(value: tuple[Any, ...] | list[Any]) -> list[Any]:
    """Return what a tuple or a list holds, without asking a subclass's own methods."""
    return list(tuple.__iter__(value)) if isinstance(value, tuple) else list(list.__iter__(value))


class _TooMuch(Exception):
    """An answer is larger than any right one could be."""


class _Plain:
    """One conversion, with bounds on how much it reads."""

    def __init__(self) -> None:
        self.items = 0
        self.bytes = 0

    def convert(self, value: Any, depth: int) -> Any:
        kind = type(value)
        self.items += 1
        if self.items > MAX_ITEMS:
            raise _TooMuch("more than 1,000,000 items")
        if kind is np.ndarray and value.dtype is FLOAT64 and value.size <= SMALL:
            self.bytes += value.nbytes
            if self.bytes <= MAX_BYTES and max(value.shape, default=0) <= SMALL:
                return value
        if value is None or kind is bool or kind is float:
            return value
        if depth > 12:
            raise _TooMuch("a structure nested too deeply")
        if isinstance(value, np.ndarray | np.generic):
            return self.array(value)
        if isinstance(value, bool | int | float | str):
            return self.scalar(value)
        if isinstance(value, tuple | list):
            items = [self.convert(item, depth + 1) for item in members(value)]
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(value, dict):
            items = list(dict.items(value))
            if not all(isinstance(key, str) for key, _ in items):
                return wire.Odd("a dict with keys that are not strings")
            return {utf8(str.__str__(key))[:200]: self.convert(item, depth + 1) for key, item in items}
        article = "an" if kind.__name__[:1].lower() in "aeiou" else "a"
        return wire.Odd(utf8(f"{article} {kind.__name__[:80]}"))

    def scalar(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            number = int.__int__(value)
            return number if -(2**63) <= number < 2**63 else wire.Odd("an integer of more than 64 bits")
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, str):
            return utf8(str.__str__(value)[:MAX_TEXT])
        return bool(value)

    def array(self, value: Any) -> Any:
        if isinstance(value, np.ma.MaskedArray):
            return wire.Odd("a masked array")
        array = np.asarray(value) if isinstance(value, np.ndarray) else np.array(value)
        if array.dtype.kind not in "biuf":
            return wire.Odd(f"an array of dtype {utf8(str(array.dtype))[:80]}")
        self.bytes += array.size * array.itemsize
        if self.bytes > MAX_BYTES or max(array.shape, default=0) > MAX_BYTES:
            raise _TooMuch(f"an array of {array.size:,} entries" if array.size else "an array of an impossible shape")
        if array.dtype.itemsize > 8:
            array = array.astype(np.float64)
        if array.ndim == 0 and isinstance(value, np.generic) and array.dtype.kind != "f":
            return array.item()
        return np.asarray(array, array.dtype.newbyteorder("<"))


def put_back(argument: Any, value: Any) -> None:
    """Leave in an argument, a dict or an array, what a call on the other side has left in its copy."""
    if isinstance(argument, np.ndarray) and argument.shape == np.shape(value):
        argument[...] = value
    elif isinstance(argument, dict):
        for key, item in value.items():
            if isinstance(argument.get(key), np.ndarray) and argument[key].shape == np.shape(item):
                argument[key][...] = item
            else:
                argument[key] = np.array(item)


def utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
