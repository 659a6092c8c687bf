"""Counts the chunks that are refused, around whatever judges them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Overlap, ValidationFailed
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords


@dataclass(frozen=True, slots=True)
class CountRefusals:
    """A chunk that passes costs nothing here."""

    events: EventRecords
    clock: Clock

    @contextmanager
    def __call__(self, caller: Caller, upload_id: UUID, project_id: UUID | None) -> Iterator[None]:
        """Around the judgement of one chunk; what it raises passes."""
        try:
            yield
        except (ValidationFailed, Overlap) as error:
            self.events.count_refusal(
                Event(
                    EventKind.CHUNK_REFUSED,
                    self.clock(),
                    upload_id=upload_id,
                    project_id=project_id,
                    user_id=caller.user.id,
                    agent_id=caller.agent_id,
                    code=str(error),
                )
            )
            raise
