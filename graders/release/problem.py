"""What is said when a release cannot be made."""

from __future__ import annotations

__all__ = ["ReleaseError"]


class ReleaseError(Exception):
    """A release cannot be made; the message is one sentence that says what to do about it."""
