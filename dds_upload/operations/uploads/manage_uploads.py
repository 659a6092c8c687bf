"""Uploads as an operator sees them: shown in any state, and queued again if they failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.uploads.upload import Upload
from dds_upload.core.uploads.work_queue import AssemblyQueue


@dataclass(frozen=True, slots=True)
class ManageUploads:
    """For the command line: an operator needs no permission."""

    queue: AssemblyQueue
    queue_assembly: Callable[[UUID], None]
    clock: Clock

    def failed(self) -> Sequence[Upload]:
        """All failed uploads, newest failure first."""
        return self.queue.failed()

    def recent(self, limit: int) -> Sequence[Upload]:
        """The newest uploads, at most `limit`."""
        return self.queue.recent(limit)

    def requeue(self, upload_ids: Sequence[UUID] | None = None) -> Sequence[UUID]:
        """Have these uploads assembled again, or all (None); gives those that had failed."""
        queued = self.queue.requeue(upload_ids, self.clock())
        for upload_id in queued:
            self.queue_assembly(upload_id)
        return queued
