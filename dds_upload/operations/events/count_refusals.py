"""Counts the chunks that are refused; one that passes comes nowhere near here."""

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

#: What a chunk is refused with. A caller that may not send it, or sends it nowhere, has no chunk.
REFUSALS = (ValidationFailed, Overlap, ContentMismatch)


@dataclass(frozen=True, slots=True)
class CountRefusals:
    """Called outside of the transaction in which the chunk was judged, which is undone."""

    events: EventRecords
    clock: Clock

    def __call__(self, caller: Caller | None, upload_id: UUID, error: UploadServiceError) -> None:
        """One more chunk of the upload was refused, by the error's reason.

        There is no caller where a signed URL was used. Raises nothing: the refusal itself reaches
        the client, whether it could be counted or not.
        """
        self.all(caller, upload_id, [error])

    def all(
        self, caller: Caller | None, upload_id: UUID, errors: Iterable[UploadServiceError]
    ) -> None:
        """The same of many at once, or of none."""
        codes = Counter(error.refusal.reason.value for error in errors)
        now = self.clock()
        counted = [(self._event(caller, upload_id, code, now), codes[code]) for code in codes]
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
