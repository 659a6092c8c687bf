"""A clock that tests move."""

from __future__ import annotations

from datetime import datetime, timedelta

from dds_upload.core.clock import utc_now


class MovableClock:
    """The real time, or an instant at which it stands; moved forward as far as a test says."""

    def __init__(self, stands_at: datetime | None = None) -> None:
        self._stands_at = stands_at
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return (self._stands_at or utc_now()) + self._ahead

    def forward(self, **by: float) -> None:
        """Move it by a timedelta of these parts, such as `hours=2`."""
        self._ahead += timedelta(**by)
