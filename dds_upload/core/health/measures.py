"""Measurements of the service, and counts of its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Measures(Protocol):
    """Takes measurements; never raises. No value of a label comes from a client."""

    def answered(
        self, *, protocol: str, route: str, method: str, status: int, seconds: float
    ) -> None:
        """A request was answered; `route` is the template of its path."""
        ...

    def refused(self, *, protocol: str, code: str) -> None:
        """A request was refused for that reason."""
        ...

    def received(self, *, protocol: str, provider: str, size: int) -> None:
        """That many bytes of content were stored through this service."""
        ...

    def granted(self, *, provider: str) -> None:
        """A chunk was granted."""
        ...

    def assembled(self, *, seconds: float) -> None:
        """A file was put together or given up.

        A worker did that, or the process that took the completion.
        """
        ...

    def stored(self, *, provider: str, operation: str, outcome: str, seconds: float) -> None:
        """Storage answered or failed; `outcome` is "ok" or the code of the failure."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts that operators watch."""

    uploads: Sequence[tuple[UUID, str, int]]
    oldest_open: datetime | None
    jobs_due: int


class FigureRecords(Protocol):
    """Counts rows; this is too slow for a request that a client waits for."""

    def read(self, now: datetime) -> Figures:
        """All counts: uploads by provider and state, due uploads, and the oldest open one."""
        ...
