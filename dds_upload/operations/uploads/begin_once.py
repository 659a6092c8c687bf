"""Begins an upload once, however often its client asks with the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, KeyReused
from dds_upload.core.uploads.request_keys import RequestKey, RequestKeyRecords
from dds_upload.core.uploads.upload import Upload

#: Of two that come at once, the second finds what the first has begun; more are for bad luck.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class BeginOnce:
    """A lost answer costs nothing: the request is sent again, and is answered with its upload."""

    keys: RequestKeyRecords
    clock: Clock
    upload_expiry: timedelta

    def __call__(
        self, caller: Caller, project_id: UUID, key: RequestKey, judge: Callable[[], Upload]
    ) -> Upload:
        """What the key stands for, or else what `judge` gives, remembered.

        Raises KeyReused for another request under the same key, and what `judge` raises.
        """
        for _ in range(_TRIES):
            now = self.clock()
            former = self.keys.find(caller.user.id, project_id, key.value)
            if former is not None and former.is_meant(now, now - self.upload_expiry):
                if former.fingerprint != key.fingerprint:
                    raise KeyReused
                return former.upload
            upload = judge()
            if self.keys.add(upload, caller, key, former):
                return upload
        raise Conflict
