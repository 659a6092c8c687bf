"""Begins an upload once, however often its client sends the request with the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.accounts.users import Caller
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import BYTES_GO, Upload
from dds_upload.operations.accounts.do_once import DoOnce, Keep


@dataclass(frozen=True, slots=True)
class BeginOnce:
    """A key finds its upload for as long as a client can continue it, or read its file."""

    once: DoOnce
    uploads: UploadRecords
    transactions: Transactions
    idleness: Idleness

    def __call__(
        self, caller: Caller, path: str, key: RequestKey | None, judge: Callable[[], Upload]
    ) -> Upload:
        """The upload that was begun with the key, or else the one that `judge` gives, remembered.

        Raises KeyReused, Conflict, ValidationFailed (`size`) if that is more than a user may have
        open, and what `judge` raises.
        """
        begin = partial(self._begin, caller, judge)
        return self.once(caller, path, key, find=self._find, make=begin)

    def _find(self, upload_id: UUID) -> Upload | None:
        found = self.uploads.get(upload_id)
        upload = found and found.as_of(self.idleness.since())
        return upload if upload and upload.state not in BYTES_GO else None

    def _begin(self, caller: Caller, judge: Callable[[], Upload], keep: Keep) -> Upload:
        upload = judge()  # it may ask storage
        with self.transactions.transaction():
            keep(upload.id)
            self.uploads.add([upload], caller)
        return upload
