"""Lists the files of a project that were deleted and can still be restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.directory.files import DeletedFile
from dds_upload.core.directory.records import DeletedFileRecords
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.uploads.retention import Ended, Retention, RetentionRecords
from dds_upload.operations.accounts.access import Access


@dataclass(frozen=True, slots=True)
class ListDeletedFiles:
    """For members who may restore them, which are those who may delete files."""

    deleted: DeletedFileRecords
    moments: RetentionRecords
    retention: Retention
    access: Access
    clock: Clock

    def __call__(
        self, caller: Caller, project_id: UUID, page: PageRequest
    ) -> Page[tuple[DeletedFile, datetime | None]]:
        """A page of files, each with the time when its bytes are removed (None: never).

        Bytes stay longer if another file is made of them. Files come in the order in which they
        were deleted. Raises NotFound and Forbidden.
        """
        self.access.require(caller, project_id, Permission.DELETE_FILE)
        since = self.moments.counted_since()
        over_until = self.retention.over_until(Ended.FILE, self.clock(), since)
        found = self.deleted.page_of_project(project_id, over_until, page)
        return found.of([(file, self._kept_until(file, since)) for file in found.items])

    def _kept_until(self, file: DeletedFile, since: datetime) -> datetime | None:
        deleted_at = file.audit.deleted_at
        return deleted_at and self.retention.over_at(Ended.FILE, deleted_at, since)
