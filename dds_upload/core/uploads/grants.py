"""The records of granted chunks; this is the hot path."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.tokens import Claims
from dds_upload.core.accounts.users import Caller
from dds_upload.core.failure import Failure
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.tally import Leeway, Tally
from dds_upload.core.uploads.upload import UploadState, is_damaged, state_as_of


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """The facts of an upload that never change and decide about its chunks: they may be cached."""

    upload_id: UUID
    provider_id: UUID
    container: str
    project_id: UUID | None
    creator_id: UUID
    addressing: Addressing
    size: int
    limits: ChunkLimits
    chunk_hash_algorithm: str


@dataclass(frozen=True, slots=True)
class GrantContext(UploadFacts):
    """All facts that decide whether chunks are granted, read in one statement.

    `failure` is the reason of a failed upload. `former` are the existing chunks of the numbers that
    were asked for; `auth_role` is the caller's role in the upload's project.
    """

    auth_role: str | None
    state: UploadState
    active_at: datetime
    tally: Tally
    revision: int
    failure: Failure | None
    former: Mapping[int, Chunk]

    def as_of(self, idle_since: datetime) -> GrantContext:
        """The same context; an upload without activity since then has expired."""
        return replace(self, state=state_as_of(idle_since, self.state, self.active_at))

    @property
    def is_damaged(self) -> bool:
        """Whether the upload was complete, and storage no longer has all of its bytes."""
        return is_damaged(self.state, self.failure)

    @property
    def facts(self) -> UploadFacts:
        """The facts that may be cached."""
        return UploadFacts(**{it.name: getattr(self, it.name) for it in fields(UploadFacts)})


@dataclass(frozen=True, slots=True)
class NewChunk:
    """A chunk that is granted if its number is new, judged without reading anything.

    On each tally `within` that leeway it leads to one with `short` as its last. The sender must
    still be let in, and must still have that permission in the upload's project.
    """

    facts: UploadFacts
    chunk: Chunk
    within: Leeway
    short: int | None
    sender: Claims
    permission: Permission


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant: the object that a signed URL leads to, if it has that key.

    `size` is in bytes; `digest` is None if none was announced. `is_damaged` means that its upload
    was complete, and takes the chunks again that storage has lost.
    """

    upload_id: UUID
    number: int
    state: UploadState
    active_at: datetime
    key: ObjectKey
    size: int
    digest: Digest | None
    chunk_hash_algorithm: str
    is_damaged: bool = False

    def as_of(self, idle_since: datetime) -> Grant:
        """The same grant; an upload without activity since then has expired."""
        return replace(self, state=state_as_of(idle_since, self.state, self.active_at))


class ChunkLedger(Protocol):
    """The granted chunks; this is the hot path."""

    def add(
        self, new: NewChunk, now: datetime, *, idle_since: datetime, urls_end_at: datetime | None
    ) -> bool:
        """Write the chunk in one statement, which checks all other facts that decide.

        An upload without activity since `idle_since` has expired.

        False: nothing was changed. The reading path finds the reason.
        """
        ...

    def read_many(
        self, upload_id: UUID, numbers: Collection[int], user_id: UUID
    ) -> GrantContext | None:
        """The context of these numbers.

        None if there is no such upload, or its project was deleted.
        """
        ...

    def record_many(
        self,
        context: GrantContext,
        chunks: Sequence[Chunk],
        tally: Tally,
        leeway: Leeway | None,
        caller: Caller,
        now: datetime,
        urls_end_at: datetime | None,
    ) -> bool:
        """Write chunks of different numbers, and add `tally` to the tally of the context.

        A damaged upload has the chunks already: then this only writes that they may come again.

        `urls_end_at` is until when storage takes bytes by the URLs that are going to be signed;
        None if this service judges them itself.

        It writes only if the upload still is in its state, and its tally is within `leeway` or,
        without one, still at the context's revision. False: judge again.
        """
        ...

    def lock(self, upload_id: UUID) -> None:
        """Lock the upload until the transaction ends."""
        ...

    def granted(self, provider_id: UUID, upload_id: UUID, number: int) -> Grant | None:
        """The last grant for that chunk at that provider; None if there was none.

        If the bytes of the upload are being removed, only its state and the file's size are known.
        """
        ...

    def chunks(self, upload_id: UUID) -> Sequence[Chunk]:
        """All chunks by ascending number."""
        ...
