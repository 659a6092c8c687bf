"""Begins an upload whose client will place chunks at byte offsets; it belongs to no project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.storage.check_quota import check_quota
from dds_upload.operations.uploads.begin_once import BeginOnce
from dds_upload.operations.uploads.begin_upload import BeginUpload, NewUpload


@dataclass(frozen=True, slots=True)
class CreatePlacedUpload:
    """Always at the default provider; `outcome` is that of all these uploads."""

    begin: BeginUpload
    once: BeginOnce
    providers: StorageProviders
    outcome: OutcomeKind | None

    def __call__(self, caller: Caller, size: int, key: RequestKey | None = None) -> Upload:
        """The upload with its limits; with a key, the one that was begun with it before.

        Raises ValidationFailed naming `size`, KeyReused, and StorageUnavailable while the limits of
        the storage are not known.
        """
        return self.once(caller, "uploads by offset", key, partial(self._judge, caller, size))

    def of_stored(self, caller: Caller, size: int, name: str | None) -> Upload:
        """The same for bytes that are stored already, with that name or named by its id.

        This uses the database alone.
        """
        return self.begin(caller, self.providers.default, self._new(size, name))

    def _judge(self, caller: Caller, size: int) -> Upload:
        if not 0 <= size <= SIZE_MAX:
            raise ValidationFailed.of(Reason.FIELD_INVALID, Field.SIZE)
        check_quota(self.providers.default, size)
        return self.begin.judge(caller, self.providers.default, self._new(size, None))

    def _new(self, size: int, name: str | None) -> NewUpload:
        return NewUpload(size, Addressing.OFFSET, name, outcome=self.outcome)
