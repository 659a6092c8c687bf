"""The records of uploads whose chunks are placed at byte offsets, and of these chunks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import PlacedChunk
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload


class PlacementRecords(Protocol):
    """Uploads by offset; owners see only their own.

    Chunks are blobs, which the upload keeps in use.
    """

    def find(self, upload_id: UUID, owner_id: UUID, outcome: OutcomeKind | None) -> Upload | None:
        """The owner's upload of that outcome, in any state; one query."""
        ...

    def hold(self, upload_id: UUID, owner_id: UUID, outcome: OutcomeKind | None) -> Upload | None:
        """The same inside a transaction; the upload is locked until that ends."""
        ...

    def around(self, upload_id: UUID, wanted: ByteRange) -> Sequence[ByteRange]:
        """The chunks that matter for a new one at `wanted`; one query.

        These are the last chunk that begins before it, one that begins with it, and the next.
        """
        ...

    def place(
        self, upload: Upload, offset: int, blob_id: UUID, tally: Tally, now: datetime
    ) -> None:
        """Put a blob at that offset, in place of a former one; the upload must be locked and open.

        Raises Conflict if the blob is gone.
        """
        ...

    def chunks(self, upload_id: UUID) -> Sequence[PlacedChunk]:
        """All chunks, by ascending offset; one query."""
        ...

    def damaged(self, upload_id: UUID) -> frozenset[int]:
        """The offsets of chunks whose bytes storage has lost or changed; one query."""
        ...

    def page(
        self, owner_id: UUID, outcome: OutcomeKind | None, listing: Listing
    ) -> Excerpt[Upload]:
        """The owner's uploads of that outcome that are open or being assembled.

        Fields: `id`, `size`, `created_at`, `active_at`.
        """
        ...


class CommitRecords(Protocol):
    """Commits; an upload has at most one commit that has not ended."""

    def add(self, commit: Commit) -> None:
        """Remember a new commit, in the transaction that begins the assembly."""
        ...

    def get(self, commit_id: UUID, owner_id: UUID) -> Commit | None:
        """The commit."""
        ...

    def latest(self, upload_id: UUID) -> Commit | None:
        """The last commit of an upload."""
        ...

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Commit]:
        """The owner's commits.

        Fields: `id`, `upload_id`, `artifact_id`, `state`, `correlation_id`, `created_at`,
        `started_at`, `finished_at`, and `changed_at`, which is the last of these times.
        """
        ...

    def start(self, upload_id: UUID, now: datetime) -> None:
        """Remember that work on the open commit has begun; a repeat keeps the first time."""
        ...

    def complete(self, upload_id: UUID, artifact_id: UUID, now: datetime) -> None:
        """Remember that it succeeded, in the transaction that finishes the upload."""
        ...

    def fail(self, upload_id: UUID, failure: Failure, now: datetime) -> None:
        """Remember that it failed, in the transaction that reopens or withdraws the upload."""
        ...


class ArtifactRecords(Protocol):
    """Artifacts, each of the last upload that it was made of, or that inherited it."""

    def add(self, artifact: Artifact) -> UUID:
        """Remember an artifact; gives its id.

        If the owner has that content already, that artifact stays and changes to the new upload.
        """
        ...

    def get(self, artifact_id: UUID, owner_id: UUID) -> Artifact | None:
        """The artifact."""
        ...

    def with_content(self, sha256: str, owner_id: UUID) -> Artifact | None:
        """The owner's artifact of that content."""
        ...

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Artifact]:
        """The owner's artifacts. Fields: `id`, `sha256`, `size`, `created_at`."""
        ...

    def hold_content(self, sha256: str, owner_id: UUID) -> Sequence[Upload]:
        """Inside a transaction: lock and give the owner's complete uploads of that content."""
        ...

    def hand_over(self, upload_id: UUID, heir_id: UUID) -> None:
        """Give the artifact of one upload to another upload; both must be locked."""
        ...

    def remove(self, upload_ids: Collection[UUID]) -> None:
        """Remove the artifacts of these uploads."""
        ...
