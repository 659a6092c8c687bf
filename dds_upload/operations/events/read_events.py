"""Reads events, for operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.events.event import RecordedEvent
from dds_upload.core.events.records import EventRecords


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """Events in the order in which they were recorded."""

    events: EventRecords

    def __call__(
        self,
        *,
        after: int | None,
        limit: int,
        upload_id: UUID | None = None,
        request_id: str | None = None,
    ) -> Sequence[RecordedEvent]:
        """The first events after that id, or the newest ones without an id.

        Perhaps of one upload or request.
        """
        return self.events.search(
            after=after, limit=limit, upload_id=upload_id, request_id=request_id
        )
