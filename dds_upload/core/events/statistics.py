"""Numbers over all records, for the operator of the service. Sizes are in bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.events.event import EventKind


@dataclass(frozen=True, slots=True)
class Day:
    """The events of a day in UTC; kinds that did not happen are not in `counts`."""

    day: date
    counts: Mapping[EventKind, int]


@dataclass(frozen=True, slots=True)
class InState:
    """How many uploads are in a state now, and the sizes of their files together."""

    state: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class StoredTotal:
    """The complete uploads of one project at one provider.

    The project is None for uploads of no project.
    """

    project_id: UUID | None
    project_name: str | None
    provider_id: UUID
    provider_name: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class OldestOpen:
    """The upload that has been open for the longest time."""

    id: UUID
    name: str
    size: int
    project_id: UUID | None
    project_name: str | None
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Statistics:
    """All statistics; `stored` has the largest totals first, and not more than were asked for."""

    days: Sequence[Day]
    states: Sequence[InState]
    stored: Sequence[StoredTotal]
    refusals: Mapping[str, int]
    oldest_open: OldestOpen | None


class StatisticRecords(Protocol):
    """Counts rows in the database."""

    def days(self, since: datetime) -> Sequence[Day]:
        """The days on which something happened, in order."""
        ...

    def refusals(self, since: datetime) -> Mapping[str, int]:
        """The number of refused chunks, by code."""
        ...

    def states(self) -> Sequence[InState]:
        """The states in which at least one upload is."""
        ...

    def stored(self, limit: int) -> Sequence[StoredTotal]:
        """The totals by project and provider, the largest first."""
        ...

    def oldest_open(self) -> OldestOpen | None:
        """The oldest open upload; None if no upload is open."""
        ...
