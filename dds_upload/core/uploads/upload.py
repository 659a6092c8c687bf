"""An upload, and the one table of its states and steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from dds_upload.core.errors import IllegalTransition
from dds_upload.core.failure import DAMAGES, Failure
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import (
    assembled_container,
    chunk_key,
    derived_key,
    file_key,
    project_container,
    tree_key,
    whole_key,
)
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import OF_BLOBS, Addressing, OutcomeKind
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.tally import Tally


class UploadState(StrEnum):
    """The state of an upload; the row's state is the truth, a queued job only a hint."""

    OPEN = "open"
    ASSEMBLING = "assembling"
    COMPLETE = "complete"
    FAILED = "failed"
    ABORTED = "aborted"
    EXPIRED = "expired"
    PURGED = "purged"


_S = UploadState

#: All steps between states. Back to open: the client has to repair a digest. From failed to
#: assembling: it was queued once more. From assembling to aborted: its client withdrew it, and the
#: worker finds that when it is done. From complete to failed: the file was read back and is not the
#: client's, or storage no longer has all of its bytes. From failed to complete: they came again.
TRANSITIONS: dict[UploadState, frozenset[UploadState]] = {
    _S.OPEN: frozenset({_S.ASSEMBLING, _S.ABORTED, _S.EXPIRED}),
    _S.ASSEMBLING: frozenset({_S.COMPLETE, _S.FAILED, _S.OPEN, _S.ABORTED}),
    _S.FAILED: frozenset({_S.ASSEMBLING, _S.COMPLETE, _S.PURGED}),
    _S.COMPLETE: frozenset({_S.FAILED, _S.PURGED}),
    _S.ABORTED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.PURGED: frozenset(),
}

#: States in which callers no longer find the upload.
GONE = frozenset({_S.ABORTED, _S.EXPIRED})

#: States in which the bytes are to be removed.
BYTES_GO = GONE | {_S.PURGED}


def check_transition(source: UploadState, target: UploadState) -> None:
    """Raise IllegalTransition unless the table has the step."""
    if target not in TRANSITIONS[source]:
        text = f"an upload that is {source} cannot become {target}"
        raise IllegalTransition(text, state=source.value)


class Verified(StrEnum):
    """The proof of the stored bytes."""

    NONE = "none"
    CHUNKS = "chunks"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that is being sent, or was sent.

    `claimed` is the whole file's digest as its client gave it, None if it gave none; `outcome` is
    the use of the upload, None if there is none. `urls_end_at` is until when storage may take bytes
    by URLs that were signed for it, None if this service judges them itself; `sealed_at` is when it
    was found that they changed nothing. `gone_at` is when it was aborted, expired or purged.
    `moved_at` is when its state was written last, None if it is still the first one.
    `attempts` counts how often assembly was begun since it was last queued. `leases` counts how
    often it was begun at all: by that number a worker that lost its lease is kept out.
    """

    id: UUID
    project_id: UUID | None
    provider_id: UUID
    container: str
    name: str
    content_type: str
    size: int
    addressing: Addressing
    limits: ChunkLimits
    chunk_hash_algorithm: str
    creator_id: UUID
    created_at: datetime
    active_at: datetime
    state: UploadState = UploadState.OPEN
    tally: Tally = field(default_factory=Tally)
    revision: int = 0
    etag: str = field(default_factory=lambda: uuid4().hex)
    claimed: Digest | None = None
    urls_end_at: datetime | None = None
    outcome: OutcomeKind | None = None
    completed_at: datetime | None = None
    consistent_at: datetime | None = None
    failed_at: datetime | None = None
    moved_at: datetime | None = None
    purged_at: datetime | None = None
    gone_at: datetime | None = None
    sealed_at: datetime | None = None
    failure: Failure | None = None
    verified: Verified = Verified.NONE
    attempts: int = 0
    leases: int = 0

    def as_of(self, idle_since: datetime) -> Upload:
        """The same upload; an open one without activity since then has expired, swept or not."""
        return replace(self, state=state_as_of(idle_since, self.state, self.active_at))

    @property
    def tree(self) -> ObjectKey:
        """The key that begins the names of all of the upload's own objects."""
        return tree_key(self.container, self.id)

    @property
    def key(self) -> ObjectKey:
        """The key of the finished file."""
        return finished_key(self.container, self.id, self.addressing, self.leases)

    @property
    def is_damaged(self) -> bool:
        """Whether it was complete, and storage no longer has all of its bytes."""
        return is_damaged(self.state, self.failure)

    @property
    def chunked(self) -> bool:
        """Whether it is sent in pieces."""
        return self.addressing is not Addressing.WHOLE

    @property
    def is_of_blobs(self) -> bool:
        """Whether its pieces are blobs, which other uploads may use, too."""
        return self.addressing in OF_BLOBS

    def derived_key(self, kind: str) -> ObjectKey:
        """The key of the file that the current lease derives from the upload's file."""
        return derived_key(self.container, self.id, kind, self.leases)

    def chunk_key(self, chunk: Chunk) -> ObjectKey:
        """The key of that chunk."""
        return chunk_key(self.container, self.id, chunk.number, chunk.digest_in_name)

    @property
    def whole_key(self) -> ObjectKey:
        """The key of the file that is sent as one piece."""
        return whole_key(self.container, self.id)

    @property
    def missing_bytes(self) -> int:
        """The number of bytes that no granted chunk covers; an unchunked upload has no grants."""
        return self.size - self.tally.size if self.chunked else 0


def state_as_of(idle_since: datetime, state: UploadState, active_at: datetime) -> UploadState:
    """The state; an open upload without activity since then is expired, swept or not."""
    is_over = state is UploadState.OPEN and active_at < idle_since
    return UploadState.EXPIRED if is_over else state


def is_damaged(state: UploadState, failure: Failure | None) -> bool:
    """Whether an upload was complete, and storage no longer has all of its bytes."""
    return state is UploadState.FAILED and failure is not None and failure.code in DAMAGES


def container_for(addressing: Addressing, upload_id: UUID, project_id: UUID | None) -> str:
    """The container for all of a new upload's own objects."""
    if addressing in OF_BLOBS or project_id is None:
        return assembled_container(upload_id)
    return project_container(project_id)


def finished_key(container: str, upload_id: UUID, addressing: Addressing, leases: int) -> ObjectKey:
    """The key of an upload's finished file; an upload by offset has one for each lease."""
    return file_key(container, upload_id, leases if addressing is Addressing.OFFSET else None)
