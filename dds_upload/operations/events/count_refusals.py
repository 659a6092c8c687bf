"""Counts refused chunks; a granted chunk never comes here."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import (
    ContentMismatch,
    Overlap,
    RecordsUnavailable,
    UploadServiceError,
    ValidationFailed,
)
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords

log = logging.getLogger(__name__)

#: The errors of refused chunks. Missing rights or a missing upload are no refusals of a chunk.
REFUSALS = (ValidationFailed, Overlap, ContentMismatch)


@dataclass(frozen=True, slots=True)
class CountRefusals:
    """Counts in a transaction of its own: the one in which a chunk was refused is rolled back."""

    events: EventRecords
    clock: Clock

    def __call__(self, caller: Caller | None, upload_id: UUID, error: UploadServiceError) -> None:
        """Count one more refused chunk of the upload, by the error's reason.

        There is no caller if a signed URL was used. Raises nothing: the refusal itself reaches the
        client, whether it could be counted or not.
        """
        self.all(caller, upload_id, [error])

    def all(
        self, caller: Caller | None, upload_id: UUID, errors: Iterable[UploadServiceError]
    ) -> None:
        """The same for many chunks at once, or for none."""
        codes = Counter(error.refusal.reason.value for error in errors)
        now = self.clock()
        # In one order, so that of two requests one waits for the other's rows, and never both.
        counted = [
            (self._event(caller, upload_id, code, now), codes[code]) for code in sorted(codes)
        ]
        if not counted:
            return
        try:
            self.events.count_refusals(counted)
        except RecordsUnavailable as failure:
            log.warning("upload %s: a refused chunk is not counted: %s", upload_id, failure)

    def _event(self, caller: Caller | None, upload_id: UUID, code: str, now: datetime) -> Event:
        return Event(
            EventKind.CHUNK_REFUSED,
            now,
            upload_id=upload_id,
            user_id=caller.user.id if caller else None,
            agent_id=caller.agent_id if caller else None,
            code=code,
        )
