"""Which uploads somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.uploads.upload import UploadState

#: For how long an upload that no longer is what was looked for keeps its position in the list. A
#: search is read to its end within that time, a client's retries included.
KEPT_IN_PLACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class UploadSearch:
    """Each field narrows it down, None does not; the name to the letter, the size in bytes.

    Without a state all are meant but those that are gone.
    """

    state: UploadState | None = None
    name: str | None = None
    size: int | None = None
    creator_id: UUID | None = None


#: All that a project has.
ALL_UPLOADS = UploadSearch()
