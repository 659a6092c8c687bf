"""Uploads as the sweeper handles them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.uploads.upload import Upload, UploadState


class UploadUpkeep(Protocol):
    """Uploads as the sweeper handles them."""

    def due(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UploadState]]:
        """Uploads that are due, longest waiting first."""
        ...

    def expire(self, idle_since: datetime, now: datetime) -> int:
        """Open -> expired for all without activity since then; gives how many.

        Failed -> purged for files by content that failed before then.
        """
        ...

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload, in any project and state."""
        ...

    def postpone(self, upload: Upload, until: datetime) -> None:
        """Make the upload due at that time."""
        ...

    def removed(self, upload: Upload, again_at: datetime | None, now: datetime) -> None:
        """Its bytes are removed.

        Make it due again then, or (None) forget the upload or note its purge.
        """
        ...
