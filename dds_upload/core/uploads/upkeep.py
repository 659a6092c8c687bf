"""Uploads as the sweeper looks after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.uploads.upload import Upload, UploadState


class UploadUpkeep(Protocol):
    """Uploads as the sweeper looks after them."""

    def due(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UploadState]]:
        """Uploads whose time has come, longest waiting first."""
        ...

    def expire(self, idle_since: datetime, now: datetime) -> int:
        """Open -> expired for all without activity since then; gives how many.

        Failed -> purged for files by content that failed before then.
        """
        ...

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload, in whatever project and state."""
        ...

    def postpone(self, upload: Upload, until: datetime) -> None:
        """Look at it again then."""
        ...

    def removed(self, upload: Upload, again_at: datetime | None, now: datetime) -> None:
        """The bytes are gone: look again then, or (None) forget the upload or note its purge."""
        ...
