"""What is remembered of living processes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ProcessKind(StrEnum):
    """Kinds of processes; remembered in the database, so a released kind stays."""

    API = "api"
    WORKER = "worker"


class HeartbeatRecords(Protocol):
    """When any process of a kind last said that it lives."""

    def beat(self, part: ProcessKind, now: datetime) -> None:
        """One of them lives; raises RecordsUnavailable where the database cannot be written."""
        ...

    def last(self, part: ProcessKind) -> datetime | None:
        """When the last of them said so; None: none ever did."""
        ...

    def clock(self) -> datetime | None:
        """What time it is for the database; None where it has no clock of its own."""
        ...
