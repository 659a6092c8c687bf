"""The records of events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.events.event import Event, RecordedEvent


class EventRecords(Protocol):
    """Events in order; they are kept for a while."""

    def record(self, events: Iterable[Event]) -> None:
        """Remember events, in the transaction that makes the change.

        However many there are, only a few are held in memory at a time.
        """
        ...

    def count_refusals(self, refused: Sequence[tuple[Event, int]]) -> None:
        """Add refused chunks to the counts of their upload, code and hour.

        No two of these events have the same upload, code and hour.
        """
        ...

    def after(self, event_id: int, limit: int) -> Sequence[RecordedEvent]:
        """The next events after that id (0: from the first), in order.

        An event whose transaction ended later may have a smaller id than one that was read before.
        So a reader looks back for as long as a transaction may last.
        """
        ...

    def search(
        self, *, after: int | None, limit: int, upload_id: UUID | None, request_id: str | None
    ) -> Sequence[RecordedEvent]:
        """At most `limit` events after that id, or the newest ones without an id, in order.

        If an upload or a request is given, only events of it.
        """
        ...

    def prune(self, before: datetime, limit: int) -> int:
        """Forget at most `limit` events that happened before then; gives how many."""
        ...
