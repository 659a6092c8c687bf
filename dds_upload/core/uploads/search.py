"""A search for uploads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.uploads.upload import UploadState

#: How long an upload that no longer matches a search keeps its position in the list. Clients read
#: all pages of a search within that time, retries included.
KEPT_IN_PLACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class UploadSearch:
    """Each field narrows the search, None does not; the name is exact, the size is in bytes.

    Without a state, all uploads are found but those that are gone.
    """

    state: UploadState | None = None
    name: str | None = None
    size: int | None = None
    creator_id: UUID | None = None


#: Finds all uploads of a project.
ALL_UPLOADS = UploadSearch()
