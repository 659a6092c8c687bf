"""Failed uploads, as an administrator sees them through the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.accounts.access import require_admin
from dds_upload.operations.uploads.manage_uploads import ManageUploads


@dataclass(frozen=True, slots=True)
class AdministerUploads:
    """The same as `ManageUploads`, for callers; raises Forbidden unless they are administrators."""

    manage: ManageUploads

    def failed(self, caller: Caller) -> Sequence[Upload]:
        """All failed uploads, newest failure first."""
        require_admin(caller)
        return self.manage.failed()

    def requeue(self, caller: Caller, upload_ids: Sequence[UUID] | None) -> Sequence[UUID]:
        """Have these uploads assembled again, or all (None); gives those that had failed."""
        require_admin(caller)
        return self.manage.requeue(upload_ids)
