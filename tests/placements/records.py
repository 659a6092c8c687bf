"""Uploads by offset as the repositories see them, without any operation in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import peewee

from dds_upload.core.accounts.users import Caller
from dds_upload.core.blobs.blob import Blob
from dds_upload.core.listing import Excerpt, Filter, Listing, Order
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import judge_placement, range_at
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import Upload, UploadState, Verified
from tests.blobs.contents import new_blob
from tests.house.rows import LEASE, Rows
from tests.house.setting import Lab

CLAIMED = Digest("sha256", "c" * 64)


def listing(where: Filter | None = None, *order: Order, limit: int = 100) -> Listing:
    """What is asked of a page."""
    asked = Listing(limit, order=order)
    return asked if where is None else replace(asked, where=where)


def ids(page: Excerpt[Any]) -> list[UUID]:
    """Which items a page has; all of them are on it."""
    found = [item.id for item in page.items]
    assert page.total == len(found)
    return found


def is_refused(lab: Lab, write: Any) -> bool:
    """Whether keys or checks of the schema do not take it."""
    try:
        lab.database.run(write)
    except peewee.IntegrityError:
        return True
    return False


class Records(Rows):
    """The tables of uploads by offset, and rows for them."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.owner = self.caller.user.id
        self.other = lab.accounts.users.create("other", is_admin=False).user.id
        self.placements = lab.records.placements
        self.commits = lab.records.commits
        self.artifacts = lab.records.artifacts

    def begin(self, size: int = 1000, **more: Any) -> Upload:
        """A new upload, which takes chunks of any size."""
        return self.upload(
            size,
            ChunkLimits(1, 1000, 100),
            addressing=Addressing.OFFSET,
            outcome=OutcomeKind.ARTIFACT,
            **more,
        )

    def of_other(self, **more: Any) -> Upload:
        """A new upload of somebody else."""
        mine, users = self.caller, self.lab.accounts.users.all()
        self.caller = Caller(next(user for user in users if user.id == self.other))
        try:
            return self.begin(creator_id=self.other, **more)
        finally:
            self.caller = mine

    def blob(self, data: bytes) -> Blob:
        """The blob of a content, which is remembered."""
        blob = new_blob(self.lab.providers.default.id, data)
        added = self.lab.records.blobs.add([blob], None, self.lab.clock())
        return added[blob.fingerprint.sha256]

    def put(self, upload: Upload, offset: int, data: bytes) -> Blob:
        """Put a chunk there."""
        blob, wanted = self.blob(data), range_at(offset, len(data))
        with self.lab.database.transaction():
            held = self.placements.hold(upload.id, upload.creator_id, OutcomeKind.ARTIFACT)
            assert held is not None
            tally = judge_placement(wanted, held, self.placements.around(upload.id, wanted))
            self.placements.place(held, offset, blob.id, tally, self.lab.clock())
        return blob

    def spread(self, *chunks: tuple[int, int]) -> Upload:
        """An upload with chunks of such (offset, size)."""
        upload = self.begin()
        for offset, size in chunks:
            self.put(upload, offset, b"%d" % offset + b"x" * (size - len(str(offset))))
        return self.get(upload.id)

    def claimed(self, upload: Upload, digest: Digest = CLAIMED) -> Upload:
        """The upload as a worker has it."""
        now, found = self.lab.clock(), self.get(upload.id)
        assert self.lab.records.uploads.begin_assembly(found, digest, self.caller, now)
        claimed = self.lab.records.work_queue.lease(upload.id, now, now + LEASE)
        assert claimed is not None
        return claimed

    def complete(self, digest: Digest = CLAIMED, **more: Any) -> Upload:
        """An upload that is assembled."""
        worker = self.claimed(self.begin(**more), digest)
        assert self.lab.records.work_queue.finish(
            worker, Proof(Verified.WHOLE, []), self.lab.clock()
        )
        return self.get(worker.id)

    def withdrawn(self, upload: Upload) -> None:
        """Give it up."""
        found, aborted = self.get(upload.id), UploadState.ABORTED
        assert self.lab.records.uploads.discard(found, aborted, self.caller, self.lab.clock())

    def commit(self, upload: Upload | None = None, **more: Any) -> Commit:
        """A new commit, which is remembered."""
        upload = upload or self.begin()
        made = Commit(uuid4(), upload.id, upload.creator_id, CLAIMED, "", self.lab.clock())
        made = replace(made, **more)
        self.commits.add(made)
        return made

    def artifact(self, upload: Upload, sha256: str, **more: Any) -> Artifact:
        """A new artifact, which is remembered."""
        now = self.lab.clock()
        made = Artifact(uuid4(), upload.creator_id, upload.id, sha256, upload.size, now)
        made = replace(made, **more)
        assert self.artifacts.add(made) == made.id
        return made

    def moment(self, seconds: float) -> datetime:
        """So many seconds from now."""
        return self.lab.clock() + timedelta(seconds=seconds)
