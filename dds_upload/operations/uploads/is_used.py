"""Whether a file uses an upload: an existing file, or one that may still be restored."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.retention import Ended, Retention, RetentionRecords


@dataclass(frozen=True, slots=True)
class IsUsed:
    """A file that was deleted longer ago than DELETED_KEPT uses nothing any more."""

    uploads: UploadRecords
    records: RetentionRecords
    retention: Retention
    clock: Clock

    def __call__(self, *upload_ids: UUID) -> bool:
        """Whether any of them is used."""
        since = self.records.counted_since()
        until = self.retention.over_until(Ended.FILE, self.clock(), since)
        return self.uploads.is_used(upload_ids, until)
