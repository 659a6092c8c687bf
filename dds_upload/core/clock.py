"""The time, as a port."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

#: The time now, in UTC; a port, so that tests can move it.
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of the real service."""
    return datetime.now(UTC)
