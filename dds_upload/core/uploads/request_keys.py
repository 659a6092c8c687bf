"""Keys that clients choose for a request, so that it can be sent again without being done again.

After draft-ietf-httpapi-idempotency-key-header: a key stands for one request of one caller at one
path, and is kept with what that request made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.uploads.upload import BYTES_GO, Upload

#: How long a key stands for the upload that was begun with it.
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """`fingerprint` is of all that the request says: under one key it is the same each time."""

    value: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeyedUpload:
    """The upload that was begun last with a key, and the fingerprint of that request."""

    upload: Upload
    fingerprint: str

    def is_meant(self, now: datetime, idle_since: datetime) -> bool:
        """Whether the key still stands for it: with one that is gone nobody can go on."""
        state = self.upload.as_of(idle_since).state
        return self.upload.created_at > now - KEPT and state not in BYTES_GO


class RequestKeyRecords(Protocol):
    """Keys by caller and project, which is what the path of the request names."""

    def find(self, user_id: UUID, project_id: UUID, value: str) -> KeyedUpload | None:
        """What was begun with that key, in whatever state."""
        ...

    def add(
        self, upload: Upload, caller: Caller, key: RequestKey, former: KeyedUpload | None
    ) -> bool:
        """Remember a new upload with its key, which `former` loses; False: the key is taken."""
        ...
