"""Uploads as the repositories see them, without any operation in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from dds_upload.core.accounts.users import Caller
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import GrantContext
from dds_upload.core.uploads.tally import Tally, judge, leeway
from dds_upload.core.uploads.upload import Upload, UploadState
from tests.house.setting import Lab

MD5 = Digest("md5", "a" * 32)
LEASE = timedelta(seconds=60)
URL_LIFE = timedelta(minutes=5)


class Rows:
    """A database with a user and a provider, and uploads of no project."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.caller = Caller(lab.accounts.users.create("researcher", is_admin=False).user)

    def upload(self, size: int = 100, limits: ChunkLimits | None = None, **more: Any) -> Upload:
        """A new upload."""
        now = self.lab.clock()
        upload = Upload(
            id=uuid4(),
            project_id=None,
            provider_id=self.lab.providers.default.id,
            container="uploads",
            name="brain.dat",
            content_type="text/plain",
            size=size,
            addressing=Addressing.NUMBER,
            limits=limits or ChunkLimits(10, 100, 10),
            chunk_hash_algorithm="md5",
            state=UploadState.OPEN,
            tally=Tally(),
            revision=0,
            etag=uuid4().hex,
            creator_id=self.caller.user.id,
            created_at=now,
            active_at=now,
        )
        upload = replace(upload, **more)
        self.lab.records.uploads.add([upload], self.caller)
        return upload

    def read(self, upload: Upload, number: int) -> GrantContext:
        """What decides about a chunk."""
        context = self.lab.records.chunks.read_many(upload.id, [number], self.caller.user.id)
        assert context is not None
        return context

    def record(self, context: GrantContext, number: int, size: int) -> bool:
        """Judge a chunk on that, and write it if the judgement still holds."""
        former = context.former.get(number)
        tally = judge(
            number,
            size,
            former_size=former.size if former else None,
            tally=context.tally,
            limits=context.limits,
            file_size=context.size,
        )
        return self.write(context, Chunk(number, size, MD5), tally)

    def write(self, context: GrantContext, chunk: Chunk, tally: Tally) -> bool:
        """Write a chunk judged elsewhere."""
        within = None
        if not context.former:
            within = leeway(context.tally, tally, limits=context.limits, file_size=context.size)
        now = self.lab.clock()
        return self.lab.records.chunks.record_many(
            context, [chunk], tally, within, self.caller, now, urls_end_at=now + URL_LIFE
        )

    def grant(self, upload: Upload, number: int, size: int) -> bool:
        """Read, judge and write."""
        return self.record(self.read(upload, number), number, size)

    def get(self, upload_id: UUID) -> Upload:
        """The upload as it is now."""
        found = self.lab.records.uploads.get(upload_id)
        assert found is not None
        return found

    def assembling(self) -> Upload:
        """An upload that waits for a worker."""
        upload = self.upload()
        assert self.lab.records.uploads.begin_assembly(upload, MD5, self.caller, self.lab.clock())
        return self.get(upload.id)

    def lease(self, upload: Upload) -> Upload | None:
        """Take it as a worker does."""
        now = self.lab.clock()
        return self.lab.records.work_queue.lease(upload.id, now, now + LEASE)
