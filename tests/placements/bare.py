"""Uploads by offset of a protocol that makes nothing of them: the file is the end."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.placements.placement import range_at
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.upload import Upload
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.placements.desk import incoming


class BareDesk:
    """One user of such a protocol, put together of what is there for others."""

    def __init__(self, lab: Lab, username: str = "researcher") -> None:
        self.lab = lab
        self.api = client(lab, username)
        users = lab.accounts.users.all()
        self.caller = Caller(next(user for user in users if user.username == username))
        self._create = replace(lab.operations.placements.create, outcome=None)
        self._place = replace(lab.operations.placements.place, outcome=None)

    def begin(self, size: int) -> UUID:
        """The id of a new upload."""
        return self._create(self.caller, size).id

    def place(self, upload_id: UUID, offset: int, data: bytes) -> None:
        """Send a chunk."""
        wanted, upload = range_at(offset, len(data)), self._place.find(self.caller, upload_id)
        self._place.judge(self.caller, upload, wanted)
        self._place(self.caller, upload, wanted, incoming(data))

    def sent(self, data: bytes, cut: int = 100) -> UUID:
        """The id of an upload of `data` that was sent in pieces, the last one first."""
        upload_id = self.begin(len(data))
        for offset in reversed(range(0, len(data), cut)):
            self.place(upload_id, offset, data[offset : offset + cut])
        return upload_id

    def end(self, upload_id: UUID, claimed: Digest | None) -> None:
        """Say that all is sent; the operation that DDS has for it takes a digest."""
        if claimed is not None:
            self.lab.operations.uploads.complete(
                self.caller, upload_id, claimed.algorithm, claimed.value
            )
            return
        uploads, now = self.lab.records.uploads, self.lab.clock()
        assert uploads.begin_assembly(self.upload(upload_id), claimed, self.caller, now)

    def assembled(self, data: bytes, claimed: Digest | None) -> Upload:
        """An upload that was sent, and that a worker has seen."""
        upload_id = self.sent(data)
        self.end(upload_id, claimed)
        self.work(upload_id)
        return self.upload(upload_id)

    def work(self, upload_id: UUID) -> None:
        """Let the worker look at it."""
        self.lab.operations.uploads.assemble(upload_id)

    def upload(self, upload_id: UUID) -> Upload:
        """The upload as it is now."""
        found = self.lab.records.uploads.get(upload_id)
        assert found is not None
        return found

    def content(self, upload: Upload) -> bytes:
        """The bytes of the finished file, as storage gives them."""
        stored = self.lab.providers.default.abilities.store.open(upload.key)
        try:
            return b"".join(stored)
        finally:
            stored.close()
