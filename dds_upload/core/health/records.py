"""The records of processes that are alive."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ProcessKind(StrEnum):
    """Kinds of processes; remembered in the database, so a released kind stays."""

    API = "api"
    WORKER = "worker"


class HeartbeatRecords(Protocol):
    """The last time at which a process of each kind reported that it is alive."""

    def beat(self, part: ProcessKind, now: datetime) -> None:
        """Report a process as alive.

        Raises RecordsUnavailable if the database cannot be written.
        """
        ...

    def last(self, part: ProcessKind) -> datetime | None:
        """The last report of a process of that kind; None if there was none."""
        ...

    def clock(self) -> datetime | None:
        """The time of the database's clock; None if it has no clock of its own."""
        ...
