"""Numbers over all that is remembered, for who runs the service. Sizes are in bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.events.event import EventKind


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day in UTC; kinds that did not happen are not in `counts`."""

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
    """What complete uploads of one project have at one provider; no project: of none."""

    project_id: UUID | None
    project_name: str | None
    provider_id: UUID
    provider_name: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class OldestOpen:
    """The upload that is open for longest."""

    id: UUID
    name: str
    size: int
    project_id: UUID | None
    project_name: str | None
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it; `stored` has the largest first, and not more than were asked for."""

    days: Sequence[Day]
    states: Sequence[InState]
    stored: Sequence[StoredTotal]
    refusals: Mapping[str, int]
    oldest_open: OldestOpen | None


class StatisticRecords(Protocol):
    """Counts rows where they are."""

    def days(self, since: datetime) -> Sequence[Day]:
        """Days on which something happened, in order."""
        ...

    def refusals(self, since: datetime) -> Mapping[str, int]:
        """How many chunks were refused, by code."""
        ...

    def states(self) -> Sequence[InState]:
        """States that some upload is in."""
        ...

    def stored(self, limit: int) -> Sequence[StoredTotal]:
        """By project and provider, the largest first."""
        ...

    def oldest_open(self) -> OldestOpen | None:
        """None where no upload is open."""
        ...
