"""What is remembered of uploads, their chunks and their digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts import Caller
from dds_upload.core.chunk import Chunk
from dds_upload.core.digest import Digest
from dds_upload.core.directory import Audit, Page, PageRequest, ProviderRecord, ReportedDigest
from dds_upload.core.policy import ChunkLimits
from dds_upload.core.tally import Leeway, Tally
from dds_upload.core.upload import Upload, UploadState, Verified


@dataclass(frozen=True, slots=True)
class UploadDetails:
    """An upload with all that its client wants to read."""

    upload: Upload
    project_name: str | None
    provider: ProviderRecord
    chunks: Sequence[Chunk]
    digests: Sequence[ReportedDigest]
    audit: Audit


@dataclass(frozen=True, slots=True)
class GrantContext:
    """All that decides whether one chunk is granted, read in one statement.

    `former_size` is the size in bytes of the chunk row of that number, None if there is none;
    `auth_role` the caller's role in the upload's project.
    """

    upload_id: UUID
    provider_id: UUID
    container: str
    project_id: UUID | None
    creator_id: UUID
    auth_role: str | None
    state: UploadState
    chunked: bool
    size: int
    limits: ChunkLimits
    chunk_hash_algorithm: str
    tally: Tally
    revision: int
    former_size: int | None


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised about the object that a signed URL leads to."""

    upload_id: UUID
    number: int
    state: UploadState
    size: int
    digest: Digest | None
    chunk_hash_algorithm: str


class ChunkLedger(Protocol):
    """The chunks granted; this is the hot path."""

    def read(self, upload_id: UUID, number: int, user_id: UUID) -> GrantContext | None:
        """None where there is no such upload, or its project was deleted."""
        ...

    def record(
        self,
        context: GrantContext,
        chunk: Chunk,
        tally: Tally,
        leeway: Leeway,
        caller: Caller,
        now: datetime,
    ) -> bool:
        """Write the chunk, and to the tally what `tally` adds to the context's.

        Does so only if the upload is open and, for a new number, its tally within `leeway`, or,
        for one that is replaced, still at the context's revision. False: judge again.
        """
        ...

    def lock(self, upload_id: UUID) -> None:
        """Inside a transaction: nobody else changes the upload until it ends."""
        ...

    def promise(self, provider_id: UUID, upload_id: UUID, number: int) -> Promise | None:
        """What was promised for the object `<upload>/<number>` at that provider."""
        ...

    def chunks(self, upload_id: UUID) -> Sequence[Chunk]:
        """All chunks by ascending number."""
        ...


class UploadRecords(Protocol):
    """Uploads as their clients create, read and complete them."""

    def add(self, upload: Upload, caller: Caller) -> None:
        """Remember a new upload."""
        ...

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload, also one whose bytes are to be removed; None in a deleted project."""
        ...

    def details(self, upload_id: UUID) -> UploadDetails | None:
        """The upload with its chunks and digests, in a constant number of queries."""
        ...

    def page_of_project(self, project_id: UUID, page: PageRequest) -> Page[UploadDetails]:
        """The project's uploads, newest first, in a constant number of queries."""
        ...

    def begin_assembly(
        self, upload: Upload, claimed: Digest, caller: Caller, now: datetime
    ) -> bool:
        """Open -> assembling with the client's digest, if still at the upload's revision."""
        ...

    def add_digest(self, upload_id: UUID, digest: Digest, caller: Caller, now: datetime) -> None:
        """One more digest that a client reports."""
        ...

    def is_used(self, *upload_ids: UUID) -> bool:
        """Whether any version of any file, deleted ones included, is made of one of them."""
        ...

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """To aborted or purged, if still in the upload's state; its bytes are due for removal."""
        ...


class AssemblyRecords(Protocol):
    """Uploads as the worker finishes them. `claims` fences off workers that were given up on."""

    def claim(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Take a due upload that is assembling, count the attempt; None if it is not to be had."""
        ...

    def renew(self, upload: Upload, until: datetime) -> bool:
        """Keep a claim; false if it was lost."""
        ...

    def postpone(self, upload: Upload, until: datetime) -> None:
        """Give the claim back; the upload is due again later."""
        ...

    def finish(
        self, upload: Upload, verified: Verified, computed: Sequence[Digest], now: datetime
    ) -> bool:
        """Assembling -> complete, with the digests the service computed; false if claim lost."""
        ...

    def fail(self, upload: Upload, message: str, now: datetime) -> bool:
        """Assembling -> failed; false if the claim was lost."""
        ...

    def requeue(self, upload_ids: Sequence[UUID] | None, now: datetime) -> Sequence[UUID]:
        """Failed -> assembling, for those ids or for all (None); gives those that were failed."""
        ...

    def failed(self) -> Sequence[Upload]:
        """Uploads that failed, newest first."""
        ...

    def recent(self, limit: int) -> Sequence[Upload]:
        """The newest uploads in any state."""
        ...


class UploadUpkeep(Protocol):
    """Uploads as the sweeper looks after them."""

    def due(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UploadState]]:
        """Uploads whose time has come, longest waiting first."""
        ...

    def expire(self, idle_since: datetime, now: datetime) -> int:
        """Open -> expired for all without activity since then; gives how many.

        Failed -> purged for files by content that failed before then.
        """
        ...

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload, in whatever project and state."""
        ...

    def postpone(self, upload: Upload, until: datetime) -> None:
        """Look at it again then."""
        ...

    def removed(self, upload: Upload, again_at: datetime | None) -> None:
        """The bytes are gone: look again then, or (None) forget the upload or note its purge."""
        ...
