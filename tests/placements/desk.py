"""One user of uploads by offset, without HTTP, and what is known of them afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Parent
from dds_upload.core.listing import Listing
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import PlacedChunk, missing_ranges, range_at
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.blobs.store_stream import Incoming, Received
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.placements.outcomes import told

ALL = Listing(limit=1000)

#: As an `at_once_max`: the worker has to do it, whatever the size.
LATER = -1


def sha256(data: bytes) -> Digest:
    """What a commit claims."""
    return Digest.of("sha256", data)


def approved(received: Received) -> None:
    """Whatever came is welcome."""


def incoming(
    data: bytes,
    *,
    claim: bool = False,
    source: ByteSource | None = None,
    approve: Callable[[Received], None] = approved,
    sized: bool = True,
) -> Incoming:
    """A chunk as it comes in; `claim`: its sender says first what it is."""
    claimed = hashlib.sha256(data).hexdigest() if claim else None
    source = [data] if source is None else source
    return Incoming(source, len(data) if sized else None, claimed, approve)


class Desk:
    """Does what one user asks for; `at_once_max` as in CommitUpload."""

    def __init__(self, lab: Lab, username: str = "researcher") -> None:
        self.lab = lab
        self.api: Api = client(lab, username)
        users = lab.accounts.users.all()
        self.caller = Caller(next(user for user in users if user.username == username))
        self.owner = self.caller.user.id
        self.do = lab.operations.placements
        self.placements = lab.records.placements
        self.commits = lab.records.commits
        self.artifact_rows = lab.records.artifacts

    def begin(self, size: int, limits: ChunkLimits | None = None) -> UUID:
        """The id of a new upload."""
        if limits is None:
            return self.do.create(self.caller, size).id
        like = self.upload(self.do.create(self.caller, 0).id)
        upload = replace(like, id=UUID(int=like.id.int ^ 1), size=size, limits=limits)
        self.lab.records.uploads.add([upload], self.caller)
        return upload.id

    def place(self, upload_id: UUID, offset: int, data: bytes, **more: Any) -> Upload:
        """Send a chunk, in the three steps of a request."""
        wanted = range_at(offset, len(data))
        upload = self.do.place.find(self.caller, upload_id)
        self.do.place.judge(self.caller, upload, wanted)
        return self.do.place(self.caller, upload, wanted, incoming(data, **more))

    def sent(self, data: bytes, cut: int = 100) -> UUID:
        """The id of an upload of `data` that was sent in pieces."""
        upload_id = self.begin(len(data))
        for offset in range(0, len(data), cut):
            self.place(upload_id, offset, data[offset : offset + cut])
        return upload_id

    def commit(self, upload_id: UUID, data: bytes, at_once_max: int = 10**9) -> Commit:
        """Say that the upload is this content."""
        return self.do.commit(self.caller, upload_id, sha256(data), "cid", at_once_max=at_once_max)

    def begun(self, data: bytes, cut: int = 100) -> UUID:
        """The id of an upload that waits for the worker."""
        upload_id = self.sent(data, cut)
        self.commit(upload_id, data, LATER)
        return upload_id

    def made(self, data: bytes, cut: int = 100) -> Artifact:
        """The artifact of an upload that was sent in pieces."""
        commit = self.commit(self.sent(data, cut), data)
        assert commit.artifact_id is not None, told(commit)
        return self.do.artifacts.one(self.caller, commit.artifact_id)

    def withdraw(self, upload_id: UUID) -> None:
        """Give the upload up."""
        self.do.withdraw(self.caller, upload_id)

    def file(self, project: str, upload_id: UUID) -> UUID:
        """Make a file of the upload."""
        place = Parent(UUID(project), is_project=True)
        return self.lab.operations.directory.create_file(self.caller, place, upload_id, None).id

    def upload(self, upload_id: UUID) -> Upload:
        """The upload as it is now."""
        found = self.placements.find(upload_id, self.owner, OutcomeKind.ARTIFACT)
        assert found is not None
        return found

    def state(self, upload_id: UUID) -> UploadState:
        """Its state."""
        return self.upload(upload_id).state

    def chunks(self, upload_id: UUID) -> list[PlacedChunk]:
        """Its chunks, which never overlap and whose sum is its tally."""
        chunks, tally = list(self.placements.chunks(upload_id)), self.upload(upload_id).tally
        for one, next_one in pairwise(chunks):
            assert one.range.last < next_one.range.first
        assert tally.count == len(chunks)
        assert tally.size == sum(chunk.range.length for chunk in chunks)
        return chunks

    def missing(self, upload_id: UUID) -> list[ByteRange]:
        """The bytes that no chunk covers."""
        placed = [chunk.range for chunk in self.chunks(upload_id)]
        return list(missing_ranges(placed, self.upload(upload_id).size))

    def latest(self, upload_id: UUID) -> Commit:
        """What became of its last commit."""
        found = self.commits.latest(upload_id)
        assert found is not None
        return found

    def all_commits(self) -> list[Commit]:
        """All that are remembered."""
        return list(self.commits.page(self.owner, ALL).items)

    def all_artifacts(self) -> list[Artifact]:
        """All that there are."""
        return list(self.artifact_rows.page(self.owner, ALL).items)

    def content(self, upload_id: UUID) -> bytes:
        """The bytes of the finished file, as storage gives them."""
        stored = self.lab.providers.default.abilities.store.open(self.upload(upload_id).key)
        try:
            return b"".join(stored)
        finally:
            stored.close()

    def placed(self, upload_id: UUID) -> bytes:
        """The bytes of its chunks, one after the other."""
        store = self.lab.providers.default.abilities.store
        return b"".join(
            block for chunk in self.chunks(upload_id) for block in store.open(chunk.blob.key)
        )

    def whole(self, upload_id: UUID) -> bytes:
        """The content of a complete upload, which is what it says and what its chunks are."""
        upload, content = self.upload(upload_id), self.content(upload_id)
        assert upload.state is UploadState.COMPLETE
        assert upload.claimed == sha256(content)
        assert content == self.placed(upload_id)
        return content
