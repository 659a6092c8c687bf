"""What is remembered of events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.events.event import Event, RecordedEvent


class EventRecords(Protocol):
    """Events in order; kept for a while."""

    def record(self, events: Iterable[Event]) -> None:
        """Remember them, by the transaction that changes what they are about.

        However many there are, few are held at a time.
        """
        ...

    def count_refusals(self, refused: Sequence[tuple[Event, int]]) -> None:
        """Remember refused chunks: so many more of an event's upload, code and hour.

        No two events are of one upload, code and hour.
        """
        ...

    def after(self, event_id: int, limit: int) -> Sequence[RecordedEvent]:
        """The next events behind that id (0: from the first), in order.

        One that was recorded by a transaction which ended later may have a smaller id than one that
        was read before. So a reader looks back for as long as a transaction may last.
        """
        ...

    def search(
        self, *, after: int | None, limit: int, upload_id: UUID | None, request_id: str | None
    ) -> Sequence[RecordedEvent]:
        """Up to so many behind that id, or without one the newest, in order.

        Of one upload and of one request, where they are given.
        """
        ...

    def prune(self, before: datetime, limit: int) -> int:
        """Forget up to so many that happened before then; gives how many."""
        ...
